"""What an answer is worth: by default one point; a number that follows from an earlier slip is not punished again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from autograd.auditor.sheet_keys import number_at
from autograd.errors import ExpressionError
from autograd.language import say
from autograd.notation import quoted, shown

#: The share of its points that an answer gets, by its verdict; `known slip`: a wrong one whose slip is found.
SHARES = {"right": 1.0, "rounding": 1.0, "too coarse": 1.0, "follows": 1.0, "wrong": 0.0, "known slip": 0.0}


@dataclass(frozen=True)
class Rule:
    """`worth`: the points of a question, one if it is not listed; `shares`: how much of them each verdict brings."""

    worth: Mapping[str, float] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=lambda: SHARES)

    def of(self, question: str) -> float:
        """The points of a question.

        >>> Rule({"L": 3.0}).of("L"), Rule().of("L")
        (3.0, 1.0)
        """
        return self.worth.get(question, 1.0)

    def share(self, verdict: str, has_slip: bool = False) -> float:
        """The share of its points that an answer with this verdict gets; `has_slip`: if the slip behind it is known."""
        found = self.shares.get(verdict, 0.0)
        return max(found, self.shares["known slip"]) if verdict == "wrong" and has_slip else found

    def spelled(self, called: Mapping[str, str]) -> Rule:
        """The same rule where questions have other headings: `called` maps what the rule says to what they are."""
        return Rule({called.get(name, name): points for name, points in self.worth.items()}, self.shares)


def read_rule(points: Any) -> Rule:
    """The rule that a sheet's table `points` gives: `{L = 3, follows = 0.5}`; verdicts are shares from 0 to 1.

    >>> rule = read_rule({"L": 3, "follows": "1/2", "known_slip": 0.25})
    >>> rule.of("L"), rule.share("follows"), rule.share("right"), rule.share("wrong", has_slip=True)
    (3.0, 0.5, 1.0, 0.25)

    Raises `ExpressionError` for a number that is none, below 0, or a share above 1.
    """
    if points is None:
        return Rule()
    if not isinstance(points, Mapping):
        raise ExpressionError(
            say("points must be a table of quantities and numbers, not {points}", points=quoted(points))
        )
    worth: dict[str, float] = {}
    shares = dict(SHARES)
    for key, value in points.items():
        where = f"points.{shown(str(key))}"
        name = spaced if (spaced := str(key).replace("_", " ")) in shares else str(key)
        number = number_at(value, where)
        if number < 0 or (name in shares and number > 1):
            raise ExpressionError(
                say("{where} is a share from 0 to 1, not {value}", where=where, value=quoted(value))
                if name in shares
                else say("{where} is a number of points from 0 on, not {value}", where=where, value=quoted(value))
            )
        if name in shares:
            shares[name] = number
        else:
            worth[name] = number
    return Rule(worth, shares)

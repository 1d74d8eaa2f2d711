"""What a class is asked: the quantities of a sheet, each by its heading, and a student's answers as claims about them.

The sheet is recorded once, or once for each variant; a student's claims are put to that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograd.arrays.given import entries, mapped, shape
from autograd.auditor import Claim, Quantity, Report, Sheet, claims_about, report_on
from autograd.auditor import sheet as sheet_of
from autograd.errors import ChainruleError, ExpressionError
from autograd.language import in_english, language, say, translated
from autograd.notation import counted, quoted

#: "o after 2 steps", as reports write it.
_AFTER = re.compile(r"(.*\S)\s+after\s+(\d{1,6})(?:\s+steps?)?")
#: "-1·∂L/∂w": what is printed is -1 times the quantity.
_SCALED = re.compile(r"(-?\d+(?:\.\d+)?(?:e-?\d+)?)·(.+)")
#: "new w1", as reports write it.
_NEW = "new "
#: What a claim says beside its quantity and its number.
_HOW = ("scale", "after", "at", "tol_units")


@dataclass(frozen=True)
class Question:
    """One column of answers: its `heading`, and the claim of a sheet it is, but for the printed number."""

    heading: str
    claim: Mapping[str, Any]
    identity: tuple[Any, ...]


@dataclass(frozen=True)
class Asked:
    """A question put to one recorded sheet: the quantity, or the array of them, and how it is printed."""

    heading: str
    quantities: Any
    scale: float
    tol_units: float | None

    def claims(self, printed: str, first: int) -> Any:
        """The claims of one answer, and the whole if it is an array. Raises `ExpressionError` for what is no number."""
        return claims_about(
            self.quantities, printed, where=quoted(self.heading, 60), about=self._about, first=first,
            scale=self.scale, tol_units=self.tol_units,
        )  # fmt: skip

    @property
    def _about(self) -> str:
        """The quantity in the spelling that is read without a sheet."""
        first: Quantity = next(entries(self.quantities))
        name = first.name.partition("[")[0] if shape(self.quantities) else first.name
        return str(first._replace(name=name))


def claim_of(heading: str) -> dict[str, Any]:
    """The claim that a heading stands for: also `new w1`, `o after 2 steps` and `-1·w`, as reports write them.

    >>> claim_of("dE/dw"), claim_of("o after 1 step"), claim_of("new w1")
    ({'quantity': 'dE/dw'}, {'quantity': 'value:o', 'after': 1}, {'quantity': 'update:w1'})
    """
    text = " ".join(heading.split())
    found: dict[str, Any] = {}
    if match := _SCALED.fullmatch(text):
        found["scale"], text = float(match[1]), match[2]
    if match := _AFTER.fullmatch(text):
        text, found["after"] = match[1], int(match[2])
    is_bare = not re.search(r"[:/∂]", text)
    if text.startswith(_NEW) and is_bare:
        text = f"update:{text.removeprefix(_NEW)}"
    elif "after" in found and is_bare:
        text = f"value:{text}"
    return {"quantity": text, **found}


def heading_of(claim: Mapping[str, Any]) -> str:
    """A heading for a claim of a sheet, which `claim_of` reads unless there are other inputs or a scale.

    >>> heading_of({"quantity": "o", "after": 2}), heading_of({"quantity": "L", "at": {"w": 2}, "scale": -1})
    ('o after 2 steps', '-1·L at w = 2')
    """
    heading = str(claim["quantity"])
    if claim.get("after"):
        heading = f"{heading} after {in_english(counted(int(claim['after']), 'step'))}"
    if isinstance(at := claim.get("at"), Mapping):
        heading += f" at {', '.join(f'{name} = {value}' for name, value in at.items())}"
    return f"{claim['scale']}·{heading}" if claim.get("scale", 1) != 1 else heading


def said(heading: str) -> str:
    """A heading in the language in force, as reports write it; one that is none as it is.

    >>> from autograd.language import speaking
    >>> with speaking("zh"):
    ...     print(said("o after 2 steps"), said("new w1"), said("∂L/∂w"))
    2 步之后的 o w1 的新值 ∂L/∂w
    """
    if language() == "en":
        return heading
    if match := _AFTER.fullmatch(heading):
        return say("{quantity} after {steps}", quantity=said(match[1]), steps=counted(int(match[2]), "step"))
    if match := _SCALED.fullmatch(heading):
        return f"{match[1]}·{said(match[2])}"
    if match := re.fullmatch(r"∂([^/]+)/∂(.+) over (.+)", heading):
        return say("∂{start}/∂{name} over {over}", start=match[1], name=match[2], over=match[3])
    if match := re.fullmatch(r"new (\S+) of (\S+)", heading):
        return say("new {kept} of {name}", kept=match[1], name=match[2])
    if heading.startswith(_NEW):
        return say("new {name}", name=heading.removeprefix(_NEW))
    return heading


def asked_claims(data: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The claims of a sheet without their numbers, by their headings.

    Raises `ExpressionError` for claims that are none.
    """
    listed = data.get("claims", [])
    if not isinstance(listed, list):
        raise ExpressionError(say("claims must be a list, not {listed}", listed=quoted(listed)))
    found: dict[str, dict[str, Any]] = {}
    for nth, claim in enumerate(listed):
        if not isinstance(claim, Mapping) or not isinstance(claim.get("quantity"), str):
            raise ExpressionError(say("claims[{nth}] must be a table with the keys quantity and printed", nth=nth))
        kept = {key: claim[key] for key in ("quantity", *_HOW) if key in claim}
        found.setdefault(heading_of(kept), kept)
    return found


def questions_of(
    data: Mapping[str, Any], headings: Iterable[str], claims: Mapping[str, Mapping[str, Any]] | None = None
) -> tuple[list[Question], dict[str, str]]:
    """For each heading the claim it stands for: one of `claims`, one of the sheet's, however it is spelled, or one of
    its own; and of headings that are none, why."""
    plain = _recorded(data, [])
    known: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for claim in asked_claims(data).values():
        known.setdefault(_identity(data, plain, claim), claim)
    found: list[Question] = []
    refused: dict[str, str] = {}
    for heading in headings:
        claim = dict((claims or {}).get(heading) or claim_of(heading))
        try:
            identity = _identity(data, plain, claim)
        except ChainruleError as error:
            refused[heading] = _without_place(error)
            continue
        if "scale" not in claim and identity in known:
            claim |= known[identity]
        found.append(Question(heading, claim, (*identity, claim.get("scale", 1))))
    return found, refused


def _without_place(error: ChainruleError) -> str:
    """What an error says of a claim, without the place of that claim in a list that is ours."""
    return re.sub(r"^claims\[0\](\.quantity)?(: |：)", "", translated(error))


def _identity(data: Mapping[str, Any], plain: Sheet, claim: Mapping[str, Any]) -> tuple[Any, ...]:
    """What tells one question from another, however it is spelled. Raises `ExpressionError` for what is none."""
    asked = _read(plain, claim)
    read = _recorded(data, [{**claim, "printed": mapped(lambda _: "1", asked)}])
    return (shape(asked), *(one.quantity for one in read.claims))


def placeholders(plain: Sheet, claims: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Claims of a recorded sheet with any number in place of those printed, in their shape."""
    return [{**claim, "printed": mapped(lambda _: "1", _read(plain, claim))} for claim in claims]


def _read(sheet: Sheet, claim: Mapping[str, Any]) -> Any:
    if sheet.quantities is None:
        raise ExpressionError(say("this sheet has no quantities"))
    return sheet.quantities.read(str(claim["quantity"]), claim.get("after", 0))


def _recorded(data: Mapping[str, Any], claims: Sequence[Mapping[str, Any]]) -> Sheet:
    return sheet_of({**data, "claims": list(claims)})


class Exercise:
    """A sheet recorded, with the questions put to it: `audit` gives the verdict on a student's answers."""

    def __init__(self, data: Mapping[str, Any], questions: Iterable[Question]) -> None:
        questions = list(questions)
        plain = _recorded(data, [])
        asked = {question.heading: _read(plain, question.claim) for question in questions}
        claims = [{**q.claim, "printed": mapped(lambda _: "1", asked[q.heading])} for q in questions]
        self.sheet = _recorded(data, claims)
        self.asked: dict[str, Asked] = {}
        first = 0
        for question in questions:
            count = len(list(entries(asked[question.heading])))
            own = self.sheet.claims[first : first + count]
            first += count
            waiting = iter(own)
            quantities = mapped(lambda _, waiting=waiting: next(waiting).quantity, asked[question.heading])
            self.asked[question.heading] = Asked(question.heading, quantities, own[0].scale, own[0].tol_units)

    def claims(self, heading: str, printed: str, first: int = 0) -> Any:
        """What an answer claims. Raises `ExpressionError` if it is no number, or an array of another shape."""
        return self.asked[heading].claims(printed, first)

    def count(self, heading: str) -> int:
        """How many numbers a question asks for."""
        return len(list(entries(self.asked[heading].quantities)))

    def audit(self, claims: Iterable[Claim], wholes: Iterable[Any] = ()) -> Report:
        """The verdicts on claims, in their order."""
        numbered = [replace(claim, position=position) for position, claim in enumerate(claims)]
        return report_on(self.sheet.example, numbered, self.sheet.name, self.sheet.notes, wholes=list(wholes))

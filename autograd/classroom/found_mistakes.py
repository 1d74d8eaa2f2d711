"""The answers to "find the mistake", marked: which number of a solution is wrong, and what it should be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from autograd.auditor.verdicts import FOLLOWS, RIGHT, WRONG
from autograd.classroom.answers import Answers, number_in
from autograd.classroom.keys import Hidden, Key
from autograd.classroom.levels import CORRECTION, MISTAKE
from autograd.classroom.marks import ACCEPTED, BLANK, NOT_READ, Mark
from autograd.classroom.points import Rule
from autograd.classroom.questions import Exercise, Question, questions_of, said
from autograd.classroom.variants import Variants
from autograd.errors import ChainruleError, ExpressionError
from autograd.language import say, template
from autograd.notation import quoted, shown

#: Why there are no marks without a key.
NO_KEY = template("which number is wrong stands in key.csv of the worksheets: grade with --key")
_NOT_HIDDEN = template("the key has no mistake for this variant")
_OTHER_SHEET = template("the key is not of this sheet: {quantity} is {right} there, and {exact} here")
_IS_WRONG = template("{quantity} is the wrong one: {slip}")
_FOLLOWS = template("{picked} is wrong only because {quantity} is, from which it is computed")
_OF_ANOTHER = template("This is what {picked} should be; {quantity} is the wrong one")


def headings_of(questions: Iterable[str], refused: Mapping[str, str]) -> dict[str, str]:
    """The headings that ask for a mistake and for its correction, unless a quantity of the sheet is called so."""
    named = {heading.strip().lower(): heading for heading in reversed(list(questions)) if heading in refused}
    return {kind: named[kind] for kind in (MISTAKE, CORRECTION) if kind in named}


class MistakeMarker:
    """Marks what students found, by the `key` of their worksheets; `headings` are those of the two questions.

    Raises `ExpressionError` for the key of another sheet.
    """

    def __init__(self, data: Mapping[str, Any], headings: Mapping[str, str], key: Key, variants: Variants) -> None:
        self.headings = dict(headings)
        self._data, self._variants, self._hidden = {**data, "claims": []}, variants, key.hidden
        self._exercises: dict[tuple[int | None, tuple[Any, ...]], Exercise] = {}
        self._spelled: dict[str, Question] = {}
        if self.headings and key.hidden:
            self._check(*next(iter(key.hidden.items())))

    def marks(self, one: Answers, rule: Rule, refused: list[str]) -> list[Mark]:
        """The marks of one student; what cannot be read is added to `refused`."""
        if not self.headings:
            return []
        hidden = self._hidden.get(one.variant)
        cells = {kind: one.cells.get(heading, "") for kind, heading in self.headings.items()}
        if hidden is None:
            if any(cells.values()):
                refused.append(say(_NOT_HIDDEN))
            return [self._mark(kind, NOT_READ if cells[kind] else BLANK, cells, rule) for kind in cells]
        wrong = self._question(hidden.mistake)
        picked, found = None, []
        if MISTAKE in cells:
            verdict, told = BLANK, ""
            if cells[MISTAKE]:
                try:
                    picked = self._question(cells[MISTAKE].partition("=")[0].strip())
                    verdict, told = self._pick(picked, wrong, hidden)
                except ChainruleError as error:
                    verdict = NOT_READ
                    refused.append(say("{heading}: {error}", heading=shown(self.headings[MISTAKE]), error=error))
            found.append(self._mark(MISTAKE, verdict, cells, rule, told=told))
        if CORRECTION in cells:
            found.append(self._correction(one.variant, cells, wrong, picked, rule, refused))
        return found

    def _question(self, name: str) -> Question:
        """A quantity as the student or the key calls it. Raises `ExpressionError` for what is none."""
        if name not in self._spelled:
            found, refused = questions_of(self._data, [name])
            if refused:
                raise ExpressionError(refused[name])
            self._spelled[name] = found[0]
        return self._spelled[name]

    def _pick(self, picked: Question, wrong: Question, hidden: Hidden) -> tuple[str, str]:
        if picked.identity == wrong.identity:
            return RIGHT, ""
        following = {self._question(name).identity for name in hidden.following}
        if picked.identity in following:
            return WRONG, say(_FOLLOWS, picked=said(shown(picked.heading)), quantity=said(hidden.mistake))
        return WRONG, say(_IS_WRONG, quantity=said(hidden.mistake), slip=say(hidden.slip) if hidden.slip else "")

    def _correction(
        self, variant: int | None, cells: Mapping[str, str], wrong: Question, picked: Question | None, rule: Rule,
        refused: list[str],
    ) -> Mark:  # fmt: skip
        """What the number should be: that of the wrong one, or, following from a wrong choice, that of the chosen."""
        text = number_in(cells[CORRECTION])
        if not text:
            return self._mark(CORRECTION, BLANK, cells, rule)
        try:
            verdict, exact, told = self._verdict(variant, wrong, text)
        except ChainruleError:
            heading, text = shown(self.headings[CORRECTION]), quoted(cells[CORRECTION])
            refused.append(say("{heading}: {printed} is not a number", heading=heading, printed=text))
            return self._mark(CORRECTION, NOT_READ, cells, rule)
        if verdict not in ACCEPTED and picked is not None and picked.identity != wrong.identity:
            other, *_ = self._verdict(variant, picked, text)
            if other in ACCEPTED:
                told = (say(_OF_ANOTHER, picked=said(shown(picked.heading)), quantity=said(wrong.heading)),)
                return self._mark(CORRECTION, FOLLOWS, cells, rule, told=told[0], exact=exact)
        return self._mark(CORRECTION, verdict, cells, rule, told="\n".join(told), exact=exact)

    def _verdict(self, variant: int | None, question: Question, text: str) -> tuple[str, float, tuple[str, ...]]:
        """Whether a number is what a quantity is in the solution, and which slip gives it if not."""
        exercise = self._exercise(variant, question)
        report = exercise.audit(exercise.claims(question.heading, text).claims)
        row = report.rows[0]
        return row.verdict, row.exact, tuple(report.reasons(row))

    def _exercise(self, variant: int | None, question: Question) -> Exercise:
        place = (variant, question.identity)
        if place not in self._exercises:
            other = self._variants.data(variant or 0, part=MISTAKE)
            self._exercises[place] = Exercise({**other, "claims": []}, [question])
        return self._exercises[place]

    def _check(self, variant: int | None, hidden: Hidden) -> None:
        verdict, exact, *_ = self._verdict(variant, self._question(hidden.mistake), hidden.correction)
        if verdict not in ACCEPTED:
            told = {"quantity": shown(hidden.mistake), "right": shown(hidden.correction), "exact": f"{exact:.6g}"}
            raise ExpressionError(say(_OTHER_SHEET, **told))

    def _mark(
        self, kind: str, verdict: str, cells: Mapping[str, str], rule: Rule, *, told: str = "",
        exact: float | None = None,
    ) -> Mark:  # fmt: skip
        heading = self.headings[kind]
        of = rule.of(heading)
        points = of * rule.share(verdict)  # nothing for the number of a slip: it stands in the solution
        return Mark(heading, cells[kind], verdict, points, of, (), tuple(filter(None, told.split("\n"))), exact)

"""Answers checked while one works on them: right or not, which quantity first went wrong, which kind of slip. The right
numbers are not told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograd.auditor import Claim, Finding
from autograd.auditor.verdicts import FOLLOWS, WRONG
from autograd.classroom.folder import pairs_in
from autograd.classroom.levels import CORRECTION, MISTAKE
from autograd.classroom.marks import ACCEPTED
from autograd.classroom.questions import Exercise, questions_of, said
from autograd.classroom.wording import KIND_OF_SLIP
from autograd.errors import ChainruleError, ExpressionError
from autograd.language import say, speaking, template
from autograd.notation import counted, quoted, shown

_ALL_RIGHT = template("All {count} are right.")
_SOME_RIGHT = template("{right} of {count} are right. Look again, or ask for hint=2.")
_FIRST = template("{quantity} is the first that is wrong. hint=3 says which kind of slip it may be.")
_FIRST_AND_MORE = template(
    "{quantity} is the first that is wrong; what is computed from it may be wrong because of it."
)
_SLIP = template("{quantity}: it looks like this kind of slip: {slips}.")
_NO_SLIP = template("{quantity}: no slip that is known here gives this number; it may be the arithmetic.")
_NOT_FOUND_YET = template(
    "Write which number is wrong behind `mistake =`, and what it should be behind `correction =`."
)
_NOT_IT = template("{quantity} is not the number that is wrong by a slip.")
_IS_IT = template("This is the number that is wrong. Write what it should be, too.")
_CORRECTED = template("This is the number that is wrong, and {number} is what it should be.")
_NOT_CORRECTED = template("This is the number that is wrong. It should be another one than {number}.")
_NO_ANSWERS = template("There are no answers yet: write numbers behind the signs of equality.")
_LOOK_FORWARD, _LOOK_BACK = template("Look at the way forward."), template("Look at the derivatives.")
_LOOK_AT_STEP = template("Look at the new values.")
_LOOK = {"value": _LOOK_FORWARD, "update": _LOOK_AT_STEP, "state": _LOOK_AT_STEP} | dict.fromkeys(
    ("partial", "path", "d", "grad"), _LOOK_BACK
)
#: So many kinds of slips are named.
MOST_SLIPS = 3


def check_answers(sheet: Mapping[str, Any], answers: str, hint: int = 1, *, lang: str | None = None) -> str:
    """Check answers, one `quantity = number` a line; lines without a number are not answered yet.

    `hint=1` says how many are right, `hint=2` which one first went wrong, `hint=3` which kind of slip it looks like.
    `lang` is the language of the words, such as "zh".

    >>> sheet = {"expressions": ["c = a + b", "d = b + 1", "e = c*d"], "inputs": {"a": 2, "b": 1}}
    >>> print(check_answers(sheet, "c = 3; ∂e/∂b = 2".replace("; ", chr(10))))
    1 of 2 are right. Look again, or ask for hint=2.
    >>> print(check_answers(sheet, "∂e/∂b = 2", hint=3))
    ∂e/∂b: it looks like this kind of slip: path left out.

    Raises `ExpressionError` for a quantity that the sheet does not have, and for a hint that is not 1, 2 or 3.
    """
    return speaking(lang).run(_checked, sheet, answers, hint)


def _checked(sheet: Mapping[str, Any], answers: str, hint: int) -> str:
    _check_hint(hint)
    data = {**sheet, "claims": []}
    given = pairs_in(answers)
    questions, refused = questions_of(data, dict.fromkeys(name for name, _ in given))
    for heading, why in refused.items():
        raise ExpressionError(say("{heading}: {why}", heading=shown(heading), why=why))
    if not given:
        return say(_NO_ANSWERS)
    exercise = Exercise(data, questions)
    claims: list[Claim] = []
    headings: list[str] = []
    for heading, printed in given:
        try:
            read = exercise.claims(heading, printed, len(claims)).claims
        except ChainruleError:
            raise ExpressionError(
                say("{heading}: {printed} is not a number", heading=shown(heading), printed=quoted(printed))
            ) from None
        claims += read
        headings += [heading] * len(read)
    rows = exercise.audit(claims).rows
    wrong = [(row, heading) for row, heading in zip(rows, headings, strict=True) if row.verdict not in ACCEPTED]
    if not wrong:
        return say(_ALL_RIGHT, count=counted(len(given), "answer"))
    if hint == 1:
        right = len(given) - len({heading for _, heading in wrong})
        return say(_SOME_RIGHT, right=right, count=len(given))
    order = {kind: nth for nth, kind in enumerate(("value", "partial", "path", "d", "grad", "update"))}
    named = exercise.sheet.example.named

    def place(found: tuple[Finding, str]) -> tuple[int, int, int, int]:
        quantity = found[0].claim.quantity
        node = named[quantity.name]
        back = -node if quantity.kind in ("grad", "d") else node
        return quantity.after, order[quantity.kind], found[0].verdict == FOLLOWS, back

    first, heading = min((found for found in wrong if found[0].verdict == WRONG), key=place, default=wrong[0])
    if hint == 2:
        return say(_FIRST_AND_MORE if len(wrong) > 1 else _FIRST, quantity=said(shown(heading)))
    slips = list(dict.fromkeys(diagnosis.slip for diagnosis in first.diagnoses))[:MOST_SLIPS]
    return (
        say(_SLIP, quantity=said(shown(heading)), slips=_either(slips))
        if slips
        else say(_NO_SLIP, quantity=said(shown(heading)))
    )


def check_mistake(sheet: Mapping[str, Any], solved: str, found: str, hint: int = 1, *, lang: str | None = None) -> str:
    """Check which number of a solution one has found to be wrong, and what it should be: `mistake = c`, and in another
    line `correction = 3`.

    `hint=1` says whether they are right, `hint=2` where to look, `hint=3` which kind of slip it looks like.
    `lang` is the language of the words, such as "zh".

    >>> sheet = {"expressions": ["c = a + b", "d = b + 1", "e = c*d"], "inputs": {"a": 2.5, "b": 1.5}}
    >>> solved = "c = 4\\nd = 2.5\\ne = 10\\n∂e/∂b = 2.5"
    >>> print(check_mistake(sheet, solved, "mistake = e"))
    e is not the number that is wrong by a slip.
    >>> print(check_mistake(sheet, solved, "mistake = de/db\\ncorrection = 4"))
    This is the number that is wrong. It should be another one than 4.
    >>> print(check_mistake(sheet, solved, "mistake = e", hint=3))
    It looks like this kind of slip: path left out.

    Raises `ExpressionError` for a quantity that the sheet does not have, a number that is none, and a hint that is not
    1, 2 or 3; and for a solution in which there is not just one wrong number.
    """
    return speaking(lang).run(_checked_mistake, sheet, solved, found, hint)


def _checked_mistake(sheet: Mapping[str, Any], solved: str, found: str, hint: int) -> str:
    _check_hint(hint)
    data = {**sheet, "claims": []}
    given = {name.lower(): text for name, text in pairs_in(found)}
    questions, _ = questions_of(data, dict.fromkeys(name for name, _ in pairs_in(solved)))
    exercise = Exercise(data, questions)
    printed = [(name, text) for name, text in pairs_in(solved) if name in exercise.asked]
    rows = exercise.audit(claim for name, text in printed for claim in exercise.claims(name, text).claims).rows
    wrong = [nth for nth, row in enumerate(rows) if row.verdict == WRONG]
    if len(wrong) != 1 or len(rows) != len(printed):
        raise ExpressionError(
            say("in the solution {numbers} are wrong, not one", numbers=counted(len(wrong), "number"))
        )
    row, name = rows[wrong[0]], printed[wrong[0]][0]
    if hint == 3:
        slips = list(dict.fromkeys(diagnosis.slip for diagnosis in row.diagnoses))[:MOST_SLIPS]
        return say(KIND_OF_SLIP, slip=_either(slips)) if slips else say(_NO_SLIP, quantity=say("This number"))
    if hint == 2:
        return say(_LOOK[row.claim.quantity.kind])
    return _found(data, exercise, name, given)


def _found(data: Mapping[str, Any], exercise: Exercise, name: str, given: Mapping[str, str]) -> str:
    """Whether the right number was found, and its correction."""
    picked, number = given.get(MISTAKE, ""), given.get(CORRECTION, "")
    if not picked:
        return say(_NOT_FOUND_YET)
    asked, refused = questions_of(data, [picked, name])
    if picked in refused:
        raise ExpressionError(say("{mistake}: {refused}", mistake=MISTAKE, refused=refused[picked]))
    if asked[0].identity != asked[-1].identity:
        return say(_NOT_IT, quantity=said(shown(picked)))
    if not number:
        return say(_IS_IT)
    try:
        [row] = exercise.audit(exercise.claims(name, number).claims).rows
    except ChainruleError:
        raise ExpressionError(
            say("{correction}: {number} is not a number", correction=CORRECTION, number=quoted(number))
        ) from None
    return say(_CORRECTED if row.verdict in ACCEPTED else _NOT_CORRECTED, number=shown(number))


def _check_hint(hint: int) -> None:
    if hint not in (1, 2, 3):
        raise ExpressionError(say("hint is 1, 2 or 3, not {hint}", hint=quoted(hint)))


def _either(slips: list[str]) -> str:
    """Kinds of slip, of which it is one."""
    first, *others = map(say, slips)
    for other in others:
        first = say("{slips}, or {slip}", slips=first, slip=other)
    return first

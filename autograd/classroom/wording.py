"""What worksheets and keys say."""

from __future__ import annotations

from autograd.classroom.mistakes import Mistake
from autograd.classroom.worksheets import Worksheet
from autograd.notation import shown

#: The task of each level.
_TASKS = {
    "forward": "Compute what each formula gives.",
    "gradients": "Compute the derivatives.",
    "update": "Take one step of gradient descent, with the learning rate {rate}.",
}
_BY_RULE = "Take one step by the rule {rule}, with the learning rate {rate}."
MISTAKE_TASK = (
    "Somebody has worked this out for other numbers. One number is wrong by a slip, and others may follow from it. "
    "Which one is it, what should it be, and what was the slip?"
)
#: Behind these one writes the answer.
MISTAKE_ASKED = ("Wrong is", "It should be", "The slip")
_MISTAKE_TOLD = "{quantity} = {wrong} is wrong, {right} is right. The slip: {slip}. {sentence}"
FOLLOWING = "These are wrong only because they are computed from it: {listed}."
NO_MISTAKE_AGAIN = "No other number is computed from it."
#: What a platform says to an answer.
KIND_OF_SLIP = "It looks like this kind of slip: {slip}."
CHOICE_FOLLOWS = "This is wrong only because of another number, from which it is computed."
CHOICE_RIGHT = "This number is right."
CORRECTION_PRINTED = "This is the wrong number itself."
ANSWER_RIGHT, ANSWER_WRONG = "Right.", "This is not right."
WHICH_IS_WRONG, SHOULD_BE = "Which number is wrong by a slip?", "What should it be?"
ALIKE = "Slips that these digits cannot tell apart"
_PRECISION = "Give at least {digits} significant digits."
_VARIANT, _KEY = "{title}: variant {variant}", "Key to {heading}"


def heading(worksheet: Worksheet) -> str:
    """The heading of an exercise."""
    if worksheet.variant is None:
        return worksheet.title
    return _VARIANT.format(title=worksheet.title, variant=worksheet.variant)


def key_heading(worksheet: Worksheet) -> str:
    """The heading of its key."""
    return _KEY.format(heading=heading(worksheet))


def task(worksheet: Worksheet, level: str) -> str:
    """What is to be done at a level."""
    update = worksheet.data.get("update", "sgd")
    if level != "update" or update == "sgd":
        return _TASKS[level].format(rate=worksheet.rate)
    rule = update if isinstance(update, str) else ", ".join(f"{name} = {shown(str(x))}" for name, x in update.items())
    return _BY_RULE.format(rule=rule.removeprefix("rule = "), rate=worksheet.rate)


def precision(worksheet: Worksheet) -> str:
    """How exact the answers are to be."""
    return _PRECISION.format(digits=worksheet.digits)


def mistake_told(mistake: Mistake) -> str:
    """Where the solution is wrong, and why."""
    return _MISTAKE_TOLD.format(
        quantity=mistake.wrong.written,
        wrong=mistake.wrong_printed,
        right=mistake.right,
        slip=mistake.slip,
        sentence=mistake.sentence,
    )

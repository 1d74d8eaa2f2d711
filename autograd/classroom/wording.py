"""What worksheets and keys say."""

from __future__ import annotations

from autograd.classroom.mistakes import Mistake
from autograd.classroom.questions import said
from autograd.classroom.worksheets import Worksheet
from autograd.language import say, template
from autograd.notation import shown

#: The task of each level.
_TASKS = {
    "forward": template("Compute what each formula gives."),
    "gradients": template("Compute the derivatives."),
    "update": template("Take one step of gradient descent, with the learning rate {rate}."),
}
_BY_RULE = template("Take one step by the rule {rule}, with the learning rate {rate}.")
MISTAKE_TASK = template(
    "Somebody has worked this out for other numbers. One number is wrong by a slip, and others may follow from it. "
    "Which one is it, what should it be, and what was the slip?"
)
#: Behind these one writes the answer.
MISTAKE_ASKED = (template("Wrong is"), template("It should be"), template("The slip"))
_MISTAKE_TOLD = template("{quantity} = {wrong} is wrong, {right} is right. The slip: {slip}. {sentence}")
FOLLOWING = template("These are wrong only because they are computed from it: {listed}.")
NO_MISTAKE_AGAIN = template("No other number is computed from it.")
#: What a platform says to an answer.
KIND_OF_SLIP = template("It looks like this kind of slip: {slip}.")
CHOICE_FOLLOWS = template("This is wrong only because of another number, from which it is computed.")
CHOICE_RIGHT = template("This number is right.")
CORRECTION_PRINTED = template("This is the wrong number itself.")
ANSWER_RIGHT, ANSWER_WRONG = template("Right."), template("This is not right.")
WHICH_IS_WRONG, SHOULD_BE = template("Which number is wrong by a slip?"), template("What should it be?")
ALIKE = template("Slips that these digits cannot tell apart")
_PRECISION = template("Give at least {digits} significant digits.")
_VARIANT, _KEY = template("{title}: variant {variant}"), template("Key to {heading}")


def heading(worksheet: Worksheet) -> str:
    """The heading of an exercise."""
    if worksheet.variant is None:
        return worksheet.title
    return say(_VARIANT, title=worksheet.title, variant=worksheet.variant)


def key_heading(worksheet: Worksheet) -> str:
    """The heading of its key."""
    return say(_KEY, heading=heading(worksheet))


def task(worksheet: Worksheet, level: str) -> str:
    """What is to be done at a level."""
    update = worksheet.data.get("update", "sgd")
    if level != "update" or update == "sgd":
        return say(_TASKS[level], rate=worksheet.rate)
    rule = update if isinstance(update, str) else ", ".join(f"{name} = {shown(str(x))}" for name, x in update.items())
    return say(_BY_RULE, rule=rule.removeprefix("rule = "), rate=worksheet.rate)


def precision(worksheet: Worksheet) -> str:
    """How exact the answers are to be."""
    return say(_PRECISION, digits=worksheet.digits)


def asked_for(worksheet: Worksheet, level: str) -> str:
    """What is to be done at a level, and how exact."""
    return say("{task} {precision}", task=task(worksheet, level), precision=precision(worksheet))


def to_answer(asked: str) -> str:
    """What stands before a blank."""
    return say("{asked}:", asked=say(asked))


def mistake_told(mistake: Mistake) -> str:
    """Where the solution is wrong, and why."""
    return say(
        _MISTAKE_TOLD,
        quantity=said(mistake.wrong.written),
        wrong=mistake.wrong_printed,
        right=mistake.right,
        slip=say(mistake.slip),
        sentence=mistake.sentence,
    )


def following_told(mistake: Mistake) -> str:
    """What else is wrong because of it."""
    if not mistake.following:
        return say(NO_MISTAKE_AGAIN)
    return say(FOLLOWING, listed=[said(name) for name in mistake.following])


def alike_told(worksheet: Worksheet) -> list[str]:
    """For each question the slips that its digits cannot tell apart."""
    return [say("{quantity}: {slips}", quantity=said(quantity), slips=slips) for quantity, slips in worksheet.alike]

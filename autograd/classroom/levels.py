"""What a worksheet asks for: the way forward, the gradients, one update; the questions of each level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograd.auditor import Claim, Quantity, Sheet, read_printed
from autograd.auditor import sheet as sheet_of
from autograd.classroom.questions import asked_claims, claim_of, heading_of, placeholders
from autograd.errors import ChainruleError, ExpressionError
from autograd.language import in_english, say, template
from autograd.notation import counted, quoted

#: The levels, in the order in which they stand on a worksheet, and the heading of each.
LEVELS = {
    "forward": template("The way forward"),
    "gradients": template("The gradients"),
    "update": template("One step"),
    "mistake": template("Find the mistake"),
}
#: The questions about a solution with a slip in it: which number is wrong, and what it should be.
MISTAKE, CORRECTION = "mistake", "correction"
#: A worksheet with more questions is no worksheet.
MOST_QUESTIONS = 400


@dataclass(frozen=True)
class Item:
    """One question: the level it belongs to, the claim it is about, but for the number, and how it is written: in
    English, as answers have it in their headings; `questions.said` says that in the language in force."""

    level: str
    claim: Claim
    written: str

    @property
    def quantity(self) -> Quantity:
        """What is asked for."""
        return self.claim.quantity


def read_levels(levels: Sequence[str], data: Mapping[str, Any]) -> tuple[str, ...]:
    """The levels in their order. Without any, those that the claims of the sheet belong to, or forward and gradients.

    Raises `ExpressionError` for a level that there is not, and for what a level needs and the sheet does not have.
    """
    for level in levels:
        if level not in LEVELS:
            raise ExpressionError(
                say("there is no level {level}: the levels are {levels}", level=quoted(level), levels=list(LEVELS))
            )
    chosen = set(levels)
    if not chosen:
        chosen = {item.level for item in _claimed(data)} or {"forward", "gradients"}
    if "update" in chosen and "learning_rate" not in data and "update" not in data:
        raise ExpressionError(say("the level update needs the key 'learning_rate' in the sheet"))
    if MISTAKE in chosen and (taken := {MISTAKE, CORRECTION} & sheet_of({**data, "claims": []}).example.named.keys()):
        raise ExpressionError(
            say(
                "the level mistake asks for {taken}, which the sheet calls a number of its own",
                taken=quoted(min(taken)),
            )
        )
    return tuple(level for level in LEVELS if level in chosen)


def items_of(data: Mapping[str, Any], levels: Sequence[str]) -> list[Item]:
    """The questions of some levels: of each what the sheet claims, or else all there is to ask.

    Raises `ExpressionError` if these are too many.
    """
    claimed = _claimed(data)
    everything = sheet_of({**data, "claims": []})
    output = everything.example.name_of[everything.example.output]
    found: list[Item] = []
    for level in levels:
        own = [item for item in claimed if item.level == level]
        if not own or (level == "update" and not any(item.quantity.kind == "update" for item in own)):
            everything_asked = _all(everything, level)
            claims = [Claim(quantity, read_printed("1")) for quantity in everything_asked]
            found += [Item(level, claim, _written(claim, output, everything)) for claim in claims]
        found += own
    found = list({(item.quantity, item.claim.scale): item for item in found}.values())
    if len(found) > MOST_QUESTIONS:
        raise ExpressionError(
            say(
                "{questions} are too many for a worksheet: at most {most_questions} are asked; let the "
                "claims of the sheet say which",
                questions=counted(len(found), "question"),
                most_questions=MOST_QUESTIONS,
            )
        )
    return found


def _claimed(data: Mapping[str, Any]) -> list[Item]:
    """The questions that the claims of a sheet are; those with other inputs are left out."""
    kept = [claim for claim in asked_claims(data).values() if "at" not in claim]
    plain = sheet_of({**data, "claims": []})
    if plain.quantities is None or not kept:
        return []
    sheet = sheet_of({**data, "claims": placeholders(plain, kept)})
    output = sheet.example.name_of[sheet.example.output]
    return [Item(_level(claim.quantity), claim, _written(claim, output, plain)) for claim in sheet.claims]


def _level(quantity: Quantity) -> str:
    if quantity.needs_step:
        return "update"
    return "forward" if quantity.kind == "value" else "gradients"


def _written(claim: Claim, output: str, plain: Sheet) -> str:
    """A question in a spelling that is read again as this question: `∂L/∂w` if that is plain, or else `d:L/w`."""
    quantity = claim.quantity
    written = in_english(quantity.written(output))
    spelled = claim_of(written)
    try:
        again = plain.quantities.read(spelled["quantity"], spelled.get("after", 0)) if plain.quantities else None
    except ChainruleError:
        again = None
    if again != quantity:
        written = heading_of({"quantity": str(quantity), "after": quantity.after})
    return written if claim.scale == 1 else f"{claim.scale:g}·{written}"


def _all(sheet: Sheet, level: str) -> list[Quantity]:
    """Everything that can be asked for at a level, in the order in which one computes it."""
    example = sheet.example
    computed = [name for name, node in example.named.items() if example.parents[node]]
    inputs = [
        name for name, node in example.named.items() if not example.parents[node] and not example.is_constant(node)
    ]
    parameters = [example.name_of[node] for node in example.parameters] or inputs
    output = example.name_of[example.output]
    if level == "forward":
        return [Quantity("value", name) for name in computed]
    if level == "gradients":
        inner = [name for name in reversed(computed) if name != output and example.depends(output, name)]
        return [Quantity("grad", name) for name in [*inner, *parameters]]
    if level == "update":
        return [Quantity("update", example.name_of[node]) for node in example.parameters]
    return []

"""The keys of a homework sheet, one line each: what is read, and what may stand there besides.

`sheet.schema.json`, a JSON Schema for editors and other programs, is written from this table by `schema`:

    python -c "from autograd.auditor.sheet_keys import written; print(written(), end='')" > sheet.schema.json
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from autograd.auditor.claims import MAX_STEPS
from autograd.errors import ExpressionError, OperandError
from autograd.hints import meant_by
from autograd.language import say
from autograd.notation import quoted, shown
from autograd.numerals import read_number

_NUMBER = {"type": ["number", "string"]}
_NUMBERS = {"$ref": "#/$defs/numbers"}
_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_LISTED = {"type": "array", "minItems": 1, "items": _NUMBER}
_RANGE = {"from": _NUMBER, "to": _NUMBER, "step": _NUMBER, "of": _LISTED}
_VARIED = {"anyOf": [_LISTED, {"type": "object", "properties": _RANGE, "additionalProperties": False}]}
_TABLE = {"type": "object", "additionalProperties": _NUMBERS}


class Key(NamedTuple):
    """A key: what its value is, as JSON Schema says it, and what it means."""

    name: str
    value: Mapping[str, Any]
    about: str
    is_required: bool = False


# fmt: off
SHEET = (
    Key("name", _TEXT, "the title of the report"),
    Key("inputs", _TABLE, "a table of names and numbers: texts such as 1/3 or 5% are read, nested lists are arrays"),
    Key("given", {"anyOf": [_TABLE, _TEXTS]},
        "data: more inputs, or the names of some, whose gradient nobody asks for and that no step changes"),
    Key("expressions", _TEXTS, "formulas in the order of the computation, name = formula", True),
    Key("loss", _TEXT, "the name of what is differentiated; without it, what the last formula computes"),
    Key("learning_rate", _NUMBER, "of a step"),
    Key("update", {"anyOf": [_TEXT, {"type": "object", "properties": {"rule": _TEXT}, "required": ["rule"]}]},
        "how a step is taken: sgd (the default), momentum, nesterov, adagrad, rmsprop, adam or adamw; or a table with "
        "the rule, its settings, and what it keeps at first"),
    Key("params", _TEXTS, "the inputs that a step changes; without it, all that are not given"),
    Key("claims", {"type": "array", "items": {"$ref": "#/$defs/claim"}}, "the numbers on paper", True),
    Key("points", {"type": "object", "additionalProperties": _NUMBER},
        "for a class: what a quantity is worth, {L = 3}, and the share that a verdict brings, {follows = 0.5}"),
    Key("vary", {"type": "object", "additionalProperties": _VARIED},
        "for worksheets: which numbers an input takes, {w = {from = 0.1, to = 0.9, step = 0.05}, x = {of = [1, 2]}}"),
)
CLAIM = (
    Key("quantity", _TEXT,
        "value:NAME, grad:NAME, update:NAME, partial:CHILD/PARENT, d:NAME/NAME or ∂z/∂w, path:L/h/w, state:v/w; "
        "only a NAME is the gradient of an input, the value of anything else", True),
    Key("printed", _NUMBERS, "the number as printed; of an array nested lists, where null is a blank", True),
    Key("scale", _NUMBER, "what is printed is scale × the quantity"),
    Key("after", {"type": "integer", "minimum": 0, "maximum": MAX_STEPS}, "so many steps taken before"),
    Key("at", _TABLE, "other numbers for some names, as in a finite difference: {w1 = 0.11}"),
    Key("tol_units", _NUMBER, "so many units of the last place it may be off"),
)
# fmt: on

#: Keys that are not read: what people note about a sheet or a claim, the answers of collections of sheets among them.
#: So are those that begin with x-, for anything else.
SHEET_NOTES = frozenset({
    "$schema", "author", "comment", "language", "license", "mistake", "note", "notes", "problem", "slips", "source",
    "title", "url", "variant",
})  # fmt: skip
CLAIM_NOTES = frozenset({
    "accept_rounding", "also_accepted", "cause", "comment", "exact", "inherits", "kind", "must_mention", "note",
    "notes", "reproduce", "reproduce_tol", "source", "verdict",
})  # fmt: skip
#: Of other programs and languages.
_MEANT = {
    "input": "inputs", "values": "inputs", "variables": "inputs", "data": "given", "constants": "given",
    "expression": "expressions", "formulas": "expressions", "formula": "expressions", "equations": "expressions",
    "output": "loss", "objective": "loss", "lr": "learning_rate", "rate": "learning_rate", "eta": "learning_rate",
    "parameters": "params", "weights": "params", "claim": "claims", "answers": "claims", "value": "printed",
    "number": "printed", "answer": "printed", "steps": "after", "step": "after", "factor": "scale",
    "tolerance": "tol_units", "tol": "tol_units", "nudged": "at", "where": "at", "with": "at", "name": "quantity",
}  # fmt: skip


def number_at(value: Any, where: str) -> float:
    """The number a key has, as people write it; `where` is the path of the key.

    >>> number_at("1/3", "learning_rate")
    0.3333333333333333

    Raises `ExpressionError` for what is not a finite number.
    """
    try:
        return read_number(value, where)
    except OperandError as error:
        raise ExpressionError(error.said) from None


def check_keys(data: Mapping[Any, Any], keys: Collection[Key], notes: Collection[str], where: str = "") -> None:
    """Refuse a key that nothing reads and that is no note, with the one that was perhaps meant."""
    known = {key.name for key in keys}
    for key in data:
        if key in known or key in notes or (isinstance(key, str) and key.startswith("x-")):
            continue
        path = f"{where}.{shown(str(key))}" if where else shown(str(key))
        meant = _MEANT.get(str(key).lower(), "")
        if meant in known or (meant := meant_by(str(key), [*known, *notes]) or ""):
            raise ExpressionError(
                say(
                    "{path}: there is no key {key}, did you mean {meant}? (your own begin with x-)",
                    path=path,
                    key=quoted(key),
                    meant=meant,
                )
            )
        listed = [known_key.name for known_key in keys]
        raise ExpressionError(
            say(
                "{path}: there is no key {key}: the keys are {listed} (your own begin with x-)",
                path=path,
                key=quoted(key),
                listed=listed,
            )
        )


def schema() -> dict[str, Any]:
    """The JSON Schema of a sheet."""
    numbers = {"anyOf": [_NUMBER, {"type": "array", "minItems": 1, "items": {"anyOf": [_NUMBERS, {"type": "null"}]}}]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A homework sheet of chainrule",
        **_object(SHEET, SHEET_NOTES),
        "anyOf": [{"required": ["inputs"]}, {"required": ["given"], "properties": {"given": _TABLE}}],
        "$defs": {"claim": _object(CLAIM, CLAIM_NOTES), "numbers": numbers},
    }


def written() -> str:
    """The same as the text of a file."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def _object(keys: Collection[Key], notes: Collection[str]) -> dict[str, Any]:
    properties: dict[str, Any] = {key.name: {**key.value, "description": key.about} for key in keys}
    properties.update((note, {"description": "not read"}) for note in sorted(notes))
    return {
        "type": "object",
        "properties": properties,
        "patternProperties": {"^x-": {}},
        "additionalProperties": False,
        "required": [key.name for key in keys if key.is_required],
    }

"""A homework sheet: a worked example and its printed numbers as a TOML or JSON file.

    name = "one neuron"
    expressions = ["z = w*x + b", "o = sigmoid(z)", "L = (o - y)**2/2"]
    loss = "L"
    learning_rate = 0.1
    params = ["w", "b"]

    [inputs]
    x = 1.5
    ...

    [[claims]]
    quantity = "grad:w"
    printed = "0.0772"

A claim's `quantity` is `value:NAME`, `grad:NAME` (∂loss/∂NAME), `update:NAME` (a parameter after a step) or
`partial:CHILD/PARENT`; `printed` the number as it stands on paper. It may have `scale` (what is printed is scale × the
quantity), `after` (so many steps taken before) and `tol_units` (how many units of the last place it may be off).
Other keys are not read. Numbers may be text as people write them, such as "1/3", see `autograd.numerals`; and ∂L/∂w is
another way to write grad:w.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograd.auditor.auditing import report_on
from autograd.auditor.claims import MAX_STEPS, Claim, read_printed, read_quantity
from autograd.auditor.example import Example
from autograd.auditor.report import Report
from autograd.errors import ChainruleError, ExpressionError, OperandError
from autograd.expression import evaluate
from autograd.notation import printable, quoted, shown
from autograd.numerals import read_number

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MAX_BYTES, MAX_CLAIMS = 5_000_000, 10_000


@dataclass(frozen=True)
class Sheet:
    """A worked example, and what is claimed about it."""

    name: str
    example: Example
    claims: tuple[Claim, ...]
    notes: tuple[str, ...] = ()

    def audit(self) -> Report:
        """The verdict on every claim."""
        return report_on(self.example, self.claims, self.name, self.notes)


def read_sheet(path: str | Path) -> Sheet:
    """The sheet in a file; raises `ExpressionError`, naming the file and what is wrong with it."""
    path = Path(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ExpressionError(f"cannot read {shown(str(path), 200)}: {error.strerror or error}") from None
    if len(raw) > MAX_BYTES:
        size = f"{len(raw):,} bytes; at most {MAX_BYTES:,} are read"
        raise ExpressionError(f"{shown(str(path), 200)} is too long for a homework sheet: {size}")
    try:
        return sheet(_parsed(raw, path.suffix.lower()), name=path.stem)
    except ChainruleError as error:
        raise ExpressionError(f"{shown(path.name, 60)}: {error}") from None


def _parsed(raw: bytes, suffix: str) -> Any:
    is_json = suffix == ".json" or (suffix != ".toml" and raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"))
    try:
        text = raw.decode("utf-8-sig")
        return json.loads(text) if is_json else tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # of both formats, and of UTF-8
        if "integer string conversion" in str(error):  # Python reads whole numbers of 4,300 digits, and no more
            raise ExpressionError("a whole number in it has more digits than a float can hold") from None
        what = str(error).splitlines()[0] if str(error) else type(error).__name__
        format_ = "JSON" if is_json else "TOML"
        raise ExpressionError(f"this is not a {format_} file: {shown(what, 200)}") from None


def sheet(data: Any, name: str = "") -> Sheet:
    """The sheet that a dictionary describes, as `json` or `tomllib` reads it."""
    if not isinstance(data, Mapping):
        raise ExpressionError("a homework sheet is a table with the keys inputs, expressions, loss and claims")
    missing = [key for key in ("inputs", "expressions", "loss", "claims") if key not in data]
    if missing:
        raise ExpressionError(f"the key {missing[0]!r} is missing")
    inputs = {str(key): _number(value, f"inputs.{key}") for key, value in _of(data, "inputs", Mapping).items()}
    expressions = [_text(line, "expressions") for line in _of(data, "expressions", list)]
    evaluation = evaluate("\n".join(expressions), inputs)
    named = evaluation.named
    loss = _text(data["loss"], "loss")
    if loss not in named:
        raise ExpressionError(f"loss = {quoted(loss)} is not computed by the expressions")
    rate = _number(data.get("learning_rate", 0.0), "learning_rate")
    params = [_text(parameter, "params") for parameter in _of(data, "params", list, [])]
    example = Example(named, named[loss], params, rate)
    claims = _of(data, "claims", list)
    if len(claims) > MAX_CLAIMS:
        raise ExpressionError(
            f"{len(claims):,} claims are too many for a homework sheet: at most {MAX_CLAIMS:,} are read"
        )
    read = tuple(_claim(claim, f"claims[{nth}]", loss) for nth, claim in enumerate(claims))
    if "learning_rate" not in data and any(claim.quantity.needs_step for claim in read):
        raise ExpressionError("a claim about a step needs the key 'learning_rate'")
    notes = tuple(f"the input {shown(name)} is not used" for name in evaluation.unused(inputs))
    return Sheet(printable(str(data.get("name", name))), example, read, notes)


def _claim(data: Any, where: str, loss: str) -> Claim:
    if not isinstance(data, Mapping) or not {"quantity", "printed"} <= set(data):
        raise ExpressionError(f"{where} needs the keys quantity and printed")
    after = data.get("after", 0)
    if isinstance(after, bool) or not isinstance(after, int) or not 0 <= after <= MAX_STEPS:
        raise ExpressionError(f"{where}: after is a number of steps, 0 to {MAX_STEPS}, not {quoted(after)}")
    scale = _number(data.get("scale", 1.0), f"{where}.scale")
    if scale == 0:
        raise ExpressionError(f"{where}: scale cannot be 0")
    tol_units = data.get("tol_units")
    if tol_units is not None:
        tol_units = _number(tol_units, f"{where}.tol_units")
        if tol_units < 0:
            raise ExpressionError(f"{where}: tol_units cannot be negative")
    try:
        printed = read_printed(data["printed"])
    except OperandError as error:
        raise ExpressionError(f"{where}: {error}") from None
    quantity = read_quantity(_text(data["quantity"], f"{where}.quantity"), after, output=loss)
    return Claim(quantity, printed, scale, tol_units)


def _of(data: Mapping[str, Any], key: str, kind: type, default: Any = None) -> Any:
    value = data.get(key, default)
    if not isinstance(value, kind):
        what = "a table of names and numbers" if kind is Mapping else "a list"
        raise ExpressionError(f"{key} must be {what}, not {quoted(value)}")
    return value


def _number(value: Any, where: str) -> float:
    try:
        return read_number(value, shown(where))
    except OperandError as error:
        raise ExpressionError(str(error)) from None


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise ExpressionError(f"{where} must be text, not {quoted(value)}")
    return value

"""A homework sheet: a worked example and its printed numbers as a TOML or JSON file.

    name = "one layer"
    expressions = ["z = W @ x + b", "o = sigmoid(z)", "L = sum((o - y)²)/2"]
    learning_rate = 0.1
    given = ["x", "y"]

    [inputs]
    W = [[0.15, 0.2], [0.25, 0.3]]
    x = [0.05, 0.1]
    ...

    [[claims]]
    quantity = "grad:W"
    printed = [["0.0004", "0.0009"], ["0.0005", "0.001"]]

README.md lists the keys, `sheet_keys` is their table, and sheet.schema.json a JSON Schema made of it. Numbers may be
text as people write them, such as "1/3", see `autograd.numerals`; formulas are read by `autograd.expression`.
"""

from __future__ import annotations

import json
import sys
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograd.arrays.given import arrays_among, entries
from autograd.auditor.auditing import Progress, report_on
from autograd.auditor.budget import check_budget
from autograd.auditor.claims import Claim
from autograd.auditor.example import Example
from autograd.auditor.quantities import Quantities, check
from autograd.auditor.report import Report
from autograd.auditor.rules import read_update
from autograd.auditor.sheet_claims import ClaimReader, array_at
from autograd.auditor.sheet_keys import SHEET, SHEET_NOTES, check_keys, number_at
from autograd.auditor.wholes import Whole
from autograd.errors import ChainruleError, ExpressionError
from autograd.evaluation import Evaluation
from autograd.expression import evaluate
from autograd.files import reason
from autograd.graph import read
from autograd.language import say, speaking
from autograd.notation import printable, quoted, shown
from autograd.operation import CONSTANT
from autograd.statements import normal_name
from autograd.value import Value

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
    wholes: tuple[Whole, ...] = ()
    quantities: Quantities | None = field(default=None, compare=False, repr=False)  # what further claims may be about

    def audit(self, progress: Progress | None = None, *, lang: str | None = None) -> Report:
        """The verdict on every claim; `progress` is told of the wrong ones, one by one, and `lang` is the language of
        the words, such as "zh"."""
        return speaking(lang).run(
            report_on, self.example, self.claims, self.name, self.notes, wholes=self.wholes, progress=progress
        )


def read_sheet(path: str | Path) -> Sheet:
    """The sheet in a file; raises `ExpressionError`, naming the file and what is wrong with it."""
    path, data = Path(path), sheet_data(path)
    try:
        return sheet(data, name=path.stem)
    except ChainruleError as error:
        raise ExpressionError(say("{path}: {error}", path=shown(path.name, 60), error=error)) from None


def sheet_data(path: str | Path) -> Any:
    """What stands in the file of a sheet, as `json` or `tomllib` reads it; raises as `read_sheet` does."""
    path = Path(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ExpressionError(
            say("cannot read {path}: {reason}", path=shown(str(path), 200), reason=reason(error))
        ) from None
    if len(raw) > MAX_BYTES:
        raise ExpressionError(
            say(
                "{path} is too long for a homework sheet: {size:,} bytes; at most {limit:,} are read",
                path=shown(str(path), 200), size=len(raw), limit=MAX_BYTES,
            )
        )  # fmt: skip
    try:
        return _parsed(raw, path.suffix.lower())
    except ChainruleError as error:
        raise ExpressionError(say("{path}: {error}", path=shown(path.name, 60), error=error)) from None


def _parsed(raw: bytes, suffix: str) -> Any:
    is_json = suffix == ".json" or (suffix != ".toml" and raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"))
    try:
        text = raw.decode("utf-8-sig")
        return json.loads(text) if is_json else tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # of both formats, and of UTF-8
        if "integer string conversion" in str(error):  # Python reads whole numbers of 4,300 digits, and no more
            raise ExpressionError(say("a whole number in it has more digits than a float can hold")) from None
        what = str(error).splitlines()[0] if str(error) else type(error).__name__
        format_ = "JSON" if is_json else "TOML"
        raise ExpressionError(
            say("this is not a {format} file: {what}", format=format_, what=shown(what, 200))
        ) from None


def sheet(data: Any, name: str = "") -> Sheet:
    """The sheet that a dictionary describes, as `json` or `tomllib` reads it."""
    if not isinstance(data, Mapping):
        raise ExpressionError(say("a homework sheet is a table with the keys inputs, expressions and claims"))
    check_keys(data, SHEET, SHEET_NOTES)
    given = data.get("given", ())
    for key in ("inputs", "expressions", "claims"):
        if key not in data and not (key == "inputs" and isinstance(given, Mapping)):
            raise ExpressionError(say("the key {key} is missing", key=quoted(key)))
    inputs = _inputs(data, given)
    lines = [_text(line, f"expressions[{nth}]") for nth, line in enumerate(_of(data, "expressions", list))]
    evaluation = _evaluated(lines, inputs)
    named = dict(evaluation.named)
    loss = _loss(data, evaluation, named)
    arrays = arrays_among(named)
    known = {name for key in inputs for name in entries(arrays.get(normal_name(key), normal_name(key)))}
    update = read_update(data.get("update", "sgd"))
    if update.rate is not None and "learning_rate" in data:
        raise ExpressionError(say("update.rate: the learning rate stands under learning_rate, too"))
    rate = number_at(data.get("learning_rate", 0.0), "learning_rate") if update.rate is None else update.rate
    params = _params(data, named, arrays, known, given)
    quantities = Quantities(named, loss, known)
    claims, wholes, paths = _claims(_of(data, "claims", list), quantities, named)
    example = Example(named, named[loss], params, rate, update)
    fixed = set(_given_names(given, arrays))
    for claim, path in zip(claims, paths, strict=True):
        try:
            check(claim.quantity, example)
        except ChainruleError as error:
            raise ExpressionError(say("{path}: {error}", path=path, error=error)) from None
        if claim.quantity.name in fixed and claim.quantity.kind in ("grad", "update", "state"):
            name = shown(claim.quantity.name)
            raise ExpressionError(say("{path}: {name} is given: no gradient of it is asked for", path=path, name=name))
    stepped = [path for claim, path in zip(claims, paths, strict=True) if claim.quantity.needs_step]
    if "learning_rate" not in data and update.rate is None and stepped:
        raise ExpressionError(say("{stepped}: a claim about a step needs the key 'learning_rate'", stepped=stepped[0]))
    check_budget(example, claims)
    notes = tuple(say("the input {name} is not used", name=shown(name)) for name in evaluation.unused(inputs))
    return Sheet(printable(str(data.get("name", name))), example, tuple(claims), notes, tuple(wholes), quantities)


def _inputs(data: Mapping[str, Any], given: Any) -> dict[str, Any]:
    """The numbers and arrays of `inputs`, and of `given` where that is a table."""
    inputs = {str(key): array_at(value, f"inputs.{shown(str(key))}") for key, value in
              _of(data, "inputs", Mapping, {}).items()}  # fmt: skip
    if not isinstance(given, Mapping):
        return inputs
    for key, value in given.items():
        if key in inputs:
            raise ExpressionError(say("given.{key}: it is among the inputs, too", key=shown(str(key))))
        inputs[str(key)] = array_at(value, f"given.{shown(str(key))}")
    return inputs


def _evaluated(lines: Sequence[str], inputs: Mapping[str, Any]) -> Evaluation:
    """What the expressions come to; an error names the first one that cannot be read or computed."""
    try:
        return evaluate("\n".join(lines), inputs, number=False)
    except ChainruleError as error:
        if not lines:
            raise ExpressionError(say("expressions: there is no formula")) from None

        def fails(count: int) -> bool:
            try:
                evaluate("\n".join(lines[:count]) or "0", inputs, number=False)
            except ChainruleError:
                return True
            return False

        first = bisect_left(range(len(lines)), True, key=fails)
        raise ExpressionError(
            say("{place}: {error}", place=f"expressions[{first - 1}]" if first else "inputs", error=error)
        ) from None


def _loss(data: Mapping[str, Any], evaluation: Evaluation, named: dict[str, Value]) -> str:
    """The name of the loss: the one that is given, or that of what the last expression computes."""
    if "loss" in data:
        loss = _text(data["loss"], "loss").replace(" ", "")
        if loss not in named:
            raise ExpressionError(say("loss = {loss} is not computed by the expressions", loss=quoted(loss)))
        return loss
    last = evaluation.result
    name = next((name for name, node in reversed(named.items()) if node is last), "")
    if "[" in name:
        array = name.partition("[")[0]
        raise ExpressionError(
            say("loss: the last expression gives an array, {array}: say which number is the loss", array=shown(array))
        )
    if not name:
        if last.op is CONSTANT or not last.parents:
            raise ExpressionError(say("loss: the last expression has no input"))
        name = read(last).name
        named[name] = last
    return name


def _params(
    data: Mapping[str, Any], named: Mapping[str, Value], arrays: Mapping[str, Any], known: set[str], given: Any
) -> list[str]:
    """What a step changes: the parameters that are named, or all inputs but those that are given."""
    fixed = set(_given_names(given, arrays))
    if "params" not in data:
        return [name for name in named if name in known and name not in fixed] if given else []
    params: list[str] = []
    for nth, text in enumerate(_of(data, "params", list)):
        name = _text(text, f"params[{nth}]").replace(" ", "")
        for entry in entries(arrays.get(name, name)):
            if entry in fixed:
                raise ExpressionError(
                    say("params[{nth}]: {entry} is given: no step changes it", nth=nth, entry=shown(entry))
                )
            if entry not in known:
                raise ExpressionError(
                    say("params[{nth}]: {text} is not an input, so a step cannot change it", nth=nth, text=quoted(text))
                )
            params.append(entry)
    return params


def _given_names(given: Any, arrays: Mapping[str, Any]) -> list[str]:
    """The names of the data, those of arrays entry by entry."""
    if not isinstance(given, (Mapping, list, tuple)):
        raise ExpressionError(
            say("given must be a list of names or a table of names and numbers, not {given}", given=quoted(given))
        )
    found = []
    for nth, name in enumerate(given):
        text = _text(name, f"given[{nth}]").replace(" ", "")
        found += list(entries(arrays.get(text, text)))
    return found


def _claims(
    listed: Sequence[Any], quantities: Quantities, named: dict[str, Value]
) -> tuple[list[Claim], list[Whole], list[str]]:
    """All claims, the arrays among them, and the path of each claim's quantity."""
    reader = ClaimReader(quantities, named)
    claims: list[Claim] = []
    wholes: list[Whole] = []
    paths: list[str] = []
    for nth, entry in enumerate(listed):
        read = reader.read(entry, f"claims[{nth}]", len(claims))
        claims += read.claims
        paths += [f"claims[{nth}].quantity"] * len(read.claims)
        if read.whole:
            wholes.append(read.whole)
        if len(claims) > MAX_CLAIMS:
            count = max(len(claims), len(listed))
            raise ExpressionError(
                say(
                    "{count:,} claims are too many for a homework sheet: at most {max_claims:,} are read",
                    count=count,
                    max_claims=MAX_CLAIMS,
                )
            )
    return claims, wholes, paths


def _of(data: Mapping[str, Any], key: str, kind: type, default: Any = None) -> Any:
    value = data.get(key, default)
    if not isinstance(value, kind):
        what = say("a table of names and numbers" if kind is Mapping else "a list")
        raise ExpressionError(say("{key} must be {what}, not {value}", key=key, what=what, value=quoted(value)))
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise ExpressionError(say("{where} must be text, not {value}", where=where, value=quoted(value)))
    return value

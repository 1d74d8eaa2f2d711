"""The claims of a sheet: what each is about, and the numbers printed for it, those of arrays entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from autograd.arrays.given import MAX_ENTRIES, MAX_RANK, described, entries, mapped, read_array, read_nested, shape
from autograd.auditor.claims import MAX_STEPS, Claim, Quantity, read_printed, read_quantity
from autograd.auditor.nudged import in_order, nudged
from autograd.auditor.quantities import Quantities
from autograd.auditor.sheet_keys import CLAIM, CLAIM_NOTES, check_keys, number_at
from autograd.auditor.wholes import Whole, whole_at
from autograd.errors import ChainruleError, ExpressionError, OperandError
from autograd.language import say
from autograd.notation import counted, quoted, shown
from autograd.numerals import read_number
from autograd.value import Value

#: So many nodes are computed with other numbers for some names.
MOST_COMPUTED_AGAIN = 100_000
#: What stands in an array where nothing is printed.
BLANK = (None, "", "…", "...")


class Read(NamedTuple):
    """What one entry of a sheet's claims comes to: its claims, and the whole if it is about an array."""

    claims: list[Claim]
    whole: Whole | None


class ClaimReader:
    """Reads the claims of a sheet one by one. `named` grows by the nodes of claims about other inputs (`at`)."""

    def __init__(self, quantities: Quantities, named: dict[str, Value]) -> None:
        self.quantities, self.named = quantities, named
        self._original = dict(named)
        self._nodes: list[Value] = []
        self._nudged: dict[tuple[tuple[str, float], ...], Mapping[str, str]] = {}

    def read(self, data: Any, where: str, first: int) -> Read:
        """The claims of one entry; `first` is the position of the first of them in the sheet.

        Raises `ExpressionError`, which begins with the path of the key at fault.
        """
        if not isinstance(data, Mapping):
            raise ExpressionError(
                say(
                    "{where} must be a table with the keys quantity and printed, not {data}",
                    where=where,
                    data=quoted(data),
                )
            )
        check_keys(data, CLAIM, CLAIM_NOTES, where)
        if not {"quantity", "printed"} <= set(data):
            raise ExpressionError(say("{where} needs the keys quantity and printed", where=where))
        text = data["quantity"]
        if not isinstance(text, str):
            raise ExpressionError(say("{where}.quantity must be text, not {text}", where=where, text=quoted(text)))
        after = data.get("after", 0)
        if isinstance(after, bool) or not isinstance(after, int) or not 0 <= after <= MAX_STEPS:
            raise ExpressionError(
                say(
                    "{where}.after is a number of steps, 0 to {max_steps}, not {after}",
                    where=where,
                    max_steps=MAX_STEPS,
                    after=quoted(after),
                )
            )
        scale = number_at(data.get("scale", 1.0), f"{where}.scale")
        if scale == 0:
            raise ExpressionError(say("{where}.scale cannot be 0", where=where))
        tol_units = data.get("tol_units")
        if tol_units is not None:
            tol_units = number_at(tol_units, f"{where}.tol_units")
            if tol_units < 0:
                raise ExpressionError(say("{where}.tol_units cannot be negative", where=where))
        try:
            asked = self.quantities.read(text, after)
        except ChainruleError as error:
            raise ExpressionError(say("{where}.quantity: {error}", where=where, error=error)) from None
        if "at" in data:
            asked = self._at(asked, data["at"], f"{where}.at")
        return claims_about(asked, data["printed"], where=f"{where}.printed", about=text, first=first, scale=scale,
                            tol_units=tol_units)  # fmt: skip

    def _at(self, asked: Any, at: Any, where: str) -> Any:
        """The same quantities where some names have other numbers."""
        if not isinstance(at, Mapping) or not at:
            raise ExpressionError(
                say("{where} must be a table of names and numbers, such as {{w1 = 0.11}}", where=where)
            )
        numbers: dict[str, float] = {}
        for name, value in at.items():
            path = f"{where}.{shown(str(name))}"
            names = self.quantities.arrays.get(str(name), str(name))
            given = array_at(value, path)
            if shape(names) != shape(given):
                wanted, found = described(shown(str(name)), shape(names)), described(say("this"), shape(given))
                raise ExpressionError(say("{where}: {array}, but {given}", where=path, array=wanted, given=found))
            numbers.update(zip(entries(names), entries(given), strict=True))
        key = tuple(numbers.items())
        if key not in self._nudged:
            self._nodes = self._nodes or in_order(self._original)
            if (len(self._nudged) + 1) * len(self._nodes) > MOST_COMPUTED_AGAIN:
                raise ExpressionError(
                    say(
                        "{where}: {nodes} are computed with other numbers for the {position:,}th time: at most "
                        "{most_computed_again:,} nodes are computed again",
                        where=where,
                        nodes=counted(len(self._nodes), "node"),
                        position=len(self._nudged) + 1,
                        most_computed_again=MOST_COMPUTED_AGAIN,
                    )
                )
            try:
                nodes, self._nudged[key] = nudged(self._original, self._nodes, numbers, self.named)
            except ChainruleError as error:
                raise ExpressionError(say("{where}: {error}", where=where, error=error)) from None
            self.named.update(nodes)
        return mapped(lambda quantity: self._moved(quantity, self._nudged[key], where), asked)

    def _moved(self, quantity: Quantity, names: Mapping[str, str], where: str) -> Quantity:
        name, output = names.get(quantity.name, quantity.name), self.quantities.output
        if quantity.kind in ("update", "state"):
            raise ExpressionError(
                say("{where} goes with values and derivatives, not with the step of a parameter", where=where)
            )
        if quantity.kind == "grad":
            of = names.get(output, output)
            return quantity if of == output else quantity._replace(kind="d", name=name, of=of)
        over = "/".join(names.get(node, node) for node in quantity.of.split("/"))
        return quantity._replace(name=name, of=over)


def claims_about(
    asked: Any, printed: Any, *, where: str, about: str, first: int = 0, scale: float = 1.0,
    tol_units: float | None = None,
) -> Read:  # fmt: skip
    """The claims of one number, or of an array of numbers in the shape of what is asked.

    A vector may be printed as a row or as a column, and a matrix transposed, of which the whole tells. Raises
    `ExpressionError`, which begins with `where`, for other shapes and for what is no number.
    """
    if isinstance(printed, str) and printed.lstrip().startswith("["):
        printed = read_nested(printed, where)
    lengths, shown_lengths = shape(asked), _shape_printed(printed, where)
    if not lengths and all(length == 1 for length in shown_lengths):
        number = next(iter(entries(printed)))
        return Read([Claim(asked, _printed(number, where), scale, tol_units)], None)
    is_turned = False
    if lengths != shown_lengths:
        if sorted(n for n in lengths if n > 1) == sorted(n for n in shown_lengths if n > 1) and (
            max(lengths, default=1) == len(list(entries(asked)))
        ):
            printed = _shaped(list(entries(printed)), lengths)  # a vector as a row or as a column
        elif lengths == shown_lengths[::-1] and len(lengths) == 2:
            printed, is_turned = [list(column) for column in zip(*printed, strict=True)], True
        else:
            asked_for, given = described(shown(about), lengths), described(say("this"), shown_lengths)
            raise ExpressionError(say("{where}: {array}, but {given}", where=where, array=asked_for, given=given))
    claims: list[Claim] = []
    places: list[int | None] = []
    for place, (quantity, number) in enumerate(zip(entries(asked), entries(printed), strict=True), 1):
        if number in BLANK:
            places.append(None)
            continue
        places.append(first + len(claims))
        path = f"{where}{_place(place - 1, lengths)}"
        claims.append(Claim(quantity, _printed(number, path), scale, tol_units))
    return Read(claims, whole_at(_about(asked, about), places, lengths, is_turned))


def _about(asked: Any, about: str) -> Quantity:
    """The quantity of a whole array: that of an entry, with the name of the array."""
    entry: Quantity = next(entries(asked))
    named = read_quantity(about, entry.after, default=entry.kind)
    return entry._replace(name=named.name, of=named.of if entry.of else "")


def array_at(value: Any, where: str) -> Any:
    """A number or nested lists of numbers, as people write them."""
    if value is None or isinstance(value, (bool, Mapping)):
        raise ExpressionError(say("{where} must be a finite number, not {value}", where=where, value=quoted(value)))
    try:
        read = read_array(value, where)
        return read if isinstance(read, list) else read_number(read, where)
    except OperandError as error:
        raise ExpressionError(error.said) from None


def _printed(text: Any, where: str) -> Any:
    try:
        return read_printed(text)
    except OperandError as error:
        raise ExpressionError(say("{where}: {error}", where=where, error=error)) from None


def _shape_printed(printed: Any, where: str, depth: int = 0) -> tuple[int, ...]:
    """The shape of nested lists, whose rows must be of one length."""
    if not isinstance(printed, (list, tuple)):
        return ()
    if depth > MAX_RANK:
        raise ExpressionError(say("{where}: arrays are nested at most {max_rank} deep", where=where, max_rank=MAX_RANK))
    if not printed:
        raise ExpressionError(say("{where} has no entries", where=where))
    if len(printed) > MAX_ENTRIES:
        raise ExpressionError(
            say(
                "{where} has {entries}: at most {max_entries:,} are read",
                where=where,
                entries=counted(len(printed), "entry", "entries"),
                max_entries=MAX_ENTRIES,
            )
        )
    shapes = [_shape_printed(item, f"{where}[{nth}]", depth + 1) for nth, item in enumerate(printed)]
    other = next((nth for nth, lengths in enumerate(shapes) if lengths != shapes[0]), None)
    if other is not None:
        first, second = (described(say("item {number}", number=nth), shapes[nth]) for nth in (0, other))
        raise ExpressionError(
            say("{where} is no array: {first}, but {second}", where=where, first=first, second=second)
        )
    return (len(printed), *shapes[0])


def _shaped(numbers: list[Any], lengths: tuple[int, ...]) -> list[Any]:
    """Numbers in a row as nested lists of a shape."""
    for length in reversed(lengths[1:]):
        numbers = [numbers[i : i + length] for i in range(0, len(numbers), length)]
    return numbers


def _place(position: int, lengths: tuple[int, ...]) -> str:
    """Where an entry stands in nested lists, as a program writes it: [0][1]."""
    places = []
    for length in reversed(lengths):
        places.append(f"[{position % length}]")
        position //= length
    return "".join(reversed(places))

"""What a sheet of paper claims: a quantity, and its printed number, whose digits say how exact it means to be."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from autograd.errors import ExpressionError, OperandError
from autograd.notation import counted, printable, quoted

#: The kinds of quantities: the value of a node, ∂output/∂node, ∂child/∂parent, a parameter after a step.
KINDS = ("value", "grad", "partial", "update")

_NUMBER = re.compile(r"([-+]?)(\d*)(?:\.(\d*))?(?:e([-+]?\d{1,3}))?", re.IGNORECASE)
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?")


class Printed(NamedTuple):
    """A number as printed: `value`, the `unit` of its last place, and how many significant `digits` it has."""

    text: str
    value: float
    unit: float
    digits: int

    @property
    def tolerance(self) -> float:
        """How far off it may be: half a unit for one or two digits; a whole one for more, whose last digit carries
        the rounding of the steps before."""
        return self.unit * (0.5 if self.digits <= 2 else 1.0)

    def shows(self, number: float, units: float = 0.5) -> bool:
        """Whether `number` prints as these digits (or comes within so many units of the last place)."""
        return abs(number - self.value) <= units * self.unit * (1 + 1e-6) + 1e-13 * abs(self.value)


def read_printed(printed: str | float) -> Printed:
    """A number as printed, `"0.0772"` or `"1.5e-3"`; a float counts with the digits it is written with.

    >>> read_printed("0.0772")
    Printed(text='0.0772', value=0.0772, unit=0.0001, digits=3)
    >>> read_printed(5).tolerance
    0.5

    Raises `OperandError` for what is not a finite number.
    """
    text = printed if isinstance(printed, str) else _digits(printed)
    plain = re.sub(r"[ \u202f]", "", text.strip().replace("\u2212", "-"))
    # A comma groups thousands where it can, and is a decimal comma elsewhere: 1,234 but 0,234.
    plain = plain.replace(",", "") if _THOUSANDS.fullmatch(plain) else plain.replace(",", ".")
    match = _NUMBER.fullmatch(plain)
    if not match or not (match[2] or match[3]) or not math.isfinite(float(plain)):
        raise OperandError(f"{quoted(text, 60)} is not a printed number, such as 0.0772")
    fraction, exponent = match[3] or "", int(match[4] or 0)
    digits = max(len((match[2] + fraction).lstrip("0")), 1)
    unit = float(f"1e{exponent - len(fraction)}")
    if not unit:
        raise OperandError(f"{quoted(text, 60)} is closer to zero than a float can be")
    return Printed(text.strip(), float(plain), unit, digits)


def _digits(number: float) -> str:
    if isinstance(number, bool) or not isinstance(number, (int, float)) or not math.isfinite(number):
        raise OperandError(f"a claim is a finite number or a string of digits, not {quoted(number, 60)}")
    return repr(int(number)) if number == int(number) and abs(number) < 1e15 else repr(float(number))


class Quantity(NamedTuple):
    """What a claim is about, after so many whole steps: `value:L`, `grad:w1`, `update:w1`, or `partial:L/o`, the local
    partial of `of` = L by `name` = o."""

    kind: str
    name: str
    after: int = 0
    of: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.of}/{self.name}" if self.of else f"{self.kind}:{self.name}"

    @property
    def needs_step(self) -> bool:
        """Whether a step has to be taken to compute it."""
        return self.kind == "update" or self.after > 0

    def written(self, output: str) -> str:
        """As in a sentence about the output: `∂L/∂w1`, `the new w1`, `L after 1 step`."""
        name = printable(self.name)
        if self.kind == "value":
            written = name
        elif self.kind == "update":
            written = f"new {name}"
        else:
            written = f"∂{printable(self.of or output)}/∂{name}"
        return f"{written} after {counted(self.after, 'step')}" if self.after else written


def read_quantity(text: str, after: int = 0, default: str = "") -> Quantity:
    """`value:L`, `grad:w1`, `update:w1` or `partial:L/o`; without a kind, the default one.

    Raises `ExpressionError` for another kind.
    """
    kind, colon, name = text.partition(":")
    if not colon and default:
        kind, name = default, text
    kind, name = kind.strip(), name.strip()
    if kind not in KINDS or not name:
        raise ExpressionError(
            f"{quoted(text, 60)} is not a quantity: write value:NAME, grad:NAME, update:NAME or partial:CHILD/PARENT"
        )
    if kind != "partial":
        return Quantity(kind, name, after)
    child, _, parent = name.partition("/")
    child, parent = child.strip(), parent.strip()
    if not (child and parent):
        raise ExpressionError(f"{quoted(text, 60)} needs two names: partial:CHILD/PARENT")
    return Quantity(kind, parent, after, child)


@dataclass(frozen=True)
class Claim:
    """One printed number: `scale` × the quantity is what was printed; `tol_units` overrides how far off it may be."""

    quantity: Quantity
    printed: Printed
    scale: float = 1.0
    tol_units: float | None = None
    position: int = field(default=0, compare=False)

    @property
    def tolerance(self) -> float:
        """How far from `scale` × the quantity the printed number may be."""
        return self.printed.tolerance if self.tol_units is None else self.tol_units * self.printed.unit

    @property
    def implied(self) -> float:
        """The quantity, if the printed number were right."""
        return self.printed.value / self.scale

    def accepts(self, quantity: float, extra: float = 0.0) -> bool:
        """Whether the printed number is right for this value of the quantity, up to its digits and `extra` room."""
        room = self.tolerance * (1 + 1e-9) + abs(self.scale) * extra + 1e-13 * abs(self.printed.value)
        return abs(self.scale * quantity - self.printed.value) <= room

    def shows(self, quantity: float, units: float = 0.5) -> bool:
        """Whether this value of the quantity prints as the digits claimed."""
        return self.printed.shows(self.scale * quantity, units)


def ordered(claims: Iterable[Claim]) -> list[Claim]:
    """The claims, each knowing its position."""
    return [replace(claim, position=position) for position, claim in enumerate(claims)]

"""What a sheet of paper claims: a quantity, and its printed number, whose digits say how exact it means to be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from autograd.errors import ExpressionError, OperandError
from autograd.language import say
from autograd.notation import counted, printable, quoted
from autograd.numerals import readings, text_of

#: The kinds of quantities: the value of a node, ∂output/∂node, the local partial ∂child/∂parent, a parameter after a
#: step, the derivative of any node by any other, the term of a derivative that leads over certain nodes, and what the
#: update rule keeps for a parameter, after the step.
KINDS = ("value", "grad", "partial", "update", "d", "path", "state")
#: Those that have two names or more.
OF_NODES = ("partial", "d", "path", "state")
#: Those with whose printed numbers the computation goes on.
CARRIED_ON = ("value", "grad", "partial", "update", "state")

#: The most steps that a claim may be about.
MAX_STEPS = 20_000

#: ∂L/∂w, dL/dw: the name of what is differentiated, and by what.
_DERIVATIVE = re.compile(r"(?:∂|d)\s*([^/]*?)\s*/\s*(?:∂|d)\s*(.+)")


class Printed(NamedTuple):
    """A number as printed: `value`, the `unit` of its last place, and how many significant `digits` it has."""

    text: str
    value: float
    unit: float
    digits: int

    @property
    def tolerance(self) -> float:
        """How far off it may be: half a unit for one or two digits; a whole one for more, whose last digit carries
        the rounding of the steps before. So it is where an ellipsis says that the rest was cut off: 0.6… for 2/3."""
        return self.unit * (0.5 if self.digits <= 2 and not self._cut_off else 1.0)

    @property
    def _cut_off(self) -> bool:
        return self.text.endswith(("…", "..."))

    def shows(self, number: float, units: float = 0.5) -> bool:
        """Whether `number` prints as these digits (or comes within so many units of the last place)."""
        return abs(number - self.value) <= self.room(units)

    def room(self, units: float) -> float:
        """How far off a number is that comes within so many units of the last place."""
        units = max(units, 1.0) if self._cut_off else units
        return units * self.unit * (1 + 1e-6) + 1e-13 * abs(self.value)


def read_printed(printed: Any) -> Printed:
    """A number as printed, `"0.0772"` or `"1.5e-3"`; a float counts with the digits it is written with.

    >>> read_printed("0.0772")
    Printed(text='0.0772', value=0.0772, unit=0.0001, digits=3)
    >>> read_printed(5).tolerance
    0.5
    >>> read_printed("1/3")  # exact, so it promises all digits, see `numerals`
    Printed(text='1/3', value=0.3333333333333333, unit=1e-12, digits=12)

    Where a comma may group thousands or be the decimal one, as in 3,142, it groups: see `other_reading`.

    Raises `OperandError` for what is not a finite number.
    """
    text = printed if isinstance(printed, str) else text_of(printed)
    if not text and not isinstance(printed, str):
        raise OperandError(
            say("a claim is a finite number or a string of digits, not {printed}", printed=quoted(printed, 60))
        )
    found = readings(text)
    if not found:
        raise OperandError(say("{text} is not a printed number, such as 0.0772", text=quoted(text, 60)))
    if not found[0].unit:
        raise OperandError(say("{text} is closer to zero than a float can be", text=quoted(text, 60)))
    return Printed(text.strip(), *found[0])


def other_reading(printed: Printed) -> Printed | None:
    """The same text with its comma read in the other way, if it can be.

    >>> other_reading(read_printed("3,142"))
    Printed(text='3,142', value=3.142, unit=0.001, digits=4)
    """
    others = [Printed(printed.text, *found) for found in readings(printed.text)] if "," in printed.text else []
    return next((other for other in others if other.value != printed.value), None) if len(others) > 1 else None


class Quantity(NamedTuple):
    """What a claim is about, after so many whole steps: `value:L`, `grad:w1`, `update:w1`; `partial:L/o`, the local
    partial of `of` = L by `name` = o, and `d:L/o`, the derivative along all paths; `path:L/h/w`, that over h only,
    where `of` is L/h."""

    kind: str
    name: str
    after: int = 0
    of: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.of}/{self.name}" if self.of else f"{self.kind}:{self.name}"

    @property
    def needs_step(self) -> bool:
        """Whether a step has to be taken to compute it."""
        return self.kind in ("update", "state") or self.after > 0

    def written(self, output: str) -> str:
        """As in a sentence about the output: `∂L/∂w1`, `the new w1`, `L after 1 step`."""
        name = printable(self.name)
        if self.kind == "value":
            written = name
        elif self.kind == "update":
            written = say("new {name}", name=name)
        elif self.kind == "state":
            written = say("new {kept} of {name}", kept=printable(self.of), name=name)
        elif self.kind == "path":
            start, *over = map(printable, self.of.split("/"))
            written = say("∂{start}/∂{name} over {over}", start=start, name=name, over=over)
        else:
            written = f"∂{printable(self.of or output)}/∂{name}"
        if not self.after:
            return written
        return say("{quantity} after {steps}", quantity=written, steps=counted(self.after, "step"))


def read_quantity(text: str, after: int = 0, default: str = "", output: str = "") -> Quantity:
    """`value:L`, `grad:w1`, `update:w1`, `partial:L/o`, `d:L/w1`, `path:L/h1/w1` or `state:v/w1`; without a kind, the
    default one.

    `∂L/∂w1` and `dL/dw1` are the gradient, if L is called `output`, and otherwise the local partial.

    >>> read_quantity("∂L/∂w1", output="L"), str(read_quantity("dL/dw1", output="E"))
    (Quantity(kind='grad', name='w1', after=0, of=''), 'partial:L/w1')

    Raises `ExpressionError` for another kind.
    """
    kind, colon, name = text.partition(":")
    if not colon:
        derivative = _DERIVATIVE.fullmatch(text.strip())
        if derivative:
            child, parent = derivative[1], derivative[2].strip()
            return Quantity("grad", parent, after) if child == output else Quantity("partial", parent, after, child)
        if default:
            kind, name = default, text
    kind, name = kind.strip(), name.strip()
    if kind not in KINDS or not name:
        raise ExpressionError(
            say(
                "{text} is not a quantity: write value:NAME, grad:NAME, update:NAME, "
                "partial:CHILD/PARENT, d:NAME/NAME, path:NAME/NAME/NAME or state:WHAT/NAME",
                text=quoted(text, 60),
            )
        )
    if kind == "grad" and (derivative := _DERIVATIVE.fullmatch(name)) and derivative[1] == output:
        return Quantity(kind, derivative[2].strip(), after)
    if kind not in OF_NODES:
        return Quantity(kind, name, after)
    *first, last = (part.strip() for part in name.split("/"))
    if not first or not all((*first, last)) or (len(first) > 1) != (kind == "path"):
        written = {
            "partial": say("two names: partial:CHILD/PARENT"),
            "d": say("two names: d:NAME/NAME"),
            "state": say("what the update rule keeps, and a parameter: state:v/w"),
        }
        raise ExpressionError(
            say(
                "{text} needs {form}",
                text=quoted(text, 60),
                form=written.get(kind, say("three names or more: path:L/h/w")),
            )
        )
    if kind == "d" and first == [output]:
        return Quantity("grad", last, after)
    return Quantity(kind, last, after, "/".join(first))


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

"""Difference quotients extrapolated to step zero, each with an estimate of how far off it may be.

Ridders (Adv. Eng. Software 4, 1982) extrapolates in powers of the step and takes the disagreement of neighbouring
orders and steps for the error. Here the rounding of the values is added to it, and of two estimates that contradict
each other the one from shorter steps is believed (Lepski's principle, Theory Probab. Appl. 35, 1991).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, isfinite
from typing import NamedTuple

#: Steps shrink by this factor.
RATIO = 4.0

#: How many times their error two estimates may differ.
SURE = 4.0


class Slope(NamedTuple):
    """An estimate: its value, how far off it may be, the shortest and the longest step it uses.

    `around`: the steepest slope with such steps.
    `rough`: differences scatter by far more than rounding explains: there may be more to the function than can be seen.
    """

    value: float
    error: float
    step: float
    furthest: float
    rough: bool = False
    around: float = 0.0


class Difference(NamedTuple):
    """A difference quotient: its step, its value, the rounding error of step times value, and when it was taken."""

    step: float
    value: float
    rounding: float
    look: int


def _extrapolated(differences: list[Difference], power: int) -> Iterator[tuple[Slope, float]]:
    """Differences extrapolated to step zero in powers of stepᵖ, and how far the extrapolation went."""
    rows: list[list[float]] = []
    scatter: dict[int, float] = {}  # of each look, at its shortest steps
    run = 0  # how many steps hang together
    for index, (step, value, _, _) in enumerate(differences):
        run = run + 1 if index and differences[index - 1].step < 2 * RATIO * step else 0
        row = [value]
        for order in range(1, min(run, 5) + 1):
            growth = (differences[index - order].step / step) ** power - 1
            row.append(row[-1] + (row[-1] - rows[-1][order - 1]) / growth)
        rows.append(row)
    for index in range(2, len(rows)):
        step, _, _, look = differences[index]
        if len(rows[index]) > 2 and (index + 3 >= len(rows) or differences[index + 3].look != look):
            scatter[look] = max(scatter.get(look, 0.0), abs(rows[index][1] - rows[index - 1][1]) * step)
    for index in range(2, len(rows)):
        step, value, rounding, look = differences[index]
        row, above = rows[index], rows[index - 1]
        if len(row) < 3:
            continue
        error, order = min(
            (max(abs(row[order] - row[order - 1]), abs(row[order] - above[order - 1])), order)
            for order in range(2, len(row))
        )
        scattered = scatter.get(look, 0.0)
        error += 2 * max(rounding, scattered) / step
        if isfinite(error):
            furthest = differences[index - order].step
            yield Slope(row[order], error, step, furthest, scattered > 1000 * rounding), abs(row[order] - value)


def most_certain(differences: list[Difference], power: int) -> Slope | None:
    """The estimate with the smallest error of those that nothing from shorter steps contradicts.

    Other estimates must agree, and differences come nearer as steps shrink, but for their rounding.
    """
    shorter = list(differences)
    nearest, estimated = _Bounds(), _Bounds()
    kept: list[Slope] = []
    for slope, reach in reversed(list(_extrapolated(differences, power))):
        while shorter[-1].step < slope.step:
            step, value, rounding, _ = shorter.pop()
            nearest.narrow(value, SURE * rounding / step)
        doubt = SURE * slope.error
        if estimated.allow(slope.value, doubt) and nearest.allow(slope.value, doubt + 2 * reach):
            estimated.narrow(slope.value, doubt)
            kept.append(slope)
    return min(kept, key=lambda slope: slope.error, default=None)


class _Bounds:
    """Where a number can be, after all that was said about it."""

    lowest, highest = -inf, inf

    def narrow(self, value: float, doubt: float) -> None:
        """It is within `doubt` of `value`."""
        self.lowest, self.highest = max(self.lowest, value - doubt), min(self.highest, value + doubt)

    def allow(self, value: float, doubt: float) -> bool:
        """Whether it can be within `doubt` of `value`."""
        return self.lowest <= value + doubt and value - doubt <= self.highest

"""The slope of a function of one number, from its values alone, and how far off it may be.

Three things stand between differences and the slope, and each is asked for:

- truncation: how much extrapolations of neighbouring orders and steps differ, three steps at least;
- rounding: noise / step, the noise estimated from the size of the values, from what the caller knows of the
  computation, and from the scatter of the differences at the shortest steps;
- what lies closer than the steps, a kink or an edge of the domain: shorter steps are believed rather than longer ones,
  and a slope is that of the function only if the left and the right agree on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import inf, isfinite, log
from typing import NamedTuple

from autograd.checking.extrapolation import RATIO, SURE, Difference, Slope, most_certain
from autograd.errors import ChainruleError

#: Relative rounding error of one operation, 2⁻⁵² (an ulp), and the smallest number there is.
EPSILON, TINY = 2.0**-52, 2.0**-1074

#: So many steps in a row. The first is no round part of the number: at round steps rounding is better than elsewhere,
#: and what has a period is met at the same place again and again.
IN_A_ROW, FIRST = 12, 0.2317


class Level(NamedTuple):
    """The values one step to the right and to the left, None where there is none, and in which look they were taken."""

    step: float
    right: float | None
    left: float | None
    look: int


class Measured(NamedTuple):
    """What differences say: the slope, or None if they say nothing; and the slopes of the two sides.

    `kink`: the sides have different slopes. `jump`: the values beside the point do not tend to the value at it.
    `flat`: the values closest to the point are all the same.
    """

    slope: Slope | None
    left: Slope | None
    right: Slope | None
    kink: bool = False
    jump: bool = False
    flat: bool = False


class Differences:
    """Differences of `value_at` around x. `noise`: the rounding error of its values, as far as it is known.

    >>> differences = Differences(lambda x: x**3, 2.0)
    >>> differences.look(0)
    >>> slope = differences.measured().slope
    >>> round(slope.value, 9), slope.error < 1e-10
    (12.0, True)
    """

    def __init__(self, value_at: Callable[[float], float], x: float, noise: float = 0.0) -> None:
        self.value_at = value_at
        self.x = x
        self.noise = noise
        self.middle = value_at(x)
        self.levels: list[Level] = []
        self._looks = 0
        self._own = FIRST * abs(x) or FIRST

    def near(self) -> Iterator[int]:
        """Where to look first, as `look` takes it: in proportion to x, then as close to it as there are steps."""
        yield from (0, -IN_A_ROW, -2 * IN_A_ROW)
        if not self.x:
            yield from (-48, -96, -192, -384)

    def far(self) -> Iterator[int]:
        """Further away, for a function that changes slowly: in proportion to 1, and all between x and far beyond."""
        one = max(0, round((log(FIRST) - log(self._own)) / log(RATIO)))
        yield from dict.fromkeys((one, max(0, one - IN_A_ROW), IN_A_ROW))
        yield from range(2 * IN_A_ROW, one + IN_A_ROW, IN_A_ROW)

    def look(self, power: int) -> None:
        """Take differences with steps in proportion to x and RATIOᵖ, and ever shorter ones.

        They are all powers of one ratio apart: steps close to each other would be extrapolated from their rounding.
        """
        self._looks += 1
        x, half = self.x, power // 2
        step = self._own * RATIO**half * RATIO ** (power - half)  # for tiny x the power alone would not fit a float
        steps = {level.step for level in self.levels}
        for _ in range(IN_A_ROW):
            taken = (abs(x) + step) - abs(x)  # the step that can be taken: x ± step is rounded
            if taken > 0 and taken not in steps:
                steps.add(taken)
                self.levels.append(Level(taken, self.value(x + taken), self.value(x - taken), self._looks))
            step /= RATIO
        self.levels.sort(reverse=True)

    def _quotients(self, side: int) -> Iterator[Difference]:
        """The differences to the right (1), to the left (-1), or central (0)."""
        middle = self.middle
        for step, right, left, look in self.levels:
            if side == 0 and right is not None and left is not None:
                yield Difference(
                    step, (right / 2 - left / 2) / step, max(self._rounding(right), self._rounding(left)), look
                )
            elif side == 1 and right is not None:
                yield Difference(step, (right - middle) / step, 2 * self._rounding(right), look)
            elif side == -1 and left is not None:
                yield Difference(step, (middle - left) / step, 2 * self._rounding(left), look)

    def value(self, x: float) -> float | None:
        """The value at x; None if there is none."""
        try:
            out = self.value_at(x)
        except (ChainruleError, ArithmeticError, ValueError):
            return None
        return out if isfinite(out) else None

    def _rounding(self, out: float) -> float:
        return max(self.noise, 2 * EPSILON * abs(out), 2 * EPSILON * abs(self.middle), TINY)

    def measured(self) -> Measured:
        """What all differences so far say together."""
        left, central, right = (most_certain(list(self._quotients(side)), 1 if side else 2) for side in (-1, 0, 1))
        flat, jump = self._is_flat(), self._jumps()
        if left is None or right is None:
            slope = left or right
            return Measured(slope and self._with_surroundings(slope), left, right, False, jump, flat)
        doubt = max(left.error, right.error)
        gap = abs(left.value - right.value)
        if gap > SURE * (left.error + right.error):
            return Measured(None, left, right, gap > 20 * doubt, jump, flat)
        rough = left.rough or right.rough
        mean = Slope(
            left.value / 2 + right.value / 2,
            doubt + gap,
            max(left.step, right.step),
            max(left.furthest, right.furthest),
            rough,
        )
        agreeing = [mean]
        if central and all(
            abs(central.value - side.value) <= SURE * (central.error + side.error) for side in (left, right)
        ):
            agreeing.append(central)
        slope = self._with_surroundings(min(agreeing, key=lambda slope: slope.error))
        if doubt > 0.1 * max(abs(slope.value), slope.around):  # a kink could hide in so much doubt about the sides
            slope = slope._replace(error=max(slope.error, doubt))
        return Measured(slope, left, right, False, jump, flat)

    def _with_surroundings(self, slope: Slope) -> Slope:
        """With the steepest slope from here as long as they grow with the step, and the function is the same."""
        around = abs(slope.value)
        last, furthest = 0.0, min(abs(self.x), slope.furthest) or FIRST
        for step, *values, _ in reversed(self.levels):
            if step < slope.step:
                continue
            if step > furthest:
                break
            steepest = max((abs(out - self.middle) / step for out in values if out is not None), default=0.0)
            if steepest < last or not isfinite(steepest):
                break
            around, last = max(around, steepest), steepest
        return slope._replace(around=around)

    def _is_flat(self) -> bool:
        return all(out in (None, self.middle) for level in self.levels[-3:] for out in (level.right, level.left))

    def looks_like(self, slope: float) -> bool:
        """Whether both sides have this slope with some step, as those of a staircase have."""
        return any(
            abs((out - self.middle) / way - slope) < 0.1 * abs(slope)
            and abs((self.middle - back) / way - slope) < 0.1 * abs(slope)
            for way, out, back, _ in self.levels
            if out is not None and back is not None
        )

    def _jumps(self) -> bool:
        for side in (1, 2):
            changes = [abs(out - self.middle) for level in self.levels[-4:] if (out := level[side]) is not None]
            if len(changes) > 2 and min(changes) > 1e4 * self._rounding(self.middle):
                return max(changes) <= 1.01 * min(changes)
        return False

    def creeps(self) -> bool:
        """Whether a function that is flat here is so by rounding only: a saturated tanh, a square that underflows.

        Where a flat piece really ends, in a jump or a kink, the function has soon left it; out of rounding it grows
        faster than any power of the distance from where it is first seen to change.
        """
        return any(self._creeps(side) for side in (1, -1))

    def _creeps(self, side: int) -> bool:
        enough = 1000 * EPSILON * abs(self.middle) or 1e-302
        flat = changed = self.levels[-1].step
        while (change := self._change(side * changed)) == 0:
            flat, changed = changed, changed * 256
        if not isfinite(change):
            return False  # flat to the end of the domain, or of the floats
        for _ in range(40):
            half = flat / 2 + changed / 2
            flat, changed = (half, changed) if self._change(side * half) == 0 else (flat, half)
        distance = flat / 2**30
        before, beyond = 0.0, self._change(side * (changed + distance))
        if beyond >= enough:
            return False
        while beyond < enough and distance <= flat:
            distance *= 2
            before, beyond = beyond, self._change(side * (changed + distance))
        return beyond < enough or before * 16 < beyond

    def _change(self, step: float) -> float:
        """How far the value is from that in the middle; infinite where there is none."""
        out = self.value(self.x + step) if isfinite(step) else None
        return abs(out - self.middle) if out is not None else inf

"""gradcheck: a function, recorded and evaluated at one point, its derivatives judged one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from math import inf, isfinite, nan
from typing import Any, NamedTuple

from autograd.checking.blame import blamed, hidden_jumps
from autograd.checking.differences import EPSILON, Differences, Measured
from autograd.checking.judging import Tolerances, judge
from autograd.errors import GradientError, OperandError, UnmeasurableError
from autograd.language import say
from autograd.nested import flatten, map_entries
from autograd.notation import number, quoted, shown
from autograd.operation import as_float
from autograd.sweeps import backward_graph, sweep
from autograd.transforms import one_value
from autograd.value import Value, constant


def gradcheck(
    f: Callable[..., Any],
    inputs: Any,
    *,
    order: int = 1,
    keywords: Mapping[str, Any] | None = None,
    relative_tolerance: float = 1e-6,
    absolute_tolerance: float = 0.0,
) -> bool:
    """True if the gradient of f at `inputs` agrees with differences of its values; otherwise raises `GradientError`.

    `inputs` is a tuple of the arguments of f (numbers; lists, tuples, dicts or arrays of them), or the one argument;
    `keywords` has those given by name. f may return a Value, a plain number (a constant) or a list, tuple, dict or
    array of them. With `order=2`, second derivatives (gradients of the gradient's graph) are checked as well, against
    differences of gradients.

    Steps fit the point and the function: they are in proportion to the input at first, then shorter and longer ones
    are tried, on one side where the other is out of the domain (see `differences`). A function made of + - * / ** alone
    is also evaluated at complex numbers, which gives its derivative without the rounding of a difference (W. Squire and
    G. Trapp, SIAM Review 40, 1998).

    A gradient passes if it differs from the slope measured by less than `relative_tolerance` of it, or than
    `absolute_tolerance`, beyond the error of the measurement; or if both are less than 1e-10 of the slopes around: then
    a `VanishingWarning` says so, unless the slope is 0 but for rounding, as that of the cosine at π.

    The error names the worst entry with both numbers and the step, and the operation whose rule is wrong if there is
    one. It is an `UnmeasurableError` where differences cannot tell a right gradient from one that is wrong by a
    thousandth: at a kink or a jump (whose operation is named, with its convention), where the slope is less than the
    rounding of the values (an `absolute_tolerance` says what is too small to matter), where f gives another value when
    it is asked again.

    >>> gradcheck(lambda x, y: (x * y).sin(), (0.5, 2.0), order=2)
    True
    """
    for name, tolerance in (("relative", relative_tolerance), ("absolute", absolute_tolerance)):
        if not isinstance(tolerance, (int, float)) or not 0 <= tolerance < inf:
            raise OperandError(
                say(
                    "{name}_tolerance= is a number of at least 0, not {tolerance}",
                    name=name,
                    tolerance=quoted(tolerance),
                )
            )
    if order not in (1, 2):
        raise OperandError(say("order= is 1 or 2, not {order}", order=quoted(order)))
    arguments = inputs if isinstance(inputs, tuple) else (inputs,)
    tolerances = Tolerances(relative_tolerance, absolute_tolerance)
    for times in range(1, int(order) + 1):
        _Check(f, arguments, dict(keywords or {}), times).run(tolerances)
    return True


class Finding(NamedTuple):
    """What there is to say about one derivative that does not pass."""

    excess: float  # how many times further off than allowed; 0 if it could not be measured
    entry: int
    output: int
    claimed: float
    measured: Measured


class _Check:
    """One function at one point: evaluated, recorded, and judged derivative by derivative."""

    def __init__(self, f: Callable[..., Any], arguments: tuple[Any, ...], keywords: dict[str, Any], order: int) -> None:
        self.f, self.order = f, order
        self.inputs = (arguments, keywords)
        self.point = [_input(entry) for entry in flatten(self.inputs)]
        self.called = list(_entry_names(arguments, keywords))

    def recorded(self, point: Sequence[float]) -> tuple[list[Value], list[Value]]:
        """The variables at a point, and what is to be differentiated: what f returns, or all its first derivatives."""
        entries = iter(point)
        arguments, keywords = map_entries(lambda _: Value(next(entries)), self.inputs)
        out = self.f(*arguments, **keywords)
        variables: list[Value] = flatten([arguments, keywords])
        outputs = [one_value(item, self.f) for item in flatten(out)]
        self.many = len(outputs) > 1
        if self.order == 1:
            return variables, outputs
        slopes = [slope for output in outputs for slope in backward_graph(output, variables)]
        return variables, [slope if isinstance(slope, Value) else constant(slope) for slope in slopes]

    def values(self, point: Sequence[float]) -> list[float]:
        """The numbers alone."""
        return [output.data for output in self.recorded(point)[1]]

    def run(self, tolerances: Tolerances) -> None:
        """Judge every derivative; raise for the worst."""
        for name, x in zip(self.called, self.point, strict=True):
            if not isfinite(x):
                raise UnmeasurableError(say("{name} is {x}, where no gradient can be measured", name=name, x=number(x)))
        variables, outputs = self.recorded(self.point)
        values = [output.data for output in outputs]
        self.refuse_other(values)
        findings: list[Finding] = []
        adjoints = [sweep(output) for output in outputs]
        for entry, variable in enumerate(variables):
            value_at = self.along(entry, values)
            for index, adjoint in enumerate(adjoints):
                noise = EPSILON * sum(
                    abs(slope * node.data) for node, slope in adjoint.items() if slope and node.parents
                )
                claimed = adjoint.get(variable, 0.0)
                differences = Differences(_component(value_at, index), variable.data, noise)
                sharpen = self.complex_slope(entry) if self.order == 1 and len(outputs) == 1 else None
                judged = judge(claimed, differences, tolerances, sharpen)
                if judged is not None:
                    findings.append(Finding(judged[0], entry, index, claimed, judged[1]))
        self.refuse_other(values)
        if findings:
            worst = max(findings, key=lambda finding: finding.excess)
            hidden = hidden_jumps(outputs[worst.output])
            blame = list(blamed(outputs[worst.output], corner=worst.measured.kink or worst.measured.jump))
            error = GradientError if worst.excess and (blame or not hidden) else UnmeasurableError
            raise error("; ".join([self.sentence(worst), *blame, *hidden]))

    def refuse_other(self, values: list[float]) -> None:
        """Raise if f does not return what it returned before, or nothing finite."""
        name = shown(getattr(self.f, "__name__", "the function"))
        for first, again in zip_longest(values, self.values(self.point), fillvalue=nan):
            if not isfinite(first):
                raise UnmeasurableError(
                    say(
                        "{name} returned {first}, which has no gradient that could be measured",
                        name=name,
                        first=number(first),
                    )
                )
            if first != again:
                raise UnmeasurableError(
                    say(
                        "{name} answers twice differently at the same inputs, {first} and {again}: the gradient "
                        "of a function with chance or memory in it cannot be measured",
                        name=name,
                        first=number(first, 17),
                        again=number(again, 17),
                    )
                )

    def along(self, entry: int, values: list[float]) -> Callable[[float], list[float]]:
        """The values as a function of one entry, each evaluated once."""
        known: dict[float, list[float] | None] = {self.point[entry]: values}

        def value_at(x: float) -> list[float]:
            if x not in known:
                known[x] = None
                found = self.values([*self.point[:entry], x, *self.point[entry + 1 :]])
                known[x] = found if len(found) == len(values) else None
            out = known[x]
            if out is None:
                raise ValueError("no value")
            return out

        return value_at

    def complex_slope(self, entry: int) -> Callable[[], float]:
        """The derivative by a complex step; raises if f is not a function of complex numbers."""

        def slope() -> float:
            step = 1e-20 * (abs(self.point[entry]) or 1.0)
            moved = [complex(x, step) if index == entry else x for index, x in enumerate(self.point)]
            entries = iter(moved)
            arguments, keywords = map_entries(lambda _: next(entries), self.inputs)
            out = self.f(*arguments, **keywords)
            if not isinstance(out, complex):
                raise TypeError
            return out.imag / step

        return slope

    def sentence(self, finding: Finding) -> str:
        """What was found, with both numbers and the step."""
        _, entry, output, claimed, measured = finding
        where, x = self.called[entry], number(self.point[entry], 17)
        what, source, by = "gradient", "values", where
        if self.order == 2:
            output, first = divmod(output, len(self.called))
            what, source, by = "second derivative", "gradients", f"{self.called[first]} and {where}"
        subject = f"the {what} of output {output} by {by}" if self.many else f"the {what} by {by}"
        slope, left, right = measured.slope, measured.left, measured.right
        if measured.kink and left and right:
            sides = f"slope {number(left.value, 10)} on the left and {number(right.value, 10)} on the right"
            verdict = "neither, nor between them" if finding.excess else "neither right nor wrong"
            return f"there is a kink at {where} = {x}: {sides}; {subject} is {number(claimed, 10)}, {verdict}"
        if measured.jump and not finding.excess:
            return f"there is a jump at {where} = {x}: {subject}, {number(claimed, 10)}, cannot be measured"
        if slope and finding.excess:
            difference = f"differences of {source} give {number(slope.value, 10)} (step {number(slope.step, 2)})"
            return f"{subject} is {number(claimed, 10)}, but {difference}"
        found = "have no limit"
        if slope:
            found = f"with step {number(slope.step, 2)} give {number(slope.value, 6)} ± {number(slope.error, 2)}"
        return f"{subject} is {number(claimed, 10)}, which cannot be measured at {x}: differences of {source} {found}"


def _input(entry: Any) -> float:
    return entry.data if isinstance(entry, Value) else as_float(entry, "an input of gradcheck")


def _component(value_at: Callable[[float], list[float]], index: int) -> Callable[[float], float]:
    return lambda x: value_at(x)[index]


def _entry_names(arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Iterator[str]:
    """What to call each entry of the arguments: `argument 0`, `argument 1[2]`, `argument 2['w']`, `rate`."""

    def inside(prefix: str, argument: Any) -> Iterator[str]:
        if isinstance(argument, Mapping):
            for key, item in argument.items():
                yield from inside(f"{prefix}[{quoted(key)}]", item)
        elif hasattr(argument, "__len__") and getattr(argument, "ndim", None) != 0:
            for index, item in enumerate(argument):
                yield from inside(f"{prefix}[{index}]", item)
        else:
            yield prefix

    for index, argument in enumerate(arguments):
        yield from inside(f"argument {index}", argument)
    for name, argument in keywords.items():
        yield from inside(shown(name), argument)

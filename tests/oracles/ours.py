"""Our interpreters: every way in which a graph's value and its derivatives can be had from the engine or a program."""

from __future__ import annotations

import math
import operator
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
from graphs import Graph

from autograd import (
    ChainruleError,
    KinkWarning,
    Value,
    compile,
    count_paths,
    derivative,
    dot,
    explain,
    hypot,
    jvp,
    logsumexp,
    norm,
    ops,
    paths,
    total,
    value_and_grad,
    vjp,
)
from autograd.program import bound


@dataclass(frozen=True)
class Answer:
    """What an interpreter says: a value and ∂value/∂leaf for each leaf (None if not asked), or why it has none."""

    value: float | None = None
    gradient: tuple[float | None, ...] | None = None
    refused: str = ""


def by_rows(name: str, operands: Sequence[Any]) -> Any:
    """A step as the row of the table."""
    return ops.TABLE[name](*operands)


def as_written(name: str, operands: Sequence[Any]) -> Any:
    """A step as people write it: with Python's operators, methods, and the functions that take lists."""
    if name in OPERATORS:
        return OPERATORS[name](*operands)
    if name in LISTS:
        return LISTS[name](operands)
    if len(operands) == 1 and hasattr(operands[0], name):
        return getattr(operands[0], name)()
    return ops.TABLE[name](*operands)


OPERATORS: dict[str, Callable[..., Any]] = {
    "add": operator.add, "subtract": operator.sub, "multiply": operator.mul, "divide": operator.truediv,
    "negate": operator.neg, "identity": operator.pos, "absolute": abs, "power": pow, "exponential": pow,
    "mod": operator.mod, "floor_divide": operator.floordiv, "floor": math.floor, "ceil": math.ceil,
    "rounded": lambda a, digits: round(a, int(digits)), "hypot": hypot,
}  # fmt: skip
LISTS: dict[str, Callable[..., Any]] = {
    "total": total, "logsumexp": logsumexp, "norm": norm,
    "dot": lambda xs: dot(xs[: len(xs) // 2], xs[len(xs) // 2 :]),
}  # fmt: skip


def answered(interpreter: Callable[[Graph], Answer]) -> Callable[[Graph], Answer]:
    """The interpreter, with an error as an answer; one that is not of ours is a fault, whatever the graph."""

    def answer(graph: Graph) -> Answer:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", KinkWarning)
                return interpreter(graph)
        except ChainruleError as error:
            return Answer(refused=f"{type(error).__name__}: {error}")
        except Exception as error:
            return Answer(refused=f"{FOREIGN} {type(error).__name__}: {error}")

    return answer


#: What an answer begins with where an error came out that is not of ours.
FOREIGN = "foreign error"


def _leaves(graph: Graph) -> list[Value]:
    return [Value(x) for x in graph.leaves]


def backward(graph: Graph) -> Answer:
    """`backward()`, on a graph made with Python's operators."""
    leaves = _leaves(graph)
    out = graph.run(as_written, leaves)
    try:
        out.backward()
    except ChainruleError as error:
        return Answer(out.data, None, str(error))
    return Answer(out.data, tuple(leaf.grad for leaf in leaves))


def by_grad(graph: Graph) -> Answer:
    """`value_and_grad`, of an array of leaves."""
    value, slopes = value_and_grad(lambda xs: graph.run(by_rows, list(xs)))(numpy.array(graph.leaves))
    return Answer(value, tuple(slopes.tolist()))


def by_vjp(graph: Graph) -> Answer:
    """`vjp`, with 1 pulled back."""
    value, pullback = vjp(lambda *xs: graph.run(by_rows, xs), *graph.leaves)
    return Answer(value, tuple(pullback(1.0)))


def by_jvp(graph: Graph) -> Answer:
    """`jvp`, in the direction of each leaf."""
    slopes = []
    value = math.nan
    for i in range(len(graph.leaves)):
        direction = [float(i == j) for j in range(len(graph.leaves))]
        value, slope = jvp(lambda *xs: graph.run(by_rows, xs), graph.leaves, direction)
        slopes.append(slope)
    return Answer(value, tuple(slopes))


def by_derivative(graph: Graph) -> Answer:
    """`derivative`, the gradient as a graph of its own, made by the same rules run on nodes."""
    leaves = _leaves(graph)
    out = graph.run(by_rows, leaves)
    return Answer(out.data, tuple(derivative(out, leaf).data for leaf in leaves))


#: Graphs with more paths than this are not taken apart into paths.
MOST_PATHS = 200


def by_paths(graph: Graph) -> Answer:
    """`paths`: the products along all paths, added up."""
    leaves = _leaves(graph)
    out = graph.run(by_rows, leaves)
    slopes: list[float | None] = []
    for leaf in leaves:
        products = [path.product for path in paths(out, leaf)] if count_paths(out, leaf) <= MOST_PATHS else None
        if products and not all(map(math.isfinite, products)):
            return Answer(out.data, None, "the product along a path is not a float")
        try:
            slopes.append(None if products is None else math.fsum(products))
        except OverflowError:
            return Answer(out.data, None, "the sum of the products along the paths is not a float")
    return Answer(out.data, tuple(slopes))


def by_explanation(graph: Graph) -> Answer:
    """`explain`: the messages that it writes, adjoint times partial, added up where they arrive."""
    leaves = _leaves(graph)
    out = graph.run(by_rows, leaves)
    arrived = {pile.node: pile for pile in explain(out).piles}
    return Answer(
        out.data,
        tuple(
            1.0 if leaf is out else sum(message.value for message in arrived[leaf].messages) if leaf in arrived else 0.0
            for leaf in leaves
        ),
    )


def on_arrays(graph: Graph) -> Answer:
    """The rows on NumPy's arrays, which go on with infinities and NaN."""
    with numpy.errstate(all="ignore"):
        out = graph.run(by_rows, [numpy.array([x, x, x]) for x in graph.leaves])
    return Answer(float(out[1]))


#: Interpreters of one graph at a time.
SINGLE = {
    "backward": answered(backward),
    "grad": answered(by_grad),
    "vjp": answered(by_vjp),
    "jvp": answered(by_jvp),
    "derivative as a graph": answered(by_derivative),
    "paths": answered(by_paths),
    "explanation": answered(by_explanation),
    "rows on arrays": answered(on_arrays),
}


# --- programs, of many graphs at a time -------------------------------------------------------------------------------


class Together:
    """Many graphs as one function of a row, so that operations of different graphs become one array operation.

    Of every other graph all leaves but the first are data, columns of the row; all others are parameters.
    """

    def __init__(self, graphs: Sequence[Graph]) -> None:
        self.graphs = graphs
        self.parameters: list[Value] = []
        self.row: list[float] = []
        self.places: list[list[tuple[bool, int]]] = []
        for graph in graphs:
            places = []
            for i, x in enumerate(graph.leaves):
                is_data = graph.number % 2 == 1 and i > 0
                places.append((is_data, len(self.row) if is_data else len(self.parameters)))
                if is_data:
                    self.row.append(x)
                else:
                    self.parameters.append(Value(x))
            self.places.append(places)
        self.row.append(0.0)  # a row has at least one column

    def outputs(self, x: Sequence[Any]) -> list[Any]:
        """The output of each graph."""
        return [
            graph.run(by_rows, [x[i] if is_data else self.parameters[i] for is_data, i in places])
            for graph, places in zip(self.graphs, self.places, strict=True)
        ]

    def answers(self, values: Any, slopes: Any) -> list[Answer]:
        """What each graph is told, from the values of all and the slopes by all parameters."""
        return [
            Answer(float(value), tuple(None if is_data else float(slopes[i]) for is_data, i in places))
            for value, places in zip(values, self.places, strict=True)
        ]


def by_program(graphs: Sequence[Graph], float32: bool = False) -> list[Answer]:
    """`compile`, on NumPy."""
    together = Together(graphs)
    sum_and_each = compile(
        lambda x: [total(outputs := together.outputs(x)), *outputs], together.parameters, float32=float32
    )
    calls, bound.CALLS_PER_NODE = bound.CALLS_PER_NODE, 0  # arrays also where the engine would be faster
    try:
        values, slopes = sum_and_each.outputs_and_grad([together.row])
    finally:
        bound.CALLS_PER_NODE = calls
    return together.answers(values[0][1:], slopes)


def in_single_precision(graphs: Sequence[Graph]) -> list[Answer]:
    """`compile(…, float32=True)`."""
    return by_program(graphs, float32=True)


def by_program_in_jax_of_rows(rows: Sequence[Graph]) -> list[Answer]:
    """`to_jax()`, of one graph at many numbers: JAX runs the program, with the table's rules for derivatives."""
    import jax

    answers: list[Answer] = []
    for steps in dict.fromkeys(row.steps for row in rows):
        alike = [row for row in rows if row.steps == steps]
        function = compile(lambda x, graph=alike[0]: graph.run(by_rows, x), []).to_jax()
        with function.precision():
            outputs, pullback = jax.vjp(
                lambda x, function=function: function.outputs(numpy.zeros(0), x), numpy.array([g.leaves for g in alike])
            )
            (slopes,) = pullback(numpy.ones(outputs.shape))
        values = numpy.asarray(outputs).tolist()
        answers += map(Answer, values, map(tuple, numpy.asarray(slopes).tolist()))
    return answers


PROGRAMS = {"program": by_program, "program, float32": in_single_precision}


def in_batches(
    interpreter: Callable[[Sequence[Graph]], list[Answer]], graphs: Sequence[Graph], size: int = 250
) -> Iterator[Answer]:
    """The answers of a program for so many graphs at a time; where it refuses, one half and then the other is tried."""
    for start in range(0, len(graphs), size):
        yield from _halved(interpreter, graphs[start : start + size])


def by_program_or_refusal(graphs: Sequence[Graph]) -> list[Answer]:
    """`compile`, on NumPy; an error is an answer."""
    return list(in_batches(by_program, graphs))


def _halved(interpreter: Callable[[Sequence[Graph]], list[Answer]], graphs: Sequence[Graph]) -> list[Answer]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", KinkWarning)
            return interpreter(graphs)
    except ChainruleError as error:
        if len(graphs) == 1:
            return [Answer(refused=f"{type(error).__name__}: {error}")]
    half = len(graphs) // 2
    return [*_halved(interpreter, graphs[:half]), *_halved(interpreter, graphs[half:])]

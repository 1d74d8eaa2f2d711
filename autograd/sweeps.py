"""The four sweeps through a recorded graph: backward and forward, on numbers and as graphs.

Backward, each node hands adjoint × local partial to its parents; forward, each child takes tangent × local partial from
them. On numbers both use the recorded partials. As graphs they run the same rules on the nodes themselves, so that the
derivative is a graph again. All are pure: no `grad` is touched. All that is asked of a node is its `parents` and
`partials` (and its rule, for graphs), so this file stands below `Value`.
"""

from __future__ import annotations

import warnings
from math import isfinite

from autograd.errors import KinkWarning, TooLargeError, UndefinedError
from autograd.language import say
from autograd.naming import failure, formula, names
from autograd.notation import number, shown
from autograd.operation import CONSTANT, careful_partials
from autograd.ops import CHOOSING, CONVENTIONS, JUMPS, choice, stop_gradient, weighted
from autograd.order import in_effect, topological_order, topological_order_of, zeros

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from autograd.value import Value


def sweep(output: Value, seed: float = 1.0) -> dict[Value, float]:
    """∂output/∂node × seed for every node below `output`, parents first. Pure: no `grad` is touched.

    Each node hands `adjoint × local partial` to each of its parents, and what arrives at a node adds up. In reversed
    topological order everything has arrived before a node passes it on, so every edge is visited once, however many
    paths run over it. Where exactly 0 arrives, nothing is passed on: not even through a partial that does not exist.

    >>> from autograd import Value
    >>> a, b = Value(2.0, "a"), Value(1.0, "b")
    >>> adjoint = sweep((a + b) * (b + 1))
    >>> adjoint[a], adjoint[b]
    (2.0, 5.0)

    Raises `TooLargeError` or `UndefinedError` naming the node where a gradient stops being finite.
    """
    adjoint = zeros(output)
    adjoint[output] = seed
    _pass_back(adjoint)
    if not isfinite(sum(adjoint.values())):
        _refuse_infinite(adjoint)
    return adjoint


def gradients(output: Value, variables: Sequence[Value]) -> list[float] | None:
    """∂output/∂variable for each variable, as numbers. None if `output` depends on other leaves as well.

    Raises as `sweep` does, if one of these is not finite.
    """
    adjoint = zeros(output)
    if depends_on_others([output], variables, adjoint):
        return None
    adjoint[output] = 1.0
    return _gradients(adjoint, variables)


def pulled_back(
    order: Iterable[Value], outputs: Sequence[Value], seeds: Sequence[float], variables: Sequence[Value]
) -> list[float]:
    """Σ seed·∂output/∂variable for each variable, as numbers; `order` is that of all the outputs."""
    adjoint = dict.fromkeys(order, 0.0)
    for output, seed in zip(outputs, seeds, strict=True):
        adjoint[output] += seed
    return _gradients(adjoint, variables)


def _gradients(adjoint: dict[Value, float], variables: Sequence[Value]) -> list[float]:
    """The adjoints of the variables, from those of the outputs."""
    _pass_back(adjoint)
    _warn_of_jumps(adjoint)
    found = [adjoint.get(variable, 0.0) for variable in variables]
    if not isfinite(sum(found)):
        concerned = _concerned(adjoint, variables)
        _refuse_infinite({node: x for node, x in adjoint.items() if node in concerned})
    return found


def depends_on_others(outputs: Sequence[Value], variables: Sequence[Value], order: Iterable[Value]) -> bool:
    """Whether a derivative of the outputs by the variables depends on other leaves: then it has to be a graph.

    What stands behind `stop_gradient` does not count. `order` has every node below the outputs.
    """
    own = set(variables)
    if {node for node in order if node.op is None} <= own:  # nearly always
        return False
    waiting = list(dict.fromkeys(outputs))
    seen = set(waiting)
    while waiting:
        node = waiting.pop()
        if (node in own) != (node.op is None):  # a leaf of somebody else, or a variable made from a Value
            return True
        if node.op is stop_gradient:
            continue
        for parent in node.parents:
            if parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return False


def _pass_back(adjoint: dict[Value, float]) -> None:
    """The reverse sweep itself, on a number for every node in topological order: the seed or, below it, zero."""
    for node, arrived in reversed(adjoint.items()):
        right = node.right
        if right is not None:
            if arrived:
                adjoint[node.left] += arrived * node.by_left
                adjoint[right] += arrived * node.by_right
            continue
        left = node.left
        if left is None or not arrived:
            continue
        if type(left) is tuple:
            if node.op is choice:
                _pass_to_arm(node, arrived, adjoint)
                continue
            for parent, partial in zip(left, node.by_left):  # noqa: B905
                adjoint[parent] += arrived * partial
        else:
            adjoint[left] += arrived * node.by_left


def _pass_to_arm(node: Value, arrived: float, adjoint: dict[Value, float]) -> None:
    """Nothing reaches the arm that is not chosen, were it infinite."""
    for parent, partial in zip(node.parents, node.partials, strict=True):
        if partial:
            adjoint[parent] += arrived * partial


def _warn_of_jumps(nodes: Iterable[Value]) -> None:
    """Warn if a derivative passes through a jump exactly where it is: the corner of |x|, as its slope sign(x) has it.

    First derivatives at a corner have their conventions, see `ops.CONVENTIONS`. No convention of first slopes makes all
    second derivatives right: |x|² has 2 at 0, but goes through sign(x) there.
    """
    for node in nodes:
        if node.op not in JUMPS or not all(hasattr(parent, "_data") for parent in node.parents):
            continue
        if JUMPS[node.op](*(parent.data for parent in node.parents)):
            at = ", ".join(f"{shown(formula(parent))} = {number(parent.data)}" for parent in node.parents)
            warnings.warn(
                f"a derivative passes through {formula(node)} exactly where it jumps, at {at}: by convention "
                f"{CONVENTIONS[node.op.name]}, and the result need not be the derivative",
                KinkWarning,
                stacklevel=4,
            )
            return


def _refuse_infinite(adjoint: dict[Value, float]) -> None:
    """Raise for the first node, on the way back, whose adjoint is not finite."""
    called = names(list(adjoint))
    back = [
        (node, parent, partial)
        for node in reversed(adjoint)
        for parent, partial in zip(node.parents, node.partials, strict=True)
        if parent in called and not isfinite(adjoint[parent])
    ]
    if not back:
        return
    # First the edges whose own message is not finite; if there is none, finite messages added up to too much.
    node, parent, partial = min(back, key=lambda edge: isfinite(adjoint[edge[0]] * edge[2]))
    named, towards = shown(called[node]), shown(called[parent])
    edge = f"∂{named}/∂{towards}"
    if not isfinite(partial) and node.op is not None:
        missing = failure(node.op, node.parents, of_derivative=True)
        raise (
            UndefinedError(say("{missing}: {edge}", missing=missing, edge=edge))
            if node.label and parent.label
            else missing
        )
    at = f"{towards} = {number(parent.data)}"
    raise TooLargeError(
        say("the gradient of {towards} is too large for a float ({edge} at {at})", towards=towards, edge=edge, at=at)
    )


def backward_graph(output: Value, variables: Sequence[Value]) -> list[Value | float]:
    """∂output/∂variable for each variable, by a reverse sweep whose every step is recorded."""
    order = topological_order(output)
    concerned = _concerned(order, variables)
    accumulate = _accumulator(order)
    adjoint: dict[Value, Value | float] = {output: 1.0}
    for node in reversed(order):
        arrived = adjoint.get(node, 0.0)
        if node not in concerned or (isinstance(arrived, float) and arrived == 0.0):
            continue
        for parent, partial in zip(node.parents, _partials_as_graph(node), strict=True):
            if parent in concerned:
                accumulate(adjoint, parent, arrived, partial, node)
    _warn_of_jumps(node for node in order if node in concerned)
    return _existing([adjoint.get(variable, 0.0) for variable in variables], order)


def forward_graph(
    outputs: Sequence[Value], variables: Sequence[Value], tangents: Sequence[Value | float]
) -> list[Value | float]:
    """The tangent of each output when the variables move with the given tangents, recorded."""
    order = topological_order_of(outputs)
    concerned = _concerned(order, variables)
    accumulate = _accumulator(order, forward=True)
    tangent: dict[Value, Value | float] = dict(zip(variables, tangents, strict=True))
    for node in order:
        if node in concerned and node not in tangent:
            for parent, partial in zip(node.parents, _partials_as_graph(node), strict=True):
                if parent in tangent:
                    accumulate(tangent, node, tangent[parent], partial, node)
    _warn_of_jumps(order)
    return _existing([tangent.get(output, 0.0) for output in outputs], order)


def _existing(derivatives: list[Value | float], order: Sequence[Value]) -> list[Value | float]:
    """The derivatives, if all of them exist. Raises for the first operation on the way that is not defined.

    That is one in the graph of a derivative, or one of the graph itself (`order`) whose rule gives no number.
    """
    for slope in derivatives:
        if isinstance(slope, float) and not isfinite(slope):
            raise TooLargeError(say("a derivative is too large for a float"))
        if not isinstance(slope, float) and not isfinite(_number(slope)):
            for node in in_effect(topological_order(slope), [slope]):
                from_finite = node.parents and all(isfinite(parent.data) for parent in node.parents)
                if node.op is not None and from_finite and not isfinite(node.data):
                    raise failure(node.op, node.parents, of_derivative=True)
            if all(isfinite(node.data) for node in order):
                for node in order:
                    if node.op is not None and not all(map(isfinite, node.partials)):
                        raise failure(node.op, node.parents, of_derivative=True)
    return derivatives


def forward_numbers(
    order: Sequence[Value], outputs: Sequence[Value], variables: Sequence[Value], tangents: Sequence[float]
) -> list[float]:
    """The same on numbers, with the recorded partials; `order` is that of all the outputs."""
    tangent = dict(zip(variables, tangents, strict=True))
    for node in order:
        if node not in tangent:
            moved = [tangent.get(parent, 0.0) for parent in node.parents]
            tangent[node] = sum(partial * t for partial, t in zip(node.partials, moved, strict=True) if t and partial)
    _warn_of_jumps(order)
    found = [float(tangent[output]) for output in outputs]
    if not isfinite(sum(found)):
        _refuse_infinite_tangent(in_effect(order, outputs), tangent)
    return found


def _refuse_infinite_tangent(order: Sequence[Value], tangent: dict[Value, float]) -> None:
    """Raise for the first node whose tangent is not finite though what it is made of is."""
    called = names(list(order))
    for node in order:
        if node.op is not None and not isfinite(tangent[node]):
            moving = [partial for partial, parent in zip(node.partials, node.parents, strict=True) if tangent[parent]]
            if not all(map(isfinite, moving)):
                raise failure(node.op, node.parents, of_derivative=True)
            if all(isfinite(tangent[parent]) for parent in node.parents):
                raise TooLargeError(
                    say(
                        "the derivative of {called} in this direction is too large for a float",
                        called=shown(called[node]),
                    )
                )


def _concerned(order: Iterable[Value], variables: Sequence[Value]) -> set[Value]:
    """The nodes that depend on a variable."""
    concerned = set(variables)
    for node in order:
        if not concerned.isdisjoint(node.parents):
            concerned.add(node)
    return concerned


def _partials_as_graph(node: Value) -> tuple[Any, ...]:
    """The local partials of `node` as Values: its rule, run on Values. Constants stay plain numbers."""
    if node.op is None:
        return ()
    operands = [parent.data if parent.op is CONSTANT else parent for parent in node.parents]
    return careful_partials(node.op, node, operands)


def _accumulator(order: Sequence[Value], forward: bool = False) -> Callable[..., None]:
    """How to add to what a node has received a factor × a partial of `child`.

    A factor of exactly 0 stops at a partial that does not exist. On the way forward, and at a choice, it is the other
    way round too. While a function is traced there are no numbers to see that by: then the graph itself has to choose.
    """
    chooses = not hasattr(order[-1], "_data") and any(node.op in CHOOSING for node in order)

    def accumulate(into: dict[Value, Value | float], node: Value, factor: Any, partial: Any, child: Value) -> None:
        """Without recording multiplications by 1 and additions of 0."""
        size, slope, at_choice = _number(factor), _number(partial), child.op is choice
        if (size == 0 and not isfinite(slope)) or (slope == 0 and (forward or at_choice) and not isfinite(size)):
            return
        if isinstance(partial, (int, float)) and partial in (0, 1):
            if partial == 0:
                return
            message = factor
        elif isinstance(factor, float) and factor == 1.0:
            message = partial
        else:
            message = _masked_product(factor, partial, child) if chooses else factor * partial
        into[node] = into[node] + message if node in into else message

    return accumulate


def _masked_product(factor: Any, partial: Any, child: Value) -> Any:
    """factor × partial, where the one that says whether anything passes is 0: 0, were the other undefined."""
    if child.op is choice:
        return choice(partial, factor, 0.0)
    of_weight = child.op is weighted and partial is child.parents[0]
    return weighted(partial, factor) if of_weight else weighted(factor, partial)


def _number(x: Any) -> float:
    """The number of an adjoint or a partial; while a function is traced there is none, and every factor counts."""
    return x if isinstance(x, (int, float)) else getattr(x, "_data", 1.0)

"""Copies of graphs: in memory, and in a row as pickle takes them. Without recursion, so that a graph may be deep.

A deep copy is the same graph made of other nodes: what was shared is shared, and an operation is itself. A pickled
result is its leaves and a flat list of the operations. Leaves that several results share, pickled together, are shared
afterwards too; what was computed from them belongs to one result each.

Whoever unpickles a file runs what is in it: never unpickle what you were sent by a stranger. Models are kept in
safetensors, which hold numbers only.
"""

from __future__ import annotations

import copyreg
import sys
from importlib import import_module

from autograd.errors import OperandError
from autograd.language import say
from autograd.notation import quoted
from autograd.operation import CONSTANT, Op
from autograd.ops import TABLE
from autograd.order import topological_order

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from autograd.value import Value


def copy_of(node: Value, memo: dict[int, Any] | None = None) -> Value:
    """A node of the same numbers: with the copies of its parents that are in `memo`; without one, with its parents."""
    parents = node.parents
    if memo is not None:
        parents = tuple([memo[id(parent)] for parent in parents])
    copy = assembled(type(node), node.op, node._data, node._grad, node.label, parents, node.partials)
    if attributes := getattr(node, "__dict__", None):  # of a class of one's own
        from copy import deepcopy  # here, as few have any, and it takes time to import

        vars(copy).update(attributes if memo is None else deepcopy(attributes, memo))
    return copy


def deep_copy_of(output: Value, memo: dict[int, Any]) -> Value:
    """The graph of `output` made of other nodes; `memo` is what `copy.deepcopy` keeps of all it has copied.

    >>> from copy import deepcopy
    >>> from autograd import Value
    >>> a = Value(2.0, "a")
    >>> square, its_leaf = deepcopy((a * a, a))
    >>> square.parents == (its_leaf, its_leaf), its_leaf is a, square.op.name
    (True, False, 'multiply')
    """
    for node in topological_order(output):
        if id(node) not in memo:
            memo[id(node)] = copy_of(node, memo)
    copy: Value = memo[id(output)]
    return copy


def in_a_row(output: Value) -> tuple[Any, ...]:
    """What pickle takes for a node: a function, its arguments, and the attributes of a class of one's own.

    >>> from autograd import Value
    >>> a = Value(2.0, "a")
    >>> in_a_row(a * a + 1)[1][1:]
    ((Value(2, label='a'),), [(Op('multiply'), 4.0, 0.0, '', (0, 0), (2.0, 2.0)), \
(Op('constant'), 1.0, 0.0, '', (), ()), (Op('add'), 5.0, 0.0, '', (1, 2), (1.0, 1.0))])
    """
    kind, attributes = type(output), getattr(output, "__dict__", None) or None
    if output.left is None:
        return assembled, (kind, output.op, output._data, output._grad, output.label), attributes
    order = topological_order(output)
    leaves = tuple([node for node in order if node.op is None])
    number = {leaf: index for index, leaf in enumerate(leaves)}
    operations = []
    for node in order:
        if node.op is not None:
            number[node] = len(number)
            operands = tuple([number[parent] for parent in node.parents])
            operations.append((node.op, node._data, node._grad, node.label, operands, node.partials))
    return from_a_row, (kind, leaves, operations), attributes


def from_a_row(kind: type[Value], leaves: Iterable[Value], operations: Iterable[tuple[Any, ...]]) -> Value:
    """The output of a graph that `in_a_row` has taken apart."""
    nodes = list(leaves)
    for op, data, grad, label, operands, partials in operations:
        parents = [nodes[operand] for operand in operands]
        nodes.append(assembled(kind, op, data, grad, label, parents, partials))
    return nodes[-1]


def assembled(
    kind: type[Value],
    op: Op | None,
    data: float,
    grad: float,
    label: str,
    parents: Sequence[Value] = (),
    partials: Sequence[float] = (),
) -> Value:
    """A node of these parts, as `Node` keeps them; nothing is computed."""
    node = object.__new__(kind)
    node._data, node._grad, node.label = data, grad, label
    place_parts(node, op, parents, partials)
    return node


def place_parts(node: Any, op: Op | None, parents: Sequence[Value], partials: Sequence[float]) -> None:
    """Put what a node was made from in its places, see `Node`."""
    node.op = op
    node.left = node.right = node.by_left = node.by_right = None
    if len(parents) > 2:
        node.left, node.by_left = tuple(parents), tuple(partials)
    elif parents:
        node.left, node.by_left = parents[0], partials[0]
        if len(parents) == 2:
            node.right, node.by_right = parents[1], partials[1]


def _by_name(op: Op) -> tuple[Any, ...]:
    """What pickle takes for an operation: a row of the table by its name, one's own by its place in a module."""
    if op is CONSTANT or TABLE.get(op.name) is op:
        return operation_called, (op.name,)
    return operation_called, (op.name, *_home(op))


def operation_called(name: str, module: str = "", attribute: str = "") -> Op:
    """The row of the table of this name; or somebody's own operation, `attribute` of a module.

    Raises `OperandError` if there is none.
    """
    if module:
        op = getattr(import_module(module), attribute, None)
    else:
        op = CONSTANT if name == CONSTANT.name else TABLE.get(name)
    if not isinstance(op, Op):
        where = f"{module}.{attribute}" if module else f"a row called {name}"
        raise OperandError(
            say("there is no operation {where} here, which a pickled graph was made with", where=quoted(where))
        )
    return op


def _home(op: Op) -> tuple[str, str]:
    """The module and the name in it of an operation that is no row of the table."""
    likely = [getattr(function, "__module__", None) for function in (op.partials, op.forward)]
    for module in dict.fromkeys([*filter(None, likely), *sys.modules]):
        for name, thing in list(getattr(sys.modules.get(module), "__dict__", {}).items()):
            if thing is op:
                return module, name
    raise OperandError(
        say(
            "the operation {op} cannot be pickled: it has no name in a module; assign it at the top "
            "of one, as functions must be too",
            op=quoted(op.name),
        )
    )


copyreg.pickle(Op, _by_name)

"""What the nodes of a graph are called, and how one was made: in formulas, pictures and errors."""

from __future__ import annotations

from itertools import count as count_from

from autograd.errors import ChainruleError
from autograd.notation import Written, number, printable, shown
from autograd.operation import CONSTANT
from autograd.ops import COMPARISONS, choice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from autograd.operation import Op
    from autograd.value import Value


def names(order: list[Value]) -> dict[Value, str]:
    """A name for each node, all different: its label, or a short automatic one.

    Unlabelled nodes take the letters after the last one used as an input: (a+b)*(b+1) continues with c, d, e.

    >>> from autograd import Value, topological_order
    >>> a, b = Value(2.0, "a"), Value(1.0, "b")
    >>> list(names(topological_order((a + b) * (b + 1))).values())
    ['a', 'b', 'c', 'd', 'e']
    """
    named: dict[Value, str] = {}
    taken: set[str] = set()
    seen: dict[str, int] = {}
    unnamed = []
    for node in order:
        if node.op is CONSTANT:
            continue
        if not node.label:
            unnamed.append(node)
            continue
        name = label = printable(node.label)
        copies = seen.get(label, 1)
        while name in taken:
            copies += 1
            name = f"{label}#{copies}"
        seen[label] = copies
        named[node] = name
        taken.add(name)
    inputs = {name.partition("[")[0] for node, name in named.items() if not node.parents}
    arrays = {name.partition("[")[0] for name in taken}  # beside b[1], no other node is called b
    fresh = _fresh_names(taken | arrays, inputs, len(unnamed))
    named.update((node, next(fresh)) for node in unnamed)
    return {node: named[node] for node in order if node in named}


def definition(node: Value, named: Mapping[Value, str]) -> str:
    """How `node` was made, in the names of `names`: "c = a + b"; only its name for a leaf."""
    if node.op is None or not node.parents:
        return named[node]
    operands = [_named(parent, named) for parent in node.parents]
    if (condition := condition_of(node)) is not None and condition.op is not None:
        operands[0] = condition.op.write(*[_named(parent, named) for parent in condition.parents])
    return f"{named[node]} = {node.op.write(*operands).text}"


def _named(node: Value, named: Mapping[Value, str]) -> Written:
    return Written.number(node.data) if node.op is CONSTANT else Written(named[node])


def condition_of(node: Value) -> Value | None:
    """The comparison without a name that a choice hangs on, which is written out in it: where(x > 0, a, b)."""
    if node.op is not choice:
        return None
    condition = node.parents[0]
    return condition if condition.op in COMPARISONS.values() and not condition.label else None


def formula(node: Value, depth: int = 3) -> str:
    """How `node` was made, in labels and numbers: `a - b`. Beyond `depth` unnamed operations it is cut short: `…`."""
    return _written(node, depth, inside=False).text


def _written(node: Value, depth: int, inside: bool = True) -> Written:
    if node.label and (inside or not node.parents):
        return Written(shown(node.label))
    if node.op is None or not node.parents:
        return Written.number(node.data)
    if depth == 0 or len(node.parents) > 6:
        return Written("…")
    return node.op.write(*(_written(parent, depth - 1) for parent in node.parents))


def failure(
    op: Op, parents: tuple[Value, ...], error: Exception | None = None, of_derivative: bool = False
) -> ChainruleError:
    """The error for an operation that has no finite result, and what its operands are called."""
    labels = {parent.label for parent in parents}
    spare = (letter for letter in "uvwxyz" if letter not in labels)
    names = []
    for parent in parents:
        if parent.op is CONSTANT:
            names.append(number(parent.data))
        else:
            names.append(shown(parent.label) or next(spare, "?"))
    origins = [formula(parent) if parent.parents else "" for parent in parents]
    data = [parent.data for parent in parents]
    return op.failure(data, names, error, of_derivative=of_derivative, origins=origins)


def _fresh_names(taken: set[str], inputs: set[str], count: int) -> Iterator[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    last = max(inputs.intersection(letters), default="")
    free = [letter for letter in letters if letter > last and letter not in taken]
    if count > len(free):
        free = [letter for letter in letters if letter not in taken]
    if count <= len(free):
        yield from free
    yield from (f"v{index}" for index in count_from(1) if f"v{index}" not in taken)

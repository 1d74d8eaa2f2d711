"""Sums of terms that are computed alike, such as the losses of samples or outputs: a mean taken in place of one."""

from __future__ import annotations

from collections.abc import Iterator

from autograd.auditor.example import Example, Forward


def sums_in_loss(example: Example) -> dict[int, int]:
    """The sums the output is made of, through signs and constant factors, whose terms are computed alike: how many
    terms each has."""
    found: dict[int, int] = {}
    waiting, seen = [example.output], {example.output}
    while waiting:
        node = waiting.pop()
        terms = list(_terms(example, node))
        alike = {_kind(example, term) for term in terms}
        if len(terms) > 1 and len(alike) == 1 and alike != {("",)}:
            found[node] = len(terms)
        elif example.operation(node) in ("add", "total"):
            waiting += terms
        elif example.operation(node) in ("subtract", "negate", "multiply", "divide"):
            waiting += [parent for parent in example.parents[node] if not example.is_constant(parent)]
        waiting = [i for i in dict.fromkeys(waiting) if i not in seen]
        seen |= set(waiting)
    return found


def averaged(forward: Forward, count: int) -> Forward:
    """A sum divided by its number of terms."""
    return lambda *terms: forward(*terms) / count


def _terms(example: Example, node: int) -> Iterator[int]:
    waiting = [node]
    while waiting:
        i = waiting.pop()
        if example.operation(i) in ("add", "total"):
            waiting += example.parents[i]
        else:
            yield i


def _kind(example: Example, node: int, depth: int = 3) -> tuple[object, ...]:
    """What a term is computed by: operations, down to a few levels."""
    operation = example.operation(node)
    if not depth or not operation:
        return (operation,)
    return (operation, *(_kind(example, parent, depth - 1) for parent in example.parents[node]))

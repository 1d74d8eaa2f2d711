"""What the parameters of an example are: biases, and layers."""

from __future__ import annotations

from autograd.auditor.example import Example

#: Operations that multiply one operand by another, and those that add.
PRODUCTS, SUMS = ("multiply", "dot", "weighted"), ("add", "subtract", "total")


def biases(example: Example) -> tuple[int, ...]:
    """The parameters that are only added to something."""
    return tuple(
        parameter
        for parameter in example.parameters
        if example.children[parameter]
        and all(example.operation(child) in SUMS for child, _ in example.children[parameter])
    )


def layers(example: Example) -> list[tuple[int, ...]]:
    """The parameters by layers, that of the output first: by how many products with parameters lie between them and it.

    >>> from autograd.expression import evaluate
    >>> named = evaluate("h = w*x + b; y = v*h", {"w": 1, "x": 2, "b": 3, "v": 4}).named
    >>> example = Example(named, named["y"], ["w", "b", "v"])
    >>> [[example.name_of[parameter] for parameter in layer] for layer in layers(example)]
    [['v'], ['w', 'b']]
    """
    depth = [-1] * len(example.nodes)
    depth[example.output] = 0
    parameters = example.stepped
    for child in range(example.output, -1, -1):
        if depth[child] < 0:
            continue
        parents = example.parents[child]
        has_factor = example.operation(child) in PRODUCTS and any(parent in parameters for parent in parents)
        for parent in parents:
            deeper = depth[child] + (has_factor and parent not in parameters)
            depth[parent] = max(depth[parent], deeper)
    found: dict[int, list[int]] = {}
    for parameter in example.parameters:
        found.setdefault(max(depth[parameter], 0), []).append(parameter)
    return [tuple(found[level]) for level in sorted(found)]

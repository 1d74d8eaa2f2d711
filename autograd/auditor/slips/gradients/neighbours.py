"""What stands beside the right factor taken in its place: another weight or input of the layer, another sample's or
step's, the derivative at another node; rows and columns exchanged; an input where a bias has none."""

from __future__ import annotations

from collections.abc import Iterator

from autograd.auditor.slips.candidate import LOCAL, MISREAD, WHOLE, Candidate, Edge, Node, Nodes, Operation, Sentence
from autograd.auditor.slips.gradients.gradient import Gradient
from autograd.auditor.slips.layers import Network, Unit
from autograd.auditor.slips.scopes import Scopes
from autograd.auditor.slips.tables.names import (
    AS_CONSTANT,
    BIAS_TIMES_INPUT,
    NEIGHBOUR_DERIVATIVE,
    NEIGHBOUR_GRADIENT,
    NEIGHBOUR_INPUT,
    NEIGHBOUR_WEIGHT,
    OFF_BY_ONE,
    TRANSPOSED_WEIGHTS,
)
from autograd.language import template

#: In larger layers so many numbers stand beside each other that none of them is evidence of anything.
MOST_BESIDE, MOST_PAIRS = 72, 400

# What is said of an index that is off by one.
OF_STEP_AFTER = template(
    "the index is off by one, at every step: what {weight} is multiplied by in the step after stands in place of "
    "{inputs}: {wrong} instead of {right}"
)
OF_STEP_BEFORE = template(
    "the index is off by one, at every step: what {weight} is multiplied by in the step before stands in place of "
    "{inputs}: {wrong} instead of {right}"
)


def neighbour_slips(gradient: Gradient) -> Iterator[Candidate]:
    """Every such slip."""
    network = gradient.example.once(Network)
    positions = {network.unit_of[edge] for edge in gradient.contributions if edge in network.unit_of}
    on_path = [network.units[position] for position in sorted(positions)]
    for unit in on_path:
        if len(unit.terms) * len(network.layer_of.get(unit.node, ())) <= MOST_BESIDE:
            yield from _beside(gradient, network, unit)
    yield from _transposed(gradient, network)
    yield from _off_by_one(gradient, network)
    yield from _bias_times_input(gradient, on_path)
    yield from _derivative_of_neighbour(gradient)
    is_input = not gradient.example.parents[gradient.node]
    if is_input and gradient.scale == 1.0 and gradient.wants(0.0) and gradient.whole:  # else it is the step left out
        sentence = Sentence(
            "the gradient by {node} is taken as 0, as if it were a constant: it is {right}",
            node=Node(gradient.node), right=gradient.whole,
        )  # fmt: skip
        yield gradient.candidate(AS_CONSTANT, WHOLE + 0.5, 0.0, sentence, place=gradient.node)


def _beside(gradient: Gradient, network: Network, unit: Unit) -> Iterator[Candidate]:
    """One factor or one gradient of the layer in place of another."""
    data = gradient.stage.data
    layer = network.layer_of.get(unit.node, (unit,))
    for i, term in enumerate(unit.terms):
        if term.input_edge in gradient.contributions:
            weights = [other.terms[i].weight for other in layer] + [other.weight for other in unit.terms]
            for weight in dict.fromkeys(weights):
                if data[weight] != data[term.weight]:
                    yield from gradient.with_partials(
                        NEIGHBOUR_WEIGHT, LOCAL + 0.5, {term.input_edge: data[weight]},
                        "{other} = {number} stands in place of the local partial {factor} at {edge}, another weight in "
                        "place of {own}: {wrong} instead of {right}",
                        other=Node(weight), number=data[weight], factor=data[term.weight], own=Node(term.weight),
                        edge=Edge(term.input_edge), place=(term.input_edge, weight),
                    )  # fmt: skip
        if term.weight_edge in gradient.contributions:
            series = network.series_of.get(unit.node, ())
            samples = [other.terms[i].input for other in series] if len(series) <= MOST_BESIDE else []
            for other_input in dict.fromkeys([*(other.input for other in unit.terms), *samples]):
                if data[other_input] != data[term.input]:
                    yield from gradient.with_partials(
                        NEIGHBOUR_INPUT, LOCAL + 0.5, {term.weight_edge: data[other_input]},
                        "{other} = {number} stands in place of the local partial {factor} at {edge}, another input in "
                        "place of {own}: {wrong} instead of {right}",
                        other=Node(other_input), number=data[other_input], factor=data[term.input],
                        own=Node(term.input), edge=Edge(term.weight_edge), place=(term.weight_edge, other_input),
                    )  # fmt: skip
            for other_unit in layer:
                arrived, right = gradient.stage.adjoint[other_unit.node], gradient.adjoint[unit.node]
                if other_unit.node != unit.node and right and arrived and arrived != right:
                    yield from gradient.with_partials(
                        NEIGHBOUR_GRADIENT, LOCAL + 0.5, {term.weight_edge: data[term.input] * arrived / right},
                        "the gradient of {other}, {number}, stands in place of that of {own}: {wrong} instead of "
                        "{right}",
                        other=Node(other_unit.node), number=arrived, own=Node(unit.node),
                        place=(term.weight_edge, other_unit.node),
                    )  # fmt: skip


def _transposed(gradient: Gradient, network: Network) -> Iterator[Candidate]:
    """On the way back to an input of a square layer, the row of its weights for their column."""
    data = gradient.stage.data
    for layer in network.layers:
        if len(layer) != len(layer[0].terms):
            continue
        for i, term in enumerate(layer[0].terms):
            column = {unit.terms[i].input_edge: unit.terms[i].weight for unit in layer}
            if len(column) != len(layer[i].terms):  # p + p: one product, two terms
                continue
            row = dict(zip(column, (other.weight for other in layer[i].terms), strict=True))
            if len(column.keys() & gradient.contributions.keys()) > 1:
                yield from gradient.with_partials(
                    TRANSPOSED_WEIGHTS, LOCAL, {edge: data[weight] for edge, weight in row.items()},
                    "the weights are transposed, row and column exchanged, on the way back to {to}: {others} stand "
                    "where {own} belong: {wrong} instead of {right}",
                    to=Node(term.input), others=Nodes(tuple(row.values())), own=Nodes(tuple(column.values())),
                    place=tuple(column),
                )  # fmt: skip


def _off_by_one(gradient: Gradient, network: Network) -> Iterator[Candidate]:
    """A shared weight's inputs of the step before or after, at every step of a recurrence or of a batch."""
    data = gradient.stage.data
    for units in network.series:
        for i, term in enumerate(units[0].terms):
            edges = [unit.terms[i].weight_edge for unit in units]
            if gradient.node != term.weight or any(edge not in gradient.contributions for edge in edges[1:]):
                continue
            inputs = [unit.terms[i].input for unit in units]
            last = _state_after(gradient, units[-1], inputs[-1])
            for shifted, wording in (([*inputs[1:], last], OF_STEP_AFTER), ([None, *inputs[:-1]], OF_STEP_BEFORE)):
                new = {edge: 0.0 if other is None else data[other] for edge, other in zip(edges, shifted, strict=True)}
                yield from gradient.with_partials(
                    OFF_BY_ONE, LOCAL + 0.5, new, wording,
                    weight=Node(term.weight), inputs=Nodes(tuple(inputs)), place=(term.weight, wording),
                )  # fmt: skip


def _state_after(gradient: Gradient, unit: Unit, before: int) -> int | None:
    """What the last step of a recurrence hands on: the next node of the kind that it was given; none in a batch."""
    example = gradient.example
    operation = example.operation(before)
    waiting = [unit.node] if operation else []
    while waiting:
        for child, _ in example.children[waiting.pop()]:
            if example.operation(child) == operation:
                return child
            if child not in example.name_of:
                waiting.append(child)
    return None


def _bias_times_input(gradient: Gradient, units: list[Unit]) -> Iterator[Candidate]:
    """A bias treated like a weight, in every unit that has it."""
    example, data = gradient.example, gradient.stage.data
    having = [
        (unit, edge) for unit in units for edge in unit.biases if example.parents[edge[0]][edge[1]] == gradient.node
    ]
    for i in range(min((len(unit.terms) for unit, _ in having), default=0)):
        inputs = tuple(dict.fromkeys(unit.terms[i].input for unit, _ in having))
        yield from gradient.with_partials(
            BIAS_TIMES_INPUT, LOCAL, {edge: data[unit.terms[i].input] for unit, edge in having},
            "the gradient by the bias {bias} is multiplied by {inputs}; a bias has no input, its factor is 1: {wrong} "
            "instead of {right}",
            bias=Node(gradient.node), inputs=Nodes(inputs), place=(gradient.node, i),
        )  # fmt: skip


def _derivative_of_neighbour(gradient: Gradient) -> Iterator[Candidate]:
    """The derivative of an activation at another node: h2·(1 - h2) for h1·(1 - h1)."""
    example, partials = gradient.example, gradient.stage.partials
    scopes = example.once(Scopes)
    activations = [place for place, _ in gradient.edges if len(example.parents[place[0]]) == 1]
    for child, position in activations:
        operation = example.operation(child)
        if operation in ("negate", "identity"):
            continue
        beside = next((layer for layer in scopes.layers.get(operation, ()) if child in layer), ())
        alike = example.nodes_by_operation[operation]
        if len(alike) * len(activations) > MOST_PAIRS:
            alike = list(beside) if len(beside) * len(activations) <= MOST_PAIRS else []
        for other in alike:
            is_beside = other in beside
            if other == child or partials[other] == partials[child]:
                continue
            yield from gradient.with_partials(
                NEIGHBOUR_DERIVATIVE, LOCAL + 0.25 if is_beside else MISREAD, {(child, position): partials[other][0]},
                "the derivative of {operation} is taken at {other} instead of {own}: {wrong} instead of {right}",
                operation=Operation(operation), other=Node(other), own=Node(child), place=(child, other),
                rich=not is_beside,
            )  # fmt: skip

"""The walkthroughs in matrix form (document 001, and the layer of document 003) against scalar graph and figures."""

from __future__ import annotations

import mpmath
import numpy
import pytest

from autograd import gradcheck
from nn.walkthroughs import (
    backprop_algorithm,
    jacobian_chain,
    layer_in_matrix_form,
    mlp_matrix_form,
    sigmoid_neuron,
)

#: Document 001: forward and backward through the elementary steps.
FORWARD = {
    "w0x0": -2.0, "w1x1": 6.0, "sum": 4.0, "z": 1.0, "-z": -1.0, "exp": 0.3678794412, "1+exp": 1.3678794412,
    "f": 0.7310585786,
}  # fmt: skip
BACKWARD = {
    "1+exp": -0.5344466454, "exp": -0.5344466454, "-z": -0.1966119332, "z": 0.1966119332, "w0": -0.1966119332,
    "x0": 0.3932238665, "w1": -0.3932238665, "x1": -0.5898357997, "w2": 0.1966119332,
}  # fmt: skip


def test_the_elementary_neuron_has_the_documents_numbers_forward_and_backward() -> None:
    nodes = sigmoid_neuron.elementary()
    nodes["f"].backward()
    assert {name: nodes[name].data for name in FORWARD} == pytest.approx(FORWARD, abs=5.1e-11)
    assert {name: nodes[name].grad for name in BACKWARD} == pytest.approx(BACKWARD, abs=5.1e-11)


def test_the_neuron_as_one_node_has_the_same_gradients() -> None:
    inputs, output = sigmoid_neuron.as_one_node()
    output.backward()
    assert output.data == pytest.approx(0.7310585786, abs=5.1e-11)
    for leaf in inputs:
        assert leaf.grad == pytest.approx(BACKWARD[leaf.label], abs=5.1e-11)


def test_every_matrix_formula_of_the_3_4_3_2_network_holds_entry_by_entry() -> None:
    model, cost = mlp_matrix_form.graph()
    cost.backward()
    found = mlp_matrix_form.matrices()
    weights, biases = mlp_matrix_form.by_sweep(model)
    assert found.cost == pytest.approx(cost.data, rel=1e-14)
    for one, other in zip([*weights, *biases], [*found.weights, *found.biases], strict=True):
        assert one.shape == other.shape
        assert one == pytest.approx(other, rel=1e-11, abs=1e-15)
    assert found.biases[-1] == pytest.approx(found.prediction - numpy.array(mlp_matrix_form.Y), rel=1e-14)


def test_the_gradient_of_the_3_4_3_2_network_agrees_with_differences_at_30_digits() -> None:
    def cost(w):
        h = [mpmath.mpf(x) for x in mlp_matrix_form.X]
        weights = [[list(map(mpmath.mpf, row)) for row in layer] for layer in mlp_matrix_form.WEIGHTS]
        weights[0][1][2] = w
        for k, (layer, bias) in enumerate(zip(weights, mlp_matrix_form.BIASES, strict=True)):
            h = [sum(a * b for a, b in zip(row, h, strict=True)) + c for row, c in zip(layer, bias, strict=True)]
            h = [max(x, 0) for x in h] if k < 2 else h
        likelihood = mpmath.exp(h[1]) / (mpmath.exp(h[0]) + mpmath.exp(h[1]))
        squares = sum(x * x for layer in weights for row in layer for x in row)
        return -mpmath.log(likelihood) + mpmath.mpf("0.005") * squares

    with mpmath.workdps(40):
        expected = float(mpmath.diff(cost, mpmath.mpf("-0.2")))
    assert mlp_matrix_form.matrices().weights[0][1, 2] == pytest.approx(expected, rel=1e-10)


def test_the_transposed_jacobian_times_the_gradient_is_the_derivative() -> None:
    x1, x2, x3 = jacobian_chain.POINT
    y1 = x1 * x2 + x3
    s = float(1 - mpmath.tanh(mpmath.sin(x1) + x2 * x3) ** 2)
    expected = [2 * y1 * x2 + s * float(mpmath.cos(x1)), 2 * y1 * x1 + s * x3, 2 * y1 + s * x2]
    assert jacobian_chain.product() == pytest.approx(expected, rel=1e-13)
    assert gradcheck(lambda x: jacobian_chain.outer(jacobian_chain.inner(x)), (list(jacobian_chain.POINT),))


def test_the_printed_algorithm_is_the_sweep() -> None:
    J, weights, biases = backprop_algorithm.arrays()
    model, cost = backprop_algorithm.graph()
    cost.backward()
    swept_weights, swept_biases = backprop_algorithm.by_sweep(model)
    assert pytest.approx(cost.data, rel=1e-14) == J
    for one, other in zip([*weights, *biases], [*swept_weights, *swept_biases], strict=True):
        assert one == pytest.approx(other, rel=1e-11, abs=1e-15)


@pytest.mark.parametrize("activation", layer_in_matrix_form.ACTIVATIONS)
def test_the_four_gradients_of_a_layer_hold_entry_by_entry(activation: str) -> None:
    formulas, swept = layer_in_matrix_form.formulas(activation), layer_in_matrix_form.by_sweep(activation)
    assert formulas.keys() == swept.keys()
    for name, matrix in formulas.items():
        assert matrix.shape == swept[name].shape
        assert matrix == pytest.approx(swept[name], rel=1e-12, abs=1e-15)

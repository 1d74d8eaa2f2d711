"""Which parameters are biases, and in which layer each of them is."""

from __future__ import annotations

import pytest

from autograd.auditor.example import Example
from autograd.auditor.roles import biases, layers
from autograd.expression import evaluate

NUMBERS = {"w": 1.5, "x": 2.0, "b": 3.0, "v": 4.0, "c": 0.5, "u": 0.25}


def example(formula: str, parameters: str) -> Example:
    named = evaluate(formula, {name: number for name, number in NUMBERS.items() if name in formula}).named
    return Example(named, named["y"], parameters.split())


@pytest.mark.parametrize(
    ("formula", "parameters", "found"),
    [
        ("y = w*x + b", "w b", ["b"]),
        ("y = w*x - b", "w b", ["b"]),
        ("y = b + w*x", "w b", ["b"]),
        ("h = total([w*x, b, c]); y = h*v", "w b c v", ["b", "c"]),
        ("y = w*x + b + w*b", "w b", []),  # added once, and multiplied once
        ("h = w*x + b; y = v*h + c", "w b v c", ["b", "c"]),
        ("y = tanh(b) + w*x", "b w", []),
        ("h = b*2; y = w*x", "w b", []),
        ("y = w*x + 0*u", "w x", []),
    ],
)
def test_a_bias_is_only_added(formula: str, parameters: str, found: list[str]) -> None:
    made = example(formula, parameters)
    assert [made.name_of[parameter] for parameter in biases(made)] == found


def test_a_parameter_that_nothing_uses_is_no_bias() -> None:
    named = evaluate("y = w*x", {"w": 1, "x": 2}).named
    named["b"] = type(named["w"])(3.0, "b")
    assert biases(Example(named, named["y"], ["w", "b"])) == ()


@pytest.mark.parametrize(
    ("formula", "parameters", "found"),
    [
        ("h = w*x + b; y = v*h + c", "w b v c", [["v", "c"], ["w", "b"]]),
        ("g = u*x; h = w*g + b; y = v*h", "u w b v", [["v"], ["w", "b"], ["u"]]),
        ("h = dot([w, b], [x, 1]); y = v*tanh(h)", "w b v", [["v"], ["w", "b"]]),
        ("h = w*x; y = h*h", "w", [["w"]]),  # a product without a parameter in it is no layer
        ("h = w*x; g = h*h; y = g + v", "w v", [["w", "v"]]),
        ("h = w*x; y = v + h", "w v", [["w", "v"]]),
        ("h = w*x; y = w*h + v", "w v", [["v"], ["w"]]),  # of two ways the one over more products
        ("g = u*x; y = v*g + g", "u v", [["v"], ["u"]]),
        ("g = u*x; y = g + v*g", "v u", [["v"], ["u"]]),
    ],
)
def test_layers_are_counted_in_products_with_parameters_from_the_output(formula, parameters, found) -> None:
    made = example(formula, parameters)
    assert [[made.name_of[parameter] for parameter in layer] for layer in layers(made)] == found


def test_a_parameter_that_does_not_lead_to_the_output_counts_with_the_last_layer() -> None:
    made = example("h = w*x; k = u*x; y = v*h", "w u v")
    assert [[made.name_of[parameter] for parameter in layer] for layer in layers(made)] == [["u", "v"], ["w"]]

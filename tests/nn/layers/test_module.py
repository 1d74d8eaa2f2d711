"""Modules: how parameters are found and named, and how their numbers go out and come in."""

from __future__ import annotations

import math

import numpy
import pytest
from networks import numbers

from autograd import OperandError, Value
from nn import MLP, Layer, Module, Neuron


class Tree(Module):
    """Parameters wherever they can be."""

    def __init__(self):
        self.alone = Value(1.0)
        self.table = [[Value(2.0), Value(3.0)], [Value(4.0)]]
        self.by_name = {"first": Value(5.0, "five"), "net": MLP(1, [1], seed=0)}
        self.again = self.alone
        self.myself = self
        self.not_a_parameter = self.alone * 2
        self.text, self.number, self.nothing = "text", 3, None


def test_parameters_are_found_wherever_they_are_each_once() -> None:
    tree = Tree()
    assert list(tree.named_parameters()) == [
        "alone", "table[0][0]", "table[0][1]", "table[1][0]", "five", "w1[0,0]", "b1[0]",
    ]  # fmt: skip
    assert len(tree.parameters()) == 7
    assert len(tree.places()) == 8


def test_labels_that_do_not_tell_parameters_apart_give_way_to_places() -> None:
    class Two(Module):
        def __init__(self):
            self.nets = [MLP(1, [1], seed=0), MLP(1, [1], seed=1)]
            self.other = Value(1.0, "nets[0].layers[0].neurons[0].weights[0]")

    names = list(Two().named_parameters())
    assert len(set(names)) == len(names) == 5
    assert "nets[1].layers[0].neurons[0].bias" in names


def test_zero_grad_forgets_gradients() -> None:
    net = MLP(2, [2, 1], "tanh", seed=0)
    net([1, 2]).backward()
    assert any(p.grad for p in net.parameters())
    net.zero_grad()
    assert [p.grad for p in net.parameters()] == [0.0] * 9


def test_state_goes_into_another_model_bit_for_bit() -> None:
    for make in (
        lambda seed: MLP(2, [3, 2], "maxout", seed=seed),
        lambda seed: MLP(2, [3, 2], "prelu", bias=0.1, seed=seed),
    ):
        one, other = make(1), make(2)
        for parameter in one.parameters():
            parameter.data += 0.1
        state = one.state()
        other.load_state({name: numpy.array(entry) for name, entry in reversed(state.items())})
        assert numbers(other) == numbers(one)
        other.load_state(other.state())
        assert other.state() == state


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"bias": None}, r"needs a real number, not None"),
        ({"bias": [1.0]}, r"bias must be a number, not a list of 1"),
        ({"weights": [1.0]}, r"weights must be a list of 2, not of 1"),
        ({"weights": 1.0}, r"weights must be a list of 2, not 1.0"),
        ({"weights": [[1.0], 2.0]}, r"weights\[0\] must be a number, not a list of 1"),
        ({"weights": [1.0, math.nan]}, r"a parameter must be a finite number, not Value\(nan\)"),
        ({"slope": 1.0}, r"'slope' is in this state, but is not a parameter of Neuron\(2 → relu\)"),
    ],
)
def test_a_state_that_does_not_fit_is_refused_whole(change, message) -> None:
    neuron = Neuron(2, seed=0)
    before = numbers(neuron)
    with pytest.raises(OperandError, match=message):
        neuron.load_state({"weights": [7.0, 7.0], "bias": 7.0, **change})
    assert numbers(neuron) == before


def test_a_state_with_a_part_missing_or_a_shared_parameter_at_odds_is_refused() -> None:
    with pytest.raises(OperandError, match="'bias' is missing in this state"):
        Neuron(1, seed=0).load_state({"weights": [1.0]})
    layer = Layer(1, 2, bias=0.5, seed=0)
    state = layer.state()
    state["neurons[1].bias"] = 0.7
    with pytest.raises(OperandError, match=r"neurons\[1\].bias is shared, so it cannot be both 0.5 and 0.7"):
        layer.load_state(state)


def test_of_several_mistakes_in_a_state_always_the_same_one_is_named() -> None:
    state = dict.fromkeys(("delta", "bias", "alpha", "gamma"), 1.0)
    for order in (list(state), list(reversed(state))):
        with pytest.raises(OperandError, match="'weights' is missing in this state"):
            Neuron(1, seed=0).load_state({name: state[name] for name in order})
        with pytest.raises(OperandError, match="'alpha' is in this state, but is not a parameter of"):
            Neuron(1, seed=0).load_state({name: state[name] for name in order} | {"weights": [1.0]})

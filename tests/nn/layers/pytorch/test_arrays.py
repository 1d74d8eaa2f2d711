"""Arrays of PyTorch's made of our parameters, and our parameters set to such arrays."""

from __future__ import annotations

import copy
from fractions import Fraction

import numpy
import pytest
from networks import net_2_2_1, net_3_2_2, numbers

from autograd import OperandError, Value
from nn import MLP, Layer, load, save
from nn.layers.neuron import ACTIVATIONS


class Tensor:
    """What there is of a tensor of PyTorch's that needs gradients: a shape, and numbers for who asks for a list."""

    def __init__(self, entries):
        self.entries, self.shape = entries, numpy.shape(entries)

    def tolist(self):
        return self.entries

    def __array__(self, *args, **kwargs):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad.")


def test_weights_are_rows_of_neurons_as_in_pytorch() -> None:
    state = net_2_2_1().state_dict()
    assert {name: array.tolist() for name, array in state.items()} == {
        "0.weight": [[0.1, 0.7], [0.3, 0.2]],
        "2.weight": [[0.4, 0.6]],
    }
    # y = x Wᵀ + b, PyTorch's documentation of Linear
    net, x = MLP(3, [2], seed=0), numpy.array([0.5, -1.0, 2.0])
    state = net.state_dict()
    assert [out.data for out in net(x)] == pytest.approx(x @ state["0.weight"].T + state["0.bias"], rel=1e-15)


@pytest.mark.parametrize(
    "activation", [name for name in ACTIVATIONS if name not in ("maxout", "rbf", "prelu")] + ["softmax"]
)
@pytest.mark.parametrize("bias", [True, False])
def test_a_network_comes_back_bit_for_bit(activation, bias) -> None:
    net = MLP(3, [4, 4, 2], activation, activation, bias=bias, seed=1)
    for i, parameter in enumerate(net.parameters()):
        parameter.data = (parameter.data + 1 / 3) * 10.0 ** (i % 600 - 300)
    twin = MLP.from_state_dict(net.state_dict(), activation, activation)
    assert repr(twin) == repr(net)
    assert list(twin.named_parameters()) == list(net.named_parameters())
    assert [p.data.hex() for p in twin.parameters()] == [p.data.hex() for p in net.parameters()]


def test_modules_are_numbered_as_in_a_sequential() -> None:
    net = MLP.from_layers([Layer(2, 2, "linear"), Layer(2, 2, "tanh", bias=False), Layer(2, 2, "prelu"), Layer(2, 1)])
    assert list(net.state_dict()) == [
        "0.weight", "0.bias", "1.weight", "3.weight", "3.bias", "4.weight", "5.weight", "5.bias",
    ]  # fmt: skip
    names = ["a.b", "module.c", "d", "slopes", "e"]
    assert list(net.state_dict(layers=names)) == [
        "a.b.weight", "a.b.bias", "module.c.weight", "d.weight", "d.bias", "slopes.weight", "e.weight", "e.bias",
    ]  # fmt: skip
    twin = MLP.from_state_dict(net.state_dict(layers=names), ["linear", "tanh", "prelu"], "relu", layers=names)
    assert numbers(twin) == numbers(net)


def test_numbers_come_as_tensors_arrays_of_any_type_or_lists() -> None:
    exact = [[0.5, -1.25], [3.0, 0.0625]]
    for weight in (
        exact,
        tuple(map(tuple, exact)),
        [[Fraction(1, 2).numerator / 2, -1.25], [3, 0.0625]],
        Tensor(exact),
        numpy.array(exact, numpy.float16),
        numpy.array(exact, ">f4"),
        numpy.array(exact).T.copy().T,
        numpy.array([[0.5, 9, -1.25], [9, 9, 9], [3.0, 9, 0.0625]])[::2, ::2],
        numpy.array(exact, numpy.longdouble),
    ):
        net = MLP.from_state_dict({"weight": weight, "bias": Tensor([1, 2])})
        assert net.state()["layers[0].neurons[0].weights"] == exact[0]
        assert net.state_dict()["0.weight"].tolist() == exact
    assert MLP.from_state_dict({"weight": numpy.array([[2, 3]])}).state_dict()["0.weight"].tolist() == [[2.0, 3.0]]


def test_numbers_that_cannot_be_read_are_an_error_of_one_line() -> None:
    class Meta(Tensor):
        def tolist(self):
            raise NotImplementedError("Cannot copy out of meta tensor; no data!")

        def __array__(self, *args, **kwargs):
            raise TypeError("can't convert meta device type tensor\n to numpy.")

    with pytest.raises(
        OperandError, match=r"^0.weight cannot be read: can't convert meta device type tensor to numpy.$"
    ):
        MLP.from_state_dict({"0.weight": Meta([[1.0]])})


def test_the_numbers_are_copied() -> None:
    given = numpy.ones((1, 2))
    net = MLP.from_state_dict({"weight": given})
    given[:] = 7.0
    net.state_dict()["0.weight"][:] = 7.0
    assert numbers(net) == [1.0, 1.0]


def test_parameter_arrays_hold_the_parameters_themselves() -> None:
    net = MLP(2, [3, 2], "tanh", seed=0)
    arrays = net.parameter_arrays(layers=["hidden", "out"])
    assert arrays["hidden.weight"][2, 1] is net.layers[0].neurons[2].weights[1]
    assert {value for array in arrays.values() for value in array.flat} == set(net.parameters())


def test_single_precision_is_numpys_rounding_and_a_number_beyond_it_an_error() -> None:
    net = MLP.of([[[1 / 3, 1e-50]]])
    single = net.state_dict(float32=True)["0.weight"]
    assert (single.dtype, single.tolist()) == ("float32", [[float(numpy.float32(1 / 3)), 0.0]])
    with pytest.raises(OperandError, match=r"0.weight holds 1e\+39, which is beyond single precision"):
        MLP.of([[[1e39]]]).state_dict(float32=True)


@pytest.mark.parametrize("slopes", [[0.125], [0.5, -0.25, 0.0]])
def test_slopes_of_prelu_are_shared_or_one_for_each_neuron(slopes, tmp_path) -> None:
    weights = {"0.weight": numpy.arange(6.0).reshape(3, 2) - 2.5, "2.weight": numpy.ones((1, 3))}
    net = MLP.from_state_dict({**weights, "1.weight": numpy.array(slopes)}, "PReLU")
    row = [1.0, -2.0]
    sums = weights["0.weight"] @ row
    assert net(row).data == pytest.approx(numpy.where(sums > 0, sums, numpy.array(slopes) * sums).sum(), rel=1e-15)
    assert len(net.parameters()) == 9 + len(slopes)
    net(row).backward()
    labels = [f"slope1[{i}]" for i in range(3)] if len(slopes) > 1 else ["slope1"]
    assert [value.label for value in net.parameter_arrays()["1.weight"]] == labels
    gradient = numpy.minimum(sums, 0.0)
    assert [value.grad for value in net.parameter_arrays()["1.weight"]] == pytest.approx(
        [gradient.sum()] if len(slopes) == 1 else gradient, rel=1e-15
    )
    for twin in (net, copy.deepcopy(net), load(save(net, tmp_path / "net"))):
        state = twin.state_dict()
        assert state["1.weight"].tolist() == slopes
        assert list(twin.named_parameters()) == list(net.named_parameters())


# --- what cannot go out ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("net", "message"),
    [
        (MLP(2, [3, 1], "maxout"), "layer 1 is maxout: PyTorch has no module for it"),
        (MLP(2, [3, 1], output="rbf"), "layer 2 is rbf: PyTorch has no module for it"),
        (MLP(2, [2, 1], connections={1: [[0], [0, 1]]}), "layer 1 has connections left out: a Linear module has them"),
        (MLP.of([[[1.0], [1.0]]], [[None, 2.0]]), "layer 1 has neurons with a bias and without"),
    ],
)
def test_what_is_no_linear_layer_is_not_put_out(net, message) -> None:
    for put in (net.state_dict, net.parameter_arrays):
        with pytest.raises(OperandError, match=message):
            put()


def test_another_number_of_names_is_refused() -> None:
    with pytest.raises(
        OperandError, match="layers, a name for each Linear layer and PReLU, must be a list of 2, not of 3"
    ):
        MLP(2, [3, 1]).state_dict(layers=["a", "b", "c"])
    with pytest.raises(OperandError, match="layers must be different names of modules"):
        MLP(2, [3, 1]).state_dict(layers=["a", "a"])


# --- numbers set -----------------------------------------------------------------------------------------------------


def test_a_state_dict_is_loaded_into_a_network_by_its_order() -> None:
    one, other = MLP(2, [3, 3, 1], "tanh", seed=0), MLP(2, [3, 3, 1], "tanh", seed=1)
    other.load_state_dict(dict(reversed(one.state_dict(layers=["net.8", "net.9", "net.10"]).items())))
    assert numbers(other) == numbers(one)
    single = MLP(2, [1], "relu")
    single.load_state_dict({"critic.weight": [[1, 2]], "critic.bias": [3], "actor.weight": [[0, 0]]}, layers=["critic"])
    assert numbers(single) == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"0.weight": numpy.ones((3, 3))}, r"holds weight \(3, 2\), .*, bias \(1,\), not 0.weight \(3, 3\)"),
        ({"4.weight": numpy.ones((1, 1))}, r"not 0.weight \(3, 2\), 0.bias \(3,\), .*, 4.weight \(1, 1\)"),
        ({"2.bias": [numpy.nan]}, r"2.bias\[0\] is nan: a parameter must be a finite number"),
        ({"2.weight": numpy.ones((1, 4))}, r"2 \(4 → 1\) does not follow 0 \(2 → 3\)"),
    ],
)  # fmt: skip
def test_a_state_dict_that_does_not_fit_changes_nothing(change, message) -> None:
    net = MLP(2, [3, 1], seed=0)
    before = numbers(net)
    with pytest.raises(OperandError, match=message):
        net.load_state_dict({**MLP(2, [3, 1], seed=1).state_dict(), **change})
    without = net.state_dict()
    del without["0.bias"]
    with pytest.raises(OperandError, match=r"holds weight \(3, 2\), bias \(3,\)"):
        net.load_state_dict(without)
    assert numbers(net) == before


def test_shared_parameters_go_out_in_every_place_and_must_agree_coming_in() -> None:
    net = net_3_2_2()
    state = net.state_dict()
    assert state["0.bias"].tolist() == [0.5, 0.5]
    state["0.bias"][:] = 0.25
    net.load_state_dict(state)
    assert isinstance(net.layers[0].neurons[0].bias, Value)
    assert net.layers[0].neurons[1].bias.data == 0.25
    state["0.bias"][1] = 0.75
    with pytest.raises(OperandError, match=r"b1 is shared, so it cannot be both 0.25 and 0.75"):
        net.load_state_dict(state)


def test_skips_are_given_beside_the_state_dict() -> None:
    net = MLP(2, [2, 2], "tanh", seed=0, skips={2: 0})
    twin = MLP.from_state_dict(net.state_dict(), "tanh", skips={2: 0})
    assert [v.data for v in twin([0.3, -0.5])] == [v.data for v in net([0.3, -0.5])]

"""Modules of PyTorch's as ours, told by their classes and settings. With PyTorch itself: test_with_pytorch.py."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy
import pytest

from autograd import OperandError, Value, leaky_relu, relu, sin
from nn import MLP, Layer
from nn.layers.pytorch import activation_of
from nn.layers.pytorch.modules import TWINS

REFERENCE = json.loads((Path(__file__).parents[2] / "saving/reference/pytorch_networks.json").read_text("utf-8"))


# --- formulas --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("curve", REFERENCE["activations"], ids=lambda curve: curve["module"])
def test_an_activation_has_the_values_and_the_derivatives_of_pytorchs_module(curve) -> None:
    layer = Layer(1, 1, TWINS[curve["module"]].name, weights=[[1.0]], bias=False)
    # PyTorch's Softplus is z above 20; where σ, tanh and Φ are nearly flat, its derivatives lose their digits.
    near = math.exp(-20) if curve["module"] == "Softplus" else 1e-15
    for z, value, slope in zip(REFERENCE["points"], curve["values"], curve["derivatives"], strict=True):
        x = Value(z)
        out = layer([x])
        out.backward()
        assert out.data == pytest.approx(value, rel=1e-12, abs=near)
        assert x.grad == pytest.approx(slope, rel=1e-12, abs=near)


def test_every_module_with_a_twin_has_reference_values() -> None:
    assert {curve["module"] for curve in REFERENCE["activations"]} | {"Softmax"} == set(TWINS)  # that is of a whole row


# --- names -----------------------------------------------------------------------------------------------------------


class Fake:
    """A module as PyTorch makes them, as far as anything here looks at it."""

    def __init__(self, *modules, **settings):
        self._modules = {str(i): module for i, module in enumerate(modules)}
        self.training, self._forward_hooks, self.arrays = True, {}, {}
        vars(self).update(settings)

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        raise AssertionError("a tensor of PyTorch's is needed here")

    def __repr__(self):
        settings = {name: value for name, value in vars(self).items() if name not in vars(Fake())}
        return f"{type(self).__name__}({', '.join(f'{name}={value}' for name, value in settings.items())})"

    def named_parameters(self, remove_duplicate=True):
        yield from self.arrays.items()
        for child, module in self._modules.items():
            yield from ((f"{child}.{name}", array) for name, array in module.named_parameters(remove_duplicate))

    def state_dict(self):
        return dict(self.named_parameters())


def module_of(kind, *modules, home="torch.nn.modules.fake", **settings):
    return type(kind, (Fake,), {"__module__": home})(*modules, **settings)


def linear(nin, nout, first=0.0):
    module = module_of("Linear")
    module.arrays = {"weight": first + numpy.arange(1.0 * nin * nout).reshape(nout, nin), "bias": numpy.zeros(nout)}
    return module


def sequential(*modules):
    return module_of("Sequential", *modules)


@pytest.mark.parametrize(
    ("given", "ours"),
    [
        *((name, twin.name) for name, twin in TWINS.items()),
        *((type(module_of(name)), twin.name) for name, twin in TWINS.items()),
        *((twin.name, twin.name) for twin in TWINS.values()),
        ("cos", "cos"),
        (module_of("ReLU", inplace=True), "relu"),
        (module_of("LeakyReLU", negative_slope=0.01), "leaky_relu"),
        (module_of("GELU", approximate="none"), "gelu"),
        (module_of("ELU", alpha=1.0), "elu"),
        (module_of("Softplus", beta=1.0, threshold=20.0), "softplus"),
        (module_of("Hardtanh", min_val=-1.0, max_val=1.0), "hard_tanh"),
        (module_of("Softmax", dim=-1), "softmax"),
    ],
)  # fmt: skip
def test_an_activation_goes_by_our_name_or_by_pytorchs(given, ours) -> None:
    assert activation_of(given) == ours


def test_functions_of_pytorchs_go_by_their_names_and_others_are_left_as_they_are() -> None:
    def hardtanh(x):
        raise AssertionError("a tensor of PyTorch's is needed here")

    assert activation_of(hardtanh) is hardtanh
    hardtanh.__module__ = "torch.nn.functional"
    assert activation_of(hardtanh) == "hard_tanh"
    hardtanh.__module__ = "torchlike"
    assert activation_of(hardtanh) is hardtanh
    assert activation_of(relu) is relu
    assert activation_of(sin) is sin


@pytest.mark.parametrize(
    ("given", "written"),
    [
        (module_of("LeakyReLU", negative_slope=0.2), r"LeakyReLU(negative_slope=0.2)"),
        (module_of("GELU", approximate="tanh"), "GELU(approximate=tanh)"),
        (module_of("ELU", alpha=0.5), "ELU(alpha=0.5)"),
        (module_of("Softplus", beta=2.0, threshold=20.0), "Softplus(beta=2.0, threshold=20.0)"),
        (module_of("Hardtanh", min_val=0.0, max_val=6.0), "Hardtanh(min_val=0.0, max_val=6.0)"),
        (module_of("Softmax", dim=0), "Softmax(dim=0)"),
        (module_of("Softsign"), "Softsign()"),
    ],
)
def test_another_formula_is_refused_and_a_function_can_stand_for_it(given, written) -> None:
    message = f"no activation here has the formula of {written}: give a function from Value to Value"
    with pytest.raises(OperandError) as caught:
        activation_of(given)
    assert str(caught.value) == message
    state = {"0.weight": [[1.0]], "2.weight": [[1.0]]}
    net = MLP.from_state_dict(state, lambda z: leaky_relu(z, 0.2))
    assert net([-1.0]).data == -0.2


def test_a_name_that_is_none_is_refused_by_the_layer_that_gets_it() -> None:
    for name in ("Softsign", "LeakyReLU(negative_slope=0.2)"):
        with pytest.raises(
            OperandError, match=r"^layer 1: activation must be one of linear, relu, .* not '(Soft|Leaky)"
        ):
            MLP.from_state_dict({"0.weight": [[1.0]], "2.weight": [[1.0]]}, name)


def test_a_new_network_takes_pytorchs_names_too() -> None:
    net = MLP(2, [3, 3, 1], module_of("GELU", approximate="none"), "Sigmoid", seed=0)
    assert repr(net) == "MLP(2 → 3 gelu → 3 gelu → 1 sigmoid: 25 parameters)"
    with pytest.raises(OperandError, match=r"^layer 1: no activation here has the formula of GELU"):
        MLP(2, [3, 1], module_of("GELU", approximate="tanh"))


# --- Sequential ------------------------------------------------------------------------------------------------------


def test_a_sequential_is_read_module_by_module() -> None:
    tanh = module_of("Tanh")  # the same module in two places, as is usual
    inner = sequential(linear(3, 4), tanh)
    dropout = module_of("Dropout", p=0.5, training=False)
    flatten = module_of("Flatten", start_dim=1, end_dim=-1)
    end = module_of("Softmax", dim=1)
    net = MLP.from_torch(sequential(flatten, linear(2, 3, 0.5), tanh, dropout, inner, linear(4, 2), end))
    assert repr(net) == "MLP(2 → 3 tanh → 4 tanh → 2 softmax: 35 parameters)"
    assert net.state_dict()["0.weight"].tolist() == [[0.5, 1.5], [2.5, 3.5], [4.5, 5.5]]
    assert repr(MLP.from_torch(linear(2, 3))) == "MLP(2 → 3 linear: 9 parameters)"
    two = MLP.from_torch(sequential(linear(2, 3), module_of("Identity"), linear(3, 1)))
    assert repr(two) == "MLP(2 → 3 linear → 1 linear: 13 parameters)"


def test_slopes_of_a_prelu_come_with_it() -> None:
    prelu = module_of("PReLU", num_parameters=1)
    prelu.arrays = {"weight": numpy.array([0.125])}
    net = MLP.from_torch(sequential(linear(2, 3), prelu, linear(3, 1)))
    assert net.state_dict()["1.weight"].tolist() == [0.125]


class Own(type(sequential())):
    """A Sequential with a name of its own, and nothing else."""


class Forward(type(sequential())):
    """A Sequential that computes otherwise."""

    def forward(self, x):
        return 2 * x


def test_a_sequential_of_ones_own_is_read_unless_it_computes_otherwise() -> None:
    assert repr(MLP.from_torch(Own(linear(2, 1)))) == "MLP(2 → 1 linear: 3 parameters)"
    with pytest.raises(
        OperandError, match=r"the module has a forward\(\) of its own, Python code: MLP.from_state_dict"
    ):
        MLP.from_torch(Forward(linear(2, 1)))
    with pytest.raises(OperandError, match=r"^1.0 has a forward\(\) of its own"):
        MLP.from_torch(sequential(linear(2, 1), sequential(Forward(linear(1, 1)))))


@pytest.mark.parametrize(
    ("module", "message"),
    [
        (sequential(module_of("Conv2d", kernel=5)), r"^0 is Conv2d\(kernel=5\): only Linear modules and these"),
        (sequential(linear(2, 3), sequential(module_of("LayerNorm"))), r"^1.0 is LayerNorm\(\): only Linear modules"),
        (sequential(linear(2, 3), module_of("Dropout", p=0.5)), r"^1 is Dropout\(p=0.5\).*: only after eval\(\) it is"),
        (sequential(module_of("Flatten", start_dim=0, end_dim=-1)), "only with start_dim=1 and end_dim=-1 it is left"),
        (sequential(linear(2, 3), module_of("GELU", approximate="tanh")), "has the formula of GELU"),
        (sequential(module_of("ReLU"), linear(2, 3)), r"^0 is ReLU\(\): an activation must follow a Linear"),
        (sequential(linear(2, 3), module_of("ReLU"), module_of("Tanh")), r"^2 is Tanh\(\): an activation must follow"),
        (sequential(linear(2, 3), module_of("ReLU", _forward_hooks={1: print})), "^1 has hooks, which are Python code"),
        (sequential(linear(2, 3), linear(2, 3)), r"1 \(2 → 3\) does not follow 0 \(2 → 3\)"),
        (sequential(), "this state_dict holds no Linear layer"),
        (module_of("Sequential", home="elsewhere"), "from_torch takes a Linear module or a Sequential"),
        ({"0.weight": [[1.0]]}, "from_torch takes a Linear module or a Sequential of PyTorch's, not"),
    ],
)  # fmt: skip
def test_what_is_no_linear_module_or_activation_is_refused_by_its_name(module, message) -> None:
    with pytest.raises(OperandError, match=message):
        MLP.from_torch(module)


def test_a_parameter_in_two_places_is_refused() -> None:
    twice = linear(2, 2)
    with pytest.raises(OperandError, match=r"^0.weight and 2.weight are one parameter, which stands in two places"):
        MLP.from_torch(sequential(twice, module_of("Tanh"), twice))

"""Networks: what they compute against formulas written out by hand, and their gradients against differences."""

from __future__ import annotations

import copy
import math
import random
import subprocess
import sys
from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import EXACT_AFTER, EXACT_GRADIENTS, EXACT_NODES, LABELS, net_2_2_1, net_3_2_2, numbers

import autograd
from autograd import OperandError, Value, gradcheck, topological_order, total
from nn import MLP, Layer, Neuron, losses
from nn.layers.neuron import ACTIVATIONS

#: The activations by the formulas of their papers, on floats.
FORMULAS = {
    "linear": lambda z: z,
    "relu": lambda z: max(0.0, z),
    "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
    "prelu": lambda z: z if z > 0 else 0.25 * z,
    "absolute": abs,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": lambda z: math.sinh(z) / math.cosh(z),
    "softplus": lambda z: math.log(1 + math.exp(z)),
    "hard_tanh": lambda z: max(-1.0, min(1.0, z)),
    "logsigmoid": lambda z: -math.log(1 + math.exp(-z)),
    "silu": lambda z: z / (1 + math.exp(-z)),
    "gelu": lambda z: z * (1 + math.erf(z / math.sqrt(2))) / 2,
    "elu": lambda z: z if z > 0 else math.exp(z) - 1,
    "selu": lambda z: 1.0507009873554805 * (z if z > 0 else 1.6732632423543772 * (math.exp(z) - 1)),
    "mish": lambda z: z * math.tanh(math.log(1 + math.exp(z))),
    "cos": math.cos,
}


def model_loss(model, row):
    """The sum of squares of the outputs, as a function of all parameters and inputs."""
    places, count = model.places(), len(model.parameters())
    parameters = model.parameters()

    def loss(*everything):
        new = dict(zip(parameters, everything[:count], strict=True))
        twin = copy.deepcopy(model)
        for place, mine in zip(twin.places(), places, strict=True):
            place.holder[place.key] = new[mine.value] if isinstance(new[mine.value], Value) else Value(new[mine.value])
        out = twin(list(everything[count:]))
        return total(v**2 for v in ([out] if isinstance(out, Value) else out))

    return loss, (*numbers(model), *row)


# --- one neuron ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("z", [-2.5, -0.3, 0.4, 3.0])
@pytest.mark.parametrize("activation", FORMULAS)
def test_a_neuron_computes_its_activation_of_the_weighted_sum(activation, z) -> None:
    neuron = Neuron(2, activation, weights=[2.0, -1.0], bias=0.5)
    assert neuron([z, z + 0.5]).data == pytest.approx(FORMULAS[activation](2 * z - (z + 0.5) + 0.5), rel=1e-14)


def test_every_activation_is_tested_here() -> None:
    assert {*FORMULAS, "maxout", "rbf"} == set(ACTIVATIONS)


def test_a_maxout_neuron_is_the_largest_of_its_pieces() -> None:
    neuron = Neuron(2, "maxout", weights=[[1, 0], [0, 1], [-1, -1]], bias=[0.0, 0.25, 1.0])
    for x in ([2.0, 1.0], [0.5, 3.0], [-1.0, -1.0]):
        assert neuron(x).data == max(x[0], x[1] + 0.25, 1 - x[0] - x[1])
    assert list(neuron.named_parameters()) == [f"w[{p},{i}]" for p in range(3) for i in range(2)] + [
        f"b[{p}]" for p in range(3)
    ]


def test_an_rbf_neuron_is_one_at_its_centre_and_falls_off_with_the_distance() -> None:
    neuron = Neuron(2, "rbf", weights=[1.0, -2.0])
    neuron.sigma.data = 2.0
    assert neuron([1.0, -2.0]).data == 1.0
    assert neuron([4.0, 2.0]).data == pytest.approx(math.exp(-25 / 4), rel=1e-14)
    assert list(neuron.named_parameters()) == ["w[0]", "w[1]", "sigma"]


def test_the_slope_of_prelu_is_learned() -> None:
    neuron = Neuron(1, "prelu", weights=[1.0], bias=False)
    neuron([-3.0]).backward()
    assert (neuron.slope.data, neuron.slope.grad, neuron.weights[0].grad) == (0.25, -3.0, -0.75)


def test_a_function_or_an_op_of_ones_own_is_an_activation() -> None:
    cube = autograd.Op("cube", lambda a: a**3, partials=lambda out, a: (3 * a**2,))
    net = MLP(1, [2, 1], cube, lambda z: z * 2, seed=0)
    assert repr(net) == "MLP(1 → 2 cube → 1 <lambda>: 7 parameters)"
    assert gradcheck(*model_loss(net, [0.4]))


def test_a_neuron_is_a_sum_of_products_a_bias_and_its_function() -> None:
    out = Neuron(3, "tanh", seed=0)([1.0, 2.0, 3.0])
    assert [node.op.name for node in topological_order(out) if node.op] == ["dot", "add", "tanh"]
    assert [node.label for node in topological_order(out) if node.op][1:] == ["z", "h"]


# --- gradients -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_gradients_of_every_activation_are_those_of_differences(activation) -> None:
    layer = Layer(3, 2, activation, seed=5)
    assert gradcheck(*model_loss(layer, [0.7, -1.3, 0.4]))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_gradients_of_whole_networks_are_those_of_differences(activation) -> None:
    net = MLP(2, [3, 2], activation, "softmax", seed=3, pieces=3)
    assert gradcheck(*model_loss(net, [0.6, -0.8]))


def test_the_gradients_with_skips_connections_and_a_shared_bias_are_those_of_differences() -> None:
    net = MLP(3, [2, 3, 2], "tanh", bias=0.3, seed=1, connections={1: [[0, 2], [1]]}, skips={3: 1, 2: 0})
    assert gradcheck(*model_loss(net, [0.6, -0.8, 0.1]))


# --- the worked examples of the documents, in three lines -------------------------------------------------------------


def test_the_0_5_0_8_network_has_the_exact_numbers() -> None:
    net = net_2_2_1()
    loss = losses.half_squared_error(net([0.5, 0.8]), 1)
    loss.backward()
    hidden, output = net.run([0.5, 0.8])[1:]
    assert [f"{h.data:.10f}" for h in (*hidden, *output)] == [EXACT_NODES[name] for name in ("Oc", "Od", "Oe")]
    assert f"{loss.data:.10f}" == EXACT_NODES["L"]
    gradients = {name: f"{parameter.grad:.10f}" for name, parameter in net.named_parameters().items()}
    assert gradients == {label: EXACT_GRADIENTS[name] for name, label in LABELS.items()}
    for parameter in net.parameters():
        parameter.data -= 0.1 * parameter.grad
    after = net([0.5, 0.8])
    assert f"{after.data:.10f}" == EXACT_AFTER["Oe"]
    assert f"{losses.half_squared_error(after, 1).data:.10f}" == EXACT_AFTER["L"]


def test_the_net_with_shared_biases_has_the_exact_numbers_at_steps_0_1_and_1500() -> None:
    net = net_3_2_2()
    step = autograd.compile(lambda x, t: losses.half_squared_error(net(x), t), net.parameters())
    vector, errors = numpy.array(numbers(net)), []
    for _ in range(1501):
        error, gradient = step.value_and_grad(numpy.array([[1.0, 4, 5]]), numpy.array([[0.1, 0.05]]), at=vector)
        errors.append(f"{error:.10f}")
        vector = vector - 0.01 * gradient
    assert (errors[0], errors[1], errors[1500]) == ("0.5932448719", "0.5924520978", "0.0081264691")
    losses.half_squared_error(net([1, 4, 5]), [0.1, 0.05]).backward()
    exact = {
        "w1[0,0]": "0.0019839119", "w1[0,1]": "0.0079356475", "w1[0,2]": "0.0099195594", "b1": "0.0023882012",
        "w1[1,0]": "0.0004042893", "w1[1,1]": "0.0016171573", "w1[1,2]": "0.0020214466",
        "w2[0,0]": "0.0765351284", "w2[0,1]": "0.0771883071", "b2": "0.1974574978",
        "w2[1,0]": "0.1182790221", "w2[1,1]": "0.1192884585",
    }  # fmt: skip
    assert {name: f"{parameter.grad:.10f}" for name, parameter in net.named_parameters().items()} == exact


def test_the_xor_network_of_the_book_outputs_exactly_0_1_1_0() -> None:
    net = MLP.of([[[1, 1], [1, 1]], [[1, -2]]], biases=[[0, -1], [0]])
    assert [net(x).data for x in ([0, 0], [0, 1], [1, 0], [1, 1])] == [0.0, 1.0, 1.0, 0.0]


# --- layers and networks ---------------------------------------------------------------------------------------------


def by_hand(net, x):
    """The outputs of a net without skips, in NumPy."""
    out = numpy.array(x, dtype=float)
    for layer in net.layers:
        weights = numpy.array([[w.data for w in neuron.weights] for neuron in layer.neurons])
        z = weights @ out + [neuron.bias.data for neuron in layer.neurons]
        if layer.activation == "softmax":
            out = numpy.exp(z) / numpy.exp(z).sum()
        else:
            out = numpy.array([FORMULAS[layer.activation](entry) for entry in z])
    return out.tolist()


@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=4),
    st.sampled_from(sorted(FORMULAS)),
    st.sampled_from(["linear", "sigmoid", "softmax"]),
    st.integers(0, 10**6),
)
def test_a_network_is_matrix_products_and_functions(widths, activation, output, seed) -> None:
    net = MLP(widths[0], widths[1:], activation, output, seed=seed)
    x = random.Random(seed).choices([-1.5, -0.2, 0.3, 0.9], k=widths[0])
    for neuron in net.layers[0].neurons:
        neuron.bias.data = 0.3
    out = net(x)
    assert isinstance(out, Value) == (widths[-1] == 1)
    found = [v.data for v in ([out] if isinstance(out, Value) else out)]
    assert found == pytest.approx(by_hand(net, x), rel=1e-12, abs=1e-14)


def test_a_row_may_be_numbers_values_or_a_numpy_row() -> None:
    net = MLP(2, [3, 2], seed=0)
    expected = [v.data for v in net([0.5, -1.0])]
    for row in (
        (0.5, -1),
        [Value(0.5, "a"), -1.0],
        numpy.array([0.5, -1.0]),
        numpy.array([0.5, -1.0], dtype=numpy.float32),
    ):
        assert [v.data for v in net(row)] == expected
    a = Value(0.5, "a")
    net([a, -1.0])[0].backward()
    assert a.grad != 0
    assert net.run([a, -1.0])[0][0] is a


def test_numbers_in_a_row_are_called_x() -> None:
    assert [x.label for x in MLP(2, [1], seed=0).run([1, 2])[0]] == ["x[0]", "x[1]"]


def test_softmax_outputs_add_up_to_one() -> None:
    out = MLP(2, [4, 5], output="softmax", seed=0)([300.0, -2.0])
    assert math.fsum(v.data for v in out) == pytest.approx(1, abs=1e-12)
    assert [v.label for v in out] == [f"h2[{i}]" for i in range(5)]


def test_a_skip_adds_the_outputs_of_an_earlier_layer() -> None:
    plain, skipping = MLP(2, [2, 3, 2], "tanh", seed=0), MLP(2, [2, 3, 2], "tanh", seed=0, skips={3: 1, 1: 0})
    x = [0.3, -0.7]
    first = [h.data + entry for h, entry in zip(plain.layers[0](x), x, strict=True)]
    second = [h.data for h in plain.layers[1](first)]
    third = [z.data + h for z, h in zip(plain.layers[2](second), first, strict=True)]
    assert [v.data for v in skipping(x)] == pytest.approx(third, rel=1e-15)
    assert repr(skipping) == "MLP(2 → 2 tanh → 3 tanh → 2 linear, skip 1 → 3, skip 0 → 1: 23 parameters)"


def test_a_partly_connected_neuron_sees_only_its_inputs() -> None:
    net = MLP(3, [2, 1], "linear", seed=0, connections={1: [[0, 2], [1]]})
    assert list(net.named_parameters())[:5] == ["w1[0,0]", "w1[0,2]", "b1[0]", "w1[1,1]", "b1[1]"]
    a, b, c = (Value(x) for x in (1.0, 2.0, 3.0))
    first, second = net.run([a, b, c])[1]
    first.backward()
    assert (a.grad, b.grad, c.grad) == (
        net.layers[0].neurons[0].weights[0].data,
        0.0,
        net.layers[0].neurons[0].weights[1].data,
    )
    assert second.data == 2 * net.layers[0].neurons[1].weights[0].data


def test_one_value_in_several_places_is_one_parameter() -> None:
    bias, tied = Value(0.5, "bias"), Value(0.1)
    layer = Layer(2, 2, "linear", weights=[[tied, 0.2], [0.3, tied]], bias=[bias, bias])
    assert list(layer.named_parameters()) == ["w[0,0]", "w[0,1]", "bias", "w[1,0]"]
    assert layer.shares_bias
    total(layer([1.0, 10.0])).backward()
    assert (bias.grad, tied.grad) == (2.0, 11.0)


def test_labels_of_ones_own_stay() -> None:
    w = [Value(0.1, "Wca"), Value(0.7, "Wcb")]
    net = MLP.of([[w, [0.3, 0.2]]])
    assert list(net.named_parameters()) == ["Wca", "Wcb", "w1[1,0]", "w1[1,1]"]


def test_layers_of_different_kinds_make_a_network() -> None:
    net = MLP.from_layers([Layer(2, 3, "rbf", seed=0), Layer(3, 2, "maxout", pieces=3, seed=1), Layer(2, 1, "prelu")])
    assert {name.partition("[")[0] for name in net.named_parameters()} == {
        "w1",
        "sigma1",
        "w2",
        "b2",
        "w3",
        "b3",
        "slope3",
    }
    assert gradcheck(*model_loss(net, [0.3, 0.2]))


def test_a_network_compiles_and_runs_on_arrays() -> None:
    net = MLP(2, [3, 2], "maxout", "softmax", seed=0, skips={2: 0})
    program = autograd.compile(lambda x: net(x)[0], net.parameters())
    X = numpy.random.default_rng(0).normal(size=(7, 2))
    assert program.value(X) == pytest.approx([net(x)[0].data for x in X], rel=1e-12)


# --- initialisation --------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_weights_and_another_seed_others() -> None:
    assert numbers(MLP(2, [4, 1], seed=3)) == numbers(MLP(2, [4, 1], seed=3)) != numbers(MLP(2, [4, 1], seed=4))
    assert numbers(MLP(2, [4, 1])) != numbers(MLP(2, [4, 1]))


def test_the_weights_are_those_of_micrograd_with_the_same_seed() -> None:
    nn = pytest.importorskip("micrograd.nn", reason="micrograd is in the extra [bench]")
    state = random.getstate()
    random.seed(1337)
    theirs = nn.MLP(2, [16, 16, 1])
    random.setstate(state)
    mine = MLP(2, [16, 16, 1], seed=1337)
    assert numbers(mine) == [p.data for p in theirs.parameters()]
    assert mine([0.5, -1.0]).data == pytest.approx(theirs([0.5, -1.0]).data, rel=1e-13)


@pytest.mark.parametrize("initialisation", ["uniform", "glorot", "he"])
def test_global_random_state_is_neither_read_nor_changed(initialisation) -> None:
    random.seed(0)
    numpy.random.seed(0)
    before, legacy = random.getstate(), numpy.random.get_state()[1].tolist()
    drawn = numbers(MLP(2, [4, 1], seed=1, initialisation=initialisation))
    MLP(2, [4, 1], initialisation=initialisation)
    assert random.getstate() == before
    assert numpy.random.get_state()[1].tolist() == legacy
    random.seed(99)
    assert numbers(MLP(2, [4, 1], seed=1, initialisation=initialisation)) == drawn


@pytest.mark.parametrize(
    ("initialisation", "bound", "deviation"),
    [
        ("uniform", 1.0, 1 / math.sqrt(3)),
        ("glorot", math.sqrt(6 / 130), math.sqrt(2 / 130)),  # Glorot and Bengio: variance 2 / (nin + nout)
        ("he", math.inf, math.sqrt(2 / 80)),
    ],
)
def test_initialisations_have_the_spread_of_their_papers(initialisation, bound, deviation) -> None:
    weights = numpy.array(
        [[w.data for w in n.weights] for n in Layer(80, 50, initialisation=initialisation, seed=0).neurons]
    )
    assert abs(weights).max() <= bound
    assert weights.std() == pytest.approx(deviation, rel=0.04)
    assert abs(weights.mean()) < 0.1 * deviation


def test_a_generator_serves_several_layers_one_after_the_other() -> None:
    generator = random.Random(7)
    two = [Layer(2, 2, seed=generator), Layer(2, 2, seed=generator)]
    assert numbers(two[0]) != numbers(two[1])


# --- errors ----------------------------------------------------------------------------------------------------------

INTERIOR = Value(1.0) + 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: MLP(2, [3, 1], "rely"), "layer 1: activation must be one of linear, relu, .*softmax, not 'rely'"),
        (lambda: MLP(2, [3, 1], output=3), "layer 2: activation must be one of linear, .* not 3"),
        (lambda: Neuron(2, "softmax"), "activation must be one of .*, rbf, not 'softmax'"),
        (lambda: MLP(2, [3, 1], initialisation="xavier"), "must be one of uniform, glorot, he, not 'xavier'"),
        (lambda: MLP(0, [1]), "layer 1: nin must be a whole number, 1 or more, not 0"),
        (lambda: MLP(2, []), r"nouts, the sizes of the layers, must be a list with at least one entry, not \[\]"),
        (lambda: MLP(2, 3), "the sizes of the layers, must be a list with at least one entry, not 3"),
        (lambda: MLP(2, [2.5]), "layer 1: nout must be a whole number, 1 or more, not 2.5"),
        (lambda: MLP(2, [True]), "layer 1: nout must be a whole number, 1 or more, not True"),
        (lambda: MLP(2, [1], seed=[1]), r"seed must be a whole number, a random.Random or None, not \[1\]"),
        (lambda: MLP(2, [1], "maxout", "maxout", pieces=0), "pieces must be a whole number, 1 or more, not 0"),
        (lambda: MLP(3, [2, 5], skips={2: 1}), "a skip needs layers of the same width: layer 1 has 2, layer 2 has 5"),
        (lambda: MLP(3, [3, 3], skips={1: 2}), r"skips lead from a layer .* to a later one, not from 2 to 1"),
        (lambda: MLP(3, [3, 3], skips={3: 0}), "not from 0 to 3"),
        (lambda: MLP(3, [2], connections={2: [[0]]}), "connections are for layers 1 to 1, not 2"),
        (lambda: MLP(3, [2], connections={1: [[0]]}), "the connections, .*, must be a list of 2, not of 1"),
        (lambda: MLP(3, [1], connections={1: [[0, 3]]}), "the connections of neuron 0 are inputs 0 to 2, not 3"),
        (lambda: MLP(3, [1], connections={1: [[1, 1]]}), r"must be different inputs, at least one, not \[1, 1\]"),
        (lambda: MLP(3, [1], connections={1: [[]]}), r"must be different inputs, at least one, not \[\]"),
        (lambda: MLP.of([[[1, 2], [3]]]), "layer 1, neuron 1: the weights, .*, must be a list of 2, not of 1"),
        (lambda: MLP.of([[[1, 2]], [[3, 4]]]), "layer 2, neuron 0: the weights, .* must be a list of 1, not of 2"),
        (lambda: MLP.of([]), r"the weights by layer must be a list with at least one entry, not \[\]"),
        (lambda: MLP.of([[[1]]], biases=[1, 2]), "the biases, one entry a layer, must be a list of 1, not of 2"),
        (lambda: MLP.of([[[1], [2]]], biases=[[1]]), "layer 1: the biases, .*, must be a list of 2, not of 1"),
        (lambda: MLP.of([[["a"]]]), "layer 1, neuron 0: Value needs a real number, not 'a'"),
        (lambda: MLP.of([[[math.inf]]]), r"a parameter must be a finite number, not Value\(inf\)"),
        (lambda: MLP.of([[[INTERIOR]]]), r"Value\(2\) is the result of an operation: a parameter is"),
        (lambda: Neuron(1, "rbf", bias=0.5), "an rbf neuron has no bias: leave 0.5 out"),
        (lambda: Neuron(1, "maxout", bias=0.5), "the biases, one for each piece, must be a list of 2, not 0.5"),
        (lambda: MLP.from_layers([Layer(2, 3), Layer(2, 1)]), "layer 2 takes 2 inputs, but gets 3"),
        (
            lambda: MLP(2, [1], seed=0)(numpy.eye(2)),
            r"MLP\(2 → 1 .*\) takes one row of 2 numbers, not 2 rows: predict\(model, X\) takes many",
        ),
        (lambda: MLP(2, [1], seed=0)([[1.0, 2.0]]), r"takes one row of 2 numbers, not 1 row: predict"),
        (lambda: MLP(2, [1], seed=0)([1.0]), r"the inputs of MLP\(2 → 1 linear: .*\) must be a list of 2, not of 1"),
        (lambda: MLP(2, [1], seed=0)(1.0), "must be a list of 2, not 1.0"),
        (lambda: MLP(2, [1], seed=0)([1.0, "b"]), "Value needs a real number, not 'b'"),
    ],
)  # fmt: skip
def test_mistakes_get_one_clear_line(make, message) -> None:
    with pytest.raises(OperandError, match=message) as caught:
        make()
    assert "\n" not in str(caught.value)


def test_an_error_of_the_engine_names_the_neuron() -> None:
    net = MLP.of([[[1e200]], [[1e200]]], activation="linear")
    with pytest.raises(autograd.TooLargeError, match=r"w2\[0,0\]"):
        net([1.0])


def test_importing_nn_loads_nothing_heavy() -> None:
    program = "import sys, nn; print(*sys.modules)"
    root = Path(autograd.__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    heavy = {"numpy", "safetensors", "graphviz", "pygraphviz", "sklearn", "matplotlib", "tqdm"}
    assert not heavy & {module.partition(".")[0] for module in done.stdout.split()}

"""Saving networks: bit for bit; and what is no network is refused in one line. Damaged files: see test_format.py."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import small_tanh

from autograd import Value, total
from nn import MLP, Layer, Module
from nn.errors import SavingError
from nn.layers.neuron import ACTIVATIONS
from nn.saving import load, save
from nn.saving.network import NETWORK


def same(one, other):
    """Whether two networks are the same in everything: architecture, names, numbers, what is shared."""
    names = list(one.named_parameters())
    assert list(other.named_parameters()) == names
    assert repr(other) == repr(one)
    bits = [[p.data.hex() for p in model.parameters()] for model in (one, other)]
    assert bits[0] == bits[1]
    places = [
        [[str(p) for p in model.places() if p.value is value] for value in model.parameters()] for model in (one, other)
    ]
    assert places[0] == places[1]
    row = [0.3 * i - 0.4 for i in range(one.nin)]
    outs = [model.run(row) for model in (one, other)]
    assert [[(v.data, v.label) for v in layer] for layer in outs[0]] == [
        [(v.data, v.label) for v in layer] for layer in outs[1]
    ]
    return True


NETWORKS = {
    **{name: (lambda name=name: MLP(3, [4, 2], name, seed=1)) for name in ACTIVATIONS},
    "softmax": lambda: MLP(3, [4, 2], output="softmax", seed=1),
    "no bias": lambda: MLP(3, [4, 2], bias=False, seed=1),
    "pieces": lambda: MLP(3, [4, 2], "maxout", "maxout", seed=1, pieces=5),
    "shared bias": lambda: MLP.of([[[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]], [[0.7, 0.9], [0.8, 0.1]]], [0.5, 0.5]),
    "skips and connections": lambda: MLP(3, [3, 3, 3], seed=1, skips={3: 0, 2: 1}, connections={2: [[0], [2, 1], [1]]}),
    "different layers": lambda: MLP.from_layers([Layer(2, 3, "rbf", seed=0), Layer(3, 1, "prelu", seed=1)]),
    "own labels": lambda: MLP.of([[[Value(0.1, "Wca"), Value(0.7, "Wcb")], [0.3, 0.2]], [[0.4, 0.6]]]),
    "extreme": lambda: MLP.of([[[5e-324, -0.0]], [[1.7976931348623157e308]]]),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_a_round_trip_changes_nothing(name, tmp_path: Path) -> None:
    model = NETWORKS[name]()
    path = save(model, tmp_path / "model.safetensors")
    assert path == tmp_path / "model.safetensors"
    assert same(model, load(path))
    assert same(model, load(save(load(str(path)), tmp_path / "again.safetensors")))


def test_tied_weights_and_names_given_later_come_back(tmp_path: Path) -> None:
    tied = Value(0.25)
    model = MLP.of([[[tied, 1.0], [2.0, tied]], [[tied, 3.0]]], [[tied, 0.0], None])
    model.parameters()[1].named("mine")
    loaded = load(save(model, tmp_path / "m"))
    assert same(model, loaded)
    total(loaded.run([1.0, 2.0])[-1]).backward()
    assert loaded.parameters()[0].grad != 0


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=3, max_size=3))
def test_every_float_comes_back_bit_for_bit(tmp_path_factory: pytest.TempPathFactory, numbers) -> None:
    model = MLP.of([[numbers]])
    loaded = load(save(model, tmp_path_factory.mktemp("saved") / "m"))
    assert [p.data.hex() for p in loaded.parameters()] == [x.hex() for x in numbers]


# --- forged files ----------------------------------------------------------------------------------------------------


def forged(tmp_path, change_about=lambda about: None, change_tensors=lambda tensors: None):
    """A file of ours with parts changed and the checksum right again: what an attacker would send."""
    about, tensors = NETWORK.read(save(small_tanh(), tmp_path / "true"))
    change_about(about)
    change_tensors(tensors)
    return NETWORK.write(tmp_path / "forged", about, tensors)


def test_a_forged_file_without_changes_loads(tmp_path: Path) -> None:
    assert same(small_tanh(), load(forged(tmp_path)))


WEIGHTS = "layers[0].neurons[0].weights"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda a: a.update(version=2), "has layout 2; this program reads layout 1"),
        (lambda a: a.pop("layers"), "with a part missing: 'layers'"),
        (lambda a: a.update(layers=[]), "the layers must be a list with at least one entry"),
        (lambda a: a.update(layers=3), "part that does not fit"),
        (lambda a: a["layers"].pop(), r"'layers\[1\].neurons\[0\].bias' is in this state, but is not a parameter"),
        (lambda a: a["layers"].append(a["layers"][-1]), r"part missing: 'layers\[2\].neurons\[0\].weights'"),
        (lambda a: a["layers"][0].update(nout=10**15), r"part missing: 'layers\[0\].neurons\[2\].weights'"),
        (lambda a: a["layers"][0].update(nout=-1), "part that does not fit"),
        (lambda a: a["layers"][0].update(nout="2"), "part that does not fit"),
        (lambda a: a["layers"][0].update(nin=10**15), "must be a list of 1000000000000000, not of 2"),
        (lambda a: a["layers"][0].update(nin=None), "nin must be a whole number"),
        (lambda a: a["layers"][0].update(activation="exec"), "activation must be one of"),
        (lambda a: a["layers"][0].update(activation=["relu"]), "activation must be one of"),
        (lambda a: a["layers"][0].update(activation="rbf"), "an rbf neuron has no bias"),
        (lambda a: a["layers"][0].update(activation="prelu"), "'layers.0..neurons.0..slope' is missing"),
        (lambda a: a["layers"][0].update(connections=[[0], [7]]), "must be different|are inputs 0 to 1, not 7"),
        (lambda a: a["layers"][0].update(connections=[[[]], [0]]), "part that does not fit"),
        (lambda a: a.update(skips=[[0]]), "part that does not fit"),
        (lambda a: a.update(skips=[[0, 9]]), "skips lead from a layer"),
        (lambda a: a.update(skips=[[0, 2]]), "a skip needs layers of the same width"),
        (lambda a: a.update(shared={WEIGHTS + "[0]": "__class__"}), "part missing: '__class__'"),
        (lambda a: a.update(shared={"os.system": WEIGHTS + "[0]"}), "part missing: 'os.system'"),
        (lambda a: a.update(shared={WEIGHTS + "[0]": WEIGHTS + "[1]"}), "is shared, so it cannot be both"),
        (lambda a: a.update(shared=7), "part that does not fit"),
        (lambda a: a.update(labels={"nothing": "x"}), "part missing: 'nothing'"),
        (lambda a: a.update(labels=["x"]), "part that does not fit"),
    ],
)  # fmt: skip
def test_forged_architectures_are_refused(change, message, tmp_path: Path) -> None:
    with pytest.raises(SavingError, match=message) as caught:
        load(forged(tmp_path, change_about=change))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.update({WEIGHTS: numpy.zeros(3)}), "must be a list of 2, not of 3"),
        (lambda t: t.update({WEIGHTS: numpy.zeros((1, 2))}), "must be a list of 2, not of 1"),
        (lambda t: t.update({WEIGHTS: numpy.zeros((2, 1))}), "needs a real number, not"),
        (lambda t: t.update({WEIGHTS: numpy.zeros(())}), "must be a list of 2, not 0.0"),
        (lambda t: t.update({WEIGHTS: numpy.zeros(2, dtype=numpy.float32)}), "is of type float32, not float64"),
        (lambda t: t.update({WEIGHTS: numpy.zeros(2, dtype=numpy.int64)}), "is of type int64, not float64"),
        (lambda t: t.update({WEIGHTS: numpy.array([0.0, math.nan])}), "a parameter must be a finite number"),
        (lambda t: t.update({WEIGHTS: numpy.array([0.0, math.inf])}), "a parameter must be a finite number"),
        (lambda t: t.update({"more": numpy.zeros(2)}), "'more' is in this state, but is not a parameter"),
        (lambda t: t.pop(WEIGHTS), "part missing: 'layers.0..neurons.0..weights'"),
        (lambda t: t.pop("layers[0].neurons[0].bias"), "bias' is in this state|does not fit|missing"),
    ],
)
def test_forged_numbers_are_refused(change, message, tmp_path: Path) -> None:
    try:
        loaded = load(forged(tmp_path, change_tensors=change))
    except SavingError as error:
        assert "\n" not in str(error)  # noqa: PT017
        assert re.search(message, str(error))  # noqa: PT017
    else:  # a neuron without bias is a network too
        assert "b1[0]" not in loaded.named_parameters()


def test_a_file_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "nothing")
    with pytest.raises(FileNotFoundError):
        save(small_tanh(), tmp_path / "no" / "folder")


# --- what cannot be saved --------------------------------------------------------------------------------------------


def test_what_cannot_come_back_is_not_saved(tmp_path: Path) -> None:
    for model, message in [
        (Module(), "save writes an MLP, not"),
        (MLP(2, [1], output=lambda z: z), "layer 1 has a function for its activation"),
        (diverged(), r"cannot be saved: .*a parameter must be a finite number, not Value\(nan"),
    ]:
        with pytest.raises(SavingError, match=message):
            save(model, tmp_path / "m")
    assert list(tmp_path.iterdir()) == []


def diverged():
    model = small_tanh()
    model.parameters()[0].data = math.nan
    return model

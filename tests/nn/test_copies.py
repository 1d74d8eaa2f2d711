"""Networks, optimizers and histories can be copied and pickled, and go on as they were."""

from __future__ import annotations

import copy
import pickle

import numpy
import pytest
from networks import numbers

from autograd import sin, tanh
from nn import MLP, SGD, Adam, AdamW, Layer, Neuron, RMSprop, datasets, fit, losses
from nn.optimizers import cosine, step_decay, warmup
from nn.training.history import Epoch, History


def pickled(thing):
    return pickle.loads(pickle.dumps(thing))


def bent(z):
    return z * z + sin(z)


BOTH = pytest.mark.parametrize("duplicate", [copy.deepcopy, pickled])
X, Y = datasets.moons(20, seed=3)
MODELS = {
    "uniform": lambda: MLP(2, [4, 3, 1], seed=1),
    "softmax": lambda: MLP(2, [4, 2], output="softmax", seed=1),
    "maxout": lambda: MLP(2, [3, 1], activation="maxout", seed=1),
    "prelu": lambda: MLP(2, [3, 1], activation="prelu", output="sigmoid", seed=1),
    "rbf": lambda: MLP(2, [3, 1], activation="rbf", bias=False, seed=1),
    "an operation": lambda: MLP(2, [3, 1], activation=tanh, seed=1),
    "a function": lambda: MLP(2, [3, 1], activation=bent, seed=1),
    "shared bias": lambda: MLP.of([[[1, 2], [3, 4]], [[5, 6]]], [0.5, None], "tanh"),
    "skip": lambda: MLP(2, [2, 2, 1], seed=1, skips={2: 0}),
    "layer": lambda: Layer(2, 3, "leaky_relu", seed=1, connections=[[0], [1], [0, 1]]),
    "neuron": lambda: Neuron(2, "softplus", seed=1),
}


@BOTH
@pytest.mark.parametrize("name", MODELS)
def test_a_network_answers_as_it_did_and_has_parameters_of_its_own(name, duplicate) -> None:
    model = MODELS[name]()
    other = duplicate(model)
    assert repr(other) == repr(model)
    assert list(other.named_parameters()) == list(model.named_parameters())
    assert len(other.parameters()) == len(model.parameters())
    for x in X[:5].tolist():
        mine, its = model(x), other(x)
        pairs = zip(mine, its, strict=True) if isinstance(mine, list) else [(mine, its)]
        assert all(a.data == b.data and a.label == b.label for a, b in pairs)
    before = numbers(model)
    for parameter in other.parameters():
        parameter.data = 0.0
    assert numbers(model) == before


OPTIMIZERS = {
    "sgd": lambda parameters: SGD(parameters, lr=0.05, momentum=0.9, nesterov=True, clip_norm=1.0),
    "adam": lambda parameters: Adam(parameters, lr=warmup(cosine(0.1, steps=20, final=0.01), steps=3)),
    "adamw": lambda parameters: AdamW(parameters, lr=step_decay(0.1, every=2)),
    "rmsprop": lambda parameters: RMSprop(parameters, lr=0.01, clip_value=0.5),
}


@BOTH
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_run_goes_on_as_the_one_that_was_not_copied(name, duplicate) -> None:
    model = MLP(2, [4, 1], seed=1)
    optimizer = OPTIMIZERS[name](model.parameters())
    fit(model, X, Y, losses.hinge, optimizer, epochs=3)
    other, its = duplicate((model, optimizer))
    assert its.parameters == other.parameters()
    assert all(a is b for a, b in zip(its.parameters, other.parameters(), strict=True))
    first = fit(model, X, Y, losses.hinge, optimizer, epochs=4)
    second = fit(other, X, Y, losses.hinge, its, epochs=4)
    assert numbers(model) == numbers(other)
    assert first.loss == second.loss
    assert repr(its) == repr(optimizer)


@BOTH
def test_a_history_and_a_loss(duplicate) -> None:
    history = History([Epoch(0.9, 0.5), Epoch(0.4, 0.75, 0.5, 0.7)], stopped="patience")
    history.not_compiled = "it branches"
    other = duplicate(history)
    assert (other.epochs, other.stopped, other.not_compiled) == (history.epochs, "patience", "it branches")
    assert repr(other) == repr(history)
    assert duplicate(losses.hinge) is losses.hinge


def test_a_copy_of_a_result_of_a_network_knows_the_network_no_more() -> None:
    model = MLP(2, [3, 1], activation="tanh", seed=1)
    out = pickled(model([0.5, -1.0]))
    assert out.data == model([0.5, -1.0]).data
    out.backward()
    assert numpy.allclose([parameter.grad for parameter in model.parameters()], 0.0)

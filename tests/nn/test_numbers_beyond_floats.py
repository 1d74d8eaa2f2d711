"""A whole number beyond all floats, anywhere, is an error of one line before anything is made."""

from __future__ import annotations

import time

import pytest

from autograd import ChainruleError, Value
from nn import MLP, SGD, Adam, AdamW, Layer, Neuron, RMSprop, datasets, evaluate, fit, losses, predict
from nn.optimizers import cosine, step_decay, warmup

HUGE = 10**400
X, Y = datasets.moons(20)


def w():
    return [Value(1.0, "w")]


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: MLP(HUGE, [1]), lambda: MLP(2, [HUGE]), lambda: MLP(2, [3, HUGE, 1]), lambda: MLP(10**9, [10**9]),
        lambda: MLP(2, [10**12, 1]), lambda: Layer(HUGE, 1), lambda: Layer(2, HUGE), lambda: Neuron(HUGE),
        lambda: Neuron(2, "maxout", pieces=HUGE), lambda: MLP(2, [1], weights=[[[HUGE, 1]]]),
        lambda: MLP(2, [1], biases=[HUGE]), lambda: MLP(2, [1], connections={1: [[HUGE]]}),
        lambda: MLP(2, [1], skips={HUGE: 0}), lambda: MLP(2, [1])([HUGE, 1]), lambda: MLP(HUGE, [1], weights=[[[1]]]),
        lambda: datasets.moons(HUGE), lambda: datasets.moons(10, noise=HUGE), lambda: datasets.circles(10**15),
        lambda: datasets.spirals(10, turns=HUGE), lambda: datasets.circles(10, factor=HUGE),
        lambda: SGD(w(), lr=HUGE), lambda: SGD(w(), lr=0.1, momentum=HUGE), lambda: SGD(w(), lr=0.1, clip_norm=HUGE),
        lambda: SGD(w(), lr=0.1, clip_value=HUGE), lambda: SGD(w(), lr=0.1, weight_decay=HUGE),
        lambda: Adam(w(), betas=(HUGE, 0.9)), lambda: Adam(w(), betas=(0.9, HUGE)), lambda: Adam(w(), eps=HUGE),
        lambda: AdamW(w(), weight_decay=HUGE), lambda: RMSprop(w(), lr=HUGE), lambda: step_decay(HUGE, 2),
        lambda: step_decay(0.1, HUGE), lambda: cosine(0.1, HUGE), lambda: cosine(HUGE, 2), lambda: cosine(1, 2, HUGE),
        lambda: warmup(HUGE, 2), lambda: warmup(0.1, HUGE),
        lambda: fit(MLP(2, [1]), X, Y, losses.hinge, epochs=HUGE),
        lambda: fit(MLP(2, [1]), X, Y, losses.hinge, batch_size=HUGE),
        lambda: fit(MLP(2, [1]), X, Y, losses.hinge, patience=HUGE),
        lambda: fit(MLP(2, [1]), X, Y, losses.hinge, every=HUGE),
        lambda: fit(MLP(2, [1]), X, Y, losses.hinge, penalty=lambda parameters: HUGE, epochs=1),
        lambda: predict(MLP(2, [1]), [[HUGE, 1]]), lambda: evaluate(MLP(1, [1]), [[1.0]], [HUGE], losses.mse),
        lambda: losses.mse(Value(1.0), HUGE), lambda: losses.hinge(Value(1.0), HUGE),
    ],
)  # fmt: skip
def test_it_is_refused_in_one_short_line_at_once(attempt) -> None:
    start = time.process_time()
    with pytest.raises(ChainruleError) as caught:
        attempt()
    assert time.process_time() - start < 20
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 160


def test_a_seed_is_any_whole_number() -> None:
    assert MLP(2, [1], seed=HUGE).state() == MLP(2, [1], seed=HUGE).state()
    assert (datasets.moons(10, seed=HUGE)[0] == datasets.moons(10, seed=HUGE)[0]).all()

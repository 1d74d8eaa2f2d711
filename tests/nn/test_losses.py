"""Losses: values against formulas in mpmath or closed forms, gradients against differences and the known forms."""

from __future__ import annotations

import math
from statistics import NormalDist

import mpmath
import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import OperandError, Value, compile, grad, gradcheck, sigmoid, softmax
from nn import losses

number = st.floats(-30, 30)


def one_hot(i, n):
    return [float(i == j) for j in range(n)]


@given(st.lists(st.tuples(number, number), min_size=1, max_size=5))
def test_squared_errors_are_their_formulas(pairs) -> None:
    output, target = (list(side) for side in zip(*pairs, strict=True))
    squares = math.fsum((o - t) ** 2 for o, t in pairs)
    assert losses.mse(output, target) == pytest.approx(squares / len(pairs), rel=1e-14, abs=1e-300)
    assert losses.half_squared_error(output, target) == pytest.approx(squares / 2, rel=1e-14, abs=1e-300)


@given(number, st.sampled_from([0, 1]))
def test_binary_cross_entropy_is_minus_the_log_of_the_probability(z, t) -> None:
    with mpmath.workdps(60):
        p = 1 / (1 + mpmath.exp(-mpmath.mpf(z)))
        exact = float(-mpmath.log(p if t else 1 - p))
    assert losses.binary_cross_entropy(z, t) == pytest.approx(exact, rel=1e-12, abs=1e-14)
    assert grad(losses.binary_cross_entropy)(z, t) == pytest.approx(sigmoid(z) - t, abs=1e-15)


@given(st.lists(number, min_size=2, max_size=6), st.data())
def test_cross_entropy_is_minus_the_log_of_the_softmax(zs, data) -> None:
    i = data.draw(st.integers(0, len(zs) - 1))
    with mpmath.workdps(60):
        exact = float(-mpmath.log(mpmath.exp(zs[i]) / mpmath.fsum(map(mpmath.exp, zs))))
    target = one_hot(i, len(zs))
    assert losses.cross_entropy(zs, target) == pytest.approx(exact, rel=1e-12, abs=1e-13)
    expected = [p - t for p, t in zip(softmax(zs), target, strict=True)]
    assert grad(losses.cross_entropy)(zs, target) == pytest.approx(expected, abs=1e-14)


@pytest.mark.parametrize(
    "logits", [[40.0, 0.0], [0.0, -700.0], [37.0, 1.0, -3.0, 36.9], [1e3, 960.0, 900.0], [3.0, 3.0]]
)
def test_cross_entropy_and_its_gradient_hold_where_the_model_is_sure(logits) -> None:
    """To a few units in the last place of the exact numbers, however small."""
    target = one_hot(0, len(logits))
    with mpmath.workdps(700):
        grown = [mpmath.exp(mpmath.mpf(z) - mpmath.mpf(logits[0])) for z in logits]
        whole = mpmath.fsum(grown)
        exact = float(mpmath.log(whole))
        slopes = [float(-mpmath.fsum(grown[1:]) / whole), *(float(part / whole) for part in grown[1:])]
    assert losses.cross_entropy(logits, target) == pytest.approx(exact, rel=1e-15, abs=0)
    assert grad(losses.cross_entropy)(logits, target) == pytest.approx(slopes, rel=2e-15, abs=0)
    as_values = losses.cross_entropy([Value(z) for z in logits], [Value(t) for t in target])
    assert as_values.data == pytest.approx(exact, rel=1e-15, abs=0)
    row = compile(lambda z, t: losses.cross_entropy(z, t), []).value([logits] * 20, [target] * 20)
    assert row.tolist() == pytest.approx([exact] * 20, rel=1e-15, abs=0)


def test_a_right_class_of_infinite_logit_costs_nothing_and_a_wrong_one_everything() -> None:
    assert losses.cross_entropy([math.inf, 0.0], [1, 0]) == 0.0
    assert losses.cross_entropy([math.inf, 0.0], [0, 1]) == math.inf
    assert losses.cross_entropy([0.0, -math.inf], [1, 0]) == 0.0
    assert losses.cross_entropy([-math.inf, 0.0], [1, 0]) == math.inf


@given(number, st.floats(-3, 3), number)
def test_gaussian_negative_log_likelihood_is_minus_the_log_of_the_density(mean, log_variance, target) -> None:
    with mpmath.workdps(40):
        variance = mpmath.exp(log_variance)
        exact = float(-mpmath.log(mpmath.npdf(target, mean, mpmath.sqrt(variance))))
    assert losses.gaussian_negative_log_likelihood(mean, log_variance, target) == pytest.approx(
        exact, rel=1e-12, abs=1e-13
    )


def test_gaussian_negative_log_likelihood_of_the_standard_library() -> None:
    found = losses.gaussian_negative_log_likelihood([1.0, 0.0], [math.log(4.0), 0.0], [2.5, 1.0])
    expected = -math.log(NormalDist(1, 2).pdf(2.5)) - math.log(NormalDist(0, 1).pdf(1))
    assert found == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("output", "target", "loss"),
    [(0.25, 1, 0.75), (2.0, 1, 0.0), (1.0, 1, 0.0), (-0.5, -1, 0.5), ([0.25, -2], [1, 1], 3.75)],
)
def test_hinge_is_max_0_1_minus_t_o(output, target, loss) -> None:
    assert losses.hinge(output, target) == loss


def test_penalties_are_their_sums() -> None:
    w = [Value(3.0), Value(-4.0)]
    assert (losses.l1(w).data, losses.l2(iter(w)).data) == (7.0, 25.0)
    losses.l2(w).backward()
    assert [p.grad for p in w] == [6.0, -8.0]


CHECKS = {
    "mse": (lambda o: losses.mse(o, [0.5, -1.0, 2.0]), [0.3, 0.7, -1.1]),
    "mse of targets": (lambda t: losses.mse([0.5, -1.0], t), [0.3, 0.7]),
    "mse of one": (lambda o: losses.mse(o[0], 2), [0.3]),
    "half_squared_error": (lambda o: losses.half_squared_error(o, [0.5, -1.0]), [0.3, 0.7]),
    "binary_cross_entropy": (lambda z: losses.binary_cross_entropy(z, [0, 1, 0.3]), [0.4, -2.0, 1.5]),
    "cross_entropy": (lambda z: losses.cross_entropy(z, [0, 1, 0]), [0.4, -2.0, 1.5]),
    "cross_entropy of probabilities": (lambda z: losses.cross_entropy(z, [0.2, 0.5, 0.3]), [0.4, -2.0, 1.5]),
    "hinge": (lambda o: losses.hinge(o, [1, -1, 1]), [0.4, 0.3, 2.0]),
    "gaussian": (lambda o: losses.gaussian_negative_log_likelihood(o[:2], o[2:], [0.1, 0.2]), [0.4, -1.0, 0.5, -0.7]),
    "l1": (losses.l1, [0.4, -1.0]),
    "l2": (losses.l2, [0.4, -1.0]),
}


@pytest.mark.parametrize("name", CHECKS)
def test_gradients_are_those_of_differences(name) -> None:
    function, at = CHECKS[name]
    assert gradcheck(function, at)


@pytest.mark.parametrize("z", [800.0, -800.0])
def test_losses_of_logits_neither_overflow_nor_saturate_where_the_model_is_wrong(z) -> None:
    wrong, right = (0, 1) if z > 0 else (1, 0)
    assert losses.binary_cross_entropy(z, wrong) == 800.0
    assert grad(losses.binary_cross_entropy)(z, wrong) == (1.0 if z > 0 else -1.0)
    assert losses.binary_cross_entropy(z, right) == 0.0
    assert losses.cross_entropy([z, 0.0], [float(z < 0), float(z > 0)]) == 800.0


LOSSES = [losses.mse, losses.half_squared_error, losses.binary_cross_entropy, losses.cross_entropy, losses.hinge]


@pytest.mark.parametrize("loss", LOSSES)
def test_output_and_target_may_be_numbers_values_lists_tuples_or_arrays(loss) -> None:
    output, target = [0.5, -1.5], [1.0, 0.0] if loss is not losses.hinge else [1.0, -1.0]
    expected = loss(output, target)
    assert isinstance(expected, float)
    for o, t in [
        (tuple(output), tuple(target)),
        (numpy.array(output), numpy.array(target, dtype=int)),
        ([Value(x) for x in output], target),
        ([Value(x) for x in output], [Value(x) for x in target]),
    ]:
        found = loss(o, t)
        assert (found.data if isinstance(found, Value) else found) == expected


@pytest.mark.parametrize("loss", LOSSES)
def test_losses_compile(loss) -> None:
    rng = numpy.random.default_rng(0)
    X = rng.normal(size=(6, 3))
    Y = numpy.eye(3)[rng.integers(0, 3, 6)] * (2 if loss is losses.hinge else 1) - (loss is losses.hinge)
    weight = Value(0.7, "w")
    program = autograd.compile(lambda x, y: loss([weight * e for e in x], y), [weight])
    expected = [loss((0.7 * x).tolist(), y.tolist()) for x, y in zip(X, Y, strict=True)]
    assert program.value(X, Y) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: losses.mse([1.0, 2.0], [1.0]), "mse: 1 number as target, but 2 as output"),
        (lambda: losses.mse([], []), "mse: 0 numbers as target, but 0 as output"),
        (lambda: losses.hinge(Value(1.0), [1, -1]), "hinge: 2 numbers as target, but 1 as output"),
        (lambda: losses.hinge(0.5, 0), "hinge needs targets -1 and 1, not 0.0"),
        (lambda: losses.binary_cross_entropy(0.5, -1), "binary_cross_entropy needs targets from 0 to 1, not -1.0"),
        (lambda: losses.binary_cross_entropy(0.5, math.nan),
         "binary_cross_entropy needs targets from 0 to 1, not nan"),
        (lambda: losses.cross_entropy([0.1, 0.2, 0.3], 2), "cross_entropy: 1 number as target, but 3 as output"),
        (lambda: losses.cross_entropy([0.1, 0.2], [1, 1]),
         r"cross_entropy needs a target of probabilities that add up to 1, not \[1.0, 1.0\]"),
        (lambda: losses.cross_entropy([0.1, 0.2], [2, -1]),
         "cross_entropy needs a target of probabilities that add up to 1"),
        (lambda: losses.cross_entropy(0.1, 1),
         "cross_entropy needs at least two logits; for one there is binary_cross_entropy"),
        (lambda: losses.gaussian_negative_log_likelihood([1, 2], [0], [1, 2]),
         "gaussian_negative_log_likelihood: 2 numbers as target, but 1 as log_variance"),
        (lambda: losses.mse("ab", [1.0]), "Value needs a real number, not 'ab'"),
        (lambda: losses.mse([[1.0]], [1.0]), r"Value needs a real number, not \[1.0\]"),
        (lambda: losses.l2([]), "l2 needs at least one parameter"),
        (lambda: losses.l1([]), "l1 needs at least one parameter"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_gets_one_clear_line(make, message) -> None:
    with pytest.raises(OperandError, match=rf"^{message}"):
        make()


def test_of_one_output_nothing_is_added_up_or_averaged() -> None:
    x = Value(3.0, "x")
    assert losses.mse(x, 1.0).op.name == "power"
    assert losses.hinge(x, 1).op.name == "relu"
    assert losses.l1([x]).op.name == "absolute"
    assert losses.mse([x, x], [1.0, 1.0]).op.name == "divide"
    assert losses.hinge([x, x], [1, 1]).op.name == "total"
    assert losses.half_squared_error(x, 1.0).parents[1].op.name == "power"


def test_a_target_that_is_certain_leaves_one_softplus() -> None:
    z = Value(3.0, "z")
    wrong, right = losses.binary_cross_entropy(z, 0), losses.binary_cross_entropy(z, 1)
    assert (wrong.op.name, wrong.parents[0] is z) == ("softplus", True)
    assert (right.op.name, right.parents[0].op.name, right.parents[0].parents[0] is z) == ("softplus", "negate", True)
    half = losses.binary_cross_entropy(z, 0.5)
    assert half.op.name == "add"


def test_a_class_of_a_soft_target_without_probability_does_not_count() -> None:
    # log(e + e² + 0) - ½·1 - ½·2
    expected = math.log(math.e + math.e**2) - 1.5
    assert losses.cross_entropy([1.0, 2.0, -math.inf], [0.5, 0.5, 0.0]) == pytest.approx(expected, rel=1e-15)
    logits = [Value(1.0), Value(2.0), Value(-math.inf)]
    found = losses.cross_entropy(logits, [0.5, 0.5, 0.0])
    found.backward()
    assert found.data == pytest.approx(expected, rel=1e-15)
    share = 1 / (1 + math.e)
    assert [z.grad for z in logits] == pytest.approx([share - 0.5, 0.5 - share, 0.0], abs=1e-15)


@pytest.mark.parametrize("size", [0.0, 1e17, -1e300])
def test_a_soft_target_costs_its_entropy_where_the_logits_are_equal_of_any_size(size: float) -> None:
    zs = [Value(size), Value(size), Value(size)]
    cost = losses.cross_entropy(zs, [0.25, 0.5, 0.25])
    cost.backward()
    assert cost.data == pytest.approx(math.log(3), rel=1e-15)
    assert [z.grad for z in zs] == pytest.approx([1 / 3 - 0.25, 1 / 3 - 0.5, 1 / 3 - 0.25], abs=1e-15)


def test_probabilities_may_miss_one_by_a_millionth() -> None:
    zs = [0.3, -0.2]
    for sum_ in (1.0, 1 + 0.9e-6, 1 - 0.9e-6):
        assert losses.cross_entropy(zs, [0.25, sum_ - 0.25]) == pytest.approx(0.84908, abs=1e-5)
    for sum_ in (1 + 1.1e-6, 1 - 1.1e-6):
        with pytest.raises(OperandError, match=r"^cross_entropy needs a target of probabilities that add up to 1, not"):
            losses.cross_entropy(zs, [0.25, sum_ - 0.25])


def test_probabilities_from_0_to_1_are_targets_and_none_beyond() -> None:
    for t in (0, 0.0, 1e-9, 1 - 1e-9, 1):
        assert losses.binary_cross_entropy(0.0, t) == pytest.approx(math.log(2), rel=1e-15)
    for t in (-1e-9, 1 + 1e-9):
        with pytest.raises(OperandError, match=r"^binary_cross_entropy needs targets from 0 to 1, not "):
            losses.binary_cross_entropy(0.0, t)

"""Data sets: their shapes, their geometry, their seeds."""

from __future__ import annotations

import builtins
import sys

import numpy
import pytest

from autograd import OperandError
from nn import datasets
from nn.errors import MissingPackageError

RANDOM = {"moons": datasets.moons, "circles": datasets.circles, "spirals": datasets.spirals}


def test_xor_is_the_four_points() -> None:
    X, Y = datasets.xor()
    assert (X.shape, Y.shape, X.dtype, Y.dtype) == ((4, 2), (4,), float, float)
    assert all(y == (a != b) for (a, b), y in zip(X.tolist(), Y.tolist(), strict=True))


@pytest.mark.parametrize("n", [2, 3, 100, 101])
@pytest.mark.parametrize("name", RANDOM)
def test_two_classes_of_equal_size_in_random_order(name, n) -> None:
    X, Y = RANDOM[name](n, seed=1)
    assert (X.shape, Y.shape, X.dtype, Y.dtype) == ((n, 2), (n,), float, float)
    assert numpy.isfinite(X).all()
    assert set(Y.tolist()) == {-1.0, 1.0}
    assert (Y == 1).sum() == n // 2
    if n == 100:
        assert len(set(Y[:20])) == 2


@pytest.mark.parametrize("name", RANDOM)
def test_the_seed_decides_and_global_random_state_is_not_touched(name) -> None:
    make = RANDOM[name]
    numpy.random.seed(0)
    before = numpy.random.get_state()[1].tolist()
    one, again, other = make(50, 0.1, seed=3), make(50, 0.1, seed=3), make(50, 0.1, seed=4)
    assert [a.tolist() for a in one] == [a.tolist() for a in again]
    assert one[0].tolist() != other[0].tolist()
    assert make(50, 0.1, seed=None)[0].tolist() != make(50, 0.1, seed=None)[0].tolist()
    assert numpy.random.get_state()[1].tolist() == before


def test_moons_without_noise_are_those_of_scikit_learn() -> None:
    sklearn = pytest.importorskip("sklearn.datasets", reason="scikit-learn is in the extra [digits]")
    theirs, labels = sklearn.make_moons(100, shuffle=False)
    X, Y = datasets.moons(100, noise=0)
    mine = {(round(x, 9) + 0.0, round(y, 9) + 0.0, label) for (x, y), label in zip(X.tolist(), Y.tolist(), strict=True)}
    assert mine == {
        (round(x, 9) + 0.0, round(y, 9) + 0.0, 2.0 * label - 1)
        for (x, y), label in zip(theirs.tolist(), labels.tolist(), strict=True)
    }


def test_circles_and_spirals_without_noise_are_their_curves() -> None:
    X, Y = datasets.circles(60, noise=0, factor=0.3)
    assert numpy.hypot(*X.T) == pytest.approx(numpy.where(Y == 1, 0.3, 1.0))
    X, Y = datasets.spirals(60, noise=0, turns=2)
    radius = numpy.hypot(*X.T)
    angle = 4 * numpy.pi * radius + numpy.where(Y == 1, numpy.pi, 0)
    assert pytest.approx(numpy.column_stack([radius * numpy.cos(angle), radius * numpy.sin(angle)]), abs=1e-12) == X
    assert (radius.min(), radius.max()) == pytest.approx((0.1, 1.0))


@pytest.mark.parametrize("name", RANDOM)
def test_noise_is_a_standard_deviation(name) -> None:
    exact, noisy = RANDOM[name](4000, 0.0, seed=5)[0], RANDOM[name](4000, 0.2, seed=5)[0]
    assert (noisy - exact).std() == pytest.approx(0.2, rel=0.03)


def test_digits_are_1797_images() -> None:
    pytest.importorskip("sklearn", reason="scikit-learn is in the extra [digits]")
    X, Y = datasets.digits()
    assert (X.shape, Y.shape, X.dtype, Y.dtype) == ((1797, 64), (1797,), float, numpy.int64)
    assert (X.min(), X.max()) == (0.0, 1.0)
    assert numpy.bincount(Y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]  # as documented at UCI


def test_without_scikit_learn_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def without(name, *arguments, **keywords):
        if name.startswith("sklearn"):
            raise ImportError(name)
        return original(name, *arguments, **keywords)

    for module in [module for module in sys.modules if module.startswith("sklearn")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingPackageError, match=r"digits come with scikit-learn: pip install 'chainrule\[digits\]'"):
        datasets.digits()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: datasets.moons(1), "moons: n, the number of points, must be a whole number, 2 or more, not 1"),
        (lambda: datasets.moons(10.0), "a whole number, 2 or more, not 10.0"),
        (lambda: datasets.circles(True), "a whole number, 2 or more, not True"),
        (lambda: datasets.spirals(10, noise=-0.1), "spirals: noise must be a finite number, 0 or more, not -0.1"),
        (lambda: datasets.moons(10, noise="loud"), "moons: noise must be a finite number, 0 or more, not 'loud'"),
        (lambda: datasets.moons(10, noise=float("nan")), "moons: noise must be a finite number, 0 or more, not nan"),
        (lambda: datasets.moons(10, seed=-1), "moons: seed must be a whole number, 0 or more, not -1"),
        (lambda: datasets.moons(10, seed="a"), "not 'a'"),
        (lambda: datasets.circles(10, factor=1.0), "circles: factor must be a number above 0 and below 1, not 1.0"),
        (lambda: datasets.spirals(10, turns=0), "spirals: turns must be a finite number above 0, not 0"),
    ],
)
def test_settings_that_make_no_sense_get_one_clear_line(make, message) -> None:
    with pytest.raises(OperandError, match=message):
        make()

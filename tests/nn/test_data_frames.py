"""Data frames are data: of one column, of named columns of several types; nothing is asked of them but `to_numpy`.

Tensors are data too: nothing is asked of them but `tolist`, where NumPy cannot take them over.
"""

from __future__ import annotations

from fractions import Fraction

import numpy
import pytest

from nn import MLP, SGD, evaluate, fit, losses, predict
from nn.errors import DataError

X = [[0.0, 1.0], [1.0, 0.5], [2.0, -1.0], [3.0, 0.0]]
LABELS = [0, 2, 1, 0]


class Frame:
    """Columns with names, each of a type of its own."""

    def __init__(self, **columns) -> None:
        self.columns = list(columns)
        self.values = columns

    def to_numpy(self):
        types = {type(entry) for column in self.values.values() for entry in column}
        return numpy.array(
            list(zip(*self.values.values(), strict=True)), dtype=types.pop() if len(types) == 1 else object
        )


class Series:
    """One column."""

    def __init__(self, entries) -> None:
        self.entries = entries

    def to_numpy(self):
        return numpy.array(self.entries)


def test_named_columns_of_several_types_are_a_table() -> None:
    model = MLP(2, [1], seed=1)
    frame = Frame(age=[0, 1, 2, 3], height=[1.0, 0.5, -1.0, 0.0])
    assert predict(model, frame).tolist() == predict(model, X).tolist()
    mixed = Frame(flag=[False, True, True, False], share=[Fraction(1, 2), 1, numpy.float32(0.25), 0.0])
    assert predict(model, mixed).tolist() == predict(model, [[0, 0.5], [1, 1], [1, 0.25], [0, 0]]).tolist()


def test_one_column_is_the_targets_of_one_output_and_the_labels_of_several() -> None:
    targets = [1.0, 0.0, -1.0, 2.0]
    for Y in (Frame(y=targets), Series(targets)):
        expected, history = MLP(2, [1], seed=1), None
        history = fit(expected, X, targets, losses.mse, SGD(expected.parameters(), lr=0.1), epochs=2)
        model = MLP(2, [1], seed=1)
        assert fit(model, X, Y, losses.mse, SGD(model.parameters(), lr=0.1), epochs=2).loss == history.loss
    classes = MLP(2, [3], seed=1)
    whole = evaluate(classes, X, LABELS, losses.cross_entropy)
    for Y in (Frame(label=LABELS), Series(LABELS)):
        assert evaluate(classes, X, Y, losses.cross_entropy) == whole


def test_one_column_is_the_inputs_of_a_model_of_one() -> None:
    model = MLP(1, [2, 1], seed=1)
    expected = predict(model, [[0.0], [1.0], [2.0]]).tolist()
    for x in (Series([0.0, 1.0, 2.0]), Frame(x=[0.0, 1.0, 2.0])):
        assert predict(model, x).tolist() == expected


def test_a_column_that_is_no_number_is_named() -> None:
    frame = Frame(age=[1, 2], name=["Ada", "Blaise"])
    with pytest.raises(DataError, match=r"^X must hold numbers: column 'name' holds 'Ada'$"):
        predict(MLP(2, [1]), frame)
    with pytest.raises(DataError, match=r"^X holds a whole number too large for a float$"):
        predict(MLP(2, [1]), Frame(a=[1.0, 2.0], b=[10**400, 1]))


class Tensor:
    """What NumPy cannot take over: a tensor that needs gradients, or is on another device."""

    def __init__(self, entries, readable=True) -> None:
        self.entries, self.readable = entries, readable

    def __array__(self, *settings, **more):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad.")

    def tolist(self):
        if self.readable:
            return self.entries
        raise NotImplementedError("no data")


def test_tensors_that_numpy_cannot_take_over_are_read_as_lists() -> None:
    model = MLP(2, [1], seed=1)
    assert predict(model, Tensor([list(row) for row in X])).tolist() == predict(model, X).tolist()
    brain = numpy.array([(1.5,)], dtype=[("two bytes", "<u2")]).view("V2")  # as NumPy sees bfloat16

    class Brain(numpy.ndarray):
        def tolist(self):
            return [[1.5, 2.5]]

    assert predict(model, brain.view(Brain)).tolist() == predict(model, [[1.5, 2.5]]).tolist()
    with pytest.raises(DataError, match=r"^X cannot be read: Can't call numpy\(\) on Tensor that requires grad.$"):
        predict(model, Tensor([[1.0, 2.0]], readable=False))

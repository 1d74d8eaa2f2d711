"""The tree of errors: each is one of ours and one Python expects, and stands in the docstring that draws the tree."""

from __future__ import annotations

import inspect
import pickle

import pytest

from autograd import ChainruleError, OperandError
from nn import errors
from nn.errors import PartError
from nn.layers.layer import within

OURS = [thing for _, thing in inspect.getmembers(errors, inspect.isclass) if thing.__module__ == "nn.errors"]


@pytest.mark.parametrize("error", OURS)
def test_every_error_is_one_of_ours_and_one_python_expects(error) -> None:
    if issubclass(error, Warning):
        assert issubclass(error, UserWarning)
    else:
        assert issubclass(error, ChainruleError)
        assert issubclass(error, (ValueError, TypeError, ImportError, ConnectionError))


def test_the_tree_shows_every_error_with_what_python_calls_it() -> None:
    drawn = errors.__doc__ or ""
    for error in OURS:
        line = next(line for line in drawn.splitlines() if f"── {error.__name__} " in line)
        if "(" in line:
            assert line.partition("(")[2].partition(")")[0] in {base.__name__ for base in error.__mro__}
    assert drawn.count("──") == len(OURS) + 1  # and autograd's OperandError, on which one of ours hangs


def test_an_error_in_a_part_of_a_network_knows_the_parts_and_the_reason() -> None:
    with pytest.raises(PartError) as caught, within("layer 2"), within("neuron 1"):
        raise OperandError("neuron or not, this is the reason")
    error = caught.value
    assert (error.parts, error.reason) == (("layer 2", "neuron 1"), "neuron or not, this is the reason")
    assert str(error) == "layer 2, neuron 1: neuron or not, this is the reason"
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.parts, str(copy)) == (PartError, error.parts, str(error))


def test_an_error_knows_no_row_unless_it_is_told() -> None:
    assert ChainruleError("anything").row is None

"""What comes from outside, changed anyhow: it is read, or refused by an error of ours in one line, in bounded time.

`make fuzz` tries a million inputs, guided by what they reach; here are a few by hypothesis.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd import ExpressionError

sys.path.insert(0, str(Path(__file__).parent))

from fuzzing import MessageError, Target, TooLongError, allowed, attempt, bounded, change
from targets import TARGETS

EXAMPLES = {"formula": 150, "sheet": 40, "page": 60, "answers": 25, "weights": 60}


SOME = {"formula": 300, "sheet": 20, "page": 20, "answers": 20, "weights": 100}


@st.composite
def changed(draw: st.DrawFn, target: Target) -> bytes:
    """A true example in which parts are left out, put in, doubled, or overwritten."""
    data = draw(st.sampled_from(target.seeds()))
    words = st.sampled_from([word.encode() for word in target.words]) | st.binary(max_size=4)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 1, 2, 8, 100])))
        between = draw(st.one_of(words, st.just(b""), st.just(data[start:end] * 2)))
        data = data[:start] + between + data[end:]
    return data[: target.longest]


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_changed_is_read_or_refused_in_one_line(name: str, tmp_path: Path) -> None:
    target = TARGETS[name]

    @given(changed(target))
    @settings(max_examples=EXAMPLES[name])
    def try_one(data: bytes) -> None:
        attempt(target, data, tmp_path)

    try_one()


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_not_changed_is_read(name: str, tmp_path: Path) -> None:
    target = TARGETS[name]
    seeds = target.seeds()
    assert max(map(len, seeds)) <= target.longest
    some = seeds[:: 1 + len(seeds) // 20]
    assert sum(attempt(target, seed, tmp_path)[0] for seed in some) > len(some) / 2


@pytest.mark.parametrize("name", TARGETS)
def test_a_third_of_what_is_tried_can_be_read(name: str, tmp_path: Path) -> None:
    target, rng, tried = TARGETS[name], random.Random(1), SOME[name]
    data, read = target.seeds()[0], 0
    for _ in range(tried):
        data = change(target, data, rng, lambda data: data[: len(data) // 2])
        read += attempt(target, data, tmp_path)[0]
    assert tried / 3 < read < tried or name == "page"


def test_an_attempt_lets_no_other_error_pass_and_no_hidden_word(tmp_path: Path) -> None:
    def fails(error: Exception) -> Target:
        def run(data: bytes, folder: Path) -> None:
            raise error

        return Target(run, list, lambda data, _: data, [], 0.0, 0)

    assert attempt(fails(ExpressionError("no formula")), b"", tmp_path)[0] is False
    for wrong in ("", "x" * 2000, "a\nb", "\x1b[2J", "\ud800"):
        with pytest.raises(MessageError):
            attempt(fails(ExpressionError(wrong)), b"", tmp_path)
    with pytest.raises(KeyError):
        attempt(fails(KeyError("no")), b"", tmp_path)


def test_what_takes_too_long_is_stopped_where_it_is() -> None:
    def forever() -> None:
        while True:
            pass

    with pytest.raises(TooLongError), bounded(0.05):
        forever()


def test_what_may_be_raised_is_no_more_than_is_named() -> None:
    with pytest.raises(ZeroDivisionError), allowed(KeyError):
        1 / 0  # noqa: B018

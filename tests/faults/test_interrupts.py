"""Ctrl-C at any moment: numbers are written all or none, and what was changed for a while is put back."""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy
import pytest
from counts import times
from interrupts import interrupted_everywhere

from autograd import Value, audit, compile, explain, no_grad, parse, topological_order, total, where
from autograd.cli import main
from autograd.language import language
from autograd.operation import undefined_is_nan
from autograd.stand_ins import by_thread, recording
from nn import MLP, SGD, Adam, draw_network, evaluate, fit, load, losses, save


@pytest.fixture(autouse=True)
def _nothing_is_left_behind() -> Iterator[None]:
    yield
    assert gc.isenabled()


def graph() -> Value:
    a, b = Value(2.0, "a"), Value(3.0, "b")
    total([a * b, a + b * 2, a.tanh(), b]).backward()  # there are gradients already
    return total([a * b, a + b * 2, a.tanh(), b])


def gradients(output: Value) -> list[float]:
    return [node.grad for node in topological_order(output)]


def all_or_none(
    prepare: Callable[[], Any], act: Callable[[Any], object], look: Callable[[Any], object], step: int = 1
) -> None:
    """After an interrupt anywhere in `act`, what `look` sees is what it was before, or what it is after."""
    before = look(prepare())
    whole = prepare()
    act(whole)
    after = look(whole)
    assert after != before
    seen = {"before": 0, "after": 0}
    for state, _ in interrupted_everywhere(prepare, act, step):
        found = look(state)
        assert found in (before, after)
        seen["after" if found == after else "before"] += 1
    assert seen["before"] > 1
    assert seen["after"] > 0


def test_an_interrupted_sweep_writes_all_gradients_or_none() -> None:
    all_or_none(graph, Value.backward, gradients)


def test_an_interrupted_zero_grad_forgets_all_gradients_or_none() -> None:
    def swept() -> Value:
        output = graph()
        output.backward()
        return output

    all_or_none(swept, Value.zero_grad, gradients)


def network() -> MLP:
    model = MLP(2, [3, 1], "tanh", seed=4)
    (model([0.5, -1.0]) * 3).backward()
    return model


def numbers(model: MLP) -> list[tuple[float, float]]:
    return [(parameter.data, parameter.grad) for parameter in model.parameters()]


def test_an_interrupted_zero_grad_of_a_network_forgets_all_or_none() -> None:
    all_or_none(network, MLP.zero_grad, numbers, step=times(5, 1))


def test_interrupted_loading_sets_all_weights_or_none() -> None:
    other = MLP(2, [3, 1], "tanh", seed=5).state()
    all_or_none(network, lambda model: model.load_state(other), numbers, step=times(11, 1))


@pytest.mark.parametrize("kind", [SGD, Adam])
def test_an_interrupted_step_is_made_as_a_whole_or_not_at_all(kind: Any) -> None:
    def prepare() -> Any:
        return kind(network().parameters(), lr=0.1)

    def look(optimizer: Any) -> object:
        steps, vectors = optimizer.memory
        remembered = {name: vector.tolist() for name, vector in vectors.items()}
        return [parameter.data for parameter in optimizer.parameters], steps, remembered

    all_or_none(prepare, kind.step, look)
    state = prepare()
    state.step()
    all_or_none(prepare, lambda optimizer: optimizer.load_state(state.state()), look)
    all_or_none(prepare, kind.zero_grad, lambda optimizer: [parameter.grad for parameter in optimizer.parameters])


X = [[0.0, 1.0], [1.0, 0.0], [0.5, 0.5], [1.0, 1.0]]
Y = [1, -1, 1, -1]


class Training:
    """A training run of two epochs with two steps each."""

    def __init__(self, folder: Path, resumed: bool = False, **settings: Any) -> None:
        self.model = MLP(2, [2, 1], "tanh", seed=4)
        self.optimizer = Adam(self.model.parameters(), lr=0.1)
        self.checkpoint = folder / "run"
        self.settings = {"batch_size": 2, "epochs": 2, **settings}
        if resumed:
            self.settings |= {"checkpoint": self.checkpoint, "resume": True, "epochs": 4}
            Training(folder, checkpoint=self.checkpoint, **settings).run()

    def run(self) -> None:
        self.history = fit(self.model, X, Y, losses.hinge, self.optimizer, **self.settings)

    def look(self) -> tuple[list[float], int]:
        return [parameter.data for parameter in self.model.parameters()], self.optimizer.memory.steps


def whole_steps(folder: Path, count: int, **settings: Any) -> list[tuple[list[float], int]]:
    """The weights after 0, 1, … steps: each step is a run of its own optimizer, seen through the penalty."""
    seen = []
    training = Training(folder, **settings)
    update = training.optimizer.update

    def watched(vector: Any, gradient: Any) -> Any:
        seen.append((vector.tolist(), training.optimizer.memory.steps))
        return update(vector, gradient)

    training.optimizer.update = watched  # type: ignore[method-assign]
    training.run()
    assert len(seen) == count
    return [*seen, training.look()]


@pytest.mark.parametrize("compiled", [True, False])
def test_an_interrupted_run_returns_its_history_and_the_weights_of_a_whole_step(tmp_path: Path, compiled: bool) -> None:
    steps = whole_steps(tmp_path, 4, compiled=compiled)
    found = []
    for training, raised in interrupted_everywhere(
        lambda: Training(tmp_path, compiled=compiled), Training.run, step=times(83, 1)
    ):
        assert gc.isenabled()
        assert by_thread == {}
        if raised:  # before `fit` had looked at its arguments
            assert found == []
            continue
        assert training.look() in steps
        found.append((len(training.history), training.history.stopped, training.look()[1]))
    assert found[0] == (0, "interrupted", 0)
    assert found[-1] == (2, "", 4)
    assert {epochs for epochs, *_ in found} == {0, 1, 2}
    assert all(steps // 2 >= epochs for epochs, _, steps in found)


def test_a_run_interrupted_while_it_is_taken_up_again_has_all_of_the_checkpoint_or_nothing(tmp_path: Path) -> None:
    steps = whole_steps(tmp_path, 8, epochs=4)
    seen = set()
    for training, raised in interrupted_everywhere(
        lambda: Training(tmp_path, resumed=True), Training.run, step=times(397, 1)
    ):
        if not raised:
            assert training.look() in steps
            seen.add((len(training.history), training.look()[1]))
    assert {epochs for epochs, _ in seen} >= {0, 2, 3, 4}
    assert all(epochs == 0 if made == 0 else made // 2 >= epochs >= 2 for epochs, made in seen)


def test_a_program_computes_rightly_after_an_interrupt_anywhere() -> None:
    w, v = Value(2.0, "w"), Value(0.5, "v")
    rows = [1.0, -2.0, 3.0]

    def prepare() -> Any:
        return compile(lambda x: where(x > 0, (w * v * x).tanh(), w**2 + x) * v.exp(), [w, v])

    whole = prepare().value_and_grad(rows)
    for program, _ in interrupted_everywhere(prepare, lambda program: program.value_and_grad(rows), step=times(71, 1)):
        assert gc.isenabled()
        value, gradient = program.value_and_grad(rows)
        assert value == whole[0]
        assert gradient.tolist() == whole[1].tolist()
        assert program.value(rows).shape == (3,)
        assert by_thread == {}


def test_a_program_that_has_run_computes_rightly_after_an_interrupt_anywhere() -> None:
    w, v = Value(2.0, "w"), Value(0.5, "v")
    rows, more = [1.0, -2.0, 3.0], [0.5, 2.0]

    def prepare() -> Any:
        program = compile(lambda x: (w * v * x).tanh() * v.exp(), [w, v])
        program.value_and_grad(rows)
        return program

    whole = prepare().value_and_grad(more)
    for program, _ in interrupted_everywhere(prepare, lambda program: program.value_and_grad(more), step=times(7, 1)):
        for _ in range(2):
            value, gradient = program.value_and_grad(more)
            assert (value, gradient.tolist()) == (whole[0], whole[1].tolist())


def test_a_picture_that_is_interrupted_leaves_the_gradients_as_they_were() -> None:
    before = numbers(network())
    drawn = interrupted_everywhere(
        network, lambda model: draw_network(model, [1.0, 2.0], target=0.5), step=times(61, 1), last=4000
    )
    for model, _ in drawn:
        assert numbers(model) == before


def test_measuring_that_is_interrupted_leaves_the_network_as_it_was() -> None:
    before = numbers(network())
    for model, _ in interrupted_everywhere(
        network, lambda model: evaluate(model, X, Y, losses.hinge), step=times(97, 1)
    ):
        assert numbers(model) == before
        assert by_thread == {}


def test_no_grad_ends_where_it_is_interrupted() -> None:
    w, places = Value(2.0, "w"), 0

    def act(_: object) -> None:
        with no_grad():
            assert (w * w).parents == ()
            with no_grad():
                assert (w * w).parents == ()
            assert (w * w).parents == ()

    for _ in interrupted_everywhere(lambda: None, act, of=(__file__,)):
        places += 1
        assert len((w * w).parents) == 2
    assert places > 20


def test_what_differs_during_a_call_ends_with_it_wherever_it_is_interrupted() -> None:
    w = Value(2.0, "w")

    def act(_: object) -> None:
        no_grad().run(lambda: w * w)
        parse("where(a > 0, log(a), sqrt(a) + 1/a)", a=2)

    for _ in interrupted_everywhere(lambda: None, act, step=times(31, 1)):
        assert recording()
        assert not undefined_is_nan()


def test_what_is_said_in_a_language_ends_with_it_wherever_it_is_interrupted() -> None:
    a = Value(2.0, "a")
    explanation, report = explain(a * a, lang="zh"), audit(a * a, {"a": "3"}, lang="zh")
    looked_up_by = argparse._  # type: ignore[attr-defined]

    def act(_: object) -> None:
        assert "前向" in str(explanation)
        assert "错" in report.summary
        assert language() == "en"
        with contextlib.redirect_stdout(io.StringIO()):
            main(["paths", "a*a", "a=2", "--to", "a", "--lang", "zh"])

    for _ in interrupted_everywhere(lambda: None, act, step=times(211, 1), of=(__file__,)):
        assert language() == "en"
        assert argparse._ is looked_up_by  # type: ignore[attr-defined]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a file that Python closes itself
def test_an_interrupted_save_leaves_one_whole_file(tmp_path: Path) -> None:
    old, new = MLP(2, [2, 1], seed=1), MLP(2, [2, 1], seed=2)
    path = tmp_path / "model"

    def prepare() -> None:
        save(old, path)

    for _ in interrupted_everywhere(prepare, lambda _: save(new, path), step=times(197, 1)):
        assert load(path).state() in (old.state(), new.state())
        assert [file.name for file in tmp_path.iterdir()] == ["model"]


class _Alarm(Exception):
    """What a handler of signals raises."""


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there are no timers here")
@pytest.mark.skipif(threading.current_thread() is not threading.main_thread(), reason="signals reach the main thread")
def test_real_signals_during_a_sweep_over_many_leaves() -> None:
    count = 200_000
    leaves = [Value(1.0) for _ in range(count)]
    output = total(leaves)
    start = time.perf_counter()
    output.backward()
    seconds = time.perf_counter() - start

    def ring(*_: object) -> None:
        raise _Alarm

    handler = signal.signal(signal.SIGALRM, ring)
    random = numpy.random.Generator(numpy.random.PCG64(0))
    done = 0
    try:
        for _ in range(times(12, 200)):
            before = {leaf.grad for leaf in leaves}
            assert len(before) == 1
            try:
                signal.setitimer(signal.ITIMER_REAL, seconds * random.uniform(0.02, 1.0))
                output.backward()
                signal.setitimer(signal.ITIMER_REAL, 0)
            except _Alarm:
                done += 1
            signal.setitimer(signal.ITIMER_REAL, 0)
            (after,) = {leaf.grad for leaf in leaves}
            assert after - before.pop() in (0.0, 1.0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
    assert done


def test_a_program_sees_what_is_written_at_once() -> None:
    model = MLP(1, [1], weights=[[[2.0]]], biases=[[0.0]])
    program = compile(lambda x: model([x]), model.parameters())
    assert program.value([1.0, 2.0]).tolist() == [2.0, 4.0]
    model.load_state({**model.state(), "layers[0].neurons[0].weights": [3.0]})
    assert program.value([1.0, 2.0]).tolist() == [3.0, 6.0]

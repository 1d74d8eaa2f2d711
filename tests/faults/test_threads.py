"""Several threads in one process: what one does is no business of the others'."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from counts import times

import autograd
from autograd import Value, no_grad
from nn import MLP, SGD, fit, losses

FIRST_USES = Path(__file__).with_name("first_uses.py")


def ran(*command: str) -> str:
    """What a program of Python's prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", *command], capture_output=True, text=True, timeout=120, check=False
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("seed", range(times(3, 100)))
def test_threads_that_use_everything_for_the_first_time_do_not_meet(seed: int) -> None:
    assert ran(str(FIRST_USES), str(seed)) == ""


WHILE_NUMPY_IS_IMPORTED = """
import sys, threading
from autograd import grad, sin

sys.setswitchinterval(1e-5)
gradient = grad(lambda x, y: sin(x) * y, argnum=(0, 1))
importing = threading.Event()

def differentiate():
    while not done:
        gradient(0.5, 2)
        rounds.append(None)
        importing.set()

done, rounds = False, []
threads = [threading.Thread(target=differentiate) for _ in range(4)]
for thread in threads:
    thread.start()
importing.wait()
before = len(rounds)
import numpy
assert len(rounds) > before, "nothing was differentiated meanwhile"
done = True
for thread in threads:
    thread.join()
"""


@pytest.mark.parametrize("attempt", range(times(2, 50)))
def test_gradients_go_on_while_another_thread_imports_numpy(attempt: int) -> None:
    assert ran("-c", WHILE_NUMPY_IS_IMPORTED) == ""


def trained(seed: int, compiled: bool) -> Callable[[], object]:
    def train() -> object:
        model = MLP(2, [4, 1], "tanh", seed=seed)
        X = [[x / 7, (x * seed) % 5 / 5] for x in range(20)]
        Y = [1 if row[0] > row[1] else -1 for row in X]
        history = fit(
            model, X, Y, losses.hinge, SGD(model.parameters(), lr=0.1), epochs=4, batch_size=5, compiled=compiled
        )
        return history.loss, model.state()

    return train


def drawn() -> object:
    e = autograd.parse("c = a + b; d = log(b + 1); e = c * d", a=2, b=1)
    return autograd.draw(e).source, str(autograd.explain(e)), autograd.draw(e).svg()


def audited() -> object:
    e = autograd.parse("z = w*x + b; L = (sigmoid(z) - y)^2", w=0.5, x=2, b=1, y=1)
    w = next(leaf for leaf in autograd.leaves(e) if leaf.label == "w")
    return str(autograd.audit(e, gradients={w: "0.0251"}, values={"z": 3}))


def checked() -> object:
    return str(autograd.check("$z = 0.5 \\times 2 + 1 = 2$, so $a = \\sigma(z) = 0.8808$ and $L = (a - 1)^2 = 0.143$."))


def without_gradients() -> object:
    w = Value(2.0, "w")
    with no_grad():
        squares = [w * w for _ in range(300)]
    return [square.parents for square in squares], (w * w).partials


def differentiated() -> object:
    return [autograd.hessian(lambda x: autograd.sin(x[0] * x[1]))([0.1 * k, 0.5]) for k in range(20)]


def compiled() -> object:
    w = Value(0.5, "w")
    program = autograd.compile(lambda x, y: autograd.where(x > y, x * w, w**2), [w])
    return [program.value_and_grad([0.1 * k, 2.0, 3.0], [1.0, 1.0, 5.0])[1].tolist() for k in range(20)]


TASKS = {
    "train": trained(1, compiled=True),
    "train another": trained(2, compiled=True),
    "train row by row": trained(3, compiled=False),
    "draw": drawn,
    "audit": audited,
    "check": checked,
    "no_grad": without_gradients,
    "differentiate": differentiated,
    "compile": compiled,
}


def test_threads_at_once_find_what_each_finds_alone() -> None:
    alone = {name: task() for name, task in TASKS.items()}
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(len(TASKS)) as threads:
            for _ in range(times(2, 50)):
                started = {name: threads.submit(task) for name, task in TASKS.items()}
                assert {name: future.result() for name, future in started.items()} == alone
    finally:
        sys.setswitchinterval(interval)


def test_threads_that_sweep_into_the_same_leaves_lose_nothing() -> None:
    shared = [Value(1.0, f"w{i}") for i in range(50)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)

    def sweep() -> None:
        for _ in range(20):
            autograd.total(shared).backward()

    threads = [threading.Thread(target=sweep) for _ in range(4)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert {leaf.grad for leaf in shared} == {80.0}

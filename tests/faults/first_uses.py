"""A program: every entry point is used for the first time, by twenty threads at once. Prints what went wrong in each.

The argument is the seed of the order in which they begin.
"""

from __future__ import annotations

import math
import random
import sys
import threading
import traceback
from collections.abc import Callable
from tempfile import TemporaryDirectory

import autograd
from autograd import Value


def graph() -> tuple[Value, Value]:
    a, b = autograd.values(a=2.0, b=1.0)
    e = (a + b) * (b + 1)
    e.backward()
    return e, b


def differentiate() -> None:
    for _ in range(300):
        assert autograd.grad(lambda x, y: autograd.sin(x) * y, argnum=(0, 1))(0.5, 2)[1] == math.sin(0.5)


def differentiate_arrays() -> None:
    import numpy

    assert autograd.hessian(lambda x: x[0] ** 2 * x[1])([3.0, 5.0]) == [[10, 6], [6, 0]]
    slopes = autograd.grad(lambda x: numpy.exp(x).sum())(numpy.array([0.0, 0.0]))
    assert slopes.tolist() == [1, 1]


def explain() -> None:
    assert "= 5" in str(autograd.explain(graph()[0]))


def draw() -> None:
    assert "<svg" in autograd.draw(graph()[0]).svg()


def explore() -> None:
    assert "<html" in autograd.explore(graph()[0]).html


def parse() -> None:
    assert autograd.parse("c = a + b; e = c * (b + 1)", a=2, b=1).data == 6


def audit() -> None:
    e, b = graph()
    assert not autograd.audit(e, gradients={b: "2"}).ok


def check() -> None:
    assert not autograd.check("$a = 0.5 \\times 2 + 1 = 3$, so it is 3.").ok


def compile() -> None:
    w = Value(2.0, "w")
    program = autograd.compile(lambda x, y: (w * x - autograd.tanh(y)) ** 2, [w])
    mean, slope = program.value_and_grad([1.0, 2.0], [0.0, 0.0])
    assert (mean, slope.tolist()) == (10.0, [10.0])


def train() -> None:
    import nn

    model = nn.MLP(2, [3, 1], "tanh", seed=1)
    assert len(nn.fit(model, [[0, 1], [1, 0]], [1, -1], loss=nn.losses.hinge, epochs=3)) == 3
    with TemporaryDirectory() as folder:
        assert nn.load(nn.save(model, f"{folder}/model")).state() == model.state()


TASKS = [differentiate, differentiate_arrays, explain, draw, explore, parse, audit, check, compile, train]


def main(seed: int) -> None:
    sys.setswitchinterval(1e-5)
    tasks = TASKS * 2
    random.Random(seed).shuffle(tasks)
    together = threading.Barrier(len(tasks))

    def run(task: Callable[[], None]) -> None:
        together.wait()
        try:
            task()
        except BaseException:
            print(task.__name__, traceback.format_exc())

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(int(sys.argv[1]))

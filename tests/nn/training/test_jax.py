"""`fit` with `backend="jax"`: the same runs as with NumPy, on one device, on eight, and in two processes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy
import pytest
from random_programs import second_by_engine

from autograd import MissingPackageError, OperandError, UndefinedError, compile, log
from nn import MLP, SGD, Adam, datasets, fit, losses
from nn.errors import DataError, SettingError
from nn.layers.neuron import ACTIVATIONS
from nn.processes import main as processes
from nn.training.share import Share

jax = pytest.importorskip("jax", reason="JAX is not installed: pip install 'chainrule[jax]'")

X, Y = datasets.moons(23, noise=0.1, seed=0)


def trained(backend: str, **settings):
    """History and weights of a short run; 23 rows come even nowhere."""
    model = MLP(2, [3, 1], activation="tanh", seed=1)
    settings = {"epochs": 4, "optimizer": Adam(model.parameters(), lr=0.05), **settings}
    history = fit(model, X, Y, losses.hinge, backend=backend, **settings)
    return history, [parameter.data for parameter in model.parameters()]


RUNS = {
    "all rows": {},
    "batches": {"batch_size": 8},
    "validation": {"validation": datasets.moons(9, seed=2), "patience": 2},
    "penalty": {"penalty": lambda parameters: 0.01 * sum(p * p for p in parameters)},
}


@pytest.mark.parametrize("settings", RUNS.values(), ids=RUNS)
def test_a_run_is_the_same_as_with_numpy(settings) -> None:
    (ours, weights), (theirs, their_weights) = (trained(backend, **settings) for backend in ("numpy", "jax"))
    for name in ("loss", "metric", "validation_loss", "validation_metric"):
        assert getattr(theirs, name) == pytest.approx(getattr(ours, name), rel=1e-12)
    assert their_weights == pytest.approx(weights, rel=1e-11)


LOSSES = [losses.mse, losses.half_squared_error, losses.binary_cross_entropy, losses.cross_entropy, losses.hinge]
MODELS = {
    **{name: (MLP(2, [2], output=name, seed=3), losses.mse) for name in ACTIVATIONS if name != "softmax"},
    "softmax": (MLP(2, [2], output="softmax", seed=3), losses.mse),
    **{
        f"{loss.__name__} of a loss": (MLP(2, [2, 1 + (loss is losses.cross_entropy)], seed=3), loss) for loss in LOSSES
    },
}


@pytest.mark.parametrize(("model", "loss"), MODELS.values(), ids=MODELS)
def test_every_kind_of_model_and_loss_to_second_order(model: MLP, loss) -> None:
    parameters = model.parameters()
    rng = numpy.random.default_rng(0)
    rows, targets = rng.normal(size=(3, 2)), numpy.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    if len(model.layers[-1].neurons) == 1:
        targets = targets[:, 0]
    program = compile(lambda x, y: loss(model(x), y), parameters)
    function, theta = program.to_jax(), numpy.array([parameter.data for parameter in parameters])

    def derivatives(at):
        return *jax.value_and_grad(function)(at, rows, targets), jax.hessian(function)(at, rows, targets)

    little = {"xla_backend_optimization_level": 0, "xla_llvm_disable_expensive_passes": True}  # it runs once
    with function.precision():
        mean, gradient, hessian = map(numpy.asarray, jax.jit(derivatives, compiler_options=little)(theta))
    expected, slopes = program.value_and_grad(rows, targets)
    seconds = second_by_engine(lambda x, y: loss(model(x), y), parameters, rows, targets)
    assert mean == pytest.approx(expected, rel=1e-12)
    assert gradient == pytest.approx(slopes, rel=1e-12, abs=1e-12 * abs(slopes).max())
    assert abs(hessian - seconds).max() <= 1e-12 * max(abs(seconds).max(), 0.01)


@pytest.mark.parametrize("backends", [("numpy", "jax"), ("jax", "numpy")])
def test_a_checkpoint_of_either_backend_is_one_of_the_other(backends, tmp_path: Path) -> None:
    whole, weights = trained("numpy", batch_size=8)
    for backend, epochs in zip(backends, (2, 4), strict=True):
        history, found = trained(backend, batch_size=8, epochs=epochs, checkpoint=tmp_path / "run", resume=True)
    assert history.loss == pytest.approx(whole.loss, rel=1e-12)
    assert found == pytest.approx(weights, rel=1e-11)


def test_a_run_that_resumes_is_the_same_to_the_last_bit(tmp_path: Path) -> None:
    _, weights = trained("jax", batch_size=8)
    for epochs in (1, 4):
        _, found = trained("jax", batch_size=8, epochs=epochs, checkpoint=tmp_path / "run", resume=True)
    assert found == weights


def test_single_precision_is_had_on_request() -> None:
    double, weights = trained("jax")
    single, others = trained("jax", dtype="float32")
    assert single.loss == pytest.approx(double.loss, rel=1e-5)
    assert others == pytest.approx(weights, abs=1e-3)
    assert single.loss != double.loss


def test_parameters_that_the_optimizer_does_not_have_stay_as_they_are() -> None:
    def run(backend: str) -> list[float]:
        model = MLP(2, [3, 1], activation="tanh", seed=1)
        fit(model, X, Y, losses.hinge, SGD(model.parameters()[:4], lr=0.1), epochs=3, backend=backend)
        return [parameter.data for parameter in model.parameters()]

    assert run("jax") == pytest.approx(run("numpy"), rel=1e-12)


def test_a_number_that_is_not_finite_is_told_as_by_numpy() -> None:
    def message(backend: str) -> str:
        model = MLP.of([[[1.0, 0.0]]], [[0.0]])
        with pytest.raises(UndefinedError) as caught:
            fit(
                model,
                [[1.0, 0.0], [2.0, 0.0], [-3.0, 0.0]] * 3,
                [1.0] * 9,
                lambda out, y: log(out) * y,
                epochs=1,
                backend=backend,
            )
        assert caught.value.row == 2
        return str(caught.value)

    assert message("jax") == message("numpy")


def test_rows_may_come_from_a_function_or_an_iterator() -> None:
    def run(rows) -> list[float]:
        model = MLP(2, [3, 1], activation="tanh", seed=1)
        return fit(model, rows, None, losses.hinge, epochs=2, backend="jax").loss

    whole = run(lambda number, count: (X, Y))
    assert run(iter([(X[:5], Y[:5]), (X[5:], Y[5:])])) == whole
    with pytest.raises(SettingError, match="it gives the targets too"):
        fit(MLP(2, [1]), lambda number, count: (X, Y), Y, losses.hinge, backend="jax")
    with pytest.raises(DataError, match=r"a pair \(X, Y\), or several pairs, not 7"):
        run(lambda number, count: 7)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"backend": "torch"}, "backend is 'numpy' or 'jax', not 'torch'"),
        ({"devices": 2}, "devices= and dtype= are for backend='jax'"),
        ({"backend": "jax", "devices": 0}, "devices is a number from 1 on, or a mesh of JAX's, not 0"),
        ({"backend": "jax", "devices": "two"}, "devices is a number from 1 on, or a mesh of JAX's, not 'two'"),
        ({"backend": "jax", "devices": 99}, "devices=99, but JAX has .*'jax_num_cpu_devices', 99"),
        ({"backend": "jax", "compiled": False}, "a model and a loss that can be compiled: compiled=False"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings, message) -> None:
    with pytest.raises(SettingError, match=message):
        fit(MLP(2, [1]), X, Y, losses.hinge, **settings)


def test_other_precisions_and_what_cannot_be_compiled_are_refused() -> None:
    with pytest.raises(OperandError, match="'float64' or 'float32', not 'float16'"):
        fit(MLP(2, [1]), X, Y, losses.hinge, backend="jax", dtype="float16")
    with pytest.raises(SettingError, match=r"can be compiled: .*compares"):
        fit(MLP(2, [1]), X, Y, lambda out, y: out if out > 0 else -out, backend="jax")


def test_without_jax_one_line_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "jax", None)
    with pytest.raises(MissingPackageError, match=r"backend='jax' needs JAX: pip install 'chainrule\[jax\]'"):
        fit(MLP(2, [1]), X, Y, losses.hinge, backend="jax")


def test_the_rows_of_processes_are_numbered_one_process_after_the_other() -> None:
    shares = [Share([3, 0, 4], process) for process in range(3)]
    rows = numpy.array([6, 0, 3, 2])
    assert [share.here(rows).tolist() for share in shares] == [[0, 2], [], [3, 0]]
    assert [share.among(rows).tolist() for share in shares] == [[0, 2], [], [6, 3]]
    assert all(share.per_process(rows).tolist() == [2, 0, 2] and share.total == 7 for share in shares)
    assert [share.writes for share in shares] == [True, False, False]


# --- eight devices ----------------------------------------------------------------------------------------------------

TRAIN = """
import sys, time
import numpy
from nn import MLP, Adam, datasets, fit, losses

X, Y = datasets.moons(23, noise=0.1, seed=0)

def own(number, count):
    here = slice(len(X) * number // count, len(X) * (number + 1) // count)
    return X[here], Y[here]

def run(inputs, targets, slow=0.0, backend="jax", **settings):
    class Slow(Adam):
        def update(self, vector, gradient):
            time.sleep(slow)
            return super().update(vector, gradient)
    model = MLP(2, [3, 1], activation="tanh", seed=1)
    history = fit(model, inputs, targets, losses.hinge, Slow(model.parameters(), lr=0.05), batch_size=8,
                  validation=datasets.moons(9, seed=2), backend=backend, **settings)
    return history, [parameter.data for parameter in model.parameters()]
"""

ON_EIGHT = (
    TRAIN
    + """
import jax
assert jax.device_count() == 8
whole, weights = run(X, Y, backend="numpy", epochs=3)
for devices in (None, 3, jax.make_mesh((4, 2), ("a", "b"))):
    history, found = run(X, Y, epochs=3, devices=devices)
    assert numpy.allclose(history.epochs, whole.epochs, rtol=1e-12, atol=0), devices
    assert numpy.allclose(found, weights, rtol=1e-11, atol=1e-15), devices
for epochs, devices in ((1, 8), (2, 1), (3, 5)):
    history, found = run(X, Y, epochs=epochs, devices=devices, checkpoint=sys.argv[1], resume=True)
assert numpy.allclose(history.epochs, whole.epochs, rtol=1e-12, atol=0)
assert numpy.allclose(found, weights, rtol=1e-11, atol=1e-15)

from nn.training.batches import Compiled, RowByRow
from nn.training.share import Share
from nn.training.sharded import Sharded
model = MLP(2, [3, 1], activation="tanh", seed=1)
compiled = Compiled(RowByRow(model, losses.hinge, model.parameters()), X, Y, one_output=True)
sharded = Sharded(compiled, 8, "float64", (X, Y), Share([len(X)]))
sharded.batch(X, Y, numpy.arange(len(X)))
with sharded.function.precision():
    arguments = [numpy.zeros(len(model.parameters())), numpy.zeros(0), *sharded._spread[1], 1.0]
    program = sharded._compiled[True].lower(*arguments).compile().as_text()
others = ("all-gather", "all-to-all", "collective-permute", "reduce-scatter")
print(program.count(" all-reduce("), sum(program.count(f" {name}(") for name in others))
"""
)


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], env={**os.environ, **environment}, capture_output=True, text=True, timeout=300
    )


def test_eight_devices_uneven_rows_and_one_exchange_a_step(tmp_path: Path) -> None:
    flags = "--xla_force_host_platform_device_count=8"
    done = python("-c", ON_EIGHT, str(tmp_path / "run"), XLA_FLAGS=flags)
    assert done.stdout == "1 0\n", done.stderr


# --- two processes ----------------------------------------------------------------------------------------------------

SCRIPT = (
    TRAIN
    + """
path, epochs, slow = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
rows = (own, None) if sys.argv[4] == "own" else (X, Y)
backend = "numpy" if sys.argv[4] == "numpy" else "jax"
history, weights = run(*rows, slow, backend, epochs=epochs, checkpoint=path, resume=True)
jax = sys.modules.get("jax")
number, count = (jax.process_index(), jax.process_count()) if jax else (0, 1)
if number == 0:
    print("processes:", count, "numbers:", [*history.loss, *history.metric, *weights])
"""
)


def printed(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"[-+.e\d]+", text.partition("numbers: ")[2])]


@pytest.fixture
def script(tmp_path: Path) -> str:
    path = tmp_path / "train.py"
    path.write_text(textwrap.dedent(SCRIPT))
    return str(path)


def children_of(process: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == process:
            found.append(int(stat.parent.name))
    return sorted(found)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the other process is found in /proc")
def test_two_processes_one_is_lost_and_the_run_goes_on_with_one(script: str, tmp_path: Path) -> None:
    checkpoint = tmp_path / "run"
    alone = python(script, str(tmp_path / "alone"), "3", "0", "numpy")
    expected = printed(alone.stdout)
    assert expected, alone.stderr
    command = ["-m", "nn.processes", "2", script, str(checkpoint), "3", "0.05", "own"]
    launcher = subprocess.Popen(
        [sys.executable, *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        deadline = time.monotonic() + 240
        while not checkpoint.exists() and launcher.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        children = children_of(launcher.pid)
        assert len(children) == 2
        os.kill(children[1], signal.SIGKILL)
        says = launcher.communicate(timeout=120)[1]
    finally:
        launcher.kill()
        launcher.wait()
    assert launcher.returncode == 1
    (line,) = says.splitlines()
    assert line.startswith("nn.processes: process 1 of 2 was killed by SIGKILL; another process no longer answers")
    assert re.search(
        r"after epoch \d; with resume=True the run goes on from \S+, on any number of processes: python -m", line
    )
    assert line.endswith("nn.processes 2 " + " ".join([script, str(checkpoint), "3", "0.05", "own"]))
    assert not any(Path(f"/proc/{child}").exists() for child in children)
    resumed = python(script, str(checkpoint), "3", "0", "all")
    assert printed(resumed.stdout) == pytest.approx(expected, rel=1e-11)


def test_two_processes_with_rows_of_their_own_are_one_run(script: str, tmp_path: Path) -> None:
    alone = python(script, str(tmp_path / "alone"), "2", "0", "numpy")
    together = python("-m", "nn.processes", "2", script, str(tmp_path / "together"), "2", "0", "own")
    assert "processes: 2" in together.stdout, together.stderr
    assert printed(together.stdout) == pytest.approx(printed(alone.stdout), rel=1e-11)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["two", "x.py"], "COUNT is a whole number from 1 to 100000, not 'two'"),
        (["2", "no such.py"], "there is no script 'no such.py'"),
        (["2", "--number", "1", __file__], "--number and --at belong together"),
        (["2", "--number", "2", "--at", "h:1", __file__], "--number is a whole number from 0 to 1, not '2'"),
        (["2", "--number", "1", "--at", "h", __file__], "--at is HOST:PORT, not 'h'"),
        (
            ["2", "--number", "1", "--at", "h:x", __file__],
            "the port of --at is a whole number from 1 to 65535, not 'x'",
        ),
    ],
)
def test_a_wrong_command_is_refused_in_one_line(arguments, message, capsys) -> None:
    assert processes(arguments) == 2
    assert capsys.readouterr().err.startswith(f"nn.processes: {message}")

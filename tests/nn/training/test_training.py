"""Training: that it learns, that it can be stopped and resumed at any point, and that it says what went wrong."""

from __future__ import annotations

import io
import math
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy
import pytest
from networks import numbers

from autograd import ChainruleError, OperandError, TooLargeError, UndefinedError, Value, total
from nn import MLP
from nn.errors import CheckpointError, DataError, MissingPackageError, SettingError
from nn.optimizers import SGD, Adam, RMSprop, cosine, warmup
from nn.training import batches, evaluate, evaluation, fit, predict
from nn.training import run as training
from nn.training.batches import RowByRow
from nn.training.checkpoint import CHECKPOINT, Checkpoint
from nn.training.evaluation import Evaluation
from nn.training.history import Epoch, History

XOR = [[0, 0], [0, 1], [1, 0], [1, 1]]


def squared(output, target):
    return (output - target) ** 2


def squares(output, target):
    return total((o - t) ** 2 for o, t in zip(output, target, strict=True))


def hinge(output, target):
    return (1 - target * output).relu()


def from_logits(output, target):
    return output.softplus() - target * output


def cloud(rows=12, seed=0):
    """Points of the plane, and on which side of a circle they lie."""
    X = numpy.random.default_rng(seed).normal(size=(rows, 2))
    return X, numpy.where((X**2).sum(axis=1) > 1.4, 1.0, -1.0)


def small():
    return MLP(2, [3, 1], activation="tanh", seed=3)


# --- the inner step --------------------------------------------------------------------------------------------------


def test_the_gradient_of_a_batch_is_the_gradient_of_the_mean() -> None:
    X, Y = cloud(7)
    model = small()
    parameters = model.parameters()

    def mean_loss(weights):
        for parameter, weight in zip(parameters, weights, strict=True):
            parameter.data = weight
        return sum(squared(model(x), y).data for x, y in zip(X.tolist(), Y, strict=True)) / len(X)

    value, gradient, _ = RowByRow(model, squared, parameters).batch(X, Y)
    start = numbers(model)
    assert value == pytest.approx(mean_loss(start), rel=1e-14)
    assert gradient.tolist() == [parameter.grad for parameter in parameters]
    for index in range(len(start)):
        step = 1e-6
        high, low = (mean_loss([w + sign * step * (i == index) for i, w in enumerate(start)]) for sign in (1, -1))
        assert gradient[index] == pytest.approx((high - low) / (2 * step), rel=1e-6, abs=1e-9)


def test_one_epoch_of_the_whole_data_is_one_step_down_the_mean_loss() -> None:
    # One weight and one bias on two points: L = ((w + b - 3)² + (2w + b - 5)²) / 2, at w, b = 1, 0:
    # ∂L/∂w = -2 + 2·(-3) = -8, ∂L/∂b = -2 - 3 = -5.
    line = MLP(1, [1])
    for parameter, start in zip(line.parameters(), (1.0, 0.0), strict=True):
        parameter.data = start
    history = fit(line, [[1.0], [2.0]], [3.0, 5.0], squared, SGD(line.parameters(), lr=0.125), epochs=1)
    assert history.loss == [6.5]
    assert numbers(line) == [2.0, 0.625]


def test_a_penalty_is_added_to_the_loss_and_to_the_gradient() -> None:
    line = MLP(1, [1])
    for parameter, start in zip(line.parameters(), (1.0, 0.0), strict=True):
        parameter.data = start
    history = fit(
        line,
        [[1.0], [2.0]],
        [3.0, 5.0],
        squared,
        SGD(line.parameters(), lr=0.125),
        epochs=1,
        penalty=lambda parameters: total(4 * p * p for p in parameters),
    )
    assert history.loss == [10.5]
    assert numbers(line) == [1.0, 0.625]  # ∂/∂w 4w² = 8 takes the data's -8 away


def test_mini_batches_are_one_step_each_in_the_order_of_the_shuffle() -> None:
    X, Y = cloud(10)
    model, other = small(), small()
    descent = SGD(model.parameters(), lr=0.1)
    fit(model, X, Y, squared, descent, epochs=2, batch_size=4, seed=5, compiled=False)
    optimizer = SGD(other.parameters(), lr=0.1)
    generator = numpy.random.Generator(numpy.random.PCG64(5))
    for _ in range(2):
        order = generator.permutation(10)
        for rows in (order[:4], order[4:8], order[8:]):
            RowByRow(other, squared, other.parameters()).batch(X[rows], Y[rows])
            optimizer.step()
    assert numbers(model) == numbers(other)


def test_only_the_parameters_of_the_optimizer_move() -> None:
    model = small()
    frozen, moving = model.parameters()[:5], model.parameters()[5:]
    before = [p.data for p in frozen]
    fit(model, *cloud(), squared, SGD(moving, lr=0.1), epochs=2)
    assert [p.data for p in frozen] == before


# --- it learns -------------------------------------------------------------------------------------------------------


def test_xor_is_learned() -> None:
    model = MLP(2, [4, 1], activation="tanh", seed=1)
    history = fit(model, XOR, [0, 1, 1, 0], from_logits, Adam(model.parameters(), lr=0.1), epochs=150)
    assert history.loss[-1] < 0.05 < history.loss[0]
    assert history.metric[-1] == 1.0
    assert [round(1 / (1 + math.exp(-out))) for out in predict(model, XOR)] == [0, 1, 1, 0]


def test_a_ring_is_learned_in_mini_batches() -> None:
    X, Y = cloud(40)
    model = MLP(2, [6, 1], activation="tanh", seed=2)
    fit(model, X, Y, hinge, Adam(model.parameters(), lr=0.05), epochs=60, batch_size=8)
    assert evaluate(model, X, Y, hinge).metric >= 0.95


def test_integer_labels_become_one_hot_where_there_are_several_outputs() -> None:
    X = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]
    one, other = (MLP(2, [3], seed=4) for _ in range(2))
    with_labels = fit(one, X, [2, 0, 1], squares, SGD(one.parameters(), lr=0.2), epochs=60)
    one_hot = [[0, 0, 1], [1, 0, 0], [0, 1, 0]]
    with_columns = fit(other, X, one_hot, squares, SGD(other.parameters(), lr=0.2), epochs=60)
    assert with_labels.loss == with_columns.loss
    assert numbers(one) == numbers(other)
    assert with_labels.metric[-1] == 1.0


def test_predict_gives_a_column_for_each_of_several_outputs() -> None:
    assert predict(small(), cloud(5)[0]).shape == (5,)
    assert predict(MLP(2, [3], seed=0), cloud(5)[0]).shape == (5, 3)


def test_evaluate_is_the_mean_over_the_rows() -> None:
    X, Y = cloud(9)
    model = small()
    outputs = predict(model, X)
    found = evaluate(model, X, Y, squared)
    assert isinstance(found, Evaluation)
    assert found.loss == pytest.approx(((outputs - Y) ** 2).mean(), rel=1e-14)
    assert found.metric == ((outputs > 0) == (Y > 0)).mean()
    assert [v.grad for v in model.parameters()] == [0.0] * len(model.parameters())


# --- metrics ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("loss", "targets", "outputs", "right"),
    [
        (hinge, [-1, 1, 1, -1], [-0.1, 0.2, -3.0, 0.4], 0.5),
        (from_logits, [0, 1, 1, 0], [-0.1, 0.2, 0.3, -1.0], 1.0),  # a logit decides at 0
        (squared, [0, 1, 1, 0], [0.4, 0.6, 0.2, -1.0], 0.75),  # a number between 0 and 1 at a half
        (lambda p, y: -(y * p.log() + (1 - y) * (1 - p).log()), [0, 1], [0.4, 0.45], 0.5),  # a probability too
        (squares, [[0, 1, 0], [1, 0, 0]], [[0.1, 0.3, 0.2], [0.1, 0.3, 0.2]], 0.5),
        (squared, [0.0, 0.5, 1.0], [0.0, 0.5, 1.0], None),  # no classes
        (squared, [3, 4, 5], [0.0, 0.5, 1.0], None),
        (squares, [[1, 1, 0], [1, 0, 0]], [[0.1, 0.3, 0.2], [0.1, 0.3, 0.2]], None),
    ],
)
def test_accuracy_is_measured_for_classes_and_decides_where_the_loss_does(loss, targets, outputs, right) -> None:
    metric = evaluation.chosen_metric("accuracy", loss, numpy.array(targets, dtype=float))
    if right is None:
        assert metric is None
    else:
        assert metric(numpy.array(outputs), numpy.array(targets, dtype=float)) == right


def test_a_metric_of_ones_own_sees_outputs_and_targets_in_the_same_order() -> None:
    X, Y = cloud(10)
    model = small()
    seen = []

    def metric(outputs, targets):
        seen.append(targets)
        return float(numpy.abs(outputs - targets).max())

    before = numpy.abs(predict(model, X) - Y).max()
    history = fit(model, X, Y, squared, SGD(model.parameters(), lr=0.0), epochs=2, batch_size=3, metric=metric)
    assert history.metric == [before, before]
    assert sorted(seen[0]) == sorted(Y)
    assert seen[0].tolist() != seen[1].tolist()


def test_without_a_metric_none_is_measured() -> None:
    model = small()
    assert fit(model, *cloud(), squared, epochs=2, metric=None).metric == []
    assert evaluate(model, *cloud(), squared, metric=None).metric is None


# --- the order of the rows -------------------------------------------------------------------------------------------


def test_the_shuffle_follows_the_seed_and_leaves_global_random_state_alone() -> None:
    numpy.random.seed(7)
    random.seed(7)
    expected = numpy.random.random(), random.random()
    ends = []
    for seed in (1, 1, 2):
        numpy.random.seed(7)
        random.seed(7)
        model = small()
        fit(model, *cloud(), squared, SGD(model.parameters(), lr=0.1), epochs=3, batch_size=4, seed=seed)
        assert (numpy.random.random(), random.random()) == expected
        ends.append(numbers(model))
    assert ends[0] == ends[1] != ends[2]


def test_shuffling_can_be_turned_off() -> None:
    ends = []
    for seed in (1, 2):
        model = small()
        fit(model, *cloud(), squared, epochs=2, batch_size=4, seed=seed, shuffle=False)
        ends.append(numbers(model))
    assert ends[0] == ends[1]


# --- validation and early stopping -----------------------------------------------------------------------------------


def test_validation_data_are_evaluated_after_each_epoch_and_not_learned() -> None:
    X, Y = cloud()
    model, other = small(), small()
    history = fit(model, X, Y, hinge, Adam(model.parameters()), epochs=3, validation=cloud(5, seed=9))
    fit(other, X, Y, hinge, Adam(other.parameters()), epochs=3)
    assert numbers(model) == numbers(other)
    assert Evaluation(history.validation_loss[-1], history.validation_metric[-1]) == evaluate(
        model, *cloud(5, seed=9), hinge
    )
    assert [len(c) for c in (history.loss, history.metric, history.validation_loss, history.validation_metric)] == [
        3
    ] * 4


def test_patience_stops_and_puts_the_weights_of_the_best_epoch_back() -> None:
    # The model learns y = 1; for the validation data, y = ½, the constant is best on the way there.
    model = MLP(1, [1], seed=0)
    for parameter in model.parameters():
        parameter.data = 0.0
    settings = {"epochs": 100, "validation": ([[0.0]], [0.5]), "patience": 3}
    history = fit(model, [[0.0]], [1.0], squared, SGD(model.parameters(), lr=0.1), **settings)
    # The bias after n epochs is 1 - 0.8ⁿ: 0.2, 0.36, 0.488, 0.5904, …: the third is nearest to ½.
    assert history.stopped == "patience"
    assert (len(history), history.best, history.waited) == (6, 2, 3)
    assert predict(model, [[0.0]]) == pytest.approx([0.488])


def test_without_validation_data_patience_watches_the_loss_itself() -> None:
    model = MLP(1, [1], seed=0)
    history = fit(model, [[0.0]], [1.0], squared, SGD(model.parameters(), lr=0.0), epochs=50, patience=4)
    assert (len(history), history.stopped) == (5, "patience")


# --- checkpoints -----------------------------------------------------------------------------------------------------

OPTIMIZERS = {
    "momentum": lambda w: SGD(w, lr=0.05, momentum=0.9),
    "Adam": lambda w: Adam(w, lr=warmup(cosine(0.05, 15), 4), clip_norm=1.0),
    "RMSprop": lambda w: RMSprop(w, lr=0.01, momentum=0.5),
}


class Killed(Exception):
    """The end of a process, as far as a test within one can have it."""


def run(kind, path=None, epochs=6, kill_at=None, monkeypatch=None, **settings):
    """A run, from the start as a script has it; at the batch number `kill_at`, it dies."""
    model = small()
    calls = iter(range(10**9))
    real = batches.Compiled.batch

    def dying(self, *arguments):
        if next(calls) == kill_at:
            raise Killed
        return real(self, *arguments)

    settings = {"batch_size": 5, "validation": cloud(4, seed=8), "patience": 5, **settings}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches.Compiled, "batch", dying)
        optimizer = OPTIMIZERS[kind](model.parameters())
        history = fit(model, *cloud(), hinge, optimizer, epochs=epochs, checkpoint=path, **settings)
    return model, history, optimizer


@pytest.mark.parametrize("every", [1, 2])
@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_a_run_killed_anywhere_and_resumed_ends_bit_for_bit_where_it_would_have(kind, every, tmp_path: Path) -> None:
    model, history, optimizer = run(kind)
    steps = 6 * 3  # of 12 rows in batches of 5
    for kill_at in range(steps):
        path = tmp_path / f"{kill_at}.safetensors"
        with pytest.raises(Killed):
            run(kind, path, kill_at=kill_at, every=every)
        assert path.exists() == (kill_at >= 3 * every)
        resumed, its_history, its_optimizer = run(kind, path, resume=True, every=every)
        assert numbers(resumed) == numbers(model)
        assert its_history.epochs == history.epochs
        assert its_optimizer.memory.steps == optimizer.memory.steps
    assert not [entry for entry in os.listdir(tmp_path) if entry.endswith(".part")]


def test_a_finished_run_resumed_with_more_epochs_is_the_longer_run(tmp_path: Path) -> None:
    path = tmp_path / "run.safetensors"
    longer, history, _ = run("Adam", epochs=9)
    run("Adam", path, epochs=4)
    again, its_history, _ = run("Adam", path, epochs=4, resume=True)
    assert len(its_history) == 4
    assert numbers(again) == numbers(run("Adam", epochs=4)[0])
    resumed, its_history, _ = run("Adam", path, epochs=9, resume=True)
    assert numbers(resumed) == numbers(longer)
    assert its_history.epochs == history.epochs


def test_the_end_of_a_run_is_a_checkpoint_whatever_every_says(tmp_path: Path) -> None:
    run("Adam", tmp_path / "run.safetensors", epochs=5, every=3)
    assert len(Checkpoint.load(tmp_path / "run.safetensors").epochs) == 5


def test_early_stopping_goes_on_counting_over_a_resume(tmp_path: Path) -> None:
    def stopping(**settings):
        model = MLP(1, [1])
        for parameter in model.parameters():
            parameter.data = 0.0
        optimizer = SGD(model.parameters(), lr=0.1)
        common = {"validation": ([[0.0]], [0.5]), "patience": 3, "checkpoint": tmp_path / "run.safetensors"}
        return fit(model, [[0.0]], [1.0], squared, optimizer, **common, **settings), numbers(model)

    stopping(epochs=4)
    history, weights = stopping(epochs=100, resume=True)
    assert (len(history), history.stopped) == (6, "patience")
    assert weights[-1] == pytest.approx(0.488)
    again, same = stopping(epochs=100, resume=True)
    assert (len(again), again.stopped, same) == (6, "patience", weights)


SCRIPT = """
import sys, time
import numpy
from nn import MLP
from nn.training.batches import Compiled
from nn.optimizers import Adam
from nn.training import fit

path, pause = sys.argv[1], float(sys.argv[2])
real = Compiled.batch
def slow(self, *arguments):
    time.sleep(pause)
    return real(self, *arguments)
Compiled.batch = slow
model = MLP(2, [3, 1], activation="tanh", seed=3)
X = numpy.random.default_rng(0).normal(size=(12, 2))
Y = numpy.sign(X[:, 0] * X[:, 1])
fit(model, X, Y, lambda o, t: (o - t) ** 2, Adam(model.parameters(), lr=0.02), epochs=12, batch_size=5,
    checkpoint=path, resume=True)
print([p.data.hex() for p in model.parameters()])
"""


def test_a_process_killed_by_the_system_resumes_bit_for_bit(tmp_path: Path) -> None:
    def command(path, pause):
        return [sys.executable, "-c", SCRIPT, str(path), str(pause)]

    root = Path(training.__file__).parent.parent.parent
    environment = {**os.environ, "PYTHONPATH": str(root)}
    straight = subprocess.run(
        command(tmp_path / "a", 0), capture_output=True, text=True, check=True, env=environment, cwd=tmp_path
    )
    with subprocess.Popen(
        command(tmp_path / "b", 0.02), stdout=subprocess.PIPE, env=environment, cwd=tmp_path
    ) as process:
        deadline = time.monotonic() + 20
        while not (tmp_path / "b").exists() and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(0.1)
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert 1 <= len(Checkpoint.load(tmp_path / "b").epochs) < 12
    resumed = subprocess.run(
        command(tmp_path / "b", 0), capture_output=True, text=True, check=True, env=environment, cwd=tmp_path
    )
    assert resumed.stdout == straight.stdout
    assert "0x" in straight.stdout
    assert straight.stderr == ""


def test_an_interrupted_save_leaves_the_old_checkpoint_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "run.safetensors"
    run("Adam", path, epochs=2)
    before = path.read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        run("Adam", path, epochs=3, resume=True)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": 9}, "has layout 9; this program reads layout 1"),
        ({"names": ["w"]}, "weights and 0 best weights for 1 parameter"),
        ({"epochs": [[1, 2, 3, 4, 5]]}, "with a part missing, or one that does not fit"),
        ({"epochs": [["a"]]}, "with a part missing, or one that does not fit"),
        ({"epochs": []}, "with a part missing, or one that does not fit: no epochs"),
        ({"optimizer": None}, "with a part missing, or one that does not fit"),
        ({"random": {}}, "is of another run"),
        ({"optimizer": {"optimizer": "SGD", "steps": 2}}, "is of another run: the state of SGD does not fit Adam"),
    ],
)
def test_a_checkpoint_with_altered_parts_is_refused_and_the_model_stays(change, message, tmp_path: Path) -> None:
    path = tmp_path / "run.safetensors"
    run("Adam", path, epochs=2, validation=None)
    about, arrays = CHECKPOINT.read(path)
    CHECKPOINT.write(path, {**about, **change}, arrays)
    model = small()
    with pytest.raises(CheckpointError, match=re.escape(message)):
        fit(model, *cloud(), hinge, Adam(model.parameters()), checkpoint=path, resume=True)
    assert numbers(model) == numbers(small())


def test_a_checkpoint_of_another_model_or_optimizer_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.safetensors"
    run("Adam", path, epochs=2)
    with pytest.raises(CheckpointError, match="the state of Adam does not fit SGD"):
        run("momentum", path, resume=True)
    other = MLP(2, [4, 1])
    with pytest.raises(CheckpointError, match=r"is of a model with other parameters \(13 of them, not 17\)"):
        fit(other, *cloud(), hinge, checkpoint=path, resume=True)


# --- Ctrl-C ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "where", ["before the update", "after the update", "while writing the weights", "in the metric"]
)
def test_ctrl_c_returns_the_history_with_the_weights_after_the_last_whole_step(
    where, monkeypatch: pytest.MonkeyPatch
) -> None:
    X, Y = cloud()
    full_steps = {"in the metric": 9}.get(where, 7)  # three batches an epoch; interrupted in the third
    expected = small()
    optimizer = Adam(expected.parameters())
    generator = numpy.random.Generator(numpy.random.PCG64(0))
    batches = [rows for _ in range(3) for rows in numpy.split(generator.permutation(12), [5, 10])]
    for rows in batches[:full_steps]:
        RowByRow(expected, hinge, expected.parameters()).batch(X[rows], Y[rows])
        optimizer.step()

    calls = {"step": 0, "epoch": 0}
    model = small()
    interrupted = Adam(model.parameters())
    real_update, real_scatter = interrupted.update, training.scatter

    def update(vector, gradient):
        calls["step"] += 1
        if calls["step"] == 8 and where == "before the update":
            raise KeyboardInterrupt
        after = real_update(vector, gradient)
        if calls["step"] == 8 and where == "after the update":
            raise KeyboardInterrupt
        return after

    def scatter(vector, parameters):
        if calls["step"] == 8 and where == "while writing the weights":
            calls["step"] = -100
            real_scatter(vector[:4], parameters[:4])
            raise KeyboardInterrupt
        real_scatter(vector, parameters)

    def metric(outputs, targets):
        calls["epoch"] += 1
        if calls["epoch"] == 3 and where == "in the metric":
            raise KeyboardInterrupt
        return 0.0

    monkeypatch.setattr(interrupted, "update", update)
    monkeypatch.setattr(training, "scatter", scatter)
    history = fit(model, X, Y, hinge, interrupted, epochs=9, batch_size=5, metric=metric, compiled=False)
    assert (len(history), history.stopped) == (2, "interrupted")
    if where == "while writing the weights":  # the step itself was whole: it is completed
        rows = batches[7]
        RowByRow(expected, hinge, expected.parameters()).batch(X[rows], Y[rows])
        optimizer.step()
    assert numbers(model) == numbers(expected)
    assert interrupted.memory.steps == optimizer.memory.steps
    assert all((interrupted.memory.vectors[name] == vector).all() for name, vector in optimizer.memory.vectors.items())


def test_a_real_ctrl_c_ends_a_run(tmp_path: Path) -> None:
    model = small()

    def metric(outputs, targets):
        if metric.calls == 2:
            signal.raise_signal(signal.SIGINT)
        metric.calls += 1
        return 0.0

    metric.calls = 0
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored if started in the background
    try:
        history = fit(model, *cloud(), hinge, epochs=10**6, metric=metric)
    finally:
        signal.signal(signal.SIGINT, before)
    assert (len(history), history.stopped) == (2, "interrupted")


# --- numbers that are not finite -------------------------------------------------------------------------------------


def test_a_loss_that_is_not_finite_says_epoch_batch_row_and_node() -> None:
    X = numpy.arange(12.0).reshape(6, 2)
    model = MLP(2, [1], seed=0)

    def loss(output, target):
        return Value(9.0 - target, "room").log() + output

    with pytest.raises(UndefinedError, match=r"^epoch 1, batch 2, row 4: log\(room\) is undefined at room = -1$"):
        fit(model, X, [1, 2, 3, 4, 10, 5], loss, epochs=3, batch_size=3, shuffle=False, compiled=False)


def test_the_row_is_the_row_of_the_data_however_they_were_shuffled() -> None:
    X, Y = cloud(12)
    Y[7] = 1000.0
    model = small()
    before = numbers(model)
    with pytest.raises(TooLargeError, match=r"^epoch 1, batch \d+, row 7: exp\(u\) is too large for a float"):
        fit(model, X, Y, lambda o, t: (o * 0 + t).exp(), SGD(model.parameters(), lr=0.0), batch_size=2, seed=3)
    assert numbers(model) == before


def test_a_run_that_diverges_says_where_and_keeps_the_last_whole_step() -> None:
    model = MLP(1, [1], seed=0)
    with pytest.raises((TooLargeError, UndefinedError), match=r"^epoch \d+, batch 1(, row 0)?: "):
        fit(model, [[1.0], [2.0]], [1.0, 2.0], squared, SGD(model.parameters(), lr=100.0), epochs=1000)
    assert all(map(math.isfinite, numbers(model)))


def test_a_weight_that_is_not_finite_is_named() -> None:
    model = small()
    last = model.parameters()[-1]
    last.data = math.nan
    with pytest.raises(UndefinedError, match=rf"epoch 1, batch 1, row 0: .*{re.escape(last.label)} = nan"):
        fit(model, *cloud(), squared, epochs=1)


def test_an_error_in_the_penalty_or_the_validation_says_so() -> None:
    model = small()
    with pytest.raises(UndefinedError, match="epoch 1, batch 1: penalty: log"):
        fit(model, *cloud(), squared, penalty=lambda ps: (ps[0] * 0 - 1).log())
    with pytest.raises(TooLargeError, match="epoch 1, validation, row 1: exp"):
        fit(model, *cloud(), lambda o, t: (o * 0 + t).exp(), validation=([[1, 2], [3, 4]], [1, 1000]))


# --- data and settings that are refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("X", "Y", "message"),
    [
        ([], [], "X has shape (0,): there is nothing to learn from"),
        (numpy.zeros((0, 2)), [], "X has shape (0, 2): there is nothing to learn from"),
        ([[1, 2], [3]], [1, 2], "X is ragged: row 1 has 1 number, row 0 has 2"),
        ([1, 2, 3], [1, 2, 3], "X has shape (3,): it needs a row for each sample, (rows, features)"),
        ([["a", "b"]], [1], "X must hold numbers, not <U1"),
        ([[None, 1]], [1], "X must hold numbers, not object"),
        ([[1, 2], [3, math.nan]], [1, 2], "X[1, 1] is nan"),
        ([[1, 2], [3, 4]], [1, math.inf], "Y[1] is inf"),
        ([[1, 2], [3, 4]], [1, 2, 3], "Y has shape (3,), but X has 2 rows"),
        ([[1, 2], [3, 4]], [[1, 2], [3, 4]], "Y has 2 columns, but the model has 1 output"),
        ([[1, 2], [3, 4]], 1.0, "Y has shape (): there is nothing to learn from"),
    ],
)
def test_data_that_do_not_fit_are_refused_in_one_clear_line(X, Y, message) -> None:
    with pytest.raises(DataError) as caught:
        fit(small(), X, Y, squared)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("Y", "message"),
    [
        ([0, 3], "Y[1] is 3: the labels of a model with 3 outputs are 0 to 2"),
        ([0, -1], "Y[1] is -1: the labels of a model with 3 outputs are 0 to 2"),
        ([0.5, 1], "Y[0] is 0.5: the labels of a model with 3 outputs are 0 to 2"),
        ([[1, 0], [0, 1]], "Y has 2 columns, but the model has 3 outputs"),
    ],
)
def test_labels_that_do_not_fit_are_refused_in_one_clear_line(Y, message) -> None:
    with pytest.raises(DataError) as caught:
        evaluate(MLP(2, [3]), [[1, 2], [3, 4]], Y, squares)
    assert str(caught.value) == message


def test_validation_data_are_checked_under_their_own_name() -> None:
    with pytest.raises(DataError, match=re.escape("validation X[0, 1] is nan")):
        fit(small(), *cloud(), squared, validation=([[1.0, math.nan]], [1.0]))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"epochs": -1}, "epochs must be a whole number, 0 or more, not -1"),
        ({"epochs": 1.5}, "epochs must be a whole number, 0 or more, not 1.5"),
        ({"batch_size": 0}, "batch_size must be a whole number, 1 or more, not 0"),
        ({"patience": 0}, "patience must be a whole number, 1 or more, not 0"),
        ({"every": 0}, "every must be a whole number, 1 or more, not 0"),
        ({"validation": [1.0]}, "validation must be a pair, (X, Y), not 1 thing"),
        ({"checkpoint": "no/such/run"}, "the checkpoint 'no/such/run' would be in a folder that does not exist"),
        ({"resume": True}, "resume=True needs a checkpoint to resume from"),
        ({"metric": "f1"}, "metric must be a function of outputs and targets, 'accuracy' or None, not 'f1'"),
    ],
)
def test_settings_that_make_no_sense_are_refused_in_one_clear_line(settings, message) -> None:
    model = small()
    with pytest.raises(SettingError) as caught:
        fit(model, *cloud(), squared, **settings)
    assert str(caught.value) == message
    assert numbers(model) == numbers(small())


def test_an_optimizer_of_another_model_is_refused() -> None:
    with pytest.raises(SettingError, match="is not a parameter of the model: make the optimizer from this model"):
        fit(small(), *cloud(), squared, SGD(small().parameters(), lr=0.1))


def test_a_loss_or_penalty_that_is_no_number_at_all_is_refused() -> None:
    with pytest.raises(OperandError, match=r"the loss is None, not a Value or a number"):
        fit(small(), *cloud(), lambda output, target: None)
    with pytest.raises(OperandError, match="the penalty is 'none', not a Value or a number"):
        fit(small(), *cloud(), squared, penalty=lambda parameters: "none")
    with pytest.raises(OperandError, match="lose its graph"):
        fit(small(), *cloud(), lambda output, target: float(output), compiled=False)


def test_a_loss_or_penalty_that_ends_in_a_plain_number_is_a_constant() -> None:
    model = small()
    before = numbers(model)
    for compiled in (True, False):
        history = fit(model, *cloud(), lambda output, target: 1.5, epochs=2, compiled=compiled)
        assert (history.loss, numbers(model)) == ([1.5, 1.5], before)
    pulled, added = small(), small()
    for net, penalty in ((pulled, None), (added, lambda parameters: 2)):
        its = fit(net, *cloud(), squared, SGD(net.parameters(), lr=0.1), epochs=1, penalty=penalty)
        assert its.loss[0] == pytest.approx(
            evaluate(small(), *cloud(), squared).loss + (2 if penalty else 0), rel=1e-12
        )
    assert numbers(pulled) == numbers(added)


@pytest.mark.filterwarnings("ignore::nn.NotCompiledWarning")
def test_branches_of_loss_penalty_and_activation_may_end_in_a_number() -> None:
    X, Y = cloud()

    def hinge(output, target):
        return 1 - target * output if target * output < 1 else 0

    def absolute(parameters):
        return sum(w if w > 0 else -w for w in parameters) if parameters[0] > 100 else 0.0

    def relu_by_hand(z):
        return z if z > 0 else 0

    def boxed_relu(z):
        return numpy.where(z > 0, z, 0.0)

    runs = []
    for activation in ("relu", relu_by_hand, boxed_relu):
        model = MLP(X.shape[1], [4, 1], activation=activation, seed=5)
        history = fit(model, X, numpy.sign(Y), hinge, SGD(model.parameters(), lr=0.1), epochs=3, penalty=absolute)
        runs.append((numbers(model), history.loss, evaluate(model, X, numpy.sign(Y), hinge).loss))
    for run in runs[1:]:
        for part, expected in zip(run, runs[0], strict=True):
            assert part == pytest.approx(expected, rel=1e-12)


def test_a_model_of_ones_own_may_answer_with_numbers() -> None:
    def clipped(x):
        return Value(x[0]) if x[0] > 0 else 0.0

    few, many = [[1.0], [-2.0], [3.0]], [[float(i)] for i in range(-10, 20)]
    assert predict(clipped, few).tolist() == [1.0, 0.0, 3.0]
    assert predict(clipped, many).tolist() == [max(x, 0.0) for (x,) in many]
    assert predict(lambda x: [x[0], 1.0], many).tolist() == [[x, 1.0] for (x,) in many]
    assert predict(lambda x: 2.0, many).tolist() == [2.0] * 30
    assert evaluate(clipped, few, [0.0, 0.0, 0.0], squared).loss == pytest.approx(10 / 3)


def test_what_cannot_be_computed_names_the_row_in_evaluate_and_predict_too() -> None:
    def model(x):
        return Value(x[0], "x").log()

    with pytest.raises(UndefinedError, match=r"^row 1: log\(x\) is undefined at x = -2$"):
        predict(model, [[1.0], [-2.0]])
    with pytest.raises(UndefinedError, match=r"^row 1: log\(x\) is undefined at x = -2$"):
        evaluate(model, [[1.0], [-2.0]], [0.0, 0.0], squared)


# --- what one sees ---------------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("progress", "terminal", "shown"),
    [(None, True, True), (None, False, False), (True, False, True), (False, True, False)],
)
def test_the_progress_bar_is_for_terminals_unless_asked_for(
    progress, terminal, shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    fit(small(), *cloud(), hinge, epochs=2, progress=progress)
    assert ("2/2" in stream.getvalue()) == shown
    assert ("loss=" in stream.getvalue()) == shown


def test_a_history_says_what_happened() -> None:
    model = small()
    history = fit(model, *cloud(), hinge, epochs=3)
    assert repr(history) == f"History(3 epochs, loss {history.loss[-1]:.4g}, metric {history.metric[-1]:.4g})"
    assert repr(History([], "interrupted")) == "History(0 epochs, stopped: interrupted)"
    assert repr(fit(model, *cloud(), hinge, epochs=0)) == "History(0 epochs)"


def test_a_history_plots_its_curves() -> None:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    history = History([Epoch(0.9, 0.5, 1.0, 0.4), Epoch(0.5, 0.75, 0.8, 0.6)])
    axes = history.plot()
    curves = {line.get_label(): list(line.get_ydata()) for one in axes.figure.axes for line in one.get_lines()}
    assert curves == {
        "loss": [0.9, 0.5],
        "validation loss": [1.0, 0.8],
        "metric": [0.5, 0.75],
        "validation metric": [0.4, 0.6],
    }
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epoch", "loss")
    _, mine = pyplot.subplots()
    assert History([Epoch(1.0)]).plot(mine) is mine
    History().plot()
    pyplot.close("all")


def test_a_plot_without_matplotlib_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingPackageError, match=r"plot needs matplotlib: pip install 'chainrule\[notebooks\]'"):
        History([Epoch(1.0)]).plot()


def test_importing_the_training_code_imports_nothing_heavy() -> None:
    code = "import sys, nn.training; print(sorted({'numpy', 'tqdm', 'matplotlib', 'safetensors'} & set(sys.modules)))"
    root = Path(training.__file__).parent.parent.parent
    environment = {**os.environ, "PYTHONPATH": str(root)}
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert found.stdout.strip() == "[]"


def test_every_error_is_one_of_ours_and_one_python_expects() -> None:
    for error, expected in ((DataError, ValueError), (CheckpointError, ValueError), (MissingPackageError, ImportError)):
        assert issubclass(error, ChainruleError)
        assert issubclass(error, expected)

"""Training on programs (all rows at once) against training row by row, and what cannot be compiled."""

from __future__ import annotations

import warnings

import numpy
import pytest
from networks import numbers

from autograd import OperandError, TooLargeError, UndefinedError, Value, exp, log, total
from nn import MLP, SGD, Adam, Module, NotCompiledWarning, datasets, evaluate, fit, losses, predict
from nn.training.batches import Compiled, RowByRow, batches_of


def regression(rows=40):
    X = numpy.random.default_rng(1).normal(size=(rows, 3))
    return X, numpy.sin(X[:, 0]) + X[:, 1] * X[:, 2]


def classes(rows=30):
    X = numpy.random.default_rng(2).normal(size=(rows, 2))
    return X, (X[:, 0] > 0).astype(int) + (X[:, 1] > 0)


CASES = {
    "mse": (lambda: MLP(3, [5, 1], activation="tanh", seed=0), regression, losses.mse),
    "hinge": (lambda: MLP(2, [8, 8, 1], seed=1), lambda: datasets.moons(30), losses.hinge),
    "binary cross-entropy": (
        lambda: MLP(2, [4, 1], activation="sigmoid", seed=1),
        lambda: (datasets.circles(24)[0], (datasets.circles(24)[1] + 1) / 2),
        losses.binary_cross_entropy,
    ),
    "cross-entropy": (lambda: MLP(2, [6, 3], activation="softplus", seed=2), classes, losses.cross_entropy),
    "several outputs": (
        lambda: MLP(3, [4, 2], activation="leaky_relu", seed=3),
        lambda: (regression()[0], numpy.column_stack([regression()[1], regression()[0][:, 0]])),
        losses.half_squared_error,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_compiled_and_row_by_row_training_agree_to_rounding(name) -> None:
    make, data, loss = CASES[name]
    X, Y = data()
    results = []
    for compiled in (True, False):
        model = make()
        history = fit(
            model, X, Y, loss, Adam(model.parameters(), lr=0.02), epochs=8, batch_size=7, validation=(X[:9], Y[:9]),
            penalty=lambda parameters: 0.001 * total(p * p for p in parameters), compiled=compiled,
        )  # fmt: skip
        results.append((numbers(model), history))
    (fast, its), (slow, others) = results
    assert fast == pytest.approx(slow, rel=1e-9, abs=1e-11)
    assert numpy.array([e[:3:2] for e in its.epochs]) == pytest.approx(
        numpy.array([e[:3:2] for e in others.epochs]), rel=1e-9
    )
    assert its.metric == others.metric
    assert (its.not_compiled, others.not_compiled) == ("", "compiled=False")


def test_a_compiled_run_is_the_same_bit_for_bit_each_time() -> None:
    X, Y = datasets.moons(50)
    runs = []
    for _ in range(2):
        model = MLP(2, [6, 1], seed=4)
        fit(model, X, Y, losses.hinge, SGD(model.parameters(), lr=0.1), epochs=5, batch_size=8)
        runs.append(numbers(model))
    assert runs[0] == runs[1]


def test_a_frozen_parameter_keeps_its_number_and_counts_all_the_same() -> None:
    X, Y = regression()
    pairs = []
    for compiled in (True, False):
        model = MLP(3, [2, 1], seed=5)
        model.parameters()[0].data = 2.5
        fit(model, X, Y, losses.mse, SGD(model.parameters()[3:], lr=0.01), epochs=3, compiled=compiled)
        pairs.append(numbers(model))
    assert pairs[0][:3] == pairs[1][:3]
    assert pairs[0][0] == 2.5
    assert pairs[0] == pytest.approx(pairs[1], rel=1e-12)


def test_a_model_that_branches_on_a_number_is_trained_row_by_row_and_says_why() -> None:
    class Branching(MLP):
        def __call__(self, x):
            out = super().__call__(x)
            return out if out > 0 else out * 0.1

    X, Y = regression(10)
    model = Branching(3, [1], seed=0)
    before = numbers(model)
    with pytest.warns(NotCompiledWarning, match=r"trained row by row, not compiled: the function compares .* > 0"):
        history = fit(model, X, Y, losses.mse, epochs=2)
    assert "has no single answer for all rows" in history.not_compiled
    assert numbers(model) != before


def test_compiled_false_is_quiet() -> None:
    X, Y = regression(10)
    model = MLP(3, [1], seed=0)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        history = fit(model, X, Y, losses.mse, epochs=1, compiled=False)
    assert caught == []
    assert history.not_compiled == "compiled=False"


def test_a_model_that_only_fails_while_it_is_traced_is_trained_row_by_row_and_says_why() -> None:
    class Embedding(Module):
        def __init__(self):
            self.table = {number: Value(0.1 * number, f"e{number}") for number in range(4)}

        def __call__(self, x):
            return self.table[x[0]] * 2.0  # a traced x[0] is no key

    X = numpy.arange(20.0).reshape(20, 1) % 4
    model = Embedding()
    with pytest.warns(NotCompiledWarning, match=r"^trained row by row, not compiled: <traced x\[0\]>$"):
        history = fit(model, X, X[:, 0], losses.mse, epochs=1)
    assert history.not_compiled == "<traced x[0]>"
    assert predict(model, X).tolist() == [2.0 * model.table[x].data for x in X[:, 0]]


def test_a_fault_of_the_compiler_is_seen_and_not_hidden_behind_a_slow_success(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*arguments):
        raise IndexError("a group without nodes")

    monkeypatch.setattr("autograd.program.bound.Plan", faulty)
    X, Y = regression(20)
    model = MLP(3, [1], seed=0)
    for use in (
        lambda: fit(model, X, Y, losses.mse, epochs=1),
        lambda: evaluate(model, X, Y, losses.mse),
        lambda: predict(model, X),
    ):
        with pytest.raises(IndexError, match="a group without nodes"):
            use()


def test_an_error_of_the_models_own_code_comes_as_it_is_and_without_a_warning() -> None:
    def loss(output, target):
        raise KeyError("mine")

    X, Y = regression(20)
    with pytest.raises(KeyError, match="mine"):
        fit(MLP(3, [1], seed=0), X, Y, loss, epochs=1)


def test_targets_that_mean_nothing_to_the_loss_are_refused_as_ever() -> None:
    X, _ = regression(20)
    with pytest.raises(OperandError, match="hinge"):
        fit(MLP(3, [1], seed=0), X, numpy.full(20, 0.5), losses.hinge, epochs=1)


def test_a_loss_that_is_not_finite_is_told_by_row_and_node_in_compiled_runs_too() -> None:
    X = numpy.arange(12.0).reshape(6, 2)
    model = MLP(2, [1], seed=0)
    for parameter in model.parameters():
        parameter.data = 0.5

    def loss(output, target):
        return log(target - output)  # at row 3 the output is 7

    with pytest.raises(UndefinedError, match=r"^epoch 1, batch 2, row 3: log\(.*\) is undefined"):
        fit(model, X, [9.0, 9.0, 9.0, 7.0, 99.0, 99.0], loss, epochs=1, batch_size=3, shuffle=False)


@pytest.mark.parametrize("compiled", [True, False])
def test_an_error_knows_its_row_of_the_data_as_a_number(compiled) -> None:
    X, Y = regression(30)
    Y[17] = 1000.0
    with pytest.raises(TooLargeError, match=r"^epoch 1, batch \d, row 17: exp") as caught:
        fit(MLP(3, [1], seed=0), X, Y, lambda o, t: exp(o * 0 + t), batch_size=8, seed=3, compiled=compiled)
    assert caught.value.row == 17
    assert type(caught.value.row) is int
    with pytest.raises(TooLargeError, match=r"^row 17: exp") as caught:
        evaluate(MLP(3, [1], seed=0), X, Y, lambda o, t: exp(o * 0 + t))
    assert caught.value.row == 17


def test_where_no_row_is_to_blame_an_error_has_none() -> None:
    model = MLP(3, [1], seed=0)
    with pytest.raises(UndefinedError, match=r"^epoch 1, batch 1: penalty: log") as caught:
        fit(model, *regression(), losses.mse, penalty=lambda parameters: log(parameters[0] * 0 - 1))
    assert caught.value.row is None


@pytest.mark.parametrize("what", ["batch", "measure"])
@pytest.mark.parametrize(("known", "computed"), [(2, [8.0]), (None, [9.0, 9.0, 8.0])])
def test_only_the_row_that_the_programs_error_knows_is_computed_again(
    what, known, computed, monkeypatch: pytest.MonkeyPatch
) -> None:
    X, Y = numpy.zeros((4, 1)), numpy.array([9.0, 9.0, 8.0, 9.0])
    model, seen = MLP(1, [1], seed=0), []

    def loss(output, target):
        if isinstance(target, float):
            seen.append(target)
        return log(target - 8.0 + output)

    def fails(*arguments, **keywords):
        error = UndefinedError("something in some row")
        error.row = known
        raise error

    batches, _ = batches_of(model, loss, model.parameters(), X, Y)
    assert isinstance(batches, Compiled)
    monkeypatch.setattr(batches.program, "outputs_and_grad", fails)
    monkeypatch.setattr(batches.program, "value", fails)
    seen.clear()
    with pytest.raises(UndefinedError, match=r"^row 13: log\(.*\) is undefined") as caught:
        getattr(batches, what)(X, Y, numpy.array([11, 12, 13, 14]))
    assert caught.value.row == 13
    assert seen == computed


def test_a_row_that_is_finite_alone_is_named_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    model = MLP(3, [1], seed=0)
    X, Y = regression(4)
    batches, _ = batches_of(model, losses.mse, model.parameters(), X, Y)

    def fails(*arguments, **keywords):
        error = TooLargeError("row 2: a sum")
        error.row = 2
        raise error

    monkeypatch.setattr(batches.program, "value", fails)
    with pytest.raises(TooLargeError, match=r"^row 7: a number on the way is too large for a float$"):
        batches.measure(X, Y, [5, 6, 7, 8])


def test_a_row_the_program_has_explained_is_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence of the program's own row is told with the row as the caller counts it."""
    w = Value(1.0, "w")
    batches, _ = batches_of(lambda x: log(w * x[0]), lambda o, t: o * t, [w], numpy.ones((40, 1)), numpy.ones(40))
    assert isinstance(batches, Compiled)
    monkeypatch.setattr(RowByRow, "row", lambda *_: pytest.fail("a row was computed again"))
    X = numpy.ones((40, 1))
    X[3] = -2.0
    for compute in (batches.batch, batches.measure):
        with pytest.raises(UndefinedError, match=r"^row 13: log\(.*\) is undefined at .* = -2") as error:
            compute(X, numpy.ones(40), range(10, 50))
        assert error.value.row == 13


def test_a_fault_of_the_engine_is_not_taken_for_a_model_that_cannot_be_compiled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    X, Y = regression(20)

    class Own(Module):
        def __call__(self, x: list[Value]) -> Value:
            if not hasattr(x[0], "_data") and isinstance(x[0], Value):
                raise KeyError("the model's own")
            return exp(x[0])

    _, reason = batches_of(Own(), losses.mse, [], X, Y)
    assert "the model's own" in reason
    monkeypatch.setattr("autograd.program.trace.stand_in", None)
    with pytest.raises(TypeError, match="not callable"):
        batches_of(lambda x: exp(x[0]), losses.mse, [], X, Y)


def test_predictions_and_evaluations_of_many_rows_are_those_of_single_rows() -> None:
    model = MLP(3, [4, 2], activation="tanh", output="softmax", seed=6)
    X, _ = regression(25)
    labels = numpy.arange(25) % 2
    each = numpy.array([predict(model, X[i : i + 1])[0] for i in range(25)])
    assert predict(model, X) == pytest.approx(each, rel=1e-12)
    squared = evaluate(model, X, labels, losses.mse)
    one_hot = numpy.eye(2)[labels]
    assert squared.loss == pytest.approx(((each - one_hot) ** 2).mean(), rel=1e-12)
    assert squared.metric == (each.argmax(axis=1) == labels).mean()


def test_both_ways_give_the_same_batch() -> None:
    X, Y = classes(12)
    Y = numpy.eye(3)[Y]
    model = MLP(2, [4, 3], seed=1)
    parameters = model.parameters()
    slow = RowByRow(model, losses.cross_entropy, parameters).batch(X, Y)
    batches, reason = batches_of(model, losses.cross_entropy, parameters, X, Y)
    assert isinstance(batches, Compiled)
    assert reason == ""
    fast = batches.batch(X, Y)
    assert fast.loss == pytest.approx(slow.loss, rel=1e-13)
    assert fast.gradient == pytest.approx(slow.gradient, rel=1e-11, abs=1e-14)
    assert fast.outputs == pytest.approx(slow.outputs, rel=1e-13)
    assert slow.gradient.tolist() == [parameter.grad for parameter in parameters]


def test_a_plain_function_can_be_predicted_with() -> None:
    assert predict(lambda x: Value(0.0) + x[0] * 2, [[1.0]] * 20).tolist() == [2.0] * 20

"""What networks learn, from random starts on fixed seeds, and `chainrule train`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nn import MLP, SGD, Adam, datasets, evaluate, fit, load, losses, predict
from nn.errors import DataError
from nn.pictures.boundary import plot_boundary

Run = Callable[..., tuple[int, str, str]]


def test_xor_is_learned_from_a_random_start_on_at_least_nine_of_ten_seeds() -> None:
    X, Y = datasets.xor()
    learned = 0
    for seed in range(10):
        model = MLP(2, [4, 1], activation="tanh", seed=seed)
        fit(model, X, Y, losses.binary_cross_entropy, Adam(model.parameters(), lr=0.05), epochs=300)
        learned += [output > 0 for output in predict(model, X)] == [False, True, True, False]
    assert learned >= 9


@pytest.mark.parametrize("seed", range(3))
def test_the_moons_of_micrograds_readme_are_told_apart_without_a_mistake(seed: int) -> None:
    X, Y = datasets.moons(100, seed=seed)
    model = MLP(2, [16, 16, 1], seed=seed)
    history = fit(model, X, Y, losses.hinge, SGD(model.parameters(), lr=0.1, momentum=0.9), epochs=200)
    assert evaluate(model, X, Y, losses.hinge).metric == 1.0
    assert history.not_compiled == ""


@pytest.mark.parametrize("dataset", ["xor", "moons"])
def test_train_prints_the_way_down_and_draws_the_boundary(run: Run, dataset, tmp_path: Path) -> None:
    picture, file = tmp_path / "boundary.png", tmp_path / "model.safetensors"
    status, out, error = run("train", dataset, "-o", str(picture), "--save", str(file))
    assert (status, error) == (0, "")
    assert "training accuracy 100.0%" in out
    assert "epoch   1  loss" in out
    assert picture.read_bytes().startswith(b"\x89PNG")
    X, Y = datasets.xor() if dataset == "xor" else datasets.moons(100)
    assert ((predict(load(file), X) > 0) == (Y > 0)).all()


def test_digits_are_read_with_97_percent_of_new_ones_right(run: Run) -> None:
    pytest.importorskip("sklearn")
    status, out, _ = run("train", "digits")
    assert status == 0
    accuracy = float(out.partition("test accuracy")[2].split("%")[0])
    assert accuracy >= 97.0


def test_other_layers_epochs_and_seeds_can_be_asked_for(run: Run) -> None:
    status, out, _ = run("train", "xor", "--hidden", "3,2", "--epochs", "2", "--seed", "5", "--lr", "0.1")
    assert status == 0
    assert "2 → 3 tanh → 2 tanh → 1" in out
    assert "2 epochs in" in out
    assert run("train", "xor", "--epochs", "0")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["cats"], "there is no dataset 'cats' to train on; there are xor, moons, digits"),
        (["xor", "--hidden", "3,x"], "--hidden takes sizes"),
        (["xor", "--hidden", "99999"], "--hidden takes sizes"),
        (["xor", "--epochs", "-1"], "epochs must be a whole number"),
        (["xor", "--seed", "-1"], "--seed must be a whole number"),
        (["xor", "--lr", "nan"], "lr must be a finite number"),
        (["xor", "-o", "boundary.doc"], "a picture is a .png, .svg or .pdf file"),
        (["xor", "-o", "no/such/folder/b.png"], "there is no such folder"),
        (["xor", "--save", "no/such/folder/x.safetensors"], "there is no such folder"),
        (["digits", "-o", "b.png"], "for two inputs only"),
        (["xor", "--epochs", "many"], "invalid int value"),
    ],
)
def test_a_mistake_is_one_line_and_status_2(run: Run, arguments, message) -> None:
    status, _, error = run("train", *arguments)
    assert status == 2
    assert message in error
    assert error.count("\n") == 1


def test_a_boundary_needs_two_columns_and_one_output() -> None:
    X, Y = datasets.moons(10)
    with pytest.raises(DataError, match=r"X of shape \(rows, 2\)"):
        plot_boundary(MLP(3, [1], seed=0), [[1, 2, 3]] * 10, Y)
    with pytest.raises(TypeError, match="one output"):
        plot_boundary(MLP(2, [2], seed=0), X, Y)

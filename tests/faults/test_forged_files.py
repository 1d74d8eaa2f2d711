"""Forged files: of weights and of checkpoints, in which anything may stand, with the right checksum."""

from __future__ import annotations

import copy
import json
import math
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy
import pytest
from counts import times
from safetensors.numpy import save as written

from autograd import ChainruleError
from nn import MLP, Adam, fit, load, losses, save
from nn.errors import CheckpointError, SavingError
from nn.saving.format import checksum
from nn.saving.network import NETWORK
from nn.training.checkpoint import CHECKPOINT, Checkpoint

X, Y = [[0.0, 1.0], [1.0, 0.0], [0.5, 0.5]], [1, -1, 1]

#: What may stand where something else is due.
ODD: list[Any] = [
    None, True, 0, -1, 2**70, 10**400, 0.5, math.nan, math.inf, 1e308, "", "x", "\x1b[2J\u202e" * 2000, "Adam",
    [], [None], [[]], [0.5] * 5, [1, 2], {}, {"a": 1}, [[[[[[0]]]]]],
]  # fmt: skip


def forged(path: Path, key: str, about: Any, arrays: dict[str, Any]) -> Path:
    """A file of this content, with the right checksum."""
    about = {name: entry for name, entry in about.items() if name != "sha256"} if isinstance(about, dict) else about
    if isinstance(about, dict):
        about = {"sha256": checksum(about, arrays), **about}
    path.write_bytes(written(arrays, metadata={key: json.dumps(about)}))
    return path


def mutated(about: Any, seed: int) -> Iterator[Any]:
    """The content with each entry left out, and with odd things in its place; then with several such changes."""

    def places(node: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        for key, entry in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
            yield (*path, key)
            yield from places(entry, (*path, key))

    def holder(of: Any, path: tuple[Any, ...]) -> Any:
        for step in path[:-1]:
            of = of[step]
        return of

    everywhere = list(places(about, ()))
    for path in everywhere:
        changed = copy.deepcopy(about)
        del holder(changed, path)[path[-1]]
        yield changed
        for odd in ODD:
            changed = copy.deepcopy(about)
            holder(changed, path)[path[-1]] = odd
            yield changed
    chance = random.Random(seed)
    for _ in range(times(100, 20_000)):
        changed = copy.deepcopy(about)
        for path in chance.sample(everywhere, 3):
            try:
                holder(changed, path)[path[-1]] = copy.deepcopy(chance.choice(ODD))
            except (TypeError, IndexError, KeyError, AttributeError):  # another change has taken it away
                continue
        yield changed


def mutated_arrays(arrays: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name, array in arrays.items():
        yield {other: entry for other, entry in arrays.items() if other != name}
        for odd in (
            numpy.array(0.5), numpy.array([]), array.reshape(-1)[:1], numpy.stack([array, array]),
            array.astype("float32"), array.astype("int64"), array > 0, array * math.nan, array + math.inf,
        ):  # fmt: skip
            yield {**arrays, name: numpy.asarray(odd)}
        yield {**arrays, f"{name}\x1b[2J": array}
    yield {}


def said(error: Exception) -> str:
    message = str(error)
    assert len(message) < 600
    assert message.isprintable()
    return message


def trained(**settings: Any) -> Any:
    model = MLP(2, [2, 1], "tanh", seed=1)
    return fit(model, X, Y, losses.hinge, Adam(model.parameters()), batch_size=2, compiled=False, **settings)


def test_a_forged_checkpoint_is_refused_or_taken_up(tmp_path: Path) -> None:
    path = tmp_path / "run"
    trained(epochs=1, checkpoint=path, validation=(X, Y))
    about, arrays = CHECKPOINT.read(path)
    contents = [(changed, arrays) for changed in mutated(about, seed=1)]
    contents += [(about, changed) for changed in mutated_arrays(arrays)]
    refused = 0
    for index, (changed, its_arrays) in enumerate(contents):
        forged(path, CHECKPOINT.key, changed, its_arrays)
        try:
            checkpoint = Checkpoint.load(path)
        except CheckpointError as error:
            refused += 1
            said(error)
            continue
        assert all(math.isfinite(epoch.loss) for epoch in checkpoint.epochs)
        if index % times(3, 1) == 0:
            try:
                trained(epochs=2, checkpoint=path, resume=True, validation=(X, Y))
            except CheckpointError as error:
                said(error)
    assert refused > len(contents) / 3


def test_a_forged_network_is_refused_or_computes(tmp_path: Path) -> None:
    model = MLP(2, [3, 2], "tanh", skips=None, seed=1)
    path = save(model, tmp_path / "model")
    about, arrays = NETWORK.read(path)
    about["labels"] = {"layers[0].neurons[0].bias": "b"}
    about["skips"] = []
    contents = [(changed, arrays) for changed in mutated(about, seed=2)]
    contents += [(about, changed) for changed in mutated_arrays(arrays)]
    refused = 0
    for changed, its_arrays in contents:
        forged(path, NETWORK.key, changed, its_arrays)
        try:
            found = load(path)
        except SavingError as error:
            refused += 1
            said(error)
            continue
        try:
            found([0.5] * found.nin)
        except ChainruleError as error:  # too large a number
            said(error)
        repr(found)
    assert refused > len(contents) / 3


@pytest.mark.parametrize("loss", [None, "0.5", math.nan, math.inf, [0.5], True, 10**400])
def test_a_checkpoint_whose_loss_is_no_number_is_refused(loss: Any, tmp_path: Path) -> None:
    path = tmp_path / "run"
    trained(epochs=1, checkpoint=path)
    about, arrays = CHECKPOINT.read(path)
    about["epochs"][0][0] = loss
    with pytest.raises(CheckpointError, match="that does not fit"):
        trained(epochs=2, checkpoint=forged(path, CHECKPOINT.key, about, arrays), resume=True)

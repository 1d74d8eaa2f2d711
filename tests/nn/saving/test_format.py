"""Files: the same bytes for the same content, whole or not at all; any other file is refused in one line."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import NamedTuple

import numpy
import pytest
from networks import small_tanh
from safetensors.numpy import save as to_bytes

from nn import Adam, fit, load, losses, save
from nn.errors import CheckpointError, SavingError
from nn.saving import format as files
from nn.saving.format import Format
from nn.saving.network import NETWORK
from nn.training.checkpoint import CHECKPOINT, Checkpoint


def save_network(path):
    return save(small_tanh(), path)


def save_checkpoint(path):
    model = small_tanh()
    fit(model, [[0, 0], [1, 1]], [0, 1], losses.mse, Adam(model.parameters()), epochs=2, checkpoint=path)
    return path


def network_at(path):
    model = load(path)
    return repr(model), model.state()


def checkpoint_at(path):
    return {name: numpy.array(entry).tolist() for name, entry in Checkpoint.load(path)._asdict().items()}


class Kind(NamedTuple):
    """A kind of file: how to write one, what one holds, and what else raises."""

    write: object
    content: object
    error: type[Exception]
    format_: Format


kinds = pytest.mark.parametrize(
    "kind",
    [
        Kind(save_network, network_at, SavingError, NETWORK),
        Kind(save_checkpoint, checkpoint_at, CheckpointError, CHECKPOINT),
    ],
    ids=["network", "checkpoint"],
)


@kinds
def test_the_same_content_makes_the_same_bytes(kind, tmp_path: Path) -> None:
    # The library's writer puts several keys of metadata into another order each time: 20 files would show that.
    assert len({kind.write(tmp_path / "file").read_bytes() for _ in range(20)}) == 1


@kinds
def test_every_truncation_is_refused(kind, tmp_path: Path) -> None:
    content = kind.write(tmp_path / "whole").read_bytes()
    path = tmp_path / "part"
    for length in range(len(content)):
        path.write_bytes(content[:length])
        with pytest.raises(kind.error, match=r"part is not a .*, or is damaged$"):
            kind.content(path)
    path.write_bytes(content + b"\0")
    with pytest.raises(kind.error):
        kind.content(path)


@kinds
def test_no_flipped_byte_goes_unnoticed(kind, tmp_path: Path) -> None:
    content = bytearray(kind.write(tmp_path / "whole").read_bytes())
    true = kind.content(tmp_path / "whole")
    path, harmless = tmp_path / "flipped", 0
    for position in range(len(content)):
        for flip in (0x01, 0x20, 0x80, 0xFF):
            content[position] ^= flip
            path.write_bytes(content)
            content[position] ^= flip
            try:
                found = kind.content(path)
            except kind.error as error:
                assert "\n" not in str(error)  # noqa: PT017
            else:  # only the white space behind the header says nothing
                harmless += 1
                assert found == true
    assert harmless <= 8


@kinds
def test_numbers_of_another_shape_or_type_in_the_same_bytes_do_not_have_the_checksum(kind, tmp_path: Path) -> None:
    about, arrays = kind.format_.read(kind.write(tmp_path / "file"))
    name = next(name for name, array in arrays.items() if array.size > 1)
    text = json.dumps({"sha256": files.checksum(about, arrays), **about})
    for changed in (arrays[name].reshape(1, -1), arrays[name].view(numpy.int64)):
        (tmp_path / "file").write_bytes(to_bytes({**arrays, name: changed}, metadata={kind.format_.key: text}))
        with pytest.raises(kind.error, match="file is damaged: its content does not have the checksum it had"):
            kind.content(tmp_path / "file")


FOREIGN = {
    "empty": lambda key: b"",
    "text": lambda key: b"dear network, please load this " * 20,
    "zeros": lambda key: bytes(1000),
    "pickle": lambda key: pickle.dumps({"weights": [1.0]}),
    "huge header": lambda key: (2**63 - 1).to_bytes(8, "little") + b"{}",
    "foreign safetensors": lambda key: to_bytes({"weights": numpy.zeros(2)}),
    "foreign metadata": lambda key: to_bytes({"weights": numpy.zeros(2)}, metadata={"format": "pt"}),
    "not json": lambda key: to_bytes({}, metadata={key: "{"}),
    "json of another kind": lambda key: to_bytes({}, metadata={key: "[1]"}),
    "without checksum": lambda key: to_bytes({}, metadata={key: '{"version": 1}'}),
    "without version": lambda key: to_bytes({}, metadata={key: '{"sha256": ""}'}),
    "deep json": lambda key: to_bytes({}, metadata={key: "[" * 100_000}),
}


@kinds
@pytest.mark.parametrize("name", FOREIGN)
def test_foreign_files_are_refused_and_nothing_in_them_is_run(kind, name, tmp_path: Path) -> None:
    path = tmp_path / "foreign.safetensors"
    path.write_bytes(FOREIGN[name](kind.format_.key))
    # A network may come from elsewhere, in a file of arrays alone.
    arrays = kind.format_ is NETWORK and name in ("foreign safetensors", "foreign metadata")
    why = " of this program; read as one of PyTorch's: weights is no array of a Linear" if arrays else ", or is damaged"
    with pytest.raises(kind.error, match=rf"foreign.safetensors is not {kind.format_.what}{why}"):
        kind.content(path)


def test_a_network_is_no_checkpoint_and_a_checkpoint_no_network(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="n is not a checkpoint of a training run"):
        Checkpoint.load(save_network(tmp_path / "n"))
    with pytest.raises(SavingError, match="c is not a saved network"):
        load(save_checkpoint(tmp_path / "c"))


@kinds
def test_a_file_of_another_layout_is_refused(kind, tmp_path: Path) -> None:
    path = kind.format_._replace(version=2).write(tmp_path / "m", {}, {})
    with pytest.raises(kind.error, match="m has layout 2; this program reads layout 1"):
        kind.content(path)


@kinds
def test_a_file_too_large_is_refused_before_it_is_parsed_and_not_written(
    kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = kind.write(tmp_path / "m")
    monkeypatch.setattr(files, "LARGEST_FILE", 100)
    with pytest.raises(kind.error, match="m is larger than 100 bytes"):
        kind.content(path)
    with pytest.raises(kind.error, match=r"is at most 100 bytes, and this would be [0-9,]+$"):
        kind.write(tmp_path / "n")
    assert [file.name for file in tmp_path.iterdir()] == ["m"]

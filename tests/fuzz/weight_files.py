"""Files of weights: safetensors taken apart, so that a change of one part leaves lengths and checksum right."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from branches import with_another_branch, with_other_numbers
from safetensors.numpy import load as arrays_in

from autograd import ChainruleError
from nn import MLP, load, save
from nn.errors import CheckpointError, SavingError
from nn.saving.format import checksum
from nn.saving.network import NETWORK
from nn.training.checkpoint import CHECKPOINT, Checkpoint

REFERENCE = Path(__file__).resolve().parents[1] / "nn" / "saving" / "reference"

#: Between the parts of an input: what the metadata say, the table of arrays, their bytes.
BETWEEN = b"\0"
#: The first byte of an input: what it is read as.
NETWORKS, CHECKPOINTS, STATES = b"N", b"C", b"T"


def read_weights(data: bytes, folder: Path) -> None:
    """The file that has these parts, as what the first byte says: a network, a checkpoint, a state_dict of PyTorch's.

    Any other first byte: the bytes as they are, as a network and as a checkpoint.
    """
    kind, rest = data[:1], data[1:]
    about, _, rest = rest.partition(BETWEEN)
    table, _, numbers = rest.partition(BETWEEN)
    path = folder / "file.safetensors"
    if kind == NETWORKS:
        path.write_bytes(sealed(NETWORK.key, about, table, numbers))
        _refusing(SavingError, load, path)
    elif kind == CHECKPOINTS:
        path.write_bytes(sealed(CHECKPOINT.key, about, table, numbers))
        _refusing(CheckpointError, Checkpoint.load, path)
    elif kind == STATES:
        path.write_bytes(assembled(table, numbers))
        _refusing(SavingError, lambda path: load(path, activation="tanh"), path)
    else:
        path.write_bytes(data)
        try:
            _refusing(SavingError, load, path)
        except SavingError:
            _refusing(CheckpointError, Checkpoint.load, path)


def _refusing(refusal: type[Exception], read: Callable[[Path], object], path: Path) -> None:
    """Read a file. An error of ours that is not the one promised is a failure."""
    try:
        read(path)
    except refusal:
        raise
    except ChainruleError as error:
        raise AssertionError(f"{type(error).__name__} in place of {refusal.__name__}") from error


def assembled(table: bytes, numbers: bytes, metadata: dict[str, str] | None = None) -> bytes:
    """A safetensors file of these parts."""
    entry = b"" if metadata is None else b'"__metadata__":' + json.dumps(metadata).encode() + b","
    header = b"{" + entry + table.strip().removeprefix(b"{")
    return len(header).to_bytes(8, "little") + header + numbers


def sealed(key: str, about: bytes, table: bytes, numbers: bytes) -> bytes:
    """The same with these metadata under a key of ours, and the right checksum among them if they can be read."""
    text = about.decode(errors="replace")
    try:
        said = json.loads(text)
        digest = checksum(said, arrays_in(assembled(table, numbers)))
        text = json.dumps({"sha256": digest, **said})
    except Exception:  # whatever makes it none, in two libraries: then it is tried as it is
        pass
    return assembled(table, numbers, {key: text})


@cache
def weight_files() -> list[bytes]:
    """The small ones of the reference files, networks with all they can have, and checkpoints."""
    found = []
    for path in sorted(REFERENCE.glob("*.safetensors")):
        _, table, numbers = _taken_apart(path.read_bytes())
        found.append(_parts(STATES, {}, table, numbers))
    found += [_parts(*file) for file in _own_files()]
    with TemporaryDirectory() as folder:
        found += _saved_networks(Path(folder))
    return [file for file in found if len(file) <= 2500]


def _taken_apart(content: bytes) -> tuple[dict[str, str], dict[str, Any], bytes]:
    """A file's metadata, its table of arrays, and their numbers."""
    end = 8 + int.from_bytes(content[:8], "little")
    table = json.loads(content[8:end])
    return table.pop("__metadata__", {}), table, content[end:]


def _own_files() -> Iterator[tuple[bytes, dict[str, Any], dict[str, Any], bytes]]:
    layer = {"nin": 2, "nout": 1, "activation": "tanh", "connections": [[0, 1]]}
    labels = {"layers[0].neurons[0].bias": "b"}
    network = {"version": 1, "layers": [layer], "skips": [], "shared": {}, "labels": labels}
    weights = {"dtype": "F64", "shape": [2], "data_offsets": [0, 16]}
    bias = {"dtype": "F64", "shape": [], "data_offsets": [16, 24]}
    table = {"layers[0].neurons[0].weights": weights, "layers[0].neurons[0].bias": bias}
    yield NETWORKS, network, table, bytes(24)

    names = ("best", "optimizer.first", "optimizer.second", "weights")
    for optimizer, epochs in (("Adam", [[0.25]]), ("RMSProp", [[0.5, None, 0.75], [0.25, 0.5]])):
        state = {"optimizer": optimizer, "steps": len(epochs)}
        run = {"version": 1, "names": ["w"], "optimizer": state, "random": {}, "epochs": epochs}
        entries = [{"dtype": "F64", "shape": [1], "data_offsets": [8 * nth, 8 * nth + 8]} for nth in range(len(names))]
        yield CHECKPOINTS, run, dict(zip(names, entries, strict=True)), bytes(32)


def _saved_networks(folder: Path) -> Iterator[bytes]:
    for nth, activation in enumerate(["relu", "prelu", "maxout", "rbf", "linear", "leaky_relu", "gelu"]):
        net = MLP(1 + nth % 3, [2, 1 + nth % 2], activation, "softmax" if nth % 2 else "sigmoid", seed=nth)
        metadata, table, numbers = _taken_apart(save(net, folder / "network").read_bytes())
        about = json.loads(metadata[NETWORK.key])
        del about["sha256"]
        yield _parts(NETWORKS, about, table, numbers)


def _parts(kind: bytes, about: dict[str, Any], table: dict[str, Any], numbers: bytes) -> bytes:
    return kind + BETWEEN.join([json.dumps(about).encode(), json.dumps(table).encode(), numbers])


def changed_weights(data: bytes, rng: random.Random) -> bytes:
    """Other numbers in their place, or another branch in what the metadata or the table of arrays say."""
    kind, (about, table, numbers) = data[:1], [*data[1:].split(BETWEEN, 2), b"", b""][:3]
    what = rng.random()
    try:
        if what < 0.15:
            about = json.dumps(with_another_branch(json.loads(about), rng)).encode(errors="replace")
        elif what < 0.25:
            table = json.dumps(with_another_branch(json.loads(table), rng)).encode(errors="replace")
        elif what < 0.4:
            about = with_other_numbers(about.decode(errors="replace"), rng).encode()
    except (ValueError, RecursionError):
        pass
    length = len(numbers)
    for _ in range(rng.choice([0, 1, 4]) if what < 0.4 else rng.choice([1, 2, 8])):
        place = rng.randrange(1 + length // 8) * 8
        numbers = numbers[:place] + struct.pack("<d", rng.gauss(0, 10.0 ** rng.randint(-3, 3))) + numbers[place + 8 :]
    if rng.random() < 0.95:
        numbers = numbers[:length]
    return kind + BETWEEN.join([about, table, numbers])

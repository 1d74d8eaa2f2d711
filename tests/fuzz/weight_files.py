"""Files of weights: safetensors taken apart, so that a change of one part leaves lengths and checksum right."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fuzzing import allowed
from safetensors.numpy import load as arrays_in

from nn import load
from nn.errors import CheckpointError, SavingError
from nn.saving.format import checksum
from nn.saving.network import NETWORK
from nn.training.checkpoint import CHECKPOINT, Checkpoint

REFERENCE = Path(__file__).resolve().parents[1] / "nn" / "saving" / "reference"

#: Between the parts of an input: what the metadata say, the table of arrays, their bytes.
BETWEEN = b"\0"


def read_weights(data: bytes, folder: Path) -> None:
    """The bytes as a file; then the file that has these parts: as one of PyTorch's, a network, a checkpoint.

    Raises the last error if none of them can be read.
    """
    about, _, rest = data.partition(BETWEEN)
    table, _, numbers = rest.partition(BETWEEN)
    attempts: list[tuple[bytes, Callable[[Path], object], type[Exception]]] = [
        (data, load, SavingError),
        (data, Checkpoint.load, CheckpointError),
        (assembled(table, numbers), lambda path: load(path, activation="tanh"), SavingError),
        (sealed(NETWORK.key, about, table, numbers), load, SavingError),
        (sealed(CHECKPOINT.key, about, table, numbers), Checkpoint.load, CheckpointError),
    ]
    path, refused = folder / "file.safetensors", []
    for content, read, refusal in attempts:
        path.write_bytes(content)
        with allowed(refusal):
            try:
                read(path)
            except refusal as error:
                refused.append(error)
                raise
    if len(refused) == len(attempts):
        raise refused[-1]


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


def weight_files() -> list[bytes]:
    """The small ones of the reference files, a network with all it can have, and a checkpoint."""
    found = []
    for path in sorted(REFERENCE.glob("*.safetensors")):
        content = path.read_bytes()
        end = 8 + int.from_bytes(content[:8], "little")
        table = json.loads(content[8:end])
        table.pop("__metadata__", None)
        found.append(_parts({}, table, content[end:]))
    found += [_parts(*file) for file in _own_files()]
    return [file for file in found if len(file) <= 2500]


def _own_files() -> Iterator[tuple[dict[str, Any], dict[str, Any], bytes]]:
    layer = {"nin": 2, "nout": 1, "activation": "tanh", "connections": [[0, 1]]}
    labels = {"layers[0].neurons[0].bias": "b"}
    network = {"version": 1, "layers": [layer], "skips": [], "shared": {}, "labels": labels}
    weights = {"dtype": "F64", "shape": [2], "data_offsets": [0, 16]}
    bias = {"dtype": "F64", "shape": [], "data_offsets": [16, 24]}
    yield network, {"layers[0].neurons[0].weights": weights, "layers[0].neurons[0].bias": bias}, bytes(24)

    optimizer = {"optimizer": "Adam", "steps": 1}
    run = {"version": 1, "names": ["w"], "optimizer": optimizer, "random": {}, "epochs": [[0.25]]}
    names = ("best", "optimizer.first", "optimizer.second", "weights")
    entries = [{"dtype": "F64", "shape": [1], "data_offsets": [8 * nth, 8 * nth + 8]} for nth in range(len(names))]
    yield run, dict(zip(names, entries, strict=True)), bytes(32)


def _parts(about: dict[str, Any], table: dict[str, Any], numbers: bytes) -> bytes:
    return BETWEEN.join([json.dumps(about).encode(), json.dumps(table).encode(), numbers])

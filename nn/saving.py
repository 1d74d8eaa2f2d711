"""Networks in files: safetensors for the numbers, JSON in its metadata for the architecture, nothing executable.

A file is complete or not there: it is written beside its place and then moved into it. A file that is read is believed
in nothing: its architecture is checked field by field, and no more neurons are made than it has numbers for.
"""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

from autograd import ChainruleError, Value
from nn.layer import Layer
from nn.mlp import MLP

#: The keys of our metadata, and the version of its layout.
_KEY, _VERSION = "chainrule model", 1
_DIGEST = "sha256"

#: The largest file to read, in bytes: 100 million bytes are 12 million parameters, 2,000 times what trains in minutes.
LARGEST_FILE = 100_000_000


class SavingError(ChainruleError, ValueError):
    """A network that cannot be saved, or a file that holds none."""


def save(model: MLP, path: str | os.PathLike[str]) -> Path:
    """Write `model` to a safetensors file: every number bit for bit. Returns the path.

    The file that stood there before stays as it was until the new one is complete. Gradients are not saved.

    Raises `SavingError` for what is no MLP, and for an activation that is a function of your own; OSError if the file
    cannot be written.
    """
    import numpy
    from safetensors.numpy import save as to_bytes

    if not isinstance(model, MLP):
        raise SavingError(f"save writes an MLP, not {model!r}: for a Module of your own there are state and load_state")
    tensors = {name: numpy.array(numbers, dtype=numpy.float64) for name, numbers in model.state().items()}
    about = _architecture(model)
    try:
        twin = _rebuilt(about, tensors)
    except ChainruleError as error:
        raise SavingError(f"{model!r} cannot be saved: {error}") from None
    pairs = zip(model.places(), twin.places(), strict=True)
    about["labels"] = {
        str(place): place.value.label for place, other in pairs if place.value.label != other.value.label
    }
    text = json.dumps(about)
    content = to_bytes(tensors, metadata={_KEY: text, _DIGEST: _digest(text, tensors)})
    if len(content) > LARGEST_FILE:
        raise SavingError(f"{model!r} is too large for a file of {LARGEST_FILE:,} bytes")
    path = Path(path)
    _replace(path, content)
    return path


def load(path: str | os.PathLike[str]) -> MLP:
    """The network that `save` wrote to a file.

    Raises `SavingError` for a file that is damaged, of another kind, or too large; OSError if it cannot be read.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     load(save(MLP(2, [3, 1], seed=0), Path(folder, "model.safetensors")))
    MLP(2 → 3 relu → 1 linear: 13 parameters)
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load as from_bytes

    name = os.fspath(path)
    with open(path, "rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise SavingError(f"{name} is larger than {LARGEST_FILE:,} bytes: it is no network of ours")
    try:
        tensors = from_bytes(content)  # checks that the header describes exactly the bytes that are there
        header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
        text, digest = header["__metadata__"][_KEY], header["__metadata__"][_DIGEST]
        about = json.loads(text)
        version = about["version"]
    except (SafetensorError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise SavingError(f"{name} holds no network, or is damaged") from None
    if digest != _digest(text, tensors):
        raise SavingError(f"{name} is damaged: its content does not have the checksum it had when it was saved")
    if version != _VERSION:
        raise SavingError(f"{name} has layout {version!r}; this program reads layout {_VERSION}")
    try:
        return _rebuilt(about, tensors)
    except KeyError as error:
        raise SavingError(f"{name} holds a network with a part missing: {error}") from None
    except (ChainruleError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise SavingError(f"{name} holds a network with a part misshapen: {error}") from None


def _architecture(model: MLP) -> dict[str, Any]:
    """All of `model` but its numbers, for JSON."""
    layers: list[dict[str, Any]] = []
    for number, layer in enumerate(model.layers, start=1):
        if not isinstance(layer.activation, str):
            raise SavingError(f"layer {number} has a function for its activation: only one with a name can be saved")
        layers.append({"nin": layer.nin, "nout": layer.nout, "activation": layer.activation})
        if layer.connections is not None:
            layers[-1]["connections"] = layer.connections
    first: dict[Value, str] = {}
    shared = {str(place): first.setdefault(place.value, str(place)) for place in model.places()}
    return {
        "version": _VERSION,
        "layers": layers,
        "skips": [[start, to] for to, start in model.skips.items()],
        "shared": {place: other for place, other in shared.items() if place != other},
        "labels": {},
    }


def _rebuilt(about: dict[str, Any], tensors: dict[str, Any]) -> MLP:
    """The network of this architecture with these numbers; any error there is if they do not fit."""
    for name, tensor in tensors.items():
        if tensor.dtype != "float64":
            raise ValueError(f"{name} is of type {tensor.dtype}, not float64")
    layers = []
    for i, layer in enumerate(about["layers"]):
        weights, biases = [], []
        for j in range(layer["nout"]):
            neuron = f"layers[{i}].neurons[{j}]"
            weights.append(tensors[f"{neuron}.weights"].tolist())
            biases.append(tensors[f"{neuron}.bias"].tolist() if f"{neuron}.bias" in tensors else None)
        layers.append(
            Layer(
                layer["nin"],
                layer["nout"],
                layer["activation"],
                weights=weights,
                bias=biases,
                connections=layer.get("connections"),
            )
        )
    model = MLP.from_layers(layers, {to: start for start, to in about["skips"]})
    places = {str(place): place for place in model.places()}
    for name, other in about["shared"].items():
        place = places[name]
        place.holder[place.key] = places[other].value
    for name, label in about["labels"].items():
        places[name].value.label = str(label)
    model.load_state(tensors)
    return model


def _digest(text: str, tensors: dict[str, Any]) -> str:
    """A checksum of architecture and numbers."""
    digest = sha256(text.encode())
    for name in sorted(tensors):
        digest.update(name.encode() + tensors[name].tobytes())
    return digest.hexdigest()


def _replace(path: Path, content: bytes) -> None:
    """Write beside the file, make sure it is on the disk, then put it in the file's place in one step."""
    path = Path(os.path.realpath(path))
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(beside, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)

"""Networks in files: their numbers bit for bit, and their architecture; nothing executable.

The architecture in a file that is read is checked field by field, and no more neurons are made than the file has
numbers for.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograd import ChainruleError, OperandError, Value
from autograd.language import say
from autograd.notation import quoted, shown
from nn.errors import SavingError
from nn.layers.layer import Layer
from nn.layers.mlp import MLP
from nn.saving.format import Format, content_of, header_of
from nn.saving.state_dict import parse_state_dict, write_state_dict

#: The files of networks.
NETWORK = Format("chainrule model", version=1, what="a saved network", error=SavingError)

#: How the files of torch.save and of pickle begin, and what PyTorch's users can write instead.
_PICKLES = (b"PK\x03\x04", b"\x80")
_INSTEAD = "safetensors.torch.save_file(net.state_dict(), path) writes one that is"


def save(model: MLP | Mapping[str, Any], path: str | os.PathLike[str]) -> Path:
    """Write `model` to a safetensors file: every number bit for bit. Returns the path.

    Given `model.state_dict()`, the file holds only that: arrays under PyTorch's names, for its users to read.

    The file that stood there before stays as it was until the new one is complete. The same network makes the same
    bytes each time. Gradients are not saved.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = save(MLP(2, [3, 1], seed=0), Path(folder, "model.safetensors"))
    ...     path.name, path.read_bytes() == save(load(path), path).read_bytes()
    ('model.safetensors', True)

    Raises `SavingError` for anything but an MLP or a state_dict, for an activation that is a function of your own, for
    numbers that are not finite, and for a network too large for a file; OSError if the file cannot be written.
    """
    import numpy

    if isinstance(model, Mapping):
        return write_state_dict(model, path)
    if not isinstance(model, MLP):
        raise SavingError(
            say(
                "save writes an MLP, not {model}: for a Module of your own there are state and load_state",
                model=quoted(model),
            )
        )
    tensors = {name: numpy.array(numbers, dtype=numpy.float64) for name, numbers in model.state().items()}
    about = _architecture(model)
    try:
        twin = _rebuilt(about, tensors)
    except ChainruleError as error:
        raise SavingError(say("{model} cannot be saved: {error}", model=quoted(model, 200), error=error)) from None
    pairs = zip(model.places(), twin.places(), strict=True)
    about["labels"] = {
        str(place): place.value.label for place, other in pairs if place.value.label != other.value.label
    }
    return NETWORK.write(path, about, tensors)


def load(
    path: str | os.PathLike[str],
    activation: Any = None,
    output: Any = None,
    *,
    layers: Sequence[str] | None = None,
) -> MLP:
    """The network that `save` wrote to a file, or that a file of PyTorch's users holds under PyTorch's names.

    The latter hold Linear layers and nothing else: `activation`, `output` and `layers` are then as for
    `MLP.from_state_dict`.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     load(save(MLP(2, [3, 1], seed=0), Path(folder, "model.safetensors")))
    ...     load(save(MLP(2, [3, 1], "tanh").state_dict(), Path(folder, "pytorch.safetensors")), activation="tanh")
    MLP(2 → 3 relu → 1 linear: 13 parameters)
    MLP(2 → 3 tanh → 1 linear: 13 parameters)

    Raises `SavingError` for a file that is damaged, of another kind, or too large, and where what a file of PyTorch's
    does not say is missing; OSError if it cannot be read.
    """
    content, name = content_of(path, NETWORK.what, SavingError), shown(os.fspath(path), 200)
    if not _is_foreign(content):
        model = _load_own(content, path)
        if not activation is output is layers is None:
            raise SavingError(
                say("{name} is of this program: leave out activation, output and layers, which it holds", name=name)
            )
        return model
    state = parse_state_dict(content, path, NETWORK.what)
    try:
        return MLP.from_state_dict(state, activation, output or "linear", layers=layers)
    except OperandError as error:
        reason = error.said
    raise SavingError(
        say(
            "{name} is not {what} of this program; read as one of PyTorch's: {reason}",
            name=name,
            what=NETWORK.what,
            reason=reason,
        )
    )


def _is_foreign(content: bytes) -> bool:
    """Whether these are the bytes of a safetensors file that this program did not write."""
    try:
        metadata = header_of(content).get("__metadata__", {})
        return not any(key.startswith("chainrule") for key in metadata)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return False


def _load_own(content: bytes, path: str | os.PathLike[str]) -> MLP:
    try:
        about, tensors = NETWORK.parse(content, path)
    except SavingError as error:
        if not content.startswith(_PICKLES):
            raise
        message = f"{error}: it seems to be a pickle file, which could run anything and is never read; {_INSTEAD}"
        raise SavingError(message) from None
    name = shown(os.fspath(path), 200)
    try:
        return _rebuilt(about, tensors)
    except KeyError as error:
        raise SavingError(
            say("{name} holds a network with a part missing: {error}", name=name, error=shown(str(error), 200))
        ) from None
    except (ChainruleError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise SavingError(
            say(
                "{name} holds a network with a part that does not fit: {error}", name=name, error=shown(str(error), 200)
            )
        ) from None


def _architecture(model: MLP) -> dict[str, Any]:
    """All of `model` but its numbers, for JSON."""
    layers: list[dict[str, Any]] = []
    for number, layer in enumerate(model.layers, start=1):
        if not isinstance(layer.activation, str):
            raise SavingError(
                say(
                    "layer {number} has a function for its activation: only one with a name can be saved", number=number
                )
            )
        layers.append({"nin": layer.nin, "nout": layer.nout, "activation": layer.activation})
        if layer.connections is not None:
            layers[-1]["connections"] = layer.connections
    first: dict[Value, str] = {}
    shared = {str(place): first.setdefault(place.value, str(place)) for place in model.places()}
    return {
        "layers": layers,
        "skips": [[start, to] for to, start in model.skips.items()],
        "shared": {place: other for place, other in shared.items() if place != other},
        "labels": {},
    }


def _rebuilt(about: dict[str, Any], tensors: dict[str, Any]) -> MLP:
    """The network of this architecture with these numbers; any error there is if they do not fit."""
    for name, tensor in sorted(tensors.items()):
        if tensor.dtype != "float64":
            raise ValueError(say("{name} is of type {dtype}, not float64", name=name, dtype=tensor.dtype))
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

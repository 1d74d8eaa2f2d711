"""The modules in a `state_dict` of PyTorch's: found by their names, checked by their shapes, put in order.

A state_dict holds arrays by name: of a Linear module called "net.0" a weight (out, in) as "net.0.weight" and mostly a
bias (out,) as "net.0.bias", of a PReLU called "net.1" its slopes as "net.1.weight". It says neither in which order
modules run nor what stands between them. Nothing is guessed here: the order is that of the numbers in the names, or
the only one in which modules of one parent fit together, or it is to be given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise, permutations
from typing import Any, NamedTuple

from autograd import OperandError
from autograd.language import say, template
from autograd.notation import counted, quoted, shown
from autograd.tables import as_array

#: Of more layers than this whose names give no order, the orders are not tried: there would be too many.
_MOST_ORDERED_BY_SIZE = 7
_ONLY_LINEAR = template("only Linear layers can be taken, a weight (out, in) and a bias (out,)")
_CHOOSE = template("layers=[…] names those to take, in order")


class Part(NamedTuple):
    """One module as a state_dict holds it: the arrays are not read yet.

    Of a Linear one a weight (out, in) and a bias (out,) or None, of a PReLU slopes (1,) or (out,).
    """

    name: str
    shape: tuple[int, ...]
    weight: Any
    bias: Any = None

    @property
    def is_linear(self) -> bool:
        """Whether it is a Linear module."""
        return len(self.shape) == 2

    def __str__(self) -> str:
        sizes = f"{self.shape[1]} → {self.shape[0]}" if self.is_linear else counted(self.shape[0], "slope")
        return f"{shown(self.name) or 'the layer'} ({sizes})"


def parts_of(state: Mapping[str, Any], layers: Sequence[str] | None = None) -> list[Part]:
    """The modules in a state_dict in the order in which they run; only those called `layers`, in that order, if given.

    >>> state = {"net.10.weight": [[1, 2]], "net.8.bias": [3, 4], "net.8.weight": [[5], [6]]}
    >>> print(*parts_of(state), sep=", ")
    net.8 (1 → 2), net.10 (2 → 1)

    Raises `OperandError` for anything but Linear modules and PReLU, for arrays that do not fit each other, for modules
    whose order is not known, and for `layers` that are not there.
    """
    if not isinstance(state, Mapping):
        given = ": give its state_dict()" if hasattr(state, "state_dict") else ""
        raise OperandError(
            say(
                "a state_dict must be a mapping of names to arrays, not {state}{given}",
                state=quoted(state),
                given=given,
            )
        )
    modules: dict[str, dict[str, Any]] = {}
    for key, entry in state.items():
        if isinstance(entry, Mapping):
            raise OperandError(
                say("{key} holds a mapping, not an array: if that is the state_dict, give it alone", key=quoted(key))
            )
        if not isinstance(key, str):
            raise OperandError(say("the names in a state_dict must be texts, not {key}", key=quoted(key)))
        module, array = split(key)
        modules.setdefault(module, {})[array] = entry
    # What to do if some modules are no layers: of several, others may be taken.
    others = "" if len(modules) < 2 else say("; {choose}", choose=say(_CHOOSE))
    if layers is None:
        parts = _in_order([_part(name, arrays, others) for name, arrays in modules.items()])
    else:
        parts = [_part(name, _named(modules, name), others) for name in different(layers)]
    linear = [part for part in parts if part.is_linear]
    if not linear:
        raise OperandError(say("this state_dict holds no Linear layer"))
    if not parts[0].is_linear:
        raise OperandError(say("{parts} stands before the first Linear layer", parts=parts[0]))
    for before, after in pairwise(linear):
        if not _fits(before, after):
            raise OperandError(
                say(
                    "{after} does not follow {before}: it takes {inputs}; {choose}",
                    after=after,
                    before=before,
                    inputs=counted(after.shape[1], "input"),
                    choose=say(_CHOOSE),
                )
            )
    for before, after in pairwise(parts):
        if not after.is_linear and (not before.is_linear or after.shape[0] not in (1, before.shape[0])):
            raise OperandError(
                say(
                    "{after}.weight has shape {shape} and follows {before}: {only_linear}",
                    after=shown(after.name),
                    shape=after.shape,
                    before=before,
                    only_linear=say(_ONLY_LINEAR),
                )
            )
    return parts


def _named(modules: dict[str, dict[str, Any]], name: str) -> dict[str, Any]:
    """The arrays of the module called `name`."""
    if name not in modules:
        raise OperandError(
            say(
                "there is no {name} in this state_dict, which has {modules}",
                name=quoted(name),
                modules=shown(", ".join(modules), 200),
            )
        )
    return modules[name]


def _part(name: str, arrays: dict[str, Any], others: str) -> Part:
    """The module called `name` with these arrays, their shapes checked."""
    called = {array: shown(key_of(name, array), 80) for array in ("weight", "bias", *arrays)}
    for array in arrays:
        if array not in ("weight", "bias"):
            raise OperandError(
                say(
                    "{called} is no array of a Linear layer: {only_linear}{others}",
                    called=called[array],
                    only_linear=say(_ONLY_LINEAR),
                    others=others,
                )
            )
    if "weight" not in arrays:
        raise OperandError(
            say(
                "{called} has no weight beside it: {only_linear}{others}",
                called=called["bias"],
                only_linear=say(_ONLY_LINEAR),
                others=others,
            )
        )
    shape = shape_of(arrays["weight"], called["weight"])
    if len(shape) != 2 and (len(shape) != 1 or "bias" in arrays):
        raise OperandError(
            say(
                "{weight} has shape {shape}: {only_linear}{others}",
                weight=called["weight"],
                shape=shape,
                only_linear=say(_ONLY_LINEAR),
                others=others,
            )
        )
    if 0 in shape:
        raise OperandError(
            say("{weight} has shape {shape}: there is nothing in it", weight=called["weight"], shape=shape)
        )
    if "bias" not in arrays:
        return Part(name, shape, arrays["weight"])
    length = shape_of(arrays["bias"], called["bias"])
    if length != shape[:1]:
        raise OperandError(
            say(
                "{called} has shape {length}, but {weight} {shape}, which needs a bias {rows}",
                called=called["bias"],
                length=length,
                weight=called["weight"],
                shape=shape,
                rows=shape[:1],
            )
        )
    return Part(name, shape, arrays["weight"], arrays["bias"])


def _in_order(parts: list[Part]) -> list[Part]:
    """The modules of a whole state_dict in the order in which they run, if that can be known."""
    for part in parts:
        if part.is_linear and part.bias is None and "emb" in part.name.lower().rpartition(".")[2]:
            raise OperandError(
                say(
                    "{part} seems to be an Embedding: only Linear layers can be taken; {choose}",
                    part=part,
                    choose=say(_CHOOSE),
                )
            )
    if len({_numbered(part.name)[0] for part in parts}) < 2:
        return sorted(parts, key=lambda part: _numbered(part.name))
    listed = shown(str([part.name for part in parts]), 200)
    # Modules of several parents may be networks side by side, whose sizes may fit together all the same.
    siblings = len({_numbered(part.name.rpartition(".")[0])[0] for part in parts}) < 2
    if not siblings or len(parts) > _MOST_ORDERED_BY_SIZE or not all(part.is_linear for part in parts):
        raise OperandError(
            say("the order of the layers is not known: layers={listed} gives it, if it is this", listed=listed)
        )
    orders = [order for order in permutations(parts) if all(_may_follow(*pair) for pair in pairwise(order))]
    if not orders:
        sizes = shown(", ".join(map(str, parts)), 200)
        raise OperandError(
            say(
                "in no order does each of these layers fit the one before: {sizes}; {choose}",
                sizes=sizes,
                choose=say(_CHOOSE),
            )
        )
    if len(orders) > 1:
        raise OperandError(
            say("the layers fit in more than one order: layers={listed} gives it, if it is this", listed=listed)
        )
    return list(orders[0])


def _may_follow(before: Part, after: Part) -> bool:
    (one, numbers), (other, later) = _numbered(before.name), _numbered(after.name)
    return _fits(before, after) and (one != other or numbers < later)


def _fits(before: Part, after: Part) -> bool:
    return before.shape[0] == after.shape[1]


def _numbered(name: str) -> tuple[str, list[tuple[int, str]]]:
    """A name without its numbers, and these in a form that sorts as numbers do, however long."""
    digits = [number.lstrip("0") for number in re.findall("[0-9]+", name)]
    return re.sub("[0-9]+", "#", name), [(len(number), number) for number in digits]


def shape_of(entry: Any, name: str) -> tuple[int, ...]:
    """The shape of an array, a tensor, or nested lists; errors call it `name`."""
    if not hasattr(entry, "shape"):
        entry = as_array(entry, name, OperandError)
    return tuple(map(int, entry.shape))


def split(key: str) -> tuple[str, str]:
    """The name of a module, and that of the array in it, which `key` is made of.

    >>> split("net.0.weight"), split("weight")
    (('net.0', 'weight'), ('', 'weight'))
    """
    module, _, array = key.rpartition(".")
    return module, array


def key_of(module: str, array: str) -> str:
    """The name of an array in a module: what `split` takes apart.

    >>> key_of("net.0", "weight"), key_of("", "weight")
    ('net.0.weight', 'weight')
    """
    return f"{module}.{array}" if module else array


def different(names: Sequence[str]) -> list[str]:
    """Names of modules, each once. Raises `OperandError` for anything else."""
    listed = [names] if isinstance(names, str) else list(names)
    for i, name in enumerate(listed):
        if not isinstance(name, str) or name in listed[:i]:
            raise OperandError(say("layers must be different names of modules, not {names}", names=quoted(names)))
    return listed

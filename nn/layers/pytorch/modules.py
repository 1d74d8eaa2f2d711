"""PyTorch's modules as ours: which activation each is, and the layers of a Sequential.

Modules are told by the names of their classes and by their settings, so that PyTorch need not be installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from autograd import OperandError
from autograd.language import say, template
from autograd.notation import quoted, shown
from nn.layers.layer import Layer
from nn.layers.neuron import Activation
from nn.layers.pytorch.arrays import layers_of
from nn.layers.pytorch.parts import parts_of

#: Settings of a module, and the values they may have.
Settings = dict[str, tuple[Any, ...]]


class Twin(NamedTuple):
    """The activation of ours that a module computes, if its settings are among these."""

    name: str
    settings: Settings


#: Softplus: PyTorch's is z itself where z > 20, at most e⁻²⁰ ≈ 2·10⁻⁹ less than log(1 + eᶻ).
TWINS = {
    "Identity": Twin("linear", {}),
    "ReLU": Twin("relu", {}),
    "LeakyReLU": Twin("leaky_relu", {"negative_slope": (0.01,)}),
    "PReLU": Twin("prelu", {}),
    "Sigmoid": Twin("sigmoid", {}),
    "Tanh": Twin("tanh", {}),
    "Softplus": Twin("softplus", {"beta": (1,), "threshold": (20,)}),
    "Hardtanh": Twin("hard_tanh", {"min_val": (-1,), "max_val": (1,)}),
    "LogSigmoid": Twin("logsigmoid", {}),
    "SiLU": Twin("silu", {}),
    "GELU": Twin("gelu", {"approximate": ("none",)}),
    "ELU": Twin("elu", {"alpha": (1,)}),
    "SELU": Twin("selu", {}),
    "Mish": Twin("mish", {}),
    "Softmax": Twin("softmax", {"dim": (1, -1)}),
}
#: Functions, `torch.tanh` and those in torch.nn.functional, by their names; settings are at their defaults there.
_FUNCTIONS = {
    **{twin.name: twin.name for twin in TWINS.values() if twin.name not in ("linear", "prelu")},
    "hardtanh": "hard_tanh",
    "log_sigmoid": "logsigmoid",
}
#: Modules that leave a row as it is, with the settings for which they do, and these in words.
_NOTHING: dict[str, Settings] = {
    "Identity": {},
    "Dropout": {"training": (False,)},
    "Flatten": {"start_dim": (1,), "end_dim": (-1,)},
}
_NOTHING_WHEN = {"Dropout": template("after eval()"), "Flatten": template("with start_dim=1 and end_dim=-1")}
_REST_OF_IT = template("MLP.from_state_dict takes its numbers alone")


def activation_of(given: Any) -> Activation:
    """The activation that `given` means: a name of ours, a name, module, class or function of PyTorch's, or a function.

    >>> activation_of("tanh"), activation_of("LeakyReLU")
    ('tanh', 'leaky_relu')

    What it may not be is left to the Layer that gets it. Raises `OperandError` for a module or function of PyTorch's
    whose formula none of our activations has.
    """
    if isinstance(given, str):
        return TWINS[given].name if given in TWINS else given
    if isinstance(given, type) or not callable(given) or hasattr(given, "__name__"):  # a class or a function
        if not _is_from_torch(given):
            return given  # type: ignore[no-any-return]  # a function of one's own, or what a Layer refuses
        name = str(given.__name__)
        if isinstance(given, type) and name in TWINS:
            return TWINS[name].name
        if name in _FUNCTIONS:
            return _FUNCTIONS[name]
    else:
        kind = _class_of(given)
        if not _is_from_torch(kind):
            return given  # type: ignore[no-any-return]
        twin = TWINS.get(kind.__name__)
        if twin is not None and _has(given, twin.settings):
            return twin.name
    raise OperandError(
        say(
            "no activation here has the formula of {given}: give a function from Value to Value",
            given=quoted(given, 80),
        )
    )


def layers_of_sequential(module: Any) -> list[Layer]:
    """The layers of a Linear module, or of a Sequential of Linear modules and activations, which may be nested.

    Raises `OperandError` for any other module in it, with its name.
    """
    if not hasattr(module, "state_dict") or not _is_from_torch(_class_of(module)):
        raise OperandError(
            say("from_torch takes a Linear module or a Sequential of PyTorch's, not {module}", module=quoted(module))
        )
    names: list[str] = []
    activations: list[list[Activation]] = []
    for name, part in _steps(module, ""):
        kind = _class_of(part).__name__
        what = say("{name} is {part}", name=shown(name) or say("the module"), part=shown(str(part), 80))
        if kind == "Linear":
            names.append(name)
            activations.append([])
        elif kind in _NOTHING:
            if not _has(part, _NOTHING[kind]):
                raise OperandError(
                    say(
                        "{what}, which changes a row: only {nothing_when} it is left out",
                        what=what,
                        nothing_when=say(_NOTHING_WHEN[kind]),
                    )
                )
        elif kind not in TWINS:
            raise OperandError(
                say(
                    "{what}: only Linear modules and these activations can be taken: {twins}",
                    what=what,
                    twins=list(TWINS),
                )
            )
        elif not activations or activations[-1]:
            raise OperandError(say("{what}: an activation must follow a Linear module directly", what=what))
        else:
            activations[-1].append(activation_of(part))
            names += [name] if kind == "PReLU" else []
    _refuse_shared(module)
    return layers_of(parts_of(module.state_dict(), names), [own[0] if own else "linear" for own in activations])


def _steps(module: Any, name: str) -> Iterator[tuple[str, Any]]:
    """The modules of a Sequential one after the other, with their names; the same one may come several times."""
    kind = _class_of(module)
    if getattr(module, "_forward_hooks", None) or getattr(module, "_forward_pre_hooks", None):
        raise OperandError(
            say(
                "{name} has hooks, which are Python code: {rest_of_it}",
                name=shown(name) or say("the module"),
                rest_of_it=say(_REST_OF_IT),
            )
        )
    if getattr(type(module), "forward", None) is not getattr(kind, "forward", None):
        raise OperandError(
            say(
                "{name} has a forward() of its own, Python code: {rest_of_it}",
                name=shown(name) or say("the module"),
                rest_of_it=say(_REST_OF_IT),
            )
        )
    if kind.__name__ == "Sequential":
        for child, inner in module._modules.items():  # named_children() leaves out what stands there a second time
            yield from _steps(inner, f"{name}.{child}" if name else child)
    else:
        yield name, module


def _refuse_shared(module: Any) -> None:
    """Raise for a parameter that has several places: in layers of ours it would become several."""
    first: dict[int, str] = {}
    for name, parameter in module.named_parameters(remove_duplicate=False):
        other = first.setdefault(id(parameter), name)
        if other != name:
            raise OperandError(
                say(
                    "{other} and {name} are one parameter, which stands in two places",
                    other=shown(other),
                    name=shown(name),
                )
            )


def _class_of(module: Any) -> type:
    """The class of PyTorch's that this module is made of, or its own."""
    return next((kind for kind in type(module).__mro__ if _is_from_torch(kind)), type(module))


def _is_from_torch(thing: Any) -> bool:
    return f"{getattr(thing, '__module__', '')}.".startswith("torch.")


def _has(module: Any, settings: Settings) -> bool:
    return all(getattr(module, name, None) in values for name, values in settings.items())

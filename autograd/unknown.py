"""What is said of a name or a function of a formula that nobody knows: what there is, and what may have been meant."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from autograd.errors import ExpressionError
from autograd.hints import meant_by
from autograd.language import say
from autograd.notation import shown
from autograd.statements import MAX_NAME

#: Whether something is the name of a function.
IsFunction = Callable[[str], Any]


def unknown_name(
    name: str, known: Mapping[str, Any], lists: Mapping[str, Any], assigned: Collection[str], is_function: IsFunction
) -> ExpressionError:
    """The error for a name without a value: `known` have one, `lists` are arrays, `assigned` get one somewhere."""
    if is_function(name):
        return ExpressionError(say("{name} is a function: write {name}(…)", name=name))
    listed = shown(", ".join(list(known)[:10]) + ", …" * (len(known) > 10) or "pi", 100)
    if name == "e" and "e" in assigned:
        sentence = say("e has no value yet, and is not Euler's number where something is called e: write exp(x)")
    elif name == "e":
        sentence = say(
            "unknown name e; known: {listed}; Euler's number is known as the base of a power, e^x", listed=listed
        )
    elif meant := meant_by(name, (*known, *lists)):
        sentence = say(
            "unknown name {name}, did you mean {meant}?; known: {listed}", name=shown(name), meant=meant, listed=listed
        )
    elif factors := _factors(name, known, is_function):
        product = "*".join(factors)
        sentence = say(
            "unknown name {name}; known: {listed}; for a product write {product}",
            name=name, listed=listed, product=product,
        )  # fmt: skip
    else:
        sentence = say("unknown name {name}; known: {listed}", name=shown(name), listed=listed)
    return ExpressionError(sentence)


def unknown_function(
    name: str, known: Mapping[str, Any], lists: Mapping[str, Any], functions: Iterable[str], is_function: IsFunction
) -> ExpressionError:
    """The error for a bracket behind a name that is no function's; `functions` are the names of those there are."""
    if name in lists:
        sentence = say("{name} is an array, not a function: for a product write {name} @ (…) or {name}*(…)", name=name)
    elif factors := _factors(name, known, is_function):
        sentence = say(
            "unknown function {name}: for a product write {product}(…)", name=name, product="*".join(factors)
        )
    elif meant := meant_by(name, functions):
        sentence = say("unknown function {name}, did you mean {meant}?", name=shown(name), meant=meant)
    else:
        sentence = say(
            "unknown function {name}; behind a name without a value a bracket is no product", name=shown(name)
        )
    return ExpressionError(sentence)


def _factors(name: str, known: Mapping[str, Any], is_function: IsFunction) -> tuple[str, str] | None:
    """Two known names that were perhaps written side by side."""
    parts = [(name[:i], name[i:]) for i in range(1, min(len(name), MAX_NAME))]
    return next((pair for pair in parts if pair[0] in known and (pair[1] in known or is_function(pair[1]))), None)

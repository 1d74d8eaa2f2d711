"""Every public name, from its docstring: as Markdown, which is how the docstrings are written."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from autograd.operation import Op

#: The groups of the page about `autograd`, in their order: what is in none of them is a row of the table.
GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "autograd": {
        "Values and graphs": (
            "Value", "values", "Op", "backward", "names", "edges", "Edge", "leaves", "topological_order", "no_grad",
        ),
        "Functions of several operands": ("clip", "dot", "logsumexp", "norm", "softmax", "total", "where"),
        "Derivatives of functions": (
            "grad", "value_and_grad", "jacobian", "hessian", "jvp", "vjp", "hvp", "derivative", "gradcheck",
        ),
        "Formulas as text": ("parse",),
        "See": (
            "explain", "Explanation", "write_path", "paths", "Path", "count_paths", "draw", "Drawing", "explore",
            "Page", "Training",
        ),
        "Check": ("audit", "Report", "read_sheet", "check", "Check"),
        "A class": ("worksheet", "grade"),
        "Array speed": ("compile", "Program"),
        "Errors and warnings": (
            "ChainruleError", "OperandError", "UndefinedError", "DivisionByZeroError", "TooLargeError", "StaleError",
            "GradientError", "UnmeasurableError", "TraceError", "ExpressionError", "DrawingError",
            "MissingPackageError", "KinkWarning", "LegibilityWarning", "VanishingWarning",
        ),
    },
    "nn": {
        "Networks": ("Module", "Neuron", "Layer", "MLP", "draw_network"),
        "Losses and data": ("losses", "datasets"),
        "Optimizers": ("SGD", "Adam", "AdamW", "RMSprop", "cosine", "step_decay", "warmup"),
        "Training": ("fit", "History", "evaluate", "predict", "NotCompiledWarning"),
        "Files": ("save", "load"),
        "Worked examples": ("walkthroughs",),
    },
}  # fmt: skip


def lines(package: str) -> Iterator[str]:
    """Every public name of a package, by groups."""
    module = import_module(package)
    for title, group in GROUPS[package].items():
        yield from (f"## {title}", "")
        for name in group:
            yield from entry(f"{package}.{name}", getattr(module, name))
    rows = [name for name in module.__all__ if isinstance(getattr(module, name), Op)]
    if rows:
        yield from ("## Operations", "")
        yield "Each is a row of the [table of operations](operations.md): on numbers, Values and arrays alike."
        yield ""
        yield ", ".join(f"{{ref}}`{name} <operation-{getattr(module, name).name}>`" for name in rows)


def entry(name: str, thing: Any) -> Iterator[str]:
    """One public name."""
    if isinstance(thing, ModuleType):
        yield from described("module", name, "", thing, members(name, thing))
    elif isinstance(thing, type):
        is_error = issubclass(thing, BaseException)
        signature = "" if is_error else _signature(thing)
        parents = [f"A {', '.join(f'`{base.__name__}`' for base in thing.__bases__)}.", ""] if is_error else []
        yield from described("class", name, signature, thing, parents or members(name, thing))
    else:
        yield from described("function", name, _signature(thing), thing)


def described(kind: str, name: str, signature: str, thing: Any, inside: Any = ()) -> Iterator[str]:
    """A directive of Sphinx's Python domain, with the docstring in it."""
    inside = list(inside)
    fence = ":" * (6 if kind in ("class", "module") else 5)
    if kind == "module":
        yield from (f"(module-{name})=", f"### `{name}`", "", *markdown(inspect.getdoc(thing) or ""), "", *inside, "")
        return
    yield f"{fence}{{py:{kind}}} {name}{signature}"
    yield ""
    yield from markdown(inspect.getdoc(thing) or "")
    yield from ("", *inside, fence, "")


def members(name: str, thing: Any) -> Iterator[str]:
    """The public functions of a module, or the public methods and properties of a class, inherited ones included."""
    if isinstance(thing, ModuleType):
        for member in getattr(thing, "__all__", None) or [m for m in vars(thing) if _is_own(thing, m)]:
            held = getattr(thing, member)
            if callable(held):
                yield from described("function", f"{name}.{member}", _signature(held), held)
        return
    for member, held in inspect.getmembers_static(thing) if hasattr(inspect, "getmembers_static") else _static(thing):
        if member.startswith("_") or not _is_of_ours(thing, member):
            continue
        if isinstance(held, property) and held.__doc__:
            yield from described("property", member, "", held)
        elif isinstance(held, classmethod | staticmethod) and held.__func__.__doc__:
            yield from described(
                "method", member, _signature(held.__func__, bound=isinstance(held, classmethod)), held.__func__
            )
        elif inspect.isfunction(held) and held.__doc__:
            yield from described("method", member, _signature(held, bound=True), held)


def _static(thing: type) -> list[tuple[str, Any]]:
    return sorted({name: held for base in reversed(thing.__mro__) for name, held in vars(base).items()}.items())


def _is_own(module: ModuleType, name: str) -> bool:
    held = getattr(module, name)
    return inspect.isfunction(held) and held.__module__ == module.__name__ and not name.startswith("_")


def _is_of_ours(thing: type, member: str) -> bool:
    home = next(base for base in thing.__mro__ if member in vars(base))
    return home.__module__.split(".")[0] in ("autograd", "nn")


def _signature(thing: Callable[..., Any], bound: bool = False) -> str:
    """How it is called, without annotations, which the docstrings say in words."""
    try:
        signature = inspect.signature(thing)
    except (TypeError, ValueError):
        return "()"
    parameters = list(signature.parameters.values())[1 if bound else 0 :]
    plain = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in parameters]
    text = str(signature.replace(parameters=plain, return_annotation=inspect.Signature.empty))
    return re.sub(r"<([\w.]+)[^<>]*>", r"\1", text)


def markdown(docstring: str) -> Iterator[str]:
    """A docstring as Markdown: examples in a fence of their own."""
    inside = False
    for line in docstring.splitlines():
        if line.startswith(">>>") and not inside:
            inside = True
            yield "```pycon"
        elif inside and not line.strip():
            inside = False
            yield "```"
        yield line
    if inside:
        yield "```"


def docstring(name: str) -> Iterator[str]:
    """The docstring of `package.module.name`."""
    module, _, attribute = name.rpartition(".")
    return markdown(inspect.getdoc(getattr(import_module(module), attribute)) or "")

"""chainrule: scalar reverse-mode automatic differentiation one can see, check and trust."""

from __future__ import annotations

import os
from _thread import RLock  # threading's own, which takes longer to import
from importlib import import_module

from autograd.errors import (
    ChainruleError,
    DivisionByZeroError,
    DrawingError,
    ExpressionError,
    GradientError,
    KinkWarning,
    LegibilityWarning,
    MissingPackageError,
    OperandError,
    StaleError,
    TooLargeError,
    TraceError,
    UndefinedError,
    UnmeasurableError,
    VanishingWarning,
)
from autograd.naming import names
from autograd.neighbours import refuse_a_mixture
from autograd.notation import quoted
from autograd.operation import Op
from autograd.ops import (
    absolute,
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    cbrt,
    ceil,
    clip,
    copysign,
    cos,
    cosh,
    dot,
    elu,
    erf,
    exp,
    exp2,
    expm1,
    floor,
    gelu,
    hard_tanh,
    hypot,
    leaky_relu,
    log,
    log1p,
    log2,
    log10,
    logsigmoid,
    logsumexp,
    maximum,
    minimum,
    mish,
    mod,
    norm,
    relu,
    selu,
    sigmoid,
    sign,
    silu,
    sin,
    sinh,
    softmax,
    softplus,
    sqrt,
    stop_gradient,
    tan,
    tanh,
    total,
    weighted,
    where,
)
from autograd.order import topological_order
from autograd.stand_ins import no_grad
from autograd.value import Value, backward, values
from autograd.version import VERSION

#: Of typing, which takes longer to import than the engine; type checkers know the name.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from autograd.auditor import Report, audit, read_sheet
    from autograd.checking import gradcheck
    from autograd.classroom import grade, worksheet
    from autograd.drawing import Drawing, draw
    from autograd.explanation import Explanation, explain, write_path
    from autograd.explorer import Page, Training, explore
    from autograd.expression import parse
    from autograd.graph import Edge, edges, leaves
    from autograd.program import Program, compile
    from autograd.reader import Check, check
    from autograd.routes import Path, count_paths, paths
    from autograd.transforms import derivative, grad, hessian, hvp, jacobian, jvp, value_and_grad, vjp

__version__ = VERSION

refuse_a_mixture(__path__)

#: Names that are imported when somebody asks for them: what differentiates functions, shows, checks and compiles graphs
#: takes longer to import than the engine, and a program that only records and sweeps need not wait for it.
_WHEN_ASKED = {
    "autograd.auditor": ("Report", "audit", "read_sheet"),
    "autograd.checking": ("gradcheck",),
    "autograd.classroom": ("grade", "worksheet"),
    "autograd.drawing": ("Drawing", "draw"),
    "autograd.explanation": ("Explanation", "explain", "write_path"),
    "autograd.explorer": ("Page", "Training", "explore"),
    "autograd.expression": ("parse",),
    "autograd.graph": ("Edge", "edges", "leaves"),
    "autograd.program": ("Program", "compile"),
    "autograd.reader": ("Check", "check"),
    "autograd.routes": ("Path", "count_paths", "paths"),
    "autograd.transforms": ("derivative", "grad", "hessian", "hvp", "jacobian", "jvp", "value_and_grad", "vjp"),
}
_HOME = {name: module for module, names_in_it in _WHEN_ASKED.items() for name in names_in_it}

#: One thread imports at a time. Python locks each module, a package beside what is in it: two threads that come to the
#: same modules by different ways can hold what the other waits for, and then one is given a module half made.
_one_by_one = RLock()


def _unlock_in_a_child() -> None:
    """A process forked while another thread was importing has the lock, but not the thread that would open it."""
    global _one_by_one
    _one_by_one = RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_unlock_in_a_child)


def __getattr__(name: str) -> Any:
    """A public name that has not been asked for yet."""
    if name not in _HOME:
        raise AttributeError(f"module 'autograd' has no attribute {quoted(name)}")
    with _one_by_one:
        try:
            module = import_module(_HOME[name])
        except ModuleNotFoundError as error:
            if error.name != "numpy":
                raise
            return _needs_numpy(name)
        thing = globals()[name] = getattr(module, name)
    return thing


def _needs_numpy(name: str) -> type:
    """What stands for a name where there is no NumPy: `from autograd import *` works, a call says what is missing."""

    def refuse(cls: type, *arguments: object, **more: object) -> None:
        raise MissingPackageError(f"{name} needs NumPy: pip install numpy")

    return type(name, (), {"__new__": refuse})


def __dir__() -> list[str]:
    """All public names, those not asked for yet included."""
    return sorted({*globals(), *_HOME})


__all__ = [
    "ChainruleError",
    "Check",
    "DivisionByZeroError",
    "Drawing",
    "DrawingError",
    "Edge",
    "Explanation",
    "ExpressionError",
    "GradientError",
    "KinkWarning",
    "LegibilityWarning",
    "MissingPackageError",
    "Op",
    "OperandError",
    "Page",
    "Path",
    "Program",
    "Report",
    "StaleError",
    "TooLargeError",
    "TraceError",
    "Training",
    "UndefinedError",
    "UnmeasurableError",
    "Value",
    "VanishingWarning",
    "absolute",
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "audit",
    "backward",
    "cbrt",
    "ceil",
    "check",
    "clip",
    "compile",
    "copysign",
    "cos",
    "cosh",
    "count_paths",
    "derivative",
    "dot",
    "draw",
    "edges",
    "elu",
    "erf",
    "exp",
    "exp2",
    "explain",
    "explore",
    "expm1",
    "floor",
    "gelu",
    "grad",
    "gradcheck",
    "grade",
    "hard_tanh",
    "hessian",
    "hvp",
    "hypot",
    "jacobian",
    "jvp",
    "leaky_relu",
    "leaves",
    "log",
    "log1p",
    "log2",
    "log10",
    "logsigmoid",
    "logsumexp",
    "maximum",
    "minimum",
    "mish",
    "mod",
    "names",
    "no_grad",
    "norm",
    "parse",
    "paths",
    "read_sheet",
    "relu",
    "selu",
    "sigmoid",
    "sign",
    "silu",
    "sin",
    "sinh",
    "softmax",
    "softplus",
    "sqrt",
    "stop_gradient",
    "tan",
    "tanh",
    "topological_order",
    "total",
    "value_and_grad",
    "values",
    "vjp",
    "weighted",
    "where",
    "worksheet",
    "write_path",
]

"""chainrule: scalar reverse-mode automatic differentiation one can see, check and trust."""

from typing import TYPE_CHECKING, Any

from autograd.auditor import Report, audit, read_sheet
from autograd.checking import gradcheck
from autograd.drawing import Drawing, draw
from autograd.errors import (
    ChainruleError,
    DivisionByZeroError,
    DrawingError,
    ExpressionError,
    GradientError,
    OperandError,
    TooLargeError,
    TraceError,
    UndefinedError,
)
from autograd.explanation import Explanation, explain, write_path
from autograd.explorer import Page, Training, explore
from autograd.expression import parse
from autograd.graph import Edge, Path, count_paths, edges, leaves, names, paths, topological_order
from autograd.operation import Op
from autograd.ops import (
    absolute,
    cos,
    dot,
    exp,
    hard_tanh,
    leaky_relu,
    log,
    logsumexp,
    maximum,
    minimum,
    relu,
    sigmoid,
    sin,
    softmax,
    softplus,
    sqrt,
    tan,
    tanh,
    total,
)
from autograd.transforms import derivative, grad, hessian, hvp, jacobian, jvp, value_and_grad
from autograd.value import Value, values

if TYPE_CHECKING:
    from autograd.program import Program, compile

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """`compile` and `Program`, when asked for: they need NumPy, and importing that takes longer than all the rest."""
    if name in ("Program", "compile"):
        from autograd import program

        return getattr(program, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "ChainruleError",
    "DivisionByZeroError",
    "Drawing",
    "DrawingError",
    "Edge",
    "Explanation",
    "ExpressionError",
    "GradientError",
    "Op",
    "OperandError",
    "Page",
    "Path",
    "Program",
    "Report",
    "TooLargeError",
    "TraceError",
    "Training",
    "UndefinedError",
    "Value",
    "absolute",
    "audit",
    "compile",
    "cos",
    "count_paths",
    "derivative",
    "dot",
    "draw",
    "edges",
    "exp",
    "explain",
    "explore",
    "grad",
    "gradcheck",
    "hard_tanh",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "leaky_relu",
    "leaves",
    "log",
    "logsumexp",
    "maximum",
    "minimum",
    "names",
    "parse",
    "paths",
    "read_sheet",
    "relu",
    "sigmoid",
    "sin",
    "softmax",
    "softplus",
    "sqrt",
    "tan",
    "tanh",
    "topological_order",
    "total",
    "value_and_grad",
    "values",
    "write_path",
]

"""chainrule: scalar reverse-mode automatic differentiation one can see, check and trust."""

from autograd.ops import (
    Op,
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
from autograd.value import Value, values

__version__ = "0.1.0"

__all__ = [
    "Op",
    "Value",
    "absolute",
    "cos",
    "dot",
    "exp",
    "hard_tanh",
    "leaky_relu",
    "log",
    "logsumexp",
    "maximum",
    "minimum",
    "relu",
    "sigmoid",
    "sin",
    "softmax",
    "softplus",
    "sqrt",
    "tan",
    "tanh",
    "total",
    "values",
]

"""The calculus: one row per operation, and nothing about an operation anywhere else.

A row says how to compute an operation on floats and on arrays, how to write it, where it is differentiable, and its
local partials `partials(out, *operands)`: one derivative per operand, given the operands and the result. A rule uses
only Python's operators and other rows, so the same rule runs on floats, on Values (gradients that are graphs
themselves), on arrays and on symbols.

Rules hold to a few units in the last place over the whole domain, where a function saturates too: nothing is subtracted
from 1 that may be close to it. Where the form one knows from paper would lose digits, the row gives that form besides,
for formulas (`shown`). What holds at kinks is stated beside each row and collected in `CONVENTIONS`.

The rows stand by family, each file one, and each file imports only families that need not know it.
"""

from autograd.operation import Op
from autograd.ops.activations import elu, gelu, logsigmoid, mish, selu, sigmoid, silu, softplus
from autograd.ops.arithmetic import add, divide, identity, multiply, negate, stop_gradient, subtract, weighted
from autograd.ops.choices import (
    CHOOSING,
    COMPARISONS,
    both,
    choice,
    either,
    equal,
    greater,
    greater_equal,
    less,
    less_equal,
    not_equal,
    opposite,
    where,
)
from autograd.ops.exponentials import exp, exp2, expm1, log, log1p, log2, log10, times_log
from autograd.ops.hyperbolic import acosh, asinh, atanh, cosh, sech, sinh, tanh
from autograd.ops.kinks import absolute, clip, clipped, hard_tanh, leaky_relu, maximum, minimum, relu
from autograd.ops.lengths import component, hyperbola, hypot, length, norm, semicircle
from autograd.ops.normal import erf, gaussian, normal_cdf, normal_density
from autograd.ops.powers import cbrt, exponential, power, sqrt
from autograd.ops.rounding import PIECES, ceil, compared, copysign, floor, floor_divide, mod, rounded, sign, step
from autograd.ops.sums import dot, inner_product, log_sum_exp, logsumexp, share, softmax, summation, total
from autograd.ops.table import CONVENTIONS, JUMPS, TABLE, row, written_partials
from autograd.ops.trigonometry import acos, asin, atan, atan2, cos, sin, tan

__all__ = [
    "CHOOSING",
    "COMPARISONS",
    "CONVENTIONS",
    "JUMPS",
    "PIECES",
    "TABLE",
    "Op",
    "absolute",
    "acos",
    "acosh",
    "add",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "both",
    "cbrt",
    "ceil",
    "choice",
    "clip",
    "clipped",
    "compared",
    "component",
    "copysign",
    "cos",
    "cosh",
    "divide",
    "dot",
    "either",
    "elu",
    "equal",
    "erf",
    "exp",
    "exp2",
    "expm1",
    "exponential",
    "floor",
    "floor_divide",
    "gaussian",
    "gelu",
    "greater",
    "greater_equal",
    "hard_tanh",
    "hyperbola",
    "hypot",
    "identity",
    "inner_product",
    "leaky_relu",
    "length",
    "less",
    "less_equal",
    "log",
    "log1p",
    "log2",
    "log10",
    "log_sum_exp",
    "logsigmoid",
    "logsumexp",
    "maximum",
    "minimum",
    "mish",
    "mod",
    "multiply",
    "negate",
    "norm",
    "normal_cdf",
    "normal_density",
    "not_equal",
    "opposite",
    "power",
    "relu",
    "rounded",
    "row",
    "sech",
    "selu",
    "semicircle",
    "share",
    "sigmoid",
    "sign",
    "silu",
    "sin",
    "sinh",
    "softmax",
    "softplus",
    "sqrt",
    "step",
    "stop_gradient",
    "subtract",
    "summation",
    "tan",
    "tanh",
    "times_log",
    "total",
    "weighted",
    "where",
    "written_partials",
]

"""Graphs in PyTorch, by its own functions and its own derivatives: lines of graphs come in, lines of answers go out.

It imports nothing of ours, so it runs under any Python that has PyTorch. A line is a list of graphs, each a pair of
leaves and steps; its answer has for each a value and the slopes by the leaves.
"""

from __future__ import annotations

import json
import math
import sys

import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
F = torch.nn.functional


def stack(xs):
    return torch.stack([x if isinstance(x, torch.Tensor) else torch.tensor(float(x)) for x in xs])


def number(x):
    return x if isinstance(x, torch.Tensor) else torch.tensor(float(x))


def tensors(function):
    """For functions that want tensors where a graph has plain numbers."""
    return lambda *xs: function(*map(number, xs))


def dot(*xs):
    half = len(xs) // 2
    return torch.dot(stack(xs[:half]), stack(xs[half:]))


def comparison(function):
    return lambda a, b: function(number(a), number(b)).to(torch.float64) + 0 * number(a).detach()


TABLE = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "negate": torch.neg,
    "identity": lambda a: +a,
    "stop_gradient": lambda a: a.detach(),
    "power": lambda a, n: a**n,
    "exponential": tensors(torch.pow),
    "sign": torch.sign,
    "step": lambda a: torch.heaviside(a.detach(), torch.tensor(0.0)),
    "absolute": torch.abs,
    "relu": F.relu,
    "leaky_relu": lambda a, slope: (
        torch.where(a > 0, a, slope * a) if isinstance(slope, torch.Tensor) else F.leaky_relu(a, slope)
    ),
    "hard_tanh": F.hardtanh,
    "maximum": tensors(torch.maximum),
    "minimum": tensors(torch.minimum),
    "exp": torch.exp,
    "log": torch.log,
    "sqrt": torch.sqrt,
    "sin": torch.sin,
    "cos": torch.cos,
    "tan": torch.tan,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softplus": F.softplus,
    "total": lambda *xs: stack(xs).sum(),
    "dot": dot,
    "logsumexp": lambda *xs: torch.logsumexp(stack(xs), 0),
    "share": lambda *xs: torch.softmax(stack(xs), 0)[0],
    "weighted": lambda weight, a: weight * a,
    "times_log": tensors(torch.xlogy),
    "expm1": torch.expm1,
    "exp2": torch.exp2,
    "log1p": torch.log1p,
    "log2": torch.log2,
    "log10": torch.log10,
    "cbrt": lambda a: torch.sign(a) * torch.abs(a) ** (1 / 3),
    "sinh": torch.sinh,
    "cosh": torch.cosh,
    "sech": lambda a: 1 / torch.cosh(a),
    "asinh": torch.asinh,
    "acosh": torch.acosh,
    "atanh": torch.atanh,
    "asin": torch.asin,
    "acos": torch.acos,
    "atan": torch.atan,
    "atan2": tensors(torch.atan2),
    "component": lambda a, length: a / length,
    "hypot": tensors(torch.hypot),
    "norm": lambda *xs: torch.linalg.vector_norm(stack(xs)),
    "semicircle": lambda a: torch.sqrt((1 - a) * (1 + a)),
    "hyperbola": lambda a: torch.sqrt((a - 1) * (a + 1)),
    "erf": torch.erf,
    "gaussian": lambda a: torch.exp(-a * a),
    "normal_density": lambda a: torch.exp(-a * a / 2) / math.sqrt(2 * math.pi),
    "normal_cdf": torch.special.ndtr,
    "logsigmoid": F.logsigmoid,
    "silu": F.silu,
    "gelu": F.gelu,
    "elu": lambda a, alpha: (
        torch.where(a > 0, a, alpha * torch.expm1(a)) if isinstance(alpha, torch.Tensor) else F.elu(a, alpha)
    ),
    "selu": F.selu,
    "mish": F.mish,
    "clip": lambda a, low, high: torch.clamp(a, number(low), number(high)),
    "compared": lambda a, b: torch.sign(a - b),
    "greater": comparison(torch.gt),
    "less": comparison(torch.lt),
    "greater_equal": comparison(torch.ge),
    "less_equal": comparison(torch.le),
    "equal": comparison(torch.eq),
    "not_equal": comparison(torch.ne),
    "where": lambda condition, a, b: torch.where(number(condition) != 0, number(a), number(b)),
    "copysign": lambda a, b: torch.copysign(a, number(b)),
    "floor": torch.floor,
    "ceil": torch.ceil,
    "rounded": lambda a, digits: torch.round(a, decimals=int(digits)),
    "floor_divide": lambda a, b: torch.floor_divide(
        a.detach(), number(b).detach()
    ),  # of which PyTorch has no derivative
    "mod": lambda a, b: torch.remainder(a, b),
}


def answer(leaves, steps, direction=None):
    """The value, and the slopes by the leaves; with a direction, the Hessian times that in their place."""
    variables = [torch.tensor(x, requires_grad=True) for x in leaves]
    nodes = list(variables)
    for name, operands in steps:
        nodes.append(TABLE[name](*(nodes[i] if type(i) is int else i for i in operands)))
    out = nodes[-1]
    if not out.requires_grad:
        return out.item(), [0.0] * len(leaves)
    slopes = torch.autograd.grad(out, variables, allow_unused=True, create_graph=direction is not None)
    if direction is not None:
        along = sum(slope * x for slope, x in zip(slopes, direction, strict=True) if slope is not None)
        if not isinstance(along, torch.Tensor) or not along.requires_grad:
            return out.item(), [0.0] * len(leaves)
        slopes = torch.autograd.grad(along, variables, allow_unused=True)
    return out.item(), [0.0 if slope is None else slope.item() for slope in slopes]


def main():
    print(json.dumps(f"PyTorch {torch.__version__}"), flush=True)
    for line in sys.stdin:
        print(json.dumps([answer(*graph) for graph in json.loads(line)]), flush=True)


if __name__ == "__main__":
    main()

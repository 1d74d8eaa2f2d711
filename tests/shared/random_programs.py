"""Functions of a row with parameters, made at random of all rows of the table, and what the engine says of them."""

from __future__ import annotations

import random

import numpy

from autograd import Op, Value, dot, log, logsumexp, norm, ops, softmax, tanh, total, where
from autograd.sweeps import backward_graph, sweep

cube = Op("cube", lambda a: a**3, partials=lambda out, a: (3 * a**2,))  # its forward can take arrays
clipped = Op("clipped", lambda a: a if a < 0.5 else 0.5, partials=lambda out, a: (1.0 if a < 0.5 else 0.0,))  # not


def random_function(seed: int):
    """A function of a row and a number with parameters, made of all rows of the table; and the parameters."""
    rng = random.Random(seed)
    parameters = [Value(rng.uniform(-1.5, 1.5), f"p{i}") for i in range(rng.randint(1, 6))]
    kinds = [*ops.TABLE, "cube", "clipped", "neuron", "softmax"]
    recipe = [(rng.choice(kinds), [rng.random() for _ in range(8)]) for _ in range(rng.randint(3, 60))]

    def f(x, y):
        nodes = [*parameters, *x, y, 0.5, 1.0, -2.0]
        for kind, u in recipe:
            a, b, c, d, e, g = (nodes[int(v**0.6 * len(nodes))] for v in u[:6])
            a = a + parameters[0] if not isinstance(a, Value) else a
            op = ops.TABLE.get(kind)
            if kind == "divide":
                out = a / (b * b + 1.0)
            elif kind == "power":
                out = tanh(a) ** (2 if u[6] < 0.5 else 3)
            elif kind == "exponential":
                out = (tanh(a) ** 2 + 0.5) ** (b if isinstance(b, Value) else a).tanh()
            elif kind in ("log", "sqrt", "log2", "log10", "log1p", "cbrt"):
                out = op(a * a + 0.3)
            elif kind in ("exp", "tan", "exp2", "expm1", "sinh", "cosh"):
                out = op(tanh(a))
            elif kind in ("asin", "acos", "atanh", "semicircle"):
                out = op(0.9 * tanh(a))
            elif kind in ("acosh", "hyperbola"):
                out = op(a * a + 1.1)
            elif kind in ("atan2", "times_log", "component"):
                out = op(a, b * b + 0.3)
            elif kind in ("floor", "ceil", "rounded", "mod", "floor_divide"):  # off the jumps
                out = op(0.37 * a + 0.011, *([1.3] * (kind in ("mod", "floor_divide"))))
            elif kind == "share":
                out = op(tanh(a), tanh(b), tanh(c))
            elif kind == "norm":
                out = norm([a, b, c])
            elif kind == "where":  # off the ties
                out = where(a > 0.37 * b + 0.011, c * y, d - a)
            elif kind == "clip":
                out = op(a, b, c)
            elif kind == "total":
                out = total([a, b, c, a])
            elif kind == "dot":
                out = dot([a, b, c], [d, e, g])
            elif kind == "logsumexp":
                out = logsumexp([tanh(a), tanh(b), tanh(c)])
            elif kind in ("cube", "clipped"):
                out = (cube if kind == "cube" else clipped)(tanh(a))
            elif kind == "neuron":
                out = sum((p * q for p, q in ((b, c), (c, d), (d, e), (e, g))), a)
            elif kind == "softmax":
                out = -log(softmax([tanh(a), 1.0 * y, 0.3])[0])
            else:
                out = op(a) if op.arity == 1 else op(a, b)
            nodes.append(0.3 * (tanh(out) if u[7] < 0.5 else out))
        return total(nodes[-4:])

    return f, parameters


def by_engine(f, parameters, *arrays):
    """Values of all rows, and the gradient of their mean with the sizes of what adds up to it."""
    values, slopes, sizes = [], numpy.zeros(len(parameters)), numpy.zeros(len(parameters))
    for row in zip(*arrays, strict=True):
        out = f(*([Value(v) for v in x] if numpy.ndim(x) else Value(x) for x in row))
        adjoint = sweep(out)
        here = numpy.array([adjoint.get(parameter, 0.0) for parameter in parameters])
        values.append(out.data)
        slopes += here
        sizes += abs(here)
    return numpy.array(values), slopes / len(values), sizes / len(values)


def second_by_engine(f, parameters, *arrays):
    """The Hessian of the mean over the rows, from gradients that are graphs themselves."""
    rows = [
        f(*([Value(v) for v in x] if numpy.ndim(x) else Value(x) for x in row)) for row in zip(*arrays, strict=True)
    ]
    slopes = backward_graph(total(rows) / len(rows), parameters)
    zeros = [0.0] * len(parameters)
    seconds = [backward_graph(slope, parameters) if isinstance(slope, Value) else zeros for slope in slopes]
    return numpy.array([[entry.data if isinstance(entry, Value) else entry for entry in row] for row in seconds])


def row_of_table(op: Op, rng: numpy.random.Generator):
    """An operation alone, of its parameters times a row's entries, in its domain; parameters and rows."""
    arity = op.arity or 4
    parameters = [Value(x) for x in rng.uniform(0.5, 1.5, size=arity)]

    def f(x):
        operands = [p * v for p, v in zip(parameters, x, strict=True)]
        if op.domain_of(0).high == 1:
            operands[0] = 0.3 * operands[0]
        elif op.domain_of(0).low == 1:
            operands[0] = 1 + operands[0]
        for i in op.fixed:
            operands[i] = 3.0
        return op(*operands)

    return f, parameters, rng.uniform(0.3, 2.0, size=(12, arity))

"""Graphs in JAX, by its own functions and derivatives, and by our rules run in JAX: lines of graphs in, of answers out.

XLA takes a second or more to compile a graph, so the graphs are data: one compiled loop reads steps and does each by a
switch among all operations. Its gradient is `jax.grad` of that loop, and that of a step `jax.vjp` of its operation.
With the argument `table`, the operations are those of our table as programs have them in JAX, with our derivatives;
otherwise nothing of ours is imported.
"""

from __future__ import annotations

import json
import os
import sys

import jax
import jax.numpy as jnp
import numpy
from jax import lax

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")
if cache := os.environ.get("ORACLES_XLA_CACHE"):  # compiling the loop takes half a minute
    jax.config.update("jax_compilation_cache_dir", cache)


def dot(*xs):
    half = len(xs) // 2
    return jnp.dot(jnp.stack(xs[:half]), jnp.stack(xs[half:]))


def rounded(a, digits):
    return jnp.round(a * 10.0**digits) / 10.0**digits


TABLE = {
    "add": jnp.add,
    "subtract": jnp.subtract,
    "multiply": jnp.multiply,
    "divide": jnp.divide,
    "negate": jnp.negative,
    "identity": jnp.positive,
    "stop_gradient": lax.stop_gradient,
    "power": jnp.power,
    "exponential": jnp.power,
    "sign": jnp.sign,
    "step": lambda a: jnp.heaviside(a, 0.0),
    "absolute": jnp.abs,
    "relu": jax.nn.relu,
    "leaky_relu": jax.nn.leaky_relu,
    "hard_tanh": jax.nn.hard_tanh,
    "maximum": jnp.maximum,
    "minimum": jnp.minimum,
    "exp": jnp.exp,
    "log": jnp.log,
    "sqrt": jnp.sqrt,
    "sin": jnp.sin,
    "cos": jnp.cos,
    "tan": jnp.tan,
    "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid,
    "softplus": jax.nn.softplus,
    "total": lambda *xs: jnp.stack(xs).sum(),
    "dot": dot,
    "logsumexp": lambda *xs: jax.scipy.special.logsumexp(jnp.stack(xs)),
    "share": lambda *xs: jax.nn.softmax(jnp.stack(xs))[0],
    "weighted": jnp.multiply,
    "times_log": jax.scipy.special.xlogy,
    "expm1": jnp.expm1,
    "exp2": jnp.exp2,
    "log1p": jnp.log1p,
    "log2": jnp.log2,
    "log10": jnp.log10,
    "cbrt": jnp.cbrt,
    "sinh": jnp.sinh,
    "cosh": jnp.cosh,
    "sech": lambda a: 1 / jnp.cosh(a),
    "asinh": jnp.arcsinh,
    "acosh": jnp.arccosh,
    "atanh": jnp.arctanh,
    "asin": jnp.arcsin,
    "acos": jnp.arccos,
    "atan": jnp.arctan,
    "atan2": jnp.arctan2,
    "component": jnp.divide,
    "hypot": jnp.hypot,
    "norm": lambda *xs: jnp.linalg.norm(jnp.stack(xs)),
    "semicircle": lambda a: jnp.sqrt((1 - a) * (1 + a)),
    "hyperbola": lambda a: jnp.sqrt((a - 1) * (a + 1)),
    "erf": jax.scipy.special.erf,
    "gaussian": lambda a: jnp.exp(-a * a),
    "normal_density": jax.scipy.stats.norm.pdf,
    "normal_cdf": jax.scipy.stats.norm.cdf,
    "logsigmoid": jax.nn.log_sigmoid,
    "silu": jax.nn.silu,
    "gelu": lambda a: jax.nn.gelu(a, approximate=False),
    "elu": jax.nn.elu,
    "selu": jax.nn.selu,
    "mish": jax.nn.mish,
    "clip": jnp.clip,
    "compared": lambda a, b: jnp.sign(a - b),
    "greater": lambda a, b: (a > b) * 1.0,
    "less": lambda a, b: (a < b) * 1.0,
    "greater_equal": lambda a, b: (a >= b) * 1.0,
    "less_equal": lambda a, b: (a <= b) * 1.0,
    "equal": lambda a, b: (a == b) * 1.0,
    "not_equal": lambda a, b: (a != b) * 1.0,
    "where": lambda condition, a, b: jnp.where(condition != 0, a, b),
    "copysign": jnp.copysign,
    "floor": jnp.floor,
    "ceil": jnp.ceil,
    "rounded": rounded,
    "floor_divide": jnp.floor_divide,
    "mod": jnp.mod,
}

COUNTS = {"total": (2, 3, 4), "dot": (4,), "logsumexp": (2, 3, 4), "norm": (2, 3), "share": (2, 3)}
#: Numbers that a step can read: constants, leaves, steps.
CONSTANTS, LEAVES, STEPS, OPERANDS = 40, 4, 40, 4
#: How many graphs one call of the compiled loop takes.
AT_A_TIME = 250


def of_the_table():
    """The operations of our table as functions of JAX's arrays. An exponent, and how many digits, are fixed numbers."""
    from autograd import ops
    from autograd.program.in_jax.operations import function_of

    functions = {}
    for name, op in ops.TABLE.items():
        if op.fixed:
            functions[name] = None
        else:
            functions[name] = lambda *xs, op=op: function_of(op, len(xs))(*xs)
    return functions, function_of, ops


def operations(own):
    """Names, as often as an operation has a number of operands of its own, and their functions of four numbers."""
    functions = of_the_table()[0] if own else TABLE
    names, branches = [], []
    for name, function in functions.items():
        for count in COUNTS.get(name, (None,)):
            if function is None:  # one for each fixed number
                continue
            count = count or _arity(name)
            names.append((name, count))
            branches.append(lambda xs, f=function, n=count: jnp.asarray(f(*xs[:n]), float).reshape(()))
    if own:
        _, function_of, ops = of_the_table()
        for name, fixed in FIXED:
            names.append((name, fixed))
            f = function_of(ops.TABLE[name], 2, ((1, fixed),))
            branches.append(lambda xs, f=f: jnp.asarray(f(xs[0]), float).reshape(()))
    return {name: place for place, name in enumerate(names)}, branches


FIXED = [("power", n) for n in (-3.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 0.125, 0.1, -0.7)]
FIXED += [("rounded", float(digits)) for digits in range(-1, 4)]


def _arity(name):
    if name in ("where", "clip"):
        return 3
    two = (
        "add subtract multiply divide power exponential leaky_relu maximum minimum weighted times_log atan2 component "
    )
    two += "hypot elu compared greater less greater_equal less_equal equal not_equal copysign rounded floor_divide mod"
    return 2 if name in two.split() else 1


def compiled(branches):
    """The loop, and its gradient by all numbers that it starts from."""

    @jax.custom_vjp
    def step(which, xs):
        return lax.switch(which, branches, xs)

    def forward(which, xs):
        return step(which, xs), (which, xs)

    def pull_back(saved, cotangent):
        which, xs = saved
        slopes = [lambda xs, c, f=f: jax.vjp(f, xs)[1](c)[0] for f in branches]
        return None, lax.switch(which, slopes, xs, cotangent)

    step.defvjp(forward, pull_back)

    def output(numbers, steps, last):
        def one(numbers, place_and_step):
            place, which, operands = place_and_step
            return numbers.at[place].set(step(which, numbers[operands])), None

        start = CONSTANTS + LEAVES
        numbers, _ = lax.scan(one, numbers, (jnp.arange(start, start + STEPS), *steps))
        return numbers[last]

    return jax.jit(lambda *graphs: lax.map(lambda graph: jax.value_and_grad(output)(*graph), graphs))


class Interpreter:
    def __init__(self, own):
        self.places, branches = operations(own)
        self.own = own
        self.run = compiled(branches)

    def answers(self, graphs):
        out = []
        for start in range(0, len(graphs), AT_A_TIME):
            out += self.some(graphs[start : start + AT_A_TIME])
        return out

    def some(self, graphs):
        constants = sorted({x for _, steps in graphs for _, operands in steps for x in operands if type(x) is float})
        places = {x: place for place, x in enumerate(constants)}
        numbers = numpy.zeros((AT_A_TIME, CONSTANTS + LEAVES + STEPS))
        numbers[:, : len(constants)] = constants
        which = numpy.full((AT_A_TIME, STEPS), self.places["identity", 1])
        operands = numpy.zeros((AT_A_TIME, STEPS, OPERANDS), int)
        last = numpy.zeros(AT_A_TIME, int)
        for row, (leaves, steps) in enumerate(graphs):
            numbers[row, CONSTANTS : CONSTANTS + len(leaves)] = leaves
            for place, (name, xs) in enumerate(steps):
                fixed = self.own and name in ("power", "rounded")
                which[row, place] = self.places[name, xs[1] if fixed else len(xs)]
                for slot, x in enumerate(xs):
                    if type(x) is float:
                        operands[row, place, slot] = places[x]
                    else:
                        operands[row, place, slot] = CONSTANTS + (x if x < len(leaves) else LEAVES + x - len(leaves))
            last[row] = CONSTANTS + LEAVES + len(steps) - 1
        values, slopes = map(numpy.asarray, self.run(numbers, (which, operands), last))
        return [
            (value, slope[CONSTANTS : CONSTANTS + len(leaves)].tolist())
            for value, slope, (leaves, _) in zip(values.tolist(), slopes, graphs, strict=False)
        ]


def main():
    interpreter = Interpreter("table" in sys.argv[1:])
    print(json.dumps(f"JAX {jax.__version__}"), flush=True)
    for line in sys.stdin:
        print(json.dumps(interpreter.answers(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()

"""Formulas made by their grammar, and changed so that most of them still are some.

A change of bytes leaves one formula in a hundred a formula: what lies behind the parser is then hardly reached. Here
one part of a formula takes the place of another of its kind, or a new one is grown.
"""

from __future__ import annotations

import random
import re

#: What is given beside a formula: two numbers, a vector, a matrix.
GIVEN = {"a": 2, "b": "1/3", "x": [1.0, 2.0], "W": [[1, 2], [3, 4]]}

_LEAVES = ["a", "b", "x[1]", "x[2]", "W[1,2]", "W[2,1]", "a", "b", "π", "e^2"]
_NUMBERS = [
    "0", "1", "2", "3", "0.5", "1.5e-3", "½", "2.5", "1.5·10³", "√2", "10^-3", "1e3", "7", "0.1", "⅓", "1/3", "∛8",
    "1e-300", "1e17", "4/3", "2²", "0.000001", "12345",
]  # fmt: skip
_EVERYWHERE = [
    "sin", "cos", "tanh", "sigmoid", "σ", "relu", "softplus", "abs", "atan", "erf", "asinh", "gelu", "silu", "mish",
    "elu", "selu", "gaussian", "normal_cdf", "logsigmoid", "hard_tanh", "cbrt", "floor", "ceil", "sign", "step",
    "normal_density", "leaky_relu", "stop_gradient", "sech",
]  # fmt: skip
_OF_POSITIVE = ["log", "ln", "sqrt", "log2", "log10", "log1p"]
_OF_SMALL = ["exp", "sinh", "cosh", "tan", "expm1", "exp2", "asin", "acos", "atanh"]
_OF_TWO = [
    "max",
    "min",
    "hypot",
    "atan2",
    "copysign",
    "maximum",
    "minimum",
    "logsumexp",
    "norm",
    "total",
    "mean",
    "sum",
]
_BETWEEN = [" + ", " - ", "·", " * ", "*", " × ", "+", "−", " − "]
_COMPARED = ["<", "<=", ">", ">=", "==", "!=", "≤", "≥", "≠"]
_POWERS = ["²", "³", "^2", "**2", "**3", "^1", "**0", "⁴"]


class Growing:
    """Expressions of a depth; names that have a value so far."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.names: list[str] = []

    def number(self, depth: int) -> str:
        """Any number."""
        pick = self.rng.choice
        if depth <= 0:
            return pick([pick(_LEAVES), pick(_NUMBERS), pick(self.names or _LEAVES)])
        below = depth - 1
        kind = self.rng.randrange(20)
        if kind < 6:
            return f"{self.number(below)}{pick(_BETWEEN)}{self.factor(below)}"
        if kind < 8:
            return f"{pick(_EVERYWHERE)}({self.number(below)})"
        if kind == 8:
            return f"{self.factor(below)}/{pick(['2', '(1 + a)', '3.5', self.positive(below)])}"
        if kind == 9:
            return f"{self.factor(below)}{pick(_POWERS)}"
        if kind == 10:
            return f"{pick(_OF_POSITIVE)}({self.positive(below)})"
        if kind == 11:
            return f"{pick(_OF_SMALL)}({pick(['tanh', 'sin', 'sigmoid', '0.9·sin'])}({self.number(below)})/2)"
        if kind == 12:
            return f"{pick(_OF_TWO)}({self.number(below)}, {self.number(below)})"
        if kind == 13:
            return f"|{self.number(below)}|" if self.rng.random() < 0.5 else f"-{self.factor(below)}"
        if kind == 14:
            return f"{pick(['sum', 'mean', 'total', 'max', 'min', 'norm', 'logsumexp'])}({self.vector(below)})"
        if kind == 15:
            return f"dot({self.vector(below)}, {self.vector(below)})"
        if kind == 16:
            compared = f"{self.number(below)} {pick(_COMPARED)} {self.number(0)}"
            return f"where({compared}, {self.number(below)}, {self.number(below)})"
        if kind == 17:
            return f"softmax([{self.number(below)}, {self.number(0)}])[{pick('12')}]"
        if kind == 18:
            return f"{pick(['sum', 'mean', 'max'])}({self.matrix(below)})"
        return f"{pick(['2', '3', '1.5', '½'])}({self.number(below)})"

    def factor(self, depth: int) -> str:
        """One that holds together."""
        return self.number(0) if depth <= 0 else f"({self.number(depth)})"

    def positive(self, depth: int) -> str:
        """One that is greater than 0."""
        inner = self.number(max(depth - 1, 0))
        return self.rng.choice(
            [f"(1 + ({inner})²)", f"softplus({inner})", f"(|{inner}| + 0.1)", "a", "b", "(a + b)", "2"]
        )

    def vector(self, depth: int) -> str:
        """One of two numbers."""
        if depth <= 0:
            return self.rng.choice(["x", "W[1]", "[a, b]", "[1, 2]"])
        return self.rng.choice([
            "x", f"{self.vector(0)}*{self.factor(depth - 1)}", "W @ x", "x @ W", f"softmax({self.vector(0)})",
            f"tanh({self.vector(depth - 1)})", f"{self.vector(0)} + {self.vector(0)}", f"[{self.number(depth - 1)}, b]",
            f"sum({self.matrix(0)}, axis={self.rng.choice('01')})", "x²", "Wᵀ[1]",
        ])  # fmt: skip

    def matrix(self, depth: int) -> str:
        """One of two by two."""
        return self.rng.choice(["W", "W.T", "Wᵀ", "W @ W", "W*W", "tanh(W)", "W + 1", "softmax(W)", "(W @ Wᵀ)/2", "2W"])


def grown(rng: random.Random) -> str:
    """One to four statements, of which the last gives a number."""
    growing, statements = Growing(rng), []
    for nth in range(rng.choice([0, 0, 1, 1, 2, 3])):
        name = rng.choice([f"c{nth}", f"h_{nth}", f"q{nth}"])
        statements.append(f"{name} = {growing.number(rng.randint(0, 2))}")
        growing.names.append(name)
    if rng.random() < 0.1:
        statements.append(f"p, r = softmax([{growing.number(1)}, {growing.number(0)}])")
        growing.names += ["p", "r"]
    if rng.random() < 0.1:
        statements.append(f"V = {growing.matrix(0)}")
        growing.names += ["V[1,1]", "V[2,1]"]
    last = growing.number(rng.randint(1, 3))
    statements.append(last if rng.random() < 0.5 else f"L = {last}")
    return rng.choice(["; ", "\n", ";", "  # so\n"]).join(statements)


_TOKEN = re.compile(
    r"(?P<name>[^\W\d]\w*'?(?:\[[^\[\]]*\])?)(?!\s*[(=])|(?P<number>\d+(?:\.\d+)?(?:e-?\d+)?)"
    r"|(?P<between> ?(?:\*\*|[-+*×·/]) ?)|(?P<group>\((?:[^()]|\([^()]*\))*\))"
)


def changed(text: str, rng: random.Random) -> str:
    """A formula in which one to three parts are others of their kind."""
    for _ in range(rng.choice([1, 1, 2, 3])):
        growing = Growing(rng)
        if rng.random() < 0.2:
            name = f"n{rng.randrange(1000)}"
            text = f"{name} = {growing.number(rng.randint(0, 2))}{rng.choice(['; ', chr(10)])}{text}"
            continue
        found = list(_TOKEN.finditer(text))
        if not found:
            return grown(rng)
        token = rng.choice(found)
        kind, old = token.lastgroup, token[0]
        if kind == "between":
            new = rng.choice(_BETWEEN)
        elif kind == "group":
            new = rng.choice(
                [f"({growing.number(2)})", f"(({old}))", f"({old}{rng.choice(_BETWEEN)}{growing.factor(1)})"]
            )
        elif kind == "number" and rng.random() < 0.5:
            new = rng.choice(_NUMBERS)
        else:
            new = rng.choice([f"({growing.number(1)})", growing.number(0), f"({old})", f"({old}{rng.choice(_POWERS)})"])
        text = text[: token.start()] + new + text[token.end() :]
    return text


def changed_formula(data: bytes, rng: random.Random) -> bytes:
    """A formula changed, or a new one."""
    chance = rng.random()
    text = grown(rng) if chance < 0.5 else data.decode(errors="replace")
    return (text if chance < 0.3 else changed(text, rng)).encode()

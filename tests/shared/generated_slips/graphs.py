"""Random graphs with one slip each, in one number.

Everything here is computed by following paths, one by one, with rules written out anew: nothing is shared with the
audit but the graphs.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from autograd import ChainruleError, Report, Value, audit, topological_order
from autograd.auditor import Diagnosis
from autograd.ops import cos, exp, log, power, sigmoid, sin, sqrt, tanh

Path = list[tuple[Value, int]]  # (child, which operand) from the leaf outwards

SMOOTH = {
    "sigmoid": lambda a, random_: sigmoid(a), "tanh": lambda a, random_: tanh(a), "sin": lambda a, random_: sin(a),
    "cos": lambda a, random_: cos(a), "exp": lambda a, random_: exp(a * 0.5),
    "sqrt": lambda a, random_: sqrt(a * a + 1),
    "log": lambda a, random_: log(a * a + 1.5), "power": lambda a, random_: a ** random_.choice((2, 3)),
}  # fmt: skip


@dataclass
class Case:
    """One sheet: its output, its leaves, and for one leaf a wrong number and the slip behind it."""

    kind: str
    output: Value
    leaves: list[Value]
    leaf: Value
    exact: float
    wrong: float
    digits: int
    is_update: bool = False
    transcribed: str = ""  # the wrong number, where it is the writing that went wrong

    @property
    def printed(self) -> str:
        return self.transcribed or rounded(self.wrong, self.digits)

    def audit(self) -> Report:
        """The wrong claim among right ones about the other leaves."""
        others = [leaf for leaf in self.leaves if leaf is not self.leaf]
        if self.is_update:
            news = {leaf: rounded(leaf.data - RATE * gradient(self.output, leaf), 8) for leaf in others}
            return audit(self.output, updates={**news, self.leaf: self.printed}, learning_rate=RATE)
        claims = {leaf: rounded(gradient(self.output, leaf), 8) for leaf in others}
        return audit(self.output, gradients={**claims, self.leaf: self.printed})


RATE = 0.1


def rounded(x: float, digits: int) -> str:
    """A number to so many significant digits, without an exponent."""
    decimals = max(digits - 1 - math.floor(math.log10(abs(x))), 0) if x else digits
    return f"{x:.{decimals}f}"


def random_graph(random_: random.Random) -> tuple[Value, list[Value]]:
    """A graph of 5 to 40 operations."""
    while True:
        leaves = [Value(random_.choice((-1, 1)) * random_.randint(15, 190) / 100, f"x{i}") for i in range(1, 5)]
        nodes: list[Value] = list(leaves)
        size = random_.randint(4, 34)
        try:
            while len(nodes) - len(leaves) < size:
                a = nodes[-random_.randint(1, min(len(nodes), 6))]
                b = nodes[-random_.randint(1, len(nodes))]
                match random_.randrange(7):
                    case 0:
                        node = a + b
                    case 1:
                        node = a - b
                    case 2 | 3:
                        node = a * b
                    case 4 if abs(b.data) > 0.2:
                        node = a / b
                    case _:
                        node = SMOOTH[random_.choice(list(SMOOTH))](a, random_)
                if not 1e-2 < abs(node.data) < 30:
                    continue
                nodes.append(node)
            used = {parent for node in nodes for parent in node.parents}
            output = sum((node for node in nodes if node not in used and node.parents), Value(0.0))
            output = output.parents[1] if output.parents and output.op.name == "add" and output.data == 0 else output
        except ChainruleError:
            continue
        order = topological_order(output)
        operations = sum(bool(node.parents) for node in order)
        leaves = [leaf for leaf in leaves if leaf in set(order)]
        if 5 <= operations <= 40 and len(leaves) >= 2 and all(0 < count(output, leaf) <= 300 for leaf in leaves):
            for i, node in enumerate(node for node in order if node.parents):
                node.named(f"v{i}")
            return output, leaves


def count(output: Value, leaf: Value) -> int:
    """How many paths there are."""
    ways = {leaf: 1}
    for node in topological_order(output):
        if node is not leaf:
            ways[node] = sum(ways.get(parent, 0) for parent in node.parents)
    return ways.get(output, 0)


def paths(output: Value, leaf: Value) -> list[Path]:
    """All of them."""
    found: list[Path] = []
    reach = {leaf}
    for node in topological_order(output):
        if any(parent in reach for parent in node.parents):
            reach.add(node)

    def walk(node: Value, path: Path) -> None:
        if node is leaf:
            found.append(list(reversed(path)))
            return
        for position, parent in enumerate(node.parents):
            if parent in reach:
                walk(parent, [*path, (node, position)])

    walk(output, [])
    return found


def product(path: Path, partial: Callable[[Value, int], float] | None = None) -> float:
    """The product of the local partials along a path."""
    return math.prod((partial or right)(child, position) for child, position in path)


def right(child: Value, position: int) -> float:
    """The recorded local partial."""
    return child.partials[position]


def gradient(output: Value, leaf: Value, partial: Callable[[Value, int], float] | None = None) -> float:
    """∂output/∂leaf as the sum over all paths."""
    return math.fsum(product(path, partial) for path in paths(output, leaf))


def bent(nodes: set[Value], rule: Callable[..., tuple[float, ...]]) -> Callable[[Value, int], float]:
    """Local partials by another rule at some nodes."""

    def partial(child: Value, position: int) -> float:
        if child in nodes:
            return rule(child.data, *(parent.data for parent in child.parents))[position]
        return child.partials[position]

    return partial


#: kind: (operation, wrong local partials)
RULES: dict[str, tuple[str, Callable[..., tuple[float, ...]]]] = {
    "sigmoid at its input": ("sigmoid", lambda out, a: (a * (1 - a),)),
    "tanh at its input": ("tanh", lambda out, a: (1 - a**2,)),
    "sigmoid' forgotten": ("sigmoid", lambda out, a: (1.0,)),
    "tanh' forgotten": ("tanh", lambda out, a: (1.0,)),
    "operands swapped": ("multiply", lambda out, a, b: (a, b)),
    "exponent not lowered": ("power", lambda out, a, n: (n * a**n, 0.0)),
    "factor n of a power": ("power", lambda out, a, n: (a ** (n - 1), 0.0)),
    "sign of a quotient": ("divide", lambda out, a, b: (1 / b, a / b**2)),
    "square of a quotient": ("divide", lambda out, a, b: (1 / b, -a / b)),
    "numerator of a quotient": ("divide", lambda out, a, b: (1 / b, -1 / b**2)),
    "sign of cos'": ("cos", lambda out, a: (math.sin(a),)),
    "log' not inverted": ("log", lambda out, a: (a,)),
}
OF_PATHS = ("path left out", "two paths left out", "path twice", "factor dropped", "sign of a path", "edge forgotten")
OTHERS = ("inner derivative forgotten", "sign lost", "digits transposed", "decimal slipped")
UPDATES = ("step uphill", "rate forgotten", "wrong old value", "new weights too early", "slip before the step")
KINDS = (
    *OF_PATHS, *OTHERS, *UPDATES, *(f"{kind}, {where}" for kind in RULES for where in ("at one node", "everywhere")),
)  # fmt: skip


def case(kind: str, seed: int) -> Case:
    """A sheet with one slip of that kind."""
    random_ = random.Random(f"{kind} {seed}")
    while True:
        output, leaves = random_graph(random_)
        leaf = random_.choice(leaves)
        digits = random_.randint(4, 9)
        exact = gradient(output, leaf)
        made = Case(kind, output, leaves, leaf, exact, math.nan, digits)
        if not all(1e-3 < abs(gradient(output, other)) < 1e4 for other in leaves) or not _commit(made, random_):
            continue
        if made.transcribed:
            if not _is_right(made.transcribed, made.exact):
                return made
        elif math.isfinite(made.wrong) and 1e-4 < abs(made.wrong) < 1e6 and not _is_right(made.printed, made.exact):
            return made


def _is_right(printed: str, exact: float) -> bool:
    unit = 10.0 ** -len(printed.partition(".")[2])
    return abs(float(printed) - exact) <= 3 * unit


def _commit(made: Case, random_: random.Random) -> bool:
    """Make the slip; False where this graph has no room for it."""
    output, leaf, exact, kind = made.output, made.leaf, made.exact, made.kind
    found = paths(output, leaf)
    products = [product(path) for path in found]
    picked = random_.randrange(len(found))
    rule, _, where = kind.rpartition(", ")
    if rule in RULES:
        operation, wrong = RULES[rule]
        nodes = {child for path in found for child, _ in path if child.op.name == operation}
        if not nodes:
            return False
        if where == "at one node":
            nodes = {random_.choice(sorted(nodes, key=lambda node: node.label))}
        made.wrong = gradient(output, leaf, bent(nodes, wrong))
        return True
    if kind in OF_PATHS:
        if len(found) < (3 if kind == "two paths left out" else 2):
            return False
        if kind == "path left out":
            made.wrong = exact - products[picked]
        elif kind == "two paths left out":
            made.wrong = exact - sum(products[i] for i in random_.sample(range(len(found)), 2))
            return len(found) <= 8
        elif kind == "path twice":
            made.wrong = exact + products[picked]
        elif kind == "sign of a path":
            made.wrong = exact - 2 * products[picked]
        elif kind == "edge forgotten":
            edge = random_.choice(random_.choice(found))
            made.wrong = math.fsum(p for path, p in zip(found, products, strict=True) if edge not in path)
        else:
            factors = [partial for partial in (right(*edge) for edge in found[picked]) if abs(partial) != 1]
            if not factors:
                return False
            made.wrong = exact - products[picked] + products[picked] / random_.choice(factors)
        return len(found) <= 64
    if kind == "inner derivative forgotten":
        outer = {c for path in found for c, _ in path[1:] if c.op.name not in ("add", "subtract", "multiply", "divide")}
        if not outer:
            return False
        node = random_.choice(sorted(outer, key=lambda node: node.label))
        inner = gradient(node.parents[0], leaf)
        made.wrong = exact - sum(p for path, p in zip(found, products, strict=True) if any(c is node for c, _ in path))
        above = math.fsum(product(path) for path in paths(output, node))
        made.wrong += above * node.partials[0]
        return inner != 0
    if kind in UPDATES:
        made.is_update = True
        made.exact = leaf.data - RATE * exact
        others = [other for other in made.leaves if other is not leaf]
        if kind == "step uphill":
            made.wrong = leaf.data + RATE * exact
        elif kind == "rate forgotten":
            made.wrong = leaf.data - exact
        elif kind == "wrong old value":
            made.wrong = random_.choice(others).data - RATE * exact
        elif kind == "slip before the step":
            if len(found) < 2 or len(found) > 64:
                return False
            made.wrong = leaf.data - RATE * (exact - products[picked])
        else:
            made.wrong = leaf.data - RATE * _with_new_weights(output, leaf, others)
        return True
    right_digits = rounded(exact, made.digits)
    made.wrong = exact
    if kind == "sign lost":
        made.wrong = -exact
    elif kind == "decimal slipped":
        made.wrong = exact * random_.choice((10, 0.1))
    else:
        places = [i for i in range(len(right_digits) - 1) if right_digits[i : i + 2].isdigit()]
        places = [i for i in places if right_digits[i] != right_digits[i + 1] and i > 1]
        if not places:
            return False
        i = random_.choice(places)
        made.transcribed = right_digits[:i] + right_digits[i + 1] + right_digits[i] + right_digits[i + 2 :]
    return True


def _with_new_weights(output: Value, leaf: Value, others: list[Value]) -> float:
    """The leaf's gradient after all other leaves have made their step."""
    fresh: dict[Value, Value] = {}
    for node in topological_order(output):
        if node.parents:
            operands = [fresh[parent] for parent in node.parents]
            exponent = node.op is power
            try:
                fresh[node] = operands[0] ** operands[1].data if exponent else node.op(*operands)
            except ChainruleError:
                return math.nan
        else:
            new = node.data - RATE * gradient(output, node) if node in others else node.data
            fresh[node] = Value(new)
    return gradient(fresh[output], fresh[leaf])


@dataclass
class Answer:
    """What the audit says about one sheet."""

    made: Case
    report: Report

    @property
    def diagnoses(self) -> Sequence[Diagnosis]:
        """The slips it names for the wrong number."""
        return self.report.rows[-1].diagnoses

    @property
    def named(self) -> list[bool]:
        """For each of them, whether it is the slip that was made: told by the number it gives.

        On numbers drawn at random, two slips that give the same number to nine digits are the same slip.
        """
        if self.made.transcribed:
            return [diagnosis.slip == "digits transposed" for diagnosis in self.diagnoses]
        return [math.isclose(diagnosis.reproduces, self.made.wrong, rel_tol=1e-9) for diagnosis in self.diagnoses]

    @property
    def found(self) -> bool:
        """Whether the slip is named."""
        return any(self.named)

    @property
    def first(self) -> bool:
        """Whether it comes first."""
        return self.named[:1] == [True]

    @property
    def right(self) -> int:
        """How many right claims stand beside the wrong one."""
        return len(self.report.rows) - 1

    @property
    def doubted(self) -> int:
        """How many of these are not called right."""
        return sum(row.verdict != "right" or bool(row.diagnoses) for row in self.report.rows[:-1])


def answers(kind: str, cases: int) -> Iterator[Answer]:
    """What the audit says about so many sheets with one slip of a kind."""
    for seed in range(cases):
        made = case(kind, seed)
        yield Answer(made, made.audit())

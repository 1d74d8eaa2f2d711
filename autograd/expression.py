"""Formulas as text: "c = a + b; e = c * (b + 1)" becomes named Values, and no other code can run.

The text passes two white lists. The first is of characters, words and sizes: there everything is refused that could
hurt Python's parser. Then that parser reads each expression, so precedence is Python's, and the second white list is of
what it found: numbers, names, + - * / **, functions of the table. Nothing is ever compiled or run. Numbers are floats
from the start: 9**9**9**9 is an error here, not an hour of computing.
"""

from __future__ import annotations

import ast
import keyword
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import reduce
from itertools import pairwise
from typing import Any, NamedTuple

from autograd import ops
from autograd.errors import ExpressionError, TooLargeError
from autograd.notation import printable, quoted, shown
from autograd.operation import Op
from autograd.value import Value

#: The most a formula may be: characters in all, operators in a statement, brackets in brackets, characters in a name.
#: Every operator can make the tree Python's parser builds one deeper, and that parser recurses in C: 1,000 operators
#: fit the stack of a small thread (512 kB) on every supported version.
MAX_CHARACTERS, MAX_OPERATORS, MAX_NESTING, MAX_NAME = 100_000, 1_000, 100, 100

_TOKEN = re.compile(
    r"(?P<number>(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)|(?P<name>[A-Za-z_]\w*)|(?P<sign>\*\*|[^ ])"
)
_WRITE = {"^": "**", "²": "**2", "³": "**3", "|": "abs(…)", "√": "sqrt(…)", **dict.fromkeys("·×⋅∙", "*")}
_WRITE |= {**dict.fromkeys("−–—", "-"), **dict.fromkeys("÷∕⁄", "/")}
_SIGNS: dict[type[ast.AST], str] = {ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.Div: "divide"}
_SIGNS |= {ast.Pow: "power", ast.USub: "negate", ast.UAdd: "identity"}
_SIGNS |= {ast.Mod: "mod", ast.FloorDiv: "floor_divide"}
_NOT_FUNCTIONS = {*_SIGNS.values(), "exponential"} - {"mod"}
_ALIASES = {"abs": "absolute", "ln": "log", "max": "maximum", "min": "minimum", "sum": "total", "round": "rounded"}
_ALIASES |= {f"arc{f}": f"a{f}" for f in ("sin", "cos", "tan", "tan2", "sinh", "cosh", "tanh")}
_ALIASES |= {f"ar{f}": f"a{f}" for f in ("sinh", "cosh", "tanh")} | {"sgn": "sign"}
_OF_ANY_NUMBER = {"maximum", "minimum", "total", "logsumexp", "norm"}


class Evaluation(NamedTuple):
    """What a text came to: the Value of its last statement, and every name with its Value, the given ones first."""

    result: Value
    named: dict[str, Value]


def parse(text: str, /, **values: float | Value) -> Value:
    """The Value of a formula, with `values` for its names. `;` or a new line separates statements, the last one counts.

    >>> e = parse("c = a + b; d = b + 1; e = c * d", a=2, b=1)
    >>> e, e.parents
    (Value(6, label='e'), (Value(3, label='c'), Value(2, label='d')))

    See `evaluate` for the rules and the errors.
    """
    return evaluate(text, values).result


def evaluate(text: str, values: Mapping[str, float | Value] | None = None) -> Evaluation:
    r"""Compute the statements of `text` in order, and keep every name.

    - A number in `values` becomes a labelled leaf; a Value is used as it is, and labelled if it has no label.
    - `name = expression` labels the node; `k = 3` is a leaf of its own, `y = x` an `identity` of x.
    - A name is given once: a second `c = …`, or one for a name in `values`, is an error.
    - Functions are those of the table, and `abs`, `ln`, `max`, `min`, `sum`. `max`, `min`, `total` and `logsumexp`
      take numbers or one list, `max(a, b, c)` or `max([a, b, c])`; `dot` takes two lists. `pi` is known.
    - What consists of numbers only is computed as a number: the exponent of `x**(1/2)` is 0.5.
    - `#` begins a comment. A line may end inside brackets.

    >>> evaluate("c = 2*b  # twice\n c + pi", {"b": 1.5}).named
    {'b': Value(1.5, label='b'), 'c': Value(3, label='c')}

    Raises `ExpressionError`, in one line, for text that is not a formula or exceeds the limits above, and the engine's
    errors for what cannot be computed.
    """
    known: dict[str, Value] = {}
    for given, value in (values or {}).items():
        name = _new_name(given, known)
        known[name] = value if isinstance(value, Value) else Value(value)
        known[name].label = known[name].label or name
    result, unnamed = None, ""
    for name, expression in _statements(text):
        if unnamed:
            raise ExpressionError(f"{unnamed} needs a name: only the last statement can go without")
        name = name and _new_name(name, known)
        computed = _compute(expression, known)
        result = computed if isinstance(computed, Value) else Value(computed)
        if name:
            # What bears a label was there before: naming it again would take its name away.
            result = known[name] = (ops.identity(result) if result.label else result).named(name)
        unnamed = "" if name else shown(expression)
    if result is None:
        raise ExpressionError("there is no formula: the text is empty")
    return Evaluation(result, known)


# --- the first white list: characters, words, sizes ------------------------------------------------------------------


def _new_name(name: str, known: Mapping[str, Value]) -> str:
    """`name` in the normal form (NFKC) Python gives it, if it can be a name and is not one yet."""
    name = unicodedata.normalize("NFKC", name.strip())
    if not name.isidentifier() or keyword.iskeyword(name) or len(name) > MAX_NAME:
        raise ExpressionError(f"{quoted(name)} cannot be a name: names have letters, digits and _, and are no keywords")
    if name in known:
        raise ExpressionError(f"{name} has a value already, and a name is given only once: choose another")
    return name


def _plain(text: str) -> str:
    """`text` in normal form, without comments and with plain spaces, if it consists of what formulas consist of."""
    if not isinstance(text, str):
        raise ExpressionError(f"a formula is text, not {type(text).__name__}")
    if len(text) > MAX_CHARACTERS:
        raise ExpressionError(f"the formula is too long: {len(text)} characters, at most {MAX_CHARACTERS} are read")
    text = re.sub(r"#.*", "", re.sub(r"\r\n?", "\n", text))
    for c in text:
        if c in _WRITE:
            raise ExpressionError(f"{c} is not understood in a formula: write {_WRITE[c]}")
        if not (c in "+-*/%()[],.=;" or c.isspace() or f"a{c}".isidentifier()):
            raise ExpressionError(f"the character {printable(c)} cannot be part of a formula")
    return unicodedata.normalize("NFKC", re.sub(r"[^\S\n]", " ", text))


def _statements(text: str) -> Iterator[tuple[str, str]]:
    """The name (or nothing) and the expression of each statement."""
    text = _plain(text) + ";"
    tokens: list[tuple[str, str]] = []
    start = depth = 0
    # A letter of any script counts as one, combining marks included: x stands for it.
    for match in _TOKEN.finditer(re.sub(r"[^\x00-\x7f]", "x", text)):
        token = text[match.start() : match.end()]
        depth += (token in "([") - (token in ")]")
        if depth > MAX_NESTING:
            raise ExpressionError(f"brackets are nested too deeply: at most {MAX_NESTING} in one another are read")
        if depth < 0 or (depth and token == ";"):
            raise ExpressionError(f"a bracket is {'closed, not opened' if depth < 0 else 'never closed'}")
        if token not in ";\n":
            tokens.append((str(match.lastgroup), token))
        elif not depth:
            if tokens:
                _check(tokens)
                yield _split(text[start : match.start()].replace("\n", " "))
            start, tokens = match.end(), []


def _check(tokens: Sequence[tuple[str, str]]) -> None:
    """Refuse Python's keywords, numbers too large, a product without its sign, more operators than the parser bears."""
    for kind, token in tokens:
        if kind == "name" and keyword.iskeyword(token):
            raise ExpressionError(f"{token} is a keyword of Python and cannot be used in a formula")
        if kind == "number" and math.isinf(float(token.replace("_", ""))):
            raise TooLargeError(f"{shown(token)} is too large for a float")
    for (kind, left), (next_kind, right) in pairwise(tokens):
        begins = next_kind != "sign" or (right == "(" and kind != "name")
        if begins and (kind != "sign" or left == ")"):
            product = f"{shown(left)}*{shown(right)}" + "…)" * (right == "(")
            raise ExpressionError(f"an operator is missing after {shown(left)}: for a product write {product}")
    if sum(token in ("+", "-", "*", "/", "%", "**", ".", "(", "[") for _, token in tokens) > MAX_OPERATORS:
        raise ExpressionError(f"a statement is too long: name its parts, of at most {MAX_OPERATORS} operators each")


def _split(statement: str) -> tuple[str, str]:
    name, equals, expression = statement.partition("=")
    if not equals or "(" in name or "[" in name:  # the = is inside brackets, or misplaced: Python's parser will say so
        return "", statement.strip()
    if not name.strip() or not expression.strip(" ="):
        raise ExpressionError(f"{shown(statement)} is not complete: a statement is name = expression")
    if expression.startswith("="):
        raise ExpressionError(f"{shown(statement)} is a comparison, and a formula has none")
    return name, expression.strip()


# --- the second white list: what Python's parser found ---------------------------------------------------------------


def _read(expression: str) -> ast.expr:
    """The syntax tree of one expression."""
    try:
        return ast.parse(expression, mode="eval").body
    except SyntaxError as error:
        rest = expression[error.offset - 1 :].strip() if error.offset else ""
        where = f"something is missing or misplaced at {shown(rest)}" if rest else "it ends too early"
        raise ExpressionError(f"{shown(expression)} cannot be read: {where}") from None
    except (RecursionError, MemoryError, ValueError, OverflowError):
        raise ExpressionError(f"{shown(expression)} cannot be read: it is nested too deeply") from None


def _operands(node: ast.expr) -> Sequence[ast.expr]:
    if isinstance(node, ast.BinOp):
        return node.left, node.right
    if isinstance(node, ast.UnaryOp):
        return (node.operand,)
    return node.args if isinstance(node, ast.Call) else node.elts if isinstance(node, ast.List) else ()


def _compute(expression: str, known: Mapping[str, Value]) -> Value | float:
    """The expression's value: operands before operations, without recursion."""
    order, waiting = [], [_read(expression)]
    while waiting:
        order.append(waiting.pop())
        waiting.extend(_operands(order[-1]))
    results: dict[ast.expr, Any] = {}
    for node in reversed(order):
        operands = [results[operand] for operand in _operands(node)]
        if any(isinstance(operand, list) for operand in operands) and not isinstance(node, ast.Call):
            raise ExpressionError("a list can only be given to a function, as in total([a, b])")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
            results[node] = _call(node.func.id, operands, known)
        elif isinstance(node, ast.UnaryOp | ast.BinOp) and type(node.op) in _SIGNS:
            results[node] = _apply(ops.TABLE[_SIGNS[type(node.op)]], operands)
        elif isinstance(node, ast.Name):
            results[node] = _named(node.id, known)
        elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            results[node] = float(node.value)
        elif isinstance(node, ast.List):
            results[node] = operands
        else:
            source = shown(ast.get_source_segment(expression, node) or "")
            raise ExpressionError(f"{source} cannot be part of a formula: numbers, names, + - * / ** and functions can")
    result: Value | float = results[order[0]]
    if isinstance(result, list):
        raise ExpressionError("a list can only be given to a function, as in total([a, b])")
    return result


def _named(name: str, known: Mapping[str, Value]) -> Value | float:
    if name in known:
        return known[name]
    if name in ("pi", "π"):
        return math.pi
    if _function(name) is not None:
        raise ExpressionError(f"{name} is a function: write {name}(…)")
    names = ", ".join(list(known)[:10]) + ", …" * (len(known) > 10)
    raise ExpressionError(f"unknown name {shown(name)}{_similar(name, known)}; known: {shown(names or 'pi', 100)}")


def _similar(name: str, candidates: Iterable[str]) -> str:
    """A question about the closest candidate, upper and lower case alike, if there is one."""
    folded = {candidate.casefold(): candidate for candidate in list(candidates)[:200]}
    close = get_close_matches(name[:MAX_NAME].casefold(), folded, 1)
    return f", did you mean {folded[close[0]]}?" if close else ""


def _function(name: str) -> Op | None:
    """The row of the table a function's name stands for; the rows of operators have no such name."""
    return None if name in _NOT_FUNCTIONS else ops.TABLE.get(_ALIASES.get(name, name))


def _call(name: str, operands: list[Any], known: Mapping[str, Value]) -> Any:
    op = _function(name)
    if op is None:
        if name in known:
            raise ExpressionError(f"{name} is a value, not a function: for a product write {name}*(…)")
        similar = _similar(name, filter(_function, (*ops.TABLE, *_ALIASES)))
        raise ExpressionError(f"unknown function {shown(name)}{similar}")
    lists = [isinstance(operand, list) for operand in operands]
    if op is ops.inner_product:
        if lists != [True, True]:
            raise ExpressionError(f"{name} takes two lists, as in {name}([a, b], [c, d])")
        return ops.dot(*operands)
    of_any_number = op.name in _OF_ANY_NUMBER
    if of_any_number and lists == [True]:
        (operands,) = operands
    elif any(lists):
        raise ExpressionError(f"{name} takes numbers" + " or one list" * of_any_number)
    if of_any_number and not operands:
        raise ExpressionError(f"{name} needs at least one number")
    return (
        reduce(lambda a, b: _apply(op, (a, b)), operands) if of_any_number and op.arity == 2 else _apply(op, operands)
    )


def _apply(op: Op, operands: Sequence[Value | float]) -> Any:
    """`op` on operands; in a formula, `**` and `+x` stand for two rows of the table and for none."""
    if op is ops.identity:
        return operands[0]
    if op is ops.power and isinstance(operands[1], Value):
        op = ops.exponential  # aⁿ and aᵇ are two operations: a gradient flows into a variable exponent only
    return op(*operands)

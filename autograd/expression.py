"""Formulas as text: "c = a + b; e = c * (b + 1)" becomes named Values, and no other code can run.

The text passes two white lists. The first, in `statements`, is of characters, words and sizes: there everything is
refused that could hurt Python's parser. Then that parser reads each expression, so precedence is Python's, and the
second white list is of what it found: numbers, names, + - * / **, functions of the table. Nothing is ever compiled or
run. Numbers are floats from the start: 9**9**9**9 is an error here, not an hour of computing.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from autograd import conditions, ops
from autograd.arrays import functions
from autograd.arrays.given import entries, named_entries, read_array
from autograd.arrays.operations import Arrays, ArraysFound, Source
from autograd.arrays.parts import Parts, entry_named, written
from autograd.errors import ExpressionError
from autograd.evaluation import Evaluation
from autograd.language import say, template
from autograd.nested import unflatten
from autograd.notation import shown
from autograd.operation import Op, is_array, undefined_as_nan
from autograd.statements import MAX_OPERATORS as MAX_OPERATORS
from autograd.statements import new_name, normal_name, statements
from autograd.unknown import unknown_function, unknown_name
from autograd.value import Value

_SIGNS: dict[type[ast.AST], str] = {ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.Div: "divide"}
_SIGNS |= {ast.Pow: "power", ast.USub: "negate", ast.UAdd: "identity"}
_SIGNS |= {ast.Mod: "mod", ast.FloorDiv: "floor_divide"}
_NOT_FUNCTIONS = {*_SIGNS.values(), "exponential", *(op.name for op in ops.COMPARISONS.values())} - {"mod"}
_ALIASES = {"σ": "sigmoid", "abs": "absolute", "ln": "log", "max": "maximum", "min": "minimum", "sum": "total"}
_ALIASES |= {f"arc{f}": f"a{f}" for f in ("sin", "cos", "tan", "tan2", "sinh", "cosh", "tanh")}
_ALIASES |= {f"ar{f}": f"a{f}" for f in ("sinh", "cosh", "tanh")} | {"sgn": "sign", "round": "rounded"}
LIST_ALONE = template(
    "the result of a formula is one number: a list can only be named, be given to a function, as in total([a, b]), "
    "or an item be taken of it, as in [a, b][0]"
)


class _Names(NamedTuple):
    """What the names in a formula stand for: one Value or several, so far; and all names that it gives to anything."""

    values: dict[str, Value]
    lists: dict[str, list[Any]]
    assigned: frozenset[str]
    arrays: Arrays
    parts: Parts


def parse(text: str, /, **values: Any) -> Value:
    """The Value of a formula, with `values` for its names. `;` or a new line separates statements, the last one counts.

    >>> e = parse("c = a + b; d = b + 1; e = c * d", a=2, b=1)
    >>> e, e.parents
    (Value(6, label='e'), (Value(3, label='c'), Value(2, label='d')))

    See `evaluate` for the rules and the errors.
    """
    return evaluate(text, values).result


def evaluate(text: str, values: Mapping[str, Any] | None = None, *, number: bool = True) -> Evaluation:
    r"""Compute the statements of `text` in order, and keep every name.

    - A number in `values`, or a text such as "1/3" or "√2", becomes a labelled leaf; a Value is used as it is, and
      labelled if it has no label. A nested list, or a text such as "[[1, 2], [3, 4]]", is an array of them.
    - `^`, `x²`, `xⁿ`, `·`, `×`, `÷`, `√x`, `∛x`, `|x|`, `½` and any minus sign are read as on paper. `π` and `pi` are
      known, and `e` as the base of a power, where no name is given to anything else.
    - `2x`, `2(a + b)`, `(a + b)(b + 1)`, `x²y`, `2πr`, `3 sin(x)` are products, and so is `x(a + b)` if x has a value
      and is no function; of arrays, only a number times one. `ab` is a name, and `a b` an error. `sin²(x)` is
      sin(x)·sin(x), and `sin x` or `ln 2x` need no brackets. What people read in two ways is an error that names both:
      `1/2x`, `e^2x`, `√x²`, `sin⁻¹(x)`.
    - `name = expression` labels the node; `k = 3` is a leaf of its own, `y = x` an `identity` of x.
    - A name is given once: a second `c = …`, or one for a name in `values`, is an error.
    - Functions are those of the table, and `abs`, `ln`, `max`, `min`, `sum`. `max`, `min`, `total` and `logsumexp`
      take numbers or one list, `max(a, b, c)` or `max([a, b, c])`; `dot` takes two lists; `σ` is the sigmoid.
    - `p = softmax([a, b])` or any list names its items `p[0]`, `p[1]`; so does `p, q = softmax([a, b])`, one by one.
    - Arrays go entry by entry, a row with every row; `@` is the product of matrices, `W.T`, `Wᵀ` and `W^T` are the
      transposed one. `sum`, `mean`, `max` and `min` are of all entries, or along an axis, as in `sum(X, axis=0)`;
      `softmax` is of each row. `P[1,2] = …` gives an array entry by entry. Where a formula has arrays, all entries are
      counted from 1, as on paper: `W[1,2]`.
    - What consists of numbers only is computed as a number: the exponent of `x**(1/2)` is 0.5.
    - `where(x > 0, log(x), 0)` chooses by a comparison: `>`, `<`, `>=`, `<=`, `==`, `!=`, `≥`, `≤`, `≠`, or several as
      in 0 < x < 1. The arm that is not chosen may be undefined. Elsewhere a formula has no comparisons.
    - `#` begins a comment. A line may end inside brackets.
    - The last statement gives one number, unless `number` is false.

    >>> evaluate("c = 2*b  # twice\n c + pi", {"b": 1.5}).named
    {'b': Value(1.5, label='b'), 'c': Value(3, label='c')}
    >>> evaluate("z = W @ x; L = sum(z**2)", {"W": [[1, 2], [0, 1]], "x": [3, 1]}).named["z[1]"]
    Value(5, label='z[1]')

    Raises `ExpressionError`, in one line, for text that is not a formula or exceeds the limits above, and the engine's
    errors for what cannot be computed.
    """
    has_arrays = any(isinstance(value, (list, tuple)) or is_array(value) for value in (values or {}).values())
    chooses = isinstance(text, str) and "where" in text

    def evaluated() -> Evaluation:
        try:
            return _evaluate(text, values or {}, number, Arrays(1 if has_arrays else 0))
        except ArraysFound:
            return _evaluate(text, values or {}, number, Arrays(1))

    if not chooses:
        return evaluated()
    found = undefined_as_nan(evaluated)  # of the arms of a choice one does not count
    found.refuse_undefined()
    return found


def _evaluate(text: str, values: Mapping[str, Any], number: bool, arrays: Arrays) -> Evaluation:
    """The same, with lists whose items are counted as `arrays` says."""
    known: dict[str, Value] = {}
    lists: dict[str, list[Any]] = {}
    for given, value in values.items():
        name = new_name(given, known, lists)
        read = read_array(value, name)
        if isinstance(read, list):
            lists[name] = [_given(entry, called, known) for called, entry in named_entries(name, read)]
            lists[name] = unflatten(read, lists[name])
        else:
            _given(read, name, known)
    found = list(statements(text, known, _function, has_arrays=arrays.first == 1))
    assigned = {normal_name(part.partition("[")[0]) for name, _ in found for part in name.split(",")}
    names = _Names(known, lists, frozenset({*known, *lists, *assigned}), arrays, Parts())
    result: Value | list[Any] | None = None
    unnamed = ""
    for name, expression in found:
        if unnamed:
            raise ExpressionError(
                say("{unnamed} needs a name: only the last statement can go without", unnamed=unnamed)
            )
        entry = entry_named(normal_name(name))
        new = [] if entry or not name else [new_name(part, known, lists, names.parts.given) for part in name.split(",")]
        computed = _compute(expression, names)
        if entry:
            result = _name_entry(*entry, computed, names)
        elif isinstance(computed, list):
            result = _name_items(new, computed, names, shown(expression))
        elif len(new) > 1:
            raise ExpressionError(
                say(
                    "{name} are {new} names for one number, {expression}",
                    name=shown(name),
                    new=len(new),
                    expression=shown(expression),
                )
            )
        else:
            result = _labelled(computed, new[0], known) if new else _as_value(computed)
        unnamed = "" if name else shown(expression)
    if result is None:
        raise ExpressionError(say("there is no formula: the text is empty"))
    if number and isinstance(result, list):
        raise ExpressionError(say("the last statement gives a list, and the result of a formula is one number"))
    return Evaluation(list(entries(result))[-1], known)


def _given(number: Any, name: str, known: dict[str, Value]) -> Value:
    """An input, known by its name from now on."""
    known[name] = number if isinstance(number, Value) else Value(number)
    known[name].label = known[name].label or name
    return known[name]


def _as_value(computed: Value | float) -> Value:
    return computed if isinstance(computed, Value) else Value(computed)


def _labelled(computed: Value | float, name: str, known: dict[str, Value]) -> Value:
    """What was computed, known by its name from now on."""
    value = _as_value(computed)
    # What bears a label was there before: naming it again would take its name away.
    known[name] = (ops.identity(value) if value.label else value).named(name)
    return known[name]


def _name_entry(name: str, place: tuple[int, ...], computed: Any, names: _Names) -> Value:
    """A number known as an entry of an array that is given entry by entry."""
    names.arrays.need()
    name = new_name(name, names.values, names.lists)
    names.parts.check(name, place)
    if isinstance(computed, list):
        raise ExpressionError(say("{entry} is one number, but what it is to be is a list", entry=written(name, place)))
    value = _labelled(computed, written(name, place), names.values)
    names.parts.add(name, place, value)
    return value


def _name_items(new: list[str], items: list[Any], names: _Names, expression: str) -> list[Any]:
    """Each entry of an array by its own name, or by that of the array and its place."""
    if not new:
        raise ExpressionError(say(LIST_ALONE))
    if len(new) > 1 and len(new) != len(items):
        raise ExpressionError(
            say(
                "{new} names are given to {items} numbers, {expression}",
                new=len(new),
                items=len(items),
                expression=expression,
            )
        )
    if next(entries(items), None) is None:
        raise ExpressionError(say("{new} has no entries", new=shown(new[0])))
    labelled: list[Any] = []
    for nth, item in enumerate(items):
        name = new[nth] if len(new) > 1 else f"{new[0]}[{nth + names.arrays.first}]"
        if isinstance(item, list):
            called = name if len(new) > 1 else new[0]
            places = () if len(new) > 1 else (nth + 1,)
            parts = [_labelled(entry, part, names.values) for part, entry in named_entries(called, item, 1, places)]
            item = unflatten(item, parts)
            if len(new) > 1:
                names.lists[name] = item
        else:
            item = _labelled(item, name, names.values)
        labelled.append(item)
    if len(new) == 1:
        names.lists[new[0]] = labelled
    return labelled


# --- what Python's parser found ---------------------------------------------------------------------------------------


def _read(expression: str) -> ast.expr:
    """The syntax tree of one expression."""
    try:
        return ast.parse(expression, mode="eval").body
    except SyntaxError as error:
        rest = expression[error.offset - 1 :].strip() if error.offset else ""
        where = (
            say("something is missing or misplaced at {rest}", rest=shown(rest)) if rest else say("it ends too early")
        )
        raise ExpressionError(
            say("{expression} cannot be read: {where}", expression=shown(expression), where=where)
        ) from None
    except (RecursionError, MemoryError, ValueError, OverflowError):
        raise ExpressionError(
            say("{expression} cannot be read: it is nested too deeply", expression=shown(expression))
        ) from None


def _operands(node: ast.expr, names: _Names) -> Sequence[ast.expr]:
    if isinstance(node, ast.BinOp):
        if _is_transpose(node, names):
            return (node.left,)
        return (node.right,) if _is_power_of_euler(node, names) else (node.left, node.right)
    if isinstance(node, ast.Subscript | ast.Attribute):
        return () if names.parts.entry(node) is not None else (node.value,)
    if isinstance(node, ast.UnaryOp):
        return (node.operand,)
    if isinstance(node, ast.Compare):
        return (node.left, *node.comparators)
    return node.args if isinstance(node, ast.Call) else node.elts if isinstance(node, ast.List) else ()


def _is_transpose(node: ast.expr, names: _Names) -> bool:
    """Whether this is W.T or W^T, and nothing is called T."""
    if isinstance(node, ast.BinOp):
        is_power = isinstance(node.op, ast.Pow) and isinstance(node.right, ast.Name)
        return is_power and node.right.id == "T" and "T" not in names.assigned  # type: ignore[attr-defined]
    return isinstance(node, ast.Attribute) and node.attr == "T"


def _is_power_of_euler(node: ast.BinOp, names: _Names) -> bool:
    """Whether this is e to some power, and nothing else is called e."""
    is_power = isinstance(node.op, ast.Pow) and isinstance(node.left, ast.Name)
    return is_power and node.left.id == "e" and "e" not in names.assigned  # type: ignore[attr-defined]


def _compute(expression: str, names: _Names) -> Value | float | list[Any]:
    """The expression's value: operands before operations, without recursion."""
    order, waiting = [], [_read(expression)]
    while waiting:
        order.append(waiting.pop())
        waiting.extend(_operands(order[-1], names))
    conditions.check_places(order)
    results: dict[ast.expr, Any] = {}
    for node in reversed(order):
        parts = _operands(node, names)
        operands = [results[part] for part in parts]
        has_list = any(isinstance(operand, list) for operand in operands)
        source = Source(expression, node, parts)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.keywords) < 2:
            results[node] = _call(node, operands, names, source)
        elif (entry := names.parts.entry(node)) is not None:
            results[node] = entry
        elif isinstance(node, ast.Subscript) and has_list:
            results[node] = names.arrays.item(operands[0], node.slice, source)
        elif _is_transpose(node, names) and (has_list or isinstance(node, ast.BinOp)):
            results[node] = names.arrays.transposed(operands[0], source)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            results[node] = _product(node, operands, names, source)
        elif isinstance(node, ast.BinOp) and _is_power_of_euler(node, names):
            results[node] = _by_entry(ops.exp, operands, names, source)
        elif isinstance(node, ast.UnaryOp | ast.BinOp) and type(node.op) in _SIGNS:
            results[node] = _by_entry(ops.TABLE[_SIGNS[type(node.op)]], operands, names, source)
        elif isinstance(node, ast.Compare):
            results[node] = conditions.compared(node, operands, names.arrays, source)
        elif isinstance(node, ast.Name):
            results[node] = _named(node.id, names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            results[node] = float(node.value)
        elif isinstance(node, ast.List):
            results[node] = names.arrays.listed(operands, source)
        else:
            raise ExpressionError(
                say(
                    "{whole} cannot be part of a formula: numbers, names, + - * / ** and functions can",
                    whole=source.whole,
                )
            )
    result: Value | float | list[Any] = results[order[0]]
    return result


def _product(node: ast.BinOp, operands: list[Any], names: _Names, source: Source) -> Any:
    """The product of two arrays; of two vectors, δ @ xᵀ is a column times a row, as on paper."""
    if _is_transpose(node.right, names) and not _is_transpose(node.left, names):
        vectors = [isinstance(operand, list) and not isinstance(operand[0], list) for operand in operands]
        if vectors == [True, True]:
            return names.arrays.outer(operands[0], operands[1], source)
    return names.arrays.product(operands[0], operands[1], source)


def _by_entry(op: Op, operands: list[Any], names: _Names, source: Source) -> Any:
    """An operation on numbers, or entry by entry."""
    if any(isinstance(operand, list) for operand in operands):
        return names.arrays.elementwise(lambda *items: _apply(op, items), operands, source)
    return _apply(op, operands)


def _named(name: str, names: _Names) -> Value | float | list[Any]:
    known = names.values
    if name in known:
        return known[name]
    if name in names.lists:
        return names.lists[name]
    if name in names.parts:
        parts: list[Any] = names.parts.whole(name)
        return parts
    if name in ("pi", "π") and name not in names.assigned:
        return math.pi
    raise unknown_name(name, known, names.lists, names.assigned, _function)


def _function(name: str) -> Op | None:
    """The row of the table a function's name stands for; the rows of operators have no such name."""
    return None if name in _NOT_FUNCTIONS else ops.TABLE.get(_ALIASES.get(name, name))


def _call(node: ast.Call, operands: list[Any], names: _Names, source: Source) -> Any:
    name = node.func.id  # type: ignore[attr-defined]
    op = None if name in functions.OWN else _function(name)
    if op is None and name not in functions.OWN:
        known = [*filter(_function, (*ops.TABLE, *_ALIASES)), *functions.OWN]
        raise unknown_function(name, names.values, names.lists, known, _function)
    try:
        axis = functions.axis_of(node)
    except ValueError:
        raise ExpressionError(
            say("{whole} cannot be part of a formula: a function takes axis=0 or axis=1", whole=source.whole)
        ) from None
    is_of_arrays = op is None or op is ops.inner_product or any(isinstance(operand, list) for operand in operands)
    if is_of_arrays:
        return functions.call(name, op, operands, axis, names.arrays, _apply, source)
    assert op is not None
    if axis is not None:
        raise ExpressionError(say("{whole}: numbers have no axis", whole=source.whole))
    if op.name not in functions.OF_ANY_NUMBER:
        return _apply(op, operands)
    return functions.of_any_number(name, op, operands, _apply)


def _apply(op: Op, operands: Sequence[Value | float]) -> Any:
    """`op` on operands; in a formula, `**` and `+x` stand for two rows of the table and for none."""
    if op is ops.identity:
        return operands[0]
    if op is ops.power and isinstance(operands[1], Value):
        op = ops.exponential  # aⁿ and aᵇ are two operations: a gradient flows into a variable exponent only
    return conditions.applied(op, operands)

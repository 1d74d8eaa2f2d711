"""Recording a function once, without numbers: what it does to one row is what the program will do to all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any, NoReturn

from autograd import ops
from autograd.errors import OperandError, TraceError, UndefinedError
from autograd.graph import topological_order
from autograd.language import say, template
from autograd.naming import formula
from autograd.notation import counted, quoted
from autograd.operation import CONSTANT, Op, as_float, elementwise, is_array, is_number, unboxed
from autograd.operators import Operators
from autograd.stand_ins import recorded_comparisons, recording, stand_in, stand_ins
from autograd.value import Value, constant, operand

_DATA = template(
    "the function asks for .data of {name} while it is compiled for all rows: compute with the Value itself"
)
_NEW_DATA = template(
    "the function asks for a new .data for {name} while it is compiled for all rows: it can only compute"
)
_COPY = template(
    "the function asks for a copy of {name} while it is compiled for all rows: compute with the Value itself"
)
_GRAD = template(
    "the function asks for the grad of {name} while it is compiled for all rows: a program computes the gradient "
    "itself, see value_and_grad"
)
_NEW_GRAD = template(
    "the function asks for a new grad for {name} while it is compiled for all rows: a program computes the gradient "
    "itself, see value_and_grad"
)
_BACKWARD = template(
    "the function calls {name}.backward() while it is compiled for all rows: a program computes the gradient itself, "
    "see value_and_grad"
)
_ZERO_GRAD = template(
    "the function calls {name}.zero_grad() while it is compiled for all rows: a program computes the gradient itself, "
    "see value_and_grad"
)
_FLOAT = template(
    "the function asks for {name} as a float while it is compiled for all rows: use autograd's exp, log, maximum, … "
    "instead of math's"
)
_WHOLE = template(
    "the function asks for {name} as a whole number while it is compiled for all rows: a program has one number for "
    "each row there, none of them known yet"
)
_DECIDED = template(
    "{name} is used as true or false, which has no single answer for all rows: use where, relu, maximum, minimum, "
    "absolute, …, which choose row by row"
)
_COMPARED = template(
    "the function compares {name}, which has no single answer for all rows: use where, relu, maximum, minimum, "
    "absolute, …, which choose row by row (max and min of Python compare too)"
)


class Traced(Operators, Value):
    """A Value without a number: an entry of a row, a parameter, or what was computed from them.

    Asking it for its number, or for a decision that depends on it, is a `TraceError`: a branch taken while tracing
    would silently be taken for every row.
    """

    __slots__ = ()

    @property
    def data(self) -> NoReturn:
        """Not there: while a program is traced there are no numbers."""
        self._refuse(_DATA)

    @data.setter
    def data(self, _: object) -> NoReturn:
        self._refuse(_NEW_DATA)

    @property
    def grad(self) -> NoReturn:
        """Not there either."""
        self._refuse(_GRAD)

    @grad.setter
    def grad(self, _: object) -> NoReturn:
        self._refuse(_NEW_GRAD)

    def backward(self, seed: float = 1.0) -> NoReturn:
        """A sweep needs numbers."""
        self._refuse(_BACKWARD)

    def zero_grad(self) -> NoReturn:
        """There are no gradients to forget."""
        self._refuse(_ZERO_GRAD)

    def __copy__(self) -> NoReturn:
        self._refuse(_COPY)

    def __deepcopy__(self, memo: object) -> NoReturn:
        self.__copy__()

    def __float__(self) -> NoReturn:
        self._refuse(_FLOAT)

    def _whole(self, *_: Any) -> NoReturn:
        self._refuse(_WHOLE)

    __int__ = __index__ = __trunc__ = _whole

    def __bool__(self) -> NoReturn:
        raise TraceError((_COMPARED if self.op in ops.COMPARISONS.values() else _DECIDED).format(name=_name(self)))

    def _compare(self, sign: str, other: Any) -> bool:
        """Comparisons are recorded, for where(x > 0, a, b); to be true or false is what is refused."""
        if not (isinstance(other, Value) or is_array(other) or is_number(other := unboxed(other))):
            raise TraceError(say(_COMPARED, name=f"{_name(self)} {sign} {quoted(other)}"))
        recorded: bool = ops.COMPARISONS[sign](self, other)
        return recorded

    def __lt__(self, other: Any) -> bool:
        return self._compare("<", other)

    def __le__(self, other: Any) -> bool:
        return self._compare("<=", other)

    def __gt__(self, other: Any) -> bool:
        return self._compare(">", other)

    def __ge__(self, other: Any) -> bool:
        return self._compare(">=", other)

    def __eq__(self, other: object) -> bool:
        return self is other or self._compare("==", other)

    def __ne__(self, other: object) -> bool:
        return self is not other and self._compare("!=", other)

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"<traced {_name(self)}>"

    def _refuse(self, sentence: str) -> NoReturn:
        raise TraceError(say(sentence, name=_name(self)))

    @staticmethod
    def __record__(op: Op, operands: tuple[Any, ...]) -> Any:
        return _record(op, operands)


def _record(op: Op, operands: tuple[Any, ...]) -> Any:
    """Remember the operation; compute nothing."""
    for thing in operands:
        if not isinstance(thing, Value):
            operands = tuple([thing if isinstance(thing, Value) else operand(thing, op) for thing in operands])
            if any(map(is_array, operands)):
                return elementwise(op, *operands)
            break
    node = _traced("", op, tuple([stand_in(thing) for thing in operands]))
    return node if recording() else _traced("", ops.stop_gradient, (node,))


def traced(label: str) -> Traced:
    """An entry of a row, or a parameter."""
    return _traced(label, None, ())


def _traced(label: str, op: Op | None, operands: tuple[Value, ...]) -> Traced:
    node = object.__new__(Traced)
    node.label = label
    node.op = op
    node.left = operands if len(operands) > 2 else operands[0] if operands else None
    node.right = operands[1] if len(operands) == 2 else None
    node.by_left = node.by_right = None
    return node


def _name(node: Value) -> str:
    return formula(node)


class Tape:
    """What a function does to one row: nodes by number, parents first, the parameters before all others."""

    def __init__(
        self, outputs: list[Value], stand_ins: Mapping[Value, Traced], columns: dict[Value, tuple[int, int]]
    ) -> None:
        parameters = list(stand_ins.values())
        below = (node for out in outputs for node in topological_order(out))
        # A parameter itself may be met too, where another thread has used it for the function: its stand-in is meant.
        order = list(dict.fromkeys([*parameters, *(stand_ins.get(node, node) for node in below)]))
        number = {node: index for index, node in enumerate(order)}
        number.update((parameter, number[other]) for parameter, other in stand_ins.items())
        self.count = len(order)
        # Only names are kept of the nodes themselves: a large graph is not to live twice.
        self.names = [node.label or (node.op.name if node.op else "a number") for node in order]
        # None where there is nothing to compute: a parameter, a column, a constant or a frozen Value, told apart below.
        self.ops = [None if node.op is CONSTANT else node.op for node in order]
        self.parents = [tuple([number[parent] for parent in node.parents]) for node in order]
        self.outputs = [number[out] for out in outputs]
        self.parameters = len(parameters)
        self.columns = {number[node]: place for node, place in columns.items() if node in number}
        self.constants: dict[int, float] = {}
        self.frozen: dict[int, Value] = {}  # Values the function uses that are not parameters: read at every call
        self.watched: dict[Value, float] = {}  # those it computed others from, without a trace: see `Bound.stale`
        for index in range(len(parameters), len(order)):
            node = order[index]
            if node.op is CONSTANT:
                self.constants[index] = node.data
            elif type(node) is Value:
                self.frozen[index] = node
                self.ops[index], self.parents[index] = None, ()
                self._watch(node, stand_ins)

    def _watch(self, node: Value, stand_ins: Mapping[Value, Traced]) -> None:
        """Remember what a Value without a trace was computed from; it must not be a parameter."""
        for parent in node.parents:
            if parent in stand_ins:
                parameter = _name(stand_ins[parent])
                raise TraceError(
                    say(
                        "{node} was computed from the parameter {parameter} before the function ran, and will "
                        "not change with it: compute it inside the function",
                        node=_name(node),
                        parameter=parameter,
                    )
                )
            if parent.op is None:
                self.watched[parent] = parent.data


def trace(
    function: Callable[..., Any], parameters: Sequence[Value], widths: Sequence[int | None], names: Sequence[str]
) -> tuple[Tape, bool]:
    """Run `function` on one row: for each argument a Value, or a list of as many Values as its width says.

    Returns the tape, and whether the function returned one Value (not a list of them).
    """
    columns: dict[Value, tuple[int, int]] = {}
    rows: list[Any] = []
    for argument, (width, name) in enumerate(zip(widths, names, strict=True)):
        labels = [name] if width is None else [f"{name}[{column}]" for column in range(width)]
        row = [traced(label) for label in labels]
        columns.update((node, (argument, column)) for column, node in enumerate(row))
        rows.append(row[0] if width is None else row)
    # The function gets the parameters through its closure. Those without a label get one, to be called by.
    traced_parameters = {
        parameter: traced(parameter.label or f"parameter {index}") for index, parameter in enumerate(parameters)
    }

    def traced_function() -> tuple[Tape, bool]:
        try:
            out = function(*rows)
        except TypeError as error:  # of Python, or an OperandError: a list where a Value is due, or the other way round
            if isinstance(error, TraceError) or not (isinstance(error, OperandError) or "'Traced'" in str(error)):
                raise
            given = [_kind(name, width) for name, width in zip(names, widths, strict=True)]
            says = error.said if isinstance(error, OperandError) else str(error)
            if "'Traced'" in says:
                says = says.replace("'Traced'", "'Value'")
            raise OperandError(say("{says} ({given})", says=says, given=given) if given else says) from error
        out = unboxed(out)
        single = isinstance(out, Value) or not hasattr(out, "__len__")
        outputs = [out] if single else list(out)
        if not outputs:
            raise OperandError(say("the function returned no Value at all: an empty list"))
        nodes = [stand_in(as_output(value)) for value in outputs]
        return Tape(nodes, traced_parameters, columns), single

    run = stand_ins(traced_parameters).run
    return run(recorded_comparisons().run, traced_function)  # type: ignore[no-any-return]


def _kind(name: str, width: int | None) -> str:
    if width is None:
        return say("{name} is one Value", name=name)
    return say("{name} is a list of {values}", name=name, values=counted(width, "Value"))


def as_output(thing: Any) -> Value:
    """What a function returned as a node: a plain number is a constant, whose gradient is 0."""
    thing = unboxed(thing)
    if isinstance(thing, Value):
        return thing
    if not is_number(thing):
        raise OperandError(say("the function returned {thing} where a Value or a number is due", thing=quoted(thing)))
    number = as_float(thing, "what the function returned")
    if not isfinite(number):
        raise UndefinedError(
            say("the function returned {number}, a plain number: a program's numbers are finite", number=number)
        )
    return constant(number)

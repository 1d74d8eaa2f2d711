"""Which numbers an input takes in the variants of a worksheet: what a sheet's table `vary` says, or numbers around its
own.

    [vary]
    w = {from = 0.1, to = 0.9, step = 0.05}
    x = {of = [0.2, 0.4, 0.6]}
    t = {of = [1]}                              # stays as it is
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from autograd.arrays.given import mapped, read_array
from autograd.auditor.sheet_keys import number_at
from autograd.errors import ChainruleError, ExpressionError
from autograd.hints import meant_by
from autograd.language import say
from autograd.notation import quoted, shown
from autograd.numerals import read_number

#: An input takes one of at most so many numbers.
MOST_NUMBERS = 10_000
_KEYS = ("from", "to", "step", "of")


def read_choices(data: Mapping[str, Any], targets: Collection[str] = ()) -> dict[str, Any]:
    """For each input of a sheet the numbers it takes, as texts; of an array, nested lists of these. The `targets` are
    inputs, or entries such as y[1], that a result is compared with.

    >>> read_choices({"inputs": {"w": 0.5, "x": 2}, "vary": {"w": {"from": 0.1, "to": 0.3, "step": 0.1}}})
    {'w': ('0.1', '0.2', '0.3'), 'x': ('1', '2', '3', '4', '5', '6', '7', '8', '9')}

    Raises `ExpressionError`, which begins with the key at fault.
    """
    vary = data.get("vary", {})
    if not isinstance(vary, Mapping):
        raise ExpressionError(
            say("vary must be a table of inputs, such as {{w = {{of = [1, 2]}}}}, not {vary}", vary=quoted(vary))
        )
    inputs = inputs_of(data)
    given = {name: _array(value, name) for name, value in inputs.items()}
    compared = {name.partition("[")[0] for name in targets}
    found = {name: mapped(lambda x, name=name: around(x, name in compared), array) for name, array in given.items()}
    for key, rule in vary.items():
        name, bracket, place = str(key).replace(" ", "").partition("[")
        where = f"vary.{shown(str(key))}"
        if name not in found:
            meant = meant_by(str(key), list(found))
            told = {"where": where, "key": quoted(key)}
            raise ExpressionError(
                say("{where}: there is no input {key}, did you mean {meant}?", **told, meant=meant)
                if meant
                else say("{where}: there is no input {key}", **told)
            )
        numbers = _numbers(rule, where)
        if bracket:
            _put(found[name], place.rstrip("]").split(","), numbers, where)
        else:
            found[name] = mapped(lambda _, numbers=numbers: numbers, given[name])
    return found


def inputs_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of a sheet, those of a table `given` included."""
    tables = [data.get("inputs", {}), data.get("given", {})]
    return {str(name): value for table in tables if isinstance(table, Mapping) for name, value in table.items()}


def around(number: float, is_target: bool = False) -> tuple[str, ...]:
    """Numbers around one, of two digits at most, of the same sign, and on the same side of 1; whole ones stay whole,
    and a target of 0 or 1 is one of these.

    >>> around(0.5)
    ('0.25', '0.3', '0.35', '0.4', '0.45', '0.5', '0.55', '0.6', '0.65', '0.7', '0.75')
    >>> around(4), around(1, is_target=True), around(-0.25)[:3]
    (('2', '3', '4', '5', '6', '7', '8', '9'), ('0', '1'), ('-0.13', '-0.14', '-0.15'))
    """
    if number in (0, 1) and (is_target or number == 0):
        return ("0", "1") if is_target else ("0", "1", "2")
    digits = Decimal(f"{abs(number):.2g}").normalize()
    step = Decimal(1)
    if digits < 1 or digits != digits.to_integral_value() or digits >= 100:
        step = Decimal(1).scaleb(digits.adjusted() - 1)
        if len(digits.as_tuple().digits) == 1 and digits.as_tuple().digits[0] > 1:
            step *= 5
    count = int(digits / step)
    least, most = max(math.ceil(count * 0.5), 1), count + max(4 if step == 1 else 2, count // 2)
    if step == 1:
        most = max(most, 9)
    numbers = [n * step for n in range(least, most + 1)]
    if digits < 1:
        numbers = [n for n in numbers if n < 1]
    sign = "-" if number < 0 else ""
    return tuple(f"{sign}{_plain(n)}" for n in numbers)


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f") if -9 <= number.adjusted() <= 15 else f"{float(number):g}"


def _numbers(rule: Any, where: str) -> tuple[str, ...]:
    """The numbers that one entry of `vary` allows."""
    if isinstance(rule, (list, tuple)):
        rule = {"of": rule}
    if not isinstance(rule, Mapping):
        raise ExpressionError(
            say(
                "{where} must be a table such as {{from = 0.1, to = 0.9, step = 0.1}}, not {rule}",
                where=where,
                rule=quoted(rule),
            )
        )
    for key in rule:
        if key not in _KEYS:
            raise ExpressionError(
                say(
                    "{where}.{key}: there is no key {key_2}: the keys are from, to, step, of",
                    where=where,
                    key=shown(str(key)),
                    key_2=quoted(key),
                )
            )
    if "of" in rule:
        if len(rule) > 1:
            raise ExpressionError(
                say("{where}: `of` lists all numbers, so it goes without from, to and step", where=where)
            )
        return _listed(rule["of"], f"{where}.of")
    if "from" not in rule or "to" not in rule:
        raise ExpressionError(say("{where} needs from and to, or a list `of` numbers", where=where))
    low, high = (_decimal(rule[key], f"{where}.{key}") for key in ("from", "to"))
    step = _decimal(rule["step"], f"{where}.step") if "step" in rule else _finest(low, high)
    if step <= 0:
        raise ExpressionError(say("{where}.step must be above 0, not {rule}", where=where, rule=quoted(rule["step"])))
    if high < low:
        raise ExpressionError(
            say("{where}: from {low} to {high} there is no number", where=where, low=_plain(low), high=_plain(high))
        )
    count = (high - low) / step
    if count >= MOST_NUMBERS:
        raise ExpressionError(
            say(
                "{where}: more than {most_numbers:,} numbers: take a larger step",
                where=where,
                most_numbers=MOST_NUMBERS,
            )
        )
    return tuple(_plain(low + n * step) for n in range(int(count) + 1))


def _finest(low: Decimal, high: Decimal) -> Decimal:
    """The step of the last digit that is written."""
    return Decimal(1).scaleb(min(int(n.as_tuple().exponent) for n in (low.normalize(), high.normalize(), Decimal(1))))


def _listed(numbers: Any, where: str) -> tuple[str, ...]:
    if not isinstance(numbers, Sequence) or isinstance(numbers, str) or not numbers:
        raise ExpressionError(
            say("{where} must be a list of numbers, not {numbers}", where=where, numbers=quoted(numbers))
        )
    if len(numbers) > MOST_NUMBERS:
        raise ExpressionError(
            say("{where} lists more than {most_numbers:,} numbers", where=where, most_numbers=MOST_NUMBERS)
        )
    for nth, number in enumerate(numbers):
        number_at(number, f"{where}[{nth}]")
    return tuple(n if isinstance(n, str) else _plain(Decimal(repr(n))) for n in numbers)


def _decimal(thing: Any, where: str) -> Decimal:
    return Decimal(repr(number_at(thing, where)))


def _array(value: Any, name: str) -> Any:
    where = f"inputs.{shown(name)}"
    try:
        array = read_array(value, where)
        return mapped(lambda entry: read_number(entry, where), array)
    except ChainruleError as error:
        raise ExpressionError(error.said) from None


def _put(array: Any, places: Sequence[str], numbers: tuple[str, ...], where: str) -> None:
    """Put numbers at one place of an array, counted from 1."""
    try:
        counted_from_0 = [int(place) - 1 for place in places]
        *first, last = counted_from_0
        for place in first:
            array = array[place]
        if min(counted_from_0) < 0 or not isinstance(array, list):
            raise IndexError
        array[last] = numbers
    except (ValueError, IndexError, TypeError):
        raise ExpressionError(say("{where}: there is no such entry", where=where)) from None

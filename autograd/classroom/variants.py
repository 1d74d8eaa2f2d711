"""The variants of a sheet: other numbers for its inputs, the same ones for the same seed, and pleasant ones.

Pleasant are numbers of few digits at which no activation is saturated or dead (unless it is in the sheet itself), no
two inputs are equal, no answer is 0, and no slip shows the digits of another, or of the right answer, by accident. Of
some draws the best one is taken.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from random import Random
from typing import Any

from autograd.arrays.given import entries, mapped
from autograd.auditor import Quantity, Sheet
from autograd.auditor import sheet as sheet_of
from autograd.classroom.coincidences import Identity, Numbers, accidents, base_of, hidden, numbers_of
from autograd.classroom.vary import read_choices
from autograd.errors import ChainruleError, ExpressionError
from autograd.language import say
from autograd.numerals import read_number

#: There are so many variants.
MOST_VARIANTS = 1000
#: So many draws are made for a variant, and so many of them compared by their slips.
MOST_DRAWS, MOST_COMPARED = 100, 6
#: Of so many the one is taken in which the fewest inputs are equal.
MOST_DRAWN = 10
#: With so many variants that are possible, or fewer, some would come twice by chance; that is as bad as so many faults.
FEW, AS_BEFORE = 20_000, 9.0
#: Two slips differ if they differ in so many digits.
DIGITS = 4
#: Of larger examples not all slips are compared.
MOST_NODES, MOST_QUANTITIES = 150, 60
#: The smallest derivative at which an activation is not saturated; one that is 0 anywhere is dead.
_SATURATED = {"sigmoid": 0.02, "tanh": 0.05, "softplus": 0.02, "logsigmoid": 0.02}
_ACTIVATIONS = {*_SATURATED, "relu", "hard_tanh", "elu", "selu", "gelu", "silu", "mish", "clip"}


class Variants:
    """The variants of a sheet, numbered from 1."""

    def __init__(self, data: Mapping[str, Any], seed: int = 0) -> None:
        self._plain = {**data, "claims": []}
        self._data, self._seed = data, seed
        self._choices: dict[str, Any] | None = None
        self._unpleasant: set[int] = set()
        self._quantities: list[Quantity] = []
        self._always: Numbers = {}
        self._found: dict[str, dict[str, Any]] = {}
        self._few = False
        self._taken: dict[str, set[str]] = {}
        self._weighed: dict[str, tuple[float, str]] = {}
        self._accidental: dict[str, float] = {}

    def data(self, number: int, part: str = "") -> dict[str, Any]:
        """The sheet of a variant; another `part` of it has numbers of its own.

        Raises `ExpressionError` if there is none, because at nothing that `vary` allows there is a result, or because
        the number is too large.
        """
        if self._choices is None:
            self._prepare()
        if not 0 <= number <= MOST_VARIANTS:
            raise ExpressionError(
                say(
                    "there are at most {most_variants:,} variants, so none with the number {number}",
                    most_variants=MOST_VARIANTS,
                    number=number,
                )
            )
        # Where there are few numbers to choose from, the earlier variants are looked at: each has others.
        for nth in range(min(number, 1) if self._few else number, number + 1):
            key = f"{self._seed}:{nth}:{part}" if part else f"{self._seed}:{nth}"
            if key not in self._found:
                self._found[key] = self._best(Random(key), self._taken.setdefault(part, set()))
        return self._found[key]

    def hidden(self, quantity: Quantity, numbers: dict[Identity, float]) -> list[str]:
        """The slips that change nothing at these numbers, though elsewhere they do."""
        if self._choices is None:
            self._prepare()
        return hidden(numbers, self._always.get(quantity, {}))

    def _prepare(self) -> None:
        """What is asked for in the sheet itself is no fault of a variant; what coincides at numbers that are not round
        always does."""
        sheet = sheet_of(self._plain)
        self._choices = read_choices(self._data, _targets(sheet))
        sizes = [len(choices) for array in self._choices.values() for choices in entries(array)]
        self._few = math.prod(sizes) <= FEW
        self._unpleasant = _faults(sheet)
        self._quantities = _asked(sheet)
        if len(sheet.example.nodes) > MOST_NODES or len(self._quantities) > MOST_QUANTITIES:
            self._quantities = []
        random = Random(0)
        for _ in range(20):
            generic = {name: mapped(lambda x: _crooked(x, random), values) for name, values in self._choices.items()}
            try:
                self._always = numbers_of(
                    base_of(sheet_of(self._with(generic)), self._quantities), self._quantities, 12
                )
            except ChainruleError:
                continue
            return

    def _best(self, random: Random, taken: set[str]) -> dict[str, Any]:
        """The most pleasant numbers of some draws, which are not `taken` yet if there are others."""
        best: tuple[float, dict[str, Any], str] | None = None
        compared, problem = 0, ""
        for _ in range(MOST_DRAWS):
            drawn = min((self._draw(random) for _ in range(MOST_DRAWN)), key=lambda d: self._equal(d, taken))
            key = repr(drawn)
            if key not in self._weighed:
                self._weighed[key] = self._weigh(drawn)
            faults, wrong = self._weighed[key]
            if wrong:
                problem = wrong
                continue
            faults += self._equal(drawn, taken)
            if best is not None and faults >= best[0]:
                continue
            if faults < 10:
                try:
                    if key not in self._accidental:
                        self._accidental[key] = self._accidents(sheet_of(self._with(drawn)))
                except ChainruleError as error:
                    problem = str(error)
                    continue
                faults += self._accidental[key]
                compared += 1
            if best is None or faults < best[0]:
                best = faults, self._with(drawn), key
            if best[0] == 0 or compared >= MOST_COMPARED:
                break
        if best is None:
            raise ExpressionError(
                say(
                    "vary: in {most_draws} draws no numbers gave a result: {problem}",
                    most_draws=MOST_DRAWS,
                    problem=problem,
                )
            )
        if self._few:
            taken.add(best[2])
        return {**best[1], "claims": self._data.get("claims", [])}

    def _weigh(self, drawn: Mapping[str, Any]) -> tuple[float, str]:
        """How unpleasant these numbers are, and why there is no result at them."""
        try:
            return 10.0 * len(_faults(sheet_of(self._with(drawn))) - self._unpleasant), ""
        except ChainruleError as error:
            return math.inf, str(error)

    def _draw(self, random: Random) -> dict[str, Any]:
        return {name: mapped(random.choice, array) for name, array in (self._choices or {}).items()}

    def _equal(self, drawn: Mapping[str, Any], taken: set[str]) -> float:
        """How many inputs have the number of another, sign aside, though they could have had others; more where all
        have those of an earlier variant."""
        numbers = [abs(float_of(x)) for array in drawn.values() for x in entries(array)]
        return 0.5 * (len(numbers) - len(set(numbers))) + (AS_BEFORE if repr(drawn) in taken else 0.0)

    def _accidents(self, sheet: Sheet) -> float:
        if not self._quantities:
            return 0.0
        base = base_of(sheet, self._quantities)
        zeros = sum(base.number(quantity) == 0 for quantity in self._quantities)
        return 3.0 * zeros + accidents(numbers_of(base, self._quantities, DIGITS), self._always, DIGITS)

    def _with(self, drawn: Mapping[str, Any]) -> dict[str, Any]:
        data = {key: value for key, value in self._plain.items() if key != "vary"}
        for table in ("inputs", "given"):
            if isinstance(data.get(table), Mapping):
                data[table] = {str(name): drawn[str(name)] for name in data[table]}
        return data


@lru_cache(10_000)
def float_of(text: Any) -> float:
    """The number of a text such as vary gives."""
    return read_number(text)


def _crooked(values: tuple[str, ...], random: Random) -> float:
    """A number near those of an input that is not round; one that has no choice, or is a target, stays."""
    if set(values) <= {"0", "1"} or len(values) == 1:
        return float_of(values[-1])
    number = float_of(random.choice(values))
    return number * random.uniform(0.9, 1.1) if number else random.uniform(0.1, 0.9)


def _faults(sheet: Sheet) -> set[int]:
    """The activations that are saturated or dead, by their nodes."""
    example = sheet.example
    found = set()
    for node, value in enumerate(example.nodes):
        operation = example.operation(node)
        if operation in _ACTIVATIONS:
            slope = abs(value.partials[0])
            if slope == 0 or slope < _SATURATED.get(operation, 0.0):
                found.add(node)
    return found


def _targets(sheet: Sheet) -> list[str]:
    """The inputs that are only subtracted, or subtracted from."""
    example = sheet.example
    return [
        name
        for name, node in example.named.items()
        if not example.parents[node]
        and {example.operation(child) for child, _ in example.children[node]} == {"subtract"}
    ]


def _asked(sheet: Sheet) -> list[Quantity]:
    """What may be asked for on the way forward and back."""
    example = sheet.example
    inputs = [name for name, node in example.named.items() if not example.parents[node]]
    parameters = [example.name_of[node] for node in example.parameters] or inputs
    values = [Quantity("value", name) for name, node in example.named.items() if example.parents[node]]
    return values + [Quantity("grad", name) for name in parameters]

"""The table of what was tried and seen. Parts that were not tried again keep the rows they had."""

import re
from math import sqrt
from typing import NamedTuple

HEAD = """# What the tests see

Small faults put into the sources one at a time: an operator becomes its neighbour, a number one more, a condition its
contrary, a result None, a call is left out, a sentence gets a word more. *Killed*: a test fails. *The same*: the change
alters nothing that can be observed (`tests/mutants/equivalent.toml` says why); it counts as neither. The interval is
Wilson's, at 95 %.

| part | possible changes | seed | tried | killed | the same | rate | interval |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
"""

_ROW = re.compile(r"\| (\w+) \| ([\d,]+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| [^|]+\| [^|]+\|")
_SURVIVOR = re.compile(r"- (\w+): `(.+)`")


class Result(NamedTuple):
    """Of one part: how many changes there are, and what became of those tried with this seed."""

    possible: int
    seed: int
    tried: int
    killed: int
    same: int
    survivors: tuple[str, ...] = ()


def as_markdown(results: dict[str, Result]) -> str:
    """The row of each part and their sum, and what survived."""
    lines = [_row(area, f"{result.possible:,}", str(result.seed), result) for area, result in results.items()]
    possible, _, *counts = (sum(numbers) for numbers in zip(*(result[:5] for result in results.values()), strict=True))
    lines.append(_row("all", f"{possible:,}", "", Result(possible, 0, *counts)))
    survivors = [f"- {area}: `{survivor}`" for area, result in results.items() for survivor in result.survivors]
    told = ["", "What survived:", "", *survivors] if survivors else []
    return HEAD + "\n".join([*lines, *told, "", "Written by `make mutants`."]) + "\n"


def _row(area: str, possible: str, seed: str, result: Result) -> str:
    counted = result.tried - result.same
    low, high = wilson(result.killed, counted)
    rate = f"{100 * result.killed / max(counted, 1):.0f} % | {100 * low:.0f}–{100 * high:.0f} %"
    return f"| {area} | {possible} | {seed} | {result.tried} | {result.killed} | {result.same} | {rate} |"


def from_markdown(text: str) -> dict[str, Result]:
    """The results that `as_markdown` wrote."""
    survivors: dict[str, list[str]] = {}
    for area, survivor in _SURVIVOR.findall(text):
        survivors.setdefault(area, []).append(survivor)
    return {
        area: Result(int(possible.replace(",", "")), *map(int, counts), tuple(survivors.get(area, ())))
        for area, possible, *counts in _ROW.findall(text)
    }


def wilson(successes: int, tries: int) -> tuple[float, float]:
    """The 95 % interval of a rate (E. B. Wilson, 1927)."""
    if not tries:
        return 0.0, 1.0
    z = 1.959964
    rate = successes / tries
    middle = (rate + z * z / (2 * tries)) / (1 + z * z / tries)
    half = z / (1 + z * z / tries) * sqrt(rate * (1 - rate) / tries + z * z / (4 * tries * tries))
    return max(middle - half, 0.0), min(middle + half, 1.0)

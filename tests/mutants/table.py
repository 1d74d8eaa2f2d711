"""The table of what was tried and seen."""

from math import sqrt

HEAD = """# What the tests see

Small faults put into the sources one at a time: an operator becomes its neighbour, a number one more, a condition its
contrary, a result None, a call is left out, a sentence gets a word more. *Killed*: a test fails. *The same*: the change
alters nothing that can be observed (`tests/mutants/equivalent.toml` says why); it counts as neither. The interval is
Wilson's, at 95 %.

| part | possible changes | tried | killed | the same | rate | interval |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
"""


def as_markdown(counts: dict[str, tuple[int, int, int, int]]) -> str:
    """Of each area the possible, tried, killed and equivalent changes, and their sum."""
    rows = dict(counts)
    rows["all"] = tuple(sum(numbers) for numbers in zip(*counts.values(), strict=True))  # type: ignore[assignment]
    lines = []
    for area, (total, tried, killed, same) in rows.items():
        low, high = wilson(killed, tried - same)
        rate = 100 * killed / max(tried - same, 1)
        lines.append(
            f"| {area} | {total:,} | {tried} | {killed} | {same} | {rate:.0f} % | {100 * low:.0f}–{100 * high:.0f} % |"
        )
    return HEAD + "\n".join(lines) + "\n\nWritten by `make mutants`.\n"


def wilson(successes: int, tries: int) -> tuple[float, float]:
    """The 95 % interval of a rate (E. B. Wilson, 1927)."""
    if not tries:
        return 0.0, 1.0
    z = 1.959964
    rate = successes / tries
    middle = (rate + z * z / (2 * tries)) / (1 + z * z / tries)
    half = z / (1 + z * z / tries) * sqrt(rate * (1 - rate) / tries + z * z / (4 * tries * tries))
    return max(middle - half, 0.0), min(middle + half, 1.0)

"""Wrong numbers that no slip is behind, drawn at random: how often a cause is given that nobody was led astray by.

A 2-2-2 network with sigmoids and biases, one step of it, and a sheet of twenty claims; one of them, each in turn, is
replaced by a random number of the right one's size. Saying where the arithmetic fails is no cause.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from autograd.auditor import Report, sheet
from generated_slips.graphs import rounded

#: Of a number with so many digits: how often a false cause may be given.
ALLOWED = {3: 0.10, 4: 0.02, 6: 0.001}

EXPRESSIONS = [
    "z1 = w1*x1 + w2*x2 + b1", "h1 = sigmoid(z1)", "z2 = w3*x1 + w4*x2 + b1", "h2 = sigmoid(z2)",
    "z3 = w5*h1 + w6*h2 + b2", "o1 = sigmoid(z3)", "z4 = w7*h1 + w8*h2 + b2", "o2 = sigmoid(z4)",
    "L = (t1 - o1)**2/2 + (t2 - o2)**2/2",
]  # fmt: skip
PARAMETERS = [*(f"w{i}" for i in range(1, 9)), "b1", "b2"]
VALUES = [f"value:{name}" for name in ("z1", "h1", "z2", "h2", "z3", "o1", "z4", "o2", "L")]
GRADIENTS = [f"grad:w{i}" for i in (5, 6, 7, 8, 1, 2, 3, 4)]
UPDATES = ["update:w5", "update:w1", "update:w4"]
CLAIMS = [*VALUES, *GRADIENTS, *UPDATES]
RATE = 0.5


def sheets(digits: int, wrong_numbers: int) -> Iterator[tuple[dict[str, object], int]]:
    """Sheets on which one claim is a random number, and which claim that is."""
    for seed in range(-(-wrong_numbers // len(CLAIMS))):
        random_ = random.Random(f"accident {digits} {seed}")
        inputs = {name: random_.choice((-1, 1)) * random_.randint(10, 95) / 100 for name in PARAMETERS}
        inputs |= {"x1": random_.randint(5, 95) / 100, "x2": random_.randint(5, 95) / 100}
        inputs |= {"t1": random_.choice((0.01, 0.1, 0.0)), "t2": random_.choice((0.99, 0.9, 1.0))}
        given: dict[str, object] = {
            "name": f"{digits} digits, {seed}", "inputs": inputs, "expressions": EXPRESSIONS, "loss": "L",
            "learning_rate": RATE, "params": PARAMETERS,
        }  # fmt: skip
        exact = [row.exact for row in sheet({**given, "claims": [_claim(name, "1") for name in CLAIMS]}).audit().rows]
        printed = [rounded(number, digits) for number in exact]
        for at, number in enumerate(exact):
            wrong = printed[at]
            while abs(float(wrong) - number) <= 3 * 10.0 ** -len(printed[at].partition(".")[2]):
                wrong = rounded(number * random_.uniform(0.5, 2.0), digits)
            texts = [*printed[:at], wrong, *printed[at + 1 :]]
            yield {**given, "claims": [_claim(name, text) for name, text in zip(CLAIMS, texts, strict=True)]}, at


def _claim(quantity: str, printed: str) -> dict[str, object]:
    return {"quantity": quantity, "printed": printed}


def accidents(digits: int, wrong_numbers: int) -> Iterator[tuple[Report, int, bool]]:
    """The report on each sheet, which claim is wrong, and whether a cause is given for it."""
    for given, at in sheets(digits, wrong_numbers):
        report = sheet(given).audit()
        row = report.rows[at]
        yield report, at, bool(row.diagnoses) or row.verdict != "wrong"

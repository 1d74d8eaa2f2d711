"""What the graph of a page says of its numbers, sentence by sentence.

z = 0.3·2 + 0.1 = 0.7, a = σ(0.7) = 0.668188, L = (a - 0.5)² = 0.028287; ∂L/∂a = 0.336376, ∂L/∂z = 0.074579,
∂L/∂w = 0.149158, ∂L/∂x = 0.022374; 0.3364·0.2712 = 0.09123; with the printed 0.6682, L is 0.02829.
"""

from __future__ import annotations

from reading import NETWORK

from autograd.reader.checked import check

PAGES = {
    "∂L/∂x = 0": [
        ("0", "too coarse", "graph", "0.0223736", "too few digits to be checked: the exact number is 0.0223736")
    ],
    "∂L/∂x = 0.02": [("0.02", "right", "graph", "0.0223736", "")],
    "∂L/∂w = 0.0298": [("0.0298", "not understood", "", "", "")],
    "∂L/∂w = 0.0746": [
        (
            "0.0746",
            "wrong",
            "graph",
            "0.149158",
            "The factor 2 of the derivative 2·u is missing, at L: 0.0745828; or: The factor 2 of w -> z is left out, "
            "which is x: 0.0745828 instead of 0.149166; or: This is the gradient of b, 0.0745828, not that of w",
        )
    ],
    "∂L/∂z = 0.3364\n∂L/∂w = 0.6728": [
        (
            "0.3364",
            "wrong",
            "graph",
            "0.0745788",
            "The derivative of the sigmoid, O·(1 - O), is left out, at a: 0.3364; "
            "or: This is the gradient of a, 0.3364, not that of z",
        ),
        ("0.6728", "follows", "graph", "0.149158", "follows from ∂L/∂z = 0.3364"),
    ],
    "∂L/∂z = ∂L/∂a·∂a/∂z = 0.3364·0.2712 = 0.0746": [
        (
            "0.0746",
            "wrong",
            "arithmetic",
            "0.0745788",
            "its own numbers give 0.09123, not 0.0746; the formulas of the page give it, so the numbers before it are "
            "misprinted",
        )
    ],
    "∂L/∂z = 0.0746\n∂L/∂z = 0.0746": [("0.0746", "right", "graph", "0.0745788", "")] * 2,
    "u = z·2 = 1.5\nv = u + 1 = 2.5": [
        ("1.5", "wrong", "graph", "1.4", "its formula gives 1.4 with the numbers printed before, not 1.5"),
        ("2.5", "follows", "carried", "2.4", "follows from u = 1.5 on line 8"),
    ],
    "L = 0.0284": [
        (
            "0.0284",
            "wrong",
            "graph",
            "0.0282871",
            "its formula gives 0.02829 with the numbers printed before, not 0.0284",
        )
    ],
    "z = 0.3·2 + 0.1 = 0.8": [("0.8", "wrong", "arithmetic", "0.7", "its own numbers give 0.7, not 0.8")],
}


def test_what_is_said_of_the_numbers_behind_a_network() -> None:
    def told(more: str) -> list[tuple[str, ...]]:
        return [
            (one.printed, one.verdict, one.by, "" if one.exact is None else f"{one.exact:.6g}", one.sentence)
            for one in check(NETWORK + more).numbers[3:]
        ]

    assert {more: told(more) for more in PAGES} == PAGES

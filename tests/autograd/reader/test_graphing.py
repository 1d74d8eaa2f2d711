"""Which quantity of the page's graph each printed number is taken to be.

The network: z = 0.3·2 + 0.1 = 0.7, a = σ(0.7) = 0.668188, L = (a - 0.5)² = 0.028287; ∂L/∂a = 0.336376,
∂L/∂z = 0.336376 · 0.221713 = 0.074579, ∂L/∂w = 0.149158, ∂L/∂x = 0.022374.
"""

from __future__ import annotations

import pytest
from reading import NETWORK

from autograd.reader import graphing
from autograd.reader.checked import check
from autograd.reader.judging import printed_text


def told(more: str) -> str:
    """Behind the three numbers of the network: the verdicts with their grounds, the claims, with * for a scale, + for
    steps and & for a number that is there again, the rate, the parameters, and the numbers that are later ones."""
    page = check(NETWORK + more)
    graph = page.understanding.graph
    assert graph is not None
    verdicts = [f"{one.printed} {one.verdict} {one.by}".strip() for one in page.numbers]
    claims = [
        f"{claim.quantity}={printed_text(claim.entry.sign, claim.entry.numeral)}"
        + f"*{claim.scale:g}" * (claim.scale != 1)
        + f"+{claim.after}" * bool(claim.after)
        + "&" * len(claim.again)
        for claim in graph.claims
    ]
    assert verdicts[:3] == ["0.7 right arithmetic", "0.6682 right graph", "0.0283 right graph"]
    later = [printed_text(claim.entry.sign, claim.entry.numeral) for claim in graph.later]
    parts = [*verdicts[3:], "|", *claims, *(["|", f"{graph.rate:g}", *graph.parameters] if graph.rate else [])]
    return " ".join([*parts, *(["later", *later] if later else [])])


FORWARD = "| value:z=0.7 value:a=0.6682 value:L=0.0283"
PAGES = {
    "": FORWARD,
    "u = z·2 = 1.4": f"1.4 right graph {FORWARD} value:u=1.4",
    # gradients
    "∂L/∂a = 2(a − t) = 0.3364": f"0.3364 right graph {FORWARD} grad:a=0.3364",
    "∂L/∂x = 0.0224": f"0.0224 right graph {FORWARD} grad:x=0.0224",
    "∂L/∂z = ∂L/∂a·∂a/∂z = 0.3364·0.2217 = 0.0746": f"0.0746 right arithmetic {FORWARD} grad:z=0.0746",
    "∂L/∂w = ∂L/∂z·x = 0.0746·2 = 0.1491": f"0.1491 right arithmetic {FORWARD} grad:w=0.1491",
    "∂L/∂w = ∂L/∂z·x = 0.0746·2 = 0.1942": f"0.1942 wrong arithmetic {FORWARD} grad:w=0.1942",
    "∂L/∂z = 0.0746\n∂a/∂z = a(1 − a) = 0.2217": f"0.0746 right graph 0.2217 right graph {FORWARD} grad:z=0.0746 "
    "partial:a/z=0.2217",
    "∂L/∂z = 0.0746\n∂a/∂b = 0.2217": f"0.0746 right graph 0.2217 not understood {FORWARD} grad:z=0.0746",
    "∂L/∂z = 0.0746\n∂q/∂z = 0.2217": f"0.0746 right graph 0.2217 not understood {FORWARD} grad:z=0.0746",
    "∂L/∂z = 0.0746\n∂L/∂q = 0.2217": f"0.0746 right graph 0.2217 not understood {FORWARD} grad:z=0.0746",
    "u = z·2 = 1.4\n∂L/∂z = 0.0746\n∂L/∂u = 0.2217": "1.4 right graph 0.0746 right graph 0.2217 not understood "
    f"{FORWARD} value:u=1.4 grad:z=0.0746",
    # names of gradients, by what their formula is
    "δ = ∂L/∂z = 0.0746": f"0.0746 right graph {FORWARD} grad:z=0.0746",
    "δ = 2(a − t)·a·(1 − a) = 0.0746": f"0.0746 right graph {FORWARD} grad:z=0.0746",
    "Δ = 2(a − t)·a·(1 − a) = 0.0746": f"0.0746 right graph {FORWARD} grad:z=0.0746",
    "grad = 2(a − t)·a·(1 − a) = 0.0746": f"0.0746 right graph {FORWARD} grad:z=0.0746",
    "δ = (t − a)·2·a·(1 − a) = -0.0746": f"-0.0746 right graph {FORWARD} grad:z=-0.0746*-1",
    "δ = 2(a − t)·a(1 − a) = 0.0746": f"0.0746 right graph {FORWARD} grad:z=0.0746",
    "δ = 0.33637554·0.22171287 = 0.0746": f"0.0746 right arithmetic {FORWARD}",
    "δ = 3(a − t)·a·(1 − a) = 0.0746": f"0.0746 wrong graph {FORWARD}",
    "δ = 2(a − t)·a·(1 − a)\nδ = 0.0746": f"0.0746 right graph {FORWARD} grad:z=0.0746",
    "δ = ∂L/∂a·a·(1 − a)\nδ = 0.0746": f"0.0746 right graph {FORWARD} grad:z=0.0746",
    "δ = 2(a − t)·a(1 − a)\nδ = 0.0746": f"0.0746 right graph {FORWARD} grad:z=0.0746",
    "δ1 = 2(a − t)·a·(1 − a)\nδ2 = δ1·1\nδ2 = 0.0746": f"0.0746 right graph {FORWARD} grad:z=0.0746",
    "δ = 2(a − t)·q·(1 − a)\nδ = 0.0746": f"0.0746 not understood {FORWARD}",
    "δ = h(a, t)\nδ = 0.0746": f"0.0746 not understood {FORWARD}",
    "δ = 2.000000003·(a − t)·a·(1 − a)\nδ = 0.0746": f"0.0746 right graph {FORWARD}",
    "dz = 2(a − t)·a·(1 − a) = 0.0746": f"0.0746 right graph {FORWARD}",
    "du = 2(a − t)·a·(1 − a) = 0.0746": f"0.0746 right graph {FORWARD} value:du=0.0746",
    "cz = 2(a − t)·a·(1 − a) = 0.0746": f"0.0746 right graph {FORWARD} value:cz=0.0746",
    "d = z·2 = 1.4": f"1.4 right graph {FORWARD} value:d=1.4",
    # updates
    "w_new = w − 0.1·∂L/∂w = 0.3 − 0.1·0.1492 = 0.2851": f"0.2851 right arithmetic {FORWARD} update:w=0.2851 | 0.1 w",
    "η = 0.2\nw_new = w − η·∂L/∂w = 0.2702": f"0.2702 right graph {FORWARD} update:w=0.2702 | 0.2 w",
    "∂L/∂w = 0.1492\nw_new = w − 0.1·g = 0.3 − 0.1·0.1492 = 0.2851": "0.1492 right graph 0.2851 right arithmetic "
    f"{FORWARD} grad:w=0.1492 update:w=0.2851 | 0.1 w",
    "w_new = w − 0.1·g = 0.3 − 0.1·0.1492 = 0.2851": f"0.2851 right arithmetic {FORWARD} | 0.1",
    "w_new = 0.3 − 0.1·0.1492 = 0.2851\nb_new = 0.1 - 0.2·0.0746 = 0.0851\nx_new = 2 - 0.2·0.0224 = 1.9955": (
        f"0.2851 right arithmetic 0.0851 right arithmetic 1.9955 right arithmetic {FORWARD} | 0.2"
    ),
    "w_new = 0.3 + 0.1·0.1492 = 0.3149": f"0.3149 right arithmetic {FORWARD}",
    "w_new = 0.3 - 0.1·0.1492·1 = 0.2851": f"0.2851 right arithmetic {FORWARD}",
    "w_new = 0.3 - 0.0149 = 0.2851": f"0.2851 right arithmetic {FORWARD}",
    "w_new = 0.3 - 0.1·0.1492 - 0 = 0.2851": f"0.2851 right arithmetic {FORWARD}",
    "η = 0.2": f"{FORWARD} | 0.2",
    "α = 0.2\nη = 0.3": f"{FORWARD} | 0.3",
    # printed again, and other numbers of the same name
    "a = 0.6682": f"0.6682 right graph {FORWARD.replace('0.6682', '0.6682&')}",
    "a = 0.67": f"0.67 not understood {FORWARD} later 0.67",
    "a = 0.9": f"0.9 not understood {FORWARD} later 0.9",
    "z = w·x + b = 0.4·2 + 0.1 = 0.9": f"0.9 right arithmetic {FORWARD}",
}


def test_what_each_number_is_taken_to_be() -> None:
    assert {more: told(more) for more in PAGES} == PAGES


def test_of_two_numbers_for_one_value_the_one_that_is_right_is_claimed() -> None:
    page = check(NETWORK.replace("σ(z) = 0.6682", "σ(z)") + "a = 0.6695\na = 0.6682")
    graph = page.understanding.graph
    assert graph is not None
    claimed = {claim.quantity: claim.entry.numeral.text for claim in graph.claims}
    assert claimed["value:a"] == "0.6682"
    assert [claim.entry.numeral.text for claim in graph.later] == ["0.6695"]


def test_the_sheet_of_a_page_in_full() -> None:
    page = check(NETWORK + "δ = (t − a)·2·a·(1 − a) = -0.0746\nw_new = w − 0.1·∂L/∂w = 0.3 − 0.1·0.1492 = 0.2851\n")
    expected = """name = "a page"
expressions = ["z = w*x + b", "a = sigmoid(z)", "L = (a - t)**2"]
loss = "L"
learning_rate = 0.1
params = ["w"]

[inputs]
x = 2
w = 0.3
b = 0.1
t = 0.5

[[claims]]  # line 5
quantity = "value:z"
printed = "0.7"

[[claims]]  # line 6
quantity = "value:a"
printed = "0.6682"

[[claims]]  # line 7
quantity = "value:L"
printed = "0.0283"

[[claims]]  # line 8
quantity = "grad:z"
printed = "-0.0746"
scale = -1.0

[[claims]]  # line 9
quantity = "update:w"
printed = "0.2851"
"""
    assert page.understanding.sheet("a page") == expected


def test_names_that_toml_does_not_take_bare_are_quoted() -> None:
    page = check("总 = 2\nθ_1 = 0.3\nw_2 = 0.5\ny = θ_1·总 + w_2 = 1.1\nL = y² = 1.21\n")
    assert 'expressions = ["y = θ1*总 + w2", "L = y**2"]' in page.understanding.sheet()
    inputs = page.understanding.sheet().partition("[inputs]\n")[2].partition("\n\n")[0].splitlines()
    assert inputs == ['"总" = 2', '"θ1" = 0.3', "w2 = 0.5"]


def test_a_page_of_too_many_claims_has_no_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphing, "MAX_FORMULAS", 3)
    assert check(NETWORK).understanding.graph is not None
    assert check(NETWORK + "∂L/∂x = 0.0224").understanding.graph is None

"""The time an audit takes grows with the nodes, not faster: counted in operations computed, not in seconds."""

from __future__ import annotations

import random
from typing import Any

import pytest

from autograd.auditor.example import Example
from autograd.auditor.sheets import Sheet, sheet
from autograd.auditor.world import TRUTH, Worlds


def network(width: int, claims: int, wrong: float) -> Sheet:
    """Two layers of sigmoids, and claims about its gradients and new weights, some of them wrong by a third."""
    pick = random.Random(5)
    inputs = {f"x{i}": pick.uniform(-1, 1) for i in range(width)}
    lines, names, before = [], [], [f"x{i}" for i in range(width)]
    for layer in "pq":
        for j in range(width):
            weights = [f"{layer}{j}_{i}" for i in range(width)]
            inputs |= {weight: pick.uniform(-1, 1) for weight in weights}
            names += weights
            terms = " + ".join(f"{w}*{x}" for w, x in zip(weights, before, strict=True))
            lines.append(f"h{layer}{j} = sigmoid({terms})")
        before = [f"h{layer}{j}" for j in range(width)]
    lines.append("L = " + " + ".join(f"({h} - 0.3)**2" for h in before))
    data: dict[str, Any] = {"inputs": inputs, "expressions": lines, "learning_rate": 0.5, "params": names}
    quantities = [f"{kind}:{name}" for name in names for kind in ("grad", "update")][:claims]
    blank = sheet({**data, "claims": [{"quantity": quantity, "printed": "1"} for quantity in quantities]})
    exact = _exact(blank)
    printed = [f"{x * (1.31 if pick.random() < wrong else 1):.6g}" for x in exact]
    claimed = [{"quantity": q, "printed": text} for q, text in zip(quantities, printed, strict=True)]
    return sheet({**data, "claims": claimed})


def _exact(blank: Sheet) -> list[float]:
    predicted = Worlds(blank.example).predict(TRUTH, [claim.quantity for claim in blank.claims])
    return [predicted[claim.quantity] for claim in blank.claims]


def sweeps(found: Sheet, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many times the audit goes over the graph, forwards or backwards."""
    counted = 0
    for name in ("forward", "backward", "tangents", "partials"):
        original = getattr(Example, name)

        def counting(*args: Any, original: Any = original, **more: Any) -> Any:
            nonlocal counted
            counted += 1
            return original(*args, **more)

        monkeypatch.setattr(Example, name, counting)
    found.audit()
    monkeypatch.undo()
    return counted


def test_an_audit_goes_over_a_larger_graph_no_more_often(monkeypatch):
    small, large = network(6, 6, 1.0), network(18, 6, 1.0)
    assert len(large.example.nodes) > 8 * len(small.example.nodes)
    assert sweeps(large, monkeypatch) < 1.5 * sweeps(small, monkeypatch)


def test_right_claims_cost_nothing_but_the_one_way_back(monkeypatch):
    assert sweeps(network(6, 100, 0.0), monkeypatch) <= 4


def test_a_graph_with_a_name_for_every_node_is_ordered_in_one_walk():
    lines = ["x1 = a*x0"] + [f"x{i} = a*x{i - 1}" for i in range(2, 2001)]
    found = sheet({"inputs": {"a": 0.99, "x0": 1}, "expressions": lines, "claims": []})
    assert len(found.example.nodes) == 2002
    assert all(parent < child for child, parents in enumerate(found.example.parents) for parent in parents)


def test_ten_thousand_steps_are_audited(monkeypatch):
    """L = (w - 3)²/2 with rate 0.001: w = 3 - 3·0.999ᵗ."""
    data = {"inputs": {"w": 0}, "expressions": ["L = (w - 3)**2/2"], "learning_rate": 0.001, "params": ["w"]}
    right = [{"quantity": "value:w", "printed": f"{3 - 3 * 0.999**t:.8f}", "after": t} for t in (1, 100, 10_000)]
    assert sheet({**data, "claims": right}).audit().ok
    uphill = [{"quantity": "value:w", "printed": f"{3 - 3 * 1.001**t:.6f}", "after": t} for t in (100, 10_000)]
    first, last = sheet({**data, "claims": uphill}).audit().rows
    assert "uphill" in first.diagnoses[0].sentence
    assert last.verdict == "follows"

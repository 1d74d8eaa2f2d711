"""The worked examples against their documents, and against mpmath: formulas typed here, differences at 50 digits.

Numbers in quotes are as published or as printed in the reference; their digits are part of the claim.
"""

from __future__ import annotations

import re
from itertools import pairwise

import mpmath
import pytest
from mpmath import mp, mpf
from networks import EXACT_AFTER, EXACT_GRADIENTS, EXACT_NODES, EXACT_UPDATED, WEIGHTS

from autograd import Value, count_paths, edges, paths
from autograd.errors import ExpressionError
from autograd.sweeps import sweep
from nn import walkthroughs
from nn.walkthroughs import product_of_sums, sigmoid_2_2_1, sine_of_cube, sum_times_sum

DIGITS = 50

PUBLISHED_NODES = {
    "hc": ["0.61"],
    "hd": ["0.31"],
    "Oc": ["0.647941", "0.6479"],
    "Od": ["0.576885", "0.5769"],
    "he": ["0.605307"],
    "Oe": ["0.646870", "0.6469"],
    "L": ["0.062351"],
}
PUBLISHED_AFTER = {"Oe": "0.648366218", "L": "0.061823158"}


def as_printed(x: float, claim: str) -> str:
    """`x` rounded to as many decimals as `claim` has."""
    return f"{float(x):.{len(claim.partition('.')[2])}f}"


def central_difference(f, at: dict[str, mpf], name: str) -> mpf:
    """∂f/∂name at 50 digits, by a central difference: its error, about h², is below 1e-35."""
    with mpmath.workdps(2 * DIGITS):
        h = mpf(10) ** -18
        return (f(at | {name: at[name] + h}) - f(at | {name: at[name] - h})) / (2 * h)


def logistic(h: mpf) -> mpf:
    return 1 / (1 + mp.exp(-h))


def network_by_hand(w: dict[str, mpf]) -> dict[str, mpf]:
    """The 0.5/0.8 network, every formula written out."""
    x1, x2, y = mpf("0.5"), mpf("0.8"), mpf(1)
    hc = w["Wca"] * x1 + w["Wcb"] * x2
    hd = w["Wda"] * x1 + w["Wdb"] * x2
    he = w["Wec"] * logistic(hc) + w["Wed"] * logistic(hd)
    return {
        "hc": hc,
        "hd": hd,
        "Oc": logistic(hc),
        "Od": logistic(hd),
        "he": he,
        "Oe": logistic(he),
        "L": (logistic(he) - y) ** 2 / 2,
    }


def loss_by_hand(w: dict[str, mpf]) -> mpf:
    return network_by_hand(w)["L"]


@pytest.fixture(scope="module")
def by_hand():
    """Nodes, gradients, updated weights and nodes after the step, from mpmath alone."""
    with mpmath.workdps(DIGITS):
        weights = {name: mpf(text) for name, text in WEIGHTS.items()}
        gradients = {name: central_difference(loss_by_hand, weights, name) for name in weights}
        updated = {name: weights[name] - mpf("0.1") * gradients[name] for name in weights}
        return {
            "nodes": network_by_hand(weights),
            "gradients": gradients,
            "updated": updated,
            "after": network_by_hand(updated),
        }


# --- sigmoid-2-2-1: the 0.5/0.8 network ------------------------------------------------------------------------------


def test_the_numbers_of_the_reference_are_those_of_mpmath(by_hand) -> None:
    for expected, exact in (
        (EXACT_NODES, by_hand["nodes"]),
        (EXACT_GRADIENTS, by_hand["gradients"]),
        (EXACT_UPDATED, by_hand["updated"]),
        (EXACT_AFTER, by_hand["after"]),
    ):
        assert {name: as_printed(exact[name], text) for name, text in expected.items()} == expected


def test_the_setting_is_that_of_the_document() -> None:
    assert {name: str(value) for name, value in sigmoid_2_2_1.WEIGHTS.items()} == WEIGHTS
    assert sigmoid_2_2_1.INPUTS == {"x1": 0.5, "x2": 0.8, "y": 1.0}
    assert sigmoid_2_2_1.LEARNING_RATE == 0.1


def test_forward_values_are_exact_and_agree_with_every_published_digit(by_hand) -> None:
    nodes = sigmoid_2_2_1.network(sigmoid_2_2_1.WEIGHTS).nodes
    for name, text in EXACT_NODES.items():
        assert as_printed(nodes[name].data, text) == text
        assert nodes[name].data == pytest.approx(float(by_hand["nodes"][name]), rel=1e-15)
        for claim in PUBLISHED_NODES[name]:
            assert as_printed(nodes[name].data, claim) == claim


def test_gradients_are_exact(by_hand) -> None:
    net = sigmoid_2_2_1.network(sigmoid_2_2_1.WEIGHTS)
    net.loss.backward()
    assert list(net.weights) == list(WEIGHTS)
    for name, weight in net.weights.items():
        assert as_printed(weight.grad, EXACT_GRADIENTS[name]) == EXACT_GRADIENTS[name]
        assert weight.grad == pytest.approx(float(by_hand["gradients"][name]), rel=1e-14)


def test_one_path_leads_from_each_weight_to_the_loss_and_gives_its_gradient(by_hand) -> None:
    net = sigmoid_2_2_1.network(sigmoid_2_2_1.WEIGHTS)
    for name, weight in net.weights.items():
        (path,) = paths(net.loss, weight)
        assert path.product == pytest.approx(float(by_hand["gradients"][name]), rel=1e-14)
    x1, x2 = (node for node in net.nodes["hc"].parents if node.label in ("x1", "x2"))
    assert count_paths(net.loss, x1) == count_paths(net.loss, x2) == 2  # through c and through d


def test_the_update_moves_all_six_weights_from_one_sweep(by_hand) -> None:
    updated = sigmoid_2_2_1.step(sigmoid_2_2_1.WEIGHTS)
    for name, text in EXACT_UPDATED.items():
        assert as_printed(updated[name], text) == text
        assert updated[name] == pytest.approx(float(by_hand["updated"][name]), rel=1e-15)


def test_after_the_step_the_output_and_loss_are_the_exact_ones_not_the_published(by_hand) -> None:
    after = sigmoid_2_2_1.network(sigmoid_2_2_1.step(sigmoid_2_2_1.WEIGHTS))
    for name, node in (("Oe", after.answer), ("L", after.loss)):
        assert node is after.nodes[name]
        assert as_printed(node.data, EXACT_AFTER[name]) == EXACT_AFTER[name]
        assert node.data == pytest.approx(float(by_hand["after"][name]), rel=1e-14)
        assert as_printed(node.data, PUBLISHED_AFTER[name]) != PUBLISHED_AFTER[name]


def slipped_step_by_hand() -> dict[str, mpf]:
    """The chain rule typed out for each weight, with h(1 - h) where the derivative of a sigmoid belongs."""
    w = {name: mpf(text) for name, text in WEIGHTS.items()}
    at = network_by_hand(w)
    slope = {neuron: at[f"h{neuron}"] * (1 - at[f"h{neuron}"]) for neuron in "cde"}
    x1, x2, error = mpf("0.5"), mpf("0.8"), at["Oe"] - 1
    gradient = {
        "Wca": error * slope["e"] * w["Wec"] * slope["c"] * x1,
        "Wcb": error * slope["e"] * w["Wec"] * slope["c"] * x2,
        "Wda": error * slope["e"] * w["Wed"] * slope["d"] * x1,
        "Wdb": error * slope["e"] * w["Wed"] * slope["d"] * x2,
        "Wec": error * slope["e"] * at["Oc"],
        "Wed": error * slope["e"] * at["Od"],
    }
    return {name: w[name] - mpf("0.1") * gradient[name] for name in w}


def test_the_slip_gives_the_published_figures_to_all_their_digits() -> None:
    with mpmath.workdps(DIGITS):
        expected_weights = slipped_step_by_hand()
        expected = network_by_hand(expected_weights)
        assert {name: as_printed(expected[name], text) for name, text in PUBLISHED_AFTER.items()} == PUBLISHED_AFTER
    weights = sigmoid_2_2_1.step(sigmoid_2_2_1.WEIGHTS, sigmoid_2_2_1.sigmoid_with_slip)
    slipped = sigmoid_2_2_1.network(weights)
    for name, weight in weights.items():
        assert weight == pytest.approx(float(expected_weights[name]), rel=1e-15)
    for name, claim in PUBLISHED_AFTER.items():
        assert as_printed(slipped.nodes[name].data, claim) == claim
        assert slipped.nodes[name].data == pytest.approx(float(expected[name]), rel=1e-14)
    assert as_printed(slipped.answer.data, "0.6483662182") == "0.6483662182"


def test_the_slip_changes_derivatives_only() -> None:
    right = sigmoid_2_2_1.network(sigmoid_2_2_1.WEIGHTS)
    wrong = sigmoid_2_2_1.network(sigmoid_2_2_1.WEIGHTS, sigmoid_2_2_1.sigmoid_with_slip)
    assert {name: node.data for name, node in right.nodes.items()} == {
        name: node.data for name, node in wrong.nodes.items()
    }
    assert wrong.nodes["Oc"].partials[0] == pytest.approx(0.61 * 0.39, rel=1e-14)


def test_a_thousand_more_steps_only_ever_lower_the_loss() -> None:
    history = sigmoid_2_2_1.losses(1001)
    assert len(history) == 1002
    assert as_printed(history[0], "0.0623505282") == "0.0623505282"
    assert as_printed(history[1], "0.0618449019") == "0.0618449019"
    assert all(later < earlier for earlier, later in pairwise(history))


def test_a_hundred_steps_follow_the_path_of_array_code_with_the_textbook_formulas() -> None:
    w = {name: float(text) for name, text in WEIGHTS.items()}
    for _ in range(100):
        with mpmath.workdps(20):
            at = {name: float(value) for name, value in network_by_hand(w).items()}
        delta = (at["Oe"] - 1) * at["Oe"] * (1 - at["Oe"])
        delta_c = delta * w["Wec"] * at["Oc"] * (1 - at["Oc"])
        delta_d = delta * w["Wed"] * at["Od"] * (1 - at["Od"])
        gradient = [delta_c * 0.5, delta_c * 0.8, delta_d * 0.5, delta_d * 0.8, delta * at["Oc"], delta * at["Od"]]
        w = {name: weight - 0.1 * g for (name, weight), g in zip(w.items(), gradient, strict=True)}
    assert sigmoid_2_2_1.losses(100)[-1] == pytest.approx(float(loss_by_hand(w)), rel=1e-12)


# --- the three small formulas ----------------------------------------------------------------------------------------


def product_by_path(output: Value, start: Value) -> dict[str, float]:
    return {"-".join(node.label for node in path.nodes): path.product for path in paths(output, start)}


def test_sum_times_sum_has_the_published_messages_and_gradients() -> None:
    a, b, e = sum_times_sum.inputs_and_output()
    assert (a.data, b.data, e.data) == (2.0, 1.0, 6.0)
    adjoint = sweep(e)
    carried = {
        f"{edge.child.label}-{edge.parent.label}": (
            adjoint[edge.child],
            edge.partial,
            adjoint[edge.child] * edge.partial,
        )
        for edge in edges(e)
    }
    # published: c receives 1*2, d receives 1*3; c sends 2*1 to a and 2*1 to b; d sends 3*1 to b
    assert carried == {"e-c": (1, 2, 2), "e-d": (1, 3, 3), "c-a": (2, 1, 2), "c-b": (2, 1, 2), "d-b": (3, 1, 3)}
    assert (adjoint[a], adjoint[b]) == (2.0, 5.0)
    assert product_by_path(e, b) == {"b-c-e": 2.0, "b-d-e": 3.0}
    assert product_by_path(e, a) == {"a-c-e": 2.0}


def test_sum_times_sum_counts_path_sums_against_the_sweep() -> None:
    a, b, e = sum_times_sum.inputs_and_output()
    # a-c, c-e; b-c, c-e; b-d, d-e
    assert sum_times_sum.edge_visits(e, (a, b)) == (6, 5)
    x, tower = sum_times_sum.squarings(64)
    assert count_paths(tower, x) == 2**64
    assert len(list(edges(tower))) == 128
    assert sweep(tower)[x] == 2.0**64
    # every path has 64 edges
    assert sum_times_sum.edge_visits(tower, (x,)) == (64 * 2**64, 128)


def test_product_of_sums_has_its_gradients_and_paths() -> None:
    (a, b, c), y = product_of_sums.inputs_and_output()
    assert (a.data, b.data, c.data, y.data) == (1.0, 2.0, 3.0, 18.0)
    adjoint = sweep(y)
    assert (adjoint[a], adjoint[b], adjoint[c]) == (6.0, 15.0, 6.0)
    assert sorted(product_by_path(y, b).values()) == [6.0, 9.0]
    assert list(product_by_path(y, a).values()) == [6.0]
    assert list(product_by_path(y, c).values()) == [6.0]


def test_sine_of_cube_is_the_published_formula() -> None:
    x = Value(1.0, "x")
    f = sine_of_cube.output(x)
    f.backward()
    assert as_printed(f.data, "-0.2794154982") == "-0.2794154982"
    assert as_printed(x.grad, "2.8805108600") == "2.8805108600"
    for at in (-1.5, -0.25, 0.0, 0.5, 2.0):
        x = Value(at, "x")
        sine_of_cube.output(x).backward()
        with mpmath.workdps(DIGITS):
            assert x.grad == pytest.approx(float(mp.cos(mpf(at) ** 3 + 5) * 3 * mpf(at) ** 2), rel=1e-13)


@pytest.mark.parametrize(
    ("graph", "formula", "at"),
    [
        ("sum-times-sum", lambda v: (v["a"] + v["b"]) * (v["b"] + 1), {"a": 2, "b": 1}),
        ("product-of-sums", lambda v: (v["a"] + v["b"]) * (v["b"] * v["c"]), {"a": 1, "b": 2, "c": 3}),
        ("sine-of-cube", lambda v: mp.sin(v["x"] ** 3 + 5), {"x": 1}),
    ],
)
def test_the_small_formulas_agree_with_central_differences(graph, formula, at) -> None:
    output = walkthroughs.find(graph).graph()
    adjoint = {node.label: gradient for node, gradient in sweep(output).items() if node.label}
    point = {name: mpf(x) for name, x in at.items()}
    with mpmath.workdps(DIGITS):
        assert output.data == pytest.approx(float(formula(point)), rel=1e-15)
    for name in at:
        assert adjoint[name] == pytest.approx(float(central_difference(formula, point, name)), rel=1e-14)


# --- the stories -----------------------------------------------------------------------------------------------------

KEY_LINES = {
    "sum-times-sum": [
        "c = a + b = 2 + 1 = 3",
        "e -> c: 1 × 2 = 2",
        "e -> d: 1 × 3 = 3",
        "c -> a: 2 × 1 = 2",
        "c -> b: 2 × 1 = 2",
        "d -> b: 3 × 1 = 3",
        "b receives 2 + 3 = 5",
        "∂e/∂a = ∂e/∂c·∂c/∂a = 2·1 = 2",
        "∂e/∂b = ∂e/∂c·∂c/∂b + ∂e/∂d·∂d/∂b = 2·1 + 3·1 = 5",
        "b -> c -> e: 1·2 = 2",
        "b -> d -> e: 1·3 = 3",
        "visits 6 edges",
        "each of the 5 edges once",
        "18446744073709551616",
        "128",
    ],
    "product-of-sums": [
        "y = d·e = 3·6 = 18",
        "b receives 6 + 9 = 15",
        "∂y/∂a = ∂y/∂d·∂d/∂a = 6·1 = 6",
        "b -> d -> y: 1·6 = 6",
        "b -> e -> y: 3·3 = 9",
        "sum over 2 paths = 15",
        "∂y/∂c = ∂y/∂e·∂e/∂c = 3·2 = 6",
    ],
    "sine-of-cube": ["-0.2794154982", "2.8805108600", "0.9601702867"],  # sin 6, 3 cos 6, cos 6
    "sigmoid-2-2-1": [
        *(text for name, text in EXACT_NODES.items() if name != "L"),
        *EXACT_GRADIENTS.values(),
        *EXACT_UPDATED.values(),
        *EXACT_AFTER.values(),
        *PUBLISHED_AFTER.values(),
        "0.6483662182",
        "h(1 - h)",
        "Wca -> hc -> Oc -> he -> Oe -> error -> square -> L",
    ],
}


def test_every_walkthrough_is_checked_here() -> None:
    assert KEY_LINES.keys() <= walkthroughs.ALL.keys()
    assert all(name == walkthrough.name for name, walkthrough in walkthroughs.ALL.items())


@pytest.mark.parametrize("name", KEY_LINES)
def test_the_story_contains_its_key_numbers(name) -> None:
    story = str(walkthroughs.find(name))
    missing = [line for line in KEY_LINES[name] if line not in story]
    assert not missing


@pytest.mark.parametrize("name", walkthroughs.ALL)
def test_every_story_is_told_in_readable_lines(name) -> None:
    lines = list(walkthroughs.find(name).tell())
    assert lines == list(walkthroughs.find(name).tell())  # telling it changes nothing
    assert all(line == line.rstrip() and "\n" not in line and line.replace("\t", "?").isprintable() for line in lines)
    assert max(map(len, lines)) <= 130
    assert set(lines[1]) == {"="}
    assert not re.search(r"\.\d{13}|\bnan\b|\binf\b|Value\(|<.*object", "\n".join(lines))


@pytest.mark.parametrize("name", walkthroughs.ALL)
def test_every_walkthrough_has_one_line_about_it_and_draws(name) -> None:
    walkthrough = walkthroughs.find(name)
    assert walkthrough.about
    assert "\n" not in walkthrough.about
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", name)
    source = walkthrough.draw().source
    graph = walkthrough.graph()
    assert len(re.findall(r"\w+ -> \w+", source)) == len(list(edges(graph)))
    for node in sweep(graph):
        if node.label:
            assert f">{node.label}" in source


def test_an_unknown_walkthrough_is_an_error_that_lists_the_names() -> None:
    with pytest.raises(ExpressionError) as caught:
        walkthroughs.find("sigmoid-\x1b[31m")
    assert str(caught.value).isprintable()
    assert all(name in str(caught.value) for name in walkthroughs.ALL)

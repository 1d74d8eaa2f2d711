"""The walkthroughs of documents 000 and 003 against their published figures, mathematics and finite differences."""

from __future__ import annotations

import math

import mpmath
import pytest

from autograd import Value, count_paths, grad, values
from nn import walkthroughs
from nn.training.evaluation import predict
from nn.walkthroughs import activations, output_units, skip, three_inputs_two_outputs, three_three_one, xor

#: Document 003, exact column, computed independently to ten digits.
EXACT_VALUES = {
    "zh1": 4.3, "zh2": 5.3, "h1": 0.9866130822, "h2": 0.9950331983, "zo1": 2.0861590360, "zo2": 1.3887937856,
    "o1": 0.8895506140, "o2": 0.8003996081, "E": 0.5932448719,
}  # fmt: skip
EXACT_GRADIENTS = {
    "w7": 0.0765351284, "w8": 0.1182790221, "w9": 0.0771883071, "w10": 0.1192884585, "b2": 0.1974574978,
    "w1": 0.0019839119, "w3": 0.0079356475, "w5": 0.0099195594, "w2": 0.0004042893, "w4": 0.0016171573,
    "w6": 0.0020214466, "b1": 0.0023882012,
}  # fmt: skip
EXACT_HIDDEN = {"h1": 0.1502086383, "h2": 0.0818046296}
EXACT_UPDATED = {
    "w1": 0.0999801609, "w2": 0.1999959571, "w3": 0.2999206435, "w4": 0.3999838284, "w5": 0.4999008044,
    "w6": 0.5999797855, "w7": 0.6992346487, "w8": 0.7988172098, "w9": 0.8992281169, "w10": 0.0988071154,
    "b1": 0.4999761180, "b2": 0.4980254250,
}  # fmt: skip
#: … and as printed.
PUBLISHED = {
    "value": {"zh1": "4.3", "zh2": "5.3", "h1": "0.9866", "h2": "0.9950", "zo1": "2.0862", "zo2": "1.3888",
              "o1": "0.8896", "o2": "0.8004"},
    "grad": {"w7": "0.0765", "w8": "0.1183", "w9": "0.0772", "w10": "0.1193", "b2": "0.1975", "h1": "0.1502",
             "h2": "0.0818", "w1": "0.0020", "w3": "0.0079", "w5": "0.0099", "w2": "0.0004", "w4": "0.0016",
             "w6": "0.0020", "b1": "0.0008"},
    "update": {"w1": "0.1000", "w2": "0.2000", "w3": "0.2999", "w4": "0.4000", "w5": "0.4999", "w6": "0.6000",
               "w7": "0.6992", "w8": "0.7988", "w9": "0.8992", "w10": "0.0988", "b1": "0.0500", "b2": "0.4980"},
}  # fmt: skip


def test_every_number_of_the_shared_bias_network_is_the_exact_one() -> None:
    net = three_inputs_two_outputs.network(three_inputs_two_outputs.PARAMETERS)
    net.error.backward()
    assert {name: net.nodes[name].data for name in EXACT_VALUES} == pytest.approx(EXACT_VALUES, abs=5.1e-11)
    assert {n: net.parameters[n].grad for n in EXACT_GRADIENTS} == pytest.approx(EXACT_GRADIENTS, abs=5.1e-11)
    assert {name: net.nodes[name].grad for name in EXACT_HIDDEN} == pytest.approx(EXACT_HIDDEN, abs=5.1e-11)
    updated = three_inputs_two_outputs.step(three_inputs_two_outputs.PARAMETERS)
    assert updated == pytest.approx(EXACT_UPDATED, abs=5.1e-11)


def test_the_error_at_steps_0_1_and_1500_is_the_documents() -> None:
    history = three_inputs_two_outputs.errors(1500)
    assert [history[0], history[1], history[1500]] == pytest.approx(
        [0.5932448719, 0.5924520978, 0.0081264691], abs=6e-11
    )


def test_two_of_the_four_paths_from_b1_give_the_printed_number() -> None:
    net = three_inputs_two_outputs.network(three_inputs_two_outputs.PARAMETERS)
    assert count_paths(net.error, net.parameters["b1"]) == 4
    counted, every = three_inputs_two_outputs.counted_paths(net)
    assert f"{counted:.4f}" == PUBLISHED["grad"]["b1"]
    assert counted == pytest.approx(0.000776, abs=5e-7)
    assert every == pytest.approx(EXACT_GRADIENTS["b1"], abs=5.1e-11)


def test_the_sheet_carries_every_published_number_and_only_b1_is_wrong() -> None:
    (report,) = walkthroughs.find("three-inputs-two-outputs").audits
    printed = {(row.claim.quantity.kind, row.claim.quantity.name): row.claim.printed.text for row in report.rows}
    assert printed == {(kind, name): text for kind, numbers in PUBLISHED.items() for name, text in numbers.items()}
    wrong = {str(row.claim.quantity): row for row in report.rows if row.verdict != "right"}
    assert set(wrong) == {"grad:b1", "update:b1"}
    (diagnosis,) = wrong["grad:b1"].diagnoses
    assert diagnosis.slip == "path left out"
    assert "b1 -> zh1 -> h1 -> zo2 -> o2 -> E; b1 -> zh2 -> h2 -> zo1 -> o1 -> E" in diagnosis.sentence


def test_nothing_linear_beats_one_half_on_xor() -> None:
    w1, w2, b = values(w1=0.0, w2=0.0, b=0.5)
    cost = xor.linear_cost(w1, w2, b)
    cost.backward()
    assert (cost.data, w1.grad, w2.grad, b.grad) == (0.25, 0.0, 0.0, 0.0)


def test_the_hand_made_network_computes_xor_exactly() -> None:
    assert [xor.solution(point).data for point in xor.POINTS] == [0.0, 1.0, 1.0, 0.0]


def test_xor_is_learned() -> None:
    assert (predict(xor.learn(0), xor.POINTS) > 0).tolist() == [False, True, True, False]


REFERENCE = {
    "ReLU": lambda z: max(z, 0),
    "absolute value": abs,
    "leaky ReLU": lambda z: max(z, 0) + mpmath.mpf("0.001") * min(z, 0),
    "softplus": lambda z: mpmath.log(1 + mpmath.exp(z)),
    "hard tanh": lambda z: max(-1, min(1, z)),
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "tanh": mpmath.tanh,
    "cos": mpmath.cos,
    "RBF": lambda z: mpmath.exp(-(((z - 1) / 2) ** 2)),
    "maxout": lambda z: max(z, mpmath.mpf("0.5") - z),
}


@pytest.mark.parametrize("name", activations.ACTIVATIONS)
@pytest.mark.parametrize("z", activations.POINTS)
def test_activations_and_their_derivatives_are_the_textbooks(name: str, z: float) -> None:
    reference = REFERENCE[name]
    with mpmath.workdps(40):
        assert activations.ACTIVATIONS[name][1](z) == pytest.approx(float(reference(mpmath.mpf(z))), rel=1e-12)
        expected = float(mpmath.diff(reference, mpmath.mpf(z), h=mpmath.mpf(10) ** -15))
    assert activations.slope(name, z) == pytest.approx(expected, rel=1e-9, abs=1e-14)


def test_the_slope_of_a_parametric_relu_gets_a_gradient_below_zero() -> None:
    z, alpha, g = activations.parametric(-2.0, 0.25)
    g.backward()
    assert (g.data, z.grad, alpha.grad) == (-0.5, 0.25, -2.0)


def test_the_curves_are_drawn() -> None:
    pytest.importorskip("matplotlib")
    assert len(activations.plot().axes) == len(activations.ACTIVATIONS)


@pytest.mark.parametrize("z", output_units.POINTS)
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_the_gradients_of_both_costs_are_those_of_the_formulas(z: float, y: float) -> None:
    with mpmath.workdps(50):
        s = 1 / (1 + mpmath.exp(-mpmath.mpf(z)))
        by_square, by_likelihood = float((s - y) * s * (1 - s)), float(s - y)
    assert grad(lambda z: output_units.squared(z, y))(z) == pytest.approx(by_square, rel=1e-9)
    assert grad(lambda z: output_units.likelihood(z, y))(z) == pytest.approx(by_likelihood, rel=1e-9)


def test_the_lost_sign_of_the_softplus_is_found_by_the_audit() -> None:
    assert output_units.printed_formula(2.0, 1.0) == pytest.approx(math.log(1 + math.exp(2)), rel=1e-14)
    (report,) = walkthroughs.find("output-units").audits
    assert report.rows[0].diagnoses[0].slip == "sign lost"


def test_every_gradient_of_the_3_3_1_network_agrees_with_differences() -> None:
    found = three_three_one.gradients()
    assert len(found) == 16
    for _, by_sweep, by_differences in found:
        assert by_sweep == pytest.approx(by_differences, rel=1e-6, abs=1e-9)
        assert by_sweep != 0


def test_the_3_3_1_network_is_its_formula() -> None:
    def f(z):
        return 1 / (1 + math.exp(-z))

    hidden = [
        f(sum(w * x for w, x in zip(row, three_three_one.X, strict=True)) + b)
        for row, b in zip(three_three_one.WEIGHTS, three_three_one.BIASES, strict=True)
    ]
    output = f(sum(w * h for w, h in zip(three_three_one.OUTPUT_WEIGHTS, hidden, strict=True)) + 0.05)
    assert three_three_one.cost(three_three_one.network()).data == pytest.approx((output - 1) ** 2 / 2, rel=1e-14)


def chain_by_mpmath(skips: bool):
    """The top of the chain as a function of its input, at 30 digits."""

    def top(x):
        layers = [x]
        for i in range(1, skip.DEPTH + 1):
            out = mpmath.tanh(layers[-1] * skip.WEIGHT)
            layers.append(out + layers[i - skip.SPAN] if skips and i % skip.SPAN == 0 else out)
        return layers[-1]

    return top


@pytest.mark.parametrize("skips", [True, False])
def test_the_gradient_at_the_bottom_of_the_chain_is_the_exact_one(skips: bool) -> None:
    with mpmath.workdps(40):
        expected = float(mpmath.diff(chain_by_mpmath(skips), mpmath.mpf("0.8")))
    assert skip.gradients(skips)[0] == pytest.approx(expected, rel=1e-10)


def test_skips_carry_the_gradient_down() -> None:
    without, with_skips = skip.gradients(False), skip.gradients(True)
    assert with_skips[0] > 100_000 * without[0]


@pytest.mark.parametrize("name", walkthroughs.ALL)
def test_every_walkthrough_tells_its_story_in_lines_of_a_terminal_and_draws_its_graph(name: str) -> None:
    walkthrough = walkthroughs.find(name)
    lines = list(walkthrough.tell())
    assert len(lines) <= 110
    assert max(map(len, lines)) <= 125
    assert isinstance(walkthrough.graph(), Value)
    assert "<svg" in walkthrough.draw().svg()


def test_six_of_the_fifteen_have_the_numbers_of_their_document() -> None:
    assert len(walkthroughs.ALL) == 15  # as the README says
    assert sum(bool(walkthrough.sheets) for walkthrough in walkthroughs.ALL.values()) == 6


def test_all_documents_come_in_one_table() -> None:
    lines = list(walkthroughs.overview())
    assert lines[0].split() == ["document", "claims", "right", "wrong", "follow", "causes"]
    assert any(line.startswith("003") and "path left out" in line for line in lines)
    assert any(line.startswith("002") and "derivative at the input" in line for line in lines)
    assert any(line.startswith("001") and "sign lost" in line for line in lines)

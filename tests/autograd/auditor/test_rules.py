"""Update rules by name: their formulas against plain loops written down here and against nn's optimizers; the slips
people make in them, named from what is printed after one step or more."""

from __future__ import annotations

import math
from typing import Any

import pytest

from autograd import Value, audit, parse
from autograd.auditor.rules import RULES, quotient, read_update
from autograd.auditor.sheets import sheet
from autograd.auditor.slips.tables.rules import RULE_SLIPS, wrong_rules
from autograd.errors import ExpressionError
from nn import SGD, Adam
from nn.optimizers import AdamW, RMSprop

RATE = 0.1
START = {"w": 0.7, "b": -0.4}
INPUTS = {**START, "x": 1.3, "t": 0.9}
EXPRESSIONS = ["y = w*x + b", "L = (y - t)**2/2"]


def gradients(at: dict[str, float]) -> dict[str, float]:
    """∂L/∂w and ∂L/∂b by hand."""
    off = at["w"] * INPUTS["x"] + at["b"] - INPUTS["t"]
    return {"w": off * INPUTS["x"], "b": off}


def run(claims: list[tuple[str, str, int]], update: Any, **more: Any) -> Any:
    printed = [{"quantity": quantity, "printed": text, "after": after} for quantity, text, after in claims]
    data = {"inputs": INPUTS, "expressions": EXPRESSIONS, "learning_rate": RATE, "params": ["w", "b"], **more}
    return sheet({**data, "update": update, "claims": printed}).audit()


def exact(quantity: str, after: int, update: Any) -> float:
    [row] = run([(quantity, "1", after)], update).rows
    return float(row.exact)


@pytest.mark.parametrize(
    ("update", "optimizer"),
    [
        ("sgd", lambda p: SGD(p, RATE)),
        ({"rule": "sgd", "decay": 0.3}, lambda p: SGD(p, RATE, weight_decay=0.3)),
        ({"rule": "momentum", "beta": 0.8}, lambda p: SGD(p, RATE, momentum=0.8)),
        ({"rule": "momentum", "weight_decay": 0.2}, lambda p: SGD(p, RATE, momentum=0.9, weight_decay=0.2)),
        ({"rule": "nesterov", "look_ahead": False}, lambda p: SGD(p, RATE, momentum=0.9, nesterov=True)),
        ({"rule": "rmsprop", "rho": 0.99}, lambda p: RMSprop(p, RATE)),
        ({"rule": "rmsprop", "rho": 0.5, "eps": 0.01}, lambda p: RMSprop(p, RATE, alpha=0.5, eps=0.01)),
        ("adam", lambda p: Adam(p, RATE)),
        ({"rule": "adam", "β1": 0.5, "beta2": 0.75, "ε": 1e-3}, lambda p: Adam(p, RATE, betas=(0.5, 0.75), eps=1e-3)),
        ({"rule": "adamw", "decay": 0.4}, lambda p: AdamW(p, RATE, weight_decay=0.4)),
    ],
)
@pytest.mark.parametrize("steps", [1, 2, 5, 40])
def test_the_rules_are_those_of_the_optimizers(update, optimizer, steps):
    parameters = {name: Value(number, name) for name, number in START.items()}
    stepping = optimizer(list(parameters.values()))
    for _ in range(steps):
        for name, gradient in gradients({name: p.data for name, p in parameters.items()}).items():
            parameters[name].grad = gradient
        stepping.step()
    for name, parameter in parameters.items():
        assert exact(f"update:{name}", steps - 1, update) == pytest.approx(parameter.data, rel=1e-13)
        assert exact(f"value:{name}", steps, update) == pytest.approx(parameter.data, rel=1e-13)


def test_adagrad_divides_by_the_root_of_the_sum_of_squares():
    at, sums = dict(START), {"w": 0.0, "b": 0.0}
    for _ in range(3):
        for name, g in gradients(at).items():
            sums[name] += g * g
            at[name] -= RATE * g / (math.sqrt(sums[name]) + 1e-8)
    assert exact("update:w", 2, "adagrad") == pytest.approx(at["w"], rel=1e-13)
    assert exact("state:s/b", 2, "adagrad") == pytest.approx(sums["b"], rel=1e-13)


def look_ahead(steps: int, way: float = -1.0, rate: float = RATE, beta: float = 0.9) -> dict[str, float]:
    """Nesterov's momentum by hand; the gradient is taken at θ + way · rate · β · v."""
    at, v = dict(START), {"w": 0.0, "b": 0.0}
    for _ in range(steps):
        ahead = {name: at[name] + way * rate * beta * v[name] for name in at}
        g = gradients(ahead)
        v = {name: beta * v[name] + g[name] for name in at}
        at = {name: at[name] - RATE * v[name] for name in at}
    return at


def test_nesterov_takes_the_gradient_ahead_and_that_is_the_other_form_seen_from_there():
    assert exact("value:w", 4, "nesterov") == pytest.approx(look_ahead(4)["w"], rel=1e-13)
    ahead = exact("value:w", 4, "nesterov") - RATE * 0.9 * exact("state:v/w", 3, "nesterov")
    assert exact("value:w", 4, {"rule": "nesterov", "look_ahead": False}) == pytest.approx(ahead, rel=1e-12)


def test_what_a_rule_keeps_can_be_claimed_and_starts_as_it_is_said():
    first = gradients(START)
    momentum = {"rule": "momentum", "beta": 0.5, "v": {"w": 2.0}}
    report = run(
        [("state:v/w", f"{0.5 * 2 + first['w']:.9g}", 0), ("state:velocity/b", f"{first['b']:.9g}", 0)], momentum
    )
    assert report.ok
    m, v = 0.1 * first["w"], 0.001 * first["w"] ** 2
    claims = {"m": m, "v": v, "m_hat": first["w"], "v̂": first["w"] ** 2}
    assert run([(f"state:{name}/w", f"{number:.9g}", 0) for name, number in claims.items()], "adam").ok


def test_a_printed_velocity_is_carried_on_into_the_new_value():
    v = 1.07  # and not what it should be
    report = run(
        [("state:v/w", f"{v}", 0), ("update:w", f"{START['w'] - RATE * v:.9g}", 0)], {"rule": "momentum", "beta": 0.5}
    )
    assert [row.verdict for row in report.rows] == ["wrong", "follows"]


def adam(steps: int, *, correct: tuple[bool, bool] = (True, True), inside: bool = False, eps: float = 1e-8) -> float:
    """w after so many steps of Adam, by hand; with β₁ = 0.9 and β₂ = 0.999."""
    at = dict(START)
    m, v = {"w": 0.0, "b": 0.0}, {"w": 0.0, "b": 0.0}
    for t in range(1, steps + 1):
        for name, g in gradients(at).items():
            m[name] = 0.9 * m[name] + 0.1 * g
            v[name] = 0.999 * v[name] + 0.001 * g * g
            first = m[name] / (1 - 0.9**t) if correct[0] else m[name]
            second = v[name] / (1 - 0.999**t) if correct[1] else v[name]
            root = math.sqrt(second + eps) if inside else math.sqrt(second) + eps
            at[name] -= RATE * first / root
    return at["w"]


@pytest.mark.parametrize("steps", [1, 3])
@pytest.mark.parametrize(
    ("wrong", "update", "words"),
    [
        ({"correct": (False, False)}, "adam", "bias correction of m and v is left out"),
        ({"correct": (False, True)}, "adam", "bias correction of m is left out"),
        ({"correct": (True, False)}, "adam", "bias correction of v is left out"),
        ({"inside": True, "eps": 0.01}, {"rule": "adam", "eps": 0.01}, "the ε stands inside the root"),
        ({"eps": 0.0}, {"rule": "adam", "eps": 0.01}, "the ε is left out"),
    ],
)
@pytest.mark.parametrize("kind", ["update", "value"])
def test_slips_in_adam_are_named_from_the_new_value(steps, wrong, update, words, kind):
    after = steps - 1 if kind == "update" else steps
    [row] = run([(f"{kind}:w", f"{adam(steps, **wrong):.9f}", after)], update).rows
    assert words.lower() in row.diagnoses[0].sentence.lower()


@pytest.mark.parametrize(
    ("way", "rate", "words"),
    [(1.0, RATE, "at θ + α·β·v"), (1.0, 1.0, "at θ + β·v"), (-1.0, 1.0, "at θ - β·v"), (0.0, RATE, "no look-ahead")],
)
def test_a_wrong_look_ahead_is_named(way, rate, words):
    [row] = run([("update:w", f"{look_ahead(2, way, rate)['w']:.9f}", 1)], "nesterov").rows
    assert words.lower() in row.diagnoses[0].sentence.lower()


def decayed(steps: int, decay: float, of_bias: float) -> dict[str, float]:
    at = dict(START)
    for _ in range(steps):
        g = gradients(at)
        at = {
            "w": at["w"] - RATE * (g["w"] + decay * at["w"]),
            "b": at["b"] - RATE * (g["b"] + of_bias * at["b"]),
        }
    return at


@pytest.mark.parametrize(
    ("wrong", "update", "words"),
    [
        ((0.0, 0.0), {"rule": "sgd", "decay": 0.3}, "weight decay is forgotten"),
        ((0.3, 0.3), {"rule": "sgd", "decay": 0.3, "decay_biases": False}, "applied to the biases, too"),
        ((0.3, 0.0), {"rule": "sgd", "decay": 0.3}, "not applied to the biases"),
        ((-0.3, -0.3), {"rule": "sgd", "decay": 0.3}, "sign of the weight decay is lost"),
    ],
)
def test_slips_in_the_weight_decay_are_named_from_the_loss(wrong, update, words):
    at = decayed(2, *wrong)
    loss = (at["w"] * INPUTS["x"] + at["b"] - INPUTS["t"]) ** 2 / 2
    [row] = run([("value:L", f"{loss:.9g}", 2)], update).rows
    assert words.lower() in row.diagnoses[0].sentence.lower()


def test_the_sign_of_the_momentum_is_named_and_all_that_comes_after_follows():
    at, v = dict(START), {"w": 0.0, "b": 0.0}
    losses = []
    for _ in range(50):
        g = gradients(at)
        v = {name: g[name] - 0.9 * v[name] for name in at}
        at = {name: at[name] - RATE * v[name] for name in at}
        losses.append((at["w"] * INPUTS["x"] + at["b"] - INPUTS["t"]) ** 2 / 2)
    claims = [("value:L", f"{losses[1]:.9g}", 2), ("value:L", f"{losses[49]:.9g}", 50)]
    first, last = run(claims, "momentum").rows
    assert "he sign of the momentum is lost" in first.diagnoses[0].sentence
    assert last.verdict == "follows"


def test_every_row_of_the_table_is_another_rule_than_the_right_one():
    settings = {"sgd": {}, "nesterov": {}, "adagrad": {"epsilon": 0.01}, "adam": {}, "adamw": {}, "rmsprop": {}}
    seen = set()
    for name in RULES:
        given = {"rule": name, "decay": 0.1, **settings.get(name, {"dampening": 0.1})}
        right = exact("update:w", 2, given)
        for row, wrong in wrong_rules(read_update(given).rule):
            assert wrong != read_update(given).rule
            seen.add(row.sentence)
        assert math.isfinite(right)
    biases = {row.sentence for row in RULE_SLIPS if "applied to the biases, too" in row.sentence}
    assert seen == {row.sentence for row in RULE_SLIPS} - biases


@pytest.mark.parametrize(
    ("update", "message"),
    [
        ("adm", "update.rule: 'adm' is no update rule: did you mean adam?"),
        ("lbfgs", "the rules are sgd, momentum"),
        ({"rule": "adam", "beta3": 1}, "update.beta3: the rule adam has no such setting"),
        ({"rule": "momentum", "beta": 2}, "update.beta must be from 0 to 1, not 2"),
        ({"rule": "momentum", "beta": "a lot"}, "update.beta"),
        ({"rule": "nesterov", "look_ahead": "yes"}, "update.look_ahead is true or false"),
        ({"rule": "sgd", "rate": 0.5}, "update.rate: the learning rate stands under learning_rate, too"),
        (3, "update is a rule's name or a table"),
    ],
)
def test_what_is_no_rule_is_refused_with_its_place(update, message):
    with pytest.raises(ExpressionError) as error:
        run([("value:L", "1", 0)], update)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_claim_about_what_the_rule_does_not_keep_says_what_it_keeps():
    with pytest.raises(ExpressionError, match="the update rule momentum keeps v"):
        run([("state:m/w", "1", 0)], "momentum")
    with pytest.raises(ExpressionError, match="the update rule sgd keeps nothing"):
        run([("state:v/w", "1", 0)], "sgd")


def test_the_rule_is_an_argument_of_audit_too():
    e = parse("e = w*w", w=3)
    report = audit(
        e, updates={"w": "1.8"}, states={("v", "w"): "12"}, learning_rate=0.1, update={"rule": "momentum", "v": 20 / 3}
    )
    assert report.ok


@pytest.mark.parametrize(
    ("update", "memory"),
    [
        ("sgd", ()),
        ("adam", (0.0, 0.0, 0.0, 0.0)),
        ({"rule": "momentum", "v": 0.5}, (0.5,)),
        ({"rule": "momentum", "v": {"w": 2}}, (2.0,)),
        ({"rule": "momentum", "v": {"u": 2}}, (0.0,)),
        ({"rule": "adam", "v": 3, "m": {"w": "1/4"}}, (0.25, 3.0, 0.0, 0.0)),
    ],
)
def test_what_is_kept_before_the_first_step_is_zero_where_nothing_is_said(update, memory) -> None:
    assert read_update(update).memory("w") == memory


@pytest.mark.parametrize(
    ("rule", "settings"),
    [
        ("momentum", {"beta": 0.0}), ("momentum", {"beta": 1.0}), ("momentum", {"dampening": 1.0}),
        ("rmsprop", {"rho": 0.0, "epsilon": 0.0}), ("rmsprop", {"rho": 1.0, "epsilon": 7.0}),
        ("adam", {"beta1": 0.0, "beta2": 0.0}), ("adam", {"decay": 5.0}), ("adagrad", {"epsilon": 2.0}),
        ("nesterov", {"look_ahead": False}), ("adamw", {"decay_biases": False, "decay": 0.0}),
    ],
)  # fmt: skip
def test_a_setting_may_lie_at_the_end_of_its_range(rule, settings) -> None:
    read = read_update({"rule": rule, **settings})
    assert {name: getattr(read.rule.settings, name) for name in settings} == settings
    assert (read.rule.name, read.rate) == (rule, None)


@pytest.mark.parametrize(
    ("rule", "written", "setting"),
    [
        ("adam", "eps", "epsilon"), ("adam", "ε", "epsilon"), ("adam", "weight_decay", "decay"),
        ("momentum", "β", "beta"), ("momentum", "momentum", "beta"), ("adam", "β1", "beta1"), ("adam", "β2", "beta2"),
        ("rmsprop", "ρ", "rho"), ("rmsprop", "alpha", "rho"),
    ],
)  # fmt: skip
def test_a_setting_has_other_names(rule: str, written: str, setting: str) -> None:
    assert getattr(read_update({"rule": rule, written: 0.125}).rule.settings, setting) == 0.125


@pytest.mark.parametrize(
    ("update", "message"),
    [
        ({"rule": "adam", "beta1": 1}, "update.beta1 must be from 0 to 1, not 1"),
        ({"rule": "adam", "beta2": 1.0}, "update.beta2 must be from 0 to 1, not 1.0"),
        ({"rule": "momentum", "beta": -0.1}, "update.beta must be from 0 to 1, not -0.1"),
        ({"rule": "momentum", "dampening": 1.5}, "update.dampening must be from 0 to 1, not 1.5"),
        ({"rule": "adam", "epsilon": -1}, "update.epsilon must be 0 or more, not -1"),
        ({"rule": "adam", "decay": -1}, "update.decay must be 0 or more, not -1"),
        ({"rule": "nesterov", "look_ahead": 1}, "update.look_ahead is true or false, not 1"),
        ({"rule": "adam", "decay_biases": "no"}, "update.decay_biases is true or false, not 'no'"),
        (
            {"rule": "momentum", "q": 1},
            "update.q: the rule momentum has no such setting: it has beta, dampening, decay, decay_biases, rate, v",
        ),
        (
            {"rule": "adam", "m_hat": 1},
            "update.m_hat: the rule adam has no such setting: "
            "it has beta1, beta2, epsilon, decay, decay_biases, rate, m, v",
        ),
        (
            {"rule": "qqqqqq"},
            "update.rule: 'qqqqqq' is no update rule: "
            "the rules are sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw",
        ),
        (7, "update is a rule's name or a table with the key rule, not 7"),
        ({"rule": 7}, "update is a rule's name or a table with the key rule, not {'rule': 7}"),
    ],
)  # fmt: skip
def test_what_is_no_setting_is_told_whole(update, message: str) -> None:
    with pytest.raises(ExpressionError) as error:
        read_update(update)
    assert str(error.value) == message


def test_a_table_without_a_rule_is_plain_descent_and_may_have_a_rate() -> None:
    assert read_update({"rate": "1/8"}).rate == 0.125
    assert read_update({"rate": 0.5}).rule.name == "sgd"
    assert read_update("ADAM").rule.name == "adam"
    assert (read_update("adamw").rule.settings.decay, read_update("adam").rule.settings.decay) == (0.01, 0.0)


def test_a_quotient_by_zero_is_zero() -> None:
    assert (quotient(3.0, 0.0), quotient(3.0, 2.0)) == (0.0, 1.5)

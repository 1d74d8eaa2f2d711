"""The page in a browser: its numbers against the engine's, its keyboard, its errors."""

from __future__ import annotations

import math
import random
import re

import pytest

from autograd import (
    Op,
    Training,
    Value,
    exp,
    explain,
    explore,
    grad,
    log,
    parse,
    paths,
    sigmoid,
    tanh,
    topological_order,
)
from autograd.explorer.javascript import forward_function, partials_function
from autograd.notation import number
from autograd.ops import TABLE
from autograd.sweeps import sweep
from nn.walkthroughs import sigmoid_2_2_1, sum_times_sum


def large_graph(count: int = 200) -> Value:
    """A random graph of exactly `count` nodes."""
    random_ = random.Random(7)
    nodes = [Value(random_.uniform(-2, 2), f"x{i}") for i in range(6)]
    while len(nodes) < count - 1:
        a, b = nodes[-1], random_.choice(nodes[-12:])
        nodes.append(random_.choice([lambda a=a, b=b: a * b, lambda a=a, b=b: a - b, lambda a=a: tanh(a),
                                     lambda a=a, b=b: sigmoid(a + b)])())  # fmt: skip
        if isinstance(nodes[-1], Value) and not 1e-3 < abs(nodes[-1].data) < 10:
            nodes.pop()
    return nodes[-1] + nodes[0]


GRAPHS = {
    "e": lambda: sum_times_sum.inputs_and_output()[2],
    "sigmoid-2-2-1": lambda: sigmoid_2_2_1.network(sigmoid_2_2_1.WEIGHTS).loss,
    "200 nodes": large_graph,
}


def told_by_the_engine(output: Value) -> list[str]:
    """What `explain` writes for every step, in order: forward, then node by node what arrived and what is sent on."""
    explanation = explain(output)
    sent = {}
    for step in explanation.backward:
        sent.setdefault(step.edge.child, []).append(step)
    lines = [step.write() for step in explanation.forward]
    for pile in explanation.piles:
        lines.append(pile.write() + ": the sweep starts here" * (pile.node is output))
        lines += [step.write().replace(" -> ", " → ") for step in sent.get(pile.node, ())]
    return lines


@pytest.mark.parametrize("name", GRAPHS)
def test_every_step_says_what_the_engine_says(visit, name: str) -> None:
    output = GRAPHS[name]()
    tab = visit(explore(output))
    expected = told_by_the_engine(output)
    told = tab.evaluate(
        """() => steps.map(() => {
            const text = element("told").innerText;
            document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
            return text;
        })"""
    )
    assert len(told) == len(expected)
    forward = len(explain(output).forward)
    assert told[:forward] == expected[:forward]
    assert sorted(told[forward:]) == sorted(expected[forward:])
    chain = [rule.write_nearest() for rule in explain(output).chain]
    assert tab.locator("#chain li").all_inner_texts() == chain


def test_a_message_stays_on_its_edge_while_its_step_is_shown(visit) -> None:
    tab = visit(explore(GRAPHS["e"]()), reduced_motion="reduce")
    tab.keyboard.press("End")
    seen = []
    for _ in range(tab.evaluate("data.backward.length")):
        if tab.evaluate("'message' in steps[current]"):
            told = tab.inner_text("#told").rpartition(" = ")[2]
            seen.append(
                tab.locator("#messenger").is_visible() and tab.locator("#messenger text").text_content() == told
            )
        else:
            assert tab.locator("#messenger").is_hidden()
        tab.keyboard.press("ArrowLeft")
    assert seen == [True] * 5


def test_the_picture_grows_and_shrinks_and_fits_again(visit) -> None:
    tab = visit(explore(GRAPHS["e"]()))
    width = lambda: tab.locator("#graph").bounding_box()["width"]  # noqa: E731
    fitting = width()
    tab.click("#larger")
    assert width() > fitting * 1.1
    tab.click("#fit")
    assert width() == fitting
    tab.keyboard.press("-")
    assert width() < fitting
    tab.keyboard.press("0")
    assert width() == fitting
    assert tab.evaluate("document.documentElement.scrollWidth") == 1280


def test_a_large_picture_is_comfortable_at_first_and_fits_when_asked(visit) -> None:
    tab = visit(explore(large_graph()))
    pane = "graph.parentElement"
    inside = f"[{pane}.scrollWidth <= {pane}.clientWidth, {pane}.scrollHeight <= {pane}.clientHeight]"
    assert tab.evaluate(inside) != [True, True]
    tab.click("#fit")
    assert tab.evaluate(inside) == [True, True]


def test_the_inputs_can_be_taken_back_to_where_they_were(visit) -> None:
    tab = visit(explore(GRAPHS["e"]()))
    tab.keyboard.press("End")
    tab.fill("#inputs div:nth-child(1) input[type=number]", "7")
    assert tab.evaluate("state.values[data.output]") == 16
    tab.click("#reset")
    assert tab.evaluate("state.values[data.output]") == 6
    assert tab.input_value("#inputs div:nth-child(1) input[type=number]") == "2"


@pytest.mark.parametrize("name", GRAPHS)
def test_at_the_end_every_node_shows_its_value_and_gradient(visit, name: str) -> None:
    output = GRAPHS[name]()
    tab = visit(explore(output))
    tab.keyboard.press("End")
    adjoints = sweep(output)
    order = tab.evaluate("nodes.map((node) => node.name)")
    called = {step.name: step.node for step in explain(output).forward}
    for i, label in enumerate(order):
        node = called[label]
        assert tab.locator(f"#node{i} .number").text_content() == number(node.data)
        assert tab.locator(f"#node{i} .adjoint").text_content().endswith("= " + number(adjoints[node]))
    edges = tab.evaluate("edges.map((edge, i) => partial(i))")
    assert all(map(math.isfinite, edges))


def test_live_inputs_give_the_engines_numbers(visit) -> None:
    tab = visit(explore(sigmoid_2_2_1.network(sigmoid_2_2_1.WEIGHTS).loss))
    weights = {**sigmoid_2_2_1.WEIGHTS, "Wca": -1.25, "Wed": 3.5, "Wdb": 1e-5}
    for label in ("Wca", "Wed", "Wdb"):
        tab.get_by_role("spinbutton", name=label, exact=True).fill(str(weights[label]))
    net = sigmoid_2_2_1.network(weights)
    adjoints = sweep(net.loss)
    found = tab.evaluate("Object.fromEntries(nodes.map((n, i) => [n.name, [state.values[i], state.adjoints[i]]]))")
    for name, node in net.nodes.items():
        assert found[name] == pytest.approx([node.data, adjoints[node]], rel=1e-12)
    for name, leaf in net.weights.items():
        assert found[name] == pytest.approx([leaf.data, adjoints[leaf]], rel=1e-12)


def test_an_input_that_has_no_result_is_explained_and_the_last_numbers_stay(visit) -> None:
    x = Value(2.0, "x")
    tab = visit(explore((x - 1).named("u").log().named("y")))
    tab.get_by_role("spinbutton", name="x", exact=True).fill("0.5")
    assert tab.inner_text("#problem") == "y = log(u) is undefined at u = -0.5"
    assert tab.evaluate("state.values[0]") == 2
    tab.get_by_role("spinbutton", name="x", exact=True).fill("3")
    assert tab.inner_text("#problem") == ""
    assert tab.evaluate("state.values.at(-1)") == pytest.approx(math.log(2), rel=1e-15)


def test_an_operation_only_python_can_compute_is_shown_and_keeps_its_inputs(visit) -> None:
    odd = Op("odd", lambda a: float(int(a) % 2), partials=lambda out, a: (0.0,))
    x = Value(3.0, "x")
    tab = visit(explore((odd(x).named("p") * x).named("y")))
    tab.keyboard.press("End")
    assert tab.inner_text("#told") == "x receives 1 + 0 = 1"
    tab.get_by_role("spinbutton", name="x", exact=True).fill("4")
    assert tab.inner_text("#problem") == "p can only be computed in Python: its inputs stay as they are"


def test_a_choice_is_made_anew_and_the_other_arm_may_be_undefined(visit) -> None:
    tab = visit(explore(parse("y = where(x > 0, log(x), x**2)", x=-1)))
    tab.keyboard.press("End")
    assert tab.inner_text("#told") == "x receives 0 + 0 + (-2) = -2"
    field = tab.get_by_role("spinbutton", name="x", exact=True)
    for x, value, slope in ((2.0, math.log(2), 0.5), (-3.0, 9.0, -6.0), (0.0, 0.0, 0.0), (4.0, math.log(4), 0.25)):
        field.fill(str(x))
        assert tab.inner_text("#problem") == ""
        assert tab.evaluate("state.values[data.output]") == pytest.approx(value, rel=1e-14)
        assert tab.evaluate("state.adjoints[leaves[0]]") == pytest.approx(slope, rel=1e-14)
    field.fill("-3")
    texts = tab.locator("body").text_content()
    assert "y = where(x > 0, b, c)" in texts
    tab.keyboard.press("End")
    assert "b = log(x)undefined" in tab.locator("svg").first.text_content()
    tab.locator("#node0").focus()
    lines = tab.locator("#detail p").all_inner_texts()
    assert "x → b → y: undefined·0 = 0" in lines
    assert lines[-1] == "sum = ∂y/∂x = -6"


def test_a_chosen_arm_that_is_undefined_is_explained_and_a_missing_derivative_too(visit) -> None:
    tab = visit(explore(parse("y = where(x > 0, x, log(x)) + where(x > 5, sqrt(x - 7), 0)", x=1)))
    field = tab.get_by_role("spinbutton", name="x", exact=True)
    field.fill("-1")
    assert re.fullmatch(r". = log\(x\) is undefined at x = -1", tab.inner_text("#problem"))
    field.fill("6")
    assert re.fullmatch(r". = sqrt\(.\) is undefined at . = -1", tab.inner_text("#problem"))
    field.fill("7")
    assert re.fullmatch(r"the derivative of . = sqrt\(.\) is not finite at . = 0", tab.inner_text("#problem"))
    field.fill("8")
    assert tab.inner_text("#problem") == ""
    assert tab.evaluate("state.adjoints[leaves[0]]") == 1.5


def sample(op: Op, count: int = 20) -> list[list[float]]:
    """Points in the domain of an operation."""
    random_ = random.Random(op.name)
    points = []
    while len(points) < count:
        operands = [random_.uniform(-4, 4) for _ in range(op.arity or 4)]
        if op.fixed:
            operands[1] = float(random_.randint(-3, 4))
        if all(x in op.domain_of(i) for i, x in enumerate(operands)) and operands[0] != 0:
            points.append(operands)
    return points


@pytest.fixture(scope="module")
def blank(browser):
    """A tab with nothing in it, to compute in."""
    return browser.new_page()


@pytest.mark.parametrize("name", TABLE)
def test_the_rules_in_javascript_give_the_numbers_of_the_table(blank, name: str) -> None:
    op = TABLE[name]
    calls, expected = [], []
    for operands in sample(op):
        fixed = {i: operands[i] for i in op.fixed}
        out = op.forward(*operands)
        arguments = ", ".join(map(repr, operands))
        forward, partials = forward_function(op, len(operands), fixed), partials_function(op, len(operands), fixed)
        calls.append(f"[({forward})({arguments}), ...({partials})({out!r}, {arguments})]")
        expected.append([out, *op.partials(out, *operands)])
    found = blank.evaluate(f"[{', '.join(calls)}]")
    for numbers, of_the_table in zip(found, expected, strict=True):
        assert numbers == pytest.approx(of_the_table, rel=1e-12, abs=1e-300)


def test_focus_shows_a_nodes_paths_and_two_chosen_nodes_the_paths_between_them(visit) -> None:
    _, b, e = sum_times_sum.inputs_and_output()
    tab = visit(explore(e))
    tab.locator("#node1").focus()
    lines = tab.locator("#detail p").all_inner_texts()
    assert lines[0] == "b = 1"
    assert lines[1] == "∂e/∂b = 5"
    assert lines[2] == "2 paths from b to e"
    assert sorted(lines[3:5]) == ["b → c → e: 1·2 = 2", "b → d → e: 1·3 = 3"]
    assert lines[5] == "sum = ∂e/∂b = 5"
    assert len(list(paths(e, b))) == 2
    tab.keyboard.press("Enter")
    tab.locator("#node2").focus()
    tab.keyboard.press("Enter")
    assert tab.locator("#detail p").all_inner_texts() == ["1 path from b to c", "b → c: 1 = 1", "sum = ∂c/∂b = 1"]
    tab.keyboard.press("Escape")
    tab.locator("#node2").blur()
    assert tab.locator("#detail.empty .by-pointer").inner_text().startswith("Hover or focus a node")


def test_hovering_an_edge_shows_its_local_partial_as_formula_and_number(visit) -> None:
    tab = visit(explore(sum_times_sum.inputs_and_output()[2]))
    tab.locator("#edge3").focus()
    assert tab.locator("#detail p").all_inner_texts()[0] == "∂e/∂c = d = 2"


def test_a_million_paths_are_counted_and_do_not_hang_the_page(visit) -> None:
    x = y = Value(1.0, "x")
    for _ in range(64):
        y = y * y
    tab = visit(explore(y))
    tab.locator("#node0").focus()
    lines = tab.locator("#detail p").all_inner_texts()
    assert lines[2].startswith("18446744073709551616 paths from x")
    assert lines[-2] == "… and 18446744073709551604 more"
    assert lines[-1].endswith(f"= {number(sweep(y)[x])}")


def test_everything_can_be_reached_by_keyboard(visit) -> None:
    tab = visit(explore(sum_times_sum.inputs_and_output()[2]))
    reached = set()
    for _ in range(40):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate("document.activeElement.id"))
    assert {"first", "back", "play", "next", "last", "slider", "speed", "input0", "input1"} <= reached
    assert {f"node{i}" for i in range(5)} | {f"edge{i}" for i in range(5)} <= reached
    tab.locator("#next").focus()
    tab.keyboard.press("Enter")
    assert tab.inner_text("#told") == "b = 1"
    tab.keyboard.press("End")
    tab.keyboard.press("ArrowLeft")
    tab.keyboard.press("Home")
    assert tab.inner_text("#told") == "a = 2"


def test_playing_goes_to_the_end_and_stops(visit) -> None:
    tab = visit(explore(sum_times_sum.inputs_and_output()[2]))
    tab.select_option("#speed", "300")
    tab.click("#play")
    assert "pause" in tab.inner_text("#play")
    for _ in range(100):
        tab.wait_for_timeout(100)
        if tab.evaluate("current === steps.length - 1 && timer === 0"):
            break
    assert tab.evaluate("current === steps.length - 1 && timer === 0")
    assert "play" in tab.inner_text("#play")


def test_a_script_in_a_label_is_shown_as_text(visit) -> None:
    label = "</script><script>alert(1)</script>"
    x = Value(2.0, label)
    tab = visit(explore((x * x).named("y")))
    tab.on("dialog", lambda dialog: pytest.fail("a label was run"))
    assert tab.inner_text("#told") == f"{label} = 2"


def test_training_steps_through_epochs_with_the_engines_losses(visit) -> None:
    net = sigmoid_2_2_1.network(sigmoid_2_2_1.WEIGHTS)
    tab = visit(explore(Training(net.loss, list(net.weights.values()), learning_rate=0.1, epochs=100)))
    expected = sigmoid_2_2_1.losses(100)
    for epoch in (0, 1, 50, 100):
        tab.evaluate("(k) => { const s = element('epoch'); s.value = k; s.dispatchEvent(new Event('input')); }", epoch)
        assert tab.evaluate("state.values[data.output]") == pytest.approx(expected[epoch], rel=1e-12)
    assert tab.inner_text("#epochs") == "100 / 100"
    assert tab.locator("#curve polyline").get_attribute("points").count(",") == 101


def test_nothing_is_cut_off_on_a_phone(visit) -> None:
    tab = visit(explore(sigmoid_2_2_1.network(sigmoid_2_2_1.WEIGHTS).loss))
    tab.set_viewport_size({"width": 390, "height": 800})
    assert tab.evaluate("document.documentElement.scrollWidth <= 390")


def test_names_and_grad_of_grad_graphs_work(visit) -> None:
    from autograd import derivative

    (x,) = [Value(0.5, "x")]
    slope = derivative((x**3).sin().named("y"), x)
    tab = visit(explore(slope))
    tab.keyboard.press("End")
    assert tab.evaluate("state.adjoints[0]") == pytest.approx(grad(grad(lambda x: (x**3).sin()))(0.5), rel=1e-12)
    assert len(topological_order(slope)) > 3


@pytest.mark.parametrize(
    ("name", "forward", "slope"),
    [
        ("erf", math.erf, lambda out, a: (2 / math.sqrt(math.pi) * exp(-a * a),)),
        ("nonzero", lambda a: 0.0 if a != 0 else 1.0, lambda out, a: (0.0,)),
        ("base 2", lambda a: math.log(a + 2, 2) if a is not None else 0.0, lambda out, a: (1.0,)),
    ],
)
def test_a_rule_that_javascript_would_get_wrong_stays_pythons(visit, name, forward, slope) -> None:
    result = Op(name, forward, partials=slope)(Value(0.0, "a")) * Value(3.0, "b")
    tab = visit(explore(result.named("e")))
    assert tab.evaluate("state.values[data.output]") == pytest.approx(result.data, rel=1e-15, abs=1e-15)
    tab.fill("#inputs div:nth-child(2) input[type=number]", "5")
    assert tab.evaluate("state.values[data.output]") == pytest.approx(result.data / 3 * 5, rel=1e-15, abs=1e-15)
    tab.fill("#inputs div:nth-child(1) input[type=number]", "0.25")
    assert "can only be computed in Python" in tab.inner_text("#problem")


def test_an_error_stays_until_its_field_is_repaired(visit) -> None:
    a, b = Value(1.0, "a"), Value(2.0, "b")
    tab = visit(explore((log(a) * b).named("f")))
    tab.fill("#inputs div:nth-child(1) input[type=number]", "-1")
    assert "is undefined at a = -1" in tab.inner_text("#problem")
    tab.fill("#inputs div:nth-child(2) input[type=number]", "5")
    assert "is undefined at a = -1" in tab.inner_text("#problem")
    tab.fill("#inputs div:nth-child(1) input[type=number]", "")
    assert tab.inner_text("#problem") == "a needs a number"
    assert tab.locator("#inputs div:nth-child(1) [aria-invalid=true]").count() == 1
    tab.fill("#inputs div:nth-child(1) input[type=number]", "3")
    assert tab.evaluate("state.values[data.output]") == pytest.approx(5 * math.log(3), rel=1e-12)
    assert not tab.locator("#problem").is_visible()


def test_a_training_that_goes_wrong_ends_there_and_says_so(visit) -> None:
    a = Value(2.0, "a")
    tab = visit(explore(Training((a - 3) ** 2, [a], 5.0, 1000)))
    assert "stops after epoch" in tab.inner_text("#stopped")
    assert 100 < float(tab.get_attribute("#epoch", "max")) < 1000
    tab.keyboard.press("End")
    assert tab.evaluate("state.values[data.output]") == 1.0
    tab = visit(explore(Training(log(a), [a], 1.0, 100)))
    assert "is undefined at" in tab.inner_text("#stopped") or "is not finite at" in tab.inner_text("#stopped")


@pytest.mark.parametrize("loss", [lambda a: a * 0, lambda a: a * 3 - 7, lambda a: a * a])
def test_the_loss_curve_stays_in_its_frame(visit, loss) -> None:
    a = Value(2.0, "a")
    tab = visit(explore(Training(loss(a), [a], 0.1, 50)))
    points = [tuple(map(float, point.split(","))) for point in tab.get_attribute("#curve polyline", "points").split()]
    assert len(points) == 51
    assert all(0 <= x <= 320 and 0 <= y <= 128 for x, y in points)


def test_a_training_whose_inputs_are_changed_begins_anew(visit) -> None:
    a, b = Value(1.0, "a"), Value(3.0, "b")
    tab = visit(explore(Training((a * b - 1) ** 2, [b], 0.1, 20)))
    tab.evaluate("() => { element('epoch').value = 10; element('epoch').dispatchEvent(new Event('input')); }")
    weight = tab.evaluate("wanted[1]")
    tab.fill("#inputs div:nth-child(1) input[type=number]", "2")
    assert tab.inner_text("#epochs") == "0 / 20"
    assert tab.evaluate("wanted") == [2, weight, *tab.evaluate("wanted.slice(2)")]
    assert tab.evaluate("state.values[data.output]") == pytest.approx((2 * weight - 1) ** 2, rel=1e-12)
    tab.click("#reset")
    assert tab.evaluate("wanted.slice(0, 2)") == [1, 3]


def test_the_chain_rule_says_what_is_still_to_come(visit) -> None:
    tab = visit(explore(GRAPHS["e"]()))
    while "so far" not in (text := " ".join(tab.locator("#chain li").all_inner_texts())):
        tab.keyboard.press("ArrowRight")
    assert "∂e/∂b = ∂e/∂c·∂c/∂b + … = 2·1 + … (2 so far)" in text


def test_paper_is_white_and_shows_the_whole_picture(visit) -> None:
    tab = visit(explore(large_graph()), color_scheme="dark")
    tab.emulate_media(media="print", color_scheme="dark")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert tab.locator("#graph").bounding_box()["width"] <= 1280
    assert tab.evaluate("getComputedStyle(document.querySelector('.scroller')).overflow") == "visible"


def test_space_chooses_a_node_and_the_browsers_own_keys_stay(visit) -> None:
    tab = visit(explore(GRAPHS["e"]()))
    tab.locator("#node1").focus()
    tab.keyboard.press(" ")
    assert tab.get_attribute("#node1", "aria-pressed") == "true"
    assert tab.evaluate("timer") == 0
    before = tab.evaluate("current")
    tab.keyboard.press("Control+End")
    assert tab.evaluate("current") == before


def test_long_names_break_nothing_on_a_phone(visit) -> None:
    a = Value(1.0, "w" * 120)
    page = explore((a * Value(2.0, "名前" * 20)).named("W" * 40))
    tab = visit(page)
    tab.set_viewport_size({"width": 360, "height": 640})
    assert tab.evaluate("document.documentElement.scrollWidth") == 360
    assert tab.locator("header").bounding_box()["height"] < 320
    for node in tab.locator(".node").all():
        box, text = node.locator(".box").bounding_box(), node.locator(".formula").bounding_box()
        assert box["x"] <= text["x"]
        assert text["x"] + text["width"] <= box["x"] + box["width"] + 0.5

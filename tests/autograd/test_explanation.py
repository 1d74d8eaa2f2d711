"""`explain`: the lines a person would write, the numbers behind them, and nothing unsafe whatever a label contains.

Expected lines and numbers are worked out by hand; gradients of random graphs come from mpmath.
"""

from __future__ import annotations

import math
import random
import re
import unicodedata
import warnings

import mpmath
import oracles
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mpf
from random_graphs import random_graph

from autograd import (
    Op,
    OperandError,
    Value,
    dot,
    explain,
    leaky_relu,
    logsumexp,
    ops,
    parse,
    paths,
    sigmoid,
    tanh,
    total,
    values,
    write_path,
)
from autograd.graph import topological_order
from autograd.naming import names

# --- the example everybody starts with -------------------------------------------------------------------------------

EXAMPLE = """\
Forward: from the inputs to the output
  a = 2
  b = 1
  c = a + b = 2 + 1 = 3
  d = b + 1 = 1 + 1 = 2
  e = c·d = 3·2 = 6

Backward: what a node received, times the local partial of the edge
  e receives 1
  e -> c: 1 × 2 = 2
  e -> d: 1 × 3 = 3
  c receives 2
  c -> a: 2 × 1 = 2
  c -> b: 2 × 1 = 2
  d receives 3
  d -> b: 3 × 1 = 3
  a receives 2
  b receives 2 + 3 = 5

The chain rule for each input
  ∂e/∂a = ∂e/∂c·∂c/∂a = 2·1 = 2
  ∂e/∂b = ∂e/∂c·∂c/∂b + ∂e/∂d·∂d/∂b = 2·1 + 3·1 = 5"""


@pytest.fixture
def example() -> Value:
    a, b = values(a=2.0, b=1.0)
    return (a + b) * (b + 1)


def lines_of(output: Value, **options: int) -> list[str]:
    return [line.strip() for line in str(explain(output, **options)).splitlines()]


def chain_rules(output: Value, **options: int) -> list[str]:
    return [line for line in lines_of(output, **options) if line.startswith("∂")]


def test_the_text_is_exactly_what_one_writes_by_hand(example) -> None:
    assert str(explain(example)) == EXAMPLE


def test_the_records_carry_the_numbers(example) -> None:
    explanation = explain(example)
    assert explanation.output == "e"
    assert [(step.name, step.operands, step.node.data) for step in explanation.forward] == [
        ("a", (), 2.0),
        ("b", (), 1.0),
        ("c", (("a", 2.0), ("b", 1.0)), 3.0),
        ("d", (("b", 1.0), (None, 1.0)), 2.0),
        ("e", (("c", 3.0), ("d", 2.0)), 6.0),
    ]
    assert [(m.child, m.parent, m.adjoint, m.edge.partial, m.value) for m in explanation.backward] == [
        ("e", "c", 1.0, 2.0, 2.0),
        ("e", "d", 1.0, 3.0, 3.0),
        ("c", "a", 2.0, 1.0, 2.0),
        ("c", "b", 2.0, 1.0, 2.0),
        ("d", "b", 3.0, 1.0, 3.0),
    ]
    assert [(pile.name, [m.value for m in pile.messages], pile.total) for pile in explanation.piles] == [
        ("e", [], 1.0),
        ("c", [2.0], 2.0),
        ("d", [3.0], 3.0),
        ("a", [2.0], 2.0),
        ("b", [2.0, 3.0], 5.0),
    ]
    assert [(rule.output, rule.leaf, rule.total) for rule in explanation.chain] == [("e", "a", 2.0), ("e", "b", 5.0)]
    assert explanation.chain[1].node.label == "b"
    assert [message.child for message in explanation.chain[1].messages] == ["c", "d"]


def test_a_record_writes_its_own_line(example) -> None:
    explanation = explain(example)
    assert explanation.forward[2].write() == "c = a + b = 2 + 1 = 3"
    assert explanation.backward[0].write() == "e -> c: 1 × 2 = 2"
    assert explanation.piles[-1].write() == "b receives 2 + 3 = 5"
    assert explanation.chain[0].write() == "∂e/∂a = ∂e/∂c·∂c/∂a = 2·1 = 2"


def test_latex_says_the_same(example) -> None:
    latex = explain(example).latex()
    for line in (
        r"& c = a + b = 2 + 1 = 3",
        r"& e = c \cdot d = 3 \cdot 2 = 6",
        r"& e \to c: 1 \times 2 = 2",
        r"& b\text{ receives }2 + 3 = 5",
        r"& \frac{\partial e}{\partial a} = \frac{\partial e}{\partial c} \cdot \frac{\partial c}{\partial a}"
        r" = 2 \cdot 1 = 2",
        r"& \frac{\partial e}{\partial b} = \frac{\partial e}{\partial c} \cdot \frac{\partial c}{\partial b}"
        r" + \frac{\partial e}{\partial d} \cdot \frac{\partial d}{\partial b} = 2 \cdot 1 + 3 \cdot 1 = 5",
    ):
        assert re.search(rf"^{re.escape(line)}( \\\\)?$", latex, re.MULTILINE), line
    assert latex.count(r"\[") == latex.count(r"\]") == latex.count(r"\paragraph{") == 3


def test_markdown_holds_the_formulas_of_the_latex_between_dollar_signs(example) -> None:
    markdown, latex = explain(example).markdown(), explain(example).latex()
    assert re.findall(r"^\$\$\n(.*?)\n\$\$$", markdown, re.DOTALL | re.MULTILINE) == blocks(latex)
    titles = re.findall(r"^\*\*(.*)\*\*$", markdown, re.MULTILINE)
    assert titles == re.findall(r"\\paragraph\{(.*)\}", latex)
    # a blank line before and after each, or Markdown takes the heading and the formula for one paragraph
    assert markdown.count("**\n\n$$\n") == 3
    assert markdown.count("\n$$\n\n**") == 2
    assert markdown.endswith("\n$$\n")


def test_jupyter_gets_text_and_markdown(example) -> None:
    explanation = explain(example)
    assert explanation._repr_mimebundle_() == {"text/plain": EXAMPLE, "text/markdown": explanation.markdown()}
    assert explanation._repr_mimebundle_(include=None, exclude=None).keys() == {"text/plain", "text/markdown"}
    assert repr(explanation) == "<explanation of e: 5 steps forward, 5 messages back>"


def test_explaining_touches_no_gradient(example) -> None:
    nodes = topological_order(example)
    for i, node in enumerate(nodes):
        node.grad = float(i)
    before = [(node.data, node.grad, node.label, node.parents, node.partials) for node in nodes]
    explanation = explain(example)
    str(explanation), explanation.latex(), explanation.markdown()
    assert [(node.data, node.grad, node.label, node.parents, node.partials) for node in nodes] == before
    assert str(explain(example)) == EXAMPLE  # and earlier gradients do not show in it


def test_an_explanation_is_that_of_the_moment_it_was_made(example) -> None:
    explanation = explain(example)
    a = next(node for node in topological_order(example) if node.label == "a")
    a.data, a.grad = 100.0, 7.0
    assert "∂e/∂b = ∂e/∂c·∂c/∂b + ∂e/∂d·∂d/∂b = 2·1 + 3·1 = 5" in str(explanation)


# --- graphs of every shape -------------------------------------------------------------------------------------------


def test_parallel_edges_are_two_messages_told_apart_by_their_formulas() -> None:
    a = Value(3.0, "a")
    square = (a * a).named("c")
    assert lines_of(square)[5:9] == ["c receives 1", "c -> a: 1 × 3 = 3", "c -> a: 1 × 3 = 3", "a receives 3 + 3 = 6"]
    assert chain_rules(square) == ["∂c/∂a = a + a = 3 + 3 = 6"]
    assert chain_rules((square + 1).named("e")) == ["∂e/∂a = ∂e/∂c·a + ∂e/∂c·a = 1·3 + 1·3 = 6"]


def test_a_node_minus_itself_and_over_itself() -> None:
    a = Value(4.0, "a")
    assert chain_rules((a - a).named("e")) == ["∂e/∂a = 1 + (-1) = 0"]
    assert chain_rules((a / a).named("e"))[0].endswith("= 0.25 + (-0.25) = 0")
    assert "a receives 0.25 + (-0.25) = 0" in lines_of((a / a).named("e"))


def test_an_edge_straight_into_the_output_beside_longer_paths() -> None:
    a, b = values(a=3.0, b=-2.0)
    e = ((a * b).named("c") + a).named("e")
    assert chain_rules(e) == ["∂e/∂a = 1 + ∂e/∂c·∂c/∂a = 1 + 1·(-2) = -1", "∂e/∂b = ∂e/∂c·∂c/∂b = 1·3 = 3"]
    product = ((a + b).named("c") * a).named("e")
    assert chain_rules(product)[0] == "∂e/∂a = c + ∂e/∂c·∂c/∂a = 1 + 3·1 = 4"


def test_one_edge_is_written_as_its_formula_without_needless_parentheses() -> None:
    a, b = values(a=-1.0, b=2.0)
    assert chain_rules((a * b).named("c")) == ["∂c/∂a = b = 2", "∂c/∂b = a = -1"]
    (rule,) = chain_rules(tanh(Value(0.0, "h")).named("y"))
    assert rule == "∂y/∂h = 1 - y² = 1"
    (rule,) = chain_rules(sigmoid(Value(0.0, "h")).named("y"))
    assert rule == "∂y/∂h = y·(1 - y) = 0.25"
    h = Value(0.0, "h")
    assert chain_rules((tanh(h).named("t") + h).named("y")) == ["∂y/∂h = 1 + ∂y/∂t·∂t/∂h = 1 + 1·1 = 2"]


def test_negative_numbers_stand_in_parentheses_behind_an_operator() -> None:
    a, b = values(a=-2.0, b=-3.0)
    lines = lines_of(((a * b).named("c") - a**2).named("e"))
    assert "c = a·b = (-2)·(-3) = 6" in lines
    assert "d = a² = (-2)² = 4" in lines
    assert "e = c - d = 6 - 4 = 2" in lines
    assert "e -> d: 1 × (-1) = -1" in lines
    assert "d -> a: (-1) × (-4) = 4" in lines
    assert "a receives (-3) + 4 = 1" in lines
    assert "∂e/∂a = ∂e/∂c·∂c/∂a + ∂e/∂d·∂d/∂a = 1·(-3) + (-1)·(-4) = 1" in lines
    assert "f = a - b = -2 - (-3) = 1" in lines_of((a - b).named("f"))
    assert "f = -a = -(-2) = 2" in lines_of((-a).named("f"))
    assert "b receives -2" in lines_of((a * b).named("f"))


def test_constants_stand_in_the_formula_and_receive_nothing() -> None:
    x = Value(5.0, "x")
    lines = lines_of(((3 * x).named("y") - 1).named("z"))
    assert "y = 3·x = 3·5 = 15" in lines
    assert "z = y - 1 = 15 - 1 = 14" in lines
    assert [line for line in lines if "receives" in line] == ["z receives 1", "y receives 1", "x receives 3"]
    assert chain_rules(((3 * x).named("y") - 1).named("z")) == ["∂z/∂x = ∂z/∂y·∂y/∂x = 1·3 = 3"]
    assert "y = x**0.5 = 4**0.5 = 2" in lines_of((Value(4.0, "x") ** 0.5).named("y"))
    assert "y = 2**x = 2**3 = 8" in lines_of((2 ** Value(3.0, "x")).named("y"))


def test_a_leaf_alone_is_its_own_explanation() -> None:
    assert lines_of(Value(2.5, "a")) == [
        "Forward: from the inputs to the output",
        "a = 2.5",
        "",
        "Backward: what a node received, times the local partial of the edge",
        "a receives 1",
        "",
        "The chain rule for each input",
        "∂a/∂a = 1",
    ]
    assert explain(Value(2.5, "a")).latex()
    assert "a = 2.5" in str(explain(Value(2.5)))


def test_a_saturated_node_still_shows_the_zero_that_arrives() -> None:
    lines = lines_of((Value(-2.0, "h").relu().named("r") * 3).named("y"))
    assert "y -> r: 1 × 3 = 3" in lines
    assert "r -> h: 3 × 0 = 0" in lines
    assert "h receives 0" in lines


def test_an_inner_node_sends_only_when_everything_has_arrived() -> None:
    a = Value(2.0, "a")
    b = (a * 3).named("b")
    c = (b + 1).named("c")
    e = (c * b).named("e")  # b gets a short message from e and a long one through c
    lines = lines_of(e)
    assert lines.index("b receives 7 + 6 = 13") < lines.index("b -> a: 13 × 3 = 39")
    assert lines.index("c -> b: 6 × 1 = 6") < lines.index("b receives 7 + 6 = 13")


def test_automatic_names_collide_with_no_label() -> None:
    c, d = Value(2.0, "c"), Value(3.0, "d")
    explanation = explain((c * d + c) * (d + 1) * Value(1.0) * Value(2.0, "c"))
    called = [step.name for step in explanation.forward]
    assert len(set(called)) == len(called)
    assert {"c", "c#2", "d"} <= set(called)


def test_an_operation_of_ones_own_is_explained() -> None:
    cube = Op("cube", lambda a: a**3, partials=lambda out, a: (3 * a**2,))
    assert lines_of(cube(Value(2.0, "a")).named("y"))[2] == "y = cube(a) = cube(2) = 8"
    assert chain_rules(cube(Value(2.0, "a")).named("y")) == ["∂y/∂a = 3·a² = 12"]
    opaque = Op("opaque", lambda a: 2 * a, partials=lambda out, a: (float(2),))
    assert chain_rules(opaque(Value(2.0, "a")).named("y")) == ["∂y/∂a = 2"]


SAMPLES = {"power": (1.5, 3.0), "dot": (1.0, 2.0, 3.0, -4.0), "total": (1.0, -2.0, 3.0), "logsumexp": (1.0, -2.0, 3.0)}
SAMPLES |= {"acosh": (1.5,), "hyperbola": (1.5,), "times_log": (0.5, 1.25), "norm": (1.0, -2.0, 3.0)}
SAMPLES |= {"share": (1.0, -2.0, 3.0)}
SAMPLES |= {"clip": (0.5, -1.25, 0.75), "rounded": (0.53, 1.0)}


@pytest.mark.parametrize("name", ops.TABLE)
def test_every_row_of_the_table_is_explained_with_its_true_numbers(name) -> None:
    op = ops.TABLE[name]
    numbers = SAMPLES.get(name) or (0.5, -1.25, 0.75)[: op.arity]
    if name == "exponential":
        numbers = (0.5, -1.25)
    operands = [x if i in op.fixed else Value(x, f"x{i + 1}") for i, x in enumerate(numbers)]
    explanation = explain(op(*operands).named("y"), digits=12)
    expected = oracles.partials(name, numbers, op.fixed)
    for rule in explanation.chain:
        assert rule.total == pytest.approx(float(expected[int(rule.leaf[1:]) - 1]), rel=1e-13, abs=1e-300)
        assert float(rule.write().rpartition(" = ")[2]) == pytest.approx(rule.total, rel=1e-11)
    assert explanation.forward[-1].node.data == pytest.approx(float(oracles.value(name, numbers)), rel=1e-13)
    assert len(explanation.chain) == len(numbers) - len(op.fixed)
    assert_valid_latex(explanation.latex())
    assert_safe(str(explanation))


# --- named steps: the whole product, where partials come from, data --------------------------------------------------

NEURON = "z = w*x + b; o = sigmoid(z); E = (o - t)**2 / 2"


def neuron() -> Value:
    return parse(NEURON, w=0.5, x=2.0, b=-1.0, t=1.0)  # z = 0, o = 1/2, E = 1/8


def test_the_chain_rule_of_a_weight_goes_from_the_loss_to_the_weight_by_the_names_of_the_steps() -> None:
    # ∂E/∂o = o - t = -1/2, ∂o/∂z = o(1 - o) = 1/4, ∂z/∂w = x = 2: -1/4
    assert chain_rules(neuron())[0] == "∂E/∂w = ∂E/∂o·∂o/∂z·∂z/∂w = (-0.5)·0.25·2 = -0.25"
    assert chain_rules(neuron())[2] == "∂E/∂b = ∂E/∂o·∂o/∂z·∂z/∂b = (-0.5)·0.25·1 = -0.125"


def test_a_sum_over_paths_has_the_whole_product_of_each() -> None:
    e = parse("h = w*x; p = 2*h; q = 3*h; e = p*q", w=1.0, x=1.0)  # e = 6·w²·x²
    assert chain_rules(e)[0] == "∂e/∂w = ∂e/∂p·∂p/∂h·∂h/∂w + ∂e/∂q·∂q/∂h·∂h/∂w = 3·2·1 + 2·3·1 = 12"


def test_a_way_beside_other_ways_is_written_as_its_formula() -> None:
    # d = x³ as y·x: ∂d/∂x would be all of 3x²; along the edge itself it is y.
    e = parse("y = x**2; d = y*x; e = 4*d", x=3.0)
    assert chain_rules(e) == ["∂e/∂x = ∂e/∂d·y + ∂e/∂d·∂d/∂y·∂y/∂x = 4·9 + 4·3·6 = 108"]


def test_edges_side_by_side_from_a_step_are_one_factor() -> None:
    e = parse("s = a + b; p = s*s; e = p + s", a=1.0, b=2.0)
    assert chain_rules(e)[0] == "∂e/∂a = 1·∂s/∂a + ∂e/∂p·∂p/∂s·∂s/∂a = 1·1 + 1·6·1 = 7"
    assert "where s = 3" in lines_of(e)  # of each edge; ∂p/∂s is 6


def test_of_more_paths_than_anybody_reads_the_product_goes_to_where_they_part() -> None:
    x = Value(1.0, "w")
    y = (3 * x).named("y0")
    for i in range(5):  # 32 paths from y0 on; every step doubles
        y = (y + (y * 1)).named(f"y{i + 1}")
    assert chain_rules(y) == ["∂y5/∂w = ∂y5/∂y0·∂y0/∂w = 32·3 = 96"]


def test_a_local_partial_says_where_it_comes_from() -> None:
    lines = lines_of(neuron())
    assert "where ∂o/∂z = o·(1 - o) = 0.5·0.5 = 0.25" in lines
    assert lines[lines.index("where ∂o/∂z = o·(1 - o) = 0.5·0.5 = 0.25") - 1] == "o -> z: (-0.5) × 0.25 = -0.125"
    e = parse("o1 = sigmoid(z1); e = 3*o1", z1=1.1059059)  # of Mazur's example: o1 = 0.7514, 0.7514·0.2486 = 0.1868
    assert "where ∂o1/∂z1 = o1·(1 - o1) = 0.7514·0.2486 = 0.1868" in lines_of(e, digits=4)
    assert "where ∂y/∂x = (-y) / x = (-0.25) / 4 = -0.0625" in lines_of((1 / Value(4.0, "x")).named("y"))
    assert "where ∂u/∂t = 3·t² = 3·(-2)² = 12" in lines_of((Value(-2.0, "t") ** 3).named("u"))


def test_a_factor_is_named_where_steps_have_names_and_numbers_never() -> None:
    lines = lines_of(parse("c = w*x; e = 2*c", w=3.0, x=5.0))
    assert [line for line in lines if line.startswith("where")] == ["where ∂c/∂w = x = 5", "where ∂c/∂x = w = 3"]
    assert not [line for line in lines_of(parse("2*(w*x)", w=3.0, x=5.0)) if line.startswith("where")]


def test_data_are_marked_and_have_no_gradients() -> None:
    explanation = explain(neuron(), data=["x", "t"])
    assert "  x = 2 (data)\n" in str(explanation)
    assert "  w = 0.5\n" in str(explanation)
    assert [rule.leaf for rule in explanation.chain] == ["w", "b"]
    assert not {message.parent for message in explanation.backward} & {"x", "t"}
    assert not {pile.name for pile in explanation.piles} & {"x", "t"}
    assert str(explain(neuron(), data="x, t")) == str(explanation)
    assert r"x = 2\quad \text{(data)}" in explanation.latex()


def test_what_is_computed_from_data_alone_has_no_gradient_either() -> None:
    explanation = explain(parse("s = x**2; e = s*w", x=3.0, w=2.0), data="x")
    assert [pile.name for pile in explanation.piles] == ["e", "w"]
    assert [rule.write() for rule in explanation.chain] == ["∂e/∂w = s = 9"]


def test_data_may_be_values_or_whole_arrays_and_must_be_inputs() -> None:
    e = parse("z = W @ x; L = sum(z)", W=[[1, 2], [3, 4]], x=[1, 2])
    assert [rule.leaf for rule in explain(e, data=["x"]).chain] == ["W[1,1]", "W[1,2]", "W[2,1]", "W[2,2]"]
    w, x = values(w=2.0, x=3.0)
    assert [rule.leaf for rule in explain(w * x, data=[x]).chain] == ["w"]
    with pytest.raises(OperandError, match="'q' is not an input of this computation; they are w, x"):
        explain(w * x, data="q")
    with pytest.raises(OperandError, match="every input is data"):
        explain(w * x, data="w,x")


@given(seed=st.integers(0, 10**6))
@settings(max_examples=30)
def test_the_products_of_every_chain_rule_add_up_to_the_gradient(seed) -> None:
    output, function = random_graph(random.Random(seed))
    for i, node in enumerate(topological_order(output)):
        if node.parents and i % 2:
            node.named(f"s{i}")
    data = {node.label: node.data for node in topological_order(output) if node.label and not node.parents}
    exact = dict(zip("abc", oracles.gradient(function, [data[name] for name in "abc"]), strict=True))
    for rule in explain(output).chain:
        products = [math.prod(factor.number for factor in product) for product in rule.products]
        scale = sum(map(abs, products)) or 1.0
        assert abs(sum(products) - float(exact[rule.leaf])) <= 1e-12 * max(scale, 1.0)


# --- digits ----------------------------------------------------------------------------------------------------------


def test_digits_is_the_number_of_significant_digits_shown() -> None:
    third = (Value(1.0, "a") / 3).named("e")
    assert "e = a / 3 = 1 / 3 = 0.333333" in lines_of(third)
    assert "e = a / 3 = 1 / 3 = 0.33" in lines_of(third, digits=2)
    assert "e = a / 3 = 1 / 3 = 0.333333333333" in lines_of(third, digits=12)
    assert "e = a + b = 0.1 + 0.2 = 0.3" in lines_of((Value(0.1, "a") + Value(0.2, "b")).named("e"), digits=15)


def test_tiny_and_huge_numbers_are_powers_of_ten_in_latex_and_their_powers_are_unambiguous() -> None:
    t = Value(2.5e-8, "t")
    explanation = explain((t**2).named("u"))
    assert "u = t² = (2.5e-8)² = 6.25e-16" in str(explanation)
    assert r"u = t^{2} = (2.5 \times 10^{-8})^{2} = 6.25 \times 10^{-16}" in explanation.latex()
    assert_valid_latex(explanation.latex())
    assert r"3 \times 10^{20}" in explain(Value(3e20, "t") * 1).latex()


NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.])")


def significant_digits(written: str) -> int:
    mantissa = written.partition("e")[0].replace(".", "")
    return len(mantissa.strip("0")) if "." in written else len(mantissa.lstrip("0").rstrip("0"))


@given(seed=st.integers(0, 10**6), digits=st.integers(6, 16))
@settings(max_examples=60)
def test_no_number_shows_more_digits_than_asked_for(seed, digits) -> None:
    output, _ = random_graph(random.Random(seed))
    explanation = explain(output, digits=digits)
    for text in (str(explanation), explanation.latex(), explanation.markdown()):
        for written in NUMBER.findall(text):
            exact_whole_number = "." not in written and "e" not in written and int(written) < 10**15
            assert significant_digits(written) <= digits or exact_whole_number, written


# --- random graphs ---------------------------------------------------------------------------------------------------


@given(seed=st.integers(0, 10**6))
@settings(max_examples=40)
def test_every_chain_rule_adds_up_to_the_gradient_of_mpmath(seed) -> None:
    output, function = random_graph(random.Random(seed))
    explanation = explain(output, digits=15)
    at = {rule.leaf: rule for rule in explanation.chain}
    data = {node.label: node.data for node in topological_order(output) if node.label and not node.parents}
    exact = oracles.gradient(function, [data["a"], data["b"], data["c"]])
    for name, expected in zip("abc", exact, strict=True):
        rule = at[name]
        scale = sum(abs(message.value) for message in rule.messages) or 1.0
        assert abs(rule.total - float(expected)) <= 1e-12 * max(scale, 1.0)
        assert sum(message.value for message in rule.messages) == pytest.approx(rule.total, abs=1e-12 * scale)


@given(seed=st.integers(0, 10**6))
@settings(max_examples=40)
def test_each_number_written_is_right_as_a_line_of_arithmetic(seed) -> None:
    output, _ = random_graph(random.Random(seed))
    explanation = explain(output, digits=15)
    for message in explanation.backward:
        factors, product = message.write().partition(": ")[2].split(" = ")
        left, right = (mpf(factor.strip("()")) for factor in factors.split(" × "))
        assert abs(left * right - mpf(product)) <= mpf(10) ** -13 * (1 + abs(left * right))
    for pile in explanation.piles:
        terms, _, written_total = pile.write().partition(" receives ")[2].rpartition(" = ")
        if terms:
            added = [mpf(term.strip("()")) for term in terms.split(" + ")]
            assert abs(sum(added) - mpf(written_total)) <= mpf(10) ** -13 * (1 + sum(map(abs, added)))


# --- size ------------------------------------------------------------------------------------------------------------


def test_a_thousand_nodes_in_a_row_are_no_trouble() -> None:
    x = y = Value(0.5, "x")
    for i in range(1000):
        y = y.tanh() if i % 2 else y * 0.999 + 0.001
    explanation = explain(y)
    assert len(explanation.backward) == 1500
    assert len({step.name for step in explanation.forward}) == 1501
    assert str(explanation).count("\n") > 4000
    assert explanation.latex().count("{") == explanation.latex().count("}")
    expected = 1.0
    for node in topological_order(y):
        if node.parents and node.op.name == "tanh":
            with mpmath.workdps(30):
                expected *= float(1 - mpmath.tanh(mpf(node.parents[0].data)) ** 2)
    assert explanation.chain[0].total == pytest.approx(expected * 0.999**500, rel=1e-10)
    assert explanation.chain[0].node is x


@pytest.mark.parametrize("function", [total, logsumexp, lambda xs: dot(xs, xs)])
def test_an_operation_of_a_thousand_operands_is_explained_in_linear_time(function) -> None:
    # with the formulas of all operands written once per operand, this took 4 to 15 seconds each
    xs = [Value(i / 1000, f"x{i}") for i in range(1000)]
    text = str(explain(function(xs).named("y")))
    assert all(f"\n  ∂y/∂x{i} = " in text for i in range(1000))


# --- labels ----------------------------------------------------------------------------------------------------------

HOSTILE = [
    '"><script>',
    "\\N",
    "{a|b}",
    "<b>",
    "$x$",
    "a_b^c",
    "中文",
    "",
    " ",
    "a\nb",
    "\r\n\t",
    "\x1b[31mred",
    "\x9b31m",
    "\u202egnp",
    "\u2028",
    "\\end{aligned}",
    "\\",
    "\\\\[9cm]",
    "}",
    "{",
    "}{",
    "$$",
    "%",
    "#",
    "&amp;",
    "~",
    "^",
    "_",
    "x_",
    "x''",
    "`x`",
    "[x](javascript:alert(1))",
    "**x**",
    "θ",
    "w12",
    "W_ca",
    "theta",
    "é" * 50,
    "1",
    "-1",
    "a = b",
    "∂",
    "😀",
]


def blocks(latex: str) -> list[str]:
    return re.findall(r"^\\\[\n(.*?)\n\\\]$", latex, re.DOTALL | re.MULTILINE)


def assert_safe(text: str) -> None:
    """Nothing that drives a terminal, hides text or breaks a line where we did not."""
    bad = {c for c in text if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp", "Co", "Cs"}}
    assert not bad, bad


def assert_valid_latex(latex: str) -> None:
    """Three blocks of aligned lines; in each line braces balance, and nothing special stands unescaped."""
    found = blocks(latex)
    assert len(found) == 3
    for block in found:
        assert block.startswith("\\begin{aligned}\n& ")
        assert block.endswith("\n\\end{aligned}")
        assert block.count("\\begin{") == block.count("\\end{") == 1
        lines = block.splitlines()[1:-1]
        assert all(line.endswith(" \\\\") for line in lines[:-1])
        for line in lines:
            assert line.startswith("& ")
            formula = re.sub(r"^& | \\\\$", "", line)
            bare = re.sub(r"\\[{}$&#%_]", "", formula)  # without what is escaped
            assert not re.search(r"[$&#%~]|\\\\|_(?!\{)|\^(?!\{)", bare), formula
            depth = 0
            for c in bare:
                depth += (c == "{") - (c == "}")
                assert depth >= 0, formula
            assert depth == 0, formula
            assert not re.search(r"\}\^\{[^{}]*\}\^", bare), f"double superscript: {formula}"


def labelled_graph(label: str) -> Value:
    """A graph in which `label` stands in every place a name can stand, also as its output's."""
    v, w = Value(2.0, label), Value(-3.0, "b")
    return ((v**2 + w * v * v) ** 3 / v).named(label and label + "2")


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_labels_come_out_safely(label) -> None:
    explanation = explain(labelled_graph(label))
    text, markdown, latex = str(explanation), explanation.markdown(), explanation.latex()
    plain = explain(labelled_graph("a"))
    for written, reference in ((text, str(plain)), (markdown, plain.markdown()), (latex, plain.latex())):
        assert_safe(written)
        assert written.count("\n") == reference.count("\n")  # no label adds a line
    assert_valid_latex(latex)
    for page in (markdown, latex):
        assert not re.search(r"<[A-Za-z/!?]", page)  # no tag in HTML
    assert not re.search(r"(?<!\\)\$", re.sub(r"^\$\$$", "", markdown, flags=re.MULTILINE))
    assert len(re.findall(r"^\$\$$", markdown, re.MULTILINE)) == 6
    assert len(explanation.forward) == len(plain.forward)


@given(label=st.text(max_size=12), other=st.text(alphabet="\\{}$&#%_^~<>|`'\"ab1", max_size=6))
@settings(max_examples=100)
def test_any_labels_come_out_safely(label, other) -> None:
    explanation, plain = (
        explain((a * b + a**2) * b)
        for a, b in [(Value(2.0, label), Value(3.0, other)), (Value(2.0, "a"), Value(3.0, "b"))]
    )
    assert_safe(str(explanation))
    assert_safe(explanation.latex())
    assert_valid_latex(explanation.latex())
    assert str(explanation).count("\n") == str(plain).count("\n")


def test_printable_labels_stand_in_the_text_as_themselves() -> None:
    for label in ('"><script>', "\\N", "{a|b}", "<b>", "$x$", "a_b^c", "中文", "\\end{aligned}"):
        v = Value(2.0, label)
        assert f"{label} = 2" in lines_of(v * 3)
        assert f"{label} receives 3" in lines_of(v * 3)
    assert "a\\nb = 2" in lines_of(Value(2.0, "a\nb") * 3)
    assert "\\x1b[31mred = 2" in lines_of(Value(2.0, "\x1b[31mred") * 3)


def test_names_with_an_index_become_subscripts() -> None:
    explanation = explain((Value(2.0, "w12") * Value(3.0, "W_ca")).named("y") * Value(1.0, "theta"))
    assert r"y = w_{12} \cdot W_{ca} = 2 \cdot 3 = 6" in explanation.latex()
    assert r"\theta = 1" in explanation.latex()


def test_matplotlib_can_set_every_line() -> None:
    mathtext = pytest.importorskip("matplotlib.mathtext")
    parser = mathtext.MathTextParser("path")
    outputs = [Value(2.0, label) ** 2 for label in HOSTILE]
    for name, op in ops.TABLE.items():
        numbers = SAMPLES.get(name) or (0.5, -1.25, 0.75)[: op.arity]
        outputs.append(op(*(x if i in op.fixed else Value(x, f"x_{i}") for i, x in enumerate(numbers))) * 2e-9)
    outputs.append(leaky_relu(Value(1e-20, "x")) ** 2)
    unique: set[str] = set()
    for output in outputs:
        for block in blocks(explain(output).latex()):
            unique.update(re.sub(r"^& | \\\\$", "", line) for line in block.splitlines()[1:-1])
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # matplotlib's font has no 中文
        for formula in sorted(unique):
            # matplotlib's mathtext has no \&; TeX and KaTeX do.
            width, *_ = parser.parse(f"${formula}$".replace(r"\&", r"\%"))
            assert width > 0


# --- paths -----------------------------------------------------------------------------------------------------------


def test_a_path_is_written_as_its_names_and_product(example) -> None:
    called = names(topological_order(example))
    b = next(node for node in called if node.label == "b")
    assert [write_path(path, called) for path in paths(example, b)] == ["b -> c -> e: 1·2 = 2", "b -> d -> e: 1·3 = 3"]
    (path,) = paths(example, example)
    assert write_path(path, called) == "e: 1"


def test_a_path_of_one_edge_says_its_number_once() -> None:
    a, b = values(a=-1.0, b=2.0)
    c = (a * b).named("c")
    (path,) = paths(c, b)
    assert write_path(path, names(topological_order(c))) == "b -> c: -1"
    third = (a / 3).named("t")
    (path,) = paths(third, a)
    assert write_path(path, {a: "a", third: "t"}, digits=3) == "a -> t: 0.333"

"""Arrays in formulas: worked by hand, against the same formulas written out, and against NumPy."""

from __future__ import annotations

import math
import re
import time

import numpy as np
import pytest

from autograd import Value, draw, explain, parse
from autograd.arrays.given import read_array
from autograd.errors import ChainruleError
from autograd.expression import evaluate

W, X, V = [[1, 2], [3, 4]], [[1, 0], [2, -1], [0, 3]], [5, -2]

#: Formulas of W = [[1, 2], [3, 4]], X (3×2), v = [5, -2] and s = 2, with their values worked by hand.
NUMBERS = [
    ("sum(W @ v)", 1 * 5 - 2 * 2 + 3 * 5 - 4 * 2),
    ("(W @ v)[2]", 7),
    ("(v @ W)[2]", 5 * 2 - 2 * 4),
    ("v @ v", 29),
    ("(W @ W)[2,1]", 3 * 1 + 4 * 3),
    ("(W * W)[2,1]", 9),
    ("(W ⊙ W)[2,1]", 9),
    ("(W²)[2,1]", 9),
    ("(X @ Wᵀ)[2,1]", 2 * 1 - 1 * 2),
    ("(X @ W.T)[2,2]", 2 * 3 - 1 * 4),
    ("(X @ W^T)[3,2]", 12),
    ("(X @ W⊤ + v)[1,2]", 3 - 2),
    ("(X - [[1], [2], [3]])[3,1]", -3),
    ("sum(X)", 5),
    ("mean(X)", 5 / 6),
    ("max(X)", 3),
    ("min(X)", -1),
    ("sum(X, axis=0)[2]", 2),
    ("sum(X, axis=1)[2]", 1),
    ("mean(X, axis=0)[1]", 1),
    ("max(X, dim=-1)[3]", 3),
    ("mean(v)", 1.5),
    ("mean(1, 2, 6)", 3),
    ("max(0, v)[2]", 0),
    ("max(v, [6, -3])[1]", 6),
    ("relu(v)[2] + relu(v)[1]", 5),
    ("exp(W*0)[1,2]", 1),
    ("(e^(v*0))[1]", 1),
    ("(s*v)[1] + (v/s)[2] + (-v)[1] + (+v)[1]", 10 - 1 - 5 + 5),
    ("(s^v)[1]", 32),
    ("(|v|)[2]", 2),
    ("norm([3, 4])", 5),
    ("softmax(v*0)[1]", 0.5),
    ("softmax(W*0)[2,1]", 0.5),
    ("softmax([[0, 0], [0, 0], [0, 0]], axis=0)[3,1]", 1 / 3),
    ("logsumexp(W*0, axis=1)[1]", math.log(2)),
    ("dot(v, W[1])", 1),
    ("W[2,:] @ v", 7),
    ("W[:,2] @ v", 2),
    ("sum(X[2:3,1:2])", 4),
    ("sum(X[2:,:1])", 2),
    ("X[2][2]", -1),
    ("outer(v, [1, 2, 3])[2,3]", -6),
    ("(v @ [1, 2, 3]ᵀ)[2,3]", -6),
    ("vᵀ @ v", 29),
    ("transpose(X)[2,3]", 3),
    ("flatten(X)[4]", -1),
    ("concat(v, [7])[3] + concat(v, 7)[3]", 14),
    ("concat(W, X)[5,2]", 3),
    ("[v, 2*v][2,1]", 10),
    ("total([[s]])", 2),
]


@pytest.mark.parametrize(("text", "expected"), NUMBERS)
def test_arrays_are_computed_as_on_paper(text, expected):
    assert parse(text, W=W, X=X, v=V, s=2).data == pytest.approx(expected, rel=1e-14)


def test_a_layer_is_the_same_graph_as_written_out_entry_by_entry():
    layer = evaluate("z = W @ x + b; h = sigmoid(z); L = sum((h - y)²)/2", {"W": W, "x": V, "b": [1, 2], "y": [0, 1]})
    names = {"w11": 1, "w12": 2, "w21": 3, "w22": 4, "x1": 5, "x2": -2, "b1": 1, "b2": 2, "y1": 0, "y2": 1}
    scalars = evaluate(
        "z1 = w11*x1 + w12*x2 + b1; z2 = w21*x1 + w22*x2 + b2; h1 = sigmoid(z1); h2 = sigmoid(z2)\n"
        "L = ((h1 - y1)² + (h2 - y2)²)/2",
        names,
    )
    layer.result.backward()
    scalars.result.backward()
    for name, node in scalars.named.items():
        entry = re.sub(r"([a-z])(\d)(\d?)", lambda m: f"{m[1]}[{m[2]}{',' * bool(m[3])}{m[3]}]", name)
        entry = entry.replace("w", "W")
        assert layer.named[entry].data == node.data
        assert layer.named[entry].grad == node.grad


def test_softmax_and_cross_entropy_of_a_batch_have_the_gradient_p_minus_y_over_n():
    rng = np.random.default_rng(0)
    x, w, b, y = rng.normal(size=(3, 2)), rng.normal(size=(4, 2)), rng.normal(size=4), np.eye(4)[[2, 0, 3]]
    found = evaluate("Z = X @ W.T + b; P = softmax(Z); L = -sum(Y*log(P))/3", {"X": x, "W": w, "b": b.tolist(), "Y": y})
    found.result.backward()
    z = x @ w.T + b
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    assert found.result.data == pytest.approx(-np.log(p[y == 1]).mean(), rel=1e-13)
    by_hand = (p - y) / 3
    for name, array in {"Z": by_hand, "W": by_hand.T @ x, "b": by_hand.sum(axis=0)}.items():
        for place in np.ndindex(array.shape):
            called = f"{name}[{','.join(str(i + 1) for i in place)}]"
            assert found.named[called].grad == pytest.approx(array[place], rel=1e-11, abs=1e-14), called


def test_convolution_and_max_pooling_by_indexing():
    # 4×4 image, 2×2 kernel; the 3×3 map, its corner 2×2 pooled: worked by hand.
    image = [[1, 2, 1, 1], [0, 1, 0, 2], [1, -1, -2, 1], [0, 1, 0, 1]]
    rows = ["[" + ", ".join(f"sum(A[{i}:{i + 1},{j}:{j + 1}]*K)" for j in (1, 2, 3)) + "]" for i in (1, 2, 3)]
    found = evaluate(f"C = [{', '.join(rows)}]; g = max(C[1:2,2:3]); L = g²", {"A": image, "K": [[1, 2], [0, 1]]})
    expected = [[6, 4, 5], [1, -1, 5], [0, -5, 1]]
    assert [[found.named[f"C[{i},{j}]"].data for j in (1, 2, 3)] for i in (1, 2, 3)] == expected
    found.result.backward()  # both 5s are the largest: the gradient 2·5 goes where the table says, in all
    assert found.named["C[1,3]"].grad + found.named["C[2,3]"].grad == 10


def test_arrays_may_be_given_entry_by_entry():
    # The same map as above, written as a student writes it; and a recurrence whose steps are entries.
    image = [[1, 2, 1], [0, 1, 0]]
    found = evaluate("P[1,1] = sum(A[1:2,1:2]*K); P[1, 2] = sum(A[1:2,2:3]*K); L = P[1,1] + max(P)*sum(P @ [1, 2])",
                     {"A": image, "K": [[1, 2], [0, 1]]})  # fmt: skip
    assert (found.named["P[1,1]"].data, found.named["P[1,2]"].data, found.result.data) == (6, 4, 6 + 6 * 14)
    steps = "h[1] = tanh(w*x[1]); h[2] = tanh(w*x[2] + u*h[1]); L = sum(h²)"
    found = evaluate(steps, {"w": 0.5, "u": -1, "x": [1, 2]})
    first = math.tanh(0.5)
    second = math.tanh(1 - first)
    assert found.result.data == pytest.approx(first**2 + second**2, rel=1e-15)
    found.result.backward()
    assert found.named["h[1]"].grad == pytest.approx(2 * first - 2 * second * (1 - second**2), rel=1e-13)
    assert parse("h[1] = a; L = h[1]*2", a=3).data == 6


def test_entries_are_ordinary_values_with_names_as_on_paper():
    found = evaluate("z = W @ x; L = sum(z²)", {"W": W, "x": V})
    assert list(found.named)[:5] == ["W[1,1]", "W[1,2]", "W[2,1]", "W[2,2]", "x[1]"]
    assert "z[2] = " in str(explain(found.result))
    assert "W_{1,2}" in explain(found.result).latex()
    assert "W[1,2]" in draw(found.result).source


def test_no_unnamed_node_is_called_like_an_array():
    found = evaluate("L = sum((W @ x + b)²)", {"W": W, "x": V, "b": [1, 2]})
    assert not re.search(r"^  [bx] =", str(explain(found.result)), re.MULTILINE)


def test_values_in_arrays_are_used_as_they_are():
    w = Value(3.0)
    found = evaluate("L = sum(a*a)", {"a": [w, 2]})
    found.result.backward()
    assert (w.label, w.grad) == ("a[1]", 6)


def test_lists_of_formulas_without_arrays_count_from_0_and_with_arrays_from_1():
    assert list(evaluate("p = softmax([a, b]); L = p[0]", {"a": 1, "b": 2}).named)[2:] == ["p[0]", "p[1]", "L"]
    found = evaluate("p = softmax([a, b]); q = 2*p; L = p[1] + q[2]", {"a": 1, "b": 2})
    assert list(found.named)[2:] == ["p[1]", "p[2]", "q[1]", "q[2]", "L"]
    assert parse("x = [a, b]; L = x[1] + sum(W @ x)", a=7, b=0, W=W).data == 7 + 28


def test_an_unused_array_is_unused_as_a_whole():
    assert evaluate("L = x[1]", {"x": [1, 2], "y": [1, 2], "c": 1}).unused(["x", "y", "c"]) == ["y", "c"]


def test_arrays_as_texts():
    assert read_array(" [[1, 1/2], [-½ ,3]]", "W") == [[1, 0.5], [-0.5, 3]]
    assert read_array(np.ones((2, 1)), "W") == [[1], [1]]
    assert parse("sum(W @ x)", W="[[1,2],[3,4]]", x="[1,1]").data == 10


FAULTS = {
    "W @ u": "W @ u: W is 2×2, u has 3 entries",
    "X @ W.T @ v + v": "X @ W.T @ v has 3 entries, v has 2 entries",
    "W @ s": r"W @ s: @ is the product of matrices and vectors, but W is 2×2, s is one number",
    "W + u": "W \\+ u: W is 2×2, u has 3 entries",
    "L = sum(v - [[1], [2]])": "write both as columns, or both as lists",
    "W[0,1]": "counted from 1",
    "W[3,1]": r"W\[3,1\] is no entry: W is 2×2",
    "W[1,2,1]": "has 3 places, but W is 2×2",
    "W[2:1,1]": "no entry",
    "W[-1,1]": "no entry",
    "W[s,1]": "no entry",
    "W[1:2:1,1]": "no entry",
    "s[1]": r"s\[1\]",
    "s^T": "a matrix is transposed, but this is one number",
    "s.T": r"s\.T cannot be part",
    "W.S": r"W\.S cannot be part",
    "W.T": "list can only",
    "M = [[1, 2], [3]]; s": "item 1 has 2 entries and item 2 has 1 entry",
    "M = [1, [2]]; s": "item 1 is one number and item 2 has 1 entry",
    "M = []; s": "no entries",
    "M = [[[[[s]]]]]; s": "at most 4 deep",
    "sum(W, axis=2)": "axis 2 is none of its 2 axes",
    "sum(W, axis=s)": "axis=0 or axis=1",
    "sum(W, start=1)": "start=1",
    "exp(W, axis=0)": "has no axis",
    "sum(s, axis=0)": "no axis",
    "logsumexp(W)": "axis=1 for one number a row",
    "sum(W, s)": "sum takes numbers or one list",
    "dot(W, v)": "dot takes two lists",
    "outer(W, v)": "two vectors",
    "transpose(s)": "one array",
    "p, q = W; p + q": "list",
    "p, q, r = v; p": "3 names are given to 2 numbers",
    "W = [1]; s": "W has a value already",
    "W(s)": "W is an array, not a function: for a product write W @",
    "log(v)": r"v\[2\] = -2",
    "a = 1:2; a": "character :",
    "s @ s": "product of matrices",
    "P[1,1] = s; P[2,2] = s; sum(P)": r"P is not complete: P\[1,2\] has no value yet",
    "P[1] = s; P[1] = s; s": r"P\[1\] has a value already",
    "P[1] = s; P[1,1] = s; s": r"P\[1,1\] is no entry beside P\[1\]",
    "P[1] = v; s": r"P\[1\] is one number",
    "P[1] = s; P = 3; s": "P has a value already",
    "P = 3; P[1] = s; s": "P has a value already",
    "v[1] = s; s": "v has a value already",
    "P[1] = s; P[2]": r"P\[2\] is no entry: P has 1 entry",
    "P[999999,999999] = s; sum(P)": "not complete",
    "P[0] = s; s": "misplaced at =",
}


@pytest.mark.parametrize(("text", "fault"), FAULTS.items())
def test_what_does_not_go_together_is_said_with_both_shapes(text, fault):
    with pytest.raises(ChainruleError) as caught:
        parse(text, W=W, X=X, v=V, u=[1, 2, 3], s=2)
    assert re.search(fault, str(caught.value)), str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ([[1, 2], [3]], "a is no array: its item 1 has 2 entries, but item 2 has 1 entry"),
        ([1, [2]], "its item 1 is one number, but item 2 has 1 entry"),
        ([], "a has no entries"),
        ([[], []], r"a\[1\] has no entries"),
        ([[1, "x"]], r"a\[1,2\] must be a finite number, not 'x'"),
        ([None], r"a\[1\] must be a finite number"),
        ([[[[[1]]]]], "at most 4 deep"),
        ([10**5000], r"a\[1\] must be a finite number"),
        ([1.0] * 1_000_000, "a has 1,000,000 entries: at most 100,000"),
        ([[1.0] * 1000] * 1000, "entries: at most 100,000"),
        (np.zeros((1000, 1000)), "a has 1,000,000 entries"),
        ("[[1, 2], [3]]", "a is no array"),
        ("[1, 2", "is no array such as"),
        ("[1, 2]]", "is no array such as"),
        ("[1,, 2]", "is no array such as"),
        ("[1] + [2]", "is no array such as"),
        ("[" * 100_000, "is no array such as"),
    ],
)
def test_hostile_arrays_are_refused_in_one_line_at_once(given, fault):
    start = time.process_time()
    with pytest.raises(ChainruleError, match=fault) as caught:
        parse("sum(a)", a=given)
    assert "\n" not in str(caught.value)
    assert time.process_time() - start < 20


def test_a_product_that_is_too_much_work_is_refused_at_once():
    with pytest.raises(ChainruleError, match=r"A @ A: the arrays of a formula may take 200,000 operations"):
        parse("sum(A @ A)", A=[[1.0] * 100] * 100)


def test_long_rows_are_one_inner_product_each():
    node = parse("sum(w @ x)", w=[[1.0] * 50], x=[2.0] * 50)
    assert node.data == 100
    assert any(parent.op.name == "dot" for parent in (node, *node.parents) if parent.op)

"""Sheets as homework is written: arrays, batches, data, derivatives of anything by anything, other inputs, keys.

Right numbers are worked by hand, by NumPy from the formulas of calculus, or are those of the published sheets.
"""

from __future__ import annotations

import json
import math
import re
import time
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from autograd import audit
from autograd.auditor import Report, read_sheet, schema, sheet
from autograd.auditor.sheet_keys import CLAIM, CLAIM_NOTES, SHEET, SHEET_NOTES, written
from autograd.auditor.sheets import tomllib
from autograd.errors import ChainruleError, ExpressionError, OperandError
from autograd.expression import evaluate

HERE = Path(__file__).parent
PACKAGE = Path(__file__).parents[3] / "autograd"
SQUARE: dict[str, Any] = {"inputs": {"a": 3, "b": 2}, "expressions": ["c = a*b", "L = c**2 + a"], "claims": []}


def verdicts(report: Report) -> list[str]:
    return [row.verdict for row in report.rows]


def claimed(data: dict[str, Any], **claims: Any) -> Report:
    """The audit of a sheet with claims {quantity: printed}."""
    return sheet({**data, "claims": [{"quantity": q, "printed": p} for q, p in claims.items()]}).audit()


def audited(data: dict[str, Any], claims: dict[str, Any]) -> Report:
    return claimed(data, **claims)


def digits(array: Any, count: int = 6) -> Any:
    """Numbers as somebody prints them."""
    return [digits(item, count) for item in array] if np.ndim(array) else f"{array:.{count}f}"


# --- arrays -----------------------------------------------------------------------------------------------------------

LAYER: dict[str, Any] = {
    "inputs": {"W": [[1, 2, -1], [0, 1, 3]], "x": [0.5, -1, 2], "b": [0.25, -4], "y": [0, 1]},
    "expressions": ["z = W @ x + b", "h = sigmoid(z)", "L = sum((h - y)²)/2"],
    "learning_rate": 0.5,
    "params": ["W", "b"],
}
_W, _x, _b, _y = (np.array(LAYER["inputs"][name], float) for name in "Wxby")
_h = 1 / (1 + np.exp(-(_W @ _x + _b)))
_delta = (_h - _y) * _h * (1 - _h)
_dW = np.outer(_delta, _x)


def test_a_layer_is_audited_entry_by_entry_and_as_a_whole():
    report = audited(
        LAYER,
        {
            "value:z": digits(_W @ _x + _b, 2), "value:h": digits(_h), "grad:z": digits(_delta), "grad:W": digits(_dW),
            "W": digits(_dW), "∂L/∂b": digits(_delta), "update:W": digits(_W - 0.5 * _dW), "L": "0.125",
        },
    )  # fmt: skip
    assert [row.claim.quantity.name for row in report.rows][:4] == ["z[1]", "z[2]", "h[1]", "h[2]"]
    names = [row.claim.quantity.name for row in report.rows if str(row.claim.quantity).startswith("grad:W")][:6]
    assert names == ["W[1,1]", "W[1,2]", "W[1,3]", "W[2,1]", "W[2,2]", "W[2,3]"]
    assert set(verdicts(report)[:-1]) == {"right"}
    assert [whole.verdict for whole in report.wholes] == ["right"] * 7


def test_a_batch_with_softmax_and_cross_entropy():
    rng = np.random.default_rng(5)
    X, W, b, Y = rng.normal(size=(3, 2)), rng.normal(size=(3, 2)), rng.normal(size=3), np.eye(3)[[2, 0, 1]]
    Z = X @ W.T + b
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    data = {
        "inputs": {"W": W.tolist(), "b": b.tolist()},
        "given": {"X": X.tolist(), "Y": Y.tolist()},
        "expressions": ["Z = X @ W.T + b", "P = softmax(Z)", "l = -sum(Y*log(P), axis=1)", "L = mean(l)"],
        "learning_rate": 0.1,
    }
    D = (P - Y) / 3
    losses = -np.log(P[Y == 1])[np.argsort(np.nonzero(Y)[0])]
    right = {
        "value:P": digits(P), "value:l": digits(losses), "L": digits(losses.mean()), "grad:Z": digits(D),
        "grad:W": digits(D.T @ X), "grad:b": digits(D.sum(axis=0)), "update:b": digits(b - 0.1 * D.sum(0)),
    }  # fmt: skip
    assert audited(data, right).ok
    report = audited(data, {"grad:W": digits(3 * D.T @ X), "grad:b": digits(-D.sum(axis=0))})
    sentences = [whole.sentence for whole in report.wholes]
    assert sentences == ["every entry of ∂L/∂W is 3 times the right one", "every entry of ∂L/∂b has the wrong sign"]


def test_a_published_network_in_matrix_form_has_the_verdicts_of_its_scalar_sheet():
    data = json.loads((HERE / "published" / "codehunter_2_3_2.json").read_text(encoding="utf-8"))
    numbers = data["inputs"]
    arrays = {"A": [["a11", "a12"], ["a21", "a22"], ["a31", "a32"]], "p": ["p1", "p2", "p3"], "x": ["x1", "x2"],
              "C": [["c11", "c12", "c13"], ["c21", "c22", "c23"]], "q": ["q1", "q2"], "y": ["y1", "y2"]}  # fmt: skip

    def filled(names: Any) -> Any:
        return numbers[names] if isinstance(names, str) else [filled(name) for name in names]

    called = {name: name for name in ("L", "ds1", "ds2")}
    for array, names in arrays.items():
        for place in np.ndindex(np.shape(names)):
            called[np.array(names)[place]] = f"{array}[{','.join(str(i + 1) for i in place)}]"
    called |= {f"{old}{i}": f"{new}[{i}]" for old, new in (("z1", "u"), ("h", "h"), ("z2", "v"), ("o", "o"))
               for i in (1, 2, 3)}  # fmt: skip
    called |= {"ds1": "ds[1]", "ds2": "ds[2]"}
    claims = []
    for claim in data["claims"]:
        kind, name = claim["quantity"].split(":")
        keys = ("printed", "after", "scale", "tol_units")
        claims.append({"quantity": f"{kind}:{called[name]}"} | {key: claim[key] for key in keys if key in claim})
    report = sheet({
        "inputs": {array: filled(names) for array, names in arrays.items()},
        "expressions": ["u = A @ x + p", "h = sigmoid(u)", "v = C @ h + q", "o = sigmoid(v)",
                        "L = sum((y - o)**2)/2", "ds = o*(1 - o)"],
        "loss": "L", "learning_rate": data["learning_rate"], "params": ["A", "p", "C", "q"], "claims": claims,
    }).audit()  # fmt: skip
    scalar = read_sheet(HERE / "published" / "codehunter_2_3_2.json").audit()
    for row, same, known in zip(report.rows, scalar.rows, data["claims"], strict=True):
        assert row.exact == pytest.approx(known["exact"], rel=1e-9)
        assert row.verdict == same.verdict


def test_convolution_and_max_pooling_written_with_indices():
    # The forward pass of an exam: image 4×4, kernel 2×2, its map 3×3, padded and pooled; then the gradient by hand.
    image = [[1, 2, 1, 1], [0, 1, 0, 2], [1, -1, -2, 1], [0, 1, 0, 1]]
    rows = [", ".join(f"sum(A[{i}:{i + 1},{j}:{j + 1}]*K)" for j in (1, 2, 3)) for i in (1, 2, 3)]
    data = {
        "inputs": {"K": [[1, 2], [0, 1]]},
        "given": {"A": image},
        "expressions": [f"P = [[{rows[0]}], [{rows[1]}], [{rows[2]}]]",
                        "G = [[max(P[1:2,1:2]), max(P[1:2,3])], [max(P[3,1:2]), P[3,3]]]",
                        "R = relu(G)", "L = sum(R²)/2"],
        "learning_rate": 0.1,
    }  # fmt: skip
    right = {"value:P": [[6, 4, 5], [1, -1, 5], [0, -5, 1]], "value:G": [[6, 5], [0, 1]], "L": "31"}
    # ∂L/∂P is R at the largest of each window: 6 at P[1,1], 5 shared by the two 5s of column 3, 1 at P[3,3].
    assert audited(data, right).ok
    report = audited(data, {"grad:P[1,:]": [6, 0, "2.5"], "grad:P[3,3]": 1})
    assert report.rows[0].verdict == report.rows[1].verdict == report.rows[3].verdict == "right"
    # ∂L/∂K = Σ ∂L/∂P[i,j] · A[i:i+1,j:j+1], where both windows of column 3 together carry 5.
    grad = {str(row.claim.quantity): row.exact for row in audited(data, {"grad:P": [[0] * 3] * 3}).rows}
    of_map = np.array([[grad[f"grad:P[{i},{j}]"] for j in (1, 2, 3)] for i in (1, 2, 3)])
    windows = [[np.array(image)[i : i + 2, j : j + 2] for j in range(3)] for i in range(3)]
    kernel = sum(of_map[i, j] * windows[i][j] for i in range(3) for j in range(3))
    assert of_map[:2, 2].sum() == 5
    assert audited(data, {"grad:K": digits(kernel)}).ok


def test_an_attention_head():
    rng = np.random.default_rng(1)
    X, Q, K, V = rng.normal(size=(3, 4)), *rng.normal(size=(3, 2, 4))
    q, k, v = X @ Q.T, X @ K.T, X @ V.T
    S = q @ k.T / math.sqrt(2)
    A = np.exp(S) / np.exp(S).sum(axis=1, keepdims=True)
    data = {
        "inputs": {"Q": Q.tolist(), "K": K.tolist(), "V": V.tolist()},
        "given": {"X": X.tolist()},
        "expressions": ["q = X @ Qᵀ", "k = X @ Kᵀ", "v = X @ Vᵀ", "S = q @ kᵀ/√2", "A = softmax(S)", "H = A @ v",
                        "L = sum(H)"],
    }  # fmt: skip
    dA = np.outer(np.ones(3), v.sum(axis=1))
    dS = A * (dA - (dA * A).sum(axis=1, keepdims=True))
    right = {
        "value:S": digits(S), "value:A": digits(A), "value:H": digits(A @ v), "grad:S": digits(dS),
        "grad:v": digits(A.T @ np.ones((3, 2))), "grad:Q": digits((dS @ k / math.sqrt(2)).T @ X),
    }  # fmt: skip
    report = audited(data, right)
    assert report.ok, str(report)


def test_a_recurrent_network_with_two_steps():
    rng = np.random.default_rng(2)
    W, U, x1, x2, w = rng.normal(size=(2, 2)), rng.normal(size=(2, 3)), *rng.normal(size=(2, 3)), rng.normal(size=2)

    def states(W: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        h1 = np.tanh(U @ x1)
        return h1, np.tanh(W @ h1 + U @ x2)

    h1, h2 = states(W)
    d2 = (w @ h2 - 1) * w * (1 - h2**2)
    d1 = (W.T @ d2) * (1 - h1**2)
    data = {
        "inputs": {"W": W.tolist(), "U": U.tolist(), "w": w.tolist()},
        "given": {"x1": x1.tolist(), "x2": x2.tolist()},
        "expressions": ["a1 = U @ x1", "h1 = tanh(a1)", "a2 = W @ h1 + U @ x2", "h2 = tanh(a2)",
                        "o = w @ h2", "L = (o - 1)²/2"],
    }  # fmt: skip
    right = {
        "grad:a2": digits(d2), "grad:a1": digits(d1), "grad:W": digits(np.outer(d2, h1)),
        "grad:U": digits(np.outer(d2, x2) + np.outer(d1, x1)), "d:h2/h1": digits(np.diag(1 - h2**2) @ W),
    }  # fmt: skip
    assert audited(data, right).ok
    report = audited(data, {"grad:U": digits(np.outer(d2, x2))})  # only the last step: nothing carried back
    assert set(verdicts(report)) == {"wrong"}


def wrong_whole(printed: Any) -> tuple[str, str]:
    report = audited(LAYER, {"grad:W": printed})
    (whole,) = report.wholes
    assert not report.ok
    assert whole.sentence in str(report)
    assert re.sub(r"\[|\]", "", whole.sentence)[:20] in re.sub(r"&#\d+;", "", report.markdown())
    assert report.json()["arrays"][0]["sentence"] == whole.sentence
    return whole.slip, whole.sentence


def test_what_is_wrong_with_an_array_as_a_whole_is_said_in_its_word():
    column = _dW.copy()
    column[:, 1] *= 1.1
    row = _dW.copy()
    row[1] += 0.1
    entry = _dW.copy()
    entry[0, 2] += 0.1
    assert wrong_whole(digits(_dW[::-1]))[1] == "rows 1 and 2 of ∂L/∂W are exchanged"
    assert wrong_whole(digits(_dW[:, [2, 1, 0]]))[1] == "columns 1 and 3 of ∂L/∂W are exchanged"
    assert wrong_whole(digits(_dW[:, [1, 2, 0]]))[1] == "the columns of ∂L/∂W are in the order 2, 3, 1"
    assert wrong_whole(digits(column))[1] == "only column 2 of ∂L/∂W is wrong"
    assert wrong_whole(digits(row))[1] == "only row 2 of ∂L/∂W is wrong"
    assert wrong_whole(digits(entry))[1] == "one entry of ∂L/∂W is wrong: [1,3]"
    assert wrong_whole(digits(_dW.T)) == ("transposed", "∂L/∂W is transposed: it is 2×3, and 3×2 is printed")


def test_a_square_array_that_is_transposed_is_called_so_at_each_wrong_entry():
    data = {"inputs": {"M": [[1, 2], [3, 4]], "u": [1, 2], "v": [5, 7]}, "expressions": ["L = u @ M @ v"]}
    report = audited(data, {"grad:M": [[5, 10], [7, 14]]})  # ∂L/∂M[i,j] = u[i]·v[j]
    assert verdicts(report) == ["right", "wrong", "wrong", "right"]
    for row in (report.rows[1], report.rows[2]):
        assert [diagnosis.sentence for diagnosis in row.diagnoses] == [
            "∂L/∂M is transposed: rows are printed as columns"
        ]


def test_a_matrix_transposed_on_the_way_there_or_back_is_named():
    W, x = np.array([[1.0, 2], [-1, 3]]), np.array([0.5, 0.25])
    data = {"inputs": {"W": W.tolist(), "v": [1, -2]}, "given": {"x": x.tolist()},
            "expressions": ["a = 3*x", "u = 2*v", "h = u + 1", "z = W @ h", "L = sum(z²)/2"]}  # fmt: skip
    h = 2 * np.array([1, -2]) + 1
    report = audited(data, {"value:z": digits(W.T @ h), "L": digits((W.T @ h) @ (W.T @ h) / 2)})
    assert report.wholes[0].sentence == "z is computed with W transposed: Wᵀ in place of W"
    assert verdicts(report) == ["wrong", "wrong", "follows"]
    report = audited(data, {"value:z": digits(W @ h), "grad:h": digits(W @ (W @ h)), "grad:v": digits(2 * W @ (W @ h))})
    assert report.wholes[1].sentence == ("∂L/∂h is computed with W transposed: W and Wᵀ are exchanged on the way back")
    assert verdicts(report) == ["right", "right", "wrong", "wrong", "follows", "follows"]


def test_a_step_with_the_gradient_transposed_and_a_softmax_along_the_other_axis_are_named():
    data = {"inputs": {"M": [[1, 2], [3, 4]], "u": [1, 2], "v": [5, 7]}, "expressions": ["L = u @ M @ v"],
            "learning_rate": 0.1, "params": ["M"]}  # fmt: skip
    grad = np.outer([1, 2], [5, 7])
    new = np.array([[1, 2], [3, 4]]) - 0.1 * grad.T
    report = audited(data, {"update:M": digits(new, 2)})
    assert report.wholes[0].sentence == "new M is computed with the gradient transposed"
    report = audited(data, {"grad:M": digits(grad.T, 2), "update:M": digits(new, 2)})
    assert verdicts(report)[5:7] == ["follows", "follows"]
    for Z, axis, said, belongs in (
        (np.array([[1.0, 2, 0], [0, 1, 3]]), 1, "column", "row"),
        (np.array([[1.0, 2, 0], [0, 1, 3]]), 0, "row", "column"),
        (np.array([[1.0, 2, 0, 1, 0.5], [0, 1, 3, 2, 1]]), 1, "column", "row"),
        (np.array([[1.0, 2, 0, 1, 0.5], [0, 1, 3, 2, 1]]).T, 0, "row", "column"),
    ):
        printed = np.exp(Z) / np.exp(Z).sum(axis=1 - axis, keepdims=True)
        data = {"inputs": {"Z": Z.tolist()}, "expressions": [f"P = softmax(Z, axis={axis})", "L = sum(P²)"]}
        (whole,) = audited(data, {"value:P": digits(printed, 4)}).wholes
        assert whole.sentence == f"P is the softmax of each {said}, where that of each {belongs} belongs"


def test_a_large_array_that_is_transposed_is_explained_at_once():
    rng = np.random.default_rng(3)
    M, u, v = rng.normal(size=(40, 40)), rng.normal(size=40), rng.normal(size=40)
    data = {"inputs": {"M": M.tolist(), "u": u.tolist(), "v": v.tolist()}, "expressions": ["L = u @ M @ v"]}
    start = time.process_time()
    report = audited(data, {"grad:M": digits(np.outer(v, u))})
    assert report.wholes[0].slip == "transposed"
    assert time.process_time() - start < 60


def test_vectors_may_be_printed_as_rows_or_columns_and_with_blanks():
    for printed in (digits(_h), [digits(_h)], [[h] for h in digits(_h)], str(digits(_h)).replace("'", "")):
        assert verdicts(audited(LAYER, {"value:h": printed})) == ["right", "right"]
    report = audited(LAYER, {"value:h": [None, digits(_h)[1]], "grad:W": [["", "…", digits(_dW)[0][2]], [None] * 3]})
    assert [row.claim.quantity.name for row in report.rows] == ["h[2]", "W[1,3]"]
    assert report.ok


def test_parts_of_arrays_may_be_claimed():
    assert audited(LAYER, {"grad:W[2,:]": digits(_dW[1]), "grad:W[1,2:3]": digits(_dW[0, 1:])}).ok
    assert audited(LAYER, {"grad:Wᵀ": digits(_dW.T), "grad:W.T": digits(_dW.T)}).ok
    assert audited(LAYER, {"grad:W[1, 2]": digits(_dW[0, 1])}).ok


def test_lists_counted_from_0_are_claimed_by_their_own_names():
    data = {"inputs": {"a": 0, "b": 0}, "expressions": ["p = softmax([a, b])", "L = -log(p[1])"]}
    assert audited(data, {"value:p": ["0.5", "0.5"], "value:p[0]": "0.5", "value:p[1]": "0.5"}).ok
    with pytest.raises(ExpressionError, match=r"there is no 'p\[2\]' in the example \(it has a, b, p, L\)"):
        audited(data, {"value:p[2]": "0.5"})
    with pytest.raises(ExpressionError, match=r"claims\[0\]\.quantity: z\[3\] is no entry: z has 2 entries"):
        audited(LAYER, {"value:z[3]": "0.5"})


def test_numbers_of_one_digit_say_nothing_of_a_factor():
    data = {"inputs": {"a": [1, 2, 4]}, "expressions": ["L = 0.0105*(a @ a)"]}  # ∂L/∂a = 0.021·a
    (whole,) = audited(data, {"a": ["0.01", "0.02", "0.05"]}).wholes
    assert whole.sentence == "every entry of ∂L/∂a is wrong"


def test_arrays_of_claims_in_python():
    found = evaluate("\n".join(LAYER["expressions"]), LAYER["inputs"])
    W = [[found.named[f"W[{i},{j}]"] for j in (1, 2, 3)] for i in (1, 2)]
    for gradients in ({"W": digits(_dW)}, [(W, digits(_dW))], {"W": np.round(_dW, 6)}):
        assert audit(found.result, gradients=gradients).ok
    report = audit(found.result, gradients={"W": digits(_dW[::-1])}, updates={"b": digits(_b - _delta)},
                   learning_rate=1)  # fmt: skip
    assert report.wholes[0].sentence == "rows 1 and 2 of ∂L/∂W are exchanged"
    assert audit(found.result, updates={"b": digits(_b - _delta)}, parameters=["W", "b"], learning_rate=1).ok
    assert audit(found.result, derivatives={("h[1]", "W[1,1]"): digits(_h[0] * (1 - _h[0]) * 0.5)},
                 paths={("L", "h[1]", "x[2]"): digits(_delta[0] * 2)}).ok  # fmt: skip
    with pytest.raises(OperandError, match="three nodes or more"):
        audit(found.result, paths={("L", "x[2]"): 1})
    with pytest.raises(OperandError, match="pairs"):
        audit(found.result, derivatives={"L": 1})


# --- data, derivatives, paths, other inputs ---------------------------------------------------------------------------


def test_the_loss_is_the_last_formula_and_gradients_need_no_kind():
    assert audited(SQUARE, {"a": "25", "∂L/∂b": 36, "c": 6, "L": 39}).ok  # 2·6·2 + 1, 2·6·3
    assert audited(SQUARE, {"L": [[39]], "a": ["25"]}).ok
    assert audited({**SQUARE, "expressions": ["a*b + a"]}, {"a": 3, "grad:b": 3}).ok
    with pytest.raises(ExpressionError, match="loss: the last expression gives an array, z"):
        claimed({"inputs": {"x": [1, 2]}, "expressions": ["z = 2*x"]})


def test_derivatives_of_any_quantity_by_any_other():
    data = {"inputs": {"w": 2, "x": 3}, "expressions": ["u = w*x", "v = u**2 + w", "t = v*u", "L = t + v"]}
    # ∂v/∂w = 2u·x + 1 = 37 along all paths, 1 directly; ∂t/∂u = v + u·2u = 38 + 72; ∂L/∂u = 110 + 12
    claims = {"d:v/w": 37, "dv/dw": 37, "partial:v/w": 1, "∂v/∂w": 1, "∂t/∂w": 3 * 110 + 6, "d:t/u": 110, "d:L/u": 122,
              "dL/du": 122, "∂t/∂v": 6}  # fmt: skip
    assert audited(data, claims).ok
    report = audited(data, {"d:t/w": 330})
    assert "The path w -> v -> t is left out" in str(report)
    assert "∂t/∂w" in str(report)


def test_a_percentage_is_a_number():
    data = {"inputs": {"p": "25%", "n": 8}, "expressions": ["q = 1 - p", "L = q*n"]}
    assert audited(data, {"value:q": "75%", "L": "6", "grad:n": "75 %", "grad:p": "-800%"}).ok


def test_the_term_of_one_path():
    # L = h1·3 + h2, h1 = 2w, h2 = w²: ∂L/∂w = 6 + 2w, over h1 it is 6.
    data = {"inputs": {"w": 5}, "expressions": ["h1 = 2*w", "h2 = w**2", "s = h1*3 + h2", "L = s**2"]}
    assert audited(data, {"path:s/h1/w": 6, "path:s/h2/w": 10, "path:L/s/h1/w": 2 * 55 * 6, "d:s/w": 16}).ok
    report = audited(data, {"path:s/h1/w": 16})
    assert "∂s/∂w over h1" in str(report)
    assert verdicts(report) == ["wrong"]
    assert "This is all of ∂s/∂w" in report.rows[0].diagnoses[0].sentence
    report = audited(data, {"path:s/h1/w": 10})
    assert "over h2" in report.rows[0].diagnoses[0].sentence
    for text, fault in (("path:s/w", "three names"), ("path:h1/h2/w", "no path leads from h2 to h1")):
        with pytest.raises(ExpressionError, match=fault):
            audited(data, {text: 1})


def test_values_at_other_inputs_for_finite_differences():
    data = {**SQUARE, "claims": [
        {"quantity": "L", "printed": "39"},
        {"quantity": "L", "printed": "41.5400", "at": {"a": "3.1"}},  # (3.1·2)² + 3.1
        {"quantity": "c", "printed": "6.2", "at": {"a": 3.1}},
        {"quantity": "grad:b", "printed": "38.44", "at": {"a": 3.1}},  # 2·6.2·3.1
        {"quantity": "b", "printed": "7.2", "at": {"a": 1, "b": "3.6"}},
        {"quantity": "partial:c/b", "printed": "3.1", "at": {"a": 3.1}},
    ]}  # fmt: skip
    report = sheet(data).audit()
    assert verdicts(report) == ["right"] * 6
    assert "L(a=3.1)" in str(report)
    assert "∂L(a=3.1)/∂b" in str(report)
    many = {"inputs": {"x": [1, 2, 3, 4]}, "expressions": ["L = sum(x)"]}
    many["claims"] = [{"quantity": "L", "printed": sum(x), "at": {"x": x}} for x in ([1, 1, 1, 1], [1, 1, 1, 2])]
    report = sheet(many).audit()
    assert verdicts(report) == ["right", "right"]
    assert "L(x[1]=1, x[2]=1, …)" in str(report)
    data["claims"] = [{"quantity": "L", "printed": "39", "at": {"a": 3.1}}, {"quantity": "L", "printed": "39"}]
    assert verdicts(sheet(data).audit()) == ["wrong", "right"]


def test_arrays_are_changed_as_a_whole_or_entry_by_entry():
    claims = [{"quantity": "value:z", "printed": ["-2.25", "1.05"], "at": {"W[2,1]": 0.1}},
              {"quantity": "value:z", "printed": ["-5.25", "1"], "at": {"x": [-2.5, "-1", 2]}}]  # fmt: skip
    report = sheet({**LAYER, "claims": claims}).audit()
    # z[1] = 0.5 - 2 - 2 + 0.25 = -3.25 is not touched by W[2,1]; z[2] = 0.05 - 1 + 6 - 4; with x: -2.5 - 2 - 2 + 0.25
    assert verdicts(report) == ["wrong", "right", "wrong", "right"]
    assert [row.exact for row in report.rows] == pytest.approx([-3.25, 1.05, -6.25, 1])


def test_what_is_given_is_not_learned_and_has_no_gradient():
    data = {"inputs": {"w": 2, "b": 1, "x": 3}, "expressions": ["L = (w*x + b)**2"], "learning_rate": 0.1}
    for given in (["x"], {"t": 1}):
        stepped = sheet({**data, "given": given, "claims": [{"quantity": "update:w", "printed": "-2.2"}]})
        assert [stepped.example.name_of[p] for p in stepped.example.parameters] == (
            ["w", "b"] if given == ["x"] else ["w", "b", "x"]
        )
        assert stepped.audit().ok  # 2 - 0.1·2·7·3
    for change, fault in (
        ({"claims": [{"quantity": "grad:x", "printed": 1}]}, r"claims\[0\]\.quantity: x is given"),
        ({"claims": [{"quantity": "update:x", "printed": 1}]}, r"claims\[0\]\.quantity: .*x is not a parameter"),
        ({"params": ["w", "x"]}, r"params\[1\]: x is given"),
        ({"given": 3}, "given must be a list of names or a table"),
        ({"given": [3]}, r"given\[0\] must be text"),
        ({"given": {"w": 1}}, r"given\.w: it is among the inputs, too"),
    ):
        with pytest.raises(ExpressionError, match=fault):
            sheet({**data, "given": ["x"], "claims": [], **change})


# --- keys and errors --------------------------------------------------------------------------------------------------


def test_the_schema_in_the_package_is_the_one_of_the_table():
    assert (PACKAGE / "auditor" / "sheet.schema.json").read_text(encoding="utf-8") == written()


def test_sheets_are_valid_and_what_the_reader_refuses_for_its_keys_is_not():
    jsonschema.Draft202012Validator.check_schema(schema())
    validator = jsonschema.Draft202012Validator(schema())
    files = [*HERE.rglob("*.json")]
    for path in files:
        data = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(data, dict) and "claims" in data:
            assert list(validator.iter_errors(data)) == [], path.name
    assert len(files) >= 16
    notes = {**{key: {"any": [1]} for key in SHEET_NOTES}, "x-own": 1}
    claim = {"quantity": "L", "printed": ["1", None], **dict.fromkeys(CLAIM_NOTES, 7), "x-own": 1, "at": {"a": [1]}}
    assert validator.is_valid({**LAYER, **notes, "claims": [claim]})
    assert sheet({**SQUARE, **notes, "claims": [{**claim, "printed": 1, "at": {"a": 2}}]})
    for data in ({**SQUARE, "pritned": 1}, {**SQUARE, "claims": [{"quantity": "L", "printed": 1, "skale": 2}]},
                 {**SQUARE, "claims": [{"quantity": "L", "printed": 1, "after": 20_001}]},
                 {"given": ["a"], "expressions": ["L = a"], "claims": []}, {"inputs": {}, "claims": []},
                 {**SQUARE, "claims": [{"quantity": "L"}]}):  # fmt: skip
        assert not validator.is_valid(data)
        with pytest.raises(ExpressionError):
            sheet(data)


def test_the_readme_has_all_keys_and_its_sheet_is_valid():
    text = (PACKAGE / "auditor" / "README.md").read_text(encoding="utf-8")
    for key in (*SHEET, *CLAIM):
        assert key.name == "name" or re.search(rf"^\|.*`{key.name}`.*\|.*\|$", text, re.MULTILINE), key.name
    notes = {word for part in re.findall(r"`([^`]*(?:variant|also_accepted)[^`]*)`", text) for word in part.split()}
    assert notes == SHEET_NOTES | CLAIM_NOTES
    data = tomllib.loads(re.search(r"```toml\n(.*?)```", text, re.DOTALL)[1])
    assert jsonschema.Draft202012Validator(schema()).is_valid(data)
    assert sheet(data).audit().ok, str(sheet(data).audit())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"parms": []}, "parms: there is no key 'parms', did you mean params?"),
        ({"lr": 1}, "lr: there is no key 'lr', did you mean learning_rate?"),
        ({"zzz": 1}, "zzz: there is no key 'zzz': the keys are name, inputs"),
        ({"claims": [{"quantity": "L", "printed": 39}, {"quantity": "L", "pritned": 1}]},
         "claims[1].pritned: there is no key 'pritned', did you mean printed?"),
        ({"claims": [{"quantity": "L", "value": 39}]}, "did you mean printed?"),
        ({"claims": ["L = 3"]}, "claims[0] must be a table"),
        ({"claims": [{"quantity": "q", "printed": 1}]}, "claims[0].quantity: value:q: there is no 'q'"),
        ({"claims": [{"quantity": 3, "printed": 1}]}, "claims[0].quantity must be text"),
        ({"claims": [{"quantity": "L", "printed": [1, 2]}]},
         "claims[0].printed: L is one number, but this has 2 entries"),
        ({"claims": [{"quantity": "L", "printed": {}}]}, "claims[0].printed: a claim is a finite number"),
        ({"claims": [{"quantity": "L", "printed": 1, "at": {"q": 1}}]}, "claims[0].at: there is no 'q'"),
        ({"claims": [{"quantity": "L", "printed": 1, "at": {"a": "x"}}]}, "claims[0].at.a must be a finite number"),
        ({"claims": [{"quantity": "L", "printed": 1, "at": {"a": [1]}}]}, "claims[0].at.a: a is one number"),
        ({"claims": [{"quantity": "L", "printed": 1, "at": {}}]}, "claims[0].at must be a table"),
        ({"expressions": ["c = a*b", "d = c +", "L = c"]}, "expressions[1]: c + cannot be read"),
        ({"expressions": ["c = a*b", "L = log(b - 2)"]}, "expressions[1]: "),
        ({"expressions": []}, "expressions: there is no formula"),
        ({"inputs": {"2": 1}}, "inputs: '2' cannot be a name"),
        ({"inputs": {"a": True}}, "inputs.a must be a finite number"),
        ({"inputs": {"a": [[1, 2], [3]]}}, "inputs.a is no array"),
        ({"inputs": {"a": [1, "x"]}}, "inputs.a[2] must be a finite number"),
        ({"inputs": {"a": [0] * 1_000_000}}, "inputs.a has 1,000,000 entries"),
        ({"inputs": {"a": [[[[[1]]]]]}}, "inputs.a: arrays are nested at most 4 deep"),
        ({"params": ["q"]}, "params[0]: 'q' is not an input"),
    ],
)  # fmt: skip
def test_errors_begin_with_the_path_of_the_key(change, message):
    with pytest.raises(ChainruleError) as caught:
        sheet({**SQUARE, **change})
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("printed", "message"),
    [
        ([[1, 2, 3]] * 3, "claims[0].printed: grad:W is 2×3, but this is 3×3"),
        ([[1, 2, 3], [1, 2]], "claims[0].printed is no array: item 0 has 3 entries, but item 1 has 2 entries"),
        ([[1, 2, "x"], [1, 2, 3]], "claims[0].printed[0][2]: 'x' is not a printed number"),
        ([], "claims[0].printed has no entries"),
        ("[[1, 2", "claims[0].printed = '[[1, 2' is no array"),
        ("0.5", "claims[0].printed: grad:W is 2×3, but this is one number"),
        ([[1] * 1_000_000], "claims[0].printed[0] has 1,000,000 entries"),
        ([[[[[[1]]]]]], "arrays are nested at most 4 deep"),
    ],
)
def test_printed_arrays_that_do_not_fit_are_refused_with_both_shapes(printed, message):
    with pytest.raises(ExpressionError) as caught:
        audited(LAYER, {"grad:W": printed})
    assert message in str(caught.value)


def test_a_syntax_error_names_its_line(tmp_path):
    for name, text in (("a.toml", "name = 'x'\ninputs = {a = 1\n"), ("a.json", '{"name": "x",\n "inputs": 1 2}')):
        (tmp_path / name).write_text(text)
        with pytest.raises(ExpressionError, match=r"line [23]"):
            read_sheet(tmp_path / name)


def test_limits_do_not_multiply():
    lines = ["c0 = a*b", *(f"c{i} = c{i - 1}*b" for i in range(1, 500))]
    data = {"inputs": {"a": 1, "b": 1}, "expressions": lines, "learning_rate": 0, "params": ["a"]}
    claims = [{"quantity": f"value:c{i % 500}", "printed": "1", "after": 20_000} for i in range(10_000)]
    with pytest.raises(
        ExpressionError, match=r"10,000 claims about 50. nodes after 20,000 steps are too much"
    ) as caught:
        sheet({**data, "claims": claims})
    assert "million" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert sheet({**data, "claims": claims[:1]})
    different = [{**claim, "after": nth + 1} for nth, claim in enumerate(claims[:6_100])]
    with pytest.raises(ExpressionError, match="too much for one audit"):
        sheet({**data, "claims": different})
    moved = [{"quantity": "value:c499", "printed": "1", "at": {"a": nth}} for nth in range(300)]
    with pytest.raises(ExpressionError, match=r"claims\[\d+\]\.at: 50\d nodes are computed with other numbers"):
        sheet({**data, "claims": moved})
    wide = {"inputs": {"w": [1.0] * 9_000}, "expressions": ["L = w @ w"]}
    assert audited(wide, {"w": ["2"] * 9_000}).ok
    with pytest.raises(ExpressionError, match=r"9,000 wrong claims about [\d,]+ nodes are too much"):
        audited(wide, {"w": [f"1.{nth:04}" for nth in range(9_000)]})

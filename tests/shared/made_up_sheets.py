"""Sheets with mistakes put in by hand; what is wrong on each, and why, is said beside it."""

from __future__ import annotations

from typing import Any

LAYER = {
    "name": "a layer",
    "expressions": ["z = W @ x + b", "L = sum(z²)/2"],
    "inputs": {"W": [[1, 2], [3, 4]], "b": [0.25, -0.75]},
    "given": {"x": [1, 2]},
    "learning_rate": 0.1,
}
#: z = (5.25, 10.25), ∂L/∂W = z·xᵀ = ((5.25, 10.5), (10.25, 20.5)), ∂L/∂b = z, L = 27.5625/2 + 105.0625/2 = 66.3125;
#: W - 0.1·∂L/∂W = ((0.475, 0.95), (1.975, 1.95)).
Z, GRADIENT, NEW = ["5.25", "10.25"], [["5.25", "10.50"], ["10.25", "20.50"]], [["0.475", "0.950"], ["1.975", "1.950"]]

SHEETS: dict[str, dict[str, Any]] = {
    "layer-right": {**LAYER, "claims": [
        {"quantity": "z", "printed": Z}, {"quantity": "W", "printed": GRADIENT}, {"quantity": "b", "printed": Z},
        {"quantity": "update:W", "printed": NEW}, {"quantity": "L", "printed": "66.3125"},
    ]},
    # ∂L/∂W transposed; of ∂L/∂b one entry without its minus; new W with one entry stepped uphill, 4 + 2.05
    "layer-wrong": {**LAYER, "claims": [
        {"quantity": "W", "printed": [["5.25", "10.25"], ["10.50", "20.50"]]},
        {"quantity": "b", "printed": ["5.25", "-10.25"]},
        {"quantity": "update:W", "printed": [["0.475", "0.950"], ["1.975", "6.050"]]},
    ]},
    # z without its bias, (5, 11), all that is computed from it following
    "layer-bias": {**LAYER, "claims": [
        {"quantity": "z", "printed": ["5.00", "11.00"]}, {"quantity": "grad:W[1,:]", "printed": ["5.00", "10.00"]},
        {"quantity": "W[2,1]", "printed": "11.00"}, {"quantity": "b", "printed": [None, "11.00"]},
        {"quantity": "L", "printed": "73.00"},
        {"quantity": "grad:Wᵀ", "printed": [["5.00", "11.00"], ["10.00", "22.00"]]},
    ]},
    # of z all signs lost, of W the rows exchanged, of new W the gradient transposed: 2 - 1.025 and 3 - 1.05
    "layer-arrays": {**LAYER, "claims": [
        {"quantity": "z", "printed": ["-5.25", "-10.25"]},
        {"quantity": "W", "printed": [["10.25", "20.50"], ["5.25", "10.50"]]},
        {"quantity": "update:W", "printed": [["0.475", "0.975"], ["1.950", "1.950"]]},
    ]},
    # Wᵀx in place of Wx: (1 + 6 + 0.25, 2 + 8 - 0.75)
    "layer-transposed": {**LAYER, "claims": [{"quantity": "z", "printed": ["7.25", "9.25"]}]},
    # softmax down the columns of ((1, 2), (3, 5)) where that of the rows is meant: e/(e + e³) = 0.1192
    "softmax": {
        "expressions": ["P = softmax(Z, axis=1)", "L = sum(P²)"], "inputs": {"Z": [[1, 2], [3, 5]]},
        "claims": [{"quantity": "P", "printed": [["0.1192", "0.04743"], ["0.8808", "0.95257"]]}],
    },
    # of 1.5·(1.1, 2.2, 3.4, 4.7) = (1.65, 3.3, 5.1, 7.05) the entries in the reverse order, in another, two exchanged,
    # all doubled; of 1.5·M = ((1.5, 3), (4.5, 6.75), (8.25, 10.5)) the columns exchanged, the rows in the reverse order
    # and in another, one row and one column by some other rule
    **{
        f"order-{name}": {
            "expressions": ["y = k*x", "N = k*M", "L = sum(y) + sum(N²)"],
            "inputs": {"k": 1.5, "x": [1.1, 2.2, 3.4, 4.7], "M": [[1, 2], [3, 4.5], [5.5, 7]]},
            "claims": [{"quantity": quantity, "printed": printed}],
        }
        for name, quantity, printed in (
            ("reverse", "y", ["7.050", "5.100", "3.300", "1.650"]),
            ("other", "y", ["3.300", "7.050", "1.650", "5.100"]),
            ("exchanged", "y", ["3.300", "1.650", "5.100", "7.050"]),
            ("scaled", "y", ["3.300", "6.600", "10.20", "14.10"]),
            ("columns", "N", [["3.000", "1.500"], ["6.750", "4.500"], ["10.50", "8.250"]]),
            ("rows", "N", [["8.250", "10.50"], ["4.500", "6.750"], ["1.500", "3.000"]]),
            ("turned", "N", [["4.500", "6.750"], ["8.250", "10.50"], ["1.500", "3.000"]]),
            ("row", "N", [["1.500", "3.000"], ["4.711", "6.399"], ["8.250", "10.50"]]),
            ("column", "N", [["1.500", "3.117"], ["4.500", "6.233"], ["8.250", "10.91"]]),
        )
    },
    # y = 0.7·1.5 - 0.2 = 0.85, tanh(y) = 0.69107: the square of the derivative 1 - h² forgotten in ∂L/∂y, and in ∂L/∂w
    # again; ∂L/∂b follows; L = (h - 1)² = 0.09544 with two digits exchanged
    "tanh": {
        "name": "one tanh", "expressions": ["y = w*x + b", "h = tanh(y)", "L = (h - t)**2"],
        "inputs": {"w": "0.7", "b": "-1/5"}, "given": {"x": 1.5, "t": 1}, "learning_rate": 0.5,
        "claims": [
            {"quantity": "y", "printed": "0.85"}, {"quantity": "h", "printed": "0.6911"},
            {"quantity": "L", "printed": "0.09454"}, {"quantity": "h", "printed": "0.7"},
            {"quantity": "grad:h", "printed": "-0.6178"}, {"quantity": "partial:h/y", "printed": "0.3089"},
            {"quantity": "grad:y", "printed": "-0.19087"}, {"quantity": "grad:w", "printed": "-0.2863"},
            {"quantity": "grad:b", "printed": "-0.19087"}, {"quantity": "grad:w", "printed": "0.28630", "scale": -1},
            {"quantity": "update:w", "printed": "0.84315"}, {"quantity": "L", "after": 1, "printed": "0.0444"},
            {"quantity": "L", "printed": "0.0967", "at": {"w": "0.69"}},
            {"quantity": "d:h/w", "printed": "0.7836"}, {"quantity": "path:L/h/w", "printed": "-0.4841"},
        ],
    },
    # h = 3·2 = 6 as 6.1; from that e = 12.2, f = 13.2; g is no step of any slip: an arithmetic slip; u too coarse
    "follows": {
        "expressions": ["h = a*b", "e = 2*h", "f = e + 1", "g = f*c - h/c", "u = g/10000"],
        "inputs": {"a": 3, "b": 2, "c": 0.7},
        "claims": [
            {"quantity": "value:h", "printed": "6.1"}, {"quantity": "value:e", "printed": "12.2"},
            {"quantity": "value:f", "printed": "13.2"}, {"quantity": "value:g", "printed": "0.777"},
            {"quantity": "u", "printed": "0"}, {"quantity": "value:u", "printed": "0.00008", "tol_units": 1},
        ],
    },
    # 1/3 as 0.333, and all that is computed from that with it: 0.333·9.3 = 3.0969 for 3.1, 3.0969² = 9.5908 for 9.61
    "rounding": {
        "expressions": ["p = a/3", "q = p*b", "r = q**2"], "inputs": {"a": 1, "b": 9.3},
        "claims": [
            {"quantity": "value:p", "printed": "0.333"}, {"quantity": "value:q", "printed": "3.0969"},
            {"quantity": "value:r", "printed": "9.5908"}, {"quantity": "value:r", "printed": "9,61"},
        ],
    },
    # of Adam m and v of the first step without 1 - β; the new w with the sign of the step; v of momentum right
    "adam": {
        "expressions": ["L = (w*x - t)**2/2"], "inputs": {"w": 0.7}, "given": {"x": 1.5, "t": 0.4},
        "update": {"rule": "adam", "beta1": 0.8, "beta2": 0.9, "rate": 0.1, "eps": 0.01},
        "claims": [
            {"quantity": "grad:w", "printed": "0.975"}, {"quantity": "state:m/w", "printed": "0.975"},
            {"quantity": "state:v/w", "printed": "0.950625"}, {"quantity": "update:w", "printed": "0.79898477"},
        ],
    },
    # the sums of two samples: L as their mean, ∂L/∂w without the second sample, ∂L/∂b with the sign of the first lost
    "samples": {
        "name": "two samples", "expressions": ["r1 = w*x1 + b - y1", "r2 = w*x2 + b - y2", "L = r1**2 + r2**2"],
        "inputs": {"w": 0.83, "b": 0.25, "x1": 1.1, "x2": 2.3, "y1": 0.4, "y2": 3.7, "unused": 7},
        "given": ["x1", "x2", "y1", "y2"], "learning_rate": "1/10", "loss": "L", "params": ["w", "b"],
        "claims": [
            {"quantity": "r1", "printed": "0.763"}, {"quantity": "r2", "printed": "-1.541"},
            {"quantity": "L", "printed": "1.478425"}, {"quantity": "∂L/∂w", "printed": "1.6786"},
            {"quantity": "dL/db", "printed": "-4.608"}, {"quantity": "update:w", "printed": "0.29826"},
        ],
    },
}  # fmt: skip

"""Students who work four published exercises out by hand, some with a slip: plain arithmetic, without the engine.

Each function takes the inputs and a slip (or none) and returns the numbers on the student's paper; where a slip is
made, everything after it is computed from the wrong number. `EXERCISES` says which slips there are, in which quantity
each is first wrong, and what it is called.
"""

from __future__ import annotations

from math import exp, log

Paper = dict[str, float]


def sigmoid(x: float) -> float:
    return 1 / (1 + exp(-x))


def sum_times_sum(given: Paper, slip: str = "") -> Paper:
    """e = (a + b)(b + 1), document 000."""
    a, b = given["a"], given["b"]
    c, d = a + b, b + 1
    if slip == "product for sum":
        c = a * b
    e = c * d
    paper = {"c": c, "d": d, "e": e, "∂e/∂c": d, "∂e/∂d": c, "∂e/∂a": d}
    if slip == "sign":
        paper["∂e/∂a"] = -d
    return {**paper, "∂e/∂b": c if slip == "path" else d + c}


def cross_entropy(given: Paper, slip: str = "") -> Paper:
    """L = -(y1 log p1 + y2 log p2), document 001."""
    y1, y2, p1, p2 = (given[name] for name in ("y1", "y2", "p1", "p2"))
    L = -(y1 * log(p1) + y2 * log(p2))
    d1, d2 = -y1 / p1, -y2 / p2
    if slip == "sign of the loss":
        L = -L
    if slip == "log to the base 10":
        L /= log(10)
    if slip == "sign":
        d2 = -d2
    return {"L": L, "∂L/∂p1": d1, "∂L/∂p2": d2}


def two_two_one(given: Paper, slip: str = "") -> Paper:
    """The network with two hidden neurons of document 002."""
    x1, x2, y = given["x1"], given["x2"], given["y"]
    hc = given["Wca"] * x1 + given["Wcb"] * x2
    hd = given["Wda"] * x1 + given["Wdb"] * x2
    if slip == "term left out":
        hd = given["Wdb"] * x2
    Oc, Od = sigmoid(hc), sigmoid(hd)
    he = given["Wec"] * Oc + given["Wed"] * Od
    if slip == "weight read wrongly":
        he = given["Wec"] * Oc + given["Wec"] * Od
    Oe = sigmoid(he)
    L = (Oe - y) ** 2 / 2
    if slip == "half forgotten":
        L = (Oe - y) ** 2
    dOe = y - Oe if slip == "sign of the error" else Oe - y
    dhe = dOe if slip == "derivative forgotten" else dOe * Oe * (1 - Oe)
    dOc, dOd = dhe * given["Wec"], dhe * given["Wed"]
    dhc = dOc * hc * (1 - hc) if slip == "derivative at the input" else dOc * Oc * (1 - Oc)
    dhd = dOd * Od * (1 - Od)
    dWec, dWed = dhe * Oc, dhe * Od
    if slip == "sign":
        dWed = -dWed
    paper = {"hc": hc, "hd": hd, "Oc": Oc, "Od": Od, "he": he, "Oe": Oe, "L": L, "∂L/∂Oe": dOe, "∂L/∂he": dhe,
             "∂L/∂Oc": dOc, "∂L/∂Od": dOd, "∂L/∂hc": dhc, "∂L/∂hd": dhd, "∂L/∂Wec": dWec, "∂L/∂Wed": dWed,
             "∂L/∂Wca": dhc * x1, "∂L/∂Wcb": dhc * x2, "∂L/∂Wda": dhd * x1, "∂L/∂Wdb": dhd * x2}  # fmt: skip
    sign = 1 if slip == "uphill" else -1
    rate = 1 if slip == "rate forgotten" else 0.1
    for name in ("Wec",):
        paper[f"new {name}"] = given[name] + sign * rate * paper[f"∂L/∂{name}"]
    paper["new Wca"] = given["Wca"] - 0.1 * paper["∂L/∂Wca"]
    return paper


def two_outputs(given: Paper, slip: str = "") -> Paper:
    """The network with two outputs and shared biases of document 003."""
    x, w = [given[f"x{i}"] for i in (1, 2, 3)], [0.0, *(given[f"w{i}"] for i in range(1, 11))]
    t1, t2, b1, b2 = (given[name] for name in ("t1", "t2", "b1", "b2"))
    zh1 = w[1] * x[0] + w[3] * x[1] + w[5] * x[2] + (0 if slip == "bias left out" else b1)
    zh2 = w[2] * x[0] + w[4] * x[1] + w[6] * x[2] + b1
    h1, h2 = sigmoid(zh1), sigmoid(zh2)
    zo1, zo2 = w[7] * h1 + w[9] * h2 + b2, w[8] * h1 + w[10] * h2 + b2
    o1, o2 = sigmoid(zo1), sigmoid(zo2)
    E = ((o1 - t1) ** 2 + (o2 - t2) ** 2) / 2
    d1 = (o1 - t1) * o1 * (1 - o1)
    d2 = (o2 - t2) if slip == "derivative forgotten" else (o2 - t2) * o2 * (1 - o2)
    if slip == "sign":
        d1 = -d1
    dh1 = d1 * w[7] if slip == "path" else d1 * w[7] + d2 * w[8]
    dh2 = d1 * w[9] + d2 * w[10]
    db2 = d1 if slip == "path of the bias" else d1 + d2
    e1, e2 = dh1 * h1 * (1 - h1), dh2 * h2 * (1 - h2)
    paper = {"zh1": zh1, "zh2": zh2, "h1": h1, "h2": h2, "zo1": zo1, "zo2": zo2, "o1": o1, "o2": o2, "E": E,
             "∂E/∂zo1": d1, "∂E/∂zo2": d2, "∂E/∂w7": d1 * h1, "∂E/∂w8": d2 * h1, "∂E/∂w9": d1 * h2, "∂E/∂w10": d2 * h2,
             "∂E/∂b2": db2, "∂E/∂h1": dh1, "∂E/∂h2": dh2, "∂E/∂zh1": e1, "∂E/∂zh2": e2, "∂E/∂b1": e1 + e2}  # fmt: skip
    for i in range(3):
        paper[f"∂E/∂w{2 * i + 1}"], paper[f"∂E/∂w{2 * i + 2}"] = e1 * x[i], e2 * x[i]
    for name in ("w7", "w8"):
        paper[f"new {name}"] = given[name] - (1 if slip == "rate forgotten" else 0.01) * paper[f"∂E/∂{name}"]
    return paper


#: The exercises: the sheet, who works it out, and of each slip the quantity that is wrong and what the slip is called.
EXERCISES = {
    "sum-times-sum": (sum_times_sum, {
        "product for sum": ("c", {"another function"}), "sign": ("∂e/∂a", {"sign lost"}),
        "path": ("∂e/∂b", {"path left out"}),
    }),
    "mlp-matrix-form": (cross_entropy, {
        "sign of the loss": ("L", {"sign lost"}), "log to the base 10": ("L", {"another base", "another function"}),
        "sign": ("∂L/∂p2", {"sign lost"}),
    }),
    "sigmoid-2-2-1": (two_two_one, {
        "term left out": ("hd", {"term left out"}),
        "weight read wrongly": ("he", {"operand misread", "neighbour's weight"}),
        "half forgotten": ("L", {"factor dropped", "factor left out"}),
        "sign of the error": ("∂L/∂Oe", {"sign lost", "operands swapped"}),
        "derivative forgotten": ("∂L/∂he", {"derivative forgotten"}),
        "derivative at the input": ("∂L/∂hc", {"derivative at the input"}), "sign": ("∂L/∂Wed", {"sign lost"}),
        "uphill": ("new Wec", {"sign of the step"}), "rate forgotten": ("new Wec", {"learning rate forgotten"}),
    }),
    "two-outputs-shared-biases": (two_outputs, {
        "bias left out": ("zh1", {"term left out"}), "derivative forgotten": ("∂E/∂zo2", {"derivative forgotten"}),
        "sign": ("∂E/∂zo1", {"sign lost"}), "path": ("∂E/∂h1", {"path left out"}),
        "path of the bias": ("∂E/∂b2", {"path left out"}), "rate forgotten": ("new w7", {"learning rate forgotten"}),
    }),
}  # fmt: skip

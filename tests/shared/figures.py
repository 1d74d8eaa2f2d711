"""The five graphs whose pictures are looked at in every format, and measured."""

from __future__ import annotations

from autograd import Training, Value, parse
from nn.walkthroughs import sigmoid_2_2_1

#: e = (a + b)·(b + 1), the 0.5/0.8 network, a 2-2-2 network with biases of the size of a well-known worked example, a
#: softmax of three scores with its cross-entropy, and two steps of a recurrence.
EXPRESSIONS = {
    "sum times sum": ("c = a + b; d = b + 1; e = c * d", {"a": 2, "b": 1}),
    "2-2-1 network": (
        "hc = Wca*x1 + Wcb*x2; Oc = sigmoid(hc); hd = Wda*x1 + Wdb*x2; Od = sigmoid(hd);"
        "he = Wec*Oc + Wed*Od; Oe = sigmoid(he); L = (Oe - y)**2 / 2",
        {"x1": 0.5, "x2": 0.8, "Wca": 0.1, "Wcb": 0.7, "Wda": 0.3, "Wdb": 0.2, "Wec": 0.4, "Wed": 0.6, "y": 1},
    ),
    "2-2-2 network": (
        "net1 = w1*i1 + w2*i2 + b1; h1 = sigmoid(net1); net2 = w3*i1 + w4*i2 + b1; h2 = sigmoid(net2);"
        "net3 = w5*h1 + w6*h2 + b2; o1 = sigmoid(net3); net4 = w7*h1 + w8*h2 + b2; o2 = sigmoid(net4);"
        "E1 = (t1 - o1)**2 / 2; E2 = (t2 - o2)**2 / 2; E = E1 + E2",
        {
            "i1": 0.05, "i2": 0.1, "w1": 0.15, "w2": 0.2, "w3": 0.25, "w4": 0.3, "b1": 0.35, "w5": 0.4, "w6": 0.45,
            "w7": 0.5, "w8": 0.55, "b2": 0.6, "t1": 0.01, "t2": 0.99,
        },
    ),
    "softmax": (
        "e1 = exp(z1); e2 = exp(z2); e3 = exp(z3); s = e1 + e2 + e3; p1 = e1/s; p2 = e2/s; p3 = e3/s;"
        "L = -(y1*log(p1) + y2*log(p2) + y3*log(p3))",
        {"z1": 1, "z2": 2, "z3": 0.5, "y1": 0, "y2": 1, "y3": 0},
    ),
    "recurrence": (
        "h1 = tanh(w*h0 + u*x1 + b); h2 = tanh(w*h1 + u*x2 + b); L = (h2 - y)**2",
        {"w": 0.5, "u": 0.8, "b": 0.1, "h0": 0.2, "x1": 1, "x2": -0.5, "y": 0.3},
    ),
}  # fmt: skip


def figure(name: str) -> Value:
    """One of the graphs, by its name."""
    expression, inputs = EXPRESSIONS[name]
    return parse(expression, **inputs)


def training() -> Training:
    """The 2-2-1 network while it learns."""
    network = sigmoid_2_2_1.network(sigmoid_2_2_1.WEIGHTS)
    return Training(network.loss, list(network.weights.values()))

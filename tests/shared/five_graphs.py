"""The graphs that every way of showing one has to show well, from a textbook's first to the size of a whole network."""

from __future__ import annotations

from collections.abc import Callable

from autograd import Training, Value, parse, softmax, values
from nn.walkthroughs import sigmoid_2_2_1, sum_times_sum


def textbook() -> Value:
    """e = (a + b)·(b + 1) at 2 and 1."""
    return sum_times_sum.inputs_and_output()[2]


def small_network() -> Value:
    """The 0.5/0.8 network."""
    return sigmoid_2_2_1.network(sigmoid_2_2_1.WEIGHTS).loss


def network_with_biases() -> Value:
    """Two inputs, two hidden units, two outputs, and a bias for each layer: every step of it."""
    return parse(
        """
        net_h1 = w1*i1 + w2*i2 + b1; out_h1 = sigmoid(net_h1)
        net_h2 = w3*i1 + w4*i2 + b1; out_h2 = sigmoid(net_h2)
        net_o1 = w5*out_h1 + w6*out_h2 + b2; out_o1 = sigmoid(net_o1)
        net_o2 = w7*out_h1 + w8*out_h2 + b2; out_o2 = sigmoid(net_o2)
        E = (t1 - out_o1)**2/2 + (t2 - out_o2)**2/2
        """,
        i1=0.05, i2=0.1, w1=0.15, w2=0.2, w3=0.25, w4=0.3, w5=0.4, w6=0.45, w7=0.5, w8=0.55, b1=0.35, b2=0.6,
        t1=0.01, t2=0.99,
    )  # fmt: skip


def classes() -> Value:
    """The loss of a softmax with three outputs."""
    outputs = softmax(values(z1=1.0, z2=2.0, z3=0.5))
    return (-outputs[1].named("p2").log()).named("L")


def recurrence() -> Value:
    """Two steps of a recurrence, whose weights both steps share."""
    return parse(
        "h1 = tanh(w*x1 + u*h0 + b); h2 = tanh(w*x2 + u*h1 + b); L = (h2 - t)**2",
        w=0.5, u=0.8, b=0.1, x1=1.0, x2=-0.5, h0=0.0, t=0.5,
    )  # fmt: skip


def training() -> Training:
    """The 0.5/0.8 network while it learns."""
    network = sigmoid_2_2_1.network(sigmoid_2_2_1.WEIGHTS)
    return Training(network.loss, list(network.weights.values()))


FIVE: dict[str, Callable[[], Value]] = {
    "e": textbook,
    "0.5/0.8": small_network,
    "2-2-2": network_with_biases,
    "softmax": classes,
    "recurrence": recurrence,
}

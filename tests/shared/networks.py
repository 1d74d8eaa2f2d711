"""Networks that several test files use, with the numbers that documents and hand computations give for them."""

from __future__ import annotations

from nn import MLP, Module


def numbers(model: Module) -> list[float]:
    """The numbers of a model's parameters, in order."""
    return [parameter.data for parameter in model.parameters()]


def net_2_2_1() -> MLP:
    """The 0.5/0.8 network: for these two inputs and the target 1, its exact numbers stand below."""
    return MLP.of([[[0.1, 0.7], [0.3, 0.2]], [[0.4, 0.6]]], activation="sigmoid", output="sigmoid")


def net_3_2_2() -> MLP:
    """The network with one bias for each layer, shared by its neurons."""
    weights = [[[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]], [[0.7, 0.9], [0.8, 0.1]]]
    return MLP.of(weights, [0.5, 0.5], "sigmoid", "sigmoid")


def small_tanh() -> MLP:
    """A network of nine parameters."""
    return MLP(2, [2, 1], "tanh", seed=0)


# --- the 0.5/0.8 network, by the names of its document ---------------------------------------------------------------

WEIGHTS = {"Wca": "0.1", "Wcb": "0.7", "Wda": "0.3", "Wdb": "0.2", "Wec": "0.4", "Wed": "0.6"}
#: The same weights as `net_2_2_1` calls them.
LABELS = {"Wca": "w1[0,0]", "Wcb": "w1[0,1]", "Wda": "w1[1,0]", "Wdb": "w1[1,1]", "Wec": "w2[0,0]", "Wed": "w2[0,1]"}
EXACT_NODES = {
    "hc": "0.61",
    "hd": "0.31",
    "Oc": "0.6479408021",
    "Od": "0.5768852611",
    "he": "0.6053074775",
    "Oe": "0.6468696326",
    "L": "0.0623505282",
}
EXACT_GRADIENTS = {
    "Wca": "-0.0036801703",
    "Wcb": "-0.0058882725",
    "Wda": "-0.0059068474",
    "Wdb": "-0.0094509558",
    "Wec": "-0.0522663564",
    "Wed": "-0.0465346380",
}
#: After one step of gradient descent with the learning rate 0.1.
EXACT_UPDATED = {
    "Wca": "0.1003680170",
    "Wcb": "0.7005888272",
    "Wda": "0.3005906847",
    "Wdb": "0.2009450956",
    "Wec": "0.4052266356",
    "Wed": "0.6046534638",
}
EXACT_AFTER = {"Oe": "0.6483043874", "L": "0.0618449019"}

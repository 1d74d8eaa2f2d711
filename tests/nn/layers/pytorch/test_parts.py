"""The modules in a state_dict: which are taken, in which order, and what is refused by name."""

from __future__ import annotations

import numpy
import pytest
from numpy import ones

from autograd import OperandError
from nn import MLP
from nn.layers.pytorch import parts_of


def state_of(**sizes):
    """A state_dict of Linear modules without biases: sizes (in, out) by name, _ for a dot."""
    return {f"{name.replace('_', '.')}.weight": ones(size[::-1]) for name, size in sizes.items()}


def order_of(state, layers=None):
    return [part.name for part in parts_of(state, layers)]


def refusal_of(state, *activation, **settings):
    with pytest.raises(OperandError) as caught:
        MLP.from_state_dict(state, *activation, **settings)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# --- order -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "order"),
    [
        (state_of(net_10=(2, 2), net_2=(2, 2), net_0=(2, 2)), ["net.0", "net.2", "net.10"]),
        (state_of(fc3=(2, 2), fc1=(2, 2), fc2=(2, 2)), ["fc1", "fc2", "fc3"]),
        (state_of(block1_fc0=(2, 2), block0_fc1=(2, 2), block0_fc0=(2, 2)), ["block0.fc0", "block0.fc1", "block1.fc0"]),
        (state_of(out=(4, 1), hidden=(3, 4)), ["hidden", "out"]),
        (state_of(out=(4, 2), fc2=(4, 4), fc1=(3, 4)), ["fc1", "fc2", "out"]),
        (state_of(net_out=(4, 2), net_fc2=(4, 4), net_fc1=(4, 4)), ["net.fc1", "net.fc2", "net.out"]),
        ({"weight": ones((1, 2)), "bias": ones(1)}, [""]),
    ],
)
def test_the_order_is_that_of_the_numbers_or_the_only_one_that_fits(state, order) -> None:
    assert order_of(state) == order
    assert order_of(dict(reversed(state.items()))) == order


def test_numbers_of_any_length_are_compared_as_numbers() -> None:
    large = "9" * 5000
    assert order_of({f"{large}.weight": ones((1, 1)), "8.weight": ones((1, 1))}) == ["8", large]


@pytest.mark.parametrize(
    "state",
    [
        state_of(decoder=(3, 8), encoder=(8, 3)),
        state_of(first=(4, 4), second=(4, 4)),
        # Two networks side by side whose sizes happen to fit: the actor's outputs are as many as the critic's inputs.
        state_of(actor_0=(2, 3), actor_2=(3, 2), critic_0=(2, 3), critic_2=(3, 1)),
        state_of(**dict.fromkeys("abcdefgh", (2, 2))),
    ],
)
def test_an_order_that_is_not_known_is_asked_for(state) -> None:
    names = [name.removesuffix(".weight") for name in state]
    assert f"layers={names} gives it, if it is this"[:100] in refusal_of(state, "relu")
    assert order_of(state, names) == names


def test_some_of_the_layers_are_taken_if_asked() -> None:
    state = state_of(actor_0=(4, 64), actor_2=(64, 2), critic_0=(4, 64), critic_2=(64, 1))
    state |= {"features.weight": ones((6, 1, 5, 5)), "norm.running_mean": ones(3)}
    net = MLP.from_state_dict(state, "tanh", layers=["critic.0", "critic.2"])
    assert repr(net) == "MLP(4 → 64 tanh → 1 linear: 320 parameters)"
    assert repr(MLP.from_state_dict(state, layers="actor.2")) == "MLP(64 → 2 linear: 128 parameters)"


# --- what is refused -------------------------------------------------------------------------------------------------

LINEAR = {"0.weight": ones((3, 2)), "0.bias": ones(3)}
ONLY = "only Linear layers can be taken, a weight (out, in) and a bias (out,); layers=[…] names those to take, in order"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"conv1.weight": ones((6, 1, 5, 5))}, f"conv1.weight has shape (6, 1, 5, 5): {ONLY}"),
        ({"norm.weight": ones(3), "norm.bias": ones(3)}, f"norm.weight has shape (3,): {ONLY}"),
        ({"bn.running_mean": ones(3)}, f"bn.running_mean is no array of a Linear layer: {ONLY}"),
        ({"lstm.weight_ih_l0": ones((8, 2))}, f"lstm.weight_ih_l0 is no array of a Linear layer: {ONLY}"),
        ({"attn.in_proj_weight": ones((6, 2))}, f"attn.in_proj_weight is no array of a Linear layer: {ONLY}"),
        ({"1.bias": ones(3)}, f"1.bias has no weight beside it: {ONLY}"),
        ({"tok_emb.weight": ones((3, 2))}, "tok_emb (2 → 3) seems to be an Embedding: only Linear layers can be taken"),
        ({"2.weight": ones((1, 4))}, "2 (4 → 1) does not follow 0 (2 → 3): it takes 4 inputs"),
        ({"1.weight": ones(3)}, "1.weight has shape (3,), as slopes of PReLU have, but the activation of layer 1 is"),
        ({"1.weight": ones(2)}, "1.weight has shape (2,) and follows 0 (2 → 3): only Linear layers"),
        ({"1.weight": ones(3), "2.weight": ones(3)}, "2.weight has shape (3,) and follows 1 (3 slopes): only Linear"),
        ({"0.bias": ones(2)}, "0.bias has shape (2,), but 0.weight (3, 2), which needs a bias (3,)"),
        ({"0.bias": ones((3, 1))}, "0.bias has shape (3, 1), but 0.weight (3, 2), which needs a bias (3,)"),
        ({"0.weight": ones((10**9, 0))}, "0.weight has shape (1000000000, 0): there is nothing in it"),
        ({"0.weight": 3.0}, "0.weight has shape (): only Linear layers can be taken"),
        ({"0.weight": None}, "0.weight has shape (): only Linear"),
        ({"0.weight": [[1.0, 2.0], [3.0]]}, "0.weight is ragged: row 1 has 1 number, row 0 has 2"),
        ({"0.weight": [["a", "b"], ["c", "d"], ["e", "f"]]}, "0.weight must hold real numbers, not <U1"),
        ({"0.weight": ones((3, 2), bool)}, "0.weight must hold real numbers, not bool"),
        ({"0.weight": ones((3, 2), complex)}, "0.weight must hold real numbers, not complex128"),
        ({"0.bias": [1.0, numpy.nan, 1.0]}, "0.bias[1] is nan: a parameter must be a finite number"),
        ({"0.weight": [[1, 2], [3, -numpy.inf], [5, 6]]}, "0.weight[1,1] is -inf: a parameter must be a finite number"),
        ({7: ones((3, 2))}, "the names in a state_dict must be texts, not 7"),
        ({"model": {"0.weight": 1}}, "'model' holds a mapping, not an array: if that is the state_dict, give it alone"),
        ({"\x1b[2J.running\n_mean": ones(3)}, "\\x1b[2J.running _mean is no array of a Linear layer"),
    ],
)  # fmt: skip
def test_what_is_no_linear_layer_is_refused_by_its_name(change, message) -> None:
    assert message in refusal_of({**LINEAR, **change})


def test_networks_that_are_no_chain_are_refused_with_their_sizes() -> None:
    state = state_of(body=(4, 8), policy=(8, 2), value=(8, 1))
    assert "each of these layers fit the one before: body (4 → 8), policy (8 → 2), value (8 → 1)" in refusal_of(state)


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({}, "this state_dict holds no Linear layer"),
        ({"0.weight": ones(3)}, "this state_dict holds no Linear layer"),
        ({"0.weight": ones(3), "1.weight": ones((1, 3))}, "0 (3 slopes) stands before the first Linear layer"),
        ([1, 2], "a state_dict must be a mapping of names to arrays, not [1, 2]"),
        (MLP(1, [1], seed=0), "1 parameter… : give its state_dict()"),
    ],
)
def test_what_holds_no_network_is_refused(state, message) -> None:
    assert message.rpartition("… ")[2] in refusal_of(state)


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        (["0", "4"], "there is no '4' in this state_dict, which has 0, 2"),
        (["2", "0"], "0 (2 → 3) does not follow 2 (3 → 1): it takes 2 inputs"),
        (["0", "0"], "layers must be different names of modules, not ['0', '0']"),
        ([0, 2], "layers must be different names of modules, not [0, 2]"),
        ([], "this state_dict holds no Linear layer"),
    ],
)
def test_layers_that_are_not_there_or_do_not_fit_are_refused(layers, message) -> None:
    assert message in refusal_of({**LINEAR, "2.weight": ones((1, 3))}, "relu", layers=layers)


def test_an_activation_is_asked_for_where_the_state_dict_leaves_a_gap() -> None:
    state = {**LINEAR, "2.weight": ones((1, 3))}
    message = refusal_of(state)
    assert message.startswith(
        "a state_dict does not hold what stands between 0 (2 → 3) and 2 (3 → 1): give activation="
    )
    assert "must be a list of 1, not of 2" in refusal_of(state, ["relu", "linear"])
    assert "layer 1 cannot be maxout, which is no function of one weighted sum" in refusal_of(state, "maxout")
    assert "layer 1 is to be prelu, but no slopes follow 0 (2 → 3)" in refusal_of(state, "prelu")
    assert repr(MLP.from_state_dict(LINEAR)) == "MLP(2 → 3 linear: 9 parameters)"

"""Names of a page as names of a formula."""

from __future__ import annotations

from autograd.reader.identifiers import Identifiers

NAMES = {
    "w1": "w1",
    "ŷ": "y_hat",
    "x̃1": "x_tilde1",
    "x̄": "x_bar",
    "ẋ": "x_dot",
    "w(1)": "w_1",
    "w′": "w_new",
    "wt-1": "wt_m1",
    "wt+1": "wt_p1",
    "wi→j": "wi_j",
    "e": "e_",
    "pi": "pi_",
    "π": "π_",
    "exp": "exp_",
    "σ": "σ_",
    "otherwise": "otherwise",
    "1": "x_1",
    "": "x_",
    "(1)": "x_1",
    "总误差": "总误差",
    "a!b": "ab",
    "w(-1)": "w_m1",
    "a" * 61: "a" * 60,
}


def test_each_name_has_an_identifier() -> None:
    assert {key: Identifiers().of(key) for key in NAMES} == NAMES


def test_no_two_are_alike_and_each_keeps_its_own() -> None:
    names = Identifiers()
    assert [names.of(key) for key in ("w(1)", "w_1", "w→1", "w(1)", "w_1")] == ["w_1", "w_1_2", "w_1_3", "w_1", "w_1_2"]

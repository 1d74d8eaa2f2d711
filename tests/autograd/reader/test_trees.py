"""What a tree is made of, and which trees are a plain number or a plain name."""

from __future__ import annotations

from reading import tree

from autograd.reader.trees import Name, Numeral, is_numeric, leaves, named, numerals, signed

LEAVES = {
    "a + b - 2": "a b 2",
    "2 a / b": "2 a b",
    r"\frac{a}{b + 1}": "a b 1",
    "(a + 1)^{b + 2}": "a 1 b 2",
    r"\max(a, 2)": "a 2",
    "f(a, 3)": "f a 3",
    "2 f(a)": "2 f a",
    "[a, [1, 2]]": "a 1 2",
    r"\begin{matrix}1&a\\2&b\end{matrix}": "1 a 2 b",
    r"\frac{\partial L}{\partial w} x": "∂L/∂w x",
    "a": "a",
    "7": "7",
}


def test_the_leaves_of_a_tree_in_order() -> None:
    def told(text: str) -> str:
        return " ".join(leaf.text if isinstance(leaf, Numeral) else leaf.key for leaf in leaves(tree(text)))  # type: ignore[union-attr]

    assert {text: told(text) for text in LEAVES} == LEAVES
    assert [one.text for one in numerals(tree("2 a + 3"))] == ["2", "3"]
    assert [is_numeric(tree(text)) for text in ("2 + 3", "2 a", "f(2)")] == [True, False, False]


def test_a_plain_number_with_its_sign() -> None:
    signs = {"2": 1, "-2": -1, "(-2)": -1, "-(-2)": None, "2 + 3": None, "a": None, "2 \\cdot -3": None}
    assert {text: found[0] if (found := signed(tree(text))) else None for text in signs} == signs


def test_a_plain_name() -> None:
    names = {"a": "a", "(a)": "a", "-a": None, "2": None, "a + b": None, r"\frac{dL}{dw}": "∂L/∂w", "f(a)": None}
    assert {text: found.key if (found := named(tree(text))) else None for text in names} == names
    assert named(Name("a")) == Name("a")


def test_a_number_looks_rounded_from_three_digits_behind_a_point() -> None:
    rounded = {"0.123": True, "0.12": False, "1.23": True, "123": False, "12.3": True, "1230": False}
    assert {text: numerals(tree(text))[0].looks_rounded for text in rounded} == rounded

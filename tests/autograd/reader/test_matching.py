"""Formula beside numbers: which number stands for which name, and which step became which number."""

from __future__ import annotations

from reading import tree

from autograd.reader.matching import bindings, steps


def signed(sign: int, text: str) -> str:
    return f"{sign:d}".removesuffix("1") + text


def bound(formula: str, numbers: str) -> str:
    found = bindings(tree(formula), tree(numbers))
    if found is None:
        return "no"
    for one in found:
        assert one.value == float(signed(one.sign, one.numeral.text))
    return " ".join(f"{one.key}{'!' * one.fresh}={signed(one.sign, one.numeral.text)}" for one in found)


BINDINGS = {
    ("w", "2"): "w=2",
    ("w", "-2"): "w=-2",
    ("-w", "2"): "w=-2",
    ("-w", "-2"): "w=2",
    ("w'", "2"): "w!=2",
    ("w", "2 + 3"): "no",
    ("w", "(2)"): "w=2",
    ("\\frac{\\partial L}{\\partial w}", "-3"): "∂L/∂w=-3",
    ("\\frac{\\partial L}{\\partial w} x", "-3 \\cdot 2"): "∂L/∂w=-3 x=2",
    # sums
    ("a + b", "1 + 2"): "a=1 b=2",
    ("a - b", "1 - 2"): "a=1 b=2",
    ("a + b", "1 - 2"): "a=1 b=-2",
    ("a - b", "1 + 2"): "a=1 b=-2",
    ("a + b", "-1 + 2"): "a=-1 b=2",
    ("-a + b", "-1 + 2"): "a=1 b=2",
    ("a + b", "1 + 2 + 3"): "no",
    ("a + b + c", "1 + 2"): "no",
    ("a + b", "1 \\cdot 2"): "no",
    ("a + b", "1"): "no",
    ("-(a + b)", "-(1 + 2)"): "a=1 b=2",
    ("-(a + b)", "(1 + 2)"): "a=-1 b=-2",
    ("(a + b)", "-(1 + 2)"): "a=-1 b=-2",
    ("a + wx", "1 - 2 \\cdot 3"): "no",
    ("a + w x", "1 - 2 \\cdot 3"): "a=1 w=-2 x=3",
    ("a - w x", "1 + 2 \\cdot 3"): "a=1 w=-2 x=3",
    ("a - w x", "1 - 2 \\cdot 3"): "a=1 w=2 x=3",
    ("a + w x", "1 + -2 \\cdot 3"): "a=1 w=-2 x=3",
    ("a + w x", "1 - 2"): "no",
    ("a + \\tanh(b)", "1 - \\tanh(2)"): "no",
    ("a - \\tanh(b)", "1 - \\tanh(2)"): "a=1 b=2",
    # numbers in the formula
    ("2w", "2 \\cdot 3"): "w=3",
    ("2w", "4 \\cdot 3"): "no",
    ("1 - a", "1 - 0.5"): "a=0.5",
    ("1 - a", "2 - 0.5"): "no",
    ("1 - a", "-1 - 0.5"): "no",
    ("-1 + a", "-1 + 0.5"): "a=0.5",
    ("-1 + a", "1 + 0.5"): "no",
    ("2", "2"): "",
    ("2", "3"): "no",
    ("2", "1 + 1"): "no",
    ("-2", "-2"): "",
    ("-2", "2"): "no",
    # products
    ("a \\cdot b", "2 \\cdot 3"): "a=2 b=3",
    ("a \\cdot b", "2 \\cdot -3"): "a=2 b=-3",
    ("a \\cdot b", "-2 \\cdot 3"): "a=-2 b=3",
    ("-a \\cdot b", "-2 \\cdot 3"): "a=2 b=3",
    ("-a \\cdot b", "2 \\cdot 3"): "a=-2 b=3",
    ("a b", "2 \\cdot 3 \\cdot 4"): "no",
    ("a b c", "2 \\cdot 3"): "no",
    ("a / b", "2 / 3"): "a=2 b=3",
    ("a / b", "2 \\cdot 3"): "no",
    ("a b", "2 / 3"): "no",
    ("a \\odot b", "2 \\cdot 3"): "a=2 b=3",
    ("a b", "2"): "no",
    ("a (b c)", "2 (3)(4)"): "a=2 b=3 c=4",
    ("a b c", "2 (3 \\cdot 4)"): "a=2 b=3 c=4",
    ("(a b) c", "(2 \\cdot 3) 4"): "a=2 b=3 c=4",
    ("a / (b c)", "2 / (3 \\cdot 4)"): "a=2 b=3 c=4",
    ("a / (b c)", "2 / 3 \\cdot 4"): "no",
    ("a (1 - a)", "0.5 (1 - 0.5)"): "a=0.5 a=0.5",
    ("x a (1 - a)", "3 \\cdot 0.5 (1 - 0.5)"): "x=3 a=0.5 a=0.5",
    ("-a (1 - a)", "-0.5 (1 - 0.5)"): "a=0.5 a=0.5",
    ("O(c)", "0.7"): "O=0.7",
    ("O(c)", "-0.7"): "O=-0.7",
    ("-O(c)", "0.7"): "O=-0.7",
    ("O(c) + b", "0.7 + 2"): "O=0.7 b=2",
    ("y / a(b + 1)", "6 / 2 \\cdot (3 + 1)"): "no",
    ("f(a, b) c", "2 \\cdot 3"): "f=2 c=3",
    # functions, powers, fractions
    ("\\tanh(a)", "\\tanh(2)"): "a=2",
    ("\\tanh(a)", "\\sin(2)"): "no",
    ("\\tanh'(a)", "\\tanh(2)"): "no",
    ("\\tanh'(a)", "\\tanh'(2)"): "a=2",
    ("\\tanh(a)", "2"): "no",
    ("-\\tanh(a)", "-\\tanh(2)"): "a=2",
    ("\\tanh(a)", "-\\tanh(2)"): "no",
    ("\\max(a, b)", "\\max(2, 3)"): "a=2 b=3",
    ("a^2", "3^2"): "a=3",
    ("a^2", "3^3"): "no",
    ("a^{b + 1}", "3"): "no",
    ("a^{b + 1}", "3^{2 + 1}"): "b=2 a=3",
    ("-a^2", "-3^2"): "a=3",
    ("a^2", "-3^2"): "no",
    ("\\frac{a}{b}", "\\frac{2}{3}"): "a=2 b=3",
    ("\\frac{a}{b}", "2 / 3"): "no",
    ("-\\frac{a}{b}", "-\\frac{2}{3}"): "a=2 b=3",
    ("\\frac{a}{b}", "-\\frac{2}{3}"): "no",
    ("\\frac{1}{2}(a - b)^2", "\\frac{1}{2}(2 - 3)^2"): "a=2 b=3",
    ("[a, b]", "[1, 2]"): "no",
}


def test_the_number_that_stands_for_each_name() -> None:
    assert {pair: bound(*pair) for pair in BINDINGS} == BINDINGS


def stepped(before: str, after: str) -> str:
    found = steps(tree(before), tree(after))
    if found is None:
        return "no"
    return " ".join(f"{type(step.before).__name__}={signed(step.sign, step.after.text)}" for step in found)


STEPS = {
    ("2 \\cdot 3", "6"): "Product=6",
    ("2 \\cdot 3", "-6"): "Product=-6",
    ("2 \\cdot x", "6"): "",
    ("2 \\cdot 3 + 4 \\cdot 5", "6 + 20"): "Product=6 Product=20",
    ("2 \\cdot 3 - 4 \\cdot 5", "6 - 20"): "Product=6 Product=20",
    ("2 \\cdot 3 - 4 \\cdot 5", "6 + 20"): "Product=6 Product=-20",
    ("2 \\cdot 3 + 4 \\cdot 5", "6 - 20"): "Product=6 Product=-20",
    ("2 \\cdot 3 + x", "6 + 20"): "Product=6",
    ("2 + 3 + 4", "5 + 4"): "no",
    ("-(2 + 3)", "-5"): "Sum=-5",
    ("-(2 + 3) \\cdot 4", "-5 \\cdot 4"): "Sum=5 Numeral=4",
    ("-(2 + 3) \\cdot 4", "5 \\cdot 4"): "Sum=-5 Numeral=4",
    ("(2 + 3) \\cdot 4", "-5 \\cdot 4"): "Sum=-5 Numeral=4",
    ("(2 + 3) / 4", "5 / 4"): "Sum=5 Numeral=4",
    ("(2 + 3) / 4", "5 \\cdot 4"): "no",
    ("(2 + 3) \\cdot 4", "5 / 4"): "no",
    ("(2 + 3) 4 \\cdot 5", "5 \\cdot 20"): "no",
    ("((2 + 3) 4) \\cdot 5", "5 \\cdot 4 \\cdot 5"): "Sum=5 Numeral=4 Numeral=5",
    ("((2 + 3) 4) \\cdot 5", "20 \\cdot 5"): "Product=20 Numeral=5",
    ("a(2 + 3)", "4 \\cdot 5"): "no",
    ("b a(2 + 3)", "4 \\cdot 5 \\cdot 6"): "Sum=6",
    ("(2 + 3)^2", "5^2"): "Numeral=2 Sum=5",
    ("(2 + 3)^{1 + 1}", "5^2"): "Sum=2 Sum=5",
    ("-(2 + 3)^2", "-5^2"): "Numeral=2 Sum=5",
    ("-(2 + 3)^2", "5^2"): "no",
    ("\\frac{2 + 3}{4}", "\\frac{5}{4}"): "Sum=5 Numeral=4",
    ("-\\frac{2 + 3}{4}", "\\frac{5}{4}"): "no",
    ("\\frac{2 + 3}{4}", "5 / 4"): "no",
    ("\\tanh(2 + 3)", "\\tanh(5)"): "Sum=5",
    ("-\\tanh(2 + 3)", "-\\tanh(5)"): "Sum=5",
    ("-\\tanh(2 + 3)", "\\tanh(5)"): "no",
    ("\\tanh(2 + 3)", "\\sin(5)"): "no",
    ("\\max(2 + 3, 1)", "\\max(5, 1)"): "Sum=5 Numeral=1",
    ("2 + 3", "\\tanh(5)"): "no",
    ("[2 + 3]", "[5, 6]"): "no",
}


def test_the_parts_that_became_numbers() -> None:
    assert {pair: stepped(*pair) for pair in STEPS} == STEPS

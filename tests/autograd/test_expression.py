"""Formulas as text: the right graph, the right number, and nothing but one clear line for everything else."""

import math
import re
import subprocess
import sys
import time
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from autograd.errors import (
    ChainruleError,
    DivisionByZeroError,
    ExpressionError,
    OperandError,
    TooLargeError,
    UndefinedError,
)
from autograd.expression import MAX_OPERATORS, evaluate, parse
from autograd.graph import leaves, topological_order
from autograd.value import Value


def outcome(text, **values):
    """The Value `text` stands for, or the error."""
    try:
        return parse(text, **values)
    except ChainruleError as error:
        return error


def labels(output):
    return {node.label for node in topological_order(output) if node.label}


# --- what a formula becomes ---


def test_the_last_statement_is_the_result_and_the_names_are_labels():
    e = parse("c = a + b; d = b + 1; e = c * d", a=2, b=1)
    assert (e.data, e.label) == (6.0, "e")
    assert labels(e) == {"a", "b", "c", "d", "e"}
    e.backward()
    assert {leaf.label: leaf.grad for leaf in leaves(e)} == {"a": 2.0, "b": 5.0}


def test_evaluate_keeps_every_name_and_an_unnamed_result():
    result, named = evaluate("c = a * b\n c + 1", {"a": 2, "b": 3.0})
    assert result.data == 7.0
    assert result.label == ""
    assert {name: node.data for name, node in named.items()} == {"a": 2.0, "b": 3.0, "c": 6.0}
    assert list(named) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-2**2", -4),
        ("2**3**2", 512),
        ("2**-1", 0.5),
        ("1/2", 0.5),
        ("7 - 4 - 2", 1),
        ("8/4/2", 1),
        ("2 + 3*4", 14),
        ("(2 + 3)*4", 20),
        ("--3", 3),
        ("+3", 3),
        (".5 + 1. + 1_000 + 2e-1 + 1E+1", 1011.7),
        ("sin(pi/2)", 1),
        ("π", math.pi),
        ("ln(exp(2))", 2),
        ("abs(-3)", 3),
        ("sqrt(16)", 4),
        ("sigmoid(0)", 0.5),
        ("relu(-1) + relu(2)", 2),
        ("leaky_relu(-1)", -0.01),
        ("leaky_relu(-1, 0.5)", -0.5),
        ("max(1, 3, 2) + min([4, 5])", 7),
        ("maximum(1, 2)", 2),
        ("total([1, 2, 3]) + total(1, 2) + sum([1])", 10),
        ("dot([1, 2], [3, 4])", 11),
        ("logsumexp(0, 0)", math.log(2)),
        ("logsumexp([1000, 1000])", 1000 + math.log(2)),
        ("(1 +\n 2\n)", 3),
        ("# a comment: 'anything' ²\n 1 # more\r\n;;\r", 1),
        ("\t1\u00a0+ 1", 2),
        ("2^3^2", 512),
        ("−2²", -4),
        ("2⁻¹ + 2^-1", 1),
        ("10²³", 1e23),
        ("2·3 × 4 ÷ 8", 3),
        ("√16 + √(8·2) + √√16 + √|−4|", 12),
        ("4^½ + 1½", 3.5),
        ("|−3| + ||−1| − |−3||", 5),
        ("|-2|²", 4),
        ("σ(0)", 0.5),
        ("e^2", math.exp(2)),
        ("e**-1 + e²", math.exp(-1) + math.exp(2)),
        ("2*π", 2 * math.pi),
        ("softmax([0, 0])[1] + softmax(0, 0)[0]", 1),
        ("p = softmax([1, 1, 1, 1]); dot(p, [1, 2, 3, 4]) + p[0]", 2.75),
        ("p, q = softmax([0, 0]); p + q", 1),
    ],
)
def test_numbers_alone(text, expected):
    assert parse(text).data == pytest.approx(expected, rel=1e-15)


def test_numbers_alone_are_no_part_of_the_graph():
    y = parse("x**(1/2)", x=4)
    assert y.op.name == "power"
    assert [parent.data for parent in y.parents] == [4.0, 0.5]
    y.backward()
    assert y.parents[0].grad == 0.25  # 1 / (2·√4)


def test_a_variable_exponent_gets_its_gradient():
    y = parse("2**x + x**n", x=3, n=2)
    y.backward()
    grads = {leaf.label: leaf.grad for leaf in leaves(y)}
    assert grads["x"] == pytest.approx(8 * math.log(2) + 6)
    assert grads["n"] == pytest.approx(9 * math.log(3))


def test_a_sequence_is_one_operation_whose_gradient_reaches_every_item():
    y = parse("dot([a, 2], [b, a]) + logsumexp([a, b])", a=1, b=1)
    y.backward()
    assert [leaf.grad for leaf in leaves(y)] == [3.5, 1.5]


def test_an_alias_is_a_node_of_its_own():
    y = parse("y = x", x=2)
    assert (y.label, y.op.name, y.parents[0].label) == ("y", "identity", "x")
    y = parse("u = x + 1; y = (+u)", x=2)
    assert (y.label, y.parents[0].label) == ("y", "u")


def test_a_named_number_is_a_leaf():
    y = parse("k = 3; y = k * x", x=2)
    assert {leaf.label for leaf in leaves(y)} == {"k", "x"}


def test_a_power_of_e_is_the_exponential_unless_a_quantity_is_called_e():
    y = parse("e^x", x=3)
    y.backward()
    assert (y.op.name, y.parents[0].grad) == ("exp", pytest.approx(math.exp(3), rel=1e-15))
    assert parse("e^x", x=3, e=2).data == 8
    assert parse("e = 2*x; e^x", x=3).data == 6**3
    assert parse("π = 3; 2*π").data == 6
    assert parse("2*π + pi", π=1).data == pytest.approx(2 + math.pi)


def test_items_of_a_list_have_names_and_gradients():
    result, named = evaluate("p = softmax([a, b]); L = -log(p[1])", {"a": 1, "b": 2})
    assert list(named) == ["a", "b", "p[0]", "p[1]", "L"]
    result.backward()
    assert named["a"].grad == pytest.approx(1 / (1 + math.e))  # p₀ - 0
    assert named["b"].grad == pytest.approx(math.e / (1 + math.e) - 1)  # p₁ - 1
    assert labels(parse("p, q = [a, b]; p*q", a=1, b=2)) == {"a", "b", "p", "q"}


def test_given_numbers_may_be_written_as_on_paper():
    y = parse("a + b + c + d", a="1/3", b="−0,5", c=Fraction(1, 6), d=Decimal("0.25"))
    assert y.data == pytest.approx(0.25)
    for wrong in ("x", "1,234", "", "nan", Decimal("inf"), Fraction(10**400, 3)):
        with pytest.raises(OperandError, match=r"a: .* may be 1234 or 1\.234|a must be a finite number"):
            parse("2*a", a=wrong)


def test_given_names_that_nothing_is_computed_from_are_known():
    assert evaluate("a + b", {"a": 1, "b": 1, "c": 3}).unused(["a", "b", "c"]) == ["c"]
    assert evaluate("d = 2*c; a", {"a": 1, "c": 3}).unused(["a", "c"]) == []


HINTS = [
    ("expit(x)", "sigmoid"), ("logistic(x)", "sigmoid"), ("sine(x)", "sin"), ("cosien(x)", ""),
    ("Sigmoid(x)", "sigmoid"), ("LeakyReLU(x)", "leaky_relu"), ("softpluss(x)", "softplus"), ("sqtr(x)", "sqrt"),
    ("lgo(x)", "log"), ("sinn(x)", "sin"), ("tanhh(x)", "tanh"), ("sigmiod(x)", "sigmoid"), ("lse(x)", "logsumexp"),
    ("sotfmax(x)", "softmax"), ("logsunexp(x)", "logsumexp"),
    *((f"{name}(x)", "") for name in ("acot", "coth", "acoth", "sec", "csc", "cot", "sinc", "sind", "erfc",
      "logit", "softsign", "exp10", "log3", "sqr", "sn", "gamma", "median", "relu6", "celu", "asec", "open")),
    ("w13 + x", ""), ("alhpa*x", "alpha"), ("Alpha*x", "alpha"), ("alpa*x", "alpha"), ("beta*x", ""),
]  # fmt: skip


def test_the_inverse_of_a_function_is_never_taken_for_the_function():
    for name in ("asin", "acos", "atan", "asinh", "arcsin", "arctan", "acot", "arctanh"):
        assert not re.search("did you mean (sin|cos|tan)", str(outcome(f"{name}(x)", x=0.5)))


@pytest.mark.parametrize(("text", "meant"), HINTS)
def test_a_hint_is_given_only_for_what_means_the_same_or_is_a_slip_of_the_fingers(text, meant):
    with pytest.raises(ExpressionError) as caught:
        parse(text, x=0.5, w12=1, alpha=3)
    hint = str(caught.value).partition("did you mean ")[2].partition("?")[0]
    assert hint == meant


def test_values_are_used_as_they_are():
    a, b = Value(2.0), Value(3.0, "weight")
    y = parse("x * w", x=a, w=b)
    assert y.parents[0] is a
    assert y.parents[1] is b
    assert (a.label, b.label) == ("x", "weight")
    assert parse("x", x=a) is a


def test_any_word_but_a_keyword_can_be_a_given_name():
    assert parse("text + values + exp(exp) + pi", text=1, values=2, exp=0, pi=3).data == 7.0


@pytest.mark.parametrize("name", ["µ", "θ", "Δx", "x̂", "ŷ", "ﬁ", "中", "_", "w_12", "é" * 50])
def test_names_of_any_script(name):
    assert evaluate(f"2*{name}", {name: 1.5}).result.data == 3.0


def test_two_spellings_of_one_name_are_one_name():
    with pytest.raises(ExpressionError, match="already"):
        evaluate("1", {"µ": 1, "μ": 2})


def test_a_new_row_of_the_table_is_a_function_at_once(monkeypatch):
    from autograd import ops

    monkeypatch.setitem(ops.TABLE, "cube", ops.Op("cube", lambda a: a**3, lambda out, a: (3 * a**2,)))
    assert parse("cube(x)", x=2).data == 8.0


# --- what is refused, and how ---

REFUSED = {
    "": "empty",
    " ;\n# only this": "empty",
    "a^": "ends too early",
    "a²^3": r"may mean two things: write \(x²\)\^3",
    "a² ³": "may mean two things",
    "a⁻": "⁻ needs digits",
    "a²3": "operator is missing",
    **dict.fromkeys(
        ("a··b", "a·*b", "a*·b", "a×·b", "a· ·b", "a÷/b", "a/÷b", "a÷÷b", "a^^b", "a^·b", "a·^b"), "misplaced at"
    ),
    "√": "√ needs a number",
    "√-a": "√ needs a number",
    "|a": r"\| is never closed",
    "(|a)": r"\| is never closed",
    "|a;b|": r"\| is never closed",
    "a|": "where an operator is due",
    "e": "Euler's number is known as the base of a power",
    "e*a": "unknown name e",
    "y = e^a; e = y": "not Euler's number where something is called e",
    "y = π*a; π = y": "unknown name π",
    "softmax([a, b])": "list can only",
    "p = softmax([a, b])": "the last statement gives a list",
    "softmax([a, b])[2]": r"items \[0\] to \[1\] only",
    "softmax([a, b])[-1]": "items",
    "softmax([a, b])[a]": "items",
    "softmax()": "at least one number",
    "softmax([a], [b])": "softmax takes numbers or one list",
    "p, q = softmax([a]); p": "2 names are given to 1 number",
    "p, q = a; p": "2 names for one number",
    "p = [a, b]; p = a": "p has a value already",
    "p = [a, b]; p + a": "list can only",
    "a b": r"write a\*b",
    "a 2": r"write a\*2",
    "(a)2": r"write \)\*2",
    "1j": "unknown name j",
    "z + 1": "unknown name z; known: a, b, alpha",
    "alhpa": "did you mean alpha",
    "A": "did you mean a",
    "sgmoid(a)": "unknown function sgmoid, did you mean sigmoid",
    "open(a)": "unknown function open",
    "add(a, b)": "unknown function add",
    "exp": r"exp is a function: write exp\(",
    "__import__('os')": "character '",
    '"a"': 'character "',
    "__import__(a)": "unknown function __import__",
    "a.real": "a.real",
    "a.__class__": "a.__class__",
    "a[0]": r"a\[0\]",
    "a < b": "a < b is a comparison: in a formula it can only be the condition of where",
    "a == b": "comparison",
    "a != b": "a != b is a comparison",
    "a >= b": "a >= b is a comparison",
    "c = a ≤ b": "a <= b is a comparison",
    "(a > 0)*a": "a > 0 is a comparison",
    "where(a, b, 1)": r"where needs a comparison as its condition, as in where\(x > 0, a, b\), not a",
    "where(a > 0, b)": "where takes a condition and two values",
    "where(a > 0, b < a, 1)": "b < a is a comparison",
    "where(a >, b, 1)": "cannot be read",
    "where(!a, b, 1)": "cannot be read",
    "greater(a, b)": "unknown function greater",
    "lambda: a": "character :",
    "lambda": "keyword",
    "lambda = 3": "lambda is a keyword",
    "None": "None is a keyword",
    "True": "True is a keyword",
    "[x for x in a]": "for is a keyword",
    "a if a else b": "if is a keyword",
    "1if a": "if is a keyword",
    "𝐢𝐟": "if is a keyword",
    "not a": "not is a keyword",
    "(y := 2)": "character :",
    "leaky_relu(a, slope=2)": "slope=2",
    "exp(**a)": r"exp\(\*\*a\)",
    "exp(*[a])": r"\*\[a\]",
    "...": r"\.\.\.",
    "a, b": "a, b",
    "()": r"\(\)",
    "[a, b]": "list can only",
    "-[a]": "list can only",
    "exp([a])": "list can only",
    "max(a, [b])": "list can only",
    "max()": "max needs at least one",
    "total([])": "total needs at least one",
    "logsumexp([])": "logsumexp needs at least one",
    "dot(a, b)": "two lists",
    "dot([a], [a, b])": "same length",
    "log(a, b)": "log takes 1 operand, not 2",
    "a +": "ends too early",
    "a + * b": r"misplaced at \* b",
    "a,,b": "misplaced at ,b",
    "(a": "never closed",
    "total([a; b])": "never closed",
    "a)": "not opened",
    "(a]": r"misplaced at \]",
    "a = 3": "a has a value already",
    "c = a; c = b": "c has a value already",
    "a + b; a": "a \\+ b needs a name",
    "c += a": r"'c \+' cannot be a name",
    "= a": "not complete",
    "c =": "not complete",
    "c = d = a": "misplaced at = a",
    "a[0] = b": "misplaced at = b",
    "a\0": r"character \\x00",
    "a\u200b": r"character \\u200b",
    "\ud800": r"character \\ud800",
    "\x1b[31m": r"character \\x1b",
    "a\\\n+ b": r"character \\",
    "0777": "0777 cannot be read",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_formula_is_refused_in_one_line_naming_the_fault(text):
    with pytest.raises(ChainruleError, match=REFUSED[text]) as caught:
        parse(text, a=2, b=1, alpha=3)
    assert str(caught.value).isprintable()
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("name", ["", "2x", "a b", "if", "None", "a.b", "x" * 101])
def test_what_cannot_be_a_name_cannot_be_given(name):
    with pytest.raises(ExpressionError, match="cannot be a name"):
        evaluate("1", {name: 1.0})


def test_what_is_no_text_is_refused():
    with pytest.raises(ExpressionError, match="text, not int"):
        parse(3)


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("log(a - b)", UndefinedError, "a - b"),
        ("a / (b - 2)", DivisionByZeroError, "divides by zero"),
        ("exp(1000 * b)", TooLargeError, "exp"),
        ("1/0", DivisionByZeroError, "1 / 0 divides by zero"),
        ("log(-1)", UndefinedError, r"log\(-1\) is undefined"),
        ("(0 - 8)**(1/3)", UndefinedError, "undefined"),
        ("9**9**9**9", TooLargeError, "too large"),
        ("1e999", TooLargeError, "1e999 is too large"),
        ("9" * 10_000, TooLargeError, "9999… is too large"),
    ],
)
def test_what_cannot_be_computed_is_an_error_of_the_engine(text, kind, message):
    with pytest.raises(kind, match=message) as caught:
        parse(text, a=1, b=2)
    assert len(str(caught.value)) < 200


def test_nothing_stray_is_printed_or_warned(recwarn, capfd):
    for text in ("1(a)2", "1if a", "0x1for a", "(1)[2]", "'\\d'", "1 is 1"):
        with pytest.raises(ChainruleError):
            parse(text, a=1)
    assert not recwarn.list
    assert capfd.readouterr() == ("", "")


# --- hostile text ---

HOSTILE = {
    "parentheses": "(" * 10_000 + "a" + ")" * 10_000,
    "brackets": "[" * 5_000,
    "calls": "exp(" * 5_000,
    "called": "a" + "()" * 9_000,
    "minus": "-" * 9_999 + "a",
    "powers": "a**" * 5_000 + "a",
    "sum": "a+" * 4_000 + "a",
    "attributes": "a" + ".a" * 9_000,
    "indices": "a" + "[0]" * 9_000,
    "conditions": "a if a else " * 3_000 + "a",
    "negations": "not " * 9_000 + "a",
    "lambdas": "lambda:" * 5_000 + "a",
    "assignments": "a=" * 9_000 + "a",
    "digits": "9" * 99_999,
    "underscores": "1_" * 40_000 + "1",
    "names": "é" * 99_999,
    "ligatures": "ﷺ" * 50_000,
    "separators": ";" * 99_999,
    "products": "1 " * 49_999,
    "quotes": "'" * 50_000,
    "strings": "f'{" * 5_000,
    "length": "a" * 10_000_000,
    "roots": "√" * 50_000 + "a",
    "bars": "|" * 50_000 + "a" + "|" * 50_000,
    "carets": "a^" * 40_000 + "a",
    "superscripts": "a²+" * 30_000 + "a",
    "superscript digits": "a" + "²" * 90_000,
    "bars and statements": "|a;" * 30_000,
    "items": "p=[" + "a," * 40_000 + "a]",
    "fractions": "½" * 90_000,
    "unknown names": "; ".join(f"a{i} = a" for i in range(5_000)) + "; b",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_is_refused_at_once(kind):
    start = time.process_time()
    with pytest.raises(ChainruleError) as caught:
        parse(HOSTILE[kind], a=1)
    assert time.process_time() - start < 20
    assert len(str(caught.value)) < 300
    assert str(caught.value).isprintable()


LONGEST = {
    "sum": ("a+" * MAX_OPERATORS + "a", MAX_OPERATORS + 1),
    "minus": ("-" * MAX_OPERATORS + "a", 1),
    "powers": ("a**" * MAX_OPERATORS + "a", 1),
    "mixed": ("a**-" * (MAX_OPERATORS // 2) + "a", 1),
    "parentheses": ("-(" * 100 + "-" * (MAX_OPERATORS - 200) + "a" + ")" * 100, 1),
    "items": ("total([" + "a," * 10_000 + "])", 10_000),
    "pairs": ("max(" + "a," * 10_000 + ")", 1),
    "statements": (";".join(["a0=a", *(f"a{i + 1}=a{i}+1" for i in range(5_000))]), 5_001),
}


@pytest.mark.parametrize("kind", LONGEST)
def test_the_longest_text_allowed_is_computed(kind):
    text, expected = LONGEST[kind]
    y = parse(text, a=1)
    assert y.data == expected
    y.backward()


def test_a_small_stack_is_enough_for_all_of_it():
    program = """if True:
        import sys, threading
        sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests"]
        from autograd.errors import ChainruleError
        from autograd.expression import parse
        def run():
            for text in texts:
                try:
                    parse(text, a=1)
                except ChainruleError:
                    pass
            print("survived")
        texts = eval(sys.stdin.read())
        threading.stack_size(1024 * 1024)
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    """
    texts = [*(text for kind, text in HOSTILE.items() if kind != "length"), *(text for text, _ in LONGEST.values())]
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program, str(Path(__file__).parents[1])],
        input=ascii(texts),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "survived\n", "")


def test_a_caller_deep_in_recursion_gets_an_error_it_expects():
    def descend(depth):
        if depth:
            return descend(depth - 1)
        return parse("a+" * MAX_OPERATORS + "a", a=1).data

    with suppress(ExpressionError, RecursionError):
        assert descend(sys.getrecursionlimit() - 250) == MAX_OPERATORS + 1


# --- against Python itself ---

FUNCTIONS = {"exp": math.exp, "log": math.log, "sqrt": math.sqrt, "sin": math.sin, "tanh": math.tanh, "abs": math.fabs}
PYTHON = {**FUNCTIONS, "float": float, "fsum": math.fsum, "max": max, "a": 2.0, "b": -0.75, "c": 0.5}

#: Pairs: a formula, and the same for Python with floats. Written without parentheses, so precedence is tested too.
ATOMS = st.sampled_from([*((name, name) for name in "abc"), *((n, f"float({n})") for n in ("0", "1", "2", "0.3", "7"))])


TEMPLATES = ["-{}", "({})", "+{}", *(name + "({})" for name in FUNCTIONS)]
TEMPLATES += ["{}+{}", "{} - {}", "{}*{}", "{} / {}", "{}**{}", "({}) * ({})", "max({}, {})"]
TEMPLATES = [(template, template) for template in TEMPLATES] + [("total([{}, {}])", "fsum([{}, {}])")]


def larger(pairs):
    def fill(templates, first, second):
        return tuple(template.format(x, y) for template, x, y in zip(templates, first, second, strict=True))

    return st.builds(fill, st.sampled_from(TEMPLATES), pairs, pairs)


@settings(max_examples=400, deadline=None)
@given(st.recursive(ATOMS, larger, max_leaves=16))
@example(("-a**2", "-a**2"))
@example(("2**-b", "float(2)**-b"))
def test_a_formula_has_the_value_python_gives_it(pair):
    text, python = pair
    try:
        expected = eval(python, {"__builtins__": {}}, PYTHON)
    except (ArithmeticError, ValueError, TypeError):  # a TypeError: a complex number met a function
        expected = None
    got = outcome(text, a=2.0, b=-0.75, c=0.5)
    assume(not isinstance(got, TooLargeError))  # Python goes on with an infinity, and may end with any number
    if isinstance(got, ChainruleError):
        assert not isinstance(expected, float) or "derivative" in str(got)
    else:
        assert got.data == pytest.approx(expected, rel=1e-12, abs=1e-300)


ANYTHING = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="ab12.e+-*/()[],;=# \n_j^²³⁻·×√|½πσ−", max_size=60),
    st.lists(
        st.sampled_from(
            [*REFUSED, "a", "b", "1", "+", "-", "*", "**", "/", "(", ")", "[", "]", ",", "=", ";", "exp", "pi"]
        ),
        max_size=12,
    ).map("".join),
)


@settings(max_examples=500, deadline=2_000)
@given(ANYTHING)
def test_any_text_gives_a_value_or_one_line(text):
    got = outcome(text, a=2, b=1)
    if isinstance(got, ChainruleError):
        assert str(got).isprintable()
        assert len(str(got)) < 400
    else:
        assert isinstance(got, Value)
        assert math.isfinite(got.data)

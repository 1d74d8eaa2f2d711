"""Every wrong derivative of the table, worked out by hand for one sheet: the audit names exactly that slip.

The numbers are plain arithmetic, written for the sheet; nothing here calls the table's own formulas.
"""

from __future__ import annotations

from math import acos, asin, atan, cos, cosh, erf, exp, log, pi, sin, sinh, sqrt, tan, tanh

import pytest
from worked_slips import Sheet, Worked, not_named, without_example

from autograd.auditor.slips.tables.derivatives import DERIVATIVES
from autograd.auditor.slips.tables.pairs import OF_TWO

X, C = 0.83, 2.7183
AT = {"x": X}


def of(function: str, x: float = X) -> Sheet:
    """The gradient of 2.7183·f(x) + x²: 2.7183·f'(x) + 2x."""
    return Sheet(f"y = 2.7183*{function}(x) + x*x", {"x": x}, "grad:x")


def sigmoid(a: float) -> float:
    return 1 / (1 + exp(-a))


S, T, Q, P = sigmoid(X), tanh(X), sqrt(X), log(1 + exp(X))
PHI = (1 + erf(X / sqrt(2))) / 2  # of the normal distribution
SELU = 1.0507009873554805 * 1.6732632423543772  # Klambauer and others, 2017
OFF = Sheet("s = relu(x); y = 2.7183*s + x", {"x": -X}, "grad:x")
ON = Sheet("y = 2.7183*relu(x*x) + x", AT, "grad:x")
LEAKY = Sheet("s = leaky_relu(x, 0.2); y = 2.7183*s + x*x", {"x": -X}, "grad:x")
FOURTH = Sheet("y = 2.7183*(w*x)**4 + w", {"w": 1.3, "x": X}, "grad:x")
U = 1.3 * X
POWER = Sheet("y = 2.7183*x**k + k", {"x": 1.7, "k": 2.5}, "grad:k")
PRODUCT = Sheet("y = a*b", {"a": 1.7, "b": 0.65}, "grad:a")
DOT = Sheet("y = dot([w, v], [h, k])", {"w": 0.6172, "v": 0.9, "h": 1.7, "k": 2.3}, "grad:w")
A, B = 1.7013, 0.6472
BY_DIVISOR = Sheet("y = 2.7183*(a/b) + a*b", {"a": A, "b": B}, "grad:b")
BY_DIVIDEND = Sheet("y = 2.7183*(a/b) + a*b", {"a": A, "b": B}, "grad:a")
BY_BOTH = Sheet("y = 2.7183*(sin(x)/(1 + x*x))", AT, "grad:x")
OF_BOTH = Sheet("y = 2.7183*(sin(x)*(1 + x*x))", AT, "grad:x")
N, D = sin(X), 1 + X * X
LARGER = Sheet("s = max(a, b); y = 2.7183*s + a*b", {"a": A, "b": B}, "grad:b")
SMALLER = Sheet("s = min(a, b); y = 2.7183*s + a*b", {"a": A, "b": B}, "grad:a")

#: Of each function f the wrong f'(x): they are made in the gradient of 2.7183·f(x) + x², 2.7183·f'(x) + 2x.
OF_FUNCTIONS: dict[str, list[Worked]] = {
    "sigmoid": [
        Worked("derivative at the input", X * (1 - X), "the sigmoid is differentiated as h·(1 - h), at its input h, instead of O·(1 - O), at its output O"),
        Worked("derivative forgotten", 1, "the derivative of the sigmoid, O·(1 - O), is left out"),
        Worked("half of the derivative", S, "only O of the sigmoid's derivative O·(1 - O) is there"),
        Worked("half of the derivative", 1 - S, "only 1 - O of the sigmoid's derivative O·(1 - O) is there"),
        Worked("another function's derivative", 1 - S**2, "the sigmoid is differentiated like tanh, as 1 - O²"),
        Worked("sign inside the derivative", S * (1 + S), "the sigmoid is differentiated as O·(1 + O) instead of O·(1 - O)"),
        Worked("derivative multiplied in twice", S**2 * (1 - S) ** 2, "the derivative of the sigmoid, O·(1 - O), is multiplied in twice"),
        Worked("derivative applied twice", sigmoid(S) * (1 - sigmoid(S)), "the sigmoid is applied once more before differentiating: σ(O)·(1 - σ(O))"),
    ],
    "tanh": [
        Worked("derivative at the input", 1 - X**2, "tanh is differentiated as 1 - h², at its input h, instead of 1 - O², at its output O"),
        Worked("derivative forgotten", 1, "the derivative of tanh, 1 - O², is left out"),
        Worked("square forgotten", 1 - T, "tanh is differentiated as 1 - O: the square is missing"),
        Worked("another function's derivative", T * (1 - T), "tanh is differentiated like a sigmoid, as O·(1 - O)"),
        Worked("sign inside the derivative", 1 + T**2, "tanh is differentiated as 1 + O² instead of 1 - O²"),
        Worked("derivative multiplied in twice", (1 - T**2) * (1 - T**2), "the derivative of tanh, 1 - O², is multiplied in twice"),
        Worked("derivative applied twice", 1 - tanh(T) * tanh(T), "tanh is applied once more before differentiating: 1 - tanh(O)²"),
    ],
    "softplus": [
        Worked("derivative forgotten", 1, "the derivative of softplus, σ(a), is left out"),
        Worked("sign lost", 1 / (1 + exp(X)), "softplus is differentiated as σ(-a) instead of σ(a)"),
        Worked("derivative at the output", 1 / (1 + exp(-P)), "softplus is differentiated at its output: σ(softplus(a))"),
    ],
    "exp": [
        Worked("derivative forgotten", 1, "the derivative of exp, which is exp again, is left out"),
        Worked("power rule for exp", X * exp(X - 1), "exp(a) is differentiated by the power rule, as a·exp(a - 1)"),
        Worked("derivative at the input", X, "the derivative of exp(a) is taken as a", ("derivative at the input", "wrong factor")),
    ],
    "log": [
        Worked("derivative forgotten", 1, "the derivative of log, 1/a, is left out", ("derivative forgotten", "wrong factor")),
        Worked("derivative at the output", 1 / log(X), "log is differentiated at its output: 1/log(a) instead of 1/a"),
        Worked("derivative not inverted", X, "log(a) is differentiated as a instead of 1/a", ("derivative not inverted", "wrong factor")),
        Worked("another function's derivative", log(X), "the derivative of log(a) is taken as log(a) itself"),
    ],
    "sqrt": [
        Worked("derivative forgotten", 1, "the derivative of the square root, 1/(2√a), is left out"),
        Worked("½ forgotten", 1 / Q, "the ½ of the square root's derivative 1/(2√a) is missing", ("½ forgotten", "path counted twice")),
        Worked("derivative at the input", 1 / (2 * X), "the square root is differentiated as 1/(2a): the root is missing"),
        Worked("derivative not inverted", Q / 2, "the square root is differentiated as √a/2 instead of 1/(2√a)", ("derivative not inverted", "wrong factor")),
    ],
    "sin": [
        Worked("derivative forgotten", 1, "the derivative of sin, cos(a), is left out"),
        Worked("sign lost", -cos(X), "sin is differentiated as -cos"),
        Worked("not differentiated", sin(X), "sin stands where its derivative cos belongs"),
        Worked("derivative at the output", cos(sin(X)), "sin is differentiated at its output: cos(sin(a))"),
    ],
    "cos": [
        Worked("derivative forgotten", 1, "the derivative of cos, -sin(a), is left out"),
        Worked("sign lost", sin(X), "cos is differentiated as sin: the minus sign is lost"),
        Worked("not differentiated", cos(X), "cos stands where its derivative -sin belongs"),
        Worked("derivative at the output", -sin(cos(X)), "cos is differentiated at its output: -sin(cos(a))"),
    ],
    "log2": [Worked("logarithm forgotten", 1 / X, "the factor 1/ln 2 of the derivative of log2 is missing")],
    "log10": [Worked("logarithm forgotten", 1 / X, "the factor 1/ln 10 of the derivative of log10 is missing")],
    "exp2": [Worked("logarithm forgotten", 2**X, "the factor ln 2 of the derivative of 2 to the power a is missing")],
    "cosh": [Worked("another function's derivative", -sinh(X), "cosh is differentiated like cos, as -sinh", ("sign lost", "another function's derivative"))],
    "sinh": [Worked("another function's derivative", -cosh(X), "sinh is differentiated as -cosh", ("sign lost", "another function's derivative"))],
    "atan": [
        Worked("sign inside the derivative", 1 / (1 - X**2), "atan is differentiated as 1/(1 - a²) instead of 1/(1 + a²)"),
        Worked("square forgotten", 1 / (1 + X), "atan is differentiated as 1/(1 + a): the square is missing"),
        Worked("derivative not inverted", 1 + X**2, "atan is differentiated as 1 + a² instead of 1/(1 + a²)"),
        Worked("root added", 1 / sqrt(1 + X**2), "atan is differentiated as 1/√(1 + a²): there is no root in it"),
    ],
    "asin": [
        Worked("root forgotten", 1 / (1 - X**2), "asin is differentiated as 1/(1 - a²): the root is missing", ("derivative multiplied in twice", "root forgotten")),
        Worked("sign inside the derivative", 1 / sqrt(1 + X**2), "asin is differentiated as 1/√(1 + a²) instead of 1/√(1 - a²)"),
        Worked("sign lost", -1 / sqrt(1 - X**2), "asin is differentiated like acos: its derivative has no minus sign"),
    ],
    "acos": [
        Worked("root forgotten", -1 / (1 - X**2), "acos is differentiated as -1/(1 - a²): the root is missing"),
        Worked("sign lost", 1 / sqrt(1 - X**2), "the minus sign of the derivative of acos is lost"),
    ],
    "silu": [
        Worked("product rule", S, "a·σ(a) is differentiated as σ(a): the term a·σ'(a) is missing"),
        Worked("product rule", S * (1 - S), "a·σ(a) is differentiated as σ'(a), factor by factor"),
    ],
    "tan": [
        Worked("derivative forgotten", 1, "the derivative of tan, 1 + tan²(a), is left out"),
        Worked("sign lost", 1 - tan(X) ** 2, "tan is differentiated as 1 - tan² instead of 1 + tan²"),
        Worked("square forgotten", 1 + tan(X), "tan is differentiated as 1 + tan: the square is missing"),
        Worked("derivative at the input", 1 + X**2, "tan is differentiated as 1 + a², at its input instead of its output"),
    ],
}  # fmt: skip

#: Of other operations the sheets, with the slips made on them.
ON_SHEETS: dict[str, list[tuple[Sheet, list[Worked]]]] = {
    "relu": [
        (OFF, [Worked("derivative forgotten", C * 1 + 1, "a relu that is off passes the gradient on as if it were on")]),
        (ON, [Worked("derivative at the output", C * X**2 * 2 * X + 1, "the relu's own value is used as its derivative")]),
    ],
    "leaky_relu": [(LEAKY, [
        Worked("derivative forgotten", C * 1 - 2 * X, "the slope of the leaky relu is left out"),
        Worked("another function's derivative", C * 0 - 2 * X, "the leaky relu is differentiated like a relu, as 0 where its input is negative", ("path left out", "another function's derivative")),
    ])],
    "absolute": [(Sheet("s = abs(x); y = 2.7183*s + x*x", {"x": -X}, "grad:x"), [
        Worked("sign lost", C * 1 - 2 * X, "|a| is differentiated as 1 where a is negative: its derivative is -1 there"),
    ])],
    "power": [(FOURTH, [
        Worked("exponent not lowered", C * 1.3 * 4 * U**4, "the exponent is not lowered: 4·u³·u instead of 4·u³"),
        Worked("factor of the power forgotten", C * 1.3 * U**3, "the factor 4 of the derivative 4·u³ is missing"),
        Worked("not differentiated", C * 1.3 * U**4, "the power itself stands where its derivative 4·u³ belongs"),
        Worked("power forgotten", C * 1.3 * 4, "the u of the derivative 4·u³ is left out, and only its factor 4 is there"),
        Worked("derivative forgotten", C * 1.3, "the derivative of the power, 4·u³, is left out"),
        Worked("factor of the lowered exponent", C * 1.3 * 3 * U**3, "the factor of the derivative 4·u³ is 3 instead of 4"),
        Worked("exponent raised", C * 1.3 * U**5 / 5, "the power is integrated, not differentiated: its derivative is 4·u³"),
    ])],
    "exponential": [
        (POWER, [Worked("logarithm forgotten", C * 1.7**2.5 + 1, "the factor log(a) of the derivative of a to the power b is missing")]),
        (POWER, [Worked("power rule for exp", C * 2.5 * 1.7**1.5 + 1, "the power rule is used for the exponent")]),
    ],
    "multiply": [
        (PRODUCT, [Worked("operands swapped", 1.7, "the operands of the product are swapped: ∂(a·b)/∂a is taken as a instead of b", ("operands swapped", "another parameter's gradient", "wrong factor"))]),
        (OF_BOTH, [
            Worked("factor by factor", C * cos(X) * 2 * X, f"the product is differentiated factor by factor, (uv)' = u'v', with u' = {cos(X):.11g} and v' = 1.66, at"),
            Worked("factor by factor", C * (cos(X) * D - N * 2 * X), f"the product rule u'v + uv' is used with a minus sign, with u' = {cos(X):.11g} and v' = 1.66, at", ("sign lost", "factor by factor")),
        ]),
    ],
    "dot": [(DOT, [Worked("operands swapped", 0.6172, "the operands of the products are swapped: ∂(w·h)/∂w is taken as w instead of h", ("operands swapped", "another parameter's gradient", "wrong factor"))])],
    "divide": [
        (BY_DIVISOR, [
            Worked("quotient rule", C * A / B**2 + A, "the minus sign of the quotient rule -a/b² is lost", ("sign lost", "quotient rule")),
            Worked("quotient rule", C * -A / B + A, "the square in the quotient rule -a/b² is missing", ("quotient rule", "wrong factor")),
            Worked("quotient rule", C * -1 / B**2 + A, "the numerator of the quotient rule -a/b² is missing"),
            Worked("quotient rule", C * 1 / B + A, "the divisor is treated like the dividend: 1/b instead of -a/b²", ("operands swapped", "quotient rule")),
            Worked("quotient rule", C * A + A, "the quotient is differentiated like a product: ∂(a/b)/∂b is taken as a", ("quotient rule", "wrong factor")),
        ]),
        (BY_DIVIDEND, [
            Worked("quotient rule", C * B + B, "the quotient is differentiated like a product: ∂(a/b)/∂a is taken as b", ("quotient rule", "wrong factor")),
            Worked("operands swapped", C * -A / B**2 + B, "the partials of the quotient are swapped"),
        ]),
        (BY_BOTH, [
            Worked("divisor of the quotient rule", C * (cos(X) * D - N * 2 * X), "the quotient rule (u'v - uv')/v² is used without its divisor v²"),
            Worked("divisor of the quotient rule", C * (cos(X) * D - N * 2 * X) / D, "the quotient rule (u'v - uv')/v² is used with the divisor v: the square is missing"),
            Worked("divisor of the quotient rule", C * (cos(X) * D + N * 2 * X), "the quotient is differentiated like a product: (u/v)' is taken as u'v + uv'"),
            Worked("factor by factor", C * cos(X) / (2 * X), f"the quotient is differentiated numerator and divisor apart, (u/v)' = u'/v', with u' = {cos(X):.11g} and v' = 1.66, at"),
            Worked("factor by factor", C * cos(X) * 2 * X, f"the quotient is differentiated like a product, factor by factor: (u/v)' = u'·v', with u' = {cos(X):.11g} and v' = 1.66, at"),
            Worked("factor by factor", C * (N * 2 * X - cos(X) * D) / D**2, f"the terms of the quotient rule are exchanged, (uv' - u'v)/v², with u' = {cos(X):.11g} and v' = 1.66, at", ("sign lost", "factor by factor")),
            Worked("factor by factor", C * (cos(X) * D - N * 2 * X) / (2 * X) ** 2, f"the quotient rule is used with the divisor v'² instead of v², with u' = {cos(X):.11g} and v' = 1.66, at"),
        ]),
    ],
    "maximum": [(LARGER, [Worked("operands swapped", C * 1 + A, "the gradient goes to the smaller operand of max")])],
    "minimum": [(SMALLER, [Worked("operands swapped", C * 1 + B, "the gradient goes to the larger operand of min")])],
    "logsumexp": [(Sheet("s = logsumexp(a, b); y = 2.7183*s", {"a": A, "b": B}, "grad:a"), [
        Worked("derivative forgotten", C * 1, "the softmax, which is the derivative of logsumexp, is left out"),
    ])],
}  # fmt: skip

#: Of further functions a point, and there f and f': what any function may suffer. From tables of derivatives.
OF_ANY: dict[str, tuple[float, float, float]] = {
    "exp": (X, exp(X), exp(X)),
    "expm1": (X, exp(X) - 1, exp(X)),
    "exp2": (X, 2**X, log(2) * 2**X),
    "log": (X, log(X), 1 / X),
    "log1p": (X, log(1 + X), 1 / (1 + X)),
    "log2": (X, log(X) / log(2), 1 / (X * log(2))),
    "log10": (X, log(X) / log(10), 1 / (X * log(10))),
    "sinh": (X, (exp(X) - exp(-X)) / 2, (exp(X) + exp(-X)) / 2),
    "cosh": (X, (exp(X) + exp(-X)) / 2, (exp(X) - exp(-X)) / 2),
    "asinh": (X, log(X + sqrt(X * X + 1)), 1 / sqrt(X * X + 1)),
    "acosh": (1.7, log(1.7 + sqrt(1.7 * 1.7 - 1)), 1 / sqrt(1.7 * 1.7 - 1)),
    "atanh": (X, log((1 + X) / (1 - X)) / 2, 1 / (1 - X * X)),
    "erf": (X, erf(X), 2 / sqrt(pi) * exp(-X * X)),
    "softplus": (X, P, S),
    "logsigmoid": (X, log(S), 1 - S),
    "silu": (X, X * S, S + X * S * (1 - S)),
    "gelu": (X, X * PHI, PHI + X * exp(-X * X / 2) / sqrt(2 * pi)),
    "selu": (-X, SELU * (exp(-X) - 1), SELU * exp(-X)),
    "mish": (X, X * tanh(P), tanh(P) + X * (1 - tanh(P) ** 2) * S),
    "sqrt": (X, Q, 1 / (2 * Q)),
    "cbrt": (X, X ** (1 / 3), X ** (-2 / 3) / 3),
    "sin": (X, sin(X), cos(X)),
    "cos": (X, cos(X), -sin(X)),
    "tan": (X, tan(X), 1 / cos(X) ** 2),
    "asin": (X, asin(X), 1 / sqrt(1 - X * X)),
    "acos": (X, acos(X), -1 / sqrt(1 - X * X)),
    "atan": (X, atan(X), 1 / (1 + X * X)),
}


def on_a_sheet(function: str, slip: Worked) -> tuple[Sheet, Worked]:
    """A wrong derivative made in a gradient."""
    x = OF_ANY[function][0] if function in OF_ANY else X
    return of(function, x), slip._replace(wrong=C * slip.wrong + 2 * x)


@pytest.mark.parametrize("function", OF_FUNCTIONS)
def test_a_wrong_derivative_of_a_function_is_named(function: str) -> None:
    assert not [line for slip in OF_FUNCTIONS[function] for line in not_named(*on_a_sheet(function, slip))]
    assert not without_example((row.sentence for row in DERIVATIVES[function]), OF_FUNCTIONS[function])


@pytest.mark.parametrize("operation", ON_SHEETS)
def test_a_wrong_derivative_of_an_operation_is_named(operation: str) -> None:
    assert not [line for asked, slips in ON_SHEETS[operation] for slip in slips for line in not_named(asked, slip)]
    made = [slip for _, slips in ON_SHEETS[operation] for slip in slips]
    rows = [row.sentence for table in (DERIVATIVES, OF_TWO) for row in table.get(operation, ())]
    assert not without_example(rows, made)


def test_every_operation_with_slips_has_worked_examples() -> None:
    assert set(OF_FUNCTIONS) | set(ON_SHEETS) == set(DERIVATIVES) | set(OF_TWO)


@pytest.mark.parametrize("function", OF_ANY)
def test_what_any_function_may_suffer_is_named(function: str) -> None:
    _, out, derivative = OF_ANY[function]
    own = {row.slip for row in DERIVATIVES.get(function, ())}
    suffered = [
        Worked("derivative forgotten", 1, f"the derivative of {function} is left out"),
        Worked("derivative multiplied in twice", derivative**2, f"the derivative of {function} is multiplied in twice"),
    ]
    if function == "asin":  # this derivative's square is the derivative without its root
        suffered[1] = suffered[1]._replace(named=("derivative multiplied in twice", "root forgotten"))
    if not own:
        suffered.append(Worked("not differentiated", out, f"{function} stands where its derivative belongs"))
    made = [slip for slip in suffered if slip.slip not in own]
    assert not [line for slip in made for line in not_named(*on_a_sheet(function, slip))]

"""Wrong values of whole pages, one slip each: which slips the audit names.

The wrong numbers are plain arithmetic, written for each page, or texts; nothing here calls a slip's own formula. Of each
the whole of what the audit says is listed, the most likely slip first.
"""

from __future__ import annotations

from math import exp, log, log10, sqrt, tanh

from worked_slips import Answer, Page


def a_right_number_put_down_wrongly() -> Page:
    """A right number put down wrongly."""
    given = {"p": 0.7112, "q": 0.2128}
    return Page(
        "s = exp(p) + exp(q); y = s*2", given, answers=[
            Answer("s", "-3.273571", ["sign lost: The sign is lost: 3.27357071 is printed as -3.273571"]),
            Answer("s", "32.73571", ["decimal point slipped: The decimal point slipped one place right: 3.27357071 is printed as 32.73571"]),
            Answer("s", "0.3273571", ["decimal point slipped: The decimal point slipped one place left: 3.27357071 is printed as 0.3273571"]),
            Answer("s", "327.3571", ["decimal point slipped: The decimal point slipped two places right: 3.27357071 is printed as 327.3571"]),
            Answer("s", "0.03273571", ["decimal point slipped: The decimal point slipped two places left: 3.27357071 is printed as 0.03273571"]),
            Answer("s", "2.373571", [
                "digits transposed: Two digits are transposed: 3.273571 is printed as 2.373571",
                "two digits misprinted: Two digits are misprinted: 3.273571 is printed as 2.373571",
            ]),
            Answer("s", "3.723571", [
                "digits transposed: Two digits are transposed: 3.273571 is printed as 3.723571",
                "two digits misprinted: Two digits are misprinted: 3.273571 is printed as 3.723571",
            ]),
            Answer("s", "3.274571", ["digit misprinted: One digit is misprinted: 3.273571 is printed as 3.274571"]),
            Answer("s", "8.273571", ["digit misprinted: One digit is misprinted: 3.273571 is printed as 8.273571"]),
            Answer("s", "3.73571", ["digit dropped: A digit is dropped: 3.273571 is printed as 3.73571"]),
            Answer("s", "3.27571", ["digit dropped: A digit is dropped: 3.273571 is printed as 3.27571"]),
            Answer("s", "3.2757", ["digit dropped: A digit is dropped: 3.27357 is printed as 3.2757"]),
            Answer("s", "3.2733571", ["digit too many: A digit too many is written: 3.273571 is printed as 3.2733571"]),
            Answer("s", "3.2703571", ["digit too many: A digit too many is written: 3.273571 is printed as 3.2703571"]),
            Answer("s", "-3.27571", ["digit dropped: A digit is dropped: 3.273571 is printed as -3.27571; and its sign is lost"]),
            Answer("s", "3.473071", ["two digits misprinted: Two digits are misprinted: 3.273571 is printed as 3.473071"]),
            Answer("s", "-3.473071", ["two digits misprinted: Two digits are misprinted: 3.273571 is printed as -3.473071; and its sign is lost"]),
            Answer("s", "3.273581", []),
            Answer("s", "0.33", ["decimal point slipped: The decimal point slipped one place left: 3.27357 is printed as 0.33"]),
            Answer("s", "33", ["decimal point slipped: The decimal point slipped one place right: 3.27357 is printed as 33"]),
            Answer("s", "-3", ["sign lost: The sign is lost: 3.27357 is printed as -3"]),
            Answer("s", "327", ["decimal point slipped: The decimal point slipped two places right: 3.27357 is printed as 327"]),
            Answer("s", "3.72", ["digits transposed: Two digits are transposed: 3.27 is printed as 3.72"]),
            Answer("s", "-3.2733571", ["digit too many: A digit too many is written: 3.273571 is printed as -3.2733571; and its sign is lost"]),
        ],
    )  # fmt: skip


def the_line_above() -> Page:
    """The line above."""
    given = {"a": 0.31, "b": 0.82}
    return Page(
        "c = exp(a); d = tanh(b); e = c*d", given, right=(("c", "1.36343"),), answers=[
            Answer("d", "1.36343", ["line above copied: This is the number of the line above, c = 1.36343, copied"]),
            Answer("d", "1.4", ["arithmetic: tanh(0.82) = 0.67507; 1.4 is off by 7 units of its last digit"]),
        ],
    )  # fmt: skip


def a_number_changed_on_the_way_into_the_next_line() -> Page:
    """A number changed on the way into the next line."""
    given = {"v": 0.78, "w": -0.46, "h": 0.6534, "k": 0.5749}
    v, w, h, k = given.values()
    return Page(
        "z = v*h + w*k; y = z**2", given, answers=[
            Answer("z", v * 0.6543 + w * k, ["digits transposed in copying: Two digits are transposed in copying, h = 0.6534 is read as 0.6543: 0.2459"]),
            Answer("z", v * 0.654 + w * k, ["digit dropped in copying: A digit is dropped in copying, h = 0.6534 is read as 0.654: 0.245666"]),
            Answer("z", v * 0.6834 + w * k, ["digit misread: h = 0.6534 is read as 0.6834: 0.268598"]),
            Answer("z", v * 0.6543 + w * 0.5794, ["two numbers misread: Two numbers are read wrongly, h = 0.6534 as 0.6543 and k = 0.5749 as 0.5794: 0.24383"]),
            Answer("z", v * 6.534 + w * k, ["decimal point slipped in copying: The decimal point slips one place right, v = 0.78 is read as 7.8: 4.832066"]),
            Answer("z", v * 0.06534 + w * k, ["decimal point slipped in copying: The decimal point slips one place left, v = 0.78 is read as 0.078: -0.2134888"]),
            Answer("z", v * 0.65 + w * k, ["rounded too early: h = 0.6534 is read as 0.65: 0.242546"]),
            Answer("z", v * k + w * k, ["operand misread: h = 0.6534 is read as k = 0.5749: 0.183968"]),
            Answer("z", v * h + w * h, ["operand misread: k = 0.5749 is read as h = 0.6534: 0.209088"]),
            Answer("z", v * h + v * k, ["operand misread: w = -0.46 is read as v = 0.78: 0.958074"]),
            Answer("z", w * h + w * k, ["operand misread: v = 0.78 is read as w = -0.46: -0.565018"]),
            Answer("z", v * h - w * k, ["sign lost: The sign of the product w·k is lost: 0.774106"]),
            Answer("z", v * h * k + w, ["arithmetic: 0.78·0.6534 + (-0.46)·0.5749 = 0.245198; -0.167001065 is an arithmetic slip in this sum of products"]),
            Answer("z", v * k + w * h, ["factors exchanged: h and k are exchanged, the products are v·k and w·h: 0.147858"]),
            Answer("z", v * w + h * k, ["factors exchanged: h and w are exchanged, the products are v·w and k·h: 0.01683966"]),
            Answer("z", v * 0.534 + w * k, ["digit dropped in copying: A digit is dropped in copying, h = 0.6534 is read as 0.534: 0.152066"]),
            Answer("z", v * 0.6534 + w * 0.5949, [
                "two digits misprinted: Two digits are misprinted: 0.245198000 is printed as 0.235998000",
                "digit misread: k = 0.5749 is read as 0.5949: 0.235998",
            ]),
        ],
    )  # fmt: skip


def a_number_read_with_few_digits() -> Page:
    """A number read, with few digits."""
    given = {"v": 2.5, "w": -1.1, "h": 0.6534, "k": 0.5749}
    return Page(
        "z = v*h + w*k; y = z**2", given, answers=[
            Answer("z", "1.076", ["digit misread: h = 0.6534 is read as 0.6834: 1.07611"]),
            Answer("z", "1.101", ["arithmetic: 2.5·0.6534 + (-1.1)·0.5749 = 1.00111; 1.101 is an arithmetic slip in this sum of products"]),
            Answer("z", "0.99", ["arithmetic: 2.5·0.6534 + (-1.1)·0.5749 = 1.00111; 0.99 is rounded wrongly"]),
            Answer("z", "0.80", ["operand misread: h = 0.6534 is read as k = 0.5749: 0.80486"]),
        ],
    )  # fmt: skip


def a_formula_put_together_wrongly() -> Page:
    """A formula put together wrongly."""
    given = {"z": 0.6681, "h": -0.3519, "n": 0.6713}
    z, h, n = given.values()
    return Page(
        "y = (1 - z)*h + z*n", given, answers=[
            Answer("y", (1 - z) * n + z * h, ["factors exchanged: h and n are exchanged, the products are (1 - z)·n and z·h: -0.01229992"]),
            Answer("y", z * h + z * n, ["share of the new gradient: z stands in place of 1 - z: 0.21339114"]),
            Answer("y", (1 - z) * h - z * n, [
                "sign lost: The sign of the product z·n is lost: -0.56529114",
                "operands swapped: z - 1 stands where 1 - z belongs: 0.56529114; and the sign of the result is lost",
            ]),
            Answer("y", (1 - z) * h + (1 - z) * n, ["arithmetic: (1 - 0.6681)·(-0.3519) + 0.6681·0.6713 = 0.33169992; 0.106008860 is an arithmetic slip in this sum of products"]),
            Answer("y", (1 + z) * h + z * n, ["sign of a term: z is added instead of subtracted: -0.13850886"]),
            Answer("y", h + z * n, [
                "factor left out: The factor (1 - z) is left out: 0.09659553",
                "term left out: The term z is left out: 0.09659553",
            ]),
            Answer("y", (1 - z) * h, ["term left out: The term (z·n) is left out: -0.11679561"]),
            Answer("y", (1 - z) * (h + z * n), ["arithmetic: (1 - 0.6681)·(-0.3519) + 0.6681·0.6713 = 0.33169992; 0.0320600564 is an arithmetic slip in this sum of products"]),
            Answer("y", (z - 1) * h + z * n, [
                "sign lost: The sign of the product (1 - z)·h is lost: 0.56529114",
                "operands swapped: z - 1 stands where 1 - z belongs: 0.56529114",
            ]),
        ],
    )  # fmt: skip


def a_small_number_inside_a_root() -> Page:
    """A small number inside a root."""
    given = {"v": 0.8117, "e": 0.0219}
    v, e = given.values()
    return Page(
        "s = sqrt(v + e); y = 2*s", given, answers=[
            Answer("s", sqrt(v) + e, ["inside or outside: e is added outside the square root, and belongs inside it: 0.92284394942"]),
            Answer("s", v + e, ["function not applied: The square root of (v + e) is not taken: 0.8336"]),
            Answer("s", sqrt(v), ["term left out: The term e is left out: 0.90094394942"]),
            Answer("s", sqrt(v - e), ["sign of a term: e is subtracted instead of added: 0.88870692582"]),
            Answer("s", (v + e)**2, ["another function: (v + e) is squared, and no square root of it taken: 0.69488896"]),
        ],
    )  # fmt: skip


def a_number_inside_a_logarithm_and_outside_an_exponential() -> Page:
    """A number inside a logarithm and outside an exponential."""
    given = {"a": 1.3117, "c": 0.7193}
    a, c = given.values()
    return Page(
        "y = log(a + c) + exp(a) + c", given, answers=[
            Answer("y", log(a) + c + exp(a) + c, ["inside or outside: c is added outside the logarithm, and belongs inside it: 5.4224035718"]),
            Answer("y", log(a + c) + exp(a + c), []),
            Answer("y", log(a + c) + exp(a), ["term left out: The term c is left out: 4.4210078486"]),
            Answer("y", log(a - c) + exp(a) + c, ["sign of a term: c is subtracted instead of added: 3.9082063694"]),
            Answer("y", log10(a + c) + exp(a) + c, ["another base: The logarithm of (a + c) is taken to base 10: 4.7394894894"]),
        ],
    )  # fmt: skip


def a_variance() -> Page:
    """A variance."""
    given = {"a": 1.1117, "b": 0.3219, "c": -1.4173}
    a, b, c = given.values()
    return Page(
        "v = (a**2 + b**2 + c**2)/3; s = sqrt(v)", given, answers=[
            Answer("v", (a * a + b * b + c * c) / 2, ["divided by n - 1: The sum is divided by 2 = 3 - 1, as in the variance of a sample, not by 3: 1.674117895"]),
            Answer("v", a * a + b * b + c * c, ["factor left out: The division by 3 is left out: 3.34823579"]),
            Answer("v", (a * a + b * b) / 3, ["term left out: The term (c²) is left out: 0.44649883333"]),
            Answer("v", (a * a + b * b - c * c) / 3, ["sign lost: The power of c has the wrong sign: -0.22308093"]),
            Answer("v", (a * a + b * b + c * c) / 4, []),
            Answer("v", sqrt((a * a + b * b + c * c) / 3), ["another quantity: This is s = 1.056446211, not v"]),
            Answer("v", (a + b + c) / 3, [
                "exponent forgotten: a, b and c is not raised to the power 2, at every power: 0.0054333333333",
                "exponent off by one: a, b and c is raised to a power one lower than 2, at every power: 0.0054333333333",
            ]),
            Answer("v", (a**3 + b**3 + c**3) / 3, ["exponent off by one: a, b and c is raised to a power one higher than 2, at every power: -0.47990223488"]),
        ],
    )  # fmt: skip


def one_wrong_operation_at_every_node() -> Page:
    """One wrong operation at every node."""
    given = {"p": 0.3117, "q": 0.6219}
    p, q = given.values()
    return Page(
        "l = -(log(p) + log(q))/2; e = 3*l", given, answers=[
            Answer("l", -(log10(p) + log10(q)) / 2, ["another base: The logarithm of p and q is taken to base 10, at every log: 0.35627132045"]),
            Answer("l", (log(p) + log(q)) / 2, ["sign lost: The sign is lost: 0.82034503154 is printed as -0.820345032"]),
            Answer("l", -(log(p) + log(q)), ["factor left out: The division by 2 is left out: 1.6406900631"]),
            Answer("l", -(log(p) - log(q)) / 2, ["sign lost: The sign of log(q) is lost: 0.34536906067"]),
            Answer("l", -log(p) / 2, ["term left out: The term (log(q)) is left out: 0.5828570461"]),
            Answer("l", -(p + q) / 2, ["function not applied: Log is not applied to p and q, at every log: -0.4668"]),
            Answer("l", -log(p + q) / 2, []),
            Answer("e", -(log10(p) + log10(q)) / 2 * 3, ["another base: The logarithm of p and q is taken to base 10, at every log: 1.0688139614"]),
        ],
    )  # fmt: skip


def halves() -> Page:
    """Halves."""
    given = {"r": 0.3117, "s": 0.5719}
    r, s = given.values()
    return Page(
        "E = r**2/2 + s**2/2; e = E*3", given, answers=[
            Answer("E", r * r + s * s, ["factor left out: The division by 2 is left out, at every divide: 0.4242265"]),
            Answer("E", r * r + s * s / 2, [
                "factor left out: The division by 2 is left out: 0.260691695",
                "term counted twice: The term (r² / 2) is counted twice: 0.260691695",
            ]),
            Answer("E", r / 2 + s / 2, [
                "exponent forgotten: r and s is not raised to the power 2, at every power: 0.4418",
                "exponent off by one: r and s is raised to a power one lower than 2, at every power: 0.4418",
            ]),
            Answer("E", (r**2 / 2 + s**2 / 2) / 2, [
                "term counted twice: (r²) and (s²) is divided by 2 twice, at every divide: 0.106056625",
                "mean for a sum: The mean is taken over 2 terms that are only to be added: a division by 2 too many: 0.106056625",
            ]),
            Answer("E", 2 * r + 2 * s, []),
            Answer("E", 2 * r / 2 + 2 * s / 2, ["exponent taken as a factor: r and s is multiplied by 2 instead of raised to it, at every power: 0.8836"]),
            Answer("E", r**3 / 2 + s**3 / 2, ["exponent off by one: r and s is raised to a power one higher than 2, at every power: 0.10866745629"]),
        ],
    )  # fmt: skip


def another_line_s_number() -> Page:
    """Another line's number."""
    given = {"a": 0.8117, "b": 0.9219, "o": 0.7313}
    a, b, o = given.values()
    c = a * b
    t = tanh(c)
    return Page(
        "c = a*b; t = tanh(c); h = o*t", given, answers=[
            Answer("h", o * c, ["function not applied: Tanh is not applied to c: 0.547236346"]),
            Answer("h", o * o, []),
            Answer("h", t, [
                "factor left out: The factor o is left out: 0.63413738597",
                "another quantity: This is t = 0.63413738597, not h",
            ]),
            Answer("t", c, [
                "function not applied: Tanh is not applied to c: 0.74830623",
                "another quantity: This is c = 0.74830623, not t",
            ]),
            Answer("t", o * tanh(c), ["another quantity: This is h = 0.46374467036, not t"]),
            Answer("c", tanh(a * b), ["another quantity: This is t = 0.63413738597, not c"]),
            Answer("h", o * a * b, ["function not applied: Tanh is not applied to c: 0.547236346"]),
        ],
    )  # fmt: skip


def another_line_s_number_on_paper() -> Page:
    """Another line's number on paper."""
    given = {"a": 0.8, "b": 0.9, "o": 0.7313}
    a, b, o = given.values()
    c = a * b
    t = tanh(c)
    return Page(
        "c = a*b; t = tanh(c); h = o*t", given, right=(("c", "0.72"), ("t", "0.6169093"),), answers=[
            Answer("h", o * c, ["operand misread: c = 0.72 stands where t = 0.6169093 belongs, which is computed from it: 0.526536"]),
            Answer("h", o * a, ["arithmetic: 0.7313·0.6169093 = 0.45114577109 from the numbers printed before it; 0.585040000 is an arithmetic slip in this product"]),
            Answer("h", c * t, ["arithmetic: 0.7313·0.6169093 = 0.45114577109 from the numbers printed before it; 0.444174698 is an arithmetic slip in this product"]),
        ],
    )  # fmt: skip


def what_is_computed_from_another_number() -> Page:
    """What is computed from another number."""
    given = {"x": 2.3, "r": 0.15, "v": 0.4, "k": 0.8, "m": 0.5}
    return Page(
        "l = x - r*v; g = k*(l - m)", given, right=(("l", "2.24"),), answers=[
            Answer("g", "1.440", ["operand misread: x = 2.3 stands where l = 2.24 belongs, which is computed from it: 1.44"]),
            Answer("g", "1.520", ["arithmetic: 0.8·(2.24 - 0.5) = 1.392 from the numbers printed before it; 1.520 is an arithmetic slip in this product"]),
            Answer("g", "1.792", [
                "term left out: The term m is left out: 1.792",
                "digit misprinted: One digit is misprinted: 1.392 is printed as 1.792",
                "digit misread: m = 0.5 is read as 0.0: 1.792",
            ]),
        ],
    )  # fmt: skip


def momentum_written_out() -> Page:
    """Momentum, written out."""
    given = {"w0": 3.17, "m": 1.42, "a": 0.73, "v0": 0.38, "beta": 0.85, "eta": 0.08}
    w0, m, a, v0, beta, eta = given.values()
    g1 = 2 * a * (w0 - m)
    v1 = beta * v0 + g1
    w1 = w0 - eta * v1
    g2 = 2 * a * (w1 - m)
    v2 = beta * v1 + g2
    return Page(
        "g1 = 2*a*(w0 - m); v1 = beta*v0 + g1; w1 = w0 - eta*v1; g2 = 2*a*(w1 - m); v2 = beta*v1 + g2; w2 = w1 - eta*v2", given, answers=[
            Answer("v2", beta * v1 + (1 - beta) * g2, ["share of the new gradient: g2 is multiplied by 1 - beta, as in a running mean: beta·v1 + (1 - beta)·g2: 2.77912744"]),
            Answer("v2", (1 - beta) * v1 + beta * g2, ["share of the new gradient: The factors beta and 1 - beta are exchanged: (1 - beta)·v1 + beta·g2: 2.31772216"]),
            Answer("v2", beta * (v1 + g2), ["share of the new gradient: beta multiplies the whole sum, v1 and g2: 4.33232216"]),
            Answer("v2", beta * v1 + eta * g2, ["share of the new gradient: g2 is multiplied by eta already here: 2.623807968"]),
            Answer("v2", g2 - beta * v1, [
                "sign lost: The sign of the product beta·v1 is lost: -0.2274504",
                "operands swapped: m - w1 stands where w1 - m belongs: 0.2274504; and the sign of the result is lost",
            ]),
            Answer("v2", v1 + g2, ["factor left out: The factor beta is left out: 5.0968496"]),
            Answer("v2", beta * v0 + g2, []),
            Answer("w2", w0 - eta * v2, []),
            Answer("w2", w1 - eta * g2, [
                "term left out: The term (beta·v1) is left out: 2.762252032",
                "operand misread: g2 = 2.2188496 stands in place of v2 = 4.6651496, of which it is one term: 2.762252032",
            ]),
            Answer("w2", w1 + v2, ["look-ahead: (eta·v2) is added, not subtracted, and its factor eta left out: 7.6049096"]),
            Answer("w2", w1 + eta * v2, ["sign lost: The sign of the product eta·v2 is lost: 3.312971968"]),
            Answer("w2", w1 - v2, ["factor left out: The factor eta is left out: -1.7253896"]),
            Answer("w2", w1 - eta * v1, []),
            Answer("g2", 2 * a * (w0 - m), [
                "term left out: The term (eta·v1) is left out: 2.555",
                "digit misread: eta = 0.08 is read as 0.00: 2.555",
                "index off by one: w0 = 3.17, of the step before, stands in place of w1 = 2.93976: 2.555",
            ]),
            Answer("g2", a * (w1 - m), ["factor left out: The factor 2 is left out: 1.1094248"]),
            Answer("g2", 2 * a * (w1 + m), [
                "sign of a term: m is added instead of subtracted: 6.3652496",
                "operands swapped: (eta·v1) - w0 stands where w0 - (eta·v1) belongs: -6.3652496; and the sign of the result is lost",
            ]),
            Answer("v2", g2, [
                "term left out: The term (beta·v1) is left out: 2.2188496",
                "another quantity: This is g2 = 2.2188496, not v2",
            ]),
            Answer("v1", g1, [
                "term left out: The term (beta·v0) is left out: 2.555",
                "another quantity: This is g1 = 2.555, not v1",
            ]),
        ],
    )  # fmt: skip


def adam_written_out() -> Page:
    """Adam, written out."""
    given = {"w0": 2.83, "m": 1.27, "a": 0.64, "beta1": 0.87, "beta2": 0.98, "eta": 0.07, "eps": 0.01}
    w0, m, a, beta1, beta2, eta, eps = given.values()
    g1 = 2 * a * (w0 - m)
    m1 = (1 - beta1) * g1
    s1 = (1 - beta2) * g1**2
    mh1 = m1 / (1 - beta1)
    sh1 = s1 / (1 - beta2)
    w1 = w0 - eta * mh1 / (sqrt(sh1) + eps)
    g2 = 2 * a * (w1 - m)
    m2 = beta1 * m1 + (1 - beta1) * g2
    s2 = beta2 * s1 + (1 - beta2) * g2**2
    mh2 = m2 / (1 - beta1**2)
    sh2 = s2 / (1 - beta2**2)
    return Page(
        "g1 = 2*a*(w0 - m); m1 = (1 - beta1)*g1; s1 = (1 - beta2)*g1**2; mh1 = m1/(1 - beta1); sh1 = s1/(1 - beta2); w1 = w0 - eta*mh1/(sh1**0.5 + eps); g2 = 2*a*(w1 - m); m2 = beta1*m1 + (1 - beta1)*g2; s2 = beta2*s1 + (1 - beta2)*g2**2; mh2 = m2/(1 - beta1**2); sh2 = s2/(1 - beta2**2); w2 = w1 - eta*mh2/(sh2**0.5 + eps)", given, answers=[
            Answer("w1", w0 - eta * m1 / (sqrt(sh1) + eps), [
                "bias correction forgotten: The correction is left out: m1 = 0.259584 stands in place of mh1 = 1.9968: 2.8209453458",
                "factor left out: The division by (1 - beta1) is left out: 2.8209453458",
                "term left out: The term beta1 is left out: 2.8209453458",
                "term counted twice: The factor (1 - beta1) is multiplied in twice, so that it is squared: 2.8209453458",
            ]),
            Answer("w2", w1 - eta * m2 / (sqrt(s2) + eps), ["term left out: The term (beta1²) and (beta2²) is left out, at every subtract of one layer, (1 - beta1²) and (1 - beta2²): 2.6771159012"]),
            Answer("w2", w1 - eta * mh2 / (sqrt(s2) + eps), [
                "factor left out: The division by (1 - beta2²) is left out: 2.4179674365",
                "term left out: The term (beta2²) is left out: 2.4179674365",
            ]),
            Answer("w1", w0 - eta * mh1 / sqrt(sh1 + eps), ["place of epsilon: eps stands inside the root: √(sh1 + eps), where √sh1 + eps belongs: 2.7600876159"]),
            Answer("mh2", m2 / beta1**2, [
                "share of the new gradient: (beta1²) stands in place of 1 - (beta1²): 0.6260168089",
                "term left out: The term 1 is left out: -0.6260168089; and the sign of the result is lost",
            ]),
            Answer("m2", (1 - beta1) * m1 + beta1 * g2, ["share of the new gradient: The factors beta1 and 1 - beta1 are exchanged: (1 - beta1)·m1 + beta1·g2: 1.6933983593"]),
            Answer("s2", beta1 * s1 + (1 - beta1) * g2**2, []),
            Answer("m2", beta1 * m1 + g2, [
                "factor left out: The factor (1 - beta1) is left out: 2.133484562",
                "term left out: The term beta1 is left out: 2.133484562",
            ]),
            Answer("s2", beta2 * s1 + (1 - beta2) * g2, [
                "exponent forgotten: g2 is not raised to the power 2: 0.11630225034",
                "exponent off by one: g2 is raised to a power one lower than 2: 0.11630225034",
            ]),
            Answer("mh2", m2 / (1 - beta1), [
                "exponent forgotten: beta1 is not raised to the power 2: 3.644862482",
                "exponent off by one: beta1 is raised to a power one lower than 2: 3.644862482",
            ]),
            Answer("mh2", m2, [
                "factor left out: The division by (1 - beta1²) is left out: 0.47383212265",
                "term left out: The term (beta1²) is left out: 0.47383212265",
                "another quantity: This is m2 = 0.47383212265, not mh2",
            ]),
            Answer("w2", w1 - eta * mh2 / (sh2 + eps), ["exponent forgotten: sh2 is not raised to the power 0.5: 2.7246450045"]),
            Answer("w2", w0 - eta * mh2 / (sqrt(sh2) + eps), []),
            Answer("m2", beta1 * m1 + beta1 * g2, ["share of the new gradient: beta1 stands in place of 1 - beta1: 1.8854905193"]),
            Answer("mh2", m2 * (1 - beta1**2), ["another function: m2 is multiplied by (1 - beta1²) instead of divided: 0.11518858902"]),
            Answer("w2", w1 - eta * g2 / (sqrt(sh2) + eps), []),
        ],
    )  # fmt: skip


def nesterov_s_momentum_written_out() -> Page:
    """Nesterov's momentum, written out."""
    given = {"x0": 1.3, "v0": 0.4, "alpha": 0.12, "beta": 0.85, "c": 1.7}
    x0, v0, alpha, beta, c = given.values()
    l0 = x0 - alpha * beta * v0
    g0 = c * l0
    v1 = beta * v0 + g0
    x1 = x0 - alpha * v1
    l1 = x1 - alpha * beta * v1
    g1 = c * l1
    v2 = beta * v1 + g1
    return Page(
        "l0 = x0 - alpha*beta*v0; g0 = c*l0; v1 = beta*v0 + g0; x1 = x0 - alpha*v1; l1 = x1 - alpha*beta*v1; g1 = c*l1; v2 = beta*v1 + g1; x2 = x1 - alpha*v2", given, answers=[
            Answer("l1", x1 + beta * v1, ["look-ahead: (alpha·beta·v1) is added, not subtracted, and its factor alpha left out: 3.1108672"]),
            Answer("l1", x1 + alpha * beta * v1, [
                "sign lost: The sign of the product (alpha·beta)·v1 is lost: 1.25534848",
                "operands swapped: (alpha·v1) - x0 stands where x0 - (alpha·v1) belongs: -1.25534848; and the sign of the result is lost",
            ]),
            Answer("l1", x1 - alpha * beta * v0, []),
            Answer("l1", x1 - alpha * v1, ["factor left out: The factor beta is left out: 0.7046464"]),
            Answer("x2", l1 - alpha * v2, [
                "term counted twice: The term (beta·v1) is counted twice: 0.34341586432",
                "operand misread: beta = 0.85 is read as c = 1.7: 0.34341586432",
            ]),
            Answer("x2", x1 - alpha * g1, [
                "term left out: The term (beta·v1) is left out: 0.84946642432",
                "operand misread: g1 = 1.273806464 stands in place of v2 = 3.382350464, of which it is one term: 0.84946642432",
            ]),
            Answer("l1", x0 - alpha * beta * v1, [
                "term left out: The term (alpha·v1) is left out: 1.04697472",
                "index off by one: x0 = 1.3, of the step before, stands in place of x1 = 1.0023232: 1.04697472",
            ]),
            Answer("g1", c * x1, ["term left out: The term (alpha·beta·v1) is left out: 1.70394944"]),
        ],
    )  # fmt: skip


def a_look_ahead_known_by_two_digits() -> Page:
    """A look-ahead known by two digits."""
    given = {"x1": 0.9, "v1": 1, "alpha": 0.1, "beta": 0.9, "c": 1}
    return Page(
        "l1 = x1 - alpha*beta*v1; g1 = c*l1", given, answers=[
            Answer("l1", "1.8", ["look-ahead: (alpha·beta·v1) is added, not subtracted, and its factor alpha left out: 1.8"]),
        ],
    )  # fmt: skip


def weight_decay_written_out() -> Page:
    """Weight decay, written out."""
    given = {"w0": 1.734, "b0": 0.6123, "gw": 0.8176, "gb": -0.3171, "lam": 0.137, "eta": 0.0517}
    w0, b0, gw, gb, lam, eta = given.values()
    return Page(
        "w1 = w0 - eta*(gw + lam*w0); b1 = b0 - eta*gb", given, answers=[
            Answer("b1", b0 - eta * (gb + lam * b0), ["weight decay: The weight decay is applied to b0, too: lam·b0 is added to the gradient: 0.62435721033"]),
            Answer("w1", w0 - eta * gw - lam * w0, ["weight decay: eta multiplies gw only, not (lam·w0): 1.45417208"]),
            Answer("w1", w0 - eta * (gw - lam * w0), ["sign lost: The sign of the product lam·w0 is lost: 1.7040118286"]),
            Answer("w1", w0 - eta * gw, ["term left out: The term (lam·w0) is left out: 1.69173008"]),
            Answer("w1", w0 - eta * (gw + lam), ["factor left out: The factor w0 is left out: 1.68464718"]),
            Answer("b1", b0 + eta * gb, ["sign lost: The sign of the product eta·gb is lost: 0.59590593"]),
            Answer("b1", b0 - gb, ["factor left out: The factor eta is left out: 0.9294"]),
        ],
    )  # fmt: skip


PAGES = [
    a_right_number_put_down_wrongly,
    the_line_above,
    a_number_changed_on_the_way_into_the_next_line,
    a_number_read_with_few_digits,
    a_formula_put_together_wrongly,
    a_small_number_inside_a_root,
    a_number_inside_a_logarithm_and_outside_an_exponential,
    a_variance,
    one_wrong_operation_at_every_node,
    halves,
    another_line_s_number,
    another_line_s_number_on_paper,
    what_is_computed_from_another_number,
    momentum_written_out,
    adam_written_out,
    nesterov_s_momentum_written_out,
    a_look_ahead_known_by_two_digits,
    weight_decay_written_out,
]

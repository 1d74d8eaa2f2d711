"""Slips beside numbers that stand on the page, on many paths, and in steps of several layers.

The wrong numbers are plain arithmetic, written for each page, or texts; nothing here calls a slip's own formula. Of each
the whole of what the audit says is listed, the most likely slip first.
"""

from __future__ import annotations

from math import cos, exp, sin, tanh

from worked_slips import Answer, Page


def sigmoid(a: float) -> float:
    return 1 / (1 + exp(-a))


def a_network_whose_gradients_in_between_are_on_the_page() -> Page:
    """A network whose gradients in between are on the page."""
    given = {
        "x1": 0.1317, "x2": 0.2843, "t1": 0.0619, "t2": 0.9421, "w1": 0.1753, "w2": 0.2617, "w3": -0.3437, "w4":
        0.4519, "b1": 0.3211, "b2": -0.2131, "w5": 0.5623, "w6": -0.3947, "w7": 0.6431, "w8": 0.7219, "b3":
        0.1109, "b4": 0.4817,
    }  # fmt: skip
    x1, x2, t1, t2, w1, w2, w3, w4, b1, b2, w5, w6, w7, w8, b3, b4 = given.values()
    h1, h2 = sigmoid(w1 * x1 + w2 * x2 + b1), sigmoid(w3 * x1 + w4 * x2 + b2)
    o1, o2 = sigmoid(w5 * h1 + w6 * h2 + b3), sigmoid(w7 * h1 + w8 * h2 + b4)
    d1, d2 = (o1 - t1) * o1 * (1 - o1), (o2 - t2) * o2 * (1 - o2)
    return Page(
        "n1 = w1*x1 + w2*x2 + b1; n2 = w3*x1 + w4*x2 + b2; h1 = sigmoid(n1); h2 = sigmoid(n2); m1 = w5*h1 + w6*h2 + b3; m2 = w7*h1 + w8*h2 + b4; o1 = sigmoid(m1); o2 = sigmoid(m2); E = (o1 - t1)**2/2 + (o2 - t2)**2/2", given, more={"loss": "E"}, right=(("grad:m1", "0.123826854"), ("grad:m2", "-0.0305357304"),), answers=[
            Answer("grad:w5", d1 * o1 * (1 - o1) * h1, [
                "derivative once more: The derivative 0.24564568493 is multiplied in once more, although the gradient of m1 holds it already: 0.018346194662 instead of 0.074685597132",
                "derivative multiplied in twice: The derivative of the sigmoid, O·(1 - O), is multiplied in twice, at every sigmoid: 0.018346194646",
            ]),
            Answer("grad:h1", d1 * o1 * (1 - o1) * w5 + d2 * o2 * (1 - o2) * w7, [
                "derivative once more: The derivative of the activation is multiplied in once more, although the gradients of m1 and m2 hold it already: 0.013623742367 instead of 0.049990311784",
                "derivative multiplied in twice: The derivative of the sigmoid, O·(1 - O), is multiplied in twice, at every sigmoid: 0.013623742357",
            ]),
            Answer("grad:w5", d1 * h1 * 2, [
                "factor dropped: The factor 0.5 of (o1 - t1)² -> E is left out: 0.14937119413 instead of 0.074685597065",
                "path counted twice: The paths over w5 -> m1 are counted twice: 0.14937119426 instead of 0.074685597132",
            ]),
            Answer("grad:h1", d1 * w5, ["path left out: The path h1 -> m2 -> o2 -> E is left out: 0.069627839943 instead of 0.049990311753"]),
            Answer("grad:h1", d1 * w5 * 2 + d2 * w7, [
                "factor dropped: The factor 0.5 is left out of the path h1 -> m1 -> o1 -> E: 0.1196181517 instead of 0.049990311753",
                "path counted twice: The path h1 -> m1 is counted twice: 0.11961815179 instead of 0.049990311784",
            ]),
        ],
    )  # fmt: skip


def a_network_of_two_layers_seen_from_an_input() -> Page:
    """A network of two layers, seen from an input."""
    given = {
        "x1": 0.1317, "x2": 0.2843, "t1": 0.0619, "t2": 0.9421, "w1": 0.1753, "w2": 0.2617, "w3": -0.3437, "w4":
        0.4519, "b1": 0.3211, "b2": -0.2131, "w5": 0.5623, "w6": -0.3947, "w7": 0.6431, "w8": 0.7219, "b3":
        0.1109, "b4": 0.4817,
    }  # fmt: skip
    x1, x2, t1, t2, w1, w2, w3, w4, b1, b2, w5, w6, w7, w8, b3, b4 = given.values()
    h1, h2 = sigmoid(w1 * x1 + w2 * x2 + b1), sigmoid(w3 * x1 + w4 * x2 + b2)
    o1, o2 = sigmoid(w5 * h1 + w6 * h2 + b3), sigmoid(w7 * h1 + w8 * h2 + b4)
    d1, d2 = (o1 - t1) * o1 * (1 - o1), (o2 - t2) * o2 * (1 - o2)
    s1, s2 = h1 * (1 - h1), h2 * (1 - h2)
    e1, e2 = (d1 * w5 + d2 * w7) * s1, (d1 * w6 + d2 * w8) * s2
    return Page(
        "n1 = w1*x1 + w2*x2 + b1; n2 = w3*x1 + w4*x2 + b2; h1 = sigmoid(n1); h2 = sigmoid(n2); m1 = w5*h1 + w6*h2 + b3; m2 = w7*h1 + w8*h2 + b4; o1 = sigmoid(m1); o2 = sigmoid(m2); E = (o1 - t1)**2/2 + (o2 - t2)**2/2", given, more={"loss": "E"}, answers=[
            Answer("grad:x1", (d1 + d2) * h1 * s1 * w1 + (d1 + d2) * h2 * s2 * w3, ["operands swapped: In every product that h1 and h2 feed, the operands are swapped: they stand where w5, w7, w6 and w8 belong: -0.0013713103092 instead of 0.0081656094188"]),
            Answer("grad:x1", (d1 + d2) * s1 * w1 + (d1 + d2) * s2 * w3, ["factor dropped: The factors w5, w7, w6 and w8 are left out of every product that h1 and h2 feed: -0.0040678296699 instead of 0.0081656094188"]),
            Answer("grad:x1", e1 * w1 + e2 * w4, [
                "neighbour's weight: w4 = 0.4519 stands in place of the local partial -0.3437 at x1 -> n2, another weight in place of w3: -0.0058806924629 instead of 0.0081656094188",
                "wrong factor: w4 = 0.4519 stands in place of the local partial -0.3437 at x1 -> n2: -0.0058806924629",
            ]),
            Answer("grad:x1", e1 * w3 + e2 * w4, []),
            Answer("grad:x1", e1 * w1, ["path left out: The paths over x1 -> n2 are left out: 0.0020975928819 instead of 0.0081656094188"]),
            Answer("grad:x1", (d1 * w5 + d2 * w6) * s1 * w1 + (d1 * w7 + d2 * w8) * s2 * w3, []),
        ],
    )  # fmt: skip


def five_paths() -> Page:
    """Five paths."""
    given = {"a": 1.1317, "b": 0.3719, "c": 2.2323, "d": 0.7127, "e": 5.4131, "x": 0.6}
    a, b, c, d, e, _ = given.values()
    return Page(
        "y = a*x + b*x + c*x + d*x + e*x", given, answers=[
            Answer("grad:x", a + b, ["path left out: Only the 2 paths x -> y; x -> y are counted: 1.1317 + 0.3719 = 1.5036 instead of 9.8617"]),
            Answer("grad:x", c, ["path left out: Only the path x -> y is counted: 2.2323 instead of 9.8617"]),
            Answer("grad:x", a + b + c, ["path left out: The 2 paths x -> y; x -> y are left out: 1.1317 + 0.3719 + 2.2323 = 3.7359 instead of 9.8617"]),
            Answer("grad:x", a + b + d, ["path left out: The 2 paths x -> y; x -> y are left out: 1.1317 + 0.3719 + 0.7127 = 2.2163 instead of 9.8617"]),
            Answer("grad:x", a + b + c + d, ["path left out: The path x -> y is left out: 1.1317 + 0.3719 + 2.2323 + 0.7127 = 4.4486 instead of 9.8617"]),
            Answer("grad:x", 2 * a + b + c + d + e, ["path counted twice: The path x -> y is counted twice: 10.9934 instead of 9.8617"]),
            Answer("grad:x", a - b + c + d + e, ["sign lost: The sign of the path x -> y is lost: 9.1179 instead of 9.8617"]),
            Answer("grad:x", (a + b + c + d + e) / 5, ["mean for a sum: The mean is taken over the 5 terms of y, a division by 5 too many: 1.97234 instead of 9.8617"]),
        ],
    )  # fmt: skip


def more_paths_than_can_be_listed() -> Page:
    """More paths than can be listed."""
    given = {"h0": 0.3127}
    (h0,) = given.values()
    at = [h0]
    for _ in range(7):
        at.append(tanh(at[-1]) + sin(at[-1]))
    by_tanh = [1 - tanh(h) ** 2 for h in at[:7]]
    by_sin = [cos(h) for h in at[:7]]

    def product(left_out):
        found = 1.0
        for i in range(7):
            found *= (by_tanh[i] if (i, "tanh") not in left_out else 0.0) + (
                by_sin[i] if (i, "sin") not in left_out else 0.0
            )
        return found

    return Page(
        "h1 = tanh(h0) + sin(h0); h2 = tanh(h1) + sin(h1); h3 = tanh(h2) + sin(h2); h4 = tanh(h3) + sin(h3); h5 = tanh(h4) + sin(h4); h6 = tanh(h5) + sin(h5); h7 = tanh(h6) + sin(h6)", given, answers=[
            Answer("grad:h0", product([(2, "tanh")]), ["path left out: The paths over h2 -> h3 are left out: 0.00020699319706 instead of 0.00037208581677"]),
            Answer("grad:h0", product([(1, "tanh"), (4, "sin")]), ["path left out: The paths over h1 -> h2 and over h4 -> h5 are left out: -6.084780078e-5 remains of 0.00037208581677"]),
            Answer("grad:h0", product([]) * (by_sin[3] + 1) / (by_sin[3] + by_tanh[3]), ["derivative forgotten: The derivative of tanh, 1 - O², is left out, at (tanh(h3)): -0.02901853733 instead of 0.00037208581677"]),
        ],
    )  # fmt: skip


def a_function_and_what_is_added_to_it() -> Page:
    """A function and what is added to it."""
    given = {"a": 0.3117, "c": 0.7193}
    a, c = given.values()
    return Page(
        "y = exp(a) + c", given, answers=[
            Answer("y", exp(a + c), ["inside or outside: c is added inside the exponential, and belongs outside it: 2.8038683015"]),
            Answer("y", exp(c) + a, []),
            Answer("y", exp(a) * c, ["another function: (exp(a)) and c are multiplied instead of added: 0.98238031239"]),
            Answer("y", a + c, ["function not applied: Exp is not applied to a: 1.031"]),
            Answer("y", exp(a) + 2 * c, ["term counted twice: The term c is counted twice: 2.8043449081"]),
        ],
    )  # fmt: skip


def a_recurrence_and_another_tanh() -> Page:
    """A recurrence and another tanh."""
    given = {"x1": 0.6413, "x2": 0.9127, "x3": -0.3519, "u": 0.8317, "w": 0.5719, "y": 0.3517, "d": 0.4}
    x1, x2, x3, u, w, y, _ = given.values()
    h1 = tanh(u * x1)
    h2 = tanh(u * x2 + w * h1)
    h3 = tanh(u * x3 + w * h2)
    s1, s2, s3 = 1 - h1 * h1, 1 - h2 * h2, 1 - h3 * h3
    return Page(
        "h1 = tanh(u*x1); h2 = tanh(u*x2 + w*h1); h3 = tanh(u*x3 + w*h2); k = tanh(d); L = (h3 - y)**2/2 + k", given, right=(("grad:d", "0.855638786"),), answers=[
            Answer("grad:u", (h3 - y) * (w * w * x1 + w * x2 + x3), ["derivative forgotten: The derivative of tanh, 1 - O², is left out, at every tanh from h1 to h3, one computed from the other: -0.07637242301"]),
            Answer("grad:u", (h3 - y) * (w * w * s1 * x1 + w * x2 + x3), ["derivative forgotten: The derivative of tanh, 1 - O², is left out, from h2 on, at every tanh: -0.066330620856"]),
            Answer("grad:u", (h3 - y) * s3 * (s2 * (w * w * x1 + w * x2) + x3), ["derivative forgotten: The derivative of tanh, 1 - O², is left out, at h1: 0.012207020227 instead of 0.016093610656"]),
            Answer("grad:u", (h3 - y) * (s3 * (w * w * x1 * s1 + w * x2) + s3 * x3), ["derivative forgotten: The derivative of tanh, 1 - O², is left out, at h2: -0.064825694745 instead of 0.016093610656"]),
        ],
    )  # fmt: skip


def four_layers_one_step_after_the_other() -> Page:
    """Four layers, one step after the other."""
    given = {"p": 0.7319, "q": -0.6113, "r": 0.8271, "s": 1.2113, "x": 1.3127, "t": 0.9173}
    p, q, r, s, x, t = given.values()

    def gradients(p, q, r, s):
        a = tanh(p * x)
        b = tanh(q * a)
        c = tanh(r * b)
        by_c = (s * c - t) * s * (1 - c * c)
        return by_c * r * (1 - b * b) * q * (1 - a * a) * x, by_c * r * (1 - b * b) * a, by_c * b, (s * c - t) * c

    def loss(p, q, r, s):
        return (s * tanh(r * tanh(q * tanh(p * x))) - t) ** 2 / 2

    dp, dq, dr, ds = gradients(p, q, r, s)
    np = p - 0.13 * dp
    nq = q - 0.13 * gradients(np, q, r, s)[1]
    nr = r - 0.13 * gradients(np, nq, r, s)[2]
    ns = s - 0.13 * gradients(np, nq, nr, s)[3]
    return Page(
        "a = tanh(p*x); b = tanh(q*a); c = tanh(r*b); L = (s*c - t)**2/2", given, more={"learning_rate": 0.13, "params": ["p", "q", "r", "s"]}, answers=[
            Answer("L", loss(np, nq, nr, ns), ["new weights used too early: The layers are updated from the input on, each before the gradients of the next one are formed: 0.7532125786"], after=1),
            Answer("L", loss(p - 0.39 * dp, q - 0.39 * dq, r - 0.39 * dr, s - 0.39 * ds), ["gradient of the step before: Each step goes by the gradients of the first, which are never taken again: 0.5485509487"], after=3),
        ],
    )  # fmt: skip


PAGES = [
    a_network_whose_gradients_in_between_are_on_the_page,
    a_network_of_two_layers_seen_from_an_input,
    five_paths,
    more_paths_than_can_be_listed,
    a_function_and_what_is_added_to_it,
    a_recurrence_and_another_tanh,
    four_layers_one_step_after_the_other,
]

"""Wrong gradients of whole pages, one slip each: which slips the audit names.

The wrong numbers are plain arithmetic, written for each page, or texts; nothing here calls a slip's own formula. Of each
the whole of what the audit says is listed, the most likely slip first.
"""

from __future__ import annotations

from math import cos, exp, log, log10, sin, tanh

from worked_slips import Answer, Page


def sigmoid(a: float) -> float:
    return 1 / (1 + exp(-a))


def a_network_of_two_layers() -> Page:
    """A network of two layers."""
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
            Answer("grad:w1", e1 * x2, [
                "neighbour's input: x2 = 0.2843 stands in place of the local partial 0.1317 at w1 -> n1, another input in place of x1: 0.0034018577086 instead of 0.0015758869512",
                "another parameter's gradient: This is the gradient of w2, 0.0034018577086, not that of w1",
                "wrong factor: x2 = 0.2843 stands in place of the local partial 0.1317 at w1 -> n1: 0.0034018577086",
            ]),
            Answer("grad:w1", e2 * x1, [
                "neighbour's gradient: The gradient of n2, -0.017654979741, stands in place of that of n1: -0.0023251608319 instead of 0.0015758869512",
                "another parameter's gradient: This is the gradient of w3, -0.0023251608319, not that of w1",
            ]),
            Answer("grad:h1", d1 * w6 + d2 * w7, [
                "neighbour's weight: w6 = -0.3947 stands in place of the local partial 0.5623 at h1 -> m1, another weight in place of w5: -0.06851198742 instead of 0.049990311753",
                "wrong factor: w6 = -0.3947 stands in place of the local partial 0.5623 at h1 -> m1: -0.06851198742",
            ]),
            Answer("grad:h1", d1 * w5 + d2 * w6, [
                "weights transposed: The weights are transposed, row and column exchanged, on the way back to h1: w5 and w6 stand where w5 and w7 belong: 0.081680292713 instead of 0.049990311753",
                "wrong factor: w6 = -0.3947 stands in place of the local partial 0.6431 at h1 -> m2: 0.081680292713",
            ]),
            Answer("grad:h1", d1 * h1 + d2 * h1, ["operands swapped: In every product that h1 feeds, the operands are swapped: it stands where w5 and w7 belong: 0.056268111831 instead of 0.049990311753"]),
            Answer("grad:h1", d1 + d2, ["factor dropped: The factors w5 and w7 are left out of every product that h1 feeds: 0.093291123538 instead of 0.049990311753"]),
            Answer("grad:w2", (d1 + d2) * s1 * x2, ["factor dropped: The factors w5 and w7 are left out of every product that h1 feeds: 0.0063484926704 instead of 0.0034018577086"]),
            Answer("grad:w1", (d1 + d2) * h1 * s1 * x1, ["operands swapped: In every product that h1 feeds, the operands are swapped: it stands where w5 and w7 belong: 0.0017737873619 instead of 0.0015758869512"]),
            Answer("grad:b1", e1 * x1, [
                "bias times an input: The gradient by the bias b1 is multiplied by x1; a bias has no input, its factor is 1: 0.0015758869512 instead of 0.011965732355",
                "another parameter's gradient: This is the gradient of w1, 0.0015758869512, not that of b1",
            ]),
            Answer("grad:b1", 0.0, [
                "taken as a constant: The gradient by b1 is taken as 0, as if it were a constant: it is 0.0119657",
                "path left out: The paths over b1 -> n1 are left out: 0 instead of 0.0119657",
            ]),
            Answer("grad:n1", e1 / s1 * s2, ["neighbour's derivative: The derivative of sigmoid is taken at h2 instead of h1: 0.012445012765 instead of 0.011965732355"]),
            Answer("grad:w1", ((o1 - t1) * w5 + (o2 - t2) * w7) * s1 * x1, ["derivative forgotten: The derivative of the sigmoid, O·(1 - O), is left out, at every sigmoid of one layer, o1 and o2: 0.0054421338652"]),
            Answer("grad:w1", ((o1 - t1) * w5 + (o2 - t2) * w7) * x1, ["derivative forgotten: The derivative of the sigmoid, O·(1 - O), is left out, at every sigmoid: 0.022736090065"]),
            Answer("grad:w1", 2 * e1 * x1, [
                "factor dropped: The factor 0.5 is left out at every one of ((o1 - t1)² / 2) and ((o2 - t2)² / 2): 0.0031517739024 instead of 0.0015758869512",
                "path counted twice: The paths over w1 -> n1 are counted twice: 0.0031517739024 instead of 0.0015758869512",
            ]),
            Answer("grad:w1", (d1 * w5 - d2 * w7) * s1 * x1, ["sign lost: The sign of the local partial of o2 - t2 -> E is lost: 0.0028139878289 instead of 0.0015758869512"]),
            Answer("grad:w1", (d1 * w5 + 2 * d2 * w7) * s1 * x1, [
                "factor dropped: The factor 0.5 of (o2 - t2)² -> E is left out: 0.00095683651237 instead of 0.0015758869512",
                "path counted twice: The path w1 -> n1 -> h1 -> m2 -> o2 -> E is counted twice: 0.00095683651237 instead of 0.0015758869512",
            ]),
            Answer("grad:w1", d1 * w5 * s1 * x1, ["path left out: The path w1 -> n1 -> h1 -> m2 -> o2 -> E is left out: 0.00219493739 instead of 0.0015758869512"]),
            Answer("grad:w1", d2 * w7 * s1 * x1, ["path left out: The path w1 -> n1 -> h1 -> m1 -> o1 -> E is left out: -0.00061905043883 instead of 0.0015758869512"]),
            Answer("grad:w1", (d1 + d2 * w7) * s1 * x1, ["factor dropped: The factor 0.5623 of h1 -> m1 is left out, which is w5: 0.0032844483875 instead of 0.0015758869512"]),
            Answer("grad:w1", d1 * w5 * s1 * x1 + d2 * w7 * s1 * x1 * s1, []),
            Answer("grad:w5", d2 * h1, [
                "neighbour's gradient: The gradient of m2, -0.030535730352, stands in place of that of m1: -0.018417485235 instead of 0.074685597065",
                "another parameter's gradient: This is the gradient of w7, -0.018417485235, not that of w5",
            ]),
            Answer("grad:w5", d1 * h2, [
                "neighbour's input: h2 = 0.46757304798 stands in place of the local partial 0.60314539794 at w5 -> m1, another input in place of h1: 0.057898099495 instead of 0.074685597065",
                "another parameter's gradient: This is the gradient of w6, 0.057898099495, not that of w5",
                "wrong factor: h2 = 0.46757304798 stands in place of the local partial 0.60314539794 at w5 -> m1: 0.057898099495",
            ]),
            Answer("grad:w5", d1 * (w1 * x1 + w2 * x2 + b1), [
                "input of the activation used: n1 = 0.41858832 stands in place of h1 = 0.60314539794: 0.051832474741 instead of 0.074685597065",
                "wrong factor: n1 = 0.41858832 stands in place of the local partial 0.60314539794 at w5 -> m1: 0.051832474741",
            ]),
            Answer("grad:w5", d1 * w5, [
                "operands swapped: The operands of the product are swapped: ∂(a·b)/∂a is taken as a instead of b, at every multiply: 0.069627839943",
                "wrong factor: w5 = 0.5623 stands in place of the local partial 0.60314539794 at w5 -> m1: 0.069627839943",
            ]),
            Answer("grad:w5", d1 * x1, ["wrong factor: x1 = 0.1317 stands in place of the local partial 0.60314539794 at w5 -> m1: 0.016307996657"]),
            Answer("grad:w5", d1, [
                "factor dropped: The factor 0.60314539794 of w5 -> m1 is left out, which is h1: 0.12382685389 instead of 0.074685597065",
                "another parameter's gradient: This is the gradient of b3, 0.12382685389, not that of w5",
            ]),
            Answer("grad:w5", d1 * t1, ["wrong factor: t1 = 0.0619 stands in place of the local partial 0.60314539794 at w5 -> m1: 0.0076648822558"]),
            Answer("grad:w5", b3 * h1, ["wrong factor: b3 = 0.1109 stands in place of the gradient that arrives 0.12382685389 at w5 -> m1: 0.066888824632"]),
            Answer("grad:w5", e1 * x1, ["another parameter's gradient: This is the gradient of w1, 0.0015758869512, not that of w5"]),
            Answer("grad:w1", d1 * h1, ["another parameter's gradient: This is the gradient of w5, 0.074685597065, not that of w1"]),
            Answer("grad:w1", e1 * x1 / 2, [
                "factor of the power forgotten: The factor 2 of the derivative 2·u is missing, at every power: 0.0007879434756",
                "mean for a sum: The mean is taken over the 2 terms of E, a division by 2 too many: 0.0007879434756 instead of 0.0015758869512",
            ]),
            Answer("grad:h1", (d1 * w5 + d2 * w7) / 2, [
                "factor of the power forgotten: The factor 2 of the derivative 2·u is missing, at every power: 0.024995155876",
                "mean for a sum: The mean is taken over the 2 terms of E, a division by 2 too many: 0.024995155876 instead of 0.049990311753",
            ]),
            Answer("grad:n1", (d1 * w5 + d2 * w7) * s1 * s1, ["derivative multiplied in twice: The derivative of the sigmoid, O·(1 - O), is multiplied in twice, at h1: 0.002864129984 instead of 0.011965732355"]),
            Answer("grad:w1", -e1 * x1, ["sign lost: The sign is lost: 0.0015758869512 is printed as -0.00157588695"]),
        ],
    )  # fmt: skip


def a_recurrence_with_one_weight_at_every_step() -> Page:
    """A recurrence with one weight at every step."""
    given = {"x1": 0.6413, "x2": 0.9127, "x3": -0.3519, "h0": 0.2731, "u": 0.8317, "w": 0.5719, "y": 0.3517}
    x1, x2, x3, h0, u, w, y = given.values()
    h1 = tanh(u * x1 + w * h0)
    h2 = tanh(u * x2 + w * h1)
    h3 = tanh(u * x3 + w * h2)
    s1, s2, s3 = 1 - h1 * h1, 1 - h2 * h2, 1 - h3 * h3
    a3 = (h3 - y) * s3
    a2 = a3 * w * s2
    a1 = a2 * w * s1
    return Page(
        "h1 = tanh(u*x1 + w*h0); h2 = tanh(u*x2 + w*h1); h3 = tanh(u*x3 + w*h2); L = (h3 - y)**2/2", given, answers=[
            Answer("grad:w", (h3 - y) * (w * w * s1 * h0 + w * s2 * h1 + s3 * h2), ["derivative forgotten: The derivative of tanh is left out in what is carried back, at each step, from h2 and h3: -0.18023474889 instead of -0.17259518578"]),
            Answer("grad:w", a1 / s3 * h0 + a2 / s3 * h1 + a3 * h2, ["derivative forgotten: The derivative of tanh at h3 is left out in what is carried back to h2: -0.17331723971 instead of -0.17259518578"]),
            Answer("grad:w", a1 / s2 * h0 + a2 * h1 + a3 * h2, ["derivative forgotten: The derivative of tanh at h2 is left out in what is carried back to h1: -0.17932703119 instead of -0.17259518578"]),
            Answer("grad:w", a1 * h1 + a2 * h2 + a3 * h3, ["index off by one: The index is off by one, at every step: what w is multiplied by in the step after stands in place of h0, h1 and h2: -0.068225949348 instead of -0.17259518578"]),
            Answer("grad:w", a2 * h0 + a3 * h1, ["index off by one: The index is off by one, at every step: what w is multiplied by in the step before stands in place of h0, h1 and h2: -0.11951850321 instead of -0.17259518578"]),
            Answer("grad:u", a1 * x1 + a2 * x3 + a3 * x3, [
                "neighbour's input: x3 = -0.3519 stands in place of the local partial 0.9127 at u -> h2, another input in place of x2: 0.068694087307 instead of 0.021267618146",
                "wrong factor: x3 = -0.3519 stands in place of the local partial 0.9127 at u -> h2: 0.068694087307",
            ]),
            Answer("grad:u", a1 * x2 + a2 * x3, ["index off by one: The index is off by one, at every step: what u is multiplied by in the step after stands in place of x1, x2 and x3: 0.00061493471892 instead of 0.021267618146"]),
            Answer("grad:u", (h3 - y) * (w * w * s1 * x1 + w * x2 + x3), ["derivative forgotten: The derivative of tanh, 1 - O², is left out, from h2 on, at every tanh: -0.057280552614"]),
            Answer("grad:u", (h3 - y) * (w * w * x1 + w * x2 + s3 * x3), []),
            Answer("grad:u", (h3 - y) * (w * w * x1 + w * x2 + x3), ["derivative forgotten: The derivative of tanh, 1 - O², is left out, at every tanh: -0.071357997585"]),
            Answer("grad:u", (a1 * x1 + a2 * x2 + a3 * x3) / 3, ["mean for a sum: The gradient by u is divided by 3, as a mean over the 3 places where u is used, of which it is the sum: 0.0070892060486 instead of 0.021267618146"]),
            Answer("grad:u", a2 * x2 + a3 * x3, ["path left out: The paths over u -> h1 are left out: 0.030108536086 instead of 0.021267618146"]),
            Answer("grad:u", a3 * x3, ["path left out: The paths over u·x2 + w·h1 -> h2 are left out: 0.06433765075 instead of 0.021267618146"]),
            Answer("grad:u", a1 * x1 - a2 * x2 + a3 * x3, ["sign lost: The sign of the path u -> h2 -> h3 -> L is lost: 0.089725847473 instead of 0.021267618146"]),
            Answer("grad:u", a1 * x1 + a2 * x1 + a3 * x3, [
                "neighbour's input: x1 = 0.6413 stands in place of the local partial 0.9127 at u -> h2, another input in place of x2: 0.031445969981 instead of 0.021267618146",
                "wrong factor: x1 = 0.6413 stands in place of the local partial 0.9127 at u -> h2: 0.031445969981",
            ]),
            Answer("grad:h1", a2 * w * h1, ["wrong factor: h1 = 0.5976961129 stands in place of the gradient that arrives 1 at (h3 - y)² -> L: -0.012819413129"]),
            Answer("grad:h1", a2, ["factor dropped: The factor 0.5719 of h1 -> h2 is left out, which is w: -0.037503138669 instead of -0.021448045005"]),
            Answer("grad:h1", a2 * w * w, [
                "derivative multiplied in twice: The factor w = 0.5719 is multiplied in twice, at h2 -> h3: -0.012266136938 instead of -0.021448045005",
                "wrong factor: w = 0.5719 stands in place of the gradient that arrives 1 at (h3 - y)² -> L: -0.012266136938",
            ]),
            Answer("grad:h1", a3 * w * s2 * w / s2 * s1, ["neighbour's derivative: The derivative of tanh is taken at h1 instead of h2: -0.038435676771 instead of -0.021448045005"]),
            Answer("grad:h2", a3 * w * s3, ["derivative multiplied in twice: The derivative of tanh, 1 - O², is multiplied in twice, at every tanh: -0.10175374872"]),
            Answer("h3", tanh(u * x3 + w * h1), []),
            Answer("h3", tanh(u * x2 + w * h2), ["operand misread: x3 = -0.3519 is read as x2 = 0.9127: 0.83879243868"]),
            Answer("h2", u * x2 + w * h1, ["function not applied: Tanh is not applied to (u·x2 + w·h1): 1.100914997"]),
        ],
    )  # fmt: skip


def two_samples_and_one_weight() -> Page:
    """Two samples and one weight."""
    given = {"w": 0.4127, "b": 0.2513, "x1": 0.7129, "x2": 1.9317, "y1": 3.0, "y2": 2.0}
    w, b, x1, x2, y1, y2 = given.values()
    g1, g2 = exp(w * x1 + b) - y1, exp(w * x2 + b) - y2
    return Page(
        "z1 = w*x1 + b; z2 = w*x2 + b; L = exp(z1) - y1*z1 + exp(z2) - y2*z2", given, answers=[
            Answer("grad:w", g1 * x2 + g2 * x1, ["factors exchanged: x1 and x2 are exchanged, each stands in the other's term, at w -> z1 and at w -> z2: -1.8535702074 instead of 0.73992529784"]),
            Answer("grad:w", (g1 * x1 + g2 * x2) / 2, ["mean for a sum: The gradient by w is divided by 2, as a mean over the 2 places where w is used, of which it is the sum: 0.36996264892 instead of 0.73992529784"]),
            Answer("grad:w", (exp(w * x1 + b) * x1 + exp(w * x2 + b) * x2), ["path left out: The 2 paths w -> z1 -> L; w -> z2 -> L are left out: 1.2301052184 + 5.5119200794 = 6.7420252978 instead of 0.73992529784"]),
            Answer("grad:w", (g1 + y1) * x1 - y1 * x1 * 2 + g2 * x2, [
                "path counted twice: The path w -> z1 -> L is counted twice: -1.3987747022 instead of 0.73992529784",
                "wrong factor: y2 = 2 stands in place of the gradient that arrives 1 at y1·z1 -> L: -1.3987747022",
            ]),
            Answer("grad:b", (g1 + g2) / 2, ["mean for a sum: The gradient by b is divided by 2, as a mean over the 2 places where b is used, of which it is the sum: -0.21055072781 instead of -0.42110145563"]),
            Answer("grad:b", g1 * x1 + g2 * x2, [
                "bias times an input: The gradient by the bias b is multiplied by x1 and x2; a bias has no input, its factor is 1: 0.73992529784 instead of -0.42110145563",
                "another parameter's gradient: This is the gradient of w, 0.73992529784, not that of b",
            ]),
            Answer("grad:w", g1 * x1 + g2, ["factor dropped: The factor 1.9317 of w -> z2 is left out, which is x2: -0.055191002834 instead of 0.73992529784"]),
            Answer("grad:w", g1 * x1 * 2 + g2 * x2, [
                "path counted twice: The paths over exp(z1) - y1·z1 -> L are counted twice: -0.16866948376 instead of 0.73992529784",
                "wrong factor: y2 = 2 stands in place of the gradient that arrives 1 at exp(z1) - y1·z1 -> L: -0.16866948376",
            ]),
            Answer("grad:b", exp(w * x1 + b) - y1, [
                "path left out: The paths over b -> z2 are left out: -1.2745052344 instead of -0.42110145563",
                "wrong factor: y2 = 2 stands in place of the local partial 2.8534037788 at z2 -> L: -1.2745052344",
            ]),
            Answer("L", exp(w * x1 + b) - y1 * (w * x1 + b), []),
        ],
    )  # fmt: skip


def a_cross_entropy_of_a_softmax() -> Page:
    """A cross-entropy of a softmax."""
    given = {"z1": 0.4127, "z2": -0.3149}
    z1, z2 = given.values()
    p1 = exp(z1) / (exp(z1) + exp(z2))
    p2 = 1 - p1
    return Page(
        "s = exp(z1) + exp(z2); p1 = exp(z1)/s; p2 = exp(z2)/s; L = -log(p1)", given, answers=[
            Answer("grad:z1", (p1 - 1) * p1 * (1 - p1), [
                "derivative once more: p1 - target is multiplied by the derivative p·(1 - p) once more: the cross-entropy has it in it already: -0.071537274537 instead of -0.32572161169",
                "wrong factor: p2 = 0.32572161169 stands in place of the local partial 1.4830669607 at p1 -> L: -0.071537274537",
            ]),
            Answer("grad:z1", (p1 - 1) / (p1 * (1 - p1)), [
                "factor by factor: The quotient is differentiated numerator and divisor apart, (u/v)' = u'/v', with u' = 1.5108916904 and v' = 1.5108916904, at p1: -1.4830669607 instead of -0.32572161169",
                "derivative once more: p1 - target is divided by the derivative p·(1 - p) once more: the cross-entropy has it in it already: -1.4830669607 instead of -0.32572161169",
                "inner derivative forgotten: The inner derivative ∂p1/∂z1 = 0.21962704337 is left out at (log(p1)): -1.4830669607 instead of -0.32572161169",
            ]),
            Answer("grad:z1", p1, [
                "path left out: The path z1 -> p1 -> L is left out: 0.67427838831 instead of -0.32572161169",
                "neighbour's derivative: The derivative of exp is taken at (exp(z2)) instead of (exp(z1)): -0.67427838831 instead of -0.32572161169; and the sign of the result is lost",
            ]),
            Answer("grad:z1", 1 - p1, [
                "sign lost: The sign is lost: -0.32572161169 is printed as 0.325721612",
                "factor by factor: The terms of the quotient rule are exchanged, (uv' - u'v)/v², with u' = 1.5108916904 and v' = 1.5108916904, at p1: 0.32572161169 instead of -0.32572161169",
                "another parameter's gradient: This is the gradient of z2, 0.32572161169, not that of z1",
            ]),
            Answer("grad:z2", p2 * p2 * (1 - p2), [
                "derivative once more: p2 - target is multiplied by the derivative p·(1 - p) once more: the cross-entropy has it in it already: 0.071537274537 instead of 0.32572161169",
                "wrong factor: p2 = 0.32572161169 stands in place of the local partial 1.4830669607 at p1 -> L: 0.071537274537",
            ]),
            Answer("grad:z1", -1 / p1 * p1, [
                "path left out: The path z1 -> s -> p1 -> L is left out: -1 instead of -0.32572161169",
                "inner derivative forgotten: The inner derivative ∂(log(p1))/∂z1 = 0.32572161169 is left out at L: -1 instead of -0.32572161169",
                "inner derivative inside: The inner derivative ∂(log(p1))/∂z1 = 0.32572161169 stands inside the derivative of negate, not before it, at L: -1 instead of -0.32572161169",
            ]),
            Answer("L", log(p1), [
                "sign lost: The sign is lost: 0.39411221431 is printed as -0.394112214",
                "operands swapped: s is divided by (exp(z1)), not (exp(z1)) by s: -0.39411221431",
            ]),
            Answer("L", -log10(p1), ["another base: The logarithm of p1 is taken to base 10: 0.17116075993"]),
            Answer("L", -log(p2), [
                "sign lost: Exp is taken at -z1 and z2: a sign is lost, at every exp: 1.1217122143",
                "operand misread: z1 = 0.4127 is read as z2 = -0.3149: 1.1217122143",
                "two numbers misread: Two numbers are read wrongly, z1 = 0.4127 as -0.3149 and z2 = -0.3149 as 0.4127: 1.1217122143",
            ]),
            Answer("p1", exp(z1) * (exp(z1) + exp(z2)), ["another function: (exp(z1)) is multiplied by s instead of divided: 3.3855359148"]),
            Answer("p1", exp(z1), ["factor left out: The division by s is left out: 1.5108916904"]),
        ],
    )  # fmt: skip


def products_powers_and_functions_of_one_number() -> Page:
    """Products, powers and functions of one number."""
    given = {"x": 0.8317, "c": 3.2519}
    x, c = given.values()
    return Page(
        "u = x**2 + c; v = sin(x); y = u*v", given, answers=[
            Answer("grad:x", (2 * x + c) * sin(x) + (x * x + c) * cos(x), ["constant kept: The constant c is kept on differentiating, as if it were a derivative, at u: 6.289293883 instead of 3.8858874582"]),
            Answer("grad:x", (2 * x + 1) * sin(x) + (x * x + c) * cos(x), ["constant kept: The constant c is differentiated as 1: its derivative is 0, at u: 4.6249650513 instead of 3.8858874582"]),
            Answer("grad:x", 2 * x * cos(x), ["factor by factor: The product is differentiated factor by factor, (uv)' = u'v', with u' = 1.6634 and v' = 0.67362030215, at y: 1.1205000106 instead of 3.8858874582"]),
            Answer("grad:x", 2 * x * sin(x) - (x * x + c) * cos(x), [
                "sign lost: Sin is differentiated as -cos, at v: -1.4271241217",
                "factor by factor: The product rule u'v + uv' is used with a minus sign, with u' = 1.6634 and v' = 0.67362030215, at y: -1.4271241217 instead of 3.8858874582",
            ]),
            Answer("grad:x", 2 * x * sin(x), ["path left out: The path x -> v -> y is left out: 1.2293816683 instead of 3.8858874582"]),
            Answer("grad:x", x * sin(x) + (x * x + c) * cos(x), [
                "factor of the power forgotten: The factor 2 of the derivative 2·u is missing, at (x²): 3.2711966241",
                "wrong factor: x = 0.8317 stands in place of the local partial 1.6634 at x -> u: 3.2711966241",
            ]),
            Answer("grad:x", 2 * x * sin(x) + (x * x + c) * cos(x) * 2, ["path counted twice: The path x -> v -> y is counted twice: 6.5423932482 instead of 3.8858874582"]),
            Answer("grad:x", 2 * x * (x * x + c) + sin(x) * cos(x), ["operands swapped: The operands of the product are swapped: ∂(a·b)/∂a is taken as a instead of b, at y: 7.0576833136"]),
            Answer("grad:x", 2 * x * sin(x) + cos(x), ["factor dropped: The factor 3.94362489 of v -> y is left out, which is u: 1.9030019704 instead of 3.8858874582"]),
            Answer("grad:x", 2 * x + (x * x + c) * cos(x), ["factor dropped: The factor 0.73907759304 of u -> y is left out, which is v: 4.31990579 instead of 3.8858874582"]),
            Answer("grad:u", x * x + c, [
                "operands swapped: The operands of the product are swapped: ∂(a·b)/∂a is taken as a instead of b, at y: 3.94362489",
                "another parameter's gradient: This is the gradient of v, 3.94362489, not that of u",
                "wrong factor: u = 3.94362489 stands in place of the local partial 0.73907759304 at u -> y: 3.94362489",
            ]),
            Answer("grad:v", sin(x), [
                "operands swapped: The operands of the product are swapped: ∂(a·b)/∂a is taken as a instead of b, at y: 0.73907759304",
                "another parameter's gradient: This is the gradient of u, 0.73907759304, not that of v",
                "wrong factor: v = 0.73907759304 stands in place of the local partial 3.94362489 at v -> y: 0.73907759304",
            ]),
            Answer("grad:u", cos(x), ["arithmetic: sin(0.8317) = 0.73907759304; 0.673620302 is an arithmetic slip in this sine"]),
        ],
    )  # fmt: skip


def a_constant_in_a_sum() -> Page:
    """A constant in a sum."""
    given = {"x": 0.8317}
    (x,) = given.values()
    return Page(
        "u = x**2 - 3; v = exp(x); y = u*v", given, answers=[
            Answer("grad:x", (2 * x - 3) * exp(x) + (x * x - 3) * exp(x), ["constant kept: The constant 3 is kept on differentiating, as if it were a derivative, at u: -8.3730825438 instead of -1.4814204502"]),
            Answer("grad:x", (2 * x - 1) * exp(x) + (x * x - 3) * exp(x), ["constant kept: The constant 3 is differentiated as 1: its derivative is 0, at u: -3.7786411481 instead of -1.4814204502"]),
        ],
    )  # fmt: skip


def a_function_of_a_power() -> Page:
    """A function of a power."""
    given = {"x": 0.8317}
    (x,) = given.values()
    return Page(
        "q = x**3; y = exp(q)", given, answers=[
            Answer("grad:x", exp(3 * x**2), ["inner derivative inside: The inner derivative ∂q/∂x = 2.07517467 stands inside the derivative of exp, not before it, at y: 7.9659377479 instead of 3.6889907807"]),
            Answer("grad:x", exp(3 * x**2) * 3 * x**2, ["inner derivative inside: The inner derivative ∂q/∂x = 2.07517467 stands inside the derivative of exp, not before it; and it is multiplied by it, too, at y: 16.530712237 instead of 3.6889907807"]),
            Answer("grad:x", exp(x**3), ["derivative forgotten: The derivative of the power, 3·u², is left out, at q: 1.7776772404"]),
            Answer("grad:x", 3 * x**2, ["derivative forgotten: The derivative of exp, which is exp again, is left out, at y: 2.07517467"]),
            Answer("grad:x", exp(x) * 3 * x**2, ["derivative at a part of the operand: The derivative of exp is taken at x, a part of its operand q: 4.7671342036 instead of 3.6889907807"]),
            Answer("grad:x", 3 * exp(x)**2 * exp(x), ["composition exchanged: The power 3 of exp(x) is differentiated, not exp of the power 3 of x, at y: 36.368837258 instead of 3.6889907807"]),
            Answer("grad:q", exp(x), ["derivative at a part of the operand: The derivative of exp is taken at x, a part of its operand q: 2.2972206978 instead of 1.7776772404"]),
            Answer("grad:q", x**3, [
                "derivative at the input: The derivative of exp(a) is taken as a, at y: 0.57530759101",
                "wrong factor: q = 0.57530759101 stands in place of the local partial 1.7776772404 at q -> y: 0.57530759101",
            ]),
        ],
    )  # fmt: skip


def a_power_of_a_function() -> Page:
    """A power of a function."""
    given = {"x": 0.8317}
    (x,) = given.values()
    return Page(
        "s = sin(x); y = s**3", given, answers=[
            Answer("grad:x", 3 * cos(x)**2, ["inner derivative inside: The inner derivative ∂s/∂x = 0.67362030215 stands inside the derivative of power, not before it, at y: 1.3612929344 instead of 1.1038663487"]),
            Answer("grad:x", 3 * cos(x)**2 * cos(x), ["inner derivative inside: The inner derivative ∂s/∂x = 0.67362030215 stands inside the derivative of power, not before it; and it is multiplied by it, too, at y: 0.91699455779 instead of 1.1038663487"]),
            Answer("grad:x", 3 * sin(x)**2, ["derivative forgotten: The derivative of sin, cos(a), is left out, at s: 1.6387070656"]),
            Answer("grad:x", cos(x**3) * 3 * x**2, ["composition exchanged: Sin of the power 3 of x is differentiated, not the power 3 of sin(x), at y: 1.7411233944 instead of 1.1038663487"]),
            Answer("grad:x", sin(x)**2 * cos(x), ["factor of the power forgotten: The factor 3 of the derivative 3·u² is missing, at y: 0.36795544955"]),
            Answer("grad:x", 3 * sin(x)**2 * sin(x), [
                "not differentiated: Sin stands where its derivative cos belongs, at s: 1.2111316737",
                "wrong factor: s = 0.73907759304 stands in place of the local partial 0.67362030215 at x -> s: 1.2111316737",
            ]),
        ],
    )  # fmt: skip


def three_factors() -> Page:
    """Three factors."""
    given = {"x": 0.8317}
    (x,) = given.values()
    return Page(
        "u = x**2; v = sin(x); w = exp(x); p = u*v; y = p*w", given, answers=[
            Answer("grad:x", 2 * x * cos(x) * exp(x), ["factor by factor: The product is differentiated factor by factor, (uvw)' = u'v'w', at y: 2.5740358163 instead of 5.0690011657"]),
            Answer("grad:x", 2 * x * sin(x) * exp(x), ["path left out: Only the path x -> u -> p -> y is counted: 2.8241610139 instead of 5.0690011657"]),
            Answer("grad:x", 2 * x * sin(x) * exp(x) + x * x * cos(x) * exp(x), [
                "path left out: The path x -> w -> y is left out: 2.8241610139 + 1.0704127942 = 3.8945738081 instead of 5.0690011657",
                "factor by factor: The product is differentiated factor by factor, (uv)' = u'v', with u' = 1.6953415977 and v' = 2.2972206978, at y: 3.8945738081 instead of 5.0690011657",
            ]),
        ],
    )  # fmt: skip


def a_part_of_an_operand() -> Page:
    """A part of an operand."""
    given = {"x": 0.8317}
    (x,) = given.values()
    return Page(
        "e = exp(x); s = 1 + e; y = log(s)", given, answers=[
            Answer("grad:s", 1 / exp(x), ["derivative at a part of the operand: The derivative of log is taken at e, a part of its operand s: 0.43530863227 instead of 0.30328573415"]),
            Answer("grad:s", 1 + exp(x), [
                "derivative not inverted: log(a) is differentiated as a instead of 1/a, at y: 3.2972206978",
                "wrong factor: s = 3.2972206978 stands in place of the local partial 0.30328573415 at s -> y: 3.2972206978",
            ]),
            Answer("grad:x", 1 / (1 + exp(x)), ["derivative forgotten: The derivative of exp, which is exp again, is left out, at e: 0.30328573415"]),
            Answer("grad:x", exp(x), [
                "derivative forgotten: The derivative of log, 1/a, is left out, at y: 2.2972206978",
                "wrong factor: s = 3.2972206978 stands in place of the gradient that arrives 1 at s -> y: 2.2972206978",
            ]),
            Answer("grad:s", log(1 + exp(x)), [
                "another function's derivative: The derivative of log(a) is taken as log(a) itself, at y: 1.1930799008",
                "wrong factor: y = 1.1930799008 stands in place of the local partial 0.30328573415 at s -> y: 1.1930799008",
            ]),
        ],
    )  # fmt: skip


def lines_of_a_recurrence() -> Page:
    """Lines of a recurrence."""
    given = {"r": 2.9127, "x0": 0.3119}
    r, x0 = given.values()
    x1 = r * x0 * (1 - x0)
    x2 = r * x1 * (1 - x1)
    return Page(
        "x1 = r*x0*(1 - x0); x2 = r*x1*(1 - x1); x3 = r*x2*(1 - x2)", given, more={"loss": "x3"}, answers=[
            Answer("grad:x1", (r * (1 - 2 * x2))**2, ["derivative of another step: ∂x3/∂x2 = -1.0635862676, of another step, stands in place of ∂x2/∂x1 = -0.72886813262: 1.1312157487 instead of 0.77521413676"]),
            Answer("grad:x1", (r * (1 - 2 * x1))**2, []),
            Answer("grad:x2", r * (1 - 2 * x1), []),
            Answer("x3", r * x1 * (1 - x1) * 1.0001, []),
            Answer("x3", r * x1 * (1 - x2), []),
            Answer("grad:x0", r**2 * (1 - 2 * x1) * (1 - 2 * x2), []),
        ],
    )  # fmt: skip


def a_residual_of_squares() -> Page:
    """A residual of squares."""
    given = {"w": 1.1319, "x1": 0.8317, "x2": 1.9423, "x3": 2.7611, "y1": 1.6227, "y2": 3.0519, "y3": 5.3713}
    w, x1, x2, x3, y1, y2, y3 = given.values()
    r1, r2, r3 = w * x1 - y1, w * x2 - y2, w * x3 - y3
    return Page(
        "r1 = w*x1 - y1; r2 = w*x2 - y2; r3 = w*x3 - y3; L = r1**2 + r2**2 + r3**2", given, answers=[
            Answer("grad:w", 2 * (r1 * x1 + r2 * x2 + r3 * x3) / 3, ["mean for a sum: The mean is taken over the 3 terms of L, a division by 3 too many: -5.6171175848 instead of -16.851352755"]),
            Answer("L", (r1**2 + r2**2 + r3**2) / 3, ["mean for a sum: The mean is taken over 3 terms that are only to be added: a division by 3 too many: 2.0790142417"]),
            Answer("L", r1**2 + r2**2, ["term left out: The term (r3²) is left out: 1.1924777174"]),
            Answer("L", r1 + r2 + r3, [
                "exponent forgotten: r1, r2 and r3 is not raised to the power 2, at every power: -3.78072031",
                "exponent off by one: r1, r2 and r3 is raised to a power one lower than 2, at every power: -3.78072031",
            ]),
            Answer("grad:w", r1 * x1 + r2 * x2 + r3 * x3, ["factor of the power forgotten: The factor 2 of the derivative 2·u is missing, at every power: -8.4256763773"]),
            Answer("grad:w", 2 * (r1 * x1 + r2 * x2), ["path left out: The path w -> r3 -> L is left out: (-1.133272374) + (-3.3151589333) = -4.4484313073 instead of -16.851352755"]),
            Answer("grad:w", 2 * r3 * x3, ["path left out: The paths over r1² + r2² -> L are left out: -12.402921447 instead of -16.851352755"]),
            Answer("grad:w", 2 * (r1 * x2 + r2 * x2 + r3 * x3), [
                "neighbour's input: x2 = 1.9423 stands in place of the local partial 0.8317 at w -> r1, another input in place of x1: -18.364653582 instead of -16.851352755",
                "wrong factor: x2 = 1.9423 stands in place of the local partial 0.8317 at w -> r1: -18.364653582",
            ]),
            Answer("grad:w", 2 * (r1 * x1 - r2 * x2 + r3 * x3), ["sign lost: The sign of the local partial of r2 -> L is lost: -10.221034888 instead of -16.851352755"]),
            Answer("grad:w", 2 * (r1 + r2 + r3), ["factor dropped: The factors x1, x2 and x3 are left out of every product that w feeds: -7.56144062 instead of -16.851352755"]),
            Answer("grad:r1", r1, [
                "factor of the power forgotten: The factor 2 of the derivative 2·u is missing, at every power: -0.68129877",
                "wrong factor: r1 = -0.68129877 stands in place of the local partial -1.36259754 at r1 -> L: -0.68129877",
            ]),
            Answer("grad:r1", 2 * r2, ["another parameter's gradient: This is the gradient of r2, -1.70682126, not that of r1"]),
            Answer("r1", w * x1 + y1, ["sign of a term: y1 is added instead of subtracted: 2.56410123"]),
            Answer("r1", y1 - w * x1, [
                "sign lost: The sign is lost: -0.68129877 is printed as 0.681298770",
                "operands swapped: y1 - (w·x1) stands where (w·x1) - y1 belongs: 0.68129877",
            ]),
            Answer("r1", w * x2 - y1, ["operand misread: x1 = 0.8317 is read as x2 = 1.9423: 0.57578937"]),
            Answer("r1", w * x1 - y2, ["operand misread: y1 = 1.6227 is read as y2 = 3.0519: -2.11049877"]),
        ],
    )  # fmt: skip


PAGES = [
    a_network_of_two_layers,
    a_recurrence_with_one_weight_at_every_step,
    two_samples_and_one_weight,
    a_cross_entropy_of_a_softmax,
    products_powers_and_functions_of_one_number,
    a_constant_in_a_sum,
    a_function_of_a_power,
    a_power_of_a_function,
    three_factors,
    a_part_of_an_operand,
    lines_of_a_recurrence,
    a_residual_of_squares,
]

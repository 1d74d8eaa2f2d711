"""Steps taken wrongly, and terms of derivatives: which slips the audit names.

The wrong numbers are plain arithmetic, written for each page, or texts; nothing here calls a slip's own formula. Of each
the whole of what the audit says is listed, the most likely slip first.
"""

from __future__ import annotations

from math import cos, exp, sin, tanh

from worked_slips import Answer, Page


def one_step_of_three_parameters() -> Page:
    """One step of three parameters."""
    given = {"w": 0.7319, "v": -0.6113, "c": 0.2171, "x": 1.3127, "t": 0.9173}
    w, v, c, x, t = given.values()

    def forward(w, v, c):
        h = tanh(w * x)
        return h, v * h + c

    def gradients(w, v, c):
        h, o = forward(w, v, c)
        return (o - t) * v * (1 - h * h) * x, (o - t) * h, o - t

    def loss(w, v, c):
        return (forward(w, v, c)[1] - t) ** 2 / 2

    def stepped(*at):
        return [old - 0.13 * gradient for old, gradient in zip(at, gradients(*at), strict=True)]

    h, o = forward(w, v, c)
    gw, gv, gc = gradients(w, v, c)
    nw, nv, nc = stepped(w, v, c)
    return Page(
        "h = tanh(w*x); o = v*h + c; L = (o - t)**2/2", given, more={"learning_rate": 0.13, "params": ["w", "v", "c"]}, answers=[
            Answer("update:w", w - 0.13 * gv, ["another parameter's gradient: The gradient of v is used: 0.7319 - 0.13·(-0.8603203924) = 0.84374165101"]),
            Answer("update:w", w - 0.13 * gc, [
                "another parameter's gradient: The gradient of c is used: 0.7319 - 0.13·(-1.1553849594) = 0.88210004473",
                "inner derivative forgotten: The inner derivative ∂(o - t)/∂w = -0.35752842088 is left out at ((o - t)²): -1.1553849594 instead of 0.41308296005, and the step leads to 0.88210004473",
            ]),
            Answer("update:w", w, [
                "path left out: The paths over w -> h are left out: 0 instead of 0.41308296005, and the step leads to 0.7319",
                "not updated: w is not updated: it is still 0.7319",
            ]),
            Answer("update:w", w - 0.2 * gw, ["another learning rate: The learning rate is 0.2 instead of 0.13: 0.7319 - 0.2·(0.41308296005) = 0.64928340799"]),
            Answer("update:w", -0.13 * gw, [
                "step instead of the new value: This is the step -0.13·(0.41308296005) = -0.053700784806 alone, not added to 0.7319",
                "wrong old value: The step starts from 0, not from w = 0.7319: 0 - 0.13·(0.41308296005) = -0.053700784806",
            ]),
            Answer("update:w", v - 0.13 * gw, ["wrong old value: The step starts from the old v = -0.6113, not from w = 0.7319: -0.6113 - 0.13·(0.41308296005) = -0.66500078481"]),
            Answer("update:w", nv - 0.13 * gw, ["wrong old value: The step starts from the new v = -0.49945834899, not from w = 0.7319: -0.49945834899 - 0.13·(0.41308296005) = -0.55315913379"]),
            Answer("update:w", nw - 0.13 * gv, ["another parameter's step: The step of v, -0.11184165101, is taken too: 0.79004086621"]),
            Answer("update:w", nw + 0.13 * gv, ["another parameter's step: The step of v, -0.11184165101, is added too: 0.56635756418"]),
            Answer("update:v", nv - 0.13 * gw, ["another parameter's step: The step of w, 0.053700784806, is taken too: -0.55315913379"]),
            Answer("update:c", c - 0.13 * gv, [
                "bias times an input: The gradient by the bias c is multiplied by h; a bias has no input, its factor is 1: -0.8603203924 instead of -1.1553849594, and the step leads to 0.32894165101",
                "another parameter's gradient: The gradient of v is used: 0.2171 - 0.13·(-0.8603203924) = 0.32894165101",
                "wrong factor: h = 0.74461796078 stands in place of the gradient that arrives 1 at (o - t)² -> L: -0.8603203924, and the step leads to 0.32894165101",
            ]),
            Answer("update:w", w - 0.13 * gradients(w, nv, c)[0], ["new weights used too early: The gradient is taken with v updated already, before all gradients were there: 0.69118669186"]),
            Answer("update:w", w - 0.13 * gradients(w, nv, nc)[0], ["new weights used too early: Each layer is updated before the gradients of the next one are taken, with a way forward of its own: 0.69689055198"]),
            Answer("update:w", w - 0.13 * (o - t) * nv * (1 - h * h) * x, ["new weights used too early: v and c are updated before the gradients of the layers behind are formed, which use the new numbers: 0.68802415292"]),
            Answer("update:v", v - 0.13 * gradients(nw, v, c)[1], ["new weights used too early: The layers are updated from the input on, each before the gradients of the next one are formed: -0.50629949354"]),
            Answer("update:c", c - 0.13 * gradients(nw, nv, c)[2], ["new weights used too early: The gradient is taken with the weights before it updated already, before all gradients were there: 0.3543252249"]),
            Answer("update:c", c - 0.13 * gradients(w, nv, c)[2], ["new weights used too early: The gradient is taken with v updated already, before all gradients were there: 0.35647373545"]),
            Answer("update:w", w - 0.13 * (o - t) * v * x, ["derivative forgotten: The derivative of tanh, 1 - O², is left out, at h: 0.61137144691"]),
            Answer("update:w", w - 0.13 * 2 * gw, [
                "step applied twice: The step is taken twice: 0.7319 - 2·0.13·(0.41308296005) = 0.62449843039",
                "mean or sum: The gradients are taken 2 times as large: a sum over 2 for a mean: 0.62449843039",
                "factor dropped: The factor 0.5 of (o - t)² -> L is left out: 0.82616592009 instead of 0.41308296005, and the step leads to 0.62449843039",
                "path counted twice: The paths over w -> h are counted twice: 0.82616592009 instead of 0.41308296005, and the step leads to 0.62449843039",
            ]),
            Answer("update:w", w - 0.13 * gw / 2, [
                "factor of the power forgotten: The factor 2 of the derivative 2·u is missing, at ((o - t)²): 0.7050496076",
                "mean or sum: The gradients are divided by 2: a mean over 2 for a sum: 0.7050496076",
            ]),
            Answer("grad:w", gradients(w, nv, c)[0], ["new weights used too early: The gradient is taken with v updated already, before all gradients were there: 0.31317929337"]),
            Answer("grad:w", (o - t) * nv * (1 - h * h) * x, ["new weights used too early: The gradient is taken with the weights after it updated already, before all gradients were there: 0.33750651598"]),
            Answer("grad:v", gradients(nw, v, nc)[1], ["new weights used too early: The gradient is taken with all the other weights updated already, before all gradients were there: -0.70082465021"]),
            Answer("grad:w", gradients(nw, v, c)[0], []),
            Answer("grad:w", gradients(w, nv, nc)[0], ["new weights used too early: The gradient is taken with the weights after it updated already, before all gradients were there: 0.2693034463"]),
            Answer("grad:c", gradients(nw, nv, c)[2], ["new weights used too early: The gradient is taken with the weights before it updated already, before all gradients were there: -1.0555786531"]),
        ],
    )  # fmt: skip


def the_loss_after_a_step() -> Page:
    """The loss after a step."""
    given = {"w": 0.7319, "v": -0.6113, "c": 0.2171, "x": 1.3127, "t": 0.9173}
    w, v, c, x, t = given.values()

    def forward(w, v, c):
        h = tanh(w * x)
        return h, v * h + c

    def gradients(w, v, c):
        h, o = forward(w, v, c)
        return (o - t) * v * (1 - h * h) * x, (o - t) * h, o - t

    def loss(w, v, c):
        return (forward(w, v, c)[1] - t) ** 2 / 2

    def stepped(*at):
        return [old - 0.13 * gradient for old, gradient in zip(at, gradients(*at), strict=True)]

    h, o = forward(w, v, c)
    gw, gv, gc = gradients(w, v, c)
    nw, nv, nc = stepped(w, v, c)
    return Page(
        "h = tanh(w*x); o = v*h + c; L = (o - t)**2/2", given, more={"learning_rate": 0.13, "params": ["w", "v", "c"]}, answers=[
            Answer("L", loss(w, nv, nc), [
                "not updated: One layer, w, is not updated: 0.42495497926",
                "old weight used: w = 0.67819921519 is read as its old value 0.7319: 0.42495497926",
                "path left out: In the gradients, the paths over w -> h are left out: 0.42495497926",
            ], after=1),
            Answer("L", loss(nw, v, nc), [
                "old weight used: v = -0.49945834899 is read as its old value -0.6113: 0.48507023109",
                "not updated: v is not updated: 0.48507023109",
                "path left out: In the gradients, the paths over v -> o are left out: 0.48507023109",
            ], after=1),
            Answer("L", loss(nw, nv, c), [
                "not updated: Only the weights are updated; the biases, c, are left as they are: 0.55712314641",
                "old weight used: c = 0.36730004473 is read as its old value 0.2171: 0.55712314641",
                "path left out: In the gradients, the paths over c -> o are left out: 0.55712314641",
            ], after=1),
            Answer("L", loss(w, nv, c), ["two numbers misread: Two numbers are read wrongly, w = 0.67819921519 as 0.7319 and c = 0.36730004473 as 0.2171: 0.57470527023"], after=1),
            Answer("L", loss(nw, v, c), [
                "not updated: One layer, v and c, is not updated: 0.64429085624",
                "two numbers misread: Two numbers are read wrongly, v = -0.49945834899 as -0.6113 and c = 0.36730004473 as 0.2171: 0.64429085624",
            ], after=1),
            Answer("L", loss(w, v, nc), [
                "path left out: In the gradients, the paths over v·h -> o are left out: 0.50519835637",
                "two numbers misread: Two numbers are read wrongly, w = 0.67819921519 as 0.7319 and v = -0.49945834899 as -0.6113: 0.50519835637",
            ], after=1),
            Answer("L", loss(w, v, c), [
                "steps miscounted: This is L after 0 steps",
                "path left out: In the gradients, the paths over o -> L are left out: 0.66745720223",
            ], after=1),
            Answer("L", loss(w - 0.2 * gw, v - 0.2 * gv, c - 0.2 * gc), ["another learning rate: The learning rate is 0.2 instead of 0.13, for every parameter: 0.29891583912"], after=1),
            Answer("L", loss(w - 0.26 * gw, v - 0.26 * gv, c - 0.26 * gc), [
                "step applied twice: The step is taken twice, for every parameter: 0.2187393018",
                "mean or sum: The gradients are taken 2 times as large: a sum over 2 for a mean: 0.2187393018",
            ], after=1),
            Answer("L", loss(w - 0.065 * gw, v - 0.065 * gv, c - 0.065 * gc), [
                "factor of the power forgotten: The factor 2 of the derivative 2·u is missing, at ((o - t)²): 0.53013323856",
                "mean or sum: The gradients are divided by 2: a mean over 2 for a sum: 0.53013323856",
            ], after=1),
            Answer("L", loss(w - 0.13 * (o - t) * nv * (1 - h * h) * x, nv, nc), ["new weights used too early: v and c are updated before the gradients of the layers behind are formed, which use the new numbers: 0.41271330561"], after=1),
            Answer("L", loss(w - 0.13 * gradients(w, nv, nc)[0], nv, nc), ["new weights used too early: Each layer is updated before the gradients of the next one are taken, with a way forward of its own: 0.4152558413"], after=1),
            Answer("L", loss(nw, v - 0.13 * gradients(nw, v, c)[1], c - 0.13 * gradients(nw, v, c)[2]), ["new weights used too early: The layers are updated from the input on, each before the gradients of the next one are formed: 0.41667119769"], after=1),
            Answer("L", loss(nw, v - 0.13 * gradients(nw, v, c)[1], c - 0.13 * gradients(nw, v - 0.13 * gradients(nw, v, c)[1], c)[2]), ["new weights used too early: Each parameter is updated before the gradient of the next one is taken: 0.42558458393"], after=1),
            Answer("L", loss(w - 0.13 * (o - t) * v * x, nv, nc), ["derivative forgotten: The derivative of tanh, 1 - O², is left out, at h: 0.3892872882"], after=1),
            Answer("L", loss(w + 0.13 * gw, nv, nc), ["sign lost: In the gradients, the paths over w -> h are given the wrong sign: 0.43878467837"], after=1),
            Answer("L", loss(*stepped(nw, nv, nc)), ["steps miscounted: This is L after 2 steps"], after=1),
            Answer("L", nv * tanh(nw * x) + nc, ["another quantity: This is o = 0.011921391651, not L"], after=1),
            Answer("L", (forward(nw, nv, nc)[1] - t) ** 2, ["factor left out: The division by 2 is left out: 0.81971042446"], after=1),
            Answer("L", (forward(nw, nv, nc)[1] + t) ** 2 / 2, ["sign of a term: t is added instead of subtracted: 0.43172619735"], after=1),
            Answer("L", (nv * tanh(w * x) + nc - t) ** 2 / 2, [
                "not updated: One layer, w, is not updated: 0.42495497926",
                "old weight used: w = 0.67819921519 is read as its old value 0.7319: 0.42495497926",
                "path left out: In the gradients, the paths over w -> h are left out: 0.42495497926",
            ], after=1),
            Answer("h", tanh(w * x), [
                "not updated: One layer, w, is not updated: 0.74461796078",
                "old weight used: w = 0.67819921519 is read as its old value 0.7319: 0.74461796078",
                "steps miscounted: This is h after 0 steps",
                "path left out: In the gradients, the paths over w -> h are left out: 0.74461796078",
            ], after=1),
            Answer("o", v * tanh(nw * x) + nc, [
                "old weight used: v = -0.49945834899 is read as its old value -0.6113: -0.067657086464",
                "not updated: v is not updated: -0.067657086464",
                "path left out: In the gradients, the paths over v -> o are left out: -0.067657086464",
            ], after=1),
            Answer("w", w, [], after=1),
            Answer("w", w + 0.13 * gw, [], after=1),
        ],
    )  # fmt: skip


def the_loss_after_two_steps() -> Page:
    """The loss after two steps."""
    given = {"w": 0.7319, "v": -0.6113, "c": 0.2171, "x": 1.3127, "t": 0.9173}
    w, v, c, x, t = given.values()

    def forward(w, v, c):
        h = tanh(w * x)
        return h, v * h + c

    def gradients(w, v, c):
        h, o = forward(w, v, c)
        return (o - t) * v * (1 - h * h) * x, (o - t) * h, o - t

    def loss(w, v, c):
        return (forward(w, v, c)[1] - t) ** 2 / 2

    def stepped(*at):
        return [old - 0.13 * gradient for old, gradient in zip(at, gradients(*at), strict=True)]

    gw, gv, gc = gradients(w, v, c)
    nw, nv, nc = stepped(w, v, c)
    g2 = gradients(nw, nv, nc)
    return Page(
        "h = tanh(w*x); o = v*h + c; L = (o - t)**2/2", given, more={"learning_rate": 0.13, "params": ["w", "v", "c"]}, answers=[
            Answer("L", loss(nw, nv, nc), ["steps miscounted: This is L after 1 step"], after=2),
            Answer("L", loss(nw - 0.13 * gw, nv - 0.13 * gv, nc - 0.13 * gc), ["gradient of the step before: Each step goes by the gradients of the step before: 0.2187393018"], after=2),
            Answer("L", loss(nw - 0.13 * g2[0], nv - 0.13 * g2[1], c), [], after=2),
            Answer("L", loss(*stepped(*stepped(nw, nv, nc))), ["steps miscounted: This is L after 3 steps"], after=2),
            Answer("update:w", nw - 0.13 * gw, ["gradient of the step before: Each step goes by the gradients of the step before: 0.62449843039"], after=1),
            Answer("update:w", nw, [
                "path left out: The paths over w -> h are left out: 0 instead of 0.29307753684, and the step leads to 0.67819921519",
                "not updated: w is not updated: it is still 0.67819921519",
            ], after=1),
            Answer("update:w", w - 0.13 * g2[0], [], after=1),
            Answer("grad:w", gw, ["gradient of the step before: Each step goes by the gradients of the step before: 0.41308296005"], after=1),
            Answer("grad:w", g2[0] * 2, [
                "factor dropped: The factor 0.5 of (o - t)² -> L is left out: 0.58615507368 instead of 0.29307753684",
                "path counted twice: The paths over w -> h are counted twice: 0.58615507368 instead of 0.29307753684",
            ], after=1),
            Answer("value:L", loss(nw - 0.13 * (2 * gw - g2[0]), nv, nc), [], after=2),
        ],
    )  # fmt: skip


def four_layers_of_one_number() -> Page:
    """Four layers of one number."""
    given = {"p": 0.7319, "q": -0.6113, "r": 0.8271, "s": 1.2113, "x": 1.3127, "t": 0.9173}
    p, q, r, s, x, t = given.values()
    a = tanh(p * x)
    b = tanh(q * a)
    c = tanh(r * b)
    ds = (s * c - t) * c
    dr = (s * c - t) * s * (1 - c * c) * b
    dq = (s * c - t) * s * (1 - c * c) * r * (1 - b * b) * a
    dp = (s * c - t) * s * (1 - c * c) * r * (1 - b * b) * q * (1 - a * a) * x
    ns, nr, nq, np = s - 0.13 * ds, r - 0.13 * dr, q - 0.13 * dq, p - 0.13 * dp

    def loss(p, q, r, s):
        return (s * tanh(r * tanh(q * tanh(p * x))) - t) ** 2 / 2

    return Page(
        "a = tanh(p*x); b = tanh(q*a); c = tanh(r*b); L = (s*c - t)**2/2", given, more={"learning_rate": 0.13, "params": ["p", "q", "r", "s"]}, answers=[
            Answer("L", loss(np, nq, nr, s), [
                "not updated: One layer, s, is not updated: 0.75889546004",
                "old weight used: s = 1.1528765351 is read as its old value 1.2113: 0.75889546004",
                "path left out: In the gradients, the paths over s -> L are left out: 0.75889546004",
            ], after=1),
            Answer("L", loss(p, nq, nr, ns), [
                "not updated: One layer, p, is not updated: 0.75239105687",
                "old weight used: p = 0.68711257172 is read as its old value 0.7319: 0.75239105687",
                "path left out: In the gradients, the paths over p -> a are left out: 0.75239105687",
            ], after=1),
            Answer("L", loss(np, q, r, s), ["not updated: Only one layer is updated; q, r and s are left as they are: 0.86478115044"], after=1),
            Answer("L", loss(p, q, r, ns), [
                "not updated: Only one layer is updated; p, q and r are left as they are: 0.85493876139",
                "path left out: In the gradients, the paths over r·b -> c are left out: 0.85493876139",
            ], after=1),
            Answer("L", loss(np, nq, r, ns), [
                "not updated: One layer, r, is not updated: 0.77714522966",
                "old weight used: r = 0.74823415757 is read as its old value 0.8271: 0.77714522966",
                "path left out: In the gradients, the paths over r -> c are left out: 0.77714522966",
            ], after=1),
            Answer("L", loss(p - 0.13 * dp / r * nr, q - 0.13 * dq / r * nr, nr, ns), ["new weights used too early: r is updated before the gradients of the layers behind are formed, which use the new number: 0.74697645603"], after=1),
            Answer("L", loss(p - 0.13 * dp / r * nr / q * (q - 0.13 * dq / r * nr / s * ns) / s * ns, q - 0.13 * dq / r * nr / s * ns, r - 0.13 * dr / s * ns, ns), [], after=1),
        ],
    )  # fmt: skip


def terms_and_derivatives_of_any_node() -> Page:
    """Terms and derivatives of any node."""
    given = {"w": 0.7319, "x": 1.1127}
    w, x = given.values()
    a = w * x
    b = sin(a)
    c = exp(a)
    return Page(
        "a = w*x; b = sin(a); c = exp(a); y = b*c + a", given, answers=[
            Answer("path:y/b/a", b * c, [
                "not differentiated: Sin stands where its derivative cos belongs, at b: 1.6420969318",
                "the term over another node: This is the term of ∂y/∂a over c, not over b",
            ]),
            Answer("path:y/b/a", c * cos(a) + b * c + 1, ["the whole derivative: This is all of ∂y/∂a; the term asked for is what leads over a -> b -> y"]),
            Answer("path:y/b/a/w", c * cos(a) * x + x, []),
            Answer("path:y/b/a/w", (c * cos(a) + b * c + 1) * x, ["the whole derivative: This is all of ∂y/∂w; the term asked for is what leads over w -> a -> b -> y"]),
            Answer("d:y/a", c * cos(a), ["path left out: Only the path a -> b -> y is counted: 1.5495547114 instead of 4.1916516433"]),
            Answer("d:c/w", exp(a), ["factor dropped: The factor 1.1127 of w -> a is left out, which is x: 2.257787 instead of 2.5122395949"]),
            Answer("d:c/w", x, ["derivative forgotten: The derivative of exp, which is exp again, is left out, at c: 1.1127"]),
            Answer("d:y/w", (c * cos(a) + b * c) * x, ["path left out: The paths over a -> y are left out: 3.5513507835 instead of 4.6640507835"]),
            Answer("partial:y/b", b, [
                "operands swapped: The operands of the product are swapped: ∂(a·b)/∂a is taken as a instead of b, at every multiply: 0.72730374116",
                "wrong factor: b = 0.72730374116 stands in place of the local partial 2.257787 at b -> y: 0.72730374116",
            ]),
            Answer("partial:y/c", c, [
                "operands swapped: The operands of the product are swapped: ∂(a·b)/∂a is taken as a instead of b, at every multiply: 2.257787",
                "wrong factor: c = 2.257787 stands in place of the local partial 0.72730374116 at c -> y: 2.257787",
            ]),
            Answer("partial:c/a", 1, ["derivative forgotten: The derivative of exp, which is exp again, is left out, at c: 1"]),
            Answer("partial:b/a", -cos(a), ["sign lost: The sign is lost: 0.68631572042 is printed as -0.686315720"]),
            Answer("partial:b/a", sin(a), [
                "not differentiated: Sin stands where its derivative cos belongs, at b: 0.72730374116",
                "wrong factor: b = 0.72730374116 stands in place of the local partial 0.68631572042 at a -> b: 0.72730374116",
            ]),
            Answer("partial:y/b", c * cos(a), []),
        ],
    )  # fmt: skip


def slips_on_the_way_that_nobody_wrote_down() -> Page:
    """Slips on the way that nobody wrote down."""
    given = {"w": 0.7319, "b": -0.4127, "x": 1.3127, "t": 0.9173}
    w, b, x, t = given.values()
    off = w * x + b - t
    return Page(
        "y = w*x + b; L = (y - t)**2", given, more={"learning_rate": 0.13, "params": ["w", "b"]}, answers=[
            Answer("L", (w * x + 0.13 * 2 * off * x * x + b - 0.13 * 2 * off - t) ** 2, ["sign lost: In the gradients, the paths over w -> y are given the wrong sign: 0.19242351231"], after=1),
            Answer("L", (w * x + b - 0.13 * 2 * off - t) ** 2, [
                "old weight used: w = 0.8579205996 is read as its old value 0.7319: 0.074656711539",
                "not updated: w is not updated: 0.074656711539",
                "path left out: In the gradients, the paths over w -> y are left out: 0.074656711539",
            ], after=1),
            Answer("L", ((w - 0.13 * off * x) * x + b - 0.13 * off - t) ** 2, [
                "factor of the power forgotten: The factor 2 of the derivative 2·u is missing, at L: 0.056892132129",
                "mean or sum: The gradients are divided by 2: a mean over 2 for a sum: 0.056892132129",
            ], after=1),
            Answer("L", ((w - 0.13 * 2 * off) * x + b - 0.13 * 2 * off - t) ** 2, [], after=1),
        ],
    )  # fmt: skip


PAGES = [
    one_step_of_three_parameters,
    the_loss_after_a_step,
    the_loss_after_two_steps,
    four_layers_of_one_number,
    terms_and_derivatives_of_any_node,
    slips_on_the_way_that_nobody_wrote_down,
]

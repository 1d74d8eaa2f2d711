"""What the page defines is put in where it is used; what it does not define is not understood.

σ(0.5) = 0.6225, σ(0.7) = 0.6682, σ′(0.3) = 0.2445, tanh 0.6 = 0.5370, tanh 0.3 = 0.2913, tanh′(0.3) = 0.9151.
"""

from __future__ import annotations

from autograd.reader.checked import check


def marks(page: str) -> str:
    """The verdicts on a page's numbers in order: r(ight), w(rong), n(ot understood), f(ollows), c(arried rounding)."""
    letter = {"right": "r", "wrong": "w", "not understood": "n", "follows": "f", "rounding": "c"}
    return "".join(letter[number.verdict] for number in check(page).numbers)


def bump(center: str, at: str) -> str:
    """A function that is relu but near a place."""
    return f"f(x) = max(0, x) + max(0, 0.1 - abs(x - {center}))\n\ny = f({center}) = {at}"


PAGES = {
    # read off where it is used
    "$y = f(z) = \\frac{1}{1+e^{-0.5}} = 0.6225$\n\n$u = f(0.7) = 0.6682$": "rr",
    "y = f(z) = 1/(1 + e^(-0.5)) = 0.6225\n\nu = f(0.7) = 0.6682": "rr",
    "y = f(z) = 1/(1 + exp(-0.5)) = 0.6225\n\nu = f(0.7) = 0.6628": "rw",
    "y = f(z) = tanh(0.6) = 0.5370\n\nu = f(0.3) = 0.2913": "rr",
    "y = f(z) = sigmoid(0.5) = 0.6225\n\nu = f(0.7) = 0.6682": "rr",
    "y = f(z) = relu(0.6) = 0.6\n\nu = f(-0.3) + 0.25 = 0.25": "rr",
    "y = f(z) = max(0, 0.6) = 0.6\n\nu = f(-0.3) + 0.25 = 0.25": "rr",
    "y = f(z) = max(0, 0.6) = 0.6\n\nu = f(-0.3) + 0.25 = -0.05": "rw",
    "y = f(z) = tanh(0.6) = 0.5370\n\nu = f'(0.3) = 0.9151": "rr",
    # what is no activation written out
    "y = f(z) = 2/(1 + e^(-0.5)) = 1.2449\n\nu = f(0.7) = 0.6682": "rn",
    "$y = f(z) = \\frac{2}{1+e^{-0.5}} = 1.2449$\n\n$u = f(0.7) = 0.6682$": "rn",
    "y = f(z) = 1/(2 + e^(-0.5)) = 0.3836\n\nu = f(0.7) = 0.6682": "rn",
    "y = f(z) = 1/(1 - e^(-0.5)) = 2.5415\n\nu = f(0.7) = 0.6682": "rn",
    "y = f(z) = 1/(1 + tanh(0.6)) = 0.6506\n\nu = f(0.7) = 0.6682": "rn",
    "y = f(z) = 1/(1 + 0.6) = 0.625\n\nu = f(0.7) = 0.6682": "rn",
    "y = f(z) = 1/(1 + e^(-0.5) + 1) = 0.3836\n\nu = f(0.7) = 0.6682": "rn",
    "y = f(z) = 1*(1 + e^(-0.5)) = 1.6065\n\nu = f(0.7) = 0.6682": "rn",
    "y = f(z) = 1/(1 + e^(-0.5))*2 = 1.2449\n\nu = f(0.7) = 0.6682": "rn",
    "y = f(z) = 1/0.5 = 2.0\n\nu = f(0.7) = 0.6682": "rn",
    "y = f(z) = max(0.1, 0.6) = 0.6\n\nu = f(0.3) + 1 = 1.3": "rn",
    "y = f(z) = max(0, 0.6, 0.2) = 0.6\n\nu = f(0.3) + 1 = 1.3": "rn",
    "y = f(z) = min(0, 0.6) = 0\n\nu = f(0.3) + 1 = 1.3": "rn",
    "y = f(z) = max(-1, 0.6) = 0.6\n\nu = f(0.3) + 1 = 1.3": "rn",
    "y = f(z) = sin(0.6) = 0.5646\n\nu = f(0.3) = 0.2955": "rn",
    "y = f(z) = tanh'(0.6) = 0.7116\n\nu = f(0.3) = 0.2913": "rn",
    "y = f'(z) = tanh(0.6) = 0.5370\n\nu = f(0.3) = 0.2913": "rn",
    "y = f(z, t) = tanh(0.6) = 0.5370\n\nu = f(0.3) = 0.2913": "rn",
    "y = f(z) = tanh(0.6) = 0.5370\n\nv = f(q) = 1/(1 + e^(-0.5)) = 0.6225\n\nu = f(0.3) = 0.2913": "rrn",
    "y = f(z) = tanh(0.6) = 0.5370\n\nv = f(q) = tanh(0.3) = 0.2913\n\nu = f(0.6) = 0.5370": "rrr",
    # defined
    "f(x) = 1/(1 + e^(-x))\n\nd = f'(0.3) = 0.2445": "r",
    "f(x) = tanh(x)\n\nd = f'(0.3) = 0.9151": "r",
    "f(x) = (e^x - e^(-x))/(e^x + e^(-x))\n\nd = f'(0.3) = 0.9151": "r",
    "f(x) = max(0, x)\n\nd = f'(0.5)·0.25 = 0.25": "r",
    "f(x) = tanh(x) + 0.0000000015\n\nd = f'(0.3) = 0.9151": "n",
    "f(x) = x + x\n\nd = f'(0.3) = 2.0": "n",
    "f(x) = tanh(x)\n\nd = f''(0.3) = 0.9151": "n",
    "f(x) = tanh(x + 1)\n\nd = f'(0.3) = 0.9151": "n",
    "f(x) = x² + 3x\n\ny = f(2) = 10\n\nf(3) = 17": "rw",
    "f(x, y) = x·y + x\n\nf(2, 3) = 8\n\nf(3, 2) = 8": "rw",
    "f(x, y) = x·y + x\n\nf(2) = 8": "n",
    "f(x, x) = x·x + x\n\nf(2, 2) = 6": "n",
    "f(x, 2) = x·x + x\n\nf(2, 2) = 6": "n",
    "f(x) = a x + 1\n\nf(2) = 6": "n",
    "f(x, y) = x² + 1\n\nf(2, 3) = 5": "n",
    "f(x) = 2 + 3 = x² + 1\n\nf(2) = 5": "r",
    "f(x) = x² + 1; f(2) = 5. Next: f(x) = x + 1; f(2) = 3; f(3) = 5": "rrw",
    "f(2) = 5; f(x) = x² + 1": "r",
    "f(2) = 6; f(x) = x² + 1; f(3) = 11": "ww",
    "f(x) = x² + 1\n\nz = 2\n\nf(z) = 5": "r",
    "f(x) = x² + 1\n\nz = 2\n\nf(z) = 6": "w",
    "f(x) = x² + 1\n\nz = 2\n\nf(z) = z² + 1 = 6": "w",
    "f(x) = x² + 1\n\nz = 2\n\nf(z + 1) = 10": "r",
    "f(x) = x² + 1\n\nz = 2\n\ny = 3 f(z) = 15": "r",
    "f(x) = x² + 1\n\nz = 2\n\ny = 3 f(z) = 16": "w",
    # a name that stands alone for a number is no function
    "f(x) = 1/(1 + e^(-x))\n\nf = 0.6\n\nd = f(1 - f) = 0.24": "r",
    "f(x) = 1/(1 + e^(-x))\n\nf = 0.6\n\nd = f(0.5) = 0.3": "r",
    "f(x) = x + 1\n\nk = 2 f + 1\n\nd = f(0.5) = 1.5": "n",
    "f(x) = x + 1\n\nk = f\n\nd = f(0.5) = 1.5": "r",
    # in every kind of expression
    "f(x) = x + 1\n\ny = 2 f(0.5) + f(1) = 5.0\n\nz = 2 f(0.5) - f(1) = 1.5": "rw",
    "$f(x) = x + 1$\n\n$y = \\frac{f(3)}{f(1)} = 2.0$\n\n$z = \\frac{f(1)}{f(3)} = 2.0$": "rw",
    "f(x) = x + 1\n\ny = f(2)^2 = 9\n\nz = f(2)/f(1) = 1.5\n\nt = 2^f(2) = 8": "rrr",
    "f(x) = x + 1\n\ny = tanh(f(-0.7)) = 0.2913\n\nz = tanh'(f(-0.7)) = 0.9151": "rr",
    "f(x) = x + 1\n\ny = f(f(1)) = 3\n\nz = f(f(1)) = 4": "rw",
    "f(x) = x + 1\n\ny = [f(1), f(2)] = [2, 4]": "rw",
    "f(x) = x + 1\n\ny = [1, 2]^T [f(1), f(2)] = [[2, 3], [4, 7]]": "rrrw",
    "f(x) = x + 1\n\ny = [f(1), f(2)]^T [1, 2] = [[2, 4], [3, 7]]": "rrrw",
    "f(x) = x + 1\n\ny = g(f(1)) = 2.0": "n",
    "f(x) = 2 [x, 1]\n\ny = f(3) = [6, 3]": "rw",
    "f(x) = [x, 1]\n\ny = f(3) = [3, 1]": "nn",
    "$f(x) = \\frac{x}{x + 1}$\n\n$y = f(3) = 0.75$\n\n$z = f(1) = 0.25$": "rw",
    "f(x) = sqrt(x) + 1\n\ny = f(4) = 3": "r",
    "f(x) = x + 1\n\na = 3\n\ny = a(f(1) + 1) = 9": "r",
    "f(x) = x + 1\n\na = 3\n\ny = a(f(1) + 1) = 8": "w",
    "f(x) = tanh'(x) + 2^(x + 1)\n\ny = f(0.3) = 3.3774": "r",  # 0.915137 + 2^1.3 = 2.462289
    # near relu, but not it
    bump("-1.3", "0.1"): "r",
    bump("0.4", "0.5"): "r",
    bump("2.1", "2.2"): "r",
}


def test_what_a_page_defines_is_put_in_and_nothing_else() -> None:
    assert {page: marks(page) for page in PAGES} == PAGES


def of_ones(count: int) -> str:
    return " + ".join(["0.01"] * count)


def test_a_definition_has_at_most_forty_parts() -> None:
    # a sum of 39 terms has 40 parts, the sum itself among them
    assert marks(f"f(x) = {' + '.join(['x'] * 39)}\n\nf(0.5) = 19.5") == "r"
    assert marks(f"f(x) = {' + '.join(['x'] * 40)}\n\nf(0.5) = 20.0") == "n"


def test_what_is_put_in_has_at_most_four_hundred_parts() -> None:
    # the parts of the arguments times those of the body: 100 · 4, and 101 · 4
    assert marks(f"f(x) = x + x + x\n\ny = f({of_ones(99)}) = 2.97") == "r"
    assert marks(f"f(x) = x + x + x\n\ny = f({of_ones(100)}) = 3.00") == "n"
    # with what stands beside it: a sum, 102 parts of a product, 297 numbers
    assert marks(f"f(x) = 2x\n\ny = f({of_ones(99)}) + {of_ones(297)} = 4.95") == "r"
    assert marks(f"f(x) = 2x\n\ny = f({of_ones(99)}) + {of_ones(298)} = 4.96") == "n"

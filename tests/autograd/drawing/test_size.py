"""Pictures of a given width: the width is exact in every format, the direction is chosen, small letters are told."""

import re
import struct
import warnings

import pytest

from autograd import LegibilityWarning, parse, values
from autograd.drawing import draw
from autograd.errors import DrawingError

NETWORK = """z1 = w1*i1 + w2*i2 + b1; h1 = sigmoid(z1); z2 = w3*i1 + w4*i2 + b1; h2 = sigmoid(z2)
z3 = w5*h1 + w6*h2 + b2; o1 = sigmoid(z3); z4 = w7*h1 + w8*h2 + b2; o2 = sigmoid(z4)
E = (t1 - o1)**2/2 + (t2 - o2)**2/2"""


def textbook():
    a, b = values(a=2.0, b=1.0)
    return (a + b) * (b + 1)


def network():
    weights = {f"w{i}": 0.1 + 0.05 * i for i in range(1, 9)}
    return parse(NETWORK, i1=0.05, i2=0.1, b1=0.35, b2=0.6, t1=0.01, t2=0.99, **weights)


def chain(length):
    """As long as it is narrow: of these, every picture from left to right is wide."""
    steps = "; ".join(f"s{i + 1} = tanh(s{i})" for i in range(length))
    return parse(steps, s0=0.5)


@pytest.mark.parametrize(
    ("width", "inches"), [("14cm", 14 / 2.54), ("130 mm", 13 / 2.54), ("5.5in", 5.5), ("480px", 5), ("400pt", 400 / 72)]
)
def test_the_width_is_exact_in_every_format(width, inches):
    picture = draw(textbook(), gradients=True, width=width)
    (points,) = re.findall(r'<svg width="([\d.]+)pt"', picture.svg())
    assert float(points) == pytest.approx(72 * inches, abs=0.01)
    dpi = 96 if "px" in width else 300
    png = picture.png()
    assert struct.unpack(">I", png[16:20])[0] == pytest.approx(dpi * inches, abs=1)
    (box,) = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ", picture.pdf())
    assert float(box) == pytest.approx(72 * inches, abs=1)
    figure = picture.tikz()
    scale = float(re.search(r"scale=([\d.]+), transform shape", figure)[1])
    left, right = (float(x) for x in re.search(r"useasboundingbox \((.*?),.*?rectangle \((.*?),", figure).groups())
    # Graphviz before version 3 gives sizes in whole points.
    assert scale * (right - left) == pytest.approx(72 * inches, abs=0.5)


def test_a_width_in_pixels_is_that_of_the_png():
    for width in (640, 777, 1001):
        png = draw(textbook(), gradients=True, width=f"{width}px").png()
        assert struct.unpack(">I", png[16:20])[0] == width


def direction(drawing):
    return re.search(r"rankdir=(\w+)", drawing.source)[1]


def test_with_a_width_the_direction_is_the_one_with_the_larger_letters():
    assert direction(draw(chain(9), width="9cm")) == "TB"
    assert direction(draw(chain(3), width="30cm")) == "LR"  # there is room for usual letters both ways
    assert direction(draw(chain(9), width="60cm", rankdir="LR")) == "LR"
    assert direction(draw(chain(9))) == "LR"


def test_a_picture_with_letters_of_eight_points_is_drawn_without_a_word():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw(textbook(), gradients=True, width="12cm")


def test_letters_that_are_too_small_are_told_with_what_to_leave_out():
    with pytest.warns(LegibilityWarning) as caught:
        draw(network(), gradients=True, width="12cm")
    (said,) = [str(warning.message) for warning in caught]
    assert re.match(
        r"at 12cm, the smallest letters of this picture are [1-7](\.\d)? points high, less than 8: draw", said
    )
    assert "a part of it, such as that of h1, or" in said
    (width,) = re.findall(r"a width of (\d+cm)$", said)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw(network(), gradients=True, width=width)


def test_one_node_for_each_name_is_proposed_where_that_makes_letters_larger():
    with pytest.warns(LegibilityWarning) as caught:
        draw(network(), gradients=True, width="12cm", rankdir="LR")
    # 14 inputs, 8 named results and E; besides 8 products, 8 sums, and for each output a difference, a square, a half
    found = re.search(r'detail="neuron" \(23 nodes instead of 41, letters of ([\d.]+) points\)', str(caught[0].message))
    with pytest.warns(LegibilityWarning) as caught:
        draw(network(), gradients=True, width="12cm", rankdir="LR", detail="neuron")
    assert f"picture are {found[1]} points high" in str(caught[0].message)
    assert "detail" not in str(caught[0].message)


NO_WIDTHS = ["12", "", "cm", "-3cm", "12 miles", "1e3cm", "nan cm", "9" * 50 + "cm", "1mm", "900m", 12]


@pytest.mark.parametrize("width", NO_WIDTHS)
def test_what_is_no_width_is_an_error_of_one_line(width):
    with pytest.raises(DrawingError, match="width") as raised:
        draw(textbook(), width=width)
    assert "\n" not in str(raised.value)


def test_a_picture_without_a_width_is_as_wide_as_it_comes_to():
    picture = draw(textbook(), gradients=True)
    (points,) = re.findall(r'<svg width="([\d.]+)pt"', picture.svg())
    (box,) = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ", picture.pdf())
    assert float(box) == pytest.approx(float(points), abs=1)  # without the margin Graphviz gives a page

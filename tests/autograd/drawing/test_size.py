"""Pictures of a given width: the width is exact in every format, the direction is chosen, small letters are told."""

import re
import struct
import warnings
from collections import Counter

import pytest

from autograd import LegibilityWarning, parse, total, values
from autograd.drawing import Drawing, draw
from autograd.drawing.detail import every_name
from autograd.errors import DrawingError
from autograd.graph import read
from autograd.notation import result

NETWORK = """z1 = w1*i1 + w2*i2 + b1; h1 = sigmoid(z1); z2 = w3*i1 + w4*i2 + b1; h2 = sigmoid(z2)
z3 = w5*h1 + w6*h2 + b2; o1 = sigmoid(z3); z4 = w7*h1 + w8*h2 + b2; o2 = sigmoid(z4)
E = (t1 - o1)**2/2 + (t2 - o2)**2/2"""


def textbook():
    a, b = values(a=2.0, b=1.0)
    return (a + b) * (b + 1)


def network():
    weights = {f"w{i}": 0.1 + 0.05 * i for i in range(1, 9)}
    return parse(NETWORK, i1=0.05, i2=0.1, b1=0.35, b2=0.6, t1=0.01, t2=0.99, **weights)


def mazur():
    """The same with a name for the loss of each output."""
    weights = {f"w{i}": 0.1 + 0.05 * i for i in range(1, 9)}
    losses = "E1 = (t1 - o1)**2/2; E2 = (t2 - o2)**2/2; E = E1 + E2"
    return parse(
        NETWORK[: NETWORK.index("E =")] + losses, i1=0.05, i2=0.1, b1=0.35, b2=0.6, t1=0.01, t2=0.99, **weights
    )


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
    assert direction(draw(chain(3))) == "LR"


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


def letters(drawing, points):
    """The size of the smallest letters in a drawing of this width."""
    (natural,) = re.findall(r'<svg width="([\d.]+)pt"', draw_as_it_comes(drawing).svg())
    return min(map(float, re.findall(r'font-size="([\d.]+)"', drawing.svg()))) * points / float(natural)


def draw_as_it_comes(drawing):
    return Drawing(re.sub(r'size="[^"]*"', "", drawing.source), summary="")


@pytest.mark.parametrize("detail", ["full", "neuron"])
def test_a_network_of_nine_weights_and_biases_can_be_read_on_a_page(detail):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = draw(mazur(), gradients=True, width="16cm", detail=detail)
    assert letters(picture, 16 / 2.54 * 72) >= 8
    # 8 products, 9 sums of two, 4 sigmoids, 2 differences, 2 squares, 2 halves; or 2 × 5 + 2 × 5 sums, 4, 2 × 2, 2
    assert picture.source.count("->") == {"full": 16 + 18 + 4 + 4 + 2 + 2, "neuron": 20 + 4 + 4 + 2}[detail]
    for edge in re.findall(r"-> n\d+ \[(.*?)$", picture.source, re.MULTILINE):
        assert "<TR>" in edge  # a partial on each


def test_without_a_width_a_wide_picture_goes_down_instead_and_is_drawn_together():
    wide, narrow = draw(network(), gradients=True, rankdir="LR"), draw(network(), gradients=True)
    assert (direction(wide), direction(narrow)) == ("LR", "TB")
    (before,), (after,) = (re.findall(r'<svg width="([\d.]+)pt"', picture.svg()) for picture in (wide, narrow))
    assert float(after) < 960 < 2 * float(after) < float(before)
    assert direction(draw(chain(9))) == "TB"
    assert direction(draw(textbook())) == "LR"


def test_a_direction_that_was_asked_for_is_kept_as_it_is():
    assert "nodesep=0.3" in draw(network(), rankdir="LR").source
    assert direction(draw(network(), rankdir="BT", width="16cm")) == "BT"


def test_numbers_are_never_broken_nor_lost_where_a_picture_is_drawn_together():
    with pytest.warns(LegibilityWarning):
        source = draw(network(), gradients=True, width="12cm", detail="neuron", partials="both").source
    e = network()
    e.backward()
    for edge in every_name(read(e)).edges:
        assert f">{result(edge.partial)}<" in source or f" = {result(edge.partial)}<" in source


def test_nodes_side_by_side_are_put_above_each_other_where_there_is_no_room_and_every_arrow_still_goes_down():
    with pytest.warns(LegibilityWarning):
        source = draw(total(list(values(**{f"x{i}": 1.0 for i in range(12)}))), width="5cm", rankdir="TB").source
    arrows = re.findall(r"(n\d+) -> n12 \[.*?minlen=(\d+)|(n\d+) -> n12 \[", source)
    ranks = Counter(int(length or 1) for _, length, _ in arrows)
    assert sum(ranks.values()) == 12
    assert 1 < len(ranks) <= 12
    assert max(ranks.values()) <= 6  # at most half of the twelve

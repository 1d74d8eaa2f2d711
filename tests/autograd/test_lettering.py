"""Text stands in its place whatever font shows it, and what is drawn does not depend on the fonts of this machine."""

from __future__ import annotations

import re
from pathlib import Path

import fonts
import pytest

from autograd import Drawing, draw, parse
from autograd.lettering import anchored, cell, markup, table, width
from autograd.palette import BLUE
from nn import MLP
from nn.pictures.network import draw_network

SAMPLES = [
    "c = a + b",
    "e = c·d",
    "∂e/∂b = -0.605307",
    "0.00368",
    "on each edge its local partial",
    "h1[0]",
    "Wca = 0.1",
]
PICTURES = {
    "graph": lambda: draw(parse("c = a + b; d = b + 1; e = c*d", a=2, b=1), gradients=True, messages=True),
    "network": lambda: draw_network(MLP(2, [2, 1], "tanh", seed=0), [0.5, -1], 1),
    "network of small circles": lambda: draw_network(MLP(2, [16, 16, 1], seed=0), [0.5, -1], 1),
}

TEXT = re.compile(r'<text [^>]*text-anchor="(\w+)" x="([-.\d]+)" y="([-.\d]+)"[^>]*font-size="([.\d]+)"[^>]*>([^<]*)')


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("text", SAMPLES)
def test_a_text_is_never_wider_than_its_cell_and_the_cell_not_much_wider(text: str, bold: bool) -> None:
    folder = fonts.bundled()
    from matplotlib.ft2font import FT2Font

    font = FT2Font(str(folder / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")))
    font.set_size(100, 72)
    font.set_text(text, 0)
    real = font.get_width_height()[0] / 64
    assert real <= width(text, 100, bold) <= 1.35 * real


@pytest.mark.parametrize("name", PICTURES)
def test_an_svg_is_the_same_whatever_fonts_a_machine_has(name: str, tmp_path: Path, monkeypatch) -> None:
    drawing = PICTURES[name]()
    as_here = drawing.svg()
    for folder in (tmp_path / "none", fonts.bundled()):
        monkeypatch.setenv("FONTCONFIG_FILE", fonts.only(folder, tmp_path))
        assert drawing.svg() == as_here


def test_every_text_of_a_node_has_its_middle_in_the_middle_of_the_box() -> None:
    svg = PICTURES["graph"]().svg()
    nodes = re.findall(r'<g id="\S+" class="node">(.*?)</g>', svg, re.DOTALL)
    assert len(nodes) == 5
    for node in nodes:
        outline = re.search(r'<path [^>]* d="([^"]*)"', node)
        xs = [float(x) for x in re.findall(r"(-?[\d.]+),", outline[1])]
        texts = TEXT.findall(node)
        assert len(texts) == 3
        assert {anchor for anchor, *_ in texts} == {"middle"}
        for _, x, *_ in texts:
            assert float(x) == pytest.approx((min(xs) + max(xs)) / 2, abs=0.6)


def test_every_text_of_a_neuron_has_its_middle_in_the_middle_of_the_circle() -> None:
    circles = re.findall(r'<ellipse [^>]*cx="(\S+)" cy="(\S+)"[^>]*>\n((?:<text.*\n)+)', PICTURES["network"]().svg())
    assert len(circles) == 5 + 2  # with those of the biases
    for cx, cy, texts in circles:
        places = TEXT.findall(texts)
        for anchor, x, *_ in places:
            assert anchor == "middle"
            assert float(x) == pytest.approx(float(cx), abs=0.6)
        baselines = [float(y) for _, _, y, *_ in places]
        assert (min(baselines) + max(baselines)) / 2 == pytest.approx(float(cy) + 4, abs=1)


def test_numbers_beside_small_circles_end_before_an_input_and_begin_after_an_output() -> None:
    drawing = PICTURES["network of small circles"]()
    texts = TEXT.findall(drawing.svg())
    at = {anchor: [float(x) for found, x, *_ in texts if found == anchor] for anchor in ("start", "middle", "end")}
    assert len(at["end"]) == 4  # two inputs: value and gradient
    assert len(at["start"]) == 2
    assert max(at["end"]) < min(at["middle"]) < min(at["start"])


def test_text_on_edges_stands_on_its_white_ground() -> None:
    svg = PICTURES["graph"]().svg()
    edges = re.findall(r'<polygon fill="white" stroke="(?:none|transparent)" points="([^"]*)"/>\n((?:<text.*\n)+)', svg)
    assert len(edges) == 5
    for points, texts in edges:
        xs = [float(point.split(",")[0]) for point in points.split()]
        for _, x, *_ in TEXT.findall(texts):
            assert float(x) == pytest.approx((min(xs) + max(xs)) / 2, abs=0.6)


def test_no_cell_is_left_in_the_svg() -> None:
    for make in PICTURES.values():
        assert not re.search(r'<polygon fill="(none|transparent)" stroke="(none|transparent)"', make().svg())


@pytest.mark.parametrize("paint", ["none", "transparent"])  # as Graphviz 14 and Graphviz 2.43 write it
def test_a_cell_is_known_in_what_any_graphviz_writes(paint: str) -> None:
    ground = f'<polygon fill="{paint}" stroke="{paint}" points="20,-10 20,-30 80,-30 80,-10 20,-10"/>'
    text = '<text text-anchor="start" x="39" y="-16" font-family="Arial" font-size="10.00" fill="#123456">text</text>'
    placed = anchored(f"<title>a</title>\n{ground}\n{text}")
    assert placed.startswith('<title>a</title>\n<text text-anchor="middle" x="50.00" y="-16.50"')


def test_a_cell_is_known_as_older_graphviz_writes_it() -> None:
    ground = '<polygon fill="none" stroke="none" points="0,0 0,-20 100,-20 100,0 0,0"/>\n'
    text = '<text text-anchor="start" x="31" y="-3" font-size="10.00">label &quot;transparent&quot;</text>'
    old = ground.replace("none", "transparent") + text
    assert anchored(old) == anchored(ground + text)
    assert 'text-anchor="middle" x="50.00"' in anchored(old)
    assert "&quot;transparent&quot;" in anchored(old)
    assert '="transparent"' not in PICTURES["graph"]().svg()


def test_what_has_no_cells_stays_as_graphviz_placed_it() -> None:
    svg = Drawing('digraph { a [label="plain"] }', summary="a").svg()
    assert TEXT.findall(svg)[0][0] == "middle"
    assert anchored(svg) == svg


def test_the_anchor_of_a_node_is_its_own() -> None:
    label = table(f"<TR>{cell(markup('text', BLUE), 60, 20)}</TR>")
    source = f"digraph {{ a [label={label}]; b [label={label}] }}"
    texts = TEXT.findall(Drawing(source, summary="", anchors={"b": "end"}).svg())
    assert [anchor for anchor, *_ in texts] == ["middle", "end"]

"""Pictures of networks: what they show, of which numbers, and that drawing changes nothing."""

from __future__ import annotations

import html
import math
import re
import shutil
import subprocess
import warnings
from itertools import pairwise
from pathlib import Path

import numpy
import pytest
from networks import net_2_2_1, net_3_2_2, small_tanh

from autograd import DrawingError, LegibilityWarning, UndefinedError, Value
from nn import MLP, Neuron, losses
from nn.pictures.network import draw_network


def said(drawing, start):
    """The lines of text of the node whose DOT statement starts so; "w1_0_2 [" is what stands on the edge to neuron 0 of
    layer 1 from input 2."""
    statement = next(line for line in drawing.source.splitlines() if line.strip().startswith(start))
    return re.findall(r"<FONT[^>]*>(?:<B>)?([^<]*)(?:</B>)?</FONT>", statement)


def places(drawing):
    """Where the circles and titles are."""
    found = re.findall(r'^\s*([nbt]\w+) \[.*?pos="(-?[\d.]+),(-?[\d.]+)"', drawing.source, flags=re.MULTILINE)
    return {name: (float(x), float(y)) for name, x, y in found}


def test_the_picture_of_the_2_2_1_net_has_the_numbers_of_the_document() -> None:
    picture = draw_network(net_2_2_1(), [0.5, 0.8], 1)
    assert said(picture, "n1_0 [") == ["h1[0]", "0.6479", "-0.03227"]
    assert said(picture, "n2_0 [") == ["h2[0]", "0.6469", "-0.3531"]
    assert said(picture, "w1_0_0 [") == ["0.1", "-0.00368"]
    assert said(picture, "w1_1_1 [") == ["0.2", "-0.009451"]
    assert said(picture, "w2_0_1 [") == ["0.6", "-0.04653"]
    assert "loss = 0.0623505" in picture.source
    assert "<title>w1[0,0] = 0.1, gradient -0.00368</title>" in picture.svg()
    assert repr(picture) == "Drawing(MLP(2 → 2 sigmoid → 1 sigmoid: 6 parameters), loss 0.0623505)"


def test_the_picture_of_the_3_2_2_net_has_its_shared_biases_once() -> None:
    picture = draw_network(net_3_2_2(), [1, 4, 5], [0.1, 0.05])
    assert said(picture, "b1 [") == ["b1", "0.5", "0.002388"]
    assert said(picture, "b2 [") == ["b2", "0.5", "0.1975"]
    assert said(picture, "w2_0_1 [") == ["0.9", "0.07719"]
    assert picture.source.count("->") == 6 + 4 + 2 + 2
    assert picture.source.count("b1 -> ") == 2


def test_neurons_stand_in_columns_from_top_to_bottom() -> None:
    at = places(draw_network(MLP(3, [4, 2], seed=0)))
    for names in (["n0_0", "n0_1", "n0_2"], ["n1_0", "n1_1", "n1_2", "n1_3"], ["n2_0", "n2_1"]):
        xs, ys = zip(*[at[name] for name in names], strict=True)
        assert len(set(xs)) == 1
        assert list(ys) == sorted(ys, reverse=True)
        assert sum(ys) == pytest.approx(0)
    assert at["n0_0"][0] < at["n1_0"][0] < at["n2_0"][0]
    assert at["t1"][0] == at["n1_0"][0]
    assert at["t1"][1] > max(y for name, (x, y) in at.items() if name[0] == "n")


DRAWN = {
    "2-2-1": lambda: draw_network(net_2_2_1(), [0.5, 0.8], 1),
    "2-2-1 without a run": lambda: draw_network(net_2_2_1()),
    "3-2-2": lambda: draw_network(net_3_2_2(), [1, 4, 5], [0.1, 0.05]),
    "3-3-3-3 with skips": lambda: draw_network(
        MLP(3, [3, 3, 3], "tanh", seed=1, skips={3: 1}), [0.5, -1, 2], [1, 0, 0]
    ),
    "maxout": lambda: draw_network(MLP(2, [2, 1], "maxout", seed=1), [0.5, -1], 1),
}


def boxes(source):
    """Of every text that is not in a circle: its middle, half its width and half its height."""
    nodes = re.findall(r'^\s*(\w+) \[.* height=(\S+) pos="(.*?),(.*?)" shape=plaintext .*width=([\d.]+)', source, re.M)
    return {name: (float(x), float(y), 36 * float(w), 36 * float(h)) for name, h, x, y, w in nodes}


def curves(source):
    """Of every edge, the two circles and many points."""
    for tail, head, pos in re.findall(r'^\s*(\w+) -> (\w+) \[.*pos="(?:e,\S+ )?(.*?)"', source, re.M):
        corners = numpy.array([[float(number) for number in corner.split(",")] for corner in pos.split()])
        t = numpy.linspace(0, 1, 401)[:, None]
        yield tail, head, numpy.hstack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3]) @ corners


@pytest.mark.parametrize("name", DRAWN)
def test_no_number_stands_on_another_edge_on_a_circle_or_on_another_number(name) -> None:
    picture = DRAWN[name]()
    texts, circles = boxes(picture.source), {n: at for n, at in places(picture).items() if n[0] in "nb"}
    assert sum(text[0] == "w" for text in texts) > 5
    for tail, head, points in curves(picture.source):
        inputs = sum(circle.startswith(f"n{int(head[1]) - 1}_") for circle in circles)
        own = f"w{head[1:]}_{inputs if tail[0] == 'b' else tail.partition('_')[2]}"
        for text, (x, y, across, up) in texts.items():
            hidden = (abs(points - (x, y)) < (across, up)).all(axis=1).any()
            assert not hidden or text == own, (tail, head)
    for text, (x, y, across, up) in texts.items():
        for left, bottom in circles.values():
            assert math.hypot(max(0.0, abs(left - x) - across), max(0.0, abs(bottom - y) - up)) > 42, text
        for other in texts.keys() - {text}:
            right, top, its_across, its_up = texts[other]
            assert abs(right - x) >= across + its_across or abs(top - y) >= up + its_up, (text, other)


BIG = {
    "2-16-16-1": lambda: draw_network(MLP(2, [16, 16, 1], seed=0), [0.5, -1], 1),
    "64-32-10": lambda: draw_network(MLP(64, [32, 10], output="softmax", seed=0), [0.5] * 64, [0.1] * 10),
}


@pytest.mark.parametrize("name", [*DRAWN, *BIG])
def test_nothing_is_cut_off_at_the_margins(name) -> None:
    svg = (DRAWN | BIG)[name]().svg()
    left, top, width, height = map(float, re.search(r'viewBox="(.*?)"', svg)[1].split())
    dx, dy = map(float, re.search(r"translate\((\S+) (\S+)\)", svg).groups())
    texts = re.findall(r'<text .*?text-anchor="(\w+)" x="(.*?)" y="(.*?)".*?font-size="(.*?)".*?>(.*?)</text>', svg)
    assert len(texts) > 5
    for anchor, x, y, size, said in texts:
        long = 0.64 * float(size) * len(html.unescape(said))  # a digit of DejaVu Sans, which is wide
        start = float(x) + dx - long * {"start": 0, "middle": 0.5, "end": 1}[anchor]
        assert left <= start <= start + long <= left + width, said
        assert top + float(size) <= float(y) + dy <= top + height, said
    for cx, cy, radius in re.findall(r'<ellipse .*?cx="(.*?)" cy="(.*?)" rx="(.*?)"', svg):
        assert left + float(radius) < float(cx) + dx < left + width - float(radius)
        assert top + float(radius) < float(cy) + dy < top + height - float(radius)


@pytest.mark.parametrize("columns", [[1, 40], [200, 3]])
def test_small_circles_in_a_column_never_touch(columns) -> None:
    at = places(draw_network(MLP(columns[0], columns[1:], seed=0)))
    source = draw_network(MLP(columns[0], columns[1:], seed=0)).source
    width = {n: 72 * float(w) for n, w in re.findall(r"^\s*(n\w+) \[.*width=([\d.]+)", source, re.M)}
    for number in (0, 1):
        column = sorted((at[n][1], width[n]) for n in width if n.startswith(f"n{number}_"))
        assert len(column) == columns[number]
        assert all(above[0] - below[0] > below[1] for below, above in pairwise(column))


def test_in_small_circles_the_colours_say_how_large_value_and_gradient_are() -> None:
    net = MLP.of([[[1.0]] * 12, [[0.0, 1.0, *[0.5] * 10]]], [[float(i) for i in range(12)], None], activation="linear")
    source = draw_network(net, [0.0], -1.0).source  # the values of the layer are 0, 1, …, 11
    fill = {i: re.search(rf'n1_{i} \[.*fillcolor="(#\w+)"', source)[1] for i in range(12)}
    assert fill[0] == "#ffffff"
    assert sorted(fill.values(), key=lambda colour: -int(colour[1:3], 16)) == [fill[i] for i in range(12)]
    ring = {i: float(re.search(rf"\tn1_{i} \[.*penwidth=([\d.]+)", source)[1]) for i in range(12)}
    assert ring[0] < ring[2] == ring[11] < ring[1]


def test_names_the_user_gave_to_weights_stand_with_them_and_long_ones_are_shortened_in_circles() -> None:
    net = MLP.of([[[Value(0.1, "Wca"), 0.7]]])
    picture = draw_network(net, [Value(0.5, "temperature"), 0.8])
    assert said(picture, "w1_0_0 [") == ["Wca = 0.1"]
    assert said(picture, "w1_0_1 [") == ["0.7"]
    assert said(picture, "n0_0 [") == ["tempera…", "0.5"]
    assert "<title>temperature, 0.5</title>" in picture.svg()


def test_numbers_are_written_as_on_paper() -> None:
    picture = draw_network(MLP.of([[[1 / 3, 1e-9, 0.1 + 0.2]]]), [3, 1e6, -2])
    assert [said(picture, f"w1_0_{i} [")[0] for i in range(3)] == ["0.3333", "1e-9", "0.3"]
    assert [said(picture, f"n0_{i} [")[1] for i in range(3)] == ["3", "1000000", "-2"]


def test_without_a_row_there_are_weights_alone_or_with_the_stored_gradients() -> None:
    net = net_2_2_1()
    plain = draw_network(net)
    assert said(plain, "w1_0_0 [") == ["0.1"]
    assert said(plain, "n1_0 [") == ["h1[0]"]
    assert said(draw_network(MLP(2, [2, 2, 1], skips={2: 1})), "n2_0 [") == ["s2[0]"]
    assert said(draw_network(MLP(2, [2, 2, 1])), "n3_0 [") == ["z3[0]"]
    losses.half_squared_error(net([0.5, 0.8]), 1).backward()
    assert said(draw_network(net), "w1_0_0 [") == ["0.1", "-0.00368"]
    assert "gradients as stored" in draw_network(net).source


def test_with_a_row_but_no_target_there_are_values_and_no_gradients() -> None:
    picture = draw_network(net_2_2_1(), [0.5, 0.8])
    assert said(picture, "n1_0 [") == ["h1[0]", "0.6479"]
    assert "gradient" not in picture.source


def test_drawing_changes_no_gradient_and_no_label() -> None:
    net, row = net_3_2_2(), [Value(1.0, "a"), Value(4.0, "b") * 1, 5]
    losses.mse(net(row), [0, 0]).backward()
    before = [(p.grad, p.data, p.label) for p in [*net.parameters(), *row[:2]]]
    picture = draw_network(net, row, [0.1, 0.05], loss=losses.mse)
    assert [(p.grad, p.data, p.label) for p in [*net.parameters(), *row[:2]]] == before
    assert said(picture, "n0_0 [")[:2] == ["a", "1"]


def test_gradients_stay_when_the_sweep_fails() -> None:
    net = net_2_2_1()
    net([1, 1]).backward()
    before = [p.grad for p in net.parameters()]
    with pytest.raises(UndefinedError):  # sqrt has no derivative at 0
        draw_network(net, [1, 1], 1, loss=lambda out, target: (out - out.data).sqrt())
    assert [p.grad for p in net.parameters()] == before


def test_the_gradients_of_what_else_a_loss_depends_on_stay() -> None:
    factor = Value(3.0, "factor")
    draw_network(net_2_2_1(), [1, 1], 1, loss=lambda out, target: factor * (out - target) ** 2)
    assert factor.grad == 0


def test_many_weights_show_as_thickness_and_dashes_instead_of_numbers() -> None:
    net = MLP.of([[[1.0, -0.5, 0.0, 0.25, 0.5]] * 5, [[1.0] * 5]])
    picture = draw_network(net, weights=False)
    edge = {n: next(line for line in picture.source.splitlines() if f"n0_{n} -> n1_0" in line) for n in range(3)}
    assert "label" not in edge[0]
    assert "style=solid" in edge[0]
    assert "style=dashed" in edge[1]
    width = {n: float(re.search(r"penwidth=([\d.]+)", edge[n])[1]) for n in edge}
    assert width[0] > width[1] > width[2] > 0
    assert said(draw_network(net, weights=True), "w1_0_1 [") == ["-0.5"]


def test_skips_connections_and_maxout_are_drawn() -> None:
    net = MLP(3, [2, 2, 2], "maxout", seed=0, connections={1: [[0, 1], [2]]}, skips={3: 1})
    picture = draw_network(net, [1, 2, 3], [0, 0], biases=False, weights=True)
    assert picture.source.count("->") == 3 + 4 + 4 + 2
    assert picture.source.count("style=dotted") == 2
    assert len(said(picture, "w1_0_0 [")) == 4  # two pieces, with a gradient each


def test_labels_cannot_break_the_picture() -> None:
    hostile = Value(0.5, '"><script>\\N & \\"')
    picture = draw_network(MLP.of([[[hostile]]], [[Value(1.0, "<b>")]]), [Value(1.0, "</svg>&\\l")], 1.0)
    svg = picture.svg()
    assert "<script" not in svg
    assert svg.count("</svg>") == 1
    assert "&lt;/svg&gt;&amp;\\l" in svg


@pytest.mark.parametrize(
    "model", [net_2_2_1(), net_3_2_2(), MLP(2, [16, 16, 1], seed=0), MLP(1, [1], seed=0)], ids=repr
)
def test_every_network_renders(model, tmp_path: Path) -> None:
    row = [0.5] * model.nin
    target = [0.0] * model.layers[-1].nout
    bundle = draw_network(model, row, target)._repr_mimebundle_()
    assert bundle["text/html"].count("<ellipse") >= len(row) + 1
    assert "inputs" in bundle["text/plain"]
    assert draw_network(model).save(tmp_path / "net.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: draw_network(Neuron(2, seed=0)), r"draw_network draws an MLP, not Neuron\(2 → relu\)"),
        (lambda: draw_network(net_2_2_1(), None, 1), "a target needs the row of inputs that it belongs to"),
        (lambda: draw_network(MLP(72, [72], seed=0), rows=100), "5,256 edges and a picture holds 5,000: show fewer"),
        (lambda: draw_network(net_2_2_1(), rows=2), "rows is at least 3"),
        (lambda: draw_network(MLP(40, [40], seed=0)).mermaid(), "1,640 edges and Mermaid draws 500: show fewer"),
    ],
)
def test_what_cannot_be_drawn_gets_one_clear_line(make, message) -> None:
    with pytest.raises(DrawingError, match=message):
        make()


# --- wide layers -----------------------------------------------------------------------------------------------------


def test_a_network_too_wide_to_be_drawn_shows_the_first_and_the_last_neurons_of_each_layer() -> None:
    model = MLP(64, [128, 10], "tanh", output="softmax", seed=0)  # 9,472 edges
    picture = draw_network(model, [i / 64 for i in range(64)], [1.0] + [0.0] * 9)
    circles = {name for name in places(picture) if name[0] == "n"}
    assert {name for name in circles if name.startswith("n1_")} == {
        *(f"n1_{i}" for i in range(5)), *(f"n1_{i}" for i in range(124, 128)),
    }  # fmt: skip
    assert {name for name in circles if name.startswith("n2_")} == {f"n2_{i}" for i in range(10)}
    assert said(picture, "n0_63 [")[:2] == ["x[63]", "0.9844"]
    assert "layer 1 · tanh · 128 neurons" in picture.source
    assert "inputs · 64 inputs" in picture.source
    assert picture.source.count("->") == 9 * 9 + 9 + 9 * 10 + 10  # biases too
    value = model([i / 64 for i in range(64)])[7].data
    assert said(picture, "n2_7 [")[1] == f"{value:.4g}"
    assert "<title>119 more</title>" in picture.svg()


def test_how_many_are_shown_can_be_chosen_and_the_edges_are_those_of_the_neurons_shown() -> None:
    model = MLP(20, [3, 1], seed=0)
    picture = draw_network(model, rows=5, weights=True, biases=False)
    assert {name for name in places(picture) if name.startswith("n0_")} == {"n0_0", "n0_1", "n0_18", "n0_19"}
    weight = model.layers[0].neurons[2].weights[19].data
    assert said(picture, "w1_2_19 [") == [f"{weight:.4g}"]


# --- formats ---------------------------------------------------------------------------------------------------------

FORMATS = DRAWN | {"wide": lambda: draw_network(MLP(64, [128, 10], seed=0), [0.5] * 64, [0.1] * 10)} | BIG


@pytest.mark.parametrize("name", FORMATS)
def test_tikz_draws_every_circle_and_every_line(name) -> None:
    picture = FORMATS[name]()
    figure = picture.tikz()
    assert figure.count(" circle [radius=") == picture.source.count("pos=") - picture.source.count("->") - len(
        re.findall("shape=plaintext", picture.source)
    )
    assert len(re.findall(r"\\draw\[.*\(.*\) (?:--|\.\.) ", figure)) == picture.source.count("->")
    plain = re.sub(r"\\[\\{}$%]", "", figure)
    assert plain.count("{") == plain.count("}")
    assert plain.count("$") % 2 == 0


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="there is no LaTeX on this machine")
@pytest.mark.parametrize("name", ["2-2-1", "3-3-3-3 with skips", "wide", "64-32-10"])
def test_the_tikz_document_compiles(name, tmp_path) -> None:
    FORMATS[name]().save(tmp_path / "net.tex")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "net.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120)
    told = done.stdout.decode(errors="replace")
    assert done.returncode == 0, told[-2000:]
    assert "(1 page" in told
    assert "Overfull" not in told


def test_mermaid_has_neurons_edges_and_their_numbers() -> None:
    text = draw_network(net_2_2_1(), [0.5, 0.8], 1).mermaid()
    assert text.startswith("flowchart LR\n")
    assert '  n1_0(("h1#91;0#93;<br/>0.6479<br/>-0.03227")):::neuron' in text.splitlines()
    assert '  n0_0 -->|"0.1<br/>-0.00368"| n1_0' in text.splitlines()
    wide = draw_network(MLP(64, [128, 10], seed=0)).mermaid()
    assert '  d1_0(("…")):::neuron' in wide.splitlines()


def test_hostile_names_come_out_of_both_as_themselves(tmp_path) -> None:
    picture = draw_network(MLP.of([[[Value(0.5, '"]; click')]]], [[Value(1.0, "}$")]]), [Value(1.0, "\\input{x}")], 1.0)
    for line in picture.mermaid().splitlines():
        for label in re.findall(r'"(.*)"', line):
            assert not set(re.sub(r"#\d+;|<br/>", "", label)) & set('"#&<>;`*_\\[]{}()|~$@')
    assert r"\input" not in picture.tikz()


def test_bias_edges_bear_their_numbers() -> None:
    own = draw_network(MLP(2, [2, 1], "sigmoid", seed=0), [0.5, 0.8], 1)
    assert len(said(own, "w1_0_2 [")) == 2  # the bias and its gradient
    shared = draw_network(net_3_2_2(), [1, 4, 5], [0.1, 0.05])
    assert said(shared, "w1_0_3 [") == ["1"]  # the bias stands in the circle, and is added once


def test_no_number_cuts_its_own_edge() -> None:
    picture = draw_network(net_2_2_1(), [0.5, 0.8], 1)
    texts = boxes(picture.source)
    for _, _, points in curves(picture.source):
        for x, y, across, up in texts.values():
            assert not (abs(points - (x, y)) < (across, up)).all(axis=1).any()


@pytest.mark.parametrize("width", ["14cm", "620px"])
def test_a_picture_of_a_given_width_has_it_in_every_format(width):
    points = {"14cm": 14 / 2.54 * 72, "620px": 620 * 0.75}[width]
    with pytest.warns(LegibilityWarning, match=rf"^at {width}, .* less than 8: draw it with weights=False, or a width"):
        picture = draw_network(small_tanh(), [0.5, -1], 1, width=width)
    (wide,) = re.findall(r'<svg width="([\d.]+)pt"', picture.svg())
    assert float(wide) == pytest.approx(points, abs=0.01)
    (box,) = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ", picture.pdf())
    assert float(box) == pytest.approx(points, abs=1)
    figure = picture.tikz()
    scale = float(re.search(r"scale=([\d.]+), transform shape", figure)[1])
    left, right = (float(x) for x in re.search(r"useasboundingbox \((.*?),.*?rectangle \((.*?),", figure).groups())
    assert scale * (right - left) == pytest.approx(points, abs=0.2)


def test_letters_that_can_be_read_at_a_width_are_no_word_worth():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw_network(small_tanh(), [0.5, -1], 1, width="16cm", weights=False)


def test_at_a_width_a_picture_has_no_more_room_than_its_numbers_need():
    with pytest.warns(LegibilityWarning):
        narrow = draw_network(net_3_2_2(), [1, 4, 5], [0.1, 0.05], width="12cm")
    places = [
        [float(x) for x in re.findall(r'pos="(-?[\d.]+),', picture.source)]
        for picture in (draw_network(net_3_2_2(), [1, 4, 5], [0.1, 0.05]), narrow)
    ]
    assert max(places[1]) < max(places[0])


@pytest.mark.parametrize("width", ["12", "nan cm", 12])
def test_what_is_no_width_is_an_error(width):
    with pytest.raises(DrawingError, match="width"):
        draw_network(small_tanh(), width=width)

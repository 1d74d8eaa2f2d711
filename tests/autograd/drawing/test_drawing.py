"""Pictures are read back: as XML, by their file signatures, and by what reaches the terminal."""

import os
import random
import resource
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import pytest

import autograd.render.processes
from autograd import Value, total, values
from autograd.drawing import NODE_LIMIT, Drawing, draw, graphs
from autograd.errors import DrawingError

SVG = "{http://www.w3.org/2000/svg}"
NO_SWEEP = "no gradients yet: run backward()"


def textbook():
    """e = (a+b)·(b+1) at a = 2, b = 1: c = 3, d = 2, e = 6, ∂e/∂a = d = 2, ∂e/∂b = d + c = 5."""
    a, b = values(a=2.0, b=1.0)
    c, d = (a + b).named("c"), (b + 1).named("d")
    return a, b, c, d, (c * d).named("e")


def texts(drawing):
    """Every piece of visible text, without the blanks around it."""
    return [(text.text or "").strip() for text in ElementTree.fromstring(drawing.svg()).iter(f"{SVG}text")]


def groups(drawing, kind):
    """The node or edge groups of the picture."""
    return [group for group in ElementTree.fromstring(drawing.svg()).iter(f"{SVG}g") if group.get("class") == kind]


def lines_of(group):
    return [(text.text or "").strip() for text in group.iter(f"{SVG}text")]


def strokes_of(group):
    return {path.get("stroke") for path in group.iter(f"{SVG}path")}


def test_every_node_shows_formula_value_and_gradient():
    *_, e = textbook()
    e.backward()
    assert [lines_of(node) for node in groups(draw(e), "node")] == [
        ["a", "2", "∂e/∂a = 2"],
        ["b", "1", "∂e/∂b = 5"],
        ["c = a + b", "3", "∂e/∂c = 2"],
        ["d = b + 1", "2", "∂e/∂d = 3"],
        ["e = c·d", "6", "∂e/∂e = 1"],
    ]


def test_every_edge_shows_its_local_partial_and_constants_are_no_nodes():
    drawing = draw(textbook()[-1])
    assert drawing.source.count("->") == 5
    assert [lines_of(edge) for edge in groups(drawing, "edge")] == [["1"], ["1"], ["1"], ["2"], ["3"]]


def test_both_edges_of_a_node_used_twice_are_drawn():
    x = Value(3.0, "x")
    assert [lines_of(edge) for edge in groups(draw((x + x).named("y")), "edge")] == [["1"], ["1"]]
    assert [lines_of(edge) for edge in groups(draw((x / x).named("y")), "edge")] == [["0.333333"], ["-0.333333"]]


def test_partials_can_be_hidden():
    *_, e = textbook()
    assert all(lines_of(edge) == [] for edge in groups(draw(e, partials=False), "edge"))
    assert draw(e, partials="value").source == draw(e).source
    with pytest.raises(DrawingError, match="partials is True"):
        draw(e, partials="nonsense")


def test_messages_are_gradient_times_local_partial():
    *_, e = textbook()
    drawing = draw(e, messages=True)
    edge_lines = [lines_of(edge) for edge in groups(drawing, "edge")]
    assert edge_lines == [
        ["1", "2 × 1 = 2"],
        ["1", "2 × 1 = 2"],
        ["1", "3 × 1 = 3"],
        ["2", "1 × 2 = 2"],
        ["3", "1 × 3 = 3"],
    ]
    assert e.grad == 0


def test_negative_factors_of_a_message_stand_in_parentheses():
    a, b = values(a=1.0, b=2.0)
    assert "(-1) × (-1) = 1" in texts(draw(-(a - b), messages=True, partials=False))


def test_without_a_sweep_the_picture_says_so():
    *_, e = textbook()
    assert NO_SWEEP in texts(draw(e))
    assert NO_SWEEP not in texts(draw(e, gradients=False))
    assert "∂" not in "".join(texts(draw(e)))
    e.backward()
    assert NO_SWEEP not in texts(draw(e))
    assert "∂e/∂a = 2" not in texts(draw(e, gradients=False))


def test_gradients_computed_for_the_picture_are_not_stored():
    a, b, *_, e = textbook()
    assert "∂e/∂b = 5" in texts(draw(e, gradients=True))
    assert (a.grad, b.grad, e.grad) == (0, 0, 0)


def test_a_stored_gradient_that_is_not_the_derivative_is_not_called_the_derivative():
    *_, e = textbook()
    e.backward()
    e.backward()
    shown = texts(draw(e))
    assert "grad = 10" in shown
    assert "∂e/∂b = 10" not in shown
    assert "∂e/∂c = 2" in shown
    assert any("not by one sweep from e" in text for text in shown)


def test_numbers_are_written_as_on_paper():
    x = Value(0.1, "x")
    drawing = draw((x + 0.2).named("y"), gradients=True)
    assert ["y = x + 0.2", "0.3", "∂y/∂y = 1"] in [lines_of(node) for node in groups(drawing, "node")]
    assert "0.30000" not in drawing.source


@pytest.mark.parametrize("path", ["forwards", "backwards", "object"])
def test_a_highlighted_path_stands_out_with_its_edges(path):
    _a, b, c, _d, e = textbook()
    nodes = {"forwards": [b, c, e], "backwards": (e, c, b), "object": SimpleNamespace(nodes=(b, c, e))}[path]
    plain, drawing = draw(e), draw(e, highlight=nodes)
    bright = [strokes_of(edge) == {"#b8460e"} for edge in groups(drawing, "edge")]
    assert bright == [False, True, False, True, False]
    assert [strokes_of(node) == {"#b8460e"} for node in groups(drawing, "node")] == [False, True, True, False, True]
    assert all(strokes_of(edge) != {"#b8460e"} for edge in groups(plain, "edge"))
    assert sorted(texts(plain)) == sorted(texts(drawing))


def test_a_highlight_outside_the_graph_is_an_error():
    *_, e = textbook()
    with pytest.raises(DrawingError, match="not a node of this graph"):
        draw(e, highlight=[Value(2.0, "a"), e])


def test_leaves_operations_and_the_output_look_different():
    looks = [
        {(path.get("fill"), path.get("stroke-width")) for path in node.iter(f"{SVG}path")}
        for node in groups(draw(textbook()[-1]), "node")
    ]
    leaf, operation, output = looks[0], looks[2], looks[4]
    assert leaf != operation != output != leaf


HOSTILE = [
    '"><script>alert(1)</script>',
    r"\N",
    r"\\",
    r"ends in \ ".strip(),
    "{a|b}",
    "<b>",
    "&amp;",
    "&#92;N",
    "]]>",
    "<!-- -->",
    "--",
    "%s",
    "中文",
    "'",
]


def test_hostile_labels_come_out_as_themselves():
    leaves = [Value(1.0, label) for label in HOSTILE]
    drawing = draw(total(leaves).named("y"), gradients=True)
    nodes = groups(drawing, "node")[: len(HOSTILE)]
    assert [lines_of(node)[0] for node in nodes] == HOSTILE
    assert [lines_of(node)[2] for node in nodes] == [f"∂y/∂{label} = 1" for label in HOSTILE]
    assert "<script" not in drawing.svg()
    assert [node.findtext(f"{SVG}title") for node in nodes] == HOSTILE


def test_control_characters_are_shown_as_escapes_and_an_empty_label_gets_a_name():
    shown = texts(draw(total([Value(1.0, "new\nline"), Value(2.0, "\x1b[31m"), Value(3.0, ""), Value(4.0, " ")])))
    assert r"new\nline" in shown
    assert r"\x1b[31m" in shown
    assert "a" in shown


def test_a_long_formula_is_wrapped_and_cut():
    shown = texts(draw(total(Value(1.0, f"weight{i}") for i in range(50)).named("y")))
    assert max(map(len, shown)) <= 40
    assert any(text.endswith("…") for text in shown)


def test_a_long_partial_is_wrapped_and_cut_on_its_edge():
    edges = groups(draw(Value(1.0, "x" * 300) * Value(2.0, "b"), partials="symbolic"), "edge")
    assert max(len(line) for edge in edges for line in lines_of(edge)) == 40
    assert max(len(lines_of(edge)) for edge in edges) == 3


def test_a_long_name_never_hides_its_gradient():
    assert "gradient = 2" in texts(draw(Value(1.0, "x" * 300) * 2, gradients=True))


def test_one_node_can_be_highlighted():
    *_, e = textbook()
    assert [strokes_of(node) == {"#b8460e"} for node in groups(draw(e, highlight=e), "node")] == [False] * 4 + [True]


def test_saving_into_a_missing_folder_names_the_path(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"missing.e\.dot"):
        draw(textbook()[-1]).save(tmp_path / "missing" / "e.dot")


def test_a_single_leaf_can_be_drawn():
    assert repr(draw(Value(2.0, "a"))) == "Drawing(a: 1 node, 0 edges)"
    assert lines_of(groups(draw(Value(2.0, "a")), "node")[0]) == ["a", "2"]


def test_a_graph_over_the_limit_is_an_error_with_both_numbers():
    y = x = Value(0.5, "x")
    for _ in range(NODE_LIMIT):
        y = y.sin()
    with pytest.raises(DrawingError, match=rf"{NODE_LIMIT + 1} nodes and a picture holds {NODE_LIMIT}.*node_limit="):
        draw(y)
    assert draw(y, node_limit=NODE_LIMIT + 1).source.count("->") == NODE_LIMIT
    with pytest.raises(DrawingError, match="2 nodes and a picture holds 1"):
        draw(x.sin(), node_limit=1)


@pytest.mark.parametrize("output", [3.0, None, "e", [Value(1.0)]])
def test_what_is_no_value_cannot_be_drawn(output):
    with pytest.raises(DrawingError, match="draw needs a Value"):
        draw(output)


def test_an_unknown_direction_is_an_error():
    with pytest.raises(DrawingError, match="rankdir"):
        draw(Value(1.0), rankdir='LR"; evil')


@pytest.mark.parametrize(
    ("name", "signature"),
    [("e.svg", b"<svg "), ("e.PNG", b"\x89PNG\r\n\x1a\n"), ("e.pdf", b"%PDF-"), ("e.dot", b"digraph")],
)
def test_save_writes_the_format_of_the_ending(tmp_path, name, signature):
    path = tmp_path / name
    assert draw(textbook()[-1]).save(str(path)) == path
    assert path.read_bytes().startswith(signature)
    assert [file.name for file in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["e.gif", "e", ".svg"])
def test_an_unknown_ending_is_an_error_and_writes_nothing(tmp_path, name):
    with pytest.raises(DrawingError, match=r"\.svg, \.png, \.pdf, \.dot"):
        draw(textbook()[-1]).save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_save_leaves_the_old_file_alone(tmp_path):
    path = tmp_path / "e.svg"
    path.write_text("old")
    with pytest.raises(DrawingError, match="Graphviz could not make this picture"):
        Drawing("digraph { broken", summary="").save(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_png_has_two_pixels_for_each_of_the_svg():
    drawing = draw(textbook()[-1])
    svg = ElementTree.fromstring(drawing.svg())
    points = float(svg.get("width").removesuffix("pt"))
    width = int.from_bytes(drawing.png()[16:20], "big")
    assert width == pytest.approx(points * 96 / 72 * 2, rel=0.02)


def test_in_jupyter_the_picture_is_bounded_html_and_always_text():
    *_, e = textbook()
    e.backward()
    bundle = draw(e)._repr_mimebundle_(include=None, exclude=None)
    assert bundle.keys() == {"text/plain", "text/html"}
    assert "max-width:100%;height:auto" in bundle["text/html"]
    assert "<?xml" not in bundle["text/html"]
    ElementTree.fromstring(bundle["text/html"])
    lines = [line.split() for line in bundle["text/plain"].splitlines()]
    assert ["b", "=", "1", "∂e/∂b", "=", "5"] in lines
    assert ["e", "=", "c·d", "=", "6", "∂e/∂e", "=", "1"] in lines


def test_in_jupyter_a_picture_that_fails_is_still_text():
    bundle = Drawing("digraph { broken", summary="e", text="  a = 2")._repr_mimebundle_()
    assert bundle.keys() == {"text/plain"}
    assert bundle["text/plain"].startswith("Drawing(e)\n  a = 2\n(no picture: Graphviz could not")


def test_a_dot_that_fails_is_replaced_by_that_of_the_package(monkeypatch):
    monkeypatch.setattr(autograd.render.processes.shutil, "which", lambda name: sys.executable)
    assert len(groups(draw(textbook()[-1]), "node")) == 5


def no_package(name):
    raise metadata.PackageNotFoundError(name)


def test_an_error_tells_what_graphviz_said(monkeypatch):
    monkeypatch.setattr(autograd.render.processes.shutil, "which", lambda name: "/nonexistent/" + name)
    monkeypatch.setattr(metadata, "files", no_package)
    with pytest.raises(DrawingError, match="/nonexistent/graphviz-pure"):
        draw(textbook()[-1]).svg()


def test_where_there_is_no_graphviz_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setattr(autograd.render.processes.shutil, "which", lambda name: None)
    monkeypatch.setattr(metadata, "files", no_package)
    with pytest.raises(DrawingError, match=r"^pictures need Graphviz: pip install graphviz-pure, or .*apt-get install"):
        draw(textbook()[-1]).svg()


def test_nothing_reaches_the_terminal_and_no_dot_no_home_are_needed(tmp_path):
    program = (
        "from autograd.drawing import draw\nfrom autograd import Value\nimport shutil\nassert not shutil.which('dot')\n"
        "picture = draw(Value(2.0, 'a') * 3, gradients=True)\n"
        "picture.save('e.svg'); picture.save('e.png'); picture.save('e.pdf'); picture._repr_mimebundle_()"
    )
    environment = {name: value for name, value in os.environ.items() if name.upper() in ("SYSTEMROOT", "TEMP", "TMP")}
    environment |= {"PATH": str(tmp_path), "HOME": "", "PYTHONPATH": str(Path(autograd.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "e.png").stat().st_size > 3000


def tangled(size):
    """Each node is a sum of two of those before it, all of them are added up: arrows run across the whole picture."""
    rng = random.Random(1)
    nodes = list(values(**{f"x{i}": 1.0 for i in range(5)}))
    while len(nodes) < size:
        nodes.append(rng.choice(nodes) + rng.choice(nodes[-5:]))
    return total(nodes)


def test_what_would_take_graphviz_minutes_is_laid_out_with_less_care():
    assert "splines" not in draw(tangled(40)).source
    picture = draw(tangled(140), gradients=False)
    assert "splines=line" in picture.source
    before = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    assert picture.svg().count('class="edge"') > 400
    assert sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - before < 15  # with usual care 43


def test_more_edges_than_a_picture_holds_are_refused():
    inputs = list(values(**{f"x{i}": 1.0 for i in range(40)}))
    with pytest.raises(DrawingError, match="this graph has 820 edges and a picture holds 700"):
        draw(total([total(inputs) for _ in range(20)]), node_limit=70)


def test_latex_is_written_only_when_it_is_asked_for(monkeypatch):
    asked = []
    monkeypatch.setattr(graphs, "latex_result", lambda number: asked.append(number) or str(number))
    picture = draw(textbook()[-1], gradients=True, messages=True)
    picture.svg()
    picture.mermaid()
    assert not asked
    picture.tikz()
    assert asked

"""The page's contents: what is in it, what is not, and what cannot be made into one. `test_page` runs it."""

from __future__ import annotations

import html
import json
import math
import re
from pathlib import Path

import pytest
from figures import figure

import nn.cli
from autograd import DrawingError, Op, Training, Value, explore, explorer, parse, sigmoid, total, values
from autograd.explorer.javascript import forward_function, partials_function
from autograd.explorer.page import SCRIPTS
from autograd.ops import TABLE
from nn.walkthroughs import sigmoid_2_2_1

EXAMPLE = "c = a + b; d = b + 1; e = c*d"


def data(page) -> dict:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.html, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_page_holds_every_node_and_edge_with_its_formula() -> None:
    contents = data(explore(parse(EXAMPLE, a=2, b=1)))
    assert [node["formula"] for node in contents["nodes"]] == ["a", "b", "c = a + b", "d = b + 1", "e = c·d"]
    assert [edge["partial"] for edge in contents["edges"]] == ["1", "1", "1", "d", "c"]
    assert [next(iter(step)) for step in contents["backward"]].count("message") == 5


def test_the_page_asks_the_network_for_nothing_and_allows_only_its_own_script() -> None:
    written = explore(parse(EXAMPLE, a=2, b=1)).html
    assert "default-src 'none'" in written
    assert "'sha256-" in written
    outside = re.findall(r'(?:src|href)\s*=\s*"[^"]*"|https?://[^\s"\'<]+', written)
    assert set(outside) <= {"http://www.w3.org/2000/svg"}


def test_hostile_labels_stay_text() -> None:
    label = "</script><script>alert(1)</script>"
    x = Value(2.0, label)
    page = explore((x * x).named("<b>&y</b>"))
    assert "<script>alert" not in page.html
    assert "<b>" not in page.html
    assert data(page)["nodes"][0]["name"] == label


def test_the_page_is_small() -> None:
    x = node = Value(0.5, "x")
    for _ in range(48):
        node = sigmoid(node * x)
    assert len(explore(node).html.encode()) < 300_000


def test_every_file_of_the_script_has_its_place_in_it_and_is_installed() -> None:
    folder = Path(explorer.__file__).parent
    assert sorted(f"{name}.js" for name in SCRIPTS) == sorted(path.name for path in folder.rglob("*.js"))
    settings = (folder.parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    shipped = re.search(r"^autograd = \[(.*?)\]", settings, re.MULTILINE | re.DOTALL)
    assert shipped
    found = {path for pattern in re.findall(r'"(.*?)"', shipped[1]) for path in folder.parent.glob(pattern)}
    assert {path for kind in ("js", "css", "html") for path in folder.rglob(f"*.{kind}")} <= found


@pytest.mark.parametrize("name", TABLE)
def test_every_row_of_the_table_can_be_written_in_javascript(name: str) -> None:
    op = TABLE[name]
    fixed = dict.fromkeys(op.fixed, 3.0)
    assert forward_function(op, op.arity or 4, fixed) is not None
    assert partials_function(op, op.arity or 4, fixed) is not None


def test_an_own_operation_of_arithmetic_is_written_too_and_another_is_frozen() -> None:
    cube = Op("cube", lambda a: a**3, partials=lambda out, a: (3 * a**2,))
    odd = Op("odd", lambda a: float(int(a) % 2), partials=lambda out, a: (0.0,))
    x = Value(2.0, "x")
    nodes = data(explore(cube(x) + odd(x)))["nodes"]
    assert [node.get("frozen") for node in nodes] == [None, False, True, False]


def test_what_is_no_graph_or_too_large_is_refused() -> None:
    with pytest.raises(DrawingError, match="explore needs a Value or a Training, not int"):
        explore(3)
    node = Value(1.0)
    for _ in range(301):
        node = node + 1
    with pytest.raises(DrawingError, match="has 302 nodes and a page holds 300"):
        explore(node)


def test_a_training_of_a_stranger_is_refused() -> None:
    net = sigmoid_2_2_1.network(sigmoid_2_2_1.WEIGHTS)
    with pytest.raises(DrawingError, match="is not an input of the loss"):
        Training(net.loss, [Value(1.0, "stranger")])
    with pytest.raises(DrawingError, match="1 to 10,000 epochs"):
        Training(net.loss, list(net.weights.values()), epochs=0)


def test_a_page_is_saved_whole_and_only_as_html(tmp_path) -> None:
    (x,) = values(x=2.0)
    page = explore(x * x)
    assert page.save(tmp_path / "page.html").read_text(encoding="utf-8") == page.html
    with pytest.raises(DrawingError, match=r"a page is an .html file, not 'page.png'"):
        page.save(tmp_path / "page.png")


def test_in_jupyter_it_is_a_frame_of_its_own() -> None:
    bundle = explore(parse(EXAMPLE, a=2, b=1))._repr_mimebundle_()
    assert bundle["text/html"].startswith("<iframe srcdoc=")
    assert 'sandbox="allow-scripts allow-downloads"' in bundle["text/html"]
    assert bundle["text/plain"].startswith("Page(e = (a + b)·(b + 1): ")


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: figure("sum times sum"), "e = (a + b)·(b + 1)"),
        (lambda: figure("2-2-1 network"), "L = (Oe - y)² / 2"),
        (lambda: figure("2-2-2 network"), "E = (t1 - o1)² / 2 + (t2 - o2)² / 2"),
        (lambda: figure("softmax"), "L = -(y1·log(p1) + y2·log(p2) + y3·log(p3))"),
        (lambda: figure("recurrence"), "L = (h2 - y)²"),
        (lambda: Value(2.0, "a"), "a"),
        (lambda: parse("y = where(x > 0, log(x), x**2)", x=-1), "y = where(x > 0, log(x), x²)"),
        (lambda: (Value(2.0, "x" * 61) * 3).named("y"), "y"),
        (lambda: total([Value(1.0, f"x{i}") for i in range(30)]).named("s"), "s"),
    ],
)
def test_the_title_is_the_expression_people_know_or_else_a_name(make, expected: str) -> None:
    page = explore(make())
    assert page.title == expected
    assert f"<title>{html.escape(expected)}</title>" in page.html


def test_a_title_of_a_graph_with_more_paths_than_can_be_written_is_a_name() -> None:
    node = Value(1.0, "x")
    for _ in range(64):
        node = node * node
    assert explore(node.named("y")).title == "y"


def test_the_command_writes_a_page(tmp_path, capsys) -> None:
    path = tmp_path / "e.html"
    assert nn.cli.main(["explore", "(a+b)*(b+1)", "a=2", "b=1", "-o", str(path)]) == 0
    assert "<!DOCTYPE html>" in path.read_text(encoding="utf-8")
    assert nn.cli.main(["explore", "(a+b)*(b+1)", "a=2", "b=1", "-o", "e.png"]) == 2
    assert "a page is an .html file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("computation", "says"),
    [
        (lambda: Value(math.nan, "a") * 2, "is not finite"),
        (lambda: Value(1.0, "a") * math.inf, "is not finite"),
        (lambda: total([Value(1.0) * x for x in [Value(float(i)) for i in range(700)]]), "nodes and a page holds 300"),
        (lambda: total([*[Value(1.0, "a")] * 1300]), "1,300 edges and a page holds 1,200"),
        (lambda: Training(3.0, []), "the loss of a training is a Value"),
        (lambda: Training(Value(1.0), Value(1.0)), "a list of Values"),
        (lambda: Training(Value(1.0), [Value(1.0)]), "is not an input of the loss"),
        (lambda: Training(Value(1.0), [], learning_rate="0.1"), "a finite learning rate, not '0.1'"),
        (lambda: Training(Value(1.0), [], epochs=1.5), "epochs, not 1.5"),
    ],
)
def test_what_no_page_can_show_is_refused(computation, says) -> None:
    with pytest.raises(DrawingError, match=says):
        explore(computation())


def test_an_operation_cannot_end_the_script() -> None:
    hostile = Op("z", lambda x: 2 * x, partials=lambda out, a: (2.0,), javascript="'</script>' ? 2 * {0} : 0")
    with pytest.raises(DrawingError, match="would end the script"):
        explore(hostile(Value(1.0, "a")))

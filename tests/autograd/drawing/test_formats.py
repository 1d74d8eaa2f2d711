"""TikZ compiles and says what the picture says; Mermaid too, with whatever could mean something there escaped."""

import re
import shutil
import subprocess

import pytest

from autograd import Value, total, values
from autograd.drawing import Drawing, draw
from autograd.errors import DrawingError
from autograd.expression import evaluate
from autograd.lettering import mermaid_text

LATEX = [program for program in ("pdflatex", "lualatex") if shutil.which(program)]
HOSTILE = [
    r"\input{/etc/passwd}", r"\write18{ls}", "}}", "$", "$$", "%", "#1", "~", "a_b_c", "^^41", "{", "&", r"\\", "<b>",
    '"', "'", "`", "]]>", "中文", "é", "∂", "x²", "🙂", "new\nline", "\x1b[31m", "--", "[", "]", "|", "::", "end",
    "%%", "```", "<script>alert(1)</script>",
]  # fmt: skip


def textbook():
    a, b = values(a=2.0, b=1.0)
    return ((a + b).named("c") * (b + 1).named("d")).named("e")


def softmax():
    return evaluate(
        "z1 = w1*x\nz2 = w2*x\nL = logsumexp(z1, z2) - z1\nJ = exp(L)/(1 + L**2) + sqrt(abs(z1))",
        {"w1": 0.2, "w2": -0.3, "x": 1.5},
    ).result


#: Longer than a line: as one word, and as many.
LONG = ["x" * 200, "a name of many words that goes on and on", "w[1,12]", "Wcahidden"]


def named_one(label):
    return Value(1.0, label)


def hostile():
    return total([Value(1.0, label) for label in HOSTILE]).named("y")


PICTURES = {
    "textbook": lambda: draw(textbook(), gradients=True, messages=True),
    "softmax, formulas": lambda: draw(softmax(), gradients=True, partials="both"),
    "neuron": lambda: draw(softmax(), gradients=True, detail="neuron", rankdir="TB"),
    "highlight": lambda: draw(e := textbook(), highlight=[e.parents[0], e], partials=False),
    "hostile": lambda: draw(hostile(), gradients=True),
    "hostile, drawn together": lambda: draw(total([*map(named_one, LONG)]), gradients=True, width="36cm", rankdir="TB"),
    "one": lambda: draw(Value(2.0, "a")),
}


def test_tikz_has_a_node_for_every_node_and_a_partial_for_every_edge():
    figure = draw(textbook(), gradients=True).tikz()
    assert figure.startswith("\\begin{tikzpicture}")
    assert figure.endswith("\\end{tikzpicture}\n")
    assert len(re.findall(r"\\node\[(?:input|result|output)", figure)) == 5
    assert re.findall(r"\\node\[partial\].*?\$(.*?)\$", figure) == ["1", "1", "1", "2", "3"]
    assert r"$\partial e / \partial b = 5$" in figure
    assert r"$c = a + b$" in figure


def test_a_path_that_is_highlighted_stands_out_in_both():
    a, b = values(a=2.0, b=1.0)
    c = (a + b).named("c")
    e = (c * (b + 1)).named("e")
    picture = draw(e, highlight=[a, c, e])
    assert picture.tikz().count("emphasis") == 1 + 3 + 2  # the style, three nodes, two edges
    assert picture.mermaid().count(":::path") == 3
    assert re.search(r"linkStyle \d,\d stroke", picture.mermaid())


@pytest.mark.skipif(not LATEX, reason="there is no LaTeX on this machine")
@pytest.mark.parametrize("name", PICTURES)
def test_the_document_compiles(tmp_path, name):
    PICTURES[name]().save(tmp_path / "picture.tex")
    for program in LATEX[: None if name == "hostile" else 1]:
        command = [program, "-interaction=nonstopmode", "-halt-on-error", "picture.tex"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120)
        said = done.stdout.decode(errors="replace")
        assert done.returncode == 0, said[-2000:]
        assert "(1 page" in said
        assert "Overfull" not in said


@pytest.mark.parametrize("name", PICTURES)
def test_without_latex_too_the_braces_and_dollars_are_in_pairs(name):
    figure = re.sub(r"\\[\\{}$%]", "", PICTURES[name]().tikz())
    assert figure.count("{") == figure.count("}")
    assert figure.count("$") % 2 == 0
    assert not re.search(r"\\(input|write|catcode|csname)\b", figure)


def test_mermaid_says_what_the_picture_says():
    assert draw(textbook(), gradients=True).mermaid().splitlines()[:12] == [
        "flowchart LR",
        '  n0["a<br/>2<br/>∂e/∂a = 2"]:::input',
        '  n1["b<br/>1<br/>∂e/∂b = 5"]:::input',
        '  n2["c = a + b<br/>3<br/>∂e/∂c = 2"]:::result',
        '  n3["d = b + 1<br/>2<br/>∂e/∂d = 3"]:::result',
        '  n4["e = c·d<br/>6<br/>∂e/∂e = 1"]:::output',
        '  n0 -->|"1"| n2',
        '  n1 -->|"1"| n2',
        '  n1 -->|"1"| n3',
        '  n2 -->|"2"| n4',
        '  n3 -->|"3"| n4',
        "  classDef input fill:#eaf1f9,stroke:#8a96a3,color:#1b2733",
    ]


def test_nothing_that_means_something_to_mermaid_is_left_in_a_label():
    for line in draw(hostile(), gradients=True).mermaid().splitlines():
        for label in re.findall(r'"(.*?)"', line):
            plain = re.sub(r"#\d+;|<br/>", "", label)
            assert not set(plain) & set('"#&<>;`*_\\[]{}()|~$@'), label
    assert mermaid_text("x") == "x"


def test_files_are_written_by_their_ending(tmp_path):
    picture = draw(textbook())
    assert picture.save(tmp_path / "e.tex").read_text(encoding="utf-8").startswith("\\documentclass{article}")
    assert picture.save(tmp_path / "e.mmd").read_text(encoding="utf-8") == picture.mermaid()


def test_a_drawing_made_for_graphviz_alone_says_so():
    with pytest.raises(DrawingError, match="for Graphviz only"):
        Drawing("digraph {}", summary="nothing").tikz()


def test_the_command_draws_them_too(run, tmp_path):
    for name in ("e.tex", "e.mmd"):
        status, _, _ = run("draw", "e = (a+b)*(b+1)", "a=2", "b=1", "--detail", "neuron", "-o", str(tmp_path / name))
        assert status == 0
        assert "(b + 1)" in (tmp_path / name).read_text(encoding="utf-8").replace("#40;", "(").replace("#41;", ")")

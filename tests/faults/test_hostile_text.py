"""Text from outside, wherever it comes in: nothing of it drives a terminal, hides, breaks a file, or fills a screen."""

from __future__ import annotations

import ast
import copy
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.dom import minidom

import pytest

import autograd
import nn
import nn.cli
from autograd import Value, draw, explain, explore
from nn import MLP, SGD, draw_network

#: Escape sequences, a title for the window, the other direction of writing, what is not seen, a carriage return.
DRIVES = "\x1b[31m\x1b]0;x\x07\u202ey\x9b2J\u200b\u2066\r"
HOSTILE = [DRIVES, "a" * 200_000, "b" + DRIVES * 20_000]
CALLED = ["drives a terminal", "long", "both"]

#: As long as a line on standard error may be.
LONGEST = 1100


def unseen(text: str) -> set[str]:
    """The characters of a text that could drive a terminal or hide something."""
    return {c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")}


@pytest.fixture
def ran(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """Run a command on hostile text where its files are not kept, and look at what reaches the terminal."""
    monkeypatch.chdir(tmp_path)

    def look(*arguments: str) -> None:
        try:
            status: object = nn.cli.main(list(arguments))
        except SystemExit as error:  # what argparse refuses
            status = error.code
        out, err = capsys.readouterr()
        assert status in (0, 1, 2)
        assert unseen(out + err) == set()
        assert max(map(len, err.splitlines()), default=0) < LONGEST

    return look


GIVEN = ("(a+b)*(b+1)", "a=2", "b=1")


@pytest.mark.parametrize("text", HOSTILE, ids=CALLED)
def test_arguments(text: str, ran: Callable[..., None], tmp_path: Path) -> None:
    ran("explain", text, "a=1")
    ran("explain", f"a + {text}", "a=1")
    ran("explain", "a+b", "a=1", f"b={text}")
    ran("explain", "a+b", f"{text}=1")
    for claim in (text, f"{text}=3", f"b={text}", f"value:{text}=2", f"partial:{text}/{text}=2", f"{text}:b=2"):
        ran("audit", *GIVEN, "--claim", claim)
    ran("audit", *GIVEN, "--claim", "update:b=2", "--learning-rate", text)
    ran("audit", "W@x", "W=[[1,2],[3,4]]", "x=[1,2]", "--claim", f"W=[[1,{text}],[2,3]]")
    ran("paths", *GIVEN, "--to", text)
    for output in (text, f"{text}.svg", f"{tmp_path}/{text}/x.svg"):
        ran("draw", *GIVEN, "-o", output)
    ran("draw", *GIVEN, "-o", f"{tmp_path}/x.svg", "--width", text)
    ran("check", text)
    ran("walkthrough", text)
    ran("worksheet", text, "-o", f"{tmp_path}/w")
    ran("grade", text, text)


@pytest.mark.parametrize("text", HOSTILE, ids=CALLED)
def test_options_and_commands(text: str, ran: Callable[..., None]) -> None:
    ran(text)
    ran("explain", *GIVEN, f"--{text}")
    ran("check", "x", "--format", text)
    ran("paths", *GIVEN, "--to", "a", "--limit", text)
    ran("train", text)


SHEET = {
    "name": "n",
    "expressions": ["e = (a+b)*(b+1)"],
    "learning_rate": 0.1,
    "inputs": {"a": 2},
    "given": {"b": 1},
    "claims": [
        {"quantity": "a", "printed": "2"},
        {"quantity": "value:e", "printed": "7"},
        {"quantity": "a", "printed": "9", "at": {"a": 3}},
        {"quantity": "update:a", "printed": "2"},
    ],
}


def variations(sheet: Any, text: str) -> Iterator[Any]:
    """The sheet with `text` in the place of each entry and of each key, and in a key of its own."""

    def places(node: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        for key, entry in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
            yield (*path, key)
            yield from places(entry, (*path, key))

    for *above, key in places(sheet, ()):
        for in_key in (False, True):
            changed = copy.deepcopy(sheet)
            holder = changed
            for step in above:
                holder = holder[step]
            if not in_key:
                holder[key] = text
            elif isinstance(holder, dict):
                holder[text] = holder.pop(key)
            yield changed
    yield {**sheet, text: text}
    yield {**sheet, "expressions": [f"e = (a+b)*(b+1) + {text}"]}
    yield {**sheet, "expressions": [f"{text} = a+b", *sheet["expressions"]]}


@pytest.mark.parametrize("text", HOSTILE[:2], ids=CALLED[:2])
def test_sheets(text: str, ran: Callable[..., None], tmp_path: Path) -> None:
    path = tmp_path / "sheet.json"
    for sheet in variations(SHEET, text):
        path.write_text(json.dumps(sheet))
        ran("audit", str(path))
        ran("audit", str(path), "--format", "json")
        ran("worksheet", str(path), "-o", str(tmp_path / "made"))
    for name in ("raw.json", "raw.toml"):
        (tmp_path / name).write_text("{" + text, encoding="utf-8")
        ran("audit", str(tmp_path / name))


def pages(text: str) -> Iterator[str]:
    yield f"$z = 0.5 \\times 2 + 1 = 3$ {text}\n\n$a{text} = 2 + 3 = 6$\n"
    yield f"{text} = 2*3 = 7\n"
    yield f"|x|{text}|\n|-|-|\n|{text}|3|\n\n 2+2 = 5 {text}\n"


@pytest.mark.parametrize("text", HOSTILE[:2], ids=CALLED[:2])
@pytest.mark.parametrize("name", ["p.md", "p.tex", "p.html", "p.ipynb", "p.txt"])
def test_worked_pages(text: str, name: str, ran: Callable[..., None], tmp_path: Path) -> None:
    path = tmp_path / name
    for content in pages(text[:5000]):
        cells = [{"cell_type": "markdown", "source": [content], "metadata": {}}]
        notebook = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
        path.write_text(notebook if name.endswith("ipynb") else content, encoding="utf-8")
        for options in ((), ("--verbose",), ("--format", "markdown"), ("--format", "json")):
            ran("check", str(path), *options)


@pytest.mark.parametrize("text", HOSTILE[:2], ids=CALLED[:2])
def test_answers_of_a_class(text: str, ran: Callable[..., None], tmp_path: Path) -> None:
    sheet, answers = tmp_path / "sheet.json", tmp_path / "answers.csv"
    claims = [{"quantity": "a", "printed": "2"}, {"quantity": "b", "printed": "5"}]
    sheet.write_text(json.dumps({**SHEET, "inputs": {"a": 2, "b": 1}, "given": {}, "claims": claims}))
    for content in (
        f"student,a,b\n{text},2,5\n",
        f"student,{text},b\nBob,2,5\n",
        f"student,a,b\nBob,{text},5\n",
        f"{text},a,b\nBob,2,5\n",
        f"{text}\n{text},{text}\n",
        f"student,a,b,variant\nBob,2,5,{text}\n",
        f"student,a,b\n{text},2,2\n{text},2,5\n",
    ):
        answers.write_text(content, encoding="utf-8")
        for how in ("table", "csv", "json"):
            ran("grade", str(sheet), str(answers), "--format", how)
        ran("grade", str(sheet), str(answers), "--students", str(answers))


LABELS = [
    "a\x00b", "\x1b[31m", "\ud800x", DRIVES, "\ufffe\uffff", "\x08\x0c", "\u2028", "\U000e0001", "<b>&\"']]>",
    "a" * 3000,
]  # fmt: skip


@pytest.mark.parametrize("label", LABELS, ids=ascii)
def test_labels_in_pictures(label: str) -> None:
    model = MLP(2, [2, 1], seed=1)
    for parameter in model.parameters():
        parameter.label = label
    a, b = Value(1.0, label), Value(2.0, "b")
    e = (a * b + a).named(label)
    e.backward()
    for drawing in (draw_network(model), draw_network(model, [a, b], target=1.0), draw(e)):
        svg = drawing.svg()
        minidom.parseString(svg.encode())
        assert unseen(svg + drawing.source + drawing.tikz() + drawing.mermaid() + str(drawing)) <= {"\t"}
    explanation = explain(e)
    for text in (str(explanation), explanation.markdown(), explanation.latex(), explore(e).html):
        text.encode()


@pytest.mark.parametrize("text", [*HOSTILE, "\ud800"], ids=[*CALLED, "surrogate"])
def test_errors_in_python_quote_in_one_short_line(text: str) -> None:
    w = Value(1.0, text)
    model, descent = MLP(2, [1], seed=0), SGD([w], lr=0.1)
    for attempt in (
        lambda: autograd.parse(text),
        lambda: autograd.check(text),
        lambda: autograd.read_sheet(text),
        lambda: Value(text),
        lambda: w * text,
        lambda: float(w),
        lambda: int(w),
        lambda: w - w > text,
        lambda: (w - w).log(),
        lambda: setattr(w, "data", text),
        lambda: getattr(autograd, text),
        lambda: autograd.grad(lambda x: x, argnum=text)(1.0),
        lambda: autograd.grad(lambda x: text)(1.0),
        lambda: autograd.audit(w * w, gradients={w: text}),
        lambda: autograd.audit(w * w, values={text: 1}),
        lambda: draw(w * w, detail=text),
        lambda: draw(w * w, width=text),
        lambda: autograd.compile(lambda x: x * text, [w]).value([1.0]),
        lambda: autograd.gradcheck(lambda x: x * text, 1.0),
        lambda: MLP(2, [1], text),
        lambda: MLP(text, [1]),
        lambda: MLP(2, [1], weights=text),
        lambda: model.load_state({text: 1}),
        lambda: model([1.0, text]),
        lambda: descent.load_state({"optimizer": text}),
        lambda: descent.load_state({"optimizer": "SGD", "steps": text}),
        lambda: SGD([w], lr=text),
        lambda: SGD(text, lr=0.1),
        lambda: SGD([w, w], lr=0.1),
        lambda: SGD([w * w], lr=0.1),
        lambda: nn.fit(model, text, [1.0], nn.losses.mse),
        lambda: nn.fit(model, [[1.0, 2.0]], [1.0], nn.losses.mse, epochs=text),
        lambda: nn.fit(model, [[1.0, 2.0]], [1.0], nn.losses.mse, metric=text),
        lambda: nn.fit(model, [[1.0, 2.0]], [1.0], nn.losses.mse, checkpoint=f"/nowhere/{text}/x"),
        lambda: nn.losses.hinge(w, text),
        lambda: nn.load(f"/nowhere/{text}"),
        lambda: draw_network(model, rows=text),
    ):
        said = ""
        try:
            attempt()
        except (UnicodeEncodeError, OSError):  # Python's own, of a file
            continue
        except Exception as error:
            said = str(error)
        assert len(said) < LONGEST, said[:200]
        assert unseen(said) == set(), said[:200]


#: What says something to a user.
SAYS = ("print", "warn", "error", "say", "say_counted", "template")


def messages(path: Path) -> Iterator[ast.AST]:
    """What is raised, printed or warned of in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Raise) and node.exc is not None:
            yield node.exc
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in SAYS:
            yield node


def unquoted(message: ast.AST) -> Iterator[str]:
    """What a message writes as Python would, instead of by `quoted`: as long as it is, and if it is hidden, hidden."""
    for node in ast.walk(message):
        if isinstance(node, ast.FormattedValue) and node.conversion != -1:
            yield ast.unparse(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("repr", "ascii"):
            yield ast.unparse(node)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(r"\{\w*![rsa]", node.value):
            yield node.value  # a template that does


SOURCES = [path for package in (autograd, nn) for path in Path(package.__path__[0]).rglob("*.py")]


def test_no_message_quotes_but_by_the_one_function() -> None:
    found = {f"{path.name}: {said}" for path in SOURCES for message in messages(path) for said in unquoted(message)}
    assert found == set()


def test_the_finder_of_unquoted_text_finds_it() -> None:
    source = 'raise ValueError(f"not {thing!r}, {repr(other)}, but {quoted(thing)}", say("{a!r}, {b}"))'
    raised = ast.parse(source).body[0]
    assert isinstance(raised, ast.Raise)
    assert raised.exc is not None
    assert sorted(unquoted(raised.exc)) == ["repr(other)", "{a!r}, {b}", "{thing!r}"]

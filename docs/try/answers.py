"""What the page asks of Python: a question in, an answer out, both as JSON. It runs in the page's worker, in Pyodide.

Everything else the page does is JavaScript, and everything the engine does is the wheel's: here it is only asked.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from itertools import islice
from typing import Any

import tomllib

import autograd
from autograd import ops
from autograd.auditor.report import MARKS, Report
from autograd.auditor.sheets import sheet
from autograd.errors import ChainruleError
from autograd.evaluation import Evaluation
from autograd.expression import evaluate
from autograd.graph import read
from autograd.notation import number, printable
from autograd.reader.checked import VERDICTS, Check, CheckedNumber, check_text
from autograd.reader.marking import fragment
from autograd.reader.numbers import NOT_UNDERSTOOD
from autograd.reader.reporting import exact

try:
    from autograd.language import speaking, translated
except ImportError:  # an engine that speaks English only

    def speaking(language: str) -> AbstractContextManager[None]:
        """The language in force, of which there is one."""
        return nullcontext()

    def translated(error: BaseException) -> str:
        """What an error says."""
        return str(error)


#: A longer text is not a page that anyone wrote by hand, and a browser would show it for minutes.
LONGEST_TEXT = 1_000_000
#: A longer formula is refused here already; the engine refuses too many operations by itself.
LONGEST_FORMULA = 20_000
#: Up to so many lines a text comes back whole; of a longer one, the lines with a number and so many around them.
WHOLE_LINES, AROUND = 1_000, 2
#: The longest stretch of a line without a number that is shown whole; of a longer one, both ends.
LONGEST_STRETCH, END_OF_STRETCH = 1_000, 300
#: So many numbers are shown, those at fault first.
MOST_NUMBERS = 3_000
#: A graph of more nodes is computed, but not drawn while somebody types.
MOST_DRAWN = 120
#: So many paths are listed of each input.
MOST_PATHS = 12

Answer = dict[str, Any]


class Refused(Exception):
    """What the page refuses by itself: the name of its own sentence about that, and what stands in it."""

    def __init__(self, word: str, **fields: str) -> None:
        self.word, self.fields = word, fields
        super().__init__(word)


def answer(asked: str) -> str:
    """The answer to one question. What a user did wrong is a sentence, under `problem`, or its name, `refused`."""
    question = json.loads(asked)
    with speaking(question.get("language", "en")):
        try:
            found = QUESTIONS[question["about"]](question)
        except ChainruleError as error:
            found = {"problem": printable(translated(error))}
        except Refused as refused:
            found = {"refused": refused.word, **refused.fields}
        except (RecursionError, MemoryError):
            found = {"refused": "broken"}
    return json.dumps(found, allow_nan=False)


# --- a page that is checked -------------------------------------------------------------------------------------------


def check(question: Answer) -> Answer:
    """The numbers of a text with their verdicts, and the text in pieces: between the numbers, and the numbers."""
    text, name = question["text"], question.get("name", "")
    if len(text) > LONGEST_TEXT:
        raise Refused("tooLong", count=f"{len(text):,}", most=f"{LONGEST_TEXT:,}")
    report = _audited(text, name)
    if report is not None:
        return _of_sheet(report, text)
    page = _checked(text, name)
    numbers = _shown(page.numbers)
    return {
        "kind": "page",
        "ok": page.ok,
        "summary": str(page.summary),
        "counts": {verdict: count for verdict, count in page.summary.verdicts.items() if count}
        | ({NOT_UNDERSTOOD: page.summary.not_understood} if page.summary.not_understood else {}),
        "numbers": [_number(one) for one in numbers],
        "hidden": len(page.numbers) - len(numbers),
        "lines": list(_lines(text, numbers)),
        "written": _is_read_as_written(text, page),
    }


def typeset(question: Answer) -> Answer:
    """The formulas of the same page as they are set in the command line's HTML, for the page to copy."""
    _, _, section = fragment(_checked(question["text"], question.get("name", ""))).partition("</style>")
    return {"html": section}


def page_to_save(question: Answer) -> Answer:
    """The whole report as a file of its own."""
    return {"html": _checked(question["text"], question.get("name", "")).html()}


@lru_cache(maxsize=1)
def _checked(text: str, name: str) -> Check:
    return check_text(text, name)


def _is_read_as_written(text: str, page: Check) -> bool:
    """Whether the text itself is what people read: not the inside of a notebook, or of a web page."""
    return not any(passage.cell for passage in page.passages) and not re.search(r"<(?:html|body|td|p)\b", text, re.I)


def _shown(numbers: tuple[CheckedNumber, ...]) -> list[CheckedNumber]:
    if len(numbers) <= MOST_NUMBERS:
        return list(numbers)
    at_fault = [one for one in numbers if one.verdict in ("wrong", "follows")][:MOST_NUMBERS]
    kept = {id(one) for one in [*at_fault, *numbers[: MOST_NUMBERS - len(at_fault)]]}
    return [one for one in numbers if id(one) in kept]


def _number(one: CheckedNumber) -> Answer:
    return {
        "line": one.line,
        "printed": printable(one.printed),
        "exact": "" if one.exact is None else exact(one),
        "verdict": one.verdict,
        "sentence": printable(one.sentence),
        "cell": one.cell,
    }


def _lines(text: str, numbers: list[CheckedNumber]) -> Iterable[Answer]:
    """The text line by line, each in pieces: text, or the place of a number in the list.

    Where lines are left out, how many. A number that stands where another begins, as in a table whose column is a
    formula, has no text of its own left: its piece is its place in the list all the same.
    """
    by_line: dict[int, list[int]] = {}
    for place, one in enumerate(numbers):
        by_line.setdefault(one.line, []).append(place)
    lines = text.split("\n")
    if len(lines) <= WHOLE_LINES:
        wanted = range(1, len(lines) + 1)
    else:
        near = {line + off for line in by_line for off in range(-AROUND, AROUND + 1)}
        wanted = sorted(line for line in near or range(1, WHOLE_LINES) if 1 <= line <= len(lines))
    start, before = 0, 0
    starts = [0]
    for line in lines:
        start += len(line) + 1
        starts.append(start)
    for line in wanted:
        if line > before + 1:
            yield {"left_out": line - before - 1}
        before = line
        yield {"line": line, "pieces": list(_pieces(lines[line - 1], starts[line - 1], by_line.get(line, []), numbers))}
    if before < len(lines):
        yield {"left_out": len(lines) - before}


def _pieces(line: str, start: int, places: list[int], numbers: list[CheckedNumber]) -> Iterable[Any]:
    at = 0
    for place in sorted(places, key=lambda place: (numbers[place].start, numbers[place].end)):
        first, last = numbers[place].start - start, min(numbers[place].end - start, len(line))
        if numbers[place].printed.startswith("-") and at < first and line[first - 1] in "-−–":
            first -= 1  # its sign, which belongs to what is judged
        if at < first:
            yield _stretch(line[at:first])
        yield {"number": place, "text": printable(line[max(first, at) : last])}
        at = max(at, last)
    if at < len(line) or not places:
        yield _stretch(line[at:])


def _stretch(text: str) -> str:
    """Text between numbers, without what is not printed, and not endless."""
    text = text.rstrip("\r")
    if len(text) > LONGEST_STRETCH:
        text = f"{text[:END_OF_STRETCH]} … {text[-END_OF_STRETCH:]}"
    return "".join(
        character if character.isprintable() or character == "\t" else "\N{REPLACEMENT CHARACTER}" for character in text
    )


# --- a homework sheet -------------------------------------------------------------------------------------------------


def _audited(text: str, name: str) -> Report | None:
    """The audit of a text that is a homework sheet, JSON or TOML; None of any other text."""
    data: Any = None
    if "expressions" in text and "claims" in text:
        try:
            data = json.loads(text) if text.lstrip("\ufeff \t\r\n").startswith("{") else tomllib.loads(text)
        except (ValueError, RecursionError):
            return None
    if not isinstance(data, dict) or "expressions" not in data or "claims" not in data:
        return None
    return sheet(data, name=re.sub(r"\.(?:json|toml)$", "", name)).audit()


def _of_sheet(report: Report, text: str) -> Answer:
    counts = Counter(row.verdict for row in report.rows)
    at = 0
    rows = []
    for row in report.rows:
        # A sheet is data: a claim's line is where its number stands, in the order of the claims.
        found = text.find(row.claim.printed.text, at)
        at = found if found >= 0 else at
        rows.append(
            {
                "line": text.count("\n", 0, at) + 1,
                "quantity": printable(row.claim.quantity.written(report.output)),
                "printed": printable(row.claim.printed.text),
                "exact": number(row.exact, min(max(row.claim.printed.digits + 2, 6), 12)),
                "verdict": row.verdict,
                "sentence": "; ".join(map(printable, report.reasons(row))),
            }
        )
        at += len(row.claim.printed.text) if found >= 0 else 0
    return {
        "kind": "sheet",
        "ok": report.ok,
        "summary": "\n".join([report.summary, *map(printable, report.notes)]),
        "counts": {verdict: counts[verdict] for verdict in VERDICTS if counts[verdict]},
        "numbers": rows,
    }


# --- a formula --------------------------------------------------------------------------------------------------------

#: What looks like an input, and is none.
_WORDS = {
    "e",
    "pi",
    "where",
    "abs",
    "ln",
    "max",
    "min",
    "sum",
    "mean",
    "total",
    "dot",
    "T",
    "logsumexp",
    "softmax",
    "norm",
}
_NAME = re.compile(r"[^\W\d]\w*(?:′|'*)")


def inputs(question: Answer) -> Answer:
    """The names in a formula that need a number: those that it does not compute, in its order."""
    return {"names": _inputs(question["formula"])}


def _inputs(formula: str) -> list[str]:
    if len(formula) > LONGEST_FORMULA:
        raise Refused("tooLong", count=f"{len(formula):,}", most=f"{LONGEST_FORMULA:,}")
    code = re.sub(r"#[^\n]*", "", formula)
    assigned = {name for side in re.findall(r"([^=;\n<>!]+)=(?!=)", code) for name in _NAME.findall(side.split("[")[0])}
    called = set(re.findall(r"([^\W\d]\w*)\s*\(", code))
    functions = set(ops.TABLE) | _WORDS | {name for name in called if hasattr(autograd, name)}
    return [name for name in dict.fromkeys(_NAME.findall(code)) if name not in functions and name not in assigned]


def formula(question: Answer) -> Answer:
    """All there is to see of a formula: picture, explanation, paths, and a row for each quantity with its claim."""
    given = {name: text for name, text in question["inputs"].items() if name in _inputs(question["formula"])}
    missing = [name for name, text in given.items() if not text.strip()]
    if missing:
        raise Refused("missing", name=missing[0])
    from autograd.explanation import explain

    evaluation = evaluate(question["formula"], given)
    graph = read(evaluation.result)
    explanation = explain(evaluation.result)
    text = str(explanation)
    adjoints = {pile.node: pile.total for pile in explanation.piles}
    rows = [
        {
            "name": step.name,
            "formula": "" if not step.node.parents else graph.definition(step.node),
            "value": number(step.node.data),
            "gradient": number(adjoints[step.node]) if step.node in adjoints else "",
            "input": not step.node.parents,
        }
        for step in explanation.forward
    ]
    return {
        "output": graph.name,
        "rows": rows[:MOST_DRAWN],
        "more": max(len(rows) - MOST_DRAWN, 0),
        "explanation": text if len(text) <= LONGEST_FORMULA else text[:LONGEST_FORMULA] + " …",
        "latex": explanation.latex() if len(rows) <= MOST_DRAWN else "",
        "paths": [_paths(evaluation, leaf, graph) for leaf in graph.leaves[:MOST_DRAWN]],
        **({"svg": _svg(evaluation)} if len(graph.nodes) <= MOST_DRAWN else {}),
    }


def _svg(evaluation: Evaluation) -> str:
    return _drawing(evaluation).svg()


def _drawing(evaluation: Evaluation) -> Any:
    import warnings

    from autograd.drawing import draw

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a picture on a screen can be made larger
        return draw(evaluation.result, gradients=True)


def _paths(evaluation: Evaluation, leaf: Any, graph: Any) -> Answer:
    from autograd.explanation import write_path
    from autograd.routes import count_paths, paths

    total = count_paths(evaluation.result, leaf)
    found = islice(paths(evaluation.result, leaf, largest_first=True), MOST_PATHS)
    return {
        "name": graph.names[leaf],
        "count": str(total) if total < 10**12 else f"{float(total):.3g}" if total < 10**300 else "10^300",
        "paths": [write_path(path, graph.names) for path in found],
        "more": total > MOST_PATHS,
    }


def claims(question: Answer) -> Answer:
    """The verdict on each number that somebody gives for a value or a gradient, as the command `audit` gives it."""
    from autograd.cli import audit_expression

    written = [claim for claim in question["claims"] if claim["printed"].strip()]
    if not written:
        return {"verdicts": [], "summary": ""}
    arguments = argparse.Namespace(
        expression=question["formula"],
        numbers=[f"{name}={text}" for name, text in question["inputs"].items()],
        claim=[f"{claim['about']}={claim['printed']}" for claim in written],
        learning_rate=None,
        format="text",
    )
    try:
        report = audit_expression(arguments)
    except ChainruleError as error:
        return {"problem": printable(translated(error)).removeprefix("--claim ")}
    verdicts = [
        {
            "about": claim["about"],
            "verdict": row.verdict,
            "mark": MARKS[row.verdict],
            "sentence": "; ".join(map(printable, report.reasons(row))),
        }
        for claim, row in zip(written, report.rows, strict=True)
    ]
    return {"verdicts": verdicts, "summary": report.summary, "ok": report.ok}


def step_through(question: Answer) -> Answer:
    """The page to step through the computation, as `chainrule explore` writes it."""
    from autograd.explorer import explore

    return {"html": explore(evaluate(question["formula"], question["inputs"]).result).html}


def picture_to_save(question: Answer) -> Answer:
    """The picture as a file: SVG, or TikZ in a document for LaTeX."""
    from autograd.drawing.tikz import document

    drawing = _drawing(evaluate(question["formula"], question["inputs"]))
    if question["format"] == "tex":
        return {"text": document(drawing._in_latex())}
    return {"text": drawing.svg()}


def about(question: Answer) -> Answer:
    """Who answers."""
    import sys

    return {"version": autograd.__version__, "python": sys.version.split()[0]}


QUESTIONS: dict[str, Callable[[Answer], Answer]] = {
    "about": about,
    "check": check,
    "typeset": typeset,
    "page": page_to_save,
    "inputs": inputs,
    "formula": formula,
    "claims": claims,
    "explore": step_through,
    "picture": picture_to_save,
}


def draw_with(layout: Callable[[str, str], str]) -> None:
    """Let the page's own Graphviz draw: DOT text and a format in, the picture or the layout out."""
    from autograd import render

    render.use(layout)

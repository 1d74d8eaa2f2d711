"""What reads text and files from outside: formulas, homework sheets, worked pages, a class's answers, weights."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from branches import changed_text
from formulas import GIVEN, changed_formula
from fuzzing import Target, allowed
from weight_files import changed_weights, read_weights, weight_files

from autograd import ExpressionError, check
from autograd.auditor import read_sheet
from autograd.classroom import grade, read_answers
from autograd.classroom.keys import read_key
from autograd.expression import evaluate
from autograd.numerals import readings

ROOT = Path(__file__).resolve().parents[2]
AUTOGRAD = ROOT / "tests" / "autograd"


def written(data: bytes, path: Path) -> Path:
    path.write_bytes(data)
    return path


# --- formulas --------------------------------------------------------------------------------------------------------

FORMULAS = [
    "c = a + b; d = b + 1; e = c * d",
    "sin²(a) + cos(b)^2",
    "2a(b + 1)/3 - √2·|a|",
    "where(0 < a <= 2, log(a), 0)",
    "z = W @ x\nL = sum(z²)/2  # half",
    "P[1,2] = a; P[1,1] = b; P[2,1] = 1; P[2,2] = 0; sum(P)",
    "p, q = softmax([a, b]); p*q",
    "max([a, b, 1]) + total(x[1:2])",
    "mean(W, axis=0)[1]",
    "e^-a + 1.5e-3 ÷ ½ × ∛8",
    "dot(Wᵀ[1], x) mod 2",
    "a//b % 3 − -a** -b",
    "1.5·10³",
    "√2/3",
    "33%",
]


def read_formula(data: bytes, _: Path) -> None:
    text = data.decode(errors="surrogateescape")  # as Python makes text of what is no UTF-8 on a command line
    readings(text)
    evaluate(text, GIVEN, number=False).result.backward()


# --- homework sheets -------------------------------------------------------------------------------------------------


@cache
def sheets() -> list[bytes]:
    """The walkthroughs' sheets in TOML, and published examples in JSON, with eight claims at most."""
    found = [path.read_bytes() for path in sorted((ROOT / "nn" / "walkthroughs").glob("*.toml"))]
    for path in sorted((AUTOGRAD / "auditor" / "published").glob("*.json")):
        example = json.loads(path.read_text(encoding="utf-8"))
        kept = {key: example[key] for key in ("inputs", "expressions", "loss", "learning_rate") if key in example}
        claims = [{key: claim[key] for key in ("quantity", "printed")} for claim in example["claims"][:8]]
        found.append(json.dumps(kept | {"claims": claims}, ensure_ascii=False).encode())
    return [sheet for sheet in found if len(sheet) <= 1500]


def audit_sheet(data: bytes, folder: Path) -> None:
    is_json = data.lstrip().startswith(b"{")
    report = read_sheet(written(data, folder / ("sheet.json" if is_json else "sheet.toml"))).audit()
    str(report), json.dumps(report.json())


# --- worked pages ----------------------------------------------------------------------------------------------------


@cache
def pages() -> list[bytes]:
    """The passages of published pages, some of them as LaTeX, as HTML and in a notebook."""
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted((AUTOGRAD / "reader" / "pages").glob("*_*")))
    passages = [passage[:500] for passage in text.split("\n\n") if any(map(str.isdigit, passage))]
    found = list(passages)
    for passage in passages[::8]:
        cell = {"cell_type": "markdown", "source": passage.splitlines(keepends=True), "metadata": {}}
        found.append(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
        found.append("\\begin{align*}\n" + passage.replace("$", "") + "\n\\end{align*}")
        found.append(f"<p>{passage}</p><math><mi>a</mi><mo>=</mo><mn>2</mn></math><table><tr><td>1</td></tr></table>")
    return [passage.encode() for passage in found]


def check_page(data: bytes, folder: Path) -> None:
    suffix = {b"{": ".ipynb", b"<": ".html", b"\\": ".tex", b"#": ".md"}.get(data.lstrip()[:1], ".txt")
    found = check(written(data, folder / f"page{suffix}"))
    found.written(verbose=True), found.markdown(), found.html(), json.dumps(found.json())
    with allowed(ExpressionError):  # the formulas do not connect
        found.sheet()


# --- answers of a class ----------------------------------------------------------------------------------------------

#: y = ½·(3x)² at x = 0.25.
ASKED = {
    "expressions": ["u = 3*x", "y = u**2/2"],
    "inputs": {"x": 0.25},
    "learning_rate": 0.1,
    "claims": [{"quantity": "u", "printed": "0.75"}, {"quantity": "dy/dx", "printed": "2.25"}],
}
NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "source": "answer: u = 0.75\nanswer: dy/dx = "},
        {"cell_type": "code", "source": ["# variant: 3\n", "# answer: update:x = 0.025"], "outputs": []},
        {"cell_type": "raw", "source": "u = 3/4", "metadata": {"tags": ["answer"]}},
        {"cell_type": "markdown", "source": "| what | answer |\n|---|---|\n| u | 0.75 |"},
    ]
}
ANSWERS = [
    "student,u,dy/dx\nAda,0.75,2.25\nBob,0.75,0.75\n",
    "sep=;\nVorname;Nachname;u;dy/dx\r\nAda;L;0,75;2,25\r\n",
    'name\tvariant\tupdate:x\nAda\t3\t"0.025"\n"B\n""o""b"\t1\t1/40\n',
    "student,u,mistake,correction,variant\nAda,=3/4,u,0.75,2\n",
    "student,u,# seed\nkey,0.75,7\n",
    "student,variant,mistake,correction,# slip,# wrong because of it,# seed\nkey 1,1,u,0.75,sign,y; dy/dx,7\n",
    "学生,u\n小明,０．７５\n",
    json.dumps(NOTEBOOK),
    json.dumps(ASKED),
]


def grade_answers(data: bytes, folder: Path) -> None:
    if data.lstrip().startswith(b"{"):
        handed_in = folder / "answers"
        handed_in.mkdir(exist_ok=True)
        for name in ("Ada.ipynb", "Bob.json"):
            written(data, handed_in / name)
        report = grade(ASKED, handed_in)
    else:
        path = written(data, folder / "answers.csv")
        with allowed(ExpressionError):  # no key
            read_key(path)
            grade(ASKED, read_answers(path), key=path)
        report = grade(ASKED, read_answers(path))
    str(report), report.csv(), json.dumps(report.json()), report.anonymous().html()


# --- all of them -----------------------------------------------------------------------------------------------------

_ANYWHERE = [
    *"=()[]{},;:|\"'\\\n\0%½−𝑥",
    "1e308",
    "1e-320",
    "nan",
    "inf",
    "0",
    "-1",
    "10³",
    "9" * 400,
    "\x1b[2J",
    "\u202e",
]


def words(text: str) -> list[str]:
    return text.split() + _ANYWHERE


TARGETS = {
    "formula": Target(
        read_formula,
        lambda: [formula.encode() for formula in FORMULAS],
        changed_formula,
        words("a b x W ** ^ @ // sin softmax where < | √ ² .T axis=0 e π if lambda __class__ max total"),
        share=0.86,
        longest=400,
    ),
    "sheet": Target(
        audit_sheet,
        sheets,
        changed_text,
        words("inputs expressions claims quantity printed learning_rate given params update adam after at loss null"),
        share=0.02,
        longest=2000,
    ),
    "page": Target(
        check_page,
        pages,
        changed_text,
        words(r"$$ \frac{ \begin{bmatrix} \\ & \partial ``` <math> <td> &lt; \sigma( \text{ ≈ _{ ^{ cells source"),
        share=0.04,
        longest=1200,
    ),
    "answers": Target(
        grade_answers,
        lambda: [table.encode() for table in ANSWERS],
        changed_text,
        [
            "# seed",
            "\r\n",
            "\t",
            *words("student variant mistake correction u dy/dx sep=; \ufeff answer: cells claims"),
        ],
        share=0.02,
        longest=1000,
    ),
    "weights": Target(
        read_weights,
        weight_files,
        changed_weights,
        words("F64 BF16 I8 BOOL shape data_offsets dtype layers skips shared labels nin nout activation prelu epochs"),
        share=0.06,
        longest=2500,
    ),
}

"""What other tools can and cannot do, side by side: writes the table of docs/comparison.md.

    python benchmarks/comparison.py [--peers PYTHON]

Every tool is asked the same questions in a process of its own (`comparison_answers.py`), in the environment that `make
peers` makes. What is not installed keeps no column.
"""

from __future__ import annotations

import argparse
import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from measuring import PEERS, ROOT, Skipped, in_a_process

PAGE = ROOT / "docs" / "comparison.md"
#: What is between these lines of the page is made here.
BEGIN, END = "<!-- begin: made by python benchmarks/comparison.py -->", "<!-- end -->"

TOOLS = ("chainrule", "micrograd", "HIPS autograd", "PyTorch", "JAX", "CasADi", "SymPy", "torchviz")

#: The questions, and, where there is one, the right answer.
QUESTIONS = {
    "edge": "the local partials of 3·2, as numbers on the graph (2, 3)",
    "picture": "a picture of the graph, and what stands in it",
    "written": "the chain rule written out, with numbers",
    "slip": "of a hand-worked gradient of 2, that a path was left out (it is 5)",
    "twice": "dx³/dx at 3; if gradients are kept on nodes, by a second backward after x's was set to 0 (27)",
    "deep": "the gradient through 20,000 operations in a row (20,001)",
    "second": "d²x³/dx² at 2 (12)",
    "hessian": "the Hessian of x²v at (3, 5): [[10, 6], [6, 0]]",
    "forward": "forward mode: dx³/dx at 2 (12)",
    "checked": "checks gradients against differences",
    "undefined": "log(-1)",
    "arm": "d/dx at 0 of √x where x > 0, else x (1)",
    "kink": "relu′(0), and by x of max(x, 0) at 0",
    "tail": "σ′(40) in double precision (4.248e-18)",
    "convolution": "convolutions",
    "simplify": "simplifies formulas",
    "c": "makes machine or C code",
    "solver": "solvers that come with it",
}


def asked(tool: str, peers: str) -> dict[str, Any] | None:
    """The version and the answers of one tool; None if it is not installed."""
    ours = tool == "chainrule"
    arguments = ("comparison_answers.py", tool)
    try:
        return in_a_process(*arguments) if ours else in_a_process(*arguments, python=peers, source=None)
    except Skipped as reason:
        print(f"{tool}: {reason}")
        return None


def table(answers: dict[str, dict[str, Any]]) -> Iterator[str]:
    """The answers, a question a row."""
    heads = [f"{tool} {found['version']}" for tool, found in answers.items()]
    yield f"| | {' | '.join(heads)} |"
    yield f"|---|{'---|' * len(answers)}"
    for key, question in QUESTIONS.items():
        cells = [cell(found["answers"].get(key, "")) for found in answers.values()]
        yield f"| {question} | {' | '.join(cells)} |"


def cell(answer: str) -> str:
    """An answer as it may stand in a table of Markdown."""
    return answer.replace("|", r"\|").replace("*", r"\*").replace("_", r"\_")


def main() -> None:
    """Ask every tool, and write the table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--peers", default=str(PEERS), help="the other tools' Python")
    arguments = parser.parse_args()
    answers = {tool: found for tool in TOOLS if (found := asked(tool, arguments.peers)) is not None}
    made = "\n".join([BEGIN, "", f"Asked on {datetime.date.today()}.", "", *table(answers), "", END])
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: made, page, flags=re.DOTALL), "utf-8")
    print(made)
    print(f"wrote {Path(PAGE).relative_to(ROOT)}")


if __name__ == "__main__":
    main()

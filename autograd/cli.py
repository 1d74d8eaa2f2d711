"""The command line: `chainrule explain | draw | explore | paths | audit | check | worksheet | grade`.

`nn.cli` adds the commands that need a network.
"""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from autograd.arrays.given import read_array
from autograd.auditor import Claim, Finding, Quantities, Report, audit_claims, claims_about, read_sheet
from autograd.errors import ChainruleError, DrawingError, ExpressionError, LegibilityWarning
from autograd.evaluation import Evaluation
from autograd.explanation import explain, write_path
from autograd.explorer import Page, explore
from autograd.expression import evaluate
from autograd.files import reason
from autograd.graph import read
from autograd.language import say, say_counted, speaking, translated
from autograd.notation import in_json, number, printable, quoted, shown
from autograd.numerals import readings
from autograd.options import (
    Parser,
    add_command,
    add_expression,
    add_language,
    language_of,
    read_arguments,
    whole,
    with_argparse_in_language,
)
from autograd.progress import with_bar
from autograd.routes import count_paths, paths
from autograd.value import Value
from autograd.version import VERSION

if TYPE_CHECKING:
    from autograd.drawing import Drawing

#: As long as a sentence on standard error may be, in characters: a mistake is said in one, which quotes but little.
LONGEST_MESSAGE = 1000


def build_parser() -> tuple[argparse.ArgumentParser, argparse._SubParsersAction[argparse.ArgumentParser]]:
    """The parser with this package's commands, and the action to which further commands can be added."""
    parser: argparse.ArgumentParser = Parser(prog="chainrule", description=say("See, check and trust backpropagation."))
    about = say("show program's version number and exit")
    parser.add_argument("--version", action="version", version=f"%(prog)s {VERSION}", help=about)
    add_language(parser)
    commands = parser.add_subparsers(title=say("commands"), metavar="COMMAND", required=True)

    command = add_command(
        commands, "explain", run_explain, say("write the computation and its gradient out, step by step")
    )
    add_expression(command)
    command.add_argument("--format", choices=("text", "markdown", "latex"), default="text")
    command.add_argument(
        "--digits", type=whole, default=6, choices=range(1, 18), metavar="N", help=say("significant digits")
    )
    command.add_argument("--data", default="", metavar="NAMES", help=say("inputs that get no gradient, such as x,y"))

    command = add_command(commands, "draw", run_draw, say("draw the graph with the local partial on every edge"))
    add_expression(command)
    command.add_argument(
        "-o", "--output", required=True, metavar="FILE", help=say(".svg, .png, .pdf, .tex, .mmd or .dot")
    )
    command.add_argument("--rankdir", choices=("LR", "RL", "TB", "BT"), help=say("where the computation goes"))
    command.add_argument("--width", metavar="LENGTH", help=say("how wide, such as 12cm, 5in or 800px"))
    command.add_argument(
        "--detail", choices=("full", "neuron"), default="full", help=say("a node for each operation, or each name")
    )
    command.add_argument("--messages", action="store_true", help=say("also what each edge carries back"))

    command = add_command(commands, "explore", run_explore, say("make a page to step through the computation"))
    add_expression(command)
    command.add_argument("-o", "--output", required=True, metavar="FILE", help=say("the page, a .html file"))

    command = add_command(commands, "paths", run_paths, say("every path from an input to the output, with its product"))
    add_expression(command)
    command.add_argument("--to", required=True, metavar="NAME", help=say("the input (or inner node) to go back to"))
    command.add_argument("--limit", type=whole, default=20, metavar="N", help=say("show the N largest (default: 20)"))

    command = add_command(
        commands, "audit", run_audit, say("say which hand-worked numbers are right, and why others are wrong")
    )
    command.add_argument(
        "expression",
        metavar="EXPRESSION|FILE",
        help=say('a formula, such as "(a+b)*(b+1)", or a homework sheet: .toml, .json'),
    )
    command.add_argument("numbers", nargs="*", metavar="NAME=NUMBER|FILE", help=say("the inputs, or more sheets"))
    command.add_argument(
        "--claim", action="append", default=[], metavar="CLAIM",
        help=say("b=5 or ∂e/∂b=5 for the gradient of b; value:c=3, partial:e/c=2, update:b=0.5; of an "
"array W=[[1,2],[3,4]]; numbers such as 1/3, √2, 1.5·10³"),
    )  # fmt: skip
    command.add_argument("--learning-rate", default=None, metavar="NUMBER", help=say("of the step, for update:…"))
    command.add_argument("--format", choices=("text", "markdown", "json"), default="text")

    command = add_command(
        commands,
        "check",
        run_check,
        say("read a worked example as it is written, and say which of its numbers are wrong"),
    )
    command.add_argument(
        "pages", nargs="+", metavar="FILE", help=say("Markdown, LaTeX, HTML, a notebook, text; - to read")
    )
    command.add_argument("--format", choices=("text", "markdown", "json", "html"), default="text")
    command.add_argument("--verbose", action="store_true", help=say("also the numbers that were not understood"))
    command.add_argument(
        "--sheet", default=None, metavar="FILE", help=say("write what was understood as a sheet, a .toml")
    )
    add_classroom(commands)
    return parser, commands


def add_classroom(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands for teachers."""
    command = add_command(
        commands, "worksheet", run_worksheet, say("make an exercise with blanks, and its key, of a sheet")
    )
    command.add_argument("sheet", metavar="SHEET", help=say("a homework sheet: .toml, .json"))
    command.add_argument("-o", "--output", required=True, metavar="FOLDER", help=say("where the files are written"))
    command.add_argument("--variants", type=whole, default=0, metavar="N", help=say("so many, each with other numbers"))
    command.add_argument(
        "--seed", type=whole, default=0, metavar="N", help=say("of the variants' numbers (default: 0)")
    )
    command.add_argument(
        "--level", action="append", default=[], choices=("forward", "gradients", "update", "mistake"),
        help=say("what is asked for (default: what the sheet claims); may be given several times"),
    )  # fmt: skip
    command.add_argument(
        "--format", action="append", default=[],
        choices=("html", "latex", "markdown", "notebook", "moodle", "cloze", "jupyterquiz"),
        help=say("of the files (default: html); may be given several times"),
    )  # fmt: skip
    command.add_argument(
        "--digits", type=whole, default=5, metavar="N", help=say("significant digits of an answer (default: 5)")
    )
    command = add_command(commands, "grade", run_grade, say("mark a class's answers to a homework sheet"))
    command.add_argument("sheet", metavar="SHEET", help=say("a homework sheet: .toml, .json"))
    command.add_argument(
        "answers", metavar="ANSWERS", help=say("a .csv file, a student a row, or a folder of sheets or notebooks")
    )
    command.add_argument("--format", choices=("table", "csv", "json", "html"), default="table")
    command.add_argument("-o", "--output", metavar="FILE", help=say("where it is written, instead of the terminal"))
    command.add_argument("--anonymous", action="store_true", help=say("without the students' names"))
    command.add_argument(
        "--students", metavar="FILE", help=say("a .csv file whose first column has all students' names")
    )
    command.add_argument(
        "--seed", type=whole, metavar="N", help=say("of the worksheets' variants (default: the key's, or 0)")
    )
    command.add_argument(
        "--key", metavar="FILE", help=say("key.csv of the worksheets: their seed, and the mistakes in them")
    )


def read_numbers(assignments: Sequence[str]) -> dict[str, Any]:
    """`["a=2", "W=[[1, 2], [3, 4]]"]` as a dictionary."""
    numbers: dict[str, Any] = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        name = name.strip()
        is_array = text.lstrip().startswith("[")
        if not equals or not name.isidentifier() or not (is_array or readings(text)):
            raise ExpressionError(
                say("{assignment} is not an input: write NAME=NUMBER, such as a=2", assignment=quoted(assignment))
            )
        if name in numbers:
            raise ExpressionError(say("{name} is given twice", name=name))
        numbers[name] = read_array(text, name)
    return numbers


def evaluated(arguments: argparse.Namespace) -> Evaluation:
    """What the formula of a command comes to; an input that nothing is computed from is said on standard error."""
    numbers = read_numbers(arguments.numbers)
    evaluation = evaluate(arguments.expression, numbers)
    for name in evaluation.unused(numbers):
        unused = say("{name} is given, but the formula does not use it", name=shown(name))
        print(f"chainrule: {unused}", file=sys.stderr)
    return evaluation


def run_explain(arguments: argparse.Namespace) -> int:
    """`chainrule explain`."""
    explanation = explain(evaluated(arguments).result, digits=arguments.digits, data=arguments.data)
    formats: dict[str, Callable[[], str]] = {"markdown": explanation.markdown, "latex": explanation.latex}
    print(formats.get(arguments.format, explanation.__str__)().rstrip("\n"))
    return 0


def run_draw(arguments: argparse.Namespace) -> int:
    """`chainrule draw`."""
    from autograd.drawing import draw

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", LegibilityWarning)
        drawing = draw(
            evaluated(arguments).result,
            rankdir=arguments.rankdir,
            detail=arguments.detail,
            gradients=True,
            messages=arguments.messages,
            width=arguments.width,
        )
    for warning in caught:
        print(f"chainrule: {warning.message}", file=sys.stderr)
    print(save(drawing, arguments.output))
    return 0


def run_explore(arguments: argparse.Namespace) -> int:
    """`chainrule explore`."""
    print(save(explore(evaluated(arguments).result), arguments.output))
    return 0


def run_worksheet(arguments: argparse.Namespace) -> int:
    """`chainrule worksheet`."""
    from autograd.classroom import commands

    return commands.run_worksheet(arguments, arguments.sheet)


def run_grade(arguments: argparse.Namespace) -> int:
    """`chainrule grade`."""
    from autograd.classroom import commands

    return commands.run_grade(arguments)


def save(drawing: Drawing | Page, path: str) -> str:
    """Write a picture or a page; returns the line that says so."""
    try:
        return say("wrote {path}", path=printable(str(drawing.save(path))))
    except OSError as error:
        raise DrawingError(say("cannot write {path}: {reason}", path=shown(path, 200), reason=reason(error))) from None


def run_paths(arguments: argparse.Namespace) -> int:
    """`chainrule paths`."""
    output, start, name = find(evaluated(arguments), arguments.to)
    total = count_paths(output, start)
    called = read(output).names
    print(
        say_counted(
            total, "{count} path from {name} to {output}", "{count} paths from {name} to {output}",
            name=name, output=called[output],
        )
    )  # fmt: skip
    listed = 0.0
    for path in islice(paths(output, start, largest_first=True), min(max(arguments.limit, 0), sys.maxsize)):
        listed += path.product
        print(f"  {write_path(path, called)}")
    print(say("sum of all = {sum}" if total <= arguments.limit else "sum of those shown = {sum}", sum=number(listed)))
    return 0


def run_audit(arguments: argparse.Namespace) -> int:
    """`chainrule audit`: 0 if nothing is wrong, 1 if something is."""
    paths = [arguments.expression, *arguments.numbers]
    if all(_is_sheet(path) for path in paths):
        if arguments.claim or arguments.learning_rate is not None:
            raise ExpressionError(say("--claim and --learning-rate go with a formula; a homework sheet has its own"))
        reports = [read_sheet(path).audit(with_progress) for path in paths]
    else:
        reports = [audit_expression(arguments)]
    if arguments.format == "json":
        found = [report.json() for report in reports]
        print(in_json(found if len(found) > 1 else found[0]))
    else:
        write: Callable[[Report], str] = Report.markdown if arguments.format == "markdown" else str
        print("\n\n".join(write(report).rstrip("\n") for report in reports))
    return 0 if all(report.ok for report in reports) else 1


def run_check(arguments: argparse.Namespace) -> int:
    """`chainrule check`: 0 if nothing is wrong, 1 if something is, 2 if nothing was understood."""
    from autograd.reader.command import run

    return run(arguments.pages, arguments.format, verbose=arguments.verbose, sheet=arguments.sheet)


def _is_sheet(argument: str) -> bool:
    """Whether an argument is a file rather than a formula or a number."""
    return argument.lower().endswith((".toml", ".json")) or ("=" not in argument and os.path.isfile(argument))


def audit_expression(arguments: argparse.Namespace) -> Report:
    """The audit of a formula and the `--claim`s about it."""
    result, given = evaluated(arguments)
    called = read(result).names
    named = {name: node for node, name in called.items()} | given  # as `explain` calls them
    if not arguments.claim:
        raise ExpressionError(say("there is nothing to audit: give at least one --claim, such as --claim b=5"))
    quantities = Quantities(named, called.get(result, ""))
    claims: list[Claim] = []
    wholes = []
    for text in arguments.claim:
        name, equals, printed = text.rpartition("=")
        if not equals:
            raise ExpressionError(
                say("{text} is not a claim: write NAME=NUMBER, such as b=5 or value:c=3", text=quoted(text))
            )
        asked = quantities.read(name)
        read_ = claims_about(asked, printed, where=f"--claim {shown(name)}", about=name, first=len(claims))
        claims += read_.claims
        wholes += [read_.whole] if read_.whole else []
    return audit_claims(
        result, named, claims, learning_rate=arguments.learning_rate, wholes=wholes, progress=with_progress
    )


def with_progress(findings: list[Finding]) -> Iterable[Finding]:
    """The findings one by one, with a progress bar."""
    return with_bar(findings, say("looking for causes"), say("claim"))


def find(evaluation: Evaluation, name: str) -> tuple[Value, Value, str]:
    """The output of a formula, the node called `name` in it, and that name."""
    output, named = evaluation
    if name not in named:
        known = list(map(printable, named))
        raise ExpressionError(
            say("there is no {name} in the expression (it has {known})", name=quoted(name), known=known)
        )
    return output, named[name], printable(name)


def execute(build: Callable[[], argparse.ArgumentParser], arguments: Sequence[str] | None = None) -> int:
    """Run one command of the parser that `build` makes. A user's mistake is one line on standard error and status 2."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows no ∂ shows an escape, not a traceback
    return speaking(language_of(given)).run(_status, build, given)


def _status(build: Callable[[], argparse.ArgumentParser], given: list[str]) -> int:
    try:
        parsed = with_argparse_in_language(lambda: read_arguments(build(), given))
        status: int = parsed.run(parsed)
        print(end="", flush=True)
        return status
    except ChainruleError as error:
        print(f"chainrule: {shown(translated(error), LONGEST_MESSAGE)}", file=sys.stderr)
    except OSError as error:
        if not error.filename:  # standard output is gone: what waits for it must not fail again at the end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # `chainrule … | head`: the reader has seen enough
            return 0
        where = shown(str(error.filename), 200) if error.filename else say("standard output")
        print(f"chainrule: {say('{where}: {reason}', where=where, reason=reason(error))}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 2


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m autograd`."""
    return execute(lambda: build_parser()[0], arguments)

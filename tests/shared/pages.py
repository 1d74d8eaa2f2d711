"""Pages in Markdown whose examples are to be run: what stands in a console is done, and what it shows is compared."""

from __future__ import annotations

import doctest
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

#: As in the documentation: … stands for what is left out.
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


class Typed(NamedTuple):
    """A line typed at a prompt, and what the page shows below it."""

    command: str
    shown: str


def consoles(page: Path) -> Iterator[list[Typed]]:
    """The blocks of a page that begin with a prompt."""
    for block in re.findall(r"^```[a-z]*\n(\$ .*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
        parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)[1:]
        yield [Typed(*pair) for pair in zip(parts[::2], parts[1::2], strict=True)]


def replay(page: Path, run: Callable[..., tuple[int, str, str]]) -> int:
    """Do what stands in a page's consoles, in the folder where we are: `cat` makes the file, `chainrule` is run.

    Returns how many commands were run; raises AssertionError where another thing is shown.
    """
    count = 0
    for typed in (typed for block in consoles(page) for typed in block):
        program, *arguments = shlex.split(typed.command, comments=True)
        if program == "cat":
            Path(arguments[0]).write_text(typed.shown, encoding="utf-8")
        elif program == "chainrule":
            status, printed, told = run(*arguments)
            got = printed + told
            assert same(typed.shown, got), f"{typed.command}\n--- the page\n{typed.shown}\n--- shown now\n{got}"
            assert status in (0, 1, 2)
            count += 1
        else:
            raise AssertionError(f"what is {program}? ({page})")
    return count


class Checker(doctest.OutputChecker):
    """Compares what is shown with what is got; … stands for anything."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        """Whether this is what the page shows."""
        return super().check_output(want.replace("…", "..."), got.replace("…", "..."), optionflags | FLAGS)


def same(shown: str, got: str) -> bool:
    """Whether this is what the page shows."""
    return Checker().check_output(shown, got, FLAGS)


def run_examples(page: Path) -> doctest.TestResults:
    """Run a page's `>>>` examples."""
    text = page.read_text(encoding="utf-8")
    examples = doctest.DocTestParser().get_doctest(text, {"__name__": "__main__"}, page.name, str(page), 0)
    return doctest.DocTestRunner(Checker(), optionflags=FLAGS).run(examples)

"""A page checked: its numbers with their verdicts, in the file's order, and a summary."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite
from pathlib import Path
from typing import Any

from autograd.auditor.verdicts import FOLLOWS, RIGHT, ROUNDING, TOO_COARSE, WRONG
from autograd.errors import ExpressionError
from autograd.files import reason
from autograd.language import in_its_language, language, say, say_counted, speaking, template
from autograd.notation import counted, printable, quoted, shown
from autograd.reader.finding import passages, pictures
from autograd.reader.numbers import ARITHMETIC, CARRIED, GRAPH, NOT_UNDERSTOOD, Number
from autograd.reader.passage import Passage
from autograd.reader.understanding import Understanding, understand

#: The verdicts in the order in which a summary tells them; those that are faults.
VERDICTS = (RIGHT, ROUNDING, TOO_COARSE, WRONG, FOLLOWS)
FAULTS = frozenset((WRONG, FOLLOWS))

#: The longest name of a file; a longer text is a page.
_LONGEST_PATH = 1024
_SUFFIXES = (".md", ".markdown", ".txt", ".tex", ".html", ".htm", ".ipynb", ".rst", ".qmd", ".rmd", ".py")


@dataclass(frozen=True)
class Summary:
    """How many numbers that are results stand on a page, how many of them were checked, and by what.

    `seen` is `checked` and `not_understood` together; `arithmetic` (the number's own chain), `carried` (numbers printed
    before) and `graph` (the page's formulas as a whole) together are `checked`. `pictures` were not read; `notes` say
    what else holds of the page as a whole: a part not read, what was decided for all of it. `lang` is the language of
    the words.
    """

    seen: int
    checked: int
    not_understood: int
    arithmetic: int
    carried: int
    graph: int
    verdicts: dict[str, int] = field(default_factory=dict)
    pictures: int = 0
    notes: tuple[str, ...] = ()
    lang: str = "en"

    @in_its_language
    def __str__(self) -> str:
        return "\n".join([*self._lines(), *map(printable, self.notes)])

    def _lines(self) -> Iterator[str]:
        if not self.seen:
            yield say("no number that is worked out was found")
        else:
            yield say(
                "{numbers} seen: {checked} checked ({arithmetic} by arithmetic, {carried} by numbers carried from line "
                "to line, {graph} by the graph), {not_understood} not understood",
                numbers=counted(self.seen, "number"),
                checked=self.checked,
                arithmetic=self.arithmetic,
                carried=self.carried,
                graph=self.graph,
                not_understood=self.not_understood,
            )
        if self.checked:
            told = [say(_TOLD[verdict], count=count) for verdict, count in self.verdicts.items() if count]
            yield say("of those checked: {verdicts}", verdicts=told)
        if self.pictures:
            yield say_counted(
                self.pictures,
                "{count} picture on the page was not read: the numbers in it are not checked",
                "{count} pictures on the page were not read: the numbers in them are not checked",
            )


_TOLD = {
    RIGHT: template("{count} right"),
    ROUNDING: template("{count} off by carried rounding"),
    TOO_COARSE: template("{count} too coarse to be checked"),
    WRONG: template("{count} wrong"),
    FOLLOWS: template("{count} following from a wrong one"),
}


@dataclass(frozen=True)
class CheckedNumber:
    """A number of the page that is worked out there.

    `line` counts from 1; `start` and `end` are its offsets in the file; `printed` has an ASCII minus and a decimal
    point; `exact` is None where it is not known; `by` is `arithmetic`, `carried` or `graph`, or empty; `cell` is the
    cell of a notebook, counted from 1.
    """

    line: int
    printed: str
    exact: float | None
    verdict: str
    by: str
    sentence: str
    start: int
    end: int
    cell: int = 0

    def json(self) -> dict[str, Any]:
        """What JSON says of it; a number that is not finite is None, as JSON has no word for it."""
        exact = self.exact if self.exact is not None and isfinite(self.exact) else None
        found: dict[str, Any] = {"line": self.line, "printed": self.printed, "exact": exact, "verdict": self.verdict}
        return found | {"by": self.by, "sentence": self.sentence}


@dataclass(frozen=True)
class Check:
    """What became of the numbers on a page: print it, take `.markdown()`, `.json()`, `.html()`, or the `numbers`.

    `ok` says whether something was checked and nothing is wrong. `lang` is the language of the words.
    """

    name: str
    text: str = field(repr=False)
    passages: list[Passage] = field(repr=False)
    understanding: Understanding = field(repr=False)
    lang: str = "en"

    @cached_property
    def numbers(self) -> tuple[CheckedNumber, ...]:
        """The numbers that are worked out on the page, in the file's order."""
        return tuple(_checked(number) for number in self.understanding.numbers)

    @cached_property
    def summary(self) -> Summary:
        """How many were seen, checked (by what), not understood."""
        verdicts = Counter(number.verdict for number in self.numbers)
        by = Counter(number.by for number in self.numbers if number.verdict != NOT_UNDERSTOOD)
        return Summary(
            len(self.numbers), len(self.numbers) - verdicts[NOT_UNDERSTOOD], verdicts[NOT_UNDERSTOOD],
            by[ARITHMETIC], by[CARRIED], by[GRAPH],
            {verdict: verdicts[verdict] for verdict in VERDICTS}, pictures(self.text),
            self.understanding.notes, self.lang,
        )  # fmt: skip

    @property
    def ok(self) -> bool:
        """Whether at least one number was checked, and none is wrong or follows from a wrong one."""
        return self.summary.checked > 0 and not any(number.verdict in FAULTS for number in self.numbers)

    @property
    def status(self) -> int:
        """The exit status of the command: 0 nothing wrong, 1 something wrong, 2 nothing understood."""
        return 2 if not self.summary.checked else 0 if self.ok else 1

    def __str__(self) -> str:
        return self.written()

    @in_its_language
    def __repr__(self) -> str:
        summary = str(self.summary).splitlines()[0]
        if self.name:
            return say("<check of {name}: {summary}>", name=shown(self.name), summary=summary)
        return say("<check: {summary}>", summary=summary)

    @in_its_language
    def written(self, *, verbose: bool = False) -> str:
        """The lines at fault, each with the right number and why, and the summary; `verbose`: what else is no fault."""
        from autograd.reader.reporting import written

        return written(self, verbose=verbose)

    @in_its_language
    def markdown(self, *, verbose: bool = False) -> str:
        """The same as a table, for notebooks, issues and course notes."""
        from autograd.reader.reporting import markdown

        return markdown(self, verbose=verbose)

    @in_its_language
    def html(self) -> str:
        """A page of its own: the formulas, each number in them marked in colour and in shape."""
        from autograd.reader.marking import page

        return page([self])

    @in_its_language
    def sheet(self) -> str:
        """What was understood as a homework sheet in TOML, to correct by hand and use again with `chainrule audit`.

        Raises ExpressionError if the page's formulas do not connect.
        """
        return self.understanding.sheet(self.name)

    def json(self) -> dict[str, Any]:
        """`{"name": …, "numbers": [{line, printed, exact, verdict, by, sentence}, …], "summary": {…}}`."""
        summary = self.summary
        return {
            "name": self.name,
            "numbers": [number.json() for number in self.numbers],
            "summary": {
                "seen": summary.seen,
                "checked": summary.checked,
                "not_understood": summary.not_understood,
                "by": {ARITHMETIC: summary.arithmetic, CARRIED: summary.carried, GRAPH: summary.graph},
                "verdicts": summary.verdicts,
                "pictures": summary.pictures,
                "notes": list(summary.notes),
            },
        }

    @in_its_language
    def _repr_html_(self) -> str:
        from autograd.reader.marking import fragment

        return fragment(self)

    def _repr_markdown_(self) -> str:
        return self.markdown()


def check(text_or_path: str | os.PathLike[str], name: str = "", *, lang: str | None = None) -> Check:
    """Read a worked example as it is written, and say which of its numbers are wrong.

    `text_or_path`: a file (Markdown, LaTeX, HTML, a notebook, plain text), or the text itself; a text of one line that
    names a file is that file. `name` is what the page is called; a file's own name otherwise. `lang`: the language of
    the words, such as "zh"; the page may be in any.

    Raises ExpressionError if the file cannot be read.

    >>> page = check("so $z = 0.5 * 2 + 0.1 = 1.2$ and a = 2 * 3 = 6")
    >>> [(number.line, number.printed, number.verdict) for number in page.numbers]
    [(1, '1.2', 'wrong'), (1, '6', 'right')]
    >>> page.summary.checked, page.ok
    (2, False)
    """
    if not isinstance(text_or_path, str | os.PathLike):
        raise ExpressionError(
            say("check takes a text or the path of a file, not {text_or_path}", text_or_path=quoted(text_or_path))
        )
    return speaking(lang).run(_check, text_or_path, name)


def _check(text_or_path: str | os.PathLike[str], name: str) -> Check:
    if isinstance(text_or_path, str) and not _names_a_file(text_or_path):
        return check_text(text_or_path, name)
    return check_text(read_page(text_or_path), name or os.fspath(text_or_path))


def check_text(text: str, name: str = "") -> Check:
    """The same for a text, whatever it looks like."""
    found = passages(text, name)
    return Check(name, text, found, understand(found), language())


def read_page(path: str | os.PathLike[str]) -> str:
    """A file's text: UTF-8 or UTF-16, or where it is neither a character for each byte, so that formulas stay."""
    try:
        content = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else error
        raise ExpressionError(
            say("cannot read {path}: {reason}", path=shown(os.fspath(path), 200), reason=why)
        ) from None
    return decoded(content)


def decoded(content: bytes) -> str:
    """The text of a file, ends of lines as they are."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _names_a_file(text: str) -> bool:
    """Whether a text is the path of a file: there is such a file, or it looks like nothing else."""
    if len(text) > _LONGEST_PATH or "\n" in text or "\0" in text:
        return False
    if text.lower().endswith(_SUFFIXES) and not any(mark in text for mark in "=$≈"):
        return True
    return "=" not in text and os.path.isfile(text)


def _checked(number: Number) -> CheckedNumber:
    start, end = number.passage.span(number.start, number.end)
    return CheckedNumber(
        number.line, number.printed, number.exact, number.verdict, number.by, number.sentence, start, end,
        number.passage.cell,
    )  # fmt: skip

"""Every command with its `--help`, as the command itself prints it."""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Iterator
from unittest import mock

from nn import cli


def help_of(*arguments: str) -> str:
    """What `chainrule … --help` prints, 100 columns wide and without colours."""
    printed = io.StringIO()
    with (
        mock.patch.dict(os.environ, {"COLUMNS": "100", "NO_COLOR": "1"}),
        contextlib.redirect_stdout(printed),
        contextlib.suppress(SystemExit),
    ):
        cli.main([*arguments, "--help"])
    return printed.getvalue().rstrip()


def names() -> list[str]:
    """The commands, in the order of the program's own help."""
    _, _, listed = help_of().partition("\ncommands:\n")
    return list(dict.fromkeys(re.findall(r"^    (\w+)", listed, re.MULTILINE)))


def lines() -> Iterator[str]:
    """The program's own help, then each command's."""
    yield from ("```text", help_of(), "```", "")
    for name in names():
        yield from (f"## `chainrule {name}`", "", "```text", help_of(name), "```", "")

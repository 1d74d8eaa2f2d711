"""Graphviz in a process of its own: the system's `dot` if there is one, otherwise that of the package graphviz-pure.

Both answer to the same contract: DOT on standard input, the picture on standard output. So nothing needs installing but
by pip, nothing Graphviz has to say reaches the user's terminal, and a crash is an error message.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator

from autograd.errors import DrawingError
from autograd.language import say
from autograd.notation import shown

_MISSING = (
    "pictures need Graphviz: pip install graphviz-pure, or install the system's (apt-get install graphviz, "
    "brew install graphviz, winget install graphviz)"
)
_PACKAGE = "graphviz-pure"


def in_a_process(source: str, file_format: str) -> bytes:
    """What Graphviz writes for DOT text in one of its formats.

    Raises `DrawingError` with what Graphviz said if it cannot, or with what to install where there is none.
    """
    complaint = ""
    for command in _commands():
        try:
            done = subprocess.run([command, f"-T{file_format}"], input=source.encode(), capture_output=True)
        except OSError as error:  # also where there are no processes
            complaint = str(error)
            continue
        if done.returncode == 0 and done.stdout:
            return done.stdout
        said = done.stderr.decode(errors="replace").strip()
        complaint = said.splitlines()[-1] if said else f"exit status {done.returncode}"
    if not complaint:
        raise DrawingError(_MISSING)
    raise DrawingError(say("Graphviz could not make this picture: {complaint}", complaint=shown(complaint, 400)))


def _commands() -> Iterator[str]:
    """What to run, best first: a system's `dot` may still fail, for want of a plugin."""
    dot = shutil.which("dot")
    if dot:
        yield dot
    packaged = _of_the_package()
    if packaged:
        yield packaged


def _of_the_package() -> str | None:
    """The program that graphviz-pure installs, which need not be on the path."""
    from importlib import metadata  # takes longer to import than all the rest

    try:
        files = metadata.files(_PACKAGE) or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        program = os.path.normpath(str(file.locate()))
        if file.stem == _PACKAGE and os.access(program, os.X_OK):
            return program
    return shutil.which(_PACKAGE)

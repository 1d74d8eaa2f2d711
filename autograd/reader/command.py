"""`chainrule check FILE… [-]`: the command, apart from where its arguments are declared."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from autograd.errors import ExpressionError
from autograd.files import write_whole
from autograd.language import say
from autograd.notation import in_json, shown
from autograd.reader.checked import Check, check_text, decoded, read_page
from autograd.reader.marking import page

#: How a checked page is told.
FORMATS = ("text", "markdown", "json", "html")


def run(paths: Sequence[str], told: str, *, verbose: bool, sheet: str | None) -> int:
    """Check files, `-` being standard input, and print what was found.

    Returns the exit status: 0 if nothing is wrong, 1 if something is, 2 if on one of the pages nothing was understood.
    With several files, JSON is a list of one object for each. `sheet` is a file for the sheet that the page's formulas
    make; it needs one page only.
    """
    if sheet is not None and len(paths) != 1:
        raise ExpressionError(say("--sheet writes the sheet of one page: give one FILE"))
    checks = [_read(path) for path in paths]
    if sheet is not None:
        written = write_whole(sheet, checks[0].sheet().encode())
        print(say("wrote {path}", path=shown(str(written), 200)), file=sys.stderr)
    if told == "json":
        found = [one.json() for one in checks]
        print(in_json(found if len(found) > 1 else found[0]))
    elif told == "html":
        print(page(checks), end="")
    elif told == "markdown":
        print("\n\n".join(one.markdown(verbose=verbose).rstrip("\n") for one in checks))
    else:
        print("\n\n".join(one.written(verbose=verbose) for one in checks))
    return max(one.status for one in checks)


def _read(path: str) -> Check:
    if path != "-":
        return check_text(read_page(path), path)
    stream = getattr(sys.stdin, "buffer", None)
    return check_text(decoded(stream.read()) if stream is not None else sys.stdin.read(), say("standard input"))

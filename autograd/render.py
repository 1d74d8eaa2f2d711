"""The Graphviz that turns DOT text into pictures, or whatever else does so: a page in a browser gives its own (`use`).

By itself Graphviz always runs in a process of its own: the system's `dot` if there is one, otherwise Python with the
Graphviz that comes inside pygraphviz's wheel, which answers to the same contract (DOT on standard input, the picture on
standard output). So nothing needs installing, nothing Graphviz or Fontconfig has to say reaches the user's terminal,
and a crash in C is an error message. It costs about 60 milliseconds a picture.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from autograd.errors import DrawingError
from autograd.notation import shown

#: Where Fontconfig looks for fonts on Linux, without any configuration.
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")

#: `dot`, for a machine without it: reads DOT, writes the format of the first argument; the others are Python's path.
_DOT_OF_THE_WHEEL = """
import sys
sys.path[:] = sys.argv[2:]
from pygraphviz import AGraph
picture = AGraph(string=sys.stdin.buffer.read().decode()).draw(format=sys.argv[1], prog="dot")
sys.stdout.buffer.write(picture)
"""

_FONT_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


#: What draws: DOT text and a format in; the picture ("svg", "png", "pdf"), or where all stands ("plain"), out.
Renderer = Callable[[str, str], "bytes | str"]

_given: Renderer | None = None


def use(renderer: Renderer | None) -> Renderer | None:
    """Draw everything with this function from now on; with `None`, as usual. Returns the one that was used before.

    For where no process can be started, such as a page in a browser, which has a Graphviz of its own. The function
    takes DOT text and one of Graphviz's formats, and returns what `dot -Tsvg` (…) writes, as text or bytes: "svg" for
    pictures, "plain" for pages to step through and for TikZ, "png" and "pdf" for files of these. It raises any error
    for a format that it does not know. A layout in the DOT text's `layout` attribute counts ("nop2" for networks).

    >>> before = use(lambda source, file_format: "<svg/>")
    >>> render("digraph {}", "svg")
    b'<svg/>'
    >>> renderer = use(before)
    """
    global _given
    before, _given = _given, renderer
    return before


def render(source: str, file_format: str, dpi: float | None = None) -> bytes:
    """DOT text as a picture: "svg", "png" or "pdf"; or where all stands: "plain".

    Raises `DrawingError` with what Graphviz said if it cannot, or if a PNG or PDF would have no readable text.
    """
    if dpi is not None:
        source = source.replace("{", f"{{\n\tgraph [dpi={dpi:.6g}]", 1)
    if _given is None:
        return _by_a_process(source, file_format)
    try:
        made = _given(source, file_format)
    except Exception as error:
        raise DrawingError(f"the renderer given to `use` made no {file_format}: {shown(str(error), 400)}") from error
    return made.encode() if isinstance(made, str) else bytes(made)


def _by_a_process(source: str, file_format: str) -> bytes:
    complaint = ""
    with _fonts(file_format) as environment:
        for command in _commands(file_format):
            try:
                done = subprocess.run(command, input=source.encode(), capture_output=True, env=environment)
            except OSError as error:
                complaint = str(error)
                continue
            if done.returncode == 0 and done.stdout:
                return done.stdout
            said = done.stderr.decode(errors="replace").strip()
            complaint = said.splitlines()[-1] if said else f"exit status {done.returncode}"
    raise DrawingError(f"Graphviz could not make this picture: {shown(complaint, 400)}")


def _commands(file_format: str) -> Iterator[list[str]]:
    """What to run, best first: a system's `dot` may still fail, for want of a plugin."""
    dot = shutil.which("dot")
    if dot:
        yield [dot, f"-T{file_format}"]
    # The path is handed over instead of being found again (-I -S): quicker, and the same packages for certain.
    path = [folder for folder in sys.path if folder]
    yield [sys.executable or "python", "-I", "-S", "-c", _DOT_OF_THE_WHEEL, file_format, *path]


@contextmanager
def _fonts(file_format: str) -> Iterator[dict[str, str]]:
    """The environment for Graphviz. On a Linux without any font (a slim container), with the font of matplotlib.

    Without a font a PNG would show empty boxes for letters. An SVG is fine: the browser has fonts.
    """
    environment = dict(os.environ)
    configured = {"FONTCONFIG_FILE", "FONTCONFIG_PATH"} & environment.keys()
    if file_format == "svg" or sys.platform != "linux" or configured or _has_fonts():
        yield environment
        return
    matplotlib = find_spec("matplotlib")
    if matplotlib is None or not matplotlib.origin:
        # With a configuration of its own the system may keep its fonts elsewhere; without one there are none.
        if os.path.exists("/etc/fonts/fonts.conf"):
            yield environment
            return
        raise DrawingError(
            "this machine has no fonts, so the picture would have no readable text: save it as .svg, or install a font "
            "(apt-get install fonts-dejavu-core, or pip install matplotlib, which brings one)"
        )
    with TemporaryDirectory() as folder:
        fonts = Path(matplotlib.origin).parent / "mpl-data" / "fonts" / "ttf"
        configuration = Path(folder, "fonts.conf")
        configuration.write_text(_FONT_CONFIGURATION.format(fonts=fonts, cache=folder), encoding="utf-8")
        yield environment | {"FONTCONFIG_FILE": str(configuration)}


def _has_fonts() -> bool:
    # os.path's expanduser, as pathlib's raises where there is no home.
    files = (file for folder in _FONT_FOLDERS for file in Path(os.path.expanduser(folder)).rglob("*"))
    return any(file.suffix.lower() in (".ttf", ".otf", ".ttc", ".pfb") for file in files)

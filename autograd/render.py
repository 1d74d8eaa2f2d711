"""Pictures from DOT text: a `Drawing`, and the Graphviz that renders it.

Graphviz always runs in a process of its own: the system's `dot` if there is one, otherwise Python with the Graphviz
that comes inside pygraphviz's wheel, which answers to the same contract (DOT on standard input, the picture on standard
output). So nothing needs installing, nothing Graphviz or Fontconfig has to say reaches the user's terminal, and a
crash in C is an error message. It costs about 60 milliseconds a picture.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from autograd.errors import DrawingError
from autograd.files import write_whole
from autograd.lettering import anchored
from autograd.notation import quoted, shown

FORMATS = (".svg", ".png", ".pdf", ".dot")

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


class Drawing:
    """A picture of a graph: shows itself in Jupyter, and saves itself as SVG, PNG, PDF or DOT.

    - `source`: the DOT text.
    - `text`: the same graph as lines of text, for where there are no pictures.
    - `titles`: what a browser says of a node ("n0") or an edge ("n0->n2") under the mouse.
    - `anchors`: the nodes whose text does not stand in the middle of its place: "start" or "end".
    """

    def __init__(
        self,
        source: str,
        *,
        summary: str,
        text: str = "",
        titles: Mapping[str, str] | None = None,
        anchors: Mapping[str, str] | None = None,
    ) -> None:
        self.source = source
        self.text = text
        self._summary = summary
        self._titles = dict(titles or {})
        self._anchors = dict(anchors or {})

    def __repr__(self) -> str:
        return f"Drawing({self._summary})"

    def svg(self) -> str:
        """The picture as SVG, with its text as text; an element `<svg>`, to save or to put into a page."""
        svg = render(self.source, "svg").decode()
        svg = anchored(svg[svg.index("<svg") :], self._anchors)
        svg = re.sub(r"<title>(.*?)</title>", self._title, svg)
        # Graphviz paints the background as a polygon; round its corners.
        return re.sub(r'<polygon fill="white" stroke="[^"]*" points="([^"]*)"/>', _rounded, svg, count=1)

    def png(self, dpi: int = 192) -> bytes:
        """The picture as PNG: at 96 dpi as large as the SVG, so by default two pixels for each of its."""
        return render(self.source, "png", dpi)

    def pdf(self) -> bytes:
        """The picture as PDF."""
        return render(self.source, "pdf")

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture, in the format of the path's ending: .svg, .png, .pdf or .dot. Returns the path.

        A file that exists is replaced at once and as a whole. Raises `DrawingError` for any other ending.
        """
        path = Path(path)
        ending = path.suffix.lower()
        if ending not in FORMATS:
            name, endings = quoted(path.name, 60), ", ".join(FORMATS)
            raise DrawingError(f"cannot draw {name}: its name must end in one of {endings}")
        if ending == ".png":
            content = self.png()
        elif ending == ".pdf":
            content = self.pdf()
        else:
            content = (self.svg() if ending == ".svg" else self.source).encode()
        return write_whole(path, content)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """For Jupyter. SVG inside HTML, as JupyterLab withholds bare SVG from notebooks it does not trust."""
        bundle = {"text/plain": f"{self!r}\n{self.text}".rstrip()}
        try:
            svg = self.svg().replace("<svg ", '<svg style="max-width:100%;height:auto" ', 1)
        except Exception as error:
            # A picture that fails must not take the cell's output with it.
            bundle["text/plain"] += f"\n(no picture: {error})"
        else:
            bundle["text/html"] = f"<div>{svg}</div>"
        return bundle

    def _title(self, match: re.Match[str]) -> str:
        title = self._titles.get(html.unescape(match[1]))
        return f"<title>{html.escape(title)}</title>" if title else ""


def _rounded(polygon: re.Match[str]) -> str:
    """The background, given as a polygon, as a rectangle with round corners."""
    points = [point.split(",") for point in polygon[1].split()]
    xs, ys = [float(x) for x, _ in points], [float(y) for _, y in points]
    left, top = min(xs), min(ys)
    size = f'width="{max(xs) - left:g}" height="{max(ys) - top:g}"'
    return f'<rect fill="white" x="{left:g}" y="{top:g}" {size} rx="10"/>'


def render(source: str, file_format: str, dpi: int | None = None) -> bytes:
    """DOT text as a picture: "svg", "png" or "pdf".

    Raises `DrawingError` with what Graphviz said if it cannot, or if a PNG or PDF would have no readable text.
    """
    if dpi is not None:
        source = source.replace("{", f"{{\n\tgraph [dpi={dpi}]", 1)
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

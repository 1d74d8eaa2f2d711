"""One palette for pictures and pages."""

import ast
import re
from pathlib import Path

from autograd import explorer, palette


def test_the_page_has_the_colours_of_the_pictures() -> None:
    style = (Path(explorer.__file__).parent / "page.css").read_text(encoding="utf-8")
    by_day = dict(re.findall(r"--(\w+): (#\w{6})", style[: style.index("prefers-color-scheme: dark")]))
    of_the_pictures = {
        "ink": palette.INK, "blue": palette.BLUE, "red": palette.VERMILLION, "grey": palette.GREY,
        "line": palette.LINE, "leaf": palette.LEAF_FILL, "node": palette.FILL, "pale": palette.PALE[palette.LINE],
    }  # fmt: skip
    assert by_day.items() >= of_the_pictures.items()


def test_each_colour_of_the_pictures_is_written_once() -> None:
    package = Path(palette.__file__).parent.parent
    colours = {palette.INK, palette.BLUE, palette.VERMILLION, palette.GREY, palette.LINE, palette.LEAF_FILL}
    for folder in ("autograd", "nn/pictures"):
        for path in (package / folder).rglob("*.py"):
            nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            written = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
            assert path.name == "palette.py" or not colours & written, path

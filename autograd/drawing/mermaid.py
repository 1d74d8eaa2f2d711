"""A picture as Mermaid text, which GitHub and many editors show in Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from autograd.drawing.picture import Line, Picture
from autograd.lettering import mermaid_text
from autograd.palette import FILL, INK, LEAF_FILL, LINE, VERMILLION

_CLASSES = (
    f"  classDef input fill:{LEAF_FILL},stroke:{LINE},color:{INK}",
    f"  classDef result fill:{FILL},stroke:{LINE},color:{INK}",
    f"  classDef output fill:{FILL},stroke:{INK},stroke-width:3px,color:{INK}",
    f"  classDef path fill:{FILL},stroke:{VERMILLION},stroke-width:3px,color:{INK}",
)


def mermaid(picture: Picture) -> str:
    """The Mermaid text of a picture: formula, value and gradient in each node, the local partial on each edge."""
    look, lines = picture.look, [f"flowchart {picture.rankdir}"]
    for box in picture.boxes:
        kind = "output" if box.is_output else "input" if box.is_input else "result"
        lines.append(
            f'  {box.identifier}["{_written(box.lines, look.longest_line)}"]:::{"path" if box.stands_out else kind}'
        )
    for arrow in picture.arrows:
        said = f'|"{_written(arrow.lines, look.longest_on_edge)}"|' if arrow.lines else ""
        lines.append(f"  {arrow.tail} -->{said} {arrow.head}")
    lines += _CLASSES
    if picture.arrows:
        lines.append(f"  linkStyle default stroke:{LINE},color:{VERMILLION}")
    path = [str(i) for i, arrow in enumerate(picture.arrows) if arrow.stands_out]
    if path:
        lines.append(f"  linkStyle {','.join(path)} stroke:{VERMILLION},stroke-width:3px,color:{VERMILLION}")
    return "\n".join(lines) + "\n"


def _written(lines: Iterable[Line], longest: int) -> str:
    return "<br/>".join(mermaid_text(piece.text) for line in lines for piece in line.pieces(longest))

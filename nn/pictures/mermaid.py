"""A network as Mermaid text, which GitHub and many editors show in Markdown. Mermaid finds the places itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograd import DrawingError
from autograd.language import say
from autograd.lettering import mermaid_text
from autograd.palette import FILL, INK, LEAF_FILL, LINE, VERMILLION
from nn.pictures.shapes import Disc, Shape, Stroke, Written

#: Mermaid refuses more edges than this unless its page is told otherwise.
EDGE_LIMIT = 500

_CLASSES = (
    f"  classDef input fill:{LEAF_FILL},stroke:{LINE},color:{INK}",
    f"  classDef neuron fill:{FILL},stroke:{LINE},color:{INK}",
    f"  linkStyle default stroke:{LINE},color:{VERMILLION}",
)


def mermaid(shapes: Sequence[Shape], on: Mapping[tuple[str, str], Sequence[Written]]) -> str:
    """The Mermaid text of circles and lines; `on`: the texts on the lines, by the names of their circles.

    Raises `DrawingError` for more lines than Mermaid draws.
    """
    strokes = [shape for shape in shapes if isinstance(shape, Stroke)]
    if len(strokes) > EDGE_LIMIT:
        fewer = say("show fewer neurons of each layer (rows=6)")
        raise DrawingError(
            say(
                "this picture has {strokes:,} edges and Mermaid draws {edge_limit}: {fewer}",
                strokes=len(strokes),
                edge_limit=EDGE_LIMIT,
                fewer=fewer,
            )
        )
    lines = ["flowchart LR"]
    for disc in (shape for shape in shapes if isinstance(shape, Disc)):
        dots = disc.name.startswith("d")
        if not dots or disc.name.endswith("_0"):
            kind = "input" if disc.name.startswith(("n0_", "b")) else "neuron"
            lines.append(f'  {disc.name}(("{"…" if dots else _written(disc.lines) or "#160;"}")):::{kind}')
    for stroke in strokes:
        said = on.get((stroke.tail, stroke.head))
        link = "-.->" if stroke.style.get("style") in ("dashed", "dotted") else "-->"
        label = f'|"{_written(said)}"|' if said else ""
        lines.append(f"  {stroke.tail} {link}{label} {stroke.head}")
    return "\n".join([*lines, *_CLASSES[: 3 if strokes else 2]]) + "\n"


def _written(lines: Sequence[Written]) -> str:
    return "<br/>".join(mermaid_text(text) for text, _ in lines)

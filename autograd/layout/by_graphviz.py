"""A layout by Graphviz of boxes whose sizes are known."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from autograd.layout.places import INCH, Arrow, Box, Curve, Layout, Size, ranks
from autograd.render import render

#: How many ranks all arrows together may span, each at least one, before Graphviz's usual care takes it more than about
#: a second. Of an arrow with a label it doubles them.
_SPANNED = 2000
#: Graphviz then looks for fewer crossings less often, gives up sooner on shorter arrows, and draws them straight:
#: seconds instead of minutes for 5,000 arrows, or 800 that all run across the picture.
_QUICK = {"splines": "line", "mclimit": "0.2", "nslimit": "0.5", "nslimit1": "0.5"}


def settings(count: int, arrows: Sequence[Arrow]) -> dict[str, str]:
    """What Graphviz needs to be told for so many nodes and these arrows: nothing, unless it would take too long."""
    rank = ranks(count, arrows)
    return _QUICK if sum(rank[tail] - rank[head] for tail, head in arrows) > _SPANNED else {}


def lay_out(
    sizes: Sequence[Size],
    arrows: Sequence[Arrow],
    labels: Sequence[Size] | None,
    rankdir: str,
    ranksep: float,
    nodesep: float,
    lengths: Sequence[int] | None,
) -> Layout:
    """As `autograd.layout.lay_out` says. Raises `DrawingError` without Graphviz."""
    lines = [
        f'digraph {{ rankdir={rankdir}; nodesep={nodesep}; node [shape=box, fixedsize=true, label=""]',
        f"ranksep={ranksep}" + ("" if labels is not None else "; nslimit=1"),
        *(f"{name}={value}" for name, value in settings(len(sizes), arrows).items()),
    ]
    lines += [f"n{i} [width={width / INCH:.3f}, height={height / INCH:.3f}]" for i, (width, height) in enumerate(sizes)]
    for i, (tail, head) in enumerate(arrows):
        room = f", label={_room(*labels[i])}" if labels is not None else ""
        length = f", minlen={lengths[i]}" if lengths is not None and lengths[i] > 1 else ""
        lines.append(f"n{tail} -> n{head} [arrowhead=none{room}{length}]")
    return _read(render("\n".join([*lines, "}"]), "plain").decode(), len(sizes), arrows, labels is not None)


def _room(width: float, height: float) -> str:
    size = f'FIXEDSIZE="TRUE" WIDTH="{width:.0f}" HEIGHT="{height:.0f}"'
    return f'<<TABLE BORDER="0" {size}><TR><TD></TD></TR></TABLE>>'


def _read(plain: str, count: int, arrows: Sequence[Arrow], labelled: bool) -> Layout:
    width = height = 0.0
    boxes: dict[int, Box] = {}
    found: dict[tuple[int, int], deque[Curve]] = {}
    for line in plain.splitlines():
        words = line.split()
        if words[0] == "graph":
            width, height = (float(word) * INCH for word in words[2:4])
        elif words[0] == "node":
            x, y, wide, high = (float(word) * INCH for word in words[2:6])
            boxes[int(words[1][1:])] = Box(x, height - y, wide, high)
        elif words[0] == "edge":
            numbers = [float(word) * INCH for word in words[4 : 4 + 2 * int(words[3])]]
            points = [(x, height - y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
            label = None
            if labelled:
                x, y = (float(word) * INCH for word in words[-4:-2])
                label = (x, height - y)
            found.setdefault((int(words[1][1:]), int(words[2][1:])), deque()).append(Curve(points, label))
    curves = [found[arrow].popleft() for arrow in arrows]
    return Layout(width, height, [boxes[i] for i in range(count)], curves)

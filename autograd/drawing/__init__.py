"""Pictures of graphs: every node its formula, value and gradient, every edge its own local partial."""

from autograd.drawing.drawing import Drawing
from autograd.drawing.graphs import NODE_LIMIT, draw

__all__ = ["NODE_LIMIT", "Drawing", "draw"]

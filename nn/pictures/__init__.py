"""Pictures of networks and of what they have learned."""

from nn.pictures.boundary import plot_boundary
from nn.pictures.network import draw_network

__all__ = ["draw_network", "plot_boundary"]

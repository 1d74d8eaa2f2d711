"""Slips on the way back: every wrong gradient that one slip gives.

A slip in one local partial changes a gradient by adjoint × change of the partial × tangent, whatever the number of
paths through that edge; so one sweep back and one forward price every edge and every node of the graph.
"""

from __future__ import annotations

from collections.abc import Iterator

from autograd.auditor.slips.candidate import Candidate
from autograd.auditor.slips.gradients.calculus import calculus_slips, factor_by_factor_beyond
from autograd.auditor.slips.gradients.combined import combined_slips
from autograd.auditor.slips.gradients.derivatives import inner_forgotten, wrong_derivatives, wrong_derivatives_of_zero
from autograd.auditor.slips.gradients.edges import edge_slips, means_for_sums, two_edges_left_out
from autograd.auditor.slips.gradients.factors import another_gradient, before_activations, wrong_factors
from autograd.auditor.slips.gradients.gradient import Gradient
from autograd.auditor.slips.gradients.neighbours import neighbour_slips
from autograd.auditor.slips.gradients.paths import path_slips
from autograd.auditor.slips.gradients.scopes import slips_at_many_edges

#: Up to this many paths are looked at one by one; beyond, only the edges they run over.
MOST_PATHS = 64

__all__ = ["Gradient", "another_gradient", "gradient_slips"]


def gradient_slips(gradient: Gradient, digits: int) -> Iterator[Candidate]:
    """Every slip on the way back, for a claim with so many digits."""
    count = gradient.count_paths()
    if 1 < count <= MOST_PATHS:
        yield from path_slips(gradient, digits)
    yield from edge_slips(gradient)
    yield from means_for_sums(gradient)
    yield from slips_at_many_edges(gradient)
    yield from neighbour_slips(gradient)
    yield from combined_slips(gradient)
    for child in dict.fromkeys(child for (child, _), _ in gradient.edges):
        yield from wrong_derivatives(gradient, child)
        yield from inner_forgotten(gradient, child)
        yield from calculus_slips(gradient, child)
    yield from factor_by_factor_beyond(gradient)
    yield from wrong_derivatives_of_zero(gradient)
    yield from before_activations(gradient)
    if count > MOST_PATHS:
        yield from two_edges_left_out(gradient)
    yield from wrong_factors(gradient, digits)

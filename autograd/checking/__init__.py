"""Checking gradients against differences of function values, which need no rule at all.

`extrapolation` makes estimates of difference quotients, `differences` the slope of a function of one number,
`judging` compares it with a slope that is claimed, `blame` does so for each operation of a graph, `gradients` for every
derivative of a function.
"""

from autograd.checking.gradients import gradcheck

__all__ = ["gradcheck"]

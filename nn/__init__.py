"""Neurons, layers and networks on top of `autograd`, and the worked examples of the literature as walkthroughs."""

from nn import walkthroughs

__all__ = ["walkthroughs"]

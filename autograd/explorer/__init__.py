"""The computation as a page to step through: `explore`."""

from autograd.explorer.page import Page, explore
from autograd.explorer.training import Training

__all__ = ["Page", "Training", "explore"]

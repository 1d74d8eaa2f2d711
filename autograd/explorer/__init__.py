"""The computation as a page to step through: `explore`."""

from autograd.explorer.page import Page, Training, explore

__all__ = ["Page", "Training", "explore"]

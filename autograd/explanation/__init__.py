"""The computation and its gradient, written out step by step."""

from autograd.explanation.explaining import Explanation, explain, write_path

__all__ = ["Explanation", "explain", "write_path"]

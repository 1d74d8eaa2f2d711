"""The scalar graph as an array program: trace a function of one row once, run it on all rows at array speed."""

from autograd.program.program import Program, compile

__all__ = ["Program", "compile"]

"""Formulas as people write them, made into formulas as Python reads them: 2x² + |a|·√2 becomes 2*x**2+abs(a)*sqrt(2).

Each sign stands for what it says on paper: ^ and ² are powers, √ takes the number, name or bracket behind it, a bar
opens an absolute value where an operand is due and closes it where one has ended, sin²(x) is the square of sin(x).

Two operands side by side are a product where they can be nothing else: 2x, 2(a + b), (a + b)(b + 1), x²y, 2πr, and
x(a + b) if x is a quantity. ab is a name; a b, x 2 and (a)2 are refused, as a sign may have been forgotten. A function
may stand without brackets before one operand: sin x, ln 2x. What people read in two ways is an error that writes out
both: 1/2x, e^2x, √2x, √x², sin x², sin⁻¹(x).

One pass over the text. What cannot be read is passed on, for the reader of formulas to refuse.
"""

from autograd.spelling.respelling import respelled
from autograd.spelling.signs import RAISING, SIGNS

__all__ = ["RAISING", "SIGNS", "respelled"]

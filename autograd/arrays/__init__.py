"""Arrays in formulas: nested lists of numbers and Values. README of the rules: `autograd.expression.evaluate`."""

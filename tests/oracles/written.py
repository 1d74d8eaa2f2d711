"""Formulas of local partials, as explanations and drawings write them, read again and evaluated in mpmath.

A formula is mathematics, and its numbers need no float: with 50 digits, or 1,400, it is the partial itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import mpmath
import oracles
from graphs import Graph
from judging import WIDE, Verdict
from mpmath import mpf
from taylor import number
from truth import Truth, at_edge, expansion, truth

from autograd import ChainruleError, Value, ops, parse, topological_order
from autograd.operation import CONSTANT
from autograd.symbolic import partial_formulas

#: What the operands are called, and the result.
NAMES, RESULT = "abcd", "y"

#: What numbers are written with, as log 2 is in the slope of 2ˣ, or -0.9 in that of a to the power of 0.1: six digits.
ROUNDED = 1e-5
#: What consists of numbers only, as exp(-2), is read as a float.
COMPUTED = 1e-15


def written_partials(step: Graph) -> Iterator[tuple[int, str]]:
    """For each operand of a step that is a leaf, and is that once, its place and the formula of its partial."""
    leaves = [Value(x, name) for x, name in zip(step.leaves, NAMES, strict=False)]
    out = step.run(lambda name, operands: ops.TABLE[name](*operands), leaves)
    names = {out: RESULT, **dict(zip(leaves, NAMES, strict=False))}
    _, operands = step.steps[0]
    for operand, formula in zip(operands, partial_formulas(out, names), strict=True):
        if type(operand) is int and operands.count(operand) == 1:
            yield operand, formula.text.text


def judged_formulas(step: Graph) -> Verdict:
    """The verdict on the formulas of one operation, at floats."""
    exact = truth(step, digits=WIDE)
    if step.steps[0][0] == "where":  # of which the condition is written, as if it were a comparison
        return Verdict("convention")
    verdict = Verdict()
    if exact.missing or exact.doubts or exact.kinks or any(None in node.partials for node in exact.nodes):
        verdict.set("convention")
        return verdict
    for place, formula in written_partials(step):
        try:
            read = parse(formula, **{RESULT: float(exact.value.exact)}, **dict(zip(NAMES, step.leaves, strict=False)))
        except ChainruleError:  # as 1/(1 - y), where y is 1 in floats
            verdict.set("beyond floats on the way")
            continue
        with mpmath.workdps(WIDE):
            found = _evaluated(read, exact)
            slope = exact.gradient[place]
            assert slope is not None
            plain = any(type(operand) is float for operand in step.steps[0][1])
            allowed = COMPUTED if plain else mpf(10) ** -oracles.DIGITS
            allowed = ROUNDED if re.search(r"\d\.\d", formula) else allowed
            if abs(found - slope.exact) <= allowed * max(abs(slope.exact), mpf(10) ** -400):
                verdict.numbers += 1
            else:
                verdict.set("differs", f"{formula} is {float(found)!r}, not {float(slope.exact)!r}", explained=False)
    return verdict


def _evaluated(read: Value | float, exact: Truth) -> Any:
    """A formula that was read, in mpmath, at the exact numbers."""
    if not isinstance(read, Value):
        return mpf(read)
    known = {RESULT: exact.value.exact, **{n: mpf(x) for n, x in zip(NAMES, exact.graph.leaves, strict=False)}}
    numbers: dict[Value, Any] = {}
    for node in topological_order(read):
        if node.op is None or node.op is CONSTANT:
            numbers[node] = known.get(node.label, mpf(node.data))
        else:
            xs = [numbers[parent] for parent in node.parents]
            numbers[node] = number((at_edge(node.op.name, xs, 0) or expansion(node.op.name, xs, 0))[0])
    return numbers[read]

"""Losses of one row: how far an output is from its target.

`output` and `target` are a number or Value each, or sequences of the same length; a loss is a Value as soon as one of
them contains a Value. Each loss says how it adds up several outputs. All of them are functions for `fit`, for
`compile`, and for `gradcheck`.

All raise `OperandError` for an output and a target of different lengths, and for targets the loss is not defined for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from autograd import OperandError, Value, absolute, dot, exp, logsumexp, relu, softplus, weighted
from autograd import total as total_of
from autograd.language import say
from autograd.notation import counted, quoted


def mse(output: Any, target: Any) -> Any:
    """Mean squared error: the mean over the outputs of (o - t)².

    >>> mse([0.5, 0.5], [1.0, 0.0])
    0.25
    """
    squares = [(o - t) ** 2 for o, t in _pairs("mse", output, target)]
    return _sum(squares) / len(squares) if len(squares) > 1 else squares[0]


def half_squared_error(output: Any, target: Any) -> Any:
    """½ Σ (o - t)², the sum over the outputs; its gradient is o - t.

    >>> half_squared_error([0.5, 0.5], [1.0, 0.0])
    0.25
    """
    return 0.5 * _sum((o - t) ** 2 for o, t in _pairs("half_squared_error", output, target))


def binary_cross_entropy(logit: Any, target: Any) -> Any:
    """softplus(z) - t·z, the sum over the outputs: -log of the probability σ(z) of t = 1, or 1 - σ(z) of t = 0.

    Of logits z, not of probabilities, so that it neither overflows nor saturates where the model is wrong: the gradient
    is σ(z) - t (Goodfellow, Bengio and Courville 2016, section 6.2.2.2). A target may be a probability, 0 ≤ t ≤ 1.

    Computed as t·softplus(-z) + (1 - t)·softplus(z), which is the same and holds where the model is sure too: a logit
    of 40 for t = 1 costs e⁻⁴⁰, an infinite one 0, and ∞ for t = 0.

    >>> round(binary_cross_entropy(-3.0, 1), 6), round(binary_cross_entropy([-3.0, -3.0], [0, 0]), 6)
    (3.048587, 0.097175)
    """
    pairs = _pairs("binary_cross_entropy", logit, target)
    for _, t in pairs:
        if not (isinstance(t, Value) or 0 <= t <= 1):
            raise OperandError(say("binary_cross_entropy needs targets from 0 to 1, not {t}", t=quoted(t)))
    return _sum(_binary(z, t) for z, t in pairs)


def cross_entropy(logits: Any, target: Any) -> Any:
    """log Σ eᶻ - Σ t·z, the sum over the classes of -t·log softmax(z): -log of the probability of the right class.

    `target` is one-hot, or any probabilities that add up to 1. Of logits z: it does not overflow, and its gradient is
    softmax(z) - t (Goodfellow, Bengio and Courville 2016, section 6.2.2.3).

    Computed of the differences d to the logit of the most probable class, log Σ eᵈ - Σ t·d, which is the same and holds
    where the model is sure too, and for logits of any size: [40, 0] for the first class costs e⁻⁴⁰. So does the
    gradient. A target of Values takes the differences to Σ t·z.

    >>> cross_entropy([1000.0, 0.0, 0.0], [0, 1, 0]), round(cross_entropy([40.0, 0.0], [1, 0]) * 1e18, 6)
    (1000.0, 4.248354)
    """
    pairs = _pairs("cross_entropy", logits, target)
    if len(pairs) < 2:
        raise OperandError(say("cross_entropy needs at least two logits; for one there is binary_cross_entropy"))
    targets = [t for _, t in pairs]
    known = not any(isinstance(t, Value) for t in targets)
    if known and (min(targets) < 0 or not math.isclose(math.fsum(targets), 1.0, abs_tol=1e-6)):
        raise OperandError(
            say(
                "cross_entropy needs a target of probabilities that add up to 1, not {targets}", targets=quoted(targets)
            )
        )
    zs = [z for z, _ in pairs]
    if known:  # a class without probability does not count, were its logit -∞
        right = targets.index(max(targets))
        apart = [0.0 if i == right else z - zs[right] for i, z in enumerate(zs)]
        probable = [(z, t) for i, (z, t) in enumerate(zip(apart, targets, strict=True)) if t != 0 and i != right]
        cost = logsumexp(apart)
        return cost - dot([t for _, t in probable], [z for z, _ in probable]) if probable else cost
    mean = total_of(weighted(t, z) for z, t in pairs)
    return logsumexp([z - mean for z in zs])


def _binary(z: Any, t: Any) -> Any:
    if not isinstance(t, Value) and t in (0, 1):
        return softplus(-z if t else z)
    return weighted(t, softplus(-z)) + weighted(1 - t, softplus(z))


def hinge(output: Any, target: Any) -> Any:
    """max(0, 1 - t·o), the sum over the outputs, for targets -1 and 1; its derivative is 0 where t·o = 1.

    >>> hinge(0.3, -1), hinge([0.3, 2.0], [1, 1])
    (1.3, 0.7)
    """
    pairs = _pairs("hinge", output, target)
    for _, t in pairs:
        if not (isinstance(t, Value) or t in (-1, 1)):
            raise OperandError(say("hinge needs targets -1 and 1, not {t}", t=quoted(t)))
    return _sum(relu(1 - t * o) for o, t in pairs)


def gaussian_negative_log_likelihood(mean: Any, log_variance: Any, target: Any) -> Any:
    """½ (log 2π + s + (t - m)² e⁻ˢ), the sum over the outputs: -log of the normal density at t, with variance eˢ.

    Of the logarithm s of the variance, so that any real output of a network will do. With s constant it is the squared
    error but for a factor and a constant (Goodfellow, Bengio and Courville 2016, section 6.2.2.1).

    >>> round(gaussian_negative_log_likelihood(1.0, 0.0, 3.0), 6)
    2.918939
    """
    name = "gaussian_negative_log_likelihood"
    pairs = list(zip(_pairs(name, mean, target), _pairs(name, log_variance, target, "log_variance"), strict=True))
    return 0.5 * _sum(math.log(2 * math.pi) + s + (t - m) ** 2 * exp(-s) for (m, t), (s, _) in pairs)


def l1(parameters: Iterable[Any]) -> Any:
    """Σ |w|, the sum over the parameters: as `penalty` of a training run, `lambda parameters: 1e-3 * l1(parameters)`.

    >>> l1([3.0, -4.0])
    7.0
    """
    return _sum(absolute(w) for w in _some("l1", parameters))


def l2(parameters: Iterable[Any]) -> Any:
    """Σ w², the sum over the parameters; its gradient is 2w.

    >>> l2([3.0, -4.0])
    25.0
    """
    parameters = _some("l2", parameters)
    return dot(parameters, parameters)


def _pairs(loss: str, output: Any, target: Any, what: str = "output") -> list[tuple[Any, Any]]:
    """Each output with its target."""
    outputs, targets = _listed(output), _listed(target)
    if len(outputs) != len(targets) or not outputs:
        raise OperandError(
            say(
                "{loss}: {numbers} as target, but {outputs} as {what}",
                loss=loss,
                numbers=counted(len(targets), "number"),
                outputs=len(outputs),
                what=what,
            )
        )
    return list(zip(outputs, targets, strict=True))


def _listed(thing: Any) -> list[Any]:
    """A Value or number, or a sequence of them, as a list of Values and floats."""
    thing = thing.tolist() if hasattr(thing, "tolist") else thing
    entries = thing if isinstance(thing, list | tuple) else [thing]
    return [entry if isinstance(entry, Value | float) else Value(entry).data for entry in entries]


def _some(penalty: str, parameters: Iterable[Any]) -> list[Any]:
    listed = list(parameters)
    if not listed:
        raise OperandError(say("{penalty} needs at least one parameter", penalty=penalty))
    return listed


def _sum(terms: Iterable[Any]) -> Any:
    """One term as it is, several as one operation."""
    listed = list(terms)
    return listed[0] if len(listed) == 1 else total_of(listed)

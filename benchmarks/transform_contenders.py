"""The gradient of a function of 20 scalar operations, by one contender.

    python benchmarks/transform_contenders.py CONTENDER

prints the seconds a call takes, and the gradient, as JSON; `transforms.py` calls it in turns.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from measuring import timed_in_batches

AT = 0.7


def function(cos: Any, exp: Any, log: Any, sin: Any, sqrt: Any, tanh: Any) -> Callable[[Any], Any]:
    """23 operations with the constants folded in: 20 of them on results of others."""

    def f(x: Any) -> Any:
        a = sin(x) * x
        b = exp(-a) + cos(x)
        c = tanh(a * b) - b / (a * a + 2.0)
        d = log(c * c + 1.5) * sqrt(b * b + 1.0)
        return d * a + c * 0.5 - x

    return f


def chainrule() -> Callable[[], Any]:
    from autograd import cos, exp, grad, log, sin, sqrt, tanh

    gradient = grad(function(cos, exp, log, sin, sqrt, tanh))
    return lambda: gradient(AT)


def hips_autograd() -> Callable[[], Any]:
    import autograd.numpy as np

    from autograd import grad

    gradient = grad(function(np.cos, np.exp, np.log, np.sin, np.sqrt, np.tanh))
    return lambda: gradient(AT)


def pytorch() -> Callable[[], Any]:
    import torch

    torch.set_num_threads(1)
    f = function(torch.cos, torch.exp, torch.log, torch.sin, torch.sqrt, torch.tanh)

    def call() -> Any:
        x = torch.tensor(AT, dtype=torch.float64, requires_grad=True)
        f(x).backward()
        return x.grad

    return call


CONTENDERS = {"chainrule": chainrule, "HIPS autograd": hips_autograd, "PyTorch": pytorch}


def main(name: str) -> None:
    call = CONTENDERS[name]()
    print(json.dumps({"seconds": timed_in_batches(call), "gradient": float(call())}))


if __name__ == "__main__":
    main(*sys.argv[1:])

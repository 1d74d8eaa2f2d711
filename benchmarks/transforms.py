"""The gradient of a function of 20 scalar operations: ours beside HIPS autograd and PyTorch's double tensors.

    python benchmarks/transforms.py [--peers PYTHON] [--rounds N]

Each contender runs in a process of its own, in turns. HIPS autograd installs a package of our name, so the other two
live in an environment of their own: `make peers` makes it; contenders that are not there are skipped.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent

FUNCTION = """
def f(x):
    a = sin(x) * x
    b = exp(-a) + cos(x)
    c = tanh(a * b) - b / (a * a + 2.0)
    d = log(c * c + 1.5) * sqrt(b * b + 1.0)
    return d * a + c * 0.5 - x
"""  # 23 operations with the constants folded in: 20 of them on results of others

CONTENDERS = {
    "chainrule": """
from autograd import cos, exp, grad, log, sin, sqrt, tanh
FUNCTION
gradient = grad(f)
call = lambda: gradient(0.7)
""",
    "HIPS autograd": """
import autograd.numpy as np
from autograd import grad
cos, exp, log, sin, sqrt, tanh = np.cos, np.exp, np.log, np.sin, np.sqrt, np.tanh
FUNCTION
gradient = grad(f)
call = lambda: gradient(0.7)
""",
    "PyTorch": """
import torch
from torch import cos, exp, log, sin, sqrt, tanh
torch.set_num_threads(1)
FUNCTION
def call():
    x = torch.tensor(0.7, dtype=torch.float64, requires_grad=True)
    f(x).backward()
    return x.grad
""",
}

MEASURE = """
import json, time
for _ in range(200):
    call()
times = []
for _ in range(15):
    start = time.perf_counter()
    for _ in range(200):
        call()
    times.append((time.perf_counter() - start) / 200)
print(json.dumps({"seconds": sorted(times)[7], "gradient": float(call())}))
"""


def measure(python: str, contender: str) -> dict[str, float] | None:
    """Seconds per gradient, and the gradient; None where the contender is not installed."""
    program = CONTENDERS[contender].replace("FUNCTION", FUNCTION) + MEASURE
    ours = contender == "chainrule"
    path = {"PYTHONPATH": str(HERE.parent)} if ours else {}
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | path
    run = subprocess.run(
        [sys.executable if ours else python, "-c", program],
        env=environment,
        cwd=HERE,  # not the folder above, where our package would be taken for HIPS autograd's
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        if "ModuleNotFoundError" not in run.stderr:
            sys.exit(f"{contender}: {run.stderr}")
        return None
    figures: dict[str, float] = json.loads(run.stdout)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description="The gradient of 20 scalar operations, beside other tools.")
    parser.add_argument("--peers", default=str(HERE.parent / ".venv-peers/bin/python"), help="the others' Python")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    peers = arguments.peers if Path(arguments.peers).exists() else ""
    figures: dict[str, list[float]] = {}
    gradients: set[float] = set()
    for _ in range(arguments.rounds):
        for contender in CONTENDERS:
            result = measure(peers, contender) if peers or contender == "chainrule" else None
            if result is None:
                figures.setdefault(contender, [])
                continue
            figures.setdefault(contender, []).append(result["seconds"])
            gradients.add(round(result["gradient"], 9))
    if len(gradients) != 1:
        sys.exit(f"the contenders disagree: {sorted(gradients)}")
    ours = figures["chainrule"]
    lines = [
        "| gradient of 20 scalar operations | per call | chainrule is faster by (target: 5) |",
        "| --- | ---: | ---: |",
    ]
    for contender, seconds in figures.items():
        if not seconds:
            print(f"skipped: {contender} is not installed (make peers installs it)")
            continue
        ratios = [theirs / mine for theirs, mine in zip(seconds, ours, strict=True)]
        ratio = "" if contender == "chainrule" else f"{median(ratios):.1f} ({min(ratios):.1f}–{max(ratios):.1f})"
        lines.append(f"| {contender} | {median(seconds) * 1e6:.1f} µs | {ratio} |")
    print("\n".join(lines))
    if all(figures.values()):
        (HERE / "results").mkdir(exist_ok=True)
        (HERE / "results/transforms.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

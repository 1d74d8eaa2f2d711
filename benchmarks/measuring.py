"""How the benchmarks measure: each contender in a process of its own, in turns, in the same surroundings.

A machine that slows down then slows all of them, and none meets the garbage, the caches or the settings of another.
Contenders import this file too, under the Python of the peers: it needs nothing but the standard library.

    python benchmarks/measuring.py

prints which libraries multiply matrices in this Python, as JSON.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
#: The Python in which `make peers` installs PyTorch, CasADi and HIPS autograd, whose package has our name.
PEERS = ROOT / ".venv-peers" / "bin" / "python"

#: One thread for everybody.
THREADS = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
#: These force OpenBLAS to use the kernel of another, often older processor than the one it runs on.
FORCING = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
# What would hide the sources that are meant, and what would have every import compile them anew.
PYTHONS = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")


class Skipped(Exception):
    """A contender that is not installed."""


def in_a_process(*command: str, python: Path | str = sys.executable, source: Path | None = ROOT) -> Any:
    """What `python COMMAND` prints as JSON, run in this folder.

    `source` is the folder from which it imports our packages; None hides them, for peers whose package has our name.
    """
    if not Path(python).exists():
        raise Skipped("make peers installs it")
    environment = {name: value for name, value in os.environ.items() if name not in (*FORCING, *PYTHONS)} | THREADS
    if source is not None:
        environment["PYTHONPATH"] = str(source)
    run = subprocess.run(
        [str(python), *command], env=environment, cwd=HERE, capture_output=True, text=True, check=False
    )
    if run.returncode:
        last = (run.stderr.strip().splitlines() or [""])[-1]
        if missing := re.match(r"ModuleNotFoundError: No module named '([^']*)'", last):
            raise Skipped(f"{missing[1]} is not installed")
        sys.exit(f"\n{' '.join(command)}: exit status {run.returncode}\n{run.stderr}")
    return json.loads(run.stdout)


def import_seconds(module: str, runs: int = 15) -> float:
    """What `import module` adds to the time of a Python that does nothing: the median over runs in turns."""

    def seconds(statement: str) -> float:
        start = perf_counter()
        in_a_process("-c", f"{statement}; print(0)")
        return perf_counter() - start

    seconds(f"import {module}")  # compiles it, and brings its files into memory
    return median(seconds(f"import {module}") - seconds("pass") for _ in range(runs))


def timed(call: Callable[[], Any], seconds: float) -> tuple[float, Any]:
    """The median time of a call, from as many calls as fit in so many seconds (3 at least, 1 of a slow one)."""
    call()
    start = perf_counter()
    result = call()
    first = perf_counter() - start
    times = [first] if first > 1 else []
    for _ in range(max(3, min(2000, int(seconds / first))) if not times else 0):
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return median(times), result


def timed_in_batches(call: Callable[[], Any], calls: int = 200, batches: int = 15) -> float:
    """The time of a call too short to be timed alone: the median over batches."""
    for _ in range(calls):
        call()
    times = []
    for _ in range(batches):
        start = perf_counter()
        for _ in range(calls):
            call()
        times.append((perf_counter() - start) / calls)
    return median(times)


def machine() -> str:
    """The Python and the processor, for the foot of a report."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python}, {processor()}, {platform.machine()}, {os.cpu_count()} cores"


def processor() -> str:
    """The processor's name, as exactly as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    parts = [line.partition(":") for line in lines]
    known = {name.strip(): value.strip() for name, _, value in parts}
    numbers = [f"{name} {known[key]}" for name, key in (("family", "cpu family"), ("model", "model")) if key in known]
    return f"{known.get('model name', 'unknown processor')} ({', '.join(numbers)})"


def multipliers(python: Path | str = sys.executable) -> list[str]:
    """The libraries that multiply matrices in another Python, with the kernels they chose in our surroundings."""
    try:
        found: list[str] = in_a_process("measuring.py", python=python, source=None)
    except Skipped:
        return []
    return found


def _own_multipliers() -> list[str]:
    import numpy

    found = [f"NumPy {numpy.__version__} with {_numpy_kernel()}"]
    try:
        import torch
    except ModuleNotFoundError:
        return found
    settings = torch.__config__.show()
    library = re.search(r"BLAS_INFO=(\w+)", settings)
    capability = re.search(r"CPU capability usage: (\w+)", settings)
    kernel = f"{library[1] if library else 'an unknown library'} on {capability[1] if capability else 'unknown'}"
    return [*found, f"PyTorch {version('torch')} with {kernel}"]


def _numpy_kernel() -> str:
    try:
        from threadpoolctl import threadpool_info
    except ModuleNotFoundError:
        return "an unknown kernel (threadpoolctl is not installed)"
    blas = [library for library in threadpool_info() if library["user_api"] == "blas"]
    kernels = [
        f"{one['internal_api']} {one['version']}, kernel {one.get('architecture', 'unknown')}"
        for one in blas
        if "numpy" in one["filepath"]
    ]
    return "; ".join(kernels) or "a library that threadpoolctl does not know"


if __name__ == "__main__":
    print(json.dumps(_own_multipliers()))

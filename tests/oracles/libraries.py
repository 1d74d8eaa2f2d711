"""Other libraries, each in a process of its own that reads graphs and writes answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from graphs import Graph
from ours import Answer

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

#: Where `make peers` puts PyTorch.
PEERS = ROOT / ".venv-peers" / "bin" / "python"


class Missing(Exception):
    """A library that is not installed."""


class Library:
    """A process that answers graphs: `program` is run by the first of some Pythons that has the library."""

    def __init__(self, package: str, program: str, *arguments: str, pythons: Sequence[str] = (sys.executable,)) -> None:
        python = next((each for each in pythons if _has(each, package)), None)
        if python is None:
            raise Missing(package)
        self._process = subprocess.Popen(
            [python, str(HERE / program), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)} if "table" in arguments else None,
        )
        self.name: str = self._read()

    def answers(
        self, graphs: Sequence[Graph], direction: Callable[[Graph], Sequence[float]] | None = None
    ) -> list[Answer]:
        """Its answers to some graphs; with a direction, the Hessian times that in the place of the gradient."""
        if not graphs:
            return []
        asked = [[graph.leaves, graph.steps, *([direction(graph)] if direction else [])] for graph in graphs]
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return [Answer(value, tuple(slopes)) for value, slopes in self._read()]

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def _read(self) -> object:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args!r} has ended")
        return json.loads(line)


def _has(python: str, package: str) -> bool:
    try:
        return subprocess.run([python, "-c", f"import {package}"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def jax() -> Library:
    """JAX, by its own functions and derivatives."""
    return Library("jax", "in_jax.py")


def rules_in_jax() -> Library:
    """Our table's operations in JAX, as programs have them, with our rules as their derivatives."""
    return Library("jax", "in_jax.py", "table")


def pytorch(python: str | None = None) -> Library:
    """PyTorch, from this Python or from the environment of `make peers`."""
    return Library("torch", "in_torch.py", pythons=[python] if python else [sys.executable, str(PEERS)])

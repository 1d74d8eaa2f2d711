"""The parts of the project whose tests are measured, each by itself."""

from collections.abc import Iterable
from pathlib import Path

#: The files of each part, in which changes are made.
AREAS = {
    "ops": ["autograd/operation.py", "autograd/ops/*.py"],
    "value": ["autograd/value.py", "autograd/node.py", "autograd/operators.py"],
    "sweeps": ["autograd/sweeps.py", "autograd/order.py", "autograd/routes.py"],
    "transforms": ["autograd/transforms.py"],
    "graph": ["autograd/graph.py", "autograd/naming.py"],
    "auditor": ["autograd/auditor/**/*.py"],
    "reader": ["autograd/reader/**/*.py"],
    "classroom": ["autograd/classroom/*.py"],
    "optimizers": ["nn/optimizers/*.py"],
    "losses": ["nn/losses.py"],
    "program": ["autograd/program/**/*.py"],
}

#: The tests of each part: with them its changes are tried.
TESTS = {
    "ops": ["tests/autograd/test_*.py"],
    "value": ["tests/autograd/test_*.py", "tests/test_micrograd.py"],
    "sweeps": ["tests/autograd/test_*.py"],
    "transforms": ["tests/autograd/test_*.py"],
    "graph": ["tests/autograd/test_*.py", "tests/autograd/drawing/test_*.py"],
    "auditor": ["tests/autograd/auditor/test_*.py"],
    "reader": ["tests/autograd/reader/test_*.py"],
    "classroom": ["tests/autograd/classroom/test_*.py"],
    "optimizers": ["tests/nn/optimizers/test_*.py", "tests/nn/training/test_*.py"],
    "losses": ["tests/nn/test_losses.py"],
    "program": ["tests/autograd/program/test_*.py"],
}


def covering_files(root: Path, areas: Iterable[str]) -> list[str]:
    """The test files of some areas, and the doctests of the areas' own files, relative to `root`."""
    patterns = {pattern for area in areas for pattern in TESTS[area] + AREAS[area]}
    return sorted({path.relative_to(root).as_posix() for pattern in patterns for path in root.glob(pattern)})


def files_of(root: Path, area: str) -> list[str]:
    """The files of an area, relative to `root`, sorted."""
    found = {path.relative_to(root).as_posix() for pattern in AREAS[area] for path in root.glob(pattern)}
    return sorted(found)

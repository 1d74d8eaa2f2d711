"""Which tests run which line, and how long each test takes: measured once, before the first change is tried."""

import ast
import json
import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import coverage
import pytest

SECONDS = 20.0  # the tests chosen for one change take about as long, at most,
TESTS = 200  # and are no more than these


@dataclass
class Covering:
    """The tests of each line of each file, and the seconds of each test."""

    lines: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def tests(self, file: str, line: int, source: bytes = b"") -> list[str]:
        """The tests to try a change with: those of its line, or else of the statement it stands in (a row of the table
        is declared at import, and its rule runs later), or else of its whole file; of a file of nothing but data, those
        of the files beside it. For what runs at import only, also those in the test file that mirrors this one, as they
        may look at what was declared.

        One case of each test function comes before the second case of any, of those in the file that mirrors this one
        eight at a time; among them the tests in that file or folder come first, and quick ones before slow ones.
        """
        path = Path("tests", file)
        own = (str(path.with_name(f"test_{path.name}")), f"{path.parent.parent}/test_{path.parent.name}.py", file)
        of_file = self.lines.get(file, {})
        beside = [of for name, of in self.lines.items() if Path(name).parent == Path(file).parent]
        candidates: set[str] = set()
        for lines in (
            [of_file.get(line, [])],
            [of_file.get(at, []) for at in statement(source, line)],
            of_file.values(),
            [tests for of in beside for tests in of.values()],
        ):
            candidates = candidates or {test for tests in lines for test in tests if test in self.seconds}
        looking = set() if of_file.get(line) else {test for test in self.seconds if test.startswith(own)} - candidates
        rounds = sorted(
            (
                late + (number // 8 if test.startswith(own) else number),
                not test.startswith(own),
                not test.startswith(f"{path.parent}/"),
                self.seconds[test],
                test,
            )
            for late, tests in enumerate((candidates, looking))
            for cases in self._by_function(tests).values()
            for number, test in enumerate(cases)
        )
        chosen: list[str] = []
        total = 0.0
        for *_, seconds, test in rounds:
            if len(chosen) < TESTS and total + seconds <= SECONDS:
                chosen.append(test)
                total += seconds
        return chosen

    def _by_function(self, tests: Iterable[str]) -> dict[str, list[str]]:
        """The cases of each test function, quick ones first."""
        found: dict[str, list[str]] = defaultdict(list)
        for test in sorted(tests, key=lambda test: (self.seconds[test], test)):
            found[test.partition("[")[0]].append(test)
        return found


def statement(source: bytes, line: int) -> range:
    """The lines of the smallest statement a line stands in; of one with a body, those before the body.

    >>> statement(b"if a:\\n    b = f(\\n        c,\\n    )\\n", 3)
    range(2, 5)
    """
    found = range(line, line + 1)
    for node in ast.walk(ast.parse(source)):  # the outer ones come first
        if isinstance(node, ast.stmt) and node.end_lineno and node.lineno <= line <= node.end_lineno:
            body = getattr(node, "body", None)
            found = range(node.lineno, body[0].lineno if body else node.end_lineno + 1)
    return found


class _Durations:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.passed: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration
        if report.when == "call" and report.passed:
            self.passed.add(report.nodeid)


def measure(folder: Path, arguments: Iterable[str]) -> Covering:
    """Run the tests once in the current directory, and keep what they ran in `folder`."""
    kept = folder / "covering.json"
    if kept.exists():
        return Covering(**_with_numbers(json.loads(kept.read_text())))
    data = (folder / "coverage").resolve()
    os.environ["COVERAGE_FILE"] = str(data)
    durations = _Durations()
    options = [
        "-q",
        "-n",
        "auto",
        "-p",
        "processor",
        "-p",
        "no:cacheprovider",
        "--cov=autograd",
        "--cov=nn",
        "--cov-context=test",
        "--cov-report=",
    ]
    status = pytest.main([*options, *arguments], plugins=[durations])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise SystemExit(f"the tests could not be run before a change was made: {status!r}")
    found = coverage.CoverageData(str(data))
    found.read()
    lines = {}
    for name in found.measured_files():
        of_file = {
            line: sorted({test.partition("|")[0] for test in tests} - {""})
            for line, tests in found.contexts_by_lineno(name).items()
        }
        lines[str(Path(name).relative_to(Path.cwd()))] = of_file
    covering = Covering(lines, {test: durations.seconds[test] for test in sorted(durations.passed)})
    kept.write_text(json.dumps({"lines": covering.lines, "seconds": covering.seconds}))
    return covering


def _with_numbers(kept: dict[str, dict[str, dict[str, list[str]]]]) -> dict[str, object]:
    """JSON has no keys but text."""
    lines = {file: {int(line): tests for line, tests in of_file.items()} for file, of_file in kept["lines"].items()}
    return {"lines": lines, "seconds": kept["seconds"]}

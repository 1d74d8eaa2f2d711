"""`make mutants`: the changes it makes, and what it takes for seen."""

import ast
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "mutants"))

from areas import AREAS, TESTS, covering_files, files_of
from changes import changes
from covering import Covering, statement
from equivalent import equivalents
from table import Result, as_markdown, from_markdown, wilson
from trying import KILLED, NOT_COVERED, SURVIVED, attempt

ROOT = Path(__file__).parents[1]

SOURCE = b'''"""A docstring."""


def larger(a: int | None, b):
    """Another one, "with" words."""
    if a > b and not b == 0:  # more than, and not equal
        return (a) - b
    note(f"a sentence of some words, {a}")
    return -1
'''


def test_each_kind_of_change_stands_at_its_place():
    shown = [change.shown(SOURCE) for change in changes(SOURCE)]
    assert shown == [
        "a > b and not b == 0 -> (not (a > b and not b == 0))",
        "> -> >=",
        "and -> or",
        "== -> !=",
        "0 -> 1",
        "(a) - b -> None",
        "- -> +",
        'note(f"a sentence of some words, {a}") -> None',
        " -> otherwise",
        "-1 -> None",
        "1 -> 2",
    ]


@pytest.mark.parametrize("area", AREAS)
def test_every_changed_file_can_still_be_read(area):
    files = files_of(ROOT, area)
    assert files
    assert set(TESTS) == set(AREAS)
    assert set(files) < set(covering_files(ROOT, [area]))
    for file in files[:4]:
        source = (ROOT / file).read_bytes()
        for change in changes(source)[::7]:
            ast.parse(change.applied(source))


def test_a_change_that_a_test_sees_is_killed_and_the_file_is_put_back(tmp_path):
    source = b"def double(x):\n    return 2 * x\n\n\ndef half(x):\n    return x / 2\n"
    module = tmp_path / "sums.py"
    module.write_bytes(source)
    (tmp_path / "test_sums.py").write_text("import sums\n\ndef test_double():\n    assert sums.double(3) == 6\n")
    tests = ["test_sums.py::test_double"]
    fates = {
        change.shown(source): attempt(tmp_path, "sums.py", change.applied(source), tests, 1.0)
        for change in changes(source)
        if change.line == 2 or change.text == "*"
    }
    assert fates == {"2 * x -> None": KILLED, "2 -> 3": KILLED, "* -> /": KILLED, "/ -> *": SURVIVED}
    assert module.read_bytes() == source
    assert attempt(tmp_path, "sums.py", b"", [], 1.0) == NOT_COVERED


def test_tests_that_run_the_line_are_chosen_or_the_statement_or_the_file():
    source = b"""sine = row(
    "sine",
    lambda out, a: (cos(a),),
)
other = row("other")
"""
    covering = Covering(
        {
            "autograd/ops/sums.py": {
                3: ["tests/a.py::slow", "tests/autograd/test_ops.py::quick"],
                5: ["tests/b.py::endless"],
            }
        },
        {"tests/a.py::slow": 3.0, "tests/autograd/test_ops.py::quick": 0.1, "tests/b.py::endless": 30.0},
    )
    both = ["tests/autograd/test_ops.py::quick", "tests/a.py::slow"]
    assert covering.tests("autograd/ops/sums.py", 3, source) == both
    assert covering.tests("autograd/ops/sums.py", 2, source) == both  # the row's
    assert covering.tests("autograd/ops/sums.py", 5, source) == []  # takes longer than all tests of a change may
    covering.seconds["tests/autograd/test_ops.py::looks"] = 0.1
    assert covering.tests("autograd/ops/sums.py", 2, source) == [*both, "tests/autograd/test_ops.py::looks"]
    assert covering.tests("autograd/ops/sums.py", 3, source) == both
    del covering.seconds["tests/autograd/test_ops.py::looks"]
    assert covering.tests("autograd/ops/sums.py", 6, source) == both  # the file's
    assert covering.tests("autograd/value.py", 1, source) == []


def test_of_several_test_functions_each_has_a_case_first_and_those_of_the_mirrored_file_lead():
    own = [f"tests/autograd/test_sweeps.py::own[{case}]" for case in range(9)]
    far = [f"tests/test_cli.py::far[{case}]" for case in range(3)]
    covering = Covering({"autograd/sweeps.py": {1: [*far, *own]}}, dict.fromkeys(far, 0.1) | dict.fromkeys(own, 0.2))
    assert covering.tests("autograd/sweeps.py", 1) == [*own[:8], far[0], own[8], *far[1:]]


def test_a_line_is_of_the_smallest_statement_around_it():
    source = b"def f(\n    a,\n):\n    if a:\n        return g(\n            a,\n        )\n"
    found = [statement(source, line) for line in range(1, 9)]
    assert found == [range(1, 4)] * 3 + [range(4, 5)] + [range(5, 8)] * 3 + [range(8, 9)]


def test_an_equivalent_change_still_stands_in_the_sources():
    for (file, line, change), why in equivalents().items():
        source = (ROOT / file).read_bytes()
        lines = source.decode().splitlines()
        places = {(lines[found.line - 1].strip(), found.shown(source)) for found in changes(source)}
        assert (line, change) in places, f"{file}: {line!r} has no change {change!r}"
        assert why


def test_the_interval_of_a_rate():
    # The two solutions q of (p - q)² n = z² q (1 - q), for p = 195/259, found by mpmath.
    low, high = wilson(195, 259)
    assert (low, high) == pytest.approx((0.69692430, 0.80147500), abs=1e-7)
    assert wilson(0, 0) == (0.0, 1.0)


def test_a_table_can_be_read_again_so_that_parts_not_tried_again_keep_their_rows():
    results = {
        "ops": Result(1344, 7, 40, 37, 2, ("autograd/ops/kinks.py:48: < -> <=",)),
        "losses": Result(103, 11, 25, 25, 0),
    }
    table = as_markdown(results)
    assert "| ops | 1,344 | 7 | 40 | 37 | 2 | 97 % | 87–100 % |" in table  # 37 of 38
    assert "| all | 1,447 |  | 65 | 62 | 2 | 98 % | 92–100 % |" in table
    assert from_markdown(table) == results

"""`chainrule audit`: formulas, homework sheets, formats, exit statuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import nn.cli

SHEET = """
name = "one neuron"
expressions = ["z = w*x + b", "o = sigmoid(z)", "L = (o - y)**2/2"]
loss = "L"
learning_rate = 0.5
params = ["w", "b"]

[inputs]
x = 2
y = 1
w = 0.25
b = -0.5

[[claims]]
quantity = "value:o"
printed = "0.5"

[[claims]]
quantity = "grad:b"
printed = "-0.125"

[[claims]]
quantity = "update:w"
printed = "CLAIM"
"""


@pytest.fixture
def run(capsys):
    """Run `chainrule audit` in this process."""

    def command(*arguments: str) -> tuple[int, str, str]:
        status = nn.cli.main(["audit", *arguments])
        return status, *capsys.readouterr()

    return command


@pytest.fixture
def sheet(tmp_path):
    """A sheet with one claim about the new w: z = 0, o = 1/2, ∂L/∂w = -1/2·1/4·2 = -1/4, so w = 0.25 + 0.125."""

    def write(claim: str, name: str = "sheet.toml") -> str:
        path = tmp_path / name
        path.write_text(SHEET.replace("CLAIM", claim), encoding="utf-8")
        return str(path)

    return write


def test_a_claim_without_a_kind_is_about_a_gradient(run) -> None:
    status, out, _ = run("(a+b)*(b+1)", "a=2", "b=1", "--claim", "b=5", "--claim", "a=2")
    assert status == 0
    assert "2 claims: 2 right" in out


def test_something_wrong_is_status_1_and_says_why(run) -> None:
    status, out, error = run("c = a + b; d = b + 1; e = c*d", "a=2", "b=1", "--claim", "b=3", "--claim", "value:c=3")
    assert (status, error) == (1, "")
    assert "The path b -> c -> e is left out: 3 instead of 5" in out


def test_nodes_without_a_name_are_called_as_explain_calls_them(run) -> None:
    status, out, _ = run("(a+b)*(b+1)", "a=2", "b=1", "--claim", "value:c=3", "--claim", "b=3")
    assert status == 1
    assert "The path b -> c -> e is left out: 3 instead of 5" in out


def test_updates_and_partials_can_be_claimed(run) -> None:
    claims = ["--claim", "update:b=0.5", "--claim", "partial:e/b=2"]
    status, out, _ = run("e = b*2", "b=0.7", *claims, "--learning-rate", "0.1")
    assert status == 0, out


def test_a_sheet_that_is_right_is_status_0(run, sheet) -> None:
    status, out, _ = run(sheet("0.375"))
    assert status == 0
    assert out.startswith("one neuron\n")


def test_json_sheets_and_several_files_work_and_one_wrong_number_decides(run, sheet, tmp_path) -> None:
    other = tmp_path / "other.json"
    data = {"inputs": {"x": 2}, "expressions": ["y = x**2"], "loss": "y", "claims": []}
    other.write_text(json.dumps({**data, "claims": [{"quantity": "grad:x", "printed": "4"}]}), encoding="utf-8")
    status, out, _ = run(sheet("0.125"), str(other), "--format", "json")
    assert status == 1
    first, second = json.loads(out)
    assert first["claims"][2]["diagnoses"][0]["slip"] == "sign of the step"
    assert second == {
        "name": "other",
        "claims": [
            {
                "quantity": "grad:x",
                "printed": "4",
                "exact": 4.0,
                "verdict": "right",
                "follows_from": [],
                "diagnoses": [],
            }
        ],
    }


def test_arrays_are_claimed_on_the_command_line(run) -> None:
    given = ["z = W @ x; L = sum(z²)", "W=[[1, 2], [3, 4]]", "x=[1, 1]"]  # z = 3, 7
    status, out, _ = run(
        *given, "--claim", "W=[[6, 6], [14, 14]]", "--claim", "value:z=[3, 7]", "--claim", "d:z[2]/x[1]=3"
    )
    assert (status, out.splitlines()[-1]) == (0, "7 claims: 7 right")
    status, out, _ = run(*given, "--claim", "W=[[6, 14], [6, 14]]")
    assert (status, out.splitlines()[-2]) == (1, "∂L/∂W is transposed: rows are printed as columns")
    assert "W is 2×2, but this has 2 entries" in run(*given, "--claim", "W=[6, 14]")[2]


def test_on_a_terminal_a_bar_shows_how_far_a_long_audit_has_come(run, monkeypatch) -> None:
    import autograd.cli

    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    found = list(range(100))
    bar = autograd.cli.with_progress(found)
    assert type(bar).__name__ == "tqdm"
    assert list(bar) == found


def test_markdown_is_a_table(run, sheet) -> None:
    _, out, _ = run(sheet("0.125"), "--format", "markdown")
    assert out.splitlines()[2] == "| | quantity | printed | exact | verdict |"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a*b", "a=1", "b=2"], "there is nothing to audit"),
        (["a*b", "a=1", "b=2", "--claim", "a"], "'a' is not a claim"),
        (["a*b", "a=1", "b=2", "--claim", "a=x"], "'x' is not a printed number"),
        (["a*b", "a=1", "b=2", "--claim", "q=1"], "there is no 'q'"),
        (["a*b", "a=1", "b=2", "--claim", "update:a=1"], "needs the learning rate"),
        (["a*b", "a=1", "b=2", "--claim", "a=1e-400"], "closer to zero than a float can be"),
        (["a*b", "a=1", "b=2", "--claim", "partial:/b=1"], "needs two names"),
        (["a*b", "a=1", "b=2", "--claim", "update:a=1", "--learning-rate", "nan"], "is a finite number, not nan"),
        (["no-such-file.toml"], "cannot read no-such-file.toml: No such file"),
    ],
)
def test_a_mistake_is_one_line_and_status_2(run, arguments, message) -> None:
    status, out, error = run(*arguments)
    assert (status, out) == (2, "")
    assert message in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"= 3", b"name = 'x'", b"[" * 5000, b"[[claims]]\nprinted = 1"])
def test_a_damaged_file_is_one_line_and_status_2(run, tmp_path, content) -> None:
    path = Path(tmp_path / "damaged.toml")
    path.write_bytes(content)
    status, _, error = run(str(path))
    assert status == 2
    assert error.startswith("chainrule: damaged.toml: ")
    assert error.count("\n") == 1


def test_a_damaged_json_file_is_one_line_and_status_2(run, tmp_path) -> None:
    path = tmp_path / "damaged.json"
    path.write_text('{"inputs": ', encoding="utf-8")
    assert run(str(path))[0] == 2

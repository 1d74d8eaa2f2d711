"""The command line as people use it: what it prints, what it writes, and one clear line for every mistake.

Most tests run in this process; those about pipes, encodings and exit run `python -m …` as a user does.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

import autograd.cli
import nn.cli
from autograd import explain, parse
from nn import walkthroughs

ROOT = Path(__file__).parent.parent

EXAMPLE = ["(a+b)*(b+1)", "a=2", "b=1"]


@pytest.fixture
def mistake(run):
    """Run `chainrule` with a mistake: the one line it says, without "chainrule: "."""

    def command(*arguments: str, main=nn.cli.main) -> str:
        status, out, err = run(*arguments, main=main)
        assert status == 2, (out, err)
        assert out == ""
        assert_one_line(err)
        return err[len("chainrule: ") : -1]

    return command


def assert_one_line(err: str) -> None:
    assert err.startswith("chainrule: ")
    assert err.endswith("\n")
    assert err[:-1].isprintable(), err  # so there is no second line, no escape sequence, nothing invisible
    assert "Traceback" not in err
    assert len(err) <= 600


def python(*arguments: str, **options) -> subprocess.CompletedProcess[bytes]:
    """`python -m …` in a process of its own, without the locale and encoding of the test run."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | options.pop("env", {})
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False, **options)


# --- explain ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("main", [nn.cli.main, autograd.cli.main])
def test_explain_prints_both_messages_and_both_gradients(run, main) -> None:
    status, out, err = run("explain", *EXAMPLE, main=main)
    assert (status, err) == (0, "")
    lines = [line.strip() for line in out.splitlines()]
    for line in (
        "c = a + b = 2 + 1 = 3",
        "e = c·d = 3·2 = 6",
        "c -> b: 2 × 1 = 2",
        "d -> b: 3 × 1 = 3",
        "b receives 2 + 3 = 5",
        "∂e/∂a = ∂e/∂c·∂c/∂a = 2·1 = 2",
        "∂e/∂b = ∂e/∂c·∂c/∂b + ∂e/∂d·∂d/∂b = 2·1 + 3·1 = 5",
    ):
        assert line in lines


def test_explain_prints_what_the_library_says(run) -> None:
    explanation = explain(parse(EXAMPLE[0], a=2, b=1))
    assert run("explain", *EXAMPLE)[1] == f"{explanation}\n"
    assert run("explain", *EXAMPLE, "--format", "text")[1] == f"{explanation}\n"
    assert run("explain", *EXAMPLE, "--format", "markdown")[1] == explanation.markdown()
    assert run("explain", *EXAMPLE, "--format", "latex")[1] == explanation.latex()


def test_explain_takes_named_steps(run) -> None:
    _, out, _ = run("explain", "s = a + b; p = s*s", "a=1", "b=2")
    assert "s = a + b = 1 + 2 = 3" in out
    assert "∂p/∂a = ∂p/∂s·∂s/∂a = 6·1 = 6" in out
    assert "s receives 3 + 3 = 6" in out


def test_explain_leaves_data_out_of_the_gradients(run) -> None:
    out = run("explain", "z = w*x; L = z**2", "w=3", "x=2", "--data", "x")[1]
    assert "  x = 2 (data)\n" in out
    assert "∂L/∂w = ∂L/∂z·∂z/∂w = 12·2 = 24\n" in out
    assert "∂L/∂x" not in out


def test_explain_shows_as_many_digits_as_asked(run) -> None:
    assert "= 0.33\n" in run("explain", "a/3", "a=1", "--digits", "2")[1]
    assert "= 0.333333333333\n" in run("explain", "a/3", "a=1", "--digits", "12")[1]


def test_inputs_may_be_arrays(run):
    out = run("explain", "z = W @ x; L = sum(z)", "W=[[1, 2], [3, 4]]", "x=[1, ½]", "--format", "text")[1]
    assert "L = z[1] + z[2] = 2 + 5 = 7\n" in out
    assert run("explain", "L = sum(W)", "W=[[1, 2], [3")[0] == 2


def test_negative_inputs_and_every_way_to_write_a_number(run) -> None:
    assert "∂c/∂b = a = -1\n" in run("explain", "a*b", "a=-1", "b=2")[1]
    out = run("explain", "a*b*c*d", "a=-1e-3", "b=.5", "c=+2", "d=1_000")[1]
    assert "a = -0.001\n  b = 0.5\n  c = 2\n  d = 1000\n" in out


@pytest.mark.parametrize("formula", ["-a*b", "-(a)*b", "-2*a*b/2", "-a * b", "(-a)*b", " -a*b", "-.5*a*b*2"])
def test_a_formula_may_begin_with_a_minus_sign(run, formula) -> None:
    for arguments in (
        ["explain", formula, "a=3", "b=2"],
        ["explain", "--", formula, "a=3", "b=2"],
        ["explain", "--digits", "5", formula, "a=3", "b=2"],
    ):
        status, out, err = run(*arguments)
        assert (status, err) == (0, "")
        assert out.splitlines()[-2].startswith("  ∂")
        assert out.splitlines()[-2].endswith("= -2")
        assert out.splitlines()[-1].endswith("= -3")


def test_numbers_are_read_as_people_write_them(run) -> None:
    given = ["a=1/3", "b=√2", "c=−½", "d=0,5", "f=33%", "g=1.5×10^-3"]
    out = run("explain", "a*b*c*d*f*g", *given, "--digits", "4")[1]
    assert "a = 0.3333\n  b = 1.414\n  c = -0.5\n  d = 0.5\n  f = 0.33\n  g = 0.0015\n" in out


def test_an_input_that_is_not_used_is_said_and_changes_nothing_else(run) -> None:
    for command in (["explain"], ["paths", "--to", "a"], ["audit", "--claim", "a=1"]):
        expected = run(*command, "a+b", "a=1", "b=1")
        status, out, err = run(*command, "a+b", "a=1", "b=1", "q=3")
        assert (status, out) == (0, expected[1])
        assert err == "chainrule: q is given, but the formula does not use it\n"


@pytest.mark.parametrize("main", [nn.cli.main, autograd.cli.main])
def test_the_version_is_printed(run, capsys, main) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"chainrule {autograd.__version__}\n"


def test_options_may_stand_anywhere(run) -> None:
    expected = run("explain", *EXAMPLE, "--format", "latex", "--digits", "3")
    formula, a, b = EXAMPLE
    for arguments in (
        ["--format", "latex", "--digits", "3", formula, a, b],
        [formula, "--format", "latex", "--digits", "3", a, b],
        [formula, a, "--format=latex", b, "--digits=3"],
        [formula, "--digits", "3", a, "--format", "latex", b],
        ["--digits", "3", "--", formula, a, b],
    ):
        status, out, err = run("explain", *arguments)
        assert (status, err) == (0, "")
        assert out == expected[1] or "--format" not in arguments


# --- paths -----------------------------------------------------------------------------------------------------------


def test_paths_lists_every_path_largest_first(run) -> None:
    status, out, err = run("paths", *EXAMPLE, "--to", "b")
    assert (status, err) == (0, "")
    assert out == "2 paths from b to e\n  b -> d -> e: 1·3 = 3\n  b -> c -> e: 1·2 = 2\nsum of all = 5\n"


def test_paths_to_an_inner_node_to_the_output_and_to_what_is_not_used(run) -> None:
    steps = ["c = a + b; d = b + 1; e = c * d", "a=2", "b=1", "z=7"]
    assert run("paths", *steps, "--to", "c")[1] == "1 path from c to e\n  c -> e: 2\nsum of all = 2\n"
    assert run("paths", *steps, "--to", "e")[1] == "1 path from e to e\n  e: 1\nsum of all = 1\n"
    assert run("paths", *steps, "--to", "z")[1] == "0 paths from z to e\nsum of all = 0\n"


def test_paths_counts_exactly_and_shows_the_largest_few_when_there_are_too_many_to_list(run) -> None:
    tower = "; ".join(["x0 = x*1", *(f"x{i + 1} = x{i}*x{i}" for i in range(64))])
    status, out, _ = run("paths", tower, "x=1", "--to", "x", "--limit", "3")
    lines = out.splitlines()
    assert status == 0
    assert lines[0] == "18446744073709551616 paths from x to x64"
    assert len(lines) == 5
    assert lines[-1] == "sum of those shown = 3"


# --- draw ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "starts"), [("svg", b"<svg"), ("png", b"\x89PNG\r\n\x1a\n"), ("pdf", b"%PDF"), ("dot", b"digraph")]
)
def test_draw_writes_every_format_and_says_where(run, tmp_path, ending, starts) -> None:
    path = tmp_path / f"e.{ending}"
    assert run("draw", *EXAMPLE, "-o", str(path)) == (0, f"wrote {path}\n", "")
    content = path.read_bytes()
    assert content.startswith(starts)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]  # and no unfinished file stays behind
    if ending == "svg":
        ElementTree.fromstring(content)
        assert "∂e/∂b = 5" in content.decode()


def test_draw_overwrites_and_takes_its_options(run, tmp_path) -> None:
    path = tmp_path / "e.dot"
    path.write_text("old")
    assert run("draw", *EXAMPLE, "--output", str(path))[0] == 0
    plain = path.read_text()
    assert len(re.findall(r"\w+ -> \w+", plain)) == 5
    assert run("draw", *EXAMPLE, f"-o{path}", "--rankdir", "TB", "--messages")[0] == 0
    assert "rankdir=TB" in path.read_text()
    assert path.read_text() != plain


def test_draw_takes_a_width_and_says_what_to_leave_out_for_it(run, tmp_path) -> None:
    path = tmp_path / "e.svg"
    assert run("draw", *EXAMPLE, "-o", str(path), "--width", "12cm") == (0, f"wrote {path}\n", "")
    assert 'width="340.157pt"' in path.read_text()
    status, out, err = run("draw", *EXAMPLE, "-o", str(path), "--width", "2cm", "--rankdir", "LR")
    assert (status, out) == (0, f"wrote {path}\n")
    assert err.startswith("chainrule: at 2cm, the smallest letters of this picture are ")
    assert err.count("\n") == 1
    assert "width is a length" in run("draw", *EXAMPLE, "-o", str(path), "--width", "wide")[2]


def test_draw_into_a_file_whose_name_begins_with_a_minus_sign(run, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("draw", "-a", "a=1", "-o", "-a.dot")[1] == "wrote -a.dot\n"
    assert Path("-a.dot").exists()


# --- walkthrough -----------------------------------------------------------------------------------------------------


def test_walkthrough_without_a_name_lists_them(run) -> None:
    status, out, err = run("walkthrough")
    assert (status, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == list(walkthroughs.ALL)
    assert {"sum-times-sum", "product-of-sums", "sine-of-cube", "sigmoid-2-2-1"} <= walkthroughs.ALL.keys()


def test_walkthrough_tells_its_story(run) -> None:
    status, out, err = run("walkthrough", "sigmoid-2-2-1")
    assert (status, err) == (0, "")
    for text in ("0.6483043874", "0.0618449019", "0.648366218", "0.061823158"):
        assert text in out
    assert out == f"{walkthroughs.find('sigmoid-2-2-1')}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--draw", "x.svg"], "--draw needs the name of a walkthrough"),
        (["--all", "xor"], "--all is about every walkthrough"),
    ],
)
def test_walkthrough_options_that_would_do_nothing_are_refused(run, arguments, message) -> None:
    status, out, err = run("walkthrough", *arguments)
    assert (status, out) == (2, "")
    assert message in err


def test_walkthrough_draws_as_often_as_asked(run, tmp_path) -> None:
    svg, dot = tmp_path / "w.svg", tmp_path / "w.dot"
    status, out, err = run("walkthrough", "sum-times-sum", "--draw", str(svg), "--draw", str(dot))
    assert (status, err) == (0, "")
    assert out.endswith(f"\nwrote {svg}\nwrote {dot}\n")
    ElementTree.fromstring(svg.read_bytes())
    assert dot.read_text().startswith("digraph")


# --- mistakes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["log(a-b)", "a=1", "b=2"], ["log(", "undefined", "-1", "a - b"]),
        (["a/(b-b)", "a=1", "b=2"], ["zero", "b - b"]),
        (["exp(a)", "a=1000"], ["exp(a)", "too large"]),
        (["__import__('os')"], ["'"]),
        (["__import__(1)"], ["__import__"]),
        (["a.b", "a=1", "b=2"], ["a.b"]),
        (["9**9**9**9"], ["too large"]),
        (["a+c", "a=1"], ["unknown name c", "a"]),
        (["(" * 10_000 + "a" + ")" * 10_000, "a=1"], ["nested too deeply"]),
        (["", "a=1"], ["empty"]),
        (["a+", "a=1"], ["a+"]),
        (["a²^2", "a=1"], ["two things"]),
        (["a", "a=1,234"], ["a: '1,234' may be 1234 or 1.234"]),
        (["a", "a=1", "a=2"], ["a is given twice"]),
        (["a", "a"], ["'a'", "NAME=NUMBER"]),
        (["a", "a=x"], ["'a=x'", "NAME=NUMBER"]),
        (["a", "a="], ["'a='", "NAME=NUMBER"]),
        (["a", "=1"], ["'=1'", "NAME=NUMBER"]),
        (["a", "a=nan"], ["'a=nan'", "NAME=NUMBER"]),
        (["a", "a=-inf"], ["'a=-inf'", "NAME=NUMBER"]),
        (["a", "a=1e999"], ["'a=1e999'", "NAME=NUMBER"]),
        (["a", "a b=1"], ["'a b=1'", "NAME=NUMBER"]),
        (["a", "lambda=1"], ["lambda"]),
        (["b = 2*a; b = 3*a", "a=1"], ["b"]),
    ],
)
def test_a_mistake_in_the_formula_or_its_numbers_is_one_line(mistake, arguments, says) -> None:
    line = mistake("explain", *arguments)
    assert all(text in line for text in says), line


@pytest.mark.parametrize("command", [["explain"], ["paths", "--to", "a"], ["draw", "-o", "never.dot"]])
def test_every_command_with_a_formula_refuses_in_the_same_way(mistake, command, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "log(" in mistake(*command, "log(a-b)", "a=1", "b=2")
    assert "unknown name" in mistake(*command, "a+q", "a=1")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], ["COMMAND", "see chainrule --help"]),
        (["explode"], ["'explode'", "explain", "walkthrough", "see chainrule --help"]),
        (["explain"], ["expression", "see chainrule explain --help"]),
        (["draw", "a", "a=1"], ["-o", "see chainrule draw --help"]),
        (["draw", "a", "a=1", "-o"], ["-o", "expected one argument"]),
        (["draw", "a", "a=1", "-o", "x.svg", "--rankdir", "UP"], ["UP", "TB"]),
        (["paths", "a", "a=1"], ["--to", "see chainrule paths --help"]),
        (["paths", "a", "a=1", "--to", "a", "--limit", "many"], ["--limit", "many"]),
        (["paths", "a", "a=1", "--to", "a", "--limit", "1" + "0" * 400], ["--limit", "10000"]),
        (["paths", "a", "a=1", "--to", "a", "--limit", "9" * 5000], ["--limit", "99999"]),
        (["explain", "a", "a=1", "--digits", "9" * 5000], ["--digits", "99999"]),
        (["explain", "a", "a=" + "9" * 5000], ["a=99999", "is not an input"]),
        (["train", "xor", "--epochs", "9" * 5000], ["--epochs", "99999"]),
        (["train", "xor", "--seed", "1" + "0" * 400], ["--seed", "10000"]),
        (["train", "xor", "--hidden", "9" * 5000], ["--hidden", "99999"]),
        (["train", "xor", "--lr", "9" * 5000], ["inf"]),
        (["explain", "a", "a=1", "--format", "pdf"], ["--format", "pdf", "markdown"]),
        (["explain", "a", "a=1", "--digits", "0"], ["--digits", "0"]),
        (["explain", "a", "a=1", "--digits", "99"], ["--digits", "99"]),
        (["explain", "a", "a=1", "--digits", "x"], ["--digits", "x"]),
        (["explain", "a", "a=1", "--form", "text"], ["--form"]),
        (["explain", "a", "a=1", "--verbose"], ["--verbose"]),
        (["walkthrough", "sum-times-sum", "product-of-sums"], ["product-of-sums"]),
        (["walkthrough", "sum-times-sum", "--draw"], ["--draw"]),
        (["explain", "a", "a=1", "--\x1b[31m\n"], [r"\x1b[31m\n"]),
        (["\x1b[31m"], [r"\x1b[31m"]),
    ],
)
def test_a_mistake_in_the_arguments_is_one_line_too(mistake, arguments, says) -> None:
    line = mistake(*arguments)
    assert all(text in line for text in says), line


def test_the_commands_of_autograd_alone_know_no_walkthrough(mistake) -> None:
    assert "'walkthrough'" in mistake("walkthrough", main=autograd.cli.main)


def test_an_unknown_name_for_paths_or_walkthrough_lists_what_there_is(mistake) -> None:
    line = mistake("paths", *EXAMPLE, "--to", "z")
    assert "'z'" in line
    assert "a, b" in line
    line = mistake("walkthrough", "sigmoid")
    assert "'sigmoid'" in line
    assert all(name in line for name in walkthroughs.ALL)


@pytest.mark.parametrize("name", ["e.jpg", "e", "e.svg.gz", ".svg"])
def test_an_unknown_ending_lists_the_known_ones(mistake, tmp_path, name) -> None:
    line = mistake("draw", *EXAMPLE, "-o", str(tmp_path / name))
    assert repr(name) in line
    assert all(ending in line for ending in (".svg", ".png", ".pdf", ".dot"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [["draw", *EXAMPLE, "-o"], ["walkthrough", "sum-times-sum", "--draw"]])
def test_a_path_that_cannot_be_written_is_named_as_it_was_given(mistake, tmp_path, command) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.dot").mkdir()
    missing, under_a_file, folder = (str(tmp_path / name) for name in ("no/e.dot", "file/e.dot", "folder.dot"))
    assert mistake(*command, missing) == f"cannot write {missing}: No such file or directory"
    assert mistake(*command, under_a_file) == f"cannot write {under_a_file}: Not a directory"
    assert mistake(*command, folder) == f"cannot write {folder}: Is a directory"
    assert mistake(*command, str(tmp_path / ("x" * 300 + ".dot"))).startswith("cannot write ")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "folder.dot"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_one_line(mistake, tmp_path) -> None:
    tmp_path.chmod(0o500)
    assert mistake("draw", *EXAMPLE, "-o", str(tmp_path / "e.dot")).endswith("Permission denied")


ESCAPE = "\x1b[31mred\x1b[0m\nsecond line\x07\u202e"


@pytest.mark.parametrize(
    "arguments",
    [
        ["explain", ESCAPE, "a=1"],
        ["explain", f"a+'{ESCAPE}'", "a=1"],
        ["explain", "a", ESCAPE],
        ["explain", "a", f"a={ESCAPE}"],
        ["explain", "a", f"{ESCAPE}=1"],
        ["explain", "a", "a=1", "--format", ESCAPE],
        ["explain", "a", "a=1", f"--{ESCAPE}"],
        ["paths", "a", "a=1", "--to", ESCAPE],
        ["draw", "a", "a=1", "-o", ESCAPE],
        ["draw", "a", "a=1", "-o", f"/nowhere/{ESCAPE}.dot"],
        ["walkthrough", ESCAPE],
        ["walkthrough", "sum-times-sum", "--draw", f"/nowhere/{ESCAPE}.dot"],
        [ESCAPE],
    ],
)
def test_no_argument_can_send_an_escape_sequence_to_the_terminal(mistake, arguments) -> None:
    mistake(*arguments)


# --- as a process ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("package", ["nn", "autograd"])
def test_the_packages_run_as_programs(package) -> None:
    done = python(package, "explain", *EXAMPLE)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "= 2·1 + 3·1 = 5" in done.stdout.decode()


def test_a_mistake_ends_the_process_with_status_2() -> None:
    done = python("nn", "explain", "log(a-b)", "a=1", "b=2")
    assert (done.returncode, done.stdout) == (2, b"")
    assert_one_line(done.stderr.decode())


def test_help_is_no_mistake() -> None:
    done = python("nn", "--help")
    assert (done.returncode, done.stderr) == (0, b"")
    assert all(command in done.stdout for command in (b"explain", b"draw", b"paths", b"walkthrough"))
    done = python("nn", "explain", "-h")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"NAME=NUMBER" in done.stdout


def test_a_reader_that_stops_early_is_no_error() -> None:
    long = " + ".join(f"a**{i}" for i in range(2, 450))
    command = [sys.executable, "-m", "nn", "explain", long, "a=1"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"Forward: from the inputs to the output\n"
        process.stdout.close()  # `| head -1`
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_that_knows_no_mathematics_gets_escapes(encoding) -> None:
    done = python("nn", "explain", *EXAMPLE, env={"PYTHONIOENCODING": encoding})
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\u2202e/\\u2202b = " in done.stdout
    done = python("nn", "explain", "\u03b8 + q", "\u03b8=1", env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "1"})
    assert (done.returncode, done.stdout) == (2, b"")
    assert_one_line(done.stderr.decode("ascii"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux only")
def test_a_full_disk_is_one_line() -> None:
    command = [sys.executable, "-m", "nn", "explain", *EXAMPLE]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            command, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr == b"chainrule: standard output: No space left on device\n"


@pytest.mark.skipif(os.name == "nt", reason="needs a shell")
def test_without_any_standard_output_it_still_runs() -> None:
    command = f'"{sys.executable}" -m nn explain a a=1 >&-'
    done = subprocess.run(
        command, shell=True, env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")

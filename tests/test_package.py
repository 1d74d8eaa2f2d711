"""What is published: the source distribution, the wheel made of it, and both in environments that had nothing in them.

The suite looks at what is in them and runs a little; `make package` installs them with all they need from the package
index, runs every command in every mode, and the whole of the source distribution's own tests.
"""

from __future__ import annotations

import subprocess
import tarfile
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest
from counts import times
from environments import ROOT, Environment

IN_FULL = bool(times(0, 1))
#: Of the tests in the source distribution, those that the suite runs.
SOME_TESTS = ["tests/autograd/test_graph.py", "tests/autograd/test_files.py"]


class Built(NamedTuple):
    sources: set[str]
    sdist: Path
    wheel: Path


def published() -> set[str]:
    """The files of the project, as git has them."""
    command = ["git", "ls-files", "-z"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no repository: what belongs to the project is not known")
    names = {name for name in done.stdout.split("\0") if name and (ROOT / name).exists()}
    return {name for name in names if not name.startswith(".git")}  # which only git has use for


def unpack(sdist: Path, folder: Path) -> None:
    """The files of a source distribution, without the folder they are in."""
    with tarfile.open(sdist) as archive:
        for member in archive:
            if content := archive.extractfile(member):
                path = folder / member.name.partition("/")[2]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Both distributions, made of a copy of the sources, the wheel of what is in the source distribution."""
    sources, folder = published(), tmp_path_factory.mktemp("built")
    for name in sources:
        copy = folder / "sources" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((ROOT / name).read_bytes())
    environment = Environment(folder / "environment", needed=False)
    try:
        environment.install("setuptools>=77")
    except OSError as error:
        pytest.skip(f"no package index: {error}")
    for kind, place in (("sdist", folder / "sources"), ("wheel", folder / "unpacked")):
        program = f"from setuptools import build_meta; print(build_meta.build_{kind}({str(folder)!r}))"
        done = environment.run(environment.python, "-c", program, folder=place)
        assert done.returncode == 0, done.stderr
        if kind == "sdist":
            sdist = next(folder.glob("chainrule-*.tar.gz"))
            unpack(sdist, folder / "unpacked")
    return Built(sources, sdist, next(folder.glob("chainrule-*.whl")))


def test_the_source_distribution_has_every_file_and_no_other(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        inside = {member.name.partition("/")[2] for member in archive if member.isfile()}
    made = {name for name in inside if ".egg-info/" in name or name in ("PKG-INFO", "setup.cfg")}
    assert inside - made == built.sources


def test_the_wheel_has_every_file_of_the_packages_and_no_other(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert inside == {name for name in built.sources if name.startswith(("autograd/", "nn/"))}


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    environment = Environment(tmp_path_factory.mktemp("installed") / "environment", needed=not IN_FULL)
    environment.install(built.wheel, needed=IN_FULL)
    return environment


GRAPH = ("c = a+b; d = b+1; e = c*d", "a=2", "b=1")
PAGE = "$z = 0.5 \\times 2 + 1 = 2$, so $a = \\sigma(z) = 0.8808$.\n"
SHEET = 'expressions = ["u = 3*x"]\ninputs.x = 0.25\n[[claims]]\nquantity = "u"\nprinted = "0.75"\n'

#: Every command, the exit status it ends with, and what it prints or writes.
COMMANDS: list[tuple[tuple[str, ...], int, str]] = [
    (("--version",), 0, "chainrule "),
    (("explain", *GRAPH), 0, "2·1 + 3·1 = 5"),
    (("audit", *GRAPH, "--claim", "b=2"), 1, "The path b -> d -> e is left out"),
    (("check", "page.md"), 0, "2 right"),
    (("draw", *GRAPH, "-o", "e.svg"), 0, "wrote e.svg"),
    (("draw", *GRAPH, "-o", "e.png"), 0, "wrote e.png"),
    (("draw", *GRAPH, "-o", "e.pdf"), 0, "wrote e.pdf"),
    (("explore", *GRAPH, "-o", "e.html"), 0, "wrote e.html"),
    (("paths", *GRAPH, "--to", "b"), 0, "sum of all = 5"),
    (("worksheet", "sigmoid-2-2-1", "-o", "sheets"), 0, "wrote 1 exercise"),
    (("grade", "sheet.toml", "answers.csv"), 0, "Ada"),
    (("walkthrough", "--all"), 1, "0.648366218"),
    (("train", "xor", "--save", "xor.safetensors"), 0, "training accuracy 100.0%"),
    (("explain", "log(a-b)", "a=1", "b=2"), 2, "is undefined at"),
]
MODES = [(), ("-W", "error"), ("-OO", "-W", "error")]


@pytest.mark.parametrize("mode", MODES[: times(1, 3)], ids=" ".join)
@pytest.mark.parametrize(("command", "status", "says"), COMMANDS[: times(4, len(COMMANDS))])
def test_every_command_of_the_wheel_works(
    command: tuple[str, ...], status: int, says: str, mode: tuple[str, ...], installed: Environment, tmp_path: Path
) -> None:
    (tmp_path / "page.md").write_text(PAGE)
    (tmp_path / "sheet.toml").write_text(SHEET)
    (tmp_path / "answers.csv").write_text("student,u\nAda,0.75\n")
    start = [installed.python, *mode, "-m", "nn"] if mode else [str(installed.bin / "chainrule")]
    done = installed.run(*start, *command, folder=tmp_path)
    assert (done.returncode, says in done.stdout + done.stderr) == (status, True), done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert str(ROOT) not in done.stdout + done.stderr


def test_the_tests_in_the_source_distribution_pass(
    built: Built, installed: Environment, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if IN_FULL:
        installed.install(f"chainrule[dev] @ {built.wheel.as_uri()}", needed=True)
    place = tmp_path_factory.mktemp("sdist")
    unpack(built.sdist, place)
    tests = ["-n", "auto", "--ignore=tests/test_package.py"] if IN_FULL else SOME_TESTS
    done = installed.run(installed.python, "-m", "pytest", "-q", *tests, folder=place, seconds=3 * 3600)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-1000:]
    assert " passed" in done.stdout

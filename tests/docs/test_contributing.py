"""The four examples of CONTRIBUTING.md, each done in a copy of the sources exactly as it stands there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pages import Typed, same

import autograd

ROOT = Path(autograd.__file__).parent.parent
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """What stands below a headline."""
    return re.split(r"^## ", PAGE.partition(f"## {title}")[2], flags=re.MULTILINE)[0]


def block(title: str, language: str) -> str:
    """The first block of a language in a section."""
    found = re.search(rf"^```{language}\n(.*?)^```$", section(title), re.DOTALL | re.MULTILINE)
    assert found
    return found[1]


def typed(title: str) -> Typed:
    """The command in a section, and what it shows."""
    command, _, shown = block(title, "console").partition("\n")
    return Typed(command.removeprefix("$ "), shown)


class Copy:
    """A copy of the sources, in which something is changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for package in ("autograd", "nn"):
            shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))

    def insert(self, file: str, after: str, text: str) -> None:
        """Put text after the first place where `after` stands; at the end, if that is empty."""
        path = self.folder / file
        before = path.read_text(encoding="utf-8")
        assert after in before
        start, found, rest = before.partition(after) if after else (before, "", "")
        path.write_text(start + found + text + rest, encoding="utf-8")

    def run(self, *command: str, **more: str) -> str:
        """What a command prints here."""
        environment = os.environ | {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"} | more
        done = subprocess.run(
            [sys.executable, *command], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        assert "Traceback" not in done.stderr, done.stderr[-2000:]
        return done.stdout + done.stderr

    def shows(self, title: str) -> None:
        """The section's command shows what stands there."""
        command, expected = typed(title)
        program, *arguments = shlex.split(command)
        assert program == "chainrule"
        got = self.run("-m", "nn", *arguments)
        assert same(expected, got), got


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_a_new_operation_is_one_row(copy: Copy) -> None:
    title = "A new operation: one row"
    assert copy.run("-m", "nn", "explain", "sinc(x)", "x=2").startswith("chainrule: ")
    copy.insert("autograd/ops/trigonometry.py", "", block(title, "python"))
    copy.shows(title)
    program = """
from autograd import Value, compile, gradcheck, ops
sinc = ops.TABLE["sinc"]
assert gradcheck(sinc, 2.0) and gradcheck(lambda x: sinc(x) * x, 2.0)
w = Value(2.0, "w")
mean, (slope,) = compile(lambda x: sinc(w * x), [w]).value_and_grad([1.0, 0.5])
print(abs(mean - 0.64805985) < 1e-8, abs(slope + 0.29299106) < 1e-8)  # (sin(2)/2 + sin(1))/2, and its derivative by w
"""
    assert copy.run("-c", program) == "True True\n"


def test_a_new_slip_is_one_line(copy: Copy) -> None:
    title = "A new slip: one line"
    assert "1 - O³" not in copy.run("-m", "nn", *shlex.split(typed(title).command)[1:])
    copy.insert("autograd/auditor/slips/tables/derivatives.py", '    "tanh": (\n', block(title, "python"))
    copy.shows(title)


def test_a_new_walkthrough_is_one_file(copy: Copy) -> None:
    title = "A new walkthrough: one file"
    (copy.folder / "nn/walkthroughs/two_factors.py").write_text(block(title, "python"), encoding="utf-8")
    copy.insert("nn/walkthroughs/__init__.py", "from nn.walkthroughs import (\n", "    two_factors,\n")
    copy.insert("nn/walkthroughs/__init__.py", "    for module in (\n", "        two_factors,\n")
    copy.shows(title)
    assert copy.run("-m", "nn", "walkthrough").startswith("two-factors ")


def test_a_new_language_is_one_file(copy: Copy) -> None:
    pytest.importorskip("babel")
    title = "A new language: one file"
    (copy.folder / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "translations.py", copy.folder / "docs")
    copy.run("docs/translations.py", "fr")
    catalogue = copy.folder / "autograd/language/fr/LC_MESSAGES/chainrule.po"
    english, french = block(title, "po").splitlines()
    text = catalogue.read_text(encoding="utf-8")
    assert f'{english}\nmsgstr ""\n' in text
    catalogue.write_text(text.replace(f'{english}\nmsgstr ""\n', f"{english}\n{french}\n"), encoding="utf-8")
    copy.run("docs/translations.py")
    copy.shows(title)

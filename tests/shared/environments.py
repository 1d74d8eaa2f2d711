"""Environments of their own, in which tests install packages."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import numpy

import autograd

ROOT = Path(autograd.__file__).parent.parent
#: Where the packages are that ours needs.
NEEDED = Path(numpy.__file__).parent.parent


def pip(*arguments: str, python: str = sys.executable, seconds: float = 300) -> None:
    """Run pip; an OSError says why it failed: there is no package index, say."""
    done = subprocess.run(
        [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "-q", *arguments],
        capture_output=True, text=True, check=False, timeout=seconds,
    )  # fmt: skip
    if done.returncode:
        raise OSError(done.stderr)


class Environment:
    """An environment with nothing in it, or with the packages that ours needs, as they are in the one that tests."""

    def __init__(self, folder: Path, needed: bool = True) -> None:
        venv.create(folder, with_pip=False, symlinks=True)
        self.bin = folder / ("Scripts" if os.name == "nt" else "bin")
        self.python = str(self.bin / "python")
        self.site = next(folder.glob("[Ll]ib/**/site-packages"))
        if needed:
            (self.site / "needed.pth").write_text(f"{NEEDED}\n")

    def install(self, *packages: str | Path, needed: bool = False) -> None:
        """Install packages: alone, or with what they need."""
        alone = [] if needed else ["--no-deps", "--force-reinstall"]
        pip("--python", self.python, "install", *alone, *map(str, packages), seconds=1200)

    def uninstall(self, name: str) -> None:
        pip("--python", self.python, "uninstall", "-y", name)

    def run(self, *command: str, folder: Path | None = None, seconds: float = 120) -> subprocess.CompletedProcess[str]:
        """Run a command, in a folder where no sources of ours lie, with none of Python's or pytest's settings."""
        elsewhere = {
            name: entry for name, entry in os.environ.items() if not name.startswith(("PYTHON", "PYTEST", "CHAINRULE"))
        }
        return subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=seconds, env=elsewhere, cwd=folder or self.bin
        )

    def says(self, *command: str) -> tuple[int, str]:
        """Exit status and the last line of what is printed."""
        done = self.run(*command)
        return done.returncode, (done.stderr.strip() or done.stdout.strip()).rpartition("\n")[2]

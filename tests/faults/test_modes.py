"""The main paths under `python -O`, which leaves assertions out, and `-W error`, which lets no warning pass."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FIRST_USES = Path(__file__).with_name("first_uses.py")

COMMANDS = [
    ("audit", "(a+b)*(b+1)", "a=2", "b=1", "--claim", "b=5"),
    ("explain", "sum(W @ x)", "W=[[1,2],[3,4]]", "x=[1,2]"),
    ("walkthrough", "--all"),
    ("train", "xor"),
]


@pytest.mark.parametrize("options", [("-W", "error"), ("-O", "-W", "error"), ("-OO",)], ids=" ".join)
def test_every_entry_point_works(options: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, *options, str(FIRST_USES), "0"], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_commands_print_the_same_without_assertions() -> None:
    said = {}
    for options in ((), ("-OO", "-W", "error")):
        program = "import sys, nn.cli; [nn.cli.main(command.split('|')) for command in sys.argv[1:]]"
        done = subprocess.run(
            [sys.executable, *options, "-c", program, *map("|".join, COMMANDS)],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        said[options] = [line for line in done.stdout.splitlines() if "epochs in" not in line]  # which took its time
    assert said[()] == said["-OO", "-W", "error"]
    assert "training accuracy 100.0%" in said[()]

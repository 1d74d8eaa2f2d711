"""Try a change: put it into a copy of the project, and see whether a test fails."""

import multiprocessing
import os
import resource
import signal
import sys
import time
from pathlib import Path

import pytest

KILLED, SURVIVED, NOT_COVERED = "killed", "survived", "not covered"
# Beside what the chosen tests took unchanged: a change can make a loop endless.
SPARE_SECONDS = 60


def attempt(copy: Path, file: str, changed: bytes, tests: list[str], seconds: float) -> str:
    """Run `tests` in the folder `copy` with `file` changed; the file is put back afterwards.

    A process of its own imports the project anew. It is forked off this one, which has pytest loaded and the project
    not, so that a try costs its tests and little else.
    """
    if not tests:
        return NOT_COVERED
    target = copy / file
    before = target.read_bytes()
    target.write_bytes(changed)
    try:
        child = os.fork()
        if child == 0:
            _run(copy, tests, limit=int(4 * seconds) + SPARE_SECONDS)
        return SURVIVED if _status(child, 60 * seconds + 10 * SPARE_SECONDS) == 0 else KILLED
    finally:
        target.write_bytes(before)


_own: list[Path] = []


def take_copy(free: "multiprocessing.SimpleQueue[Path]") -> None:
    """This process works in a copy that no other has, with what every test needs loaded."""
    import mpmath  # noqa: F401
    import numpy  # noqa: F401

    _own.append(free.get())


def attempt_in_own_copy(job: tuple[str, bytes, list[str], float]) -> str:
    """`attempt` in this process's copy."""
    return attempt(_own[0], *job)


def _run(copy: Path, tests: list[str], limit: int) -> None:
    status = 1
    try:
        os.setsid()  # what the tests start ends with them
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        # What it may write to. Of addresses alone, Chromium takes a thousand times as much as it uses.
        resource.setrlimit(resource.RLIMIT_DATA, (6 << 30, 6 << 30))
        os.chdir(copy)
        os.environ["PYTHONPATH"] = str(copy)
        sys.path.insert(0, str(copy))
        sys.dont_write_bytecode = True
        silent = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silent, stream)
        # Loaded before the fork on purpose, so pytest need not say that it cannot rewrite their asserts.
        quiet = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
        options = [
            *quiet,
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            "-p",
            "no:cov",
            f"--basetemp={copy}.tmp",
        ]
        status = int(pytest.main([*options, *tests]))
    finally:
        os._exit(status)


def _status(child: int, seconds: float) -> int:
    """The child's exit status, or 1 if it has to be stopped."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        process, status = os.waitpid(child, os.WNOHANG)
        if process:
            return status
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 1

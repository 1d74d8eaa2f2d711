"""Processes that save to one path and read it: no write is lost half-way, no read is torn, whoever is killed."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from counts import times

from autograd.files import write_whole
from nn import MLP, load, save

#: A process that writes which one it is and how many times it has written, again and again.
WRITER = """
import sys

kind, path, writer, writes = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
if kind == "bytes":
    from autograd.files import write_whole
else:
    from nn import MLP, save
print("ready", flush=True)
sys.stdin.readline()
for nth in range(1, writes + 1):
    if kind == "bytes":
        write_whole(path, f"{writer} {nth}\\n".encode() * 10_000)
    else:
        save(MLP.of([[[float(writer), float(nth)]]]), path)
"""


def read_bytes(path: Path) -> tuple[int, int]:
    lines = path.read_bytes().splitlines()
    assert len(lines) == 10_000
    (line,) = set(lines)
    writer, nth = line.split()
    return int(writer), int(nth)


def read_network(path: Path) -> tuple[int, int]:
    (writer, nth), *_ = load(path).state().values()
    return int(writer), int(nth)


def write_first(kind: str, path: Path) -> None:
    if kind == "bytes":
        write_whole(path, b"0 0\n" * 10_000)
    else:
        save(MLP.of([[[0.0, 0.0]]]), path)


READERS: dict[str, Callable[[Path], tuple[int, int]]] = {"bytes": read_bytes, "network": read_network}


@contextmanager
def started(kind: str, path: Path, writer: int, writes: int) -> Iterator[subprocess.Popen[str]]:
    """A process that has imported what it needs and waits for a line; it is killed in the end if it still runs."""
    command = [sys.executable, "-c", WRITER, kind, str(path), str(writer), str(writes)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield process
        finally:
            process.kill()


def begin(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.mark.parametrize(("kind", "writes"), [("bytes", times(60, 1000)), ("network", times(20, 300))])
def test_what_processes_write_to_one_path_is_whole_and_in_each_ones_order(
    kind: str, writes: int, tmp_path: Path
) -> None:
    path, read = tmp_path / "file", READERS[kind]
    write_first(kind, path)
    seen: dict[int, int] = {}
    with ExitStack() as stack:
        writers = [stack.enter_context(started(kind, path, writer, writes)) for writer in (1, 2, 3)]
        for process in writers:
            begin(process)
        while any(process.poll() is None for process in writers):
            writer, nth = read(path)
            assert nth >= seen.get(writer, 0)  # what a writer wrote before does not come back
            seen[writer] = nth
        assert [process.returncode for process in writers] == [0, 0, 0]
    assert len(seen) > 1
    assert read(path)[1] == writes  # the last of somebody's
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize("name", ["file", "a" * 255, "算" * 85], ids=["short", "long", "long in bytes"])
def test_a_writer_that_is_killed_harms_nobody_and_what_it_left_is_removed(name: str, tmp_path: Path) -> None:
    path, chance = tmp_path / name, random.Random(0)
    write_first("bytes", path)
    with ExitStack() as stack:
        others = [stack.enter_context(started("bytes", path, writer, 10**6)) for writer in (1, 2)]
        for process in others:
            begin(process)
        for nth in range(times(2, 100)):
            with started("bytes", path, 3 + nth, 10**6) as victim:
                begin(victim)
                time.sleep(chance.uniform(0.0, 0.1))
            read_bytes(path)
        assert [process.poll() for process in others] == [None, None]
    read_bytes(path)
    write_whole(path, b"the last")
    assert os.listdir(tmp_path) == [name]
    assert path.read_bytes() == b"the last"


def test_a_file_that_a_killed_writer_left_is_removed_whatever_lies_beside_it(tmp_path: Path) -> None:
    left = ".file.0123456789abcdef.part"
    kept = [".file.0123456789abcdef.parts", ".other.0123456789abcdef.part", ".file.xyz.part", "file.part"]
    for name in (left, *kept):
        (tmp_path / name).write_bytes(b"half")
    (tmp_path / ".file.00000000000000ff.part").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / ".file.00000000000000fe.part")  # whoever opens it waits for a writer
    write_whole(tmp_path / "file", b"new")
    found = set(os.listdir(tmp_path))
    assert left not in found
    assert found >= {"file", *kept}

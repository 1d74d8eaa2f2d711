"""Files that many write and read at once, that a kill interrupts, and that do not fit: always one whole file."""

from __future__ import annotations

import ast
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from counts import times

import autograd
import nn
from autograd import Value, draw, explore
from autograd.files import write_whole
from nn import MLP, Adam, fit, load, losses, save
from nn.training.checkpoint import Checkpoint

SOURCES = [path for package in (autograd, nn) for path in Path(package.__path__[0]).rglob("*.py")]

#: What writes to a path without making sure that the file is whole.
_WRITES = {"write_text", "write_bytes", "savefig", "save_file", "tofile", "savetxt", "savez", "copyfile", "to_csv"}
#: `files` itself.
_ALLOWED = {"autograd/files.py"}


def writes(path: Path) -> Iterator[str]:
    """The calls of a file that write to a path by themselves."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func).rpartition(".")[2]
        modes = [argument.value for argument in ast.walk(node) if isinstance(argument, ast.Constant)]
        if name in _WRITES or (
            name == "open" and any(mode in ("w", "wb", "x", "xb", "a", "ab", "w+b") for mode in modes)
        ):
            yield ast.unparse(node)


def test_every_file_is_written_by_the_one_writer() -> None:
    root = Path(autograd.__file__).parent.parent
    found = {str(path.relative_to(root)): list(writes(path)) for path in SOURCES}
    into_memory = "figure.savefig(picture,"  # whose bytes go through the writer
    stray = {name: [call for call in calls if into_memory not in call] for name, calls in found.items()}
    assert {name for name, calls in stray.items() if calls} == _ALLOWED


def picture(seed: int) -> Value:
    e = Value(float(seed), "a") * Value(2.0, "b")
    e.backward()
    return e


def read_svg(path: Path) -> None:
    text = path.read_text()
    assert text.startswith("<svg")
    assert text.rstrip().endswith("</svg>")


def read_page(path: Path) -> None:
    assert path.read_text().rstrip().endswith("</html>")


def checkpoint(seed: int, path: Path) -> None:
    model = MLP(2, [3, 1], seed=seed)
    fit(model, [[0, 1], [1, 0]], [1, -1], losses.hinge, Adam(model.parameters()), epochs=1, checkpoint=path)


#: Everything that is written, with how a reader knows that it is whole.
WRITERS: dict[str, tuple[Callable[[int, Path], Any], Callable[[Path], Any]]] = {
    "model.safetensors": (lambda seed, path: save(MLP(2, [16, 16, 1], seed=seed), path), load),
    "run.safetensors": (checkpoint, Checkpoint.load),
    "e.svg": (lambda seed, path: draw(picture(seed)).save(path), read_svg),
    "e.html": (lambda seed, path: explore(picture(seed)).save(path), read_page),
    "plain": (lambda seed, path: write_whole(path, bytes([seed]) * 100_000), lambda path: _same(path.read_bytes())),
}


def _same(content: bytes) -> None:
    assert len(content) == 100_000
    assert len(set(content)) == 1


@pytest.mark.parametrize("name", WRITERS)
def test_what_many_threads_write_to_one_path_is_whole_at_every_moment(name: str, tmp_path: Path) -> None:
    write, read = WRITERS[name]
    path = tmp_path / name
    write(0, path)
    writing = threading.Event()
    reads = 0

    def keep_reading() -> None:
        nonlocal reads
        while not writing.is_set() or reads < 80:
            read(path)
            reads += 1

    with ThreadPoolExecutor(9) as threads:
        reader = threads.submit(keep_reading)
        for written in [threads.submit(write, seed, path) for seed in range(1, times(24, 240))]:
            written.result(120)
        writing.set()
        reader.result(120)
    assert reads >= 80
    assert os.listdir(tmp_path) == [name]


SAVE = """
import sys
from nn import MLP, save
models = [MLP(2, [40, 40, 1], seed=seed) for seed in range(2)]
print("ready", flush=True)
while True:
    for model in models:
        save(model, sys.argv[1])
"""
FIT = """
import sys
from nn import MLP, Adam, fit, losses
model = MLP(2, [3, 1], seed=1)
print("ready", flush=True)
fit(model, [[0, 1], [1, 0]], [1, -1], losses.hinge, Adam(model.parameters()), epochs=10**6, checkpoint=sys.argv[1],
    resume=True)
"""


@pytest.mark.parametrize(("program", "read"), [(SAVE, load), (FIT, Checkpoint.load)], ids=["save", "fit"])
def test_a_kill_leaves_a_whole_file_and_the_next_writer_cleans_up(
    program: str, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    path = tmp_path / "file"
    chance = random.Random(0)
    epochs = 0
    for _ in range(times(3, 100)):
        with subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            while not path.exists():
                time.sleep(0.01)
            time.sleep(chance.uniform(0.0, 0.2))
            process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        found = read(path)
        if program is FIT:
            assert len(found.epochs) >= epochs
            epochs = len(found.epochs)
    write_whole(path, path.read_bytes())
    assert os.listdir(tmp_path) == ["file"]


def test_the_file_of_a_writer_that_still_writes_is_not_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, beside = tmp_path / "file", []
    fsync = os.fsync

    def meanwhile(descriptor: int) -> None:
        if not beside:
            beside.extend(tmp_path.glob(".*.part"))
            write_whole(path, b"of another")
            assert beside[0].exists()
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", meanwhile)
    write_whole(path, b"the last")
    assert path.read_bytes() == b"the last"
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize("name", ["a" * 255, "算" * 85, "ñ\u0301 🎲 '\".svg", "-rf", " ", "a\nb"], ids=ascii)
def test_any_name_a_file_may_have(name: str, tmp_path: Path) -> None:
    for content in (b"old", b"new"):
        assert write_whole(tmp_path / name, content).read_bytes() == content
    assert os.listdir(tmp_path) == [name]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no small disk can be made here")
    try:
        small, large = MLP(2, [2, 1], seed=1), MLP(2, [200, 200, 1], seed=1)
        path = save(small, disk / "model")
        with pytest.raises(OSError, match="No space left") as caught:
            save(large, path)
        assert caught.value.filename == str(path)
        assert load(path).state() == small.state()
        assert os.listdir(disk) == ["model"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes: a full disk that needs no disk."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("size", [0, 100, 350])
def test_what_does_not_fit_leaves_the_old_file(name: str, size: int, tmp_path: Path) -> None:
    write, read = WRITERS[name]
    path = tmp_path / name
    write(1, path)
    before = path.read_bytes()
    with largest_file(size), pytest.raises(OSError, match="File too large") as caught:
        write(2, path)
    assert caught.value.filename == str(path)
    assert path.read_bytes() == before
    read(path)
    assert os.listdir(tmp_path) == [name]


GRAPH = ("(a+b)*(b+1)", "a=2", "b=1")


@pytest.mark.parametrize(
    "command",
    [
        ("draw", *GRAPH, "-o", "new.svg"),
        ("draw", *GRAPH, "-o", "new.png"),
        ("explore", *GRAPH, "-o", "new.html"),
        ("check", "page.md", "--sheet", "new.toml"),
        ("worksheet", "sigmoid-2-2-1", "-o", "new"),
        ("grade", "sheet.toml", "answers.csv", "-o", "new.csv"),
        ("train", "xor", "--save", "new.safetensors"),
    ],
    ids=lambda command: " ".join((command[0], command[-1])),
)
def test_a_command_whose_file_does_not_fit_says_so_in_one_line(
    command: tuple[str, ...], run: Callable[..., tuple[int, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("page.md").write_text("$z = 0.5 \\times 2 + 1 = 2$, so $a = \\sigma(z) = 0.8808$.\n")
    Path("sheet.toml").write_text(
        'expressions = ["u = 3*x"]\ninputs.x = 0.25\n[[claims]]\nquantity = "u"\nprinted = "0.75"\n'
    )
    Path("answers.csv").write_text("student,u\nAda,0.75\n")
    before = sorted(os.listdir(tmp_path))
    with largest_file(10):
        status, _, said = run(*command)
    assert (status, said.count("\n")) == (2, 1)
    assert "File too large" in said
    assert [name for name in sorted(os.listdir(tmp_path)) if name != "new"] == before
    assert list(tmp_path.glob("new/*")) == []


def test_a_folder_that_may_not_be_written_to_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    program = "import os, sys; from autograd.files import write_whole; os.setuid(65534); write_whole(sys.argv[1], b'')"
    if os.name != "posix" or os.getuid() != 0:
        program = program.replace("os.setuid(65534); ", "")
        folder.chmod(0o500)
    for parent in tmp_path.parents:
        if parent.stat().st_mode & 0o005 != 0o005:
            folder.chmod(0o700)
    run = subprocess.run(
        [sys.executable, "-c", program, str(folder / "file")], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert json.dumps(str(folder / "file"))[1:-1] in run.stderr.splitlines()[-1]
    assert os.listdir(folder) == []

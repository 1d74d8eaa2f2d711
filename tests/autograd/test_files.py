"""Files written whole: whatever interrupts, a file is the old one or the new one."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from autograd.files import write_whole


@pytest.mark.parametrize("when", ["open", "write", "fsync", "replace"])
def test_an_interrupted_write_leaves_the_old_file_whole(
    when: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "m"
    write_whole(path, b"the old content")

    def interrupt(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    if when in ("fsync", "replace"):
        monkeypatch.setattr(os, when, interrupt)
    elif when == "open":
        monkeypatch.setattr("builtins.open", interrupt)
    else:
        original = open

        def half(*arguments: Any, **keywords: Any) -> Any:
            file = original(*arguments, **keywords)
            write = file.write

            class Half:
                def __enter__(self) -> Any:
                    return self

                def __exit__(self, *_: Any) -> None:
                    file.close()

                def write(self, content: bytes) -> None:
                    write(content[: len(content) // 2])
                    raise OSError(28, "No space left on device")

            return Half()

        monkeypatch.setattr("builtins.open", half)
    with pytest.raises((KeyboardInterrupt, OSError)):
        write_whole(path, b"the new content, which is longer")
    monkeypatch.undo()
    assert path.read_bytes() == b"the old content"
    assert os.listdir(tmp_path) == ["m"]


def test_writing_through_a_link_replaces_the_file_it_points_to(tmp_path: Path) -> None:
    path, link = tmp_path / "m", tmp_path / "link"
    path.write_bytes(b"old")
    link.symlink_to(path)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"


def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path) -> None:
    path = write_whole(tmp_path / "m", b"old")
    path.chmod(0o640)
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o7777 == 0o640


def test_threads_that_write_the_same_file_do_not_tear_each_others(tmp_path: Path) -> None:
    path, contents = tmp_path / "m", [bytes([i]) * 200_000 for i in range(8)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda content: write_whole(path, content), contents * 5))
    assert path.read_bytes() in contents
    assert os.listdir(tmp_path) == ["m"]


def test_an_error_has_the_path_as_it_was_given(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no") as caught:
        write_whole(tmp_path / "no" / "folder", b"")
    assert caught.value.filename == str(tmp_path / "no" / "folder")


def test_a_name_as_long_as_names_may_be_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("算" * 80)
    assert write_whole(path, b"content").read_bytes() == b"content"


def test_the_error_is_about_the_path_as_it_was_given(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path / "file" / "below", tmp_path / "nowhere" / "m", tmp_path):
        with pytest.raises(OSError) as caught:  # noqa: PT011
            write_whole(path, b"content")
        assert caught.value.filename == str(path)
        assert caught.value.filename2 is None


def test_a_private_file_is_private_all_the_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, modes = tmp_path / "secret", []
    path.write_bytes(b"old")
    path.chmod(0o600)
    replace = os.replace
    monkeypatch.setattr(os, "replace", lambda a, b: (modes.append(os.stat(a).st_mode & 0o777), replace(a, b)))
    monkeypatch.setattr(os, "fsync", lambda file: modes.append(os.fstat(file).st_mode & 0o777))
    write_whole(path, b"new")
    assert modes == [0o600, 0o600]
    assert path.read_bytes() == b"new"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe, received = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = Thread(target=lambda: received.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, b"content")
    reader.join(30)
    assert received == [b"content"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)

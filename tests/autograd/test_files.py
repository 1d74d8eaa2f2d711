"""Files written whole: whatever interrupts, a file is the old one or the new one."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from autograd.files import write_whole


@pytest.mark.parametrize("when", ["open", "write", "fsync", "replace"])
def test_an_interrupted_write_leaves_the_old_file_whole(
    when: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "m"
    write_whole(path, b"the old content")

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    if when in ("fsync", "replace"):
        monkeypatch.setattr(os, when, interrupt)
    elif when == "open":
        monkeypatch.setattr("builtins.open", interrupt)
    else:
        original = open

        def half(*arguments: Any) -> Any:
            file = original(*arguments)
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

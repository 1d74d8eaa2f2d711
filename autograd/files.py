"""Files written whole: a file is the old one or the new one, whatever interrupts."""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from autograd.language import say, template

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

#: What an operating system says most often, for the translators; other reasons stay in its words.
_REASONS = (
    template("No such file or directory"),
    template("Permission denied"),
    template("Is a directory"),
    template("Not a directory"),
    template("File exists"),
    template("File name too long"),
    template("No space left on device"),
    template("Read-only file system"),
)


def reason(error: OSError) -> str:
    """Why a file could not be read or written, in the words of the operating system.

    >>> reason(FileNotFoundError(2, "No such file or directory", "notes.md"))
    'No such file or directory'
    """
    why = error.strerror or str(error)
    return say(why) if why in _REASONS else why


def write_whole(path: str | os.PathLike[str], content: bytes) -> Path:
    """Write beside the file, make sure it is on the disk, then put it in the file's place in one step.

    The file beside it has a name of its own, so that writers in other threads and processes do not meet; what a writer
    that was killed has left beside the file is removed. A link stays, and what it points to is replaced; a file that is
    replaced keeps its mode. Returns the path as it was given.

    Raises OSError, with the path as it was given, if the file cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = write_whole(Path(folder, "greeting"), b"hello")
    ...     path.read_bytes(), os.listdir(folder)
    (b'hello', ['greeting'])
    """
    target = Path(os.path.realpath(path))
    try:
        before = target.stat() if target.exists() else None
        if before is not None and not stat.S_ISREG(before.st_mode):
            target.write_bytes(content)  # a device or a pipe is written to, not replaced
            return Path(path)
        _replace(target, content, 0o666 if before is None else stat.S_IMODE(before.st_mode))
    except OSError as error:
        # Under the name the caller knows.
        raise type(error)(error.errno, error.strerror or str(error), os.fspath(path)) from None
    return Path(path)


def _replace(target: Path, content: bytes, mode: int) -> None:
    stem = os.fsencode(target.name)[:100].decode(errors="ignore")  # the longest name a file may have is in bytes
    _remove_what_killed_writers_left(target.parent, stem)
    beside = target.with_name(f".{stem}.{token_hex(8)}.part")
    try:
        # A new file has what the user's mask leaves of its mode; one that is replaced keeps its mode, from the start.
        with open(beside, "xb", opener=lambda name, flags: _locked(os.open(name, flags, mode))) as file:
            if not beside.exists():  # removed, between its making and its lock
                return _replace(target, content, mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            if mode != 0o666:
                beside.chmod(mode)
            if fcntl is not None:
                os.replace(beside, target)
        if fcntl is None:  # Windows replaces no file that is open
            os.replace(beside, target)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _remove_what_killed_writers_left(folder: Path, stem: str) -> None:
    """A writer holds a lock on its file until that is in its place: a file without one belongs to nobody."""
    if fcntl is None:
        return
    of_ours = re.compile(re.escape(f".{stem}.") + r"[0-9a-f]{16}\.part")
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):
                if of_ours.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                    with open(entry.path, "rb") as file:
                        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)  # an OSError if somebody has it
                        os.unlink(entry.path)


def _locked(descriptor: int) -> int:
    """An open file with its lock, which is given back when it is closed, by a kill too."""
    with suppress(OSError):  # on a file system without locks, where nothing is removed either
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor

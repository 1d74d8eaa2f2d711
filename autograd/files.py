"""Files written whole: a file is the old one or the new one, whatever interrupts."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex


def write_whole(path: str | os.PathLike[str], content: bytes) -> Path:
    """Write beside the file, make sure it is on the disk, then put it in the file's place in one step.

    The file beside it has a name of its own, so that writers in other threads and processes do not meet. A link stays,
    and what it points to is replaced; a file that is replaced keeps its mode. Returns the path as it was given.

    Raises OSError, with the path as it was given, if the file cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = write_whole(Path(folder, "greeting"), b"hello")
    ...     path.read_bytes(), os.listdir(folder)
    (b'hello', ['greeting'])
    """
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".{target.name[:100]}.{token_hex(8)}.part")
    try:
        with open(beside, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):  # a new file has the mode that new files get
            beside.chmod(target.stat().st_mode & 0o7777)
        os.replace(beside, target)
    except OSError as error:
        error.filename = os.fspath(path)  # the name the caller knows
        raise
    finally:
        beside.unlink(missing_ok=True)
    return Path(path)

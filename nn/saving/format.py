"""Files of arrays: safetensors for the numbers, JSON in its metadata for all else, nothing executable.

A file is complete or not there: it is written beside its place and then moved into it. The same content makes the same
bytes. Files are untrusted: size, header and checksum are checked before anything in them is used.
"""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from autograd import ChainruleError
from autograd.files import write_whole
from autograd.language import say
from autograd.notation import quoted, shown

#: The largest file to write or read, in bytes: 100 million bytes are 12 million numbers.
LARGEST_FILE = 100_000_000

#: Arrays by name, and everything else as JSON knows it: dicts, lists, strings, numbers, None.
Arrays = dict[str, Any]
About = dict[str, Any]


class Format(NamedTuple):
    """A kind of file.

    - `key`: the one key of the metadata; a second one would make the order of the bytes a matter of chance.
    - `version`: of the layout of what it holds.
    - `what`: such a file, in errors: "a saved network".
    - `error`: what to raise for any other file.

    >>> from tempfile import TemporaryDirectory
    >>> import numpy
    >>> table = Format("my table", version=1, what="a table", error=ChainruleError)
    >>> with TemporaryDirectory() as folder:
    ...     path = table.write(Path(folder, "table"), {"columns": ["x", "y"]}, {"rows": numpy.eye(2)})
    ...     table.read(path)
    ({'version': 1, 'columns': ['x', 'y']}, {'rows': array([[1., 0.],
           [0., 1.]])})
    """

    key: str
    version: int
    what: str
    error: type[ChainruleError]

    def write(self, path: str | os.PathLike[str], about: About, arrays: Arrays) -> Path:
        """Write a file, whole or not at all; returns its path.

        Raises `error` for more than `LARGEST_FILE` bytes, OSError if the file cannot be written.
        """
        from safetensors.numpy import save

        about = {"version": self.version, **about}
        text = json.dumps({"sha256": checksum(about, arrays), **about})
        content = save(arrays, metadata={self.key: text})
        if len(content) > LARGEST_FILE:
            raise self.error(
                say(
                    "{what} is at most {largest_file:,} bytes, and this would be {content:,}",
                    what=self.what,
                    largest_file=LARGEST_FILE,
                    content=len(content),
                )
            )
        return write_whole(path, content)

    def read(self, path: str | os.PathLike[str]) -> tuple[About, Arrays]:
        """What `write` wrote.

        Raises `error` for a file that is damaged, of another kind, or too large; OSError if it cannot be read.
        """
        return self.parse(content_of(path, self.what, self.error), path)

    def parse(self, content: bytes, path: str | os.PathLike[str]) -> tuple[About, Arrays]:
        """What `write` made these bytes of. Raises `error`, which names the path, for any others."""
        from safetensors import SafetensorError
        from safetensors.numpy import load

        try:
            arrays = load(content)  # checks that the header describes exactly the bytes that are there
            about = json.loads(header_of(content)["__metadata__"][self.key])
            promised, version = about.pop("sha256"), about["version"]
            found = checksum(about, arrays)
        except (SafetensorError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise self.error(refusal(path, self.what)) from None
        if promised != found:
            raise self.error(
                say(
                    "{path} is damaged: its content does not have the checksum it had when it was saved",
                    path=_called(path),
                )
            )
        if version != self.version:
            raise self.error(
                say(
                    "{path} has layout {version}; this program reads layout {known_version}",
                    path=_called(path),
                    version=quoted(version),
                    known_version=self.version,
                )
            )
        return about, arrays


def content_of(path: str | os.PathLike[str], what: str, error: type[ChainruleError]) -> bytes:
    """The bytes of a file. Raises `error` for one too large to be `what`, OSError if it cannot be read."""
    with open(path, "rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise error(
            say(
                "{path} is larger than {largest_file:,} bytes: it is not {what}",
                path=_called(path),
                largest_file=LARGEST_FILE,
                what=what,
            )
        )
    return content


def refusal(path: str | os.PathLike[str], what: str) -> str:
    """That a file is not `what`, in one line.

    >>> refusal("notes.txt", "a saved network")
    'notes.txt is not a saved network, or is damaged'
    """
    return say("{path} is not {what}, or is damaged", path=_called(path), what=what)


def header_of(content: bytes) -> Any:
    """The header of a safetensors file: JSON, behind eight bytes that say how long it is.

    Raises ValueError where there is none, and for names that stand in it twice; RecursionError for one that is deep.

    >>> import numpy
    >>> from safetensors.numpy import save
    >>> header_of(save({"w": numpy.zeros(1)}, metadata={"format": "pt"}))["__metadata__"]
    {'format': 'pt'}
    """
    return json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")], object_pairs_hook=_each_once)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        raise ValueError(say("a name stands twice in a header"))
    return entries


def _called(path: str | os.PathLike[str]) -> str:
    return shown(os.fspath(path), 200)


def checksum(about: About, arrays: Arrays) -> str:
    """The SHA-256, in hexadecimal digits, of everything in a file.

    >>> import numpy
    >>> checksum({}, {"w": numpy.zeros(2)}) == checksum({}, {"w": numpy.zeros((2, 1))})
    False
    """
    digest = sha256(json.dumps(about).encode())
    for name, array in sorted(arrays.items()):
        digest.update(f"{name} {array.dtype} {array.shape} ".encode() + array.tobytes())
    return digest.hexdigest()

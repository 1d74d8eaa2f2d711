"""Notebooks: the cells of an `.ipynb` and what they printed, every character with its place in the file's JSON.

The standard library reads JSON but does not say where a string stood, so its strings are found here: one pass, no
recursion, and what is not JSON ends the reading, not the program.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from autograd.reader.located import Located, Run

#: What a part of a notebook is: a page of its own, program text, what a program printed.
MARKDOWN, CODE, OUTPUT = "markdown", "code", "output"

_TOKEN = re.compile(r'"(?P<string>[^"\\]*(?:\\.[^"\\]*)*)"|(?P<sign>[{}\[\],:])|(?P<word>[-+.\w]+)', re.DOTALL)
_ESCAPE = re.compile(r'\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))')
_PLAIN = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_CELL_TYPE = re.compile(r'"cell_type"\s*:')
#: What of an output is read, best first: the same is said in each.
_SHOWN = ("text/markdown", "text/latex", "text/html", "text/plain")
#: So deep may a notebook's lists lie in each other; its own lie in eight.
_DEEPEST = 60


class Part(NamedTuple):
    """A cell's source or one of its outputs; `cell` counts from 1."""

    content: Located
    kind: str
    cell: int


def is_notebook(text: str) -> bool:
    """Whether a file is a notebook."""
    return text[:100].lstrip("\ufeff \t\r\n").startswith("{") and _CELL_TYPE.search(text) is not None


def parts(text: str) -> list[Part]:
    r"""The cells of a notebook and what they printed.

    >>> page = r'{"cells": [{"cell_type": "markdown", "source": ["a\n", "\u03b4 = 1"]}]}'
    >>> [(part.content.text, part.kind) for part in parts(page)]
    [('a\nδ = 1', 'markdown')]
    """
    reading = _Reading(text)
    reading.read()
    return reading.parts()


class _Reading:
    def __init__(self, text: str) -> None:
        self.text = text
        self.path: list[str] = []  # the keys, and [] for a list, down to where the reading is
        self.key = ""
        self.types: dict[int, str] = {}
        self.sources: dict[int, list[Located]] = {}
        self.outputs: dict[tuple[int, int], dict[str, list[Located]]] = {}
        self.cell = 0
        self.output = 0

    def read(self) -> None:
        expects_key = False
        for token in _TOKEN.finditer(self.text):
            sign = token["sign"]
            if token["string"] is not None:
                if expects_key:
                    self.key, expects_key = token["string"][:40], False
                else:
                    self._string(token.start("string"), token.end("string"))
            elif sign in ("{", "["):
                if len(self.path) >= _DEEPEST:
                    return
                self._open(sign)
                expects_key = sign == "{"
            elif sign in ("}", "]"):
                if self.path:
                    self.path.pop()
                expects_key = False
            elif sign == ",":
                expects_key = bool(self.path) and self.path[-1].startswith("{")

    def _open(self, sign: str) -> None:
        self.path.append(sign + self.key)
        self.key = ""
        if sign == "{" and self._at("cells"):
            self.cell += 1
        elif sign == "{" and self._at("outputs"):
            self.output += 1

    def _at(self, name: str) -> bool:
        """Whether what opens last is a member of the list of this name."""
        return len(self.path) >= 2 and self.path[-2] == "[" + name

    def _string(self, start: int, end: int) -> None:
        """A value: kept if it belongs to a source or to an output."""
        listed = bool(self.path) and self.path[-1].startswith("[")
        key = self.path[-1][1:] if listed else self.key
        around = [name[1:] for name in (self.path[:-1] if listed else self.path)]
        if key == "cell_type" and not listed:
            self.types[self.cell] = self.text[start:end]
        elif key in ("source", "input") and "outputs" not in around:
            self.sources.setdefault(self.cell, []).append(_decoded(self.text, start, end))
        elif "outputs" in around and (key == "text" or (key in _SHOWN and "data" in around)):
            kinds = self.outputs.setdefault((self.cell, self.output), {})
            kinds.setdefault(key, []).append(_decoded(self.text, start, end))

    def parts(self) -> list[Part]:
        found: list[Part] = []
        printed: dict[int, list[dict[str, list[Located]]]] = {}
        for (cell, _), kinds in self.outputs.items():
            printed.setdefault(cell, []).append(kinds)
        for cell in range(1, self.cell + 1):
            if source := self.sources.get(cell):
                kind = CODE if self.types.get(cell) == "code" else MARKDOWN
                found.append(Part(Located.joined(source), kind, cell))
            for kinds in printed.get(cell, ()):
                if "text" in kinds:
                    found.append(Part(Located.joined(kinds["text"]), OUTPUT, cell))
                elif shown := next((name for name in _SHOWN if name in kinds), None):
                    kind = OUTPUT if shown == "text/plain" else MARKDOWN
                    found.append(Part(Located.joined(kinds[shown]), kind, cell))
        return found


def _decoded(text: str, start: int, end: int) -> Located:
    """A string of JSON, its escapes resolved."""
    if text.find("\\", start, end) < 0:
        return Located(text[start:end], (Run(0, start),))
    characters: list[str] = []
    runs: list[Run] = []
    length, at = 0, start
    high = 0  # the first half of a character that takes two escapes
    for escape in _ESCAPE.finditer(text, start, end):
        if escape.start() > at:
            runs.append(Run(length, at))
            characters.append(text[at : escape.start()])
            length += escape.start() - at
        at = escape.end()
        code = int(escape[1], 16) if escape[1] else 0
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            character = chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00) if high else "\ufffd"
            width = 12 if high else 6
        else:
            character, width = (chr(code) if escape[1] else _PLAIN[escape[2]]), escape.end() - escape.start()
        high = 0
        runs.append(Run(length, at - width, width))
        characters.append(character)
        length += 1
    if at < end:
        runs.append(Run(length, at))
        characters.append(text[at:end])
    return Located("".join(characters), tuple(runs) or (Run(0, start),))

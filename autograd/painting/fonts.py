"""The fonts that text is painted in: one that comes with us, and for other scripts what the machine has.

DejaVu Sans (in `fonts/`) has the letters of Latin, Greek and Cyrillic scripts and the signs of mathematics; pictures
are the same on every machine as long as it is enough.
"""

from __future__ import annotations

import os
import struct
import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

_FOLDERS = {
    "win32": (r"%WINDIR%\Fonts", r"%LOCALAPPDATA%\Microsoft\Windows\Fonts"),
    "darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
}
_OTHERWISE = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")

#: Parts of the names of files, best first: of fonts without serifs, as DejaVu Sans is.
_PREFERRED = (
    "msyh", "pingfang", "hiragino sans gb", "notosanscjk", "notosanssc", "sourcehansans", "wqy", "droidsansfallback",
    "stheiti", "simhei", "malgun", "meiryo", "yugoth", "nanumgothic", "arial unicode", "notosans", "segoeui", "arial",
)  # fmt: skip
#: Parts of the names of fonts that do not look like text.
_UNLIKELY = ("bold", "italic", "oblique", "light", "thin", "black", "condensed", "mono", "lastresort", "emoji")
#: Noto's collections begin with the Japanese shapes of Chinese characters; this is the font of the simplified ones.
_SIMPLIFIED_IN_NOTO = 2


class Font(NamedTuple):
    """A font: its file, its number in a collection, whether its outlines are TrueType's (as a PDF of ours needs)."""

    path: str
    number: int = 0
    is_truetype: bool = True

    @property
    def is_of_the_viewer(self) -> bool:
        """Whether it is only a name, of a font that whoever shows a PDF brings along."""
        return self.number < 0


_HERE = Path(__file__).parent / "fonts"
REGULAR, BOLD = Font(str(_HERE / "DejaVuSans.ttf")), Font(str(_HERE / "DejaVuSans-Bold.ttf"))


#: The fonts for Chinese, Japanese and Korean that every viewer of PDF has one for.
CHINESE, _JAPANESE, _KOREAN = (Font(name, -1) for name in ("STSong-Light", "HeiseiKakuGo-W5", "HYGothic-Medium"))


class Fonts:
    """Which font each of these characters is painted in; for a PDF, if there is one, a font that it can take along."""

    def __init__(self, characters: Iterable[str], for_pdf: bool = False) -> None:
        wanted = frozenset(character for character in characters if character.isprintable())
        own = {character for character in wanted if _ours().has(character)}
        self._others = _found(wanted - own, for_pdf) if own < wanted else {}
        if for_pdf:
            self._others |= {
                character: _JAPANESE if _is_kana(character) else _KOREAN if _is_hangul(character) else CHINESE
                for character in wanted - own - self._others.keys()
                if unicodedata.east_asian_width(character) in "WF" and ord(character) <= 0xFFFF
            }
        #: Characters that no font has, or that would need letters to be joined or written from right to left.
        self.lacking = {character for character in wanted - own if character not in self._others}

    def runs(self, text: str, bold: bool) -> Iterator[tuple[str, Font]]:
        """The text in pieces, each with its font."""
        start, usual = 0, BOLD if bold else REGULAR
        others = {character: _bold(font) if bold else font for character, font in self._others.items()}
        fonts = [others.get(character, usual) for character in text]
        for end in range(1, len(text) + 1):
            if end == len(text) or fonts[end] != fonts[start]:
                yield text[start:end], fonts[start]
                start = end


def needs_shaping(character: str) -> bool:
    """Whether a script's letters are joined, stacked or written from right to left."""
    return unicodedata.bidirectional(character) in ("R", "AL") or unicodedata.category(character) == "Mc"


@lru_cache(maxsize=32)
def _found(characters: frozenset[str], truetype_only: bool) -> dict[str, Font]:
    """A font of this machine for each character that one has: the one that has most of them first."""
    found: dict[str, Font] = {}
    missing = {character for character in characters if not needs_shaping(character)}
    candidates = sorted(_files(), key=_rank) if missing else []
    while missing:
        best, most = None, set[str]()
        for path in candidates:
            had = _characters_of(path)
            if had is None or (truetype_only and not had.is_truetype):
                continue
            covered = {character for character in missing if had.has(character)}
            if len(covered) > len(most):
                best, most = Font(path, _number(path, characters), had.is_truetype), covered
                if covered == missing:
                    break
        if best is None:
            break
        found |= dict.fromkeys(most, best)
        missing -= most
    return found


def _files() -> Iterator[str]:
    for folder in _FOLDERS.get(sys.platform, _OTHERWISE):
        # os.path's expanduser, as pathlib's raises where there is no home.
        for root, _, names in os.walk(os.path.expandvars(os.path.expanduser(folder))):
            yield from (os.path.join(root, name) for name in names if name.lower().endswith((".ttf", ".otf", ".ttc")))


def _rank(path: str) -> tuple[bool, int, str]:
    name = os.path.basename(path).lower()
    preferred = next((i for i, part in enumerate(_PREFERRED) if part in name), len(_PREFERRED))
    return any(part in name for part in _UNLIKELY), preferred, path


def _number(path: str, characters: frozenset[str]) -> int:
    chinese = not any(_is_kana(character) or _is_hangul(character) for character in characters)
    return _SIMPLIFIED_IN_NOTO if chinese and "CJK" in path and path.endswith(".ttc") else 0


def _bold(font: Font) -> Font:
    """The bold font beside one of this machine, if there is one."""
    path = font.path.replace("Regular", "Bold")
    return font._replace(path=path) if os.path.exists(path) else font


def _is_kana(character: str) -> bool:
    return "\u3040" <= character <= "\u30ff"


def _is_hangul(character: str) -> bool:
    return "\uac00" <= character <= "\ud7a3"


class _Characters:
    """What a font has shapes for, from its table `cmap`: segments of characters, of the first font of a collection.

    Of OpenType's formats those that fonts have: 4, for characters of two bytes, and 12, for all.
    """

    def __init__(self, path: str) -> None:
        data = Path(path).read_bytes()

        def read(at: int, layout: str) -> tuple[int, ...]:
            return struct.unpack_from(">" + layout, data, at)

        start = read(12, "I")[0] if data[:4] == b"ttcf" else 0
        entries = range(start + 12, start + 12 + 16 * read(start + 4, "H")[0], 16)
        tables = {data[entry : entry + 4]: read(entry + 8, "I")[0] for entry in entries}
        self.is_truetype = b"glyf" in tables
        cmap = tables[b"cmap"]
        subtables = [cmap + read(cmap + 8 + 8 * i, "I")[0] for i in range(read(cmap + 2, "H")[0])]
        formats = {read(at, "H")[0]: at for at in subtables}
        self._segments: list[tuple[int, int]] = []
        if 12 in formats:
            at = formats[12] + 12
            numbers = read(at + 4, f"{3 * read(at, 'I')[0]}I")
            self._segments = sorted(zip(numbers[::3], numbers[1::3], strict=True))
        elif 4 in formats:
            at = formats[4] + 14
            count = read(at - 8, "H")[0] // 2
            ends, starts = read(at, f"{count}H"), read(at + 2 * count + 2, f"{count}H")
            for i, (first, last) in enumerate(zip(starts, ends, strict=True)):
                # Where a segment lists its shapes, some may be number 0: none.
                at_offset = at + 6 * count + 2 + 2 * i
                offset = read(at_offset, "H")[0]
                shapes = read(at_offset + offset, f"{last - first + 1}H") if offset and first < 0xFFFF else ()
                if all(shapes):
                    self._segments.append((first, last))
                else:
                    self._segments += [(first + j, first + j) for j, shape in enumerate(shapes) if shape]

    def has(self, character: str) -> bool:
        """Whether there is a shape for a character."""
        code = ord(character)
        before = bisect_right(self._segments, (code, sys.maxunicode)) - 1
        return before >= 0 and code <= self._segments[before][1]


@lru_cache(maxsize=1)
def _ours() -> _Characters:
    return _Characters(REGULAR.path)


@lru_cache(maxsize=4096)
def _characters_of(path: str) -> _Characters | None:
    """What a font has, or nothing if it cannot be read."""
    try:
        return _Characters(path)
    except (OSError, struct.error, KeyError):
        return None

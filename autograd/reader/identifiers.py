"""Names of a page as names of a formula: `z_{h_1}` is `zh1`, `ŷ` is `y_hat`, `h^{(1)}_2` is `h2_1`."""

from __future__ import annotations

import re
import unicodedata

from autograd.reader.vocabulary import FUNCTIONS

_ACCENTS = {"\u0302": "_hat", "\u0303": "_tilde", "\u0304": "_bar", "\u0307": "_dot"}
_TAKEN = frozenset(("e", "pi", "π")) | frozenset(FUNCTIONS)
_SIGNS = {"-": "_m", "+": "_p", "→": "_", "(": "_", "′": "_new"}


class Identifiers:
    """One identifier for each name, no two alike."""

    def __init__(self) -> None:
        self._of: dict[str, str] = {}
        self._used: set[str] = set()

    def of(self, key: str) -> str:
        """The identifier of a name."""
        if key not in self._of:
            name = base = _identifier(key)
            number = 2
            while name in self._used:
                name, number = f"{base}_{number}", number + 1
            self._of[key] = name
            self._used.add(name)
        return self._of[key]


def _identifier(key: str) -> str:
    letters = []
    for letter in unicodedata.normalize("NFD", key):
        accent = _ACCENTS.get(letter)
        letters.append(accent or _SIGNS.get(letter, letter if f"a{letter}".isidentifier() else ""))
    name = re.sub(r"__+", "_", unicodedata.normalize("NFKC", "".join(letters))).strip("_")[:60]
    if not name.isidentifier():
        name = f"x_{name}"
    return f"{name}_" if name in _TAKEN else name

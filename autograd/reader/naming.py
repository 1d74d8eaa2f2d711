"""Names as they are written, `z_{h_1}`, `h^{(1)}_2`, `ŵ₁′`, and their normal form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from autograd.reader.tokens import CLOSE, COMMAND, NAME, NUMBER, OPEN, RELATION, SIGN, WORDS, Token
from autograd.reader.trees import Name
from autograd.reader.vocabulary import GRADIENT, NEW, OLD

_VARIABLE = re.compile(r"d([^\W\d_]\w{0,20}?)_d([^\W\d_]\w{0,20})")
_LAYER = re.compile(r"[(\[][^)\]}]*[)\]}][T⊤]?")
#: So many braces around a name are looked through, such as bold type and accents leave.
MOST_BRACES = 5


class Spelled(NamedTuple):
    """A name in normal form, where it ends, and how many primes it has."""

    name: Name
    end: int
    primes: int


def spelled(tokens: Sequence[Token], at: int) -> Spelled | None:
    """The name that begins at `at`, with accents, indices and primes."""
    accents = ""
    while at < len(tokens) and tokens[at].kind == COMMAND and tokens[at].text.startswith("accent"):
        accents += tokens[at].text[6:]
        at += 1
    braces = 0
    while at < len(tokens) and tokens[at].kind == OPEN and tokens[at].text == "{" and braces < MOST_BRACES:
        at, braces = at + 1, braces + 1
        while at < len(tokens) and tokens[at].kind == COMMAND and tokens[at].text.startswith("accent"):
            accents += tokens[at].text[6:]
            at += 1
    if at >= len(tokens) or tokens[at].kind != NAME:
        return None
    text = tokens[at].text
    in_latex = tokens[at].passage.notation == "latex"
    at += 1
    if braces:
        inner = _scripts(tokens, at)
        at = inner.end
        for _ in range(braces):
            if at >= len(tokens) or tokens[at].kind != CLOSE:
                return None
            at += 1
    else:
        inner = _Scripts("", "", 0, False, False, at)
    outer = _scripts(tokens, at, text == "e")
    primes = inner.primes + outer.primes
    base, index, fresh = _split(text)
    lower, upper = index + inner.lower + outer.lower, inner.upper + outer.upper
    key = unicodedata.normalize("NFC", base + accents) + lower + (f"({upper})" if upper else "")
    run = in_latex and not index and len(base) > 1 and base.isascii() and base.isalpha() and not lower
    name = Name(key, fresh or inner.fresh or outer.fresh, run, inner.transposed != outer.transposed)
    return Spelled(name, outer.end, primes)


def _split(text: str) -> tuple[str, str, bool]:
    """Of `w1_new` the name, its index, and whether it is the new one."""
    parts = text.split("_")
    fresh = any(part in NEW for part in parts[1:])
    kept = [part for part in parts[1:] if part not in NEW and part not in OLD]
    base = parts[0]
    digits = base.rstrip("0123456789")
    return (digits or base), base[len(digits) :] * bool(digits) + "".join(kept), fresh


class _Scripts(NamedTuple):
    lower: str
    upper: str
    primes: int
    fresh: bool
    transposed: bool
    end: int


def _scripts(tokens: Sequence[Token], at: int, of_euler: bool = False) -> _Scripts:
    """The indices, primes and upper indices behind a name; a power is left alone."""
    lower, upper, primes, fresh, transposed = "", "", 0, False, False
    while at < len(tokens) and tokens[at].kind == SIGN:
        sign = tokens[at].text
        if sign in ("'", "''"):
            primes += len(sign)
            at += 1
            continue
        if sign not in ("_", "^"):
            break
        content, end = _group(tokens, at + 1)
        if not content:
            break
        words = [token.text for token in content]
        if sign == "_":
            fresh = fresh or any(word in NEW - {"+"} for word in words)
            lower += _index(content)
        else:
            kept = [token for token in content if token.kind not in (OPEN, CLOSE)]
            plain = [token.text for token in kept]
            if plain and set(plain) <= {"'"}:
                primes += len(plain)
            elif len(plain) == 1 and plain[0] in NEW:
                fresh = True
            elif of_euler:
                break
            elif plain in (["⊤"], ["T"]):
                transposed = not transposed
            elif _is_layer(content) or (len(plain) == 1 and content[0].kind in (NAME, WORDS)) or plain == ["*"]:
                if plain[-1:] in (["⊤"], ["T"]):
                    transposed = not transposed
                    kept.pop()
                upper += _index(kept)
            else:
                break
        at = end
    return _Scripts(lower, upper, primes, fresh, transposed, at)


def _is_layer(content: Sequence[Token]) -> bool:
    """`(1)` and `[1]`, and with a T behind them."""
    return _LAYER.fullmatch("".join(token.text for token in content)) is not None


def _group(tokens: Sequence[Token], at: int) -> tuple[Sequence[Token], int]:
    """The tokens of an index: those of a group, or one; and where it ends."""
    if at >= len(tokens):
        return [], at
    first = tokens[at]
    if first.kind != OPEN:
        if first.kind == SIGN and first.text not in ("+", "'", "*", "⊤"):
            return [], at
        return ([first], at + 1) if first.kind in (NAME, NUMBER, SIGN, WORDS) else ([], at)
    if first.text != "{":
        return [], at
    depth, end = 1, at + 1
    while end < len(tokens) and end < at + 60:
        depth += (tokens[end].kind == OPEN) - (tokens[end].kind == CLOSE)
        end += 1
        if not depth:
            return tokens[at + 1 : end - 1], end
    return [], at


def _index(content: Sequence[Token]) -> str:
    """An index without its signs: `{h_1}` is `h1`, and `{t-1}` `t-1`."""
    kept = []
    for token in content:
        if token.kind in (NAME, NUMBER, WORDS):
            if token.text not in NEW and token.text not in OLD:
                kept.append(token.text.replace("_", ""))
        elif token.kind == RELATION:
            kept.append("→")
        elif token.kind == SIGN and token.text in "+-":
            kept.append(token.text)
    return "".join(kept)


def derivative_name(tokens: Sequence[Token], at: int) -> tuple[Name, int] | None:
    """Behind ∂ or d the name that is differentiated, and where it ends."""
    if at >= len(tokens):
        return None
    first = tokens[at]
    if first.text == "d" and "".join(token.text for token in tokens[at + 1 : at + 2]) == "_":  # d_{o_1}, as some write
        content, end = _group(tokens, at + 2)
        return (Name(_index(content)), end) if content else None
    if first.text in ("∂", "d"):
        found = spelled(tokens, at + 1)
        return (_marked(found), found.end) if found else None
    if first.kind != NAME or not first.text.startswith("d"):
        return None
    rest = first._replace(text=first.text[1:])
    found = spelled([rest, *tokens[at + 1 : at + 60]], 0)
    return (_marked(found), at + found.end) if found else None


def as_variable(token: Token) -> tuple[str, str] | None:
    """Of a variable such as dL_dw1 what is differentiated, and by what."""
    found = _VARIABLE.fullmatch(token.text)
    return (found[1].replace("_", ""), found[2].replace("_", "")) if found else None


def _marked(found: Spelled) -> Name:
    return Name(found.name.key, bool(found.primes) or found.name.fresh)


def says_gradient(heading: str) -> bool:
    """Whether a column's heading says that it holds gradients."""
    lowered = heading.lower()
    return any(word in lowered for word in GRADIENT) and not says_new(heading)


def says_new(heading: str) -> bool:
    """Whether a column's heading says that it holds numbers after an update."""
    lowered = re.split(r"[^\w+]+|_", heading.lower())
    return any(word in NEW - {"+"} for word in lowered)

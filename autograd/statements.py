"""The text of a formula, cut into statements; what could hurt Python's parser is refused here.

A white list of characters, words and sizes. What is left is for `expression` to compute.
"""

from __future__ import annotations

import keyword
import math
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from autograd.arrays.parts import entry_named
from autograd.errors import ExpressionError, TooLargeError
from autograd.language import say
from autograd.notation import printable, quoted, shown
from autograd.operation import Op
from autograd.spelling import RAISING, SIGNS, respelled

#: The most a formula may be: characters in all, operators in a statement, brackets in brackets, characters in a name.
#: Every operator can make the tree Python's parser builds one deeper, and that parser recurses in C: 1,000 operators
#: fit the stack of a small thread (512 kB) on every supported version.
MAX_CHARACTERS, MAX_OPERATORS, MAX_NESTING, MAX_NAME = 100_000, 1_000, 100, 100

_TOKEN = re.compile(
    r"(?P<number>(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)|(?P<name>[A-Za-z_]\w*)|(?P<sign>\*\*|[^ ])"
)


def normal_name(name: str) -> str:
    """`name` in the normal form (NFKC) Python gives it."""
    return unicodedata.normalize("NFKC", name.strip())


def new_name(name: str, *known: Mapping[str, Any]) -> str:
    """`name` in its normal form, if it can be a name and is not one yet."""
    raises = not RAISING.isdisjoint(name)
    name = normal_name(name)
    if raises or not name.isidentifier() or keyword.iskeyword(name) or len(name) > MAX_NAME:
        raise ExpressionError(
            say("{name} cannot be a name: names have letters, digits and _, and are no keywords", name=quoted(name))
        )
    if any(name in names for names in known):
        raise ExpressionError(
            say("{name} has a value already, and a name is given only once: choose another", name=name)
        )
    return name


def _plain(text: str) -> str:
    """`text` in normal form, without comments and with plain spaces, if it consists of what formulas consist of."""
    if not isinstance(text, str):
        raise ExpressionError(say("a formula is text, not {kind}", kind=type(text).__name__))
    if len(text) > MAX_CHARACTERS:
        raise ExpressionError(
            say(
                "the formula is too long: {characters} characters, at most {max_characters} are read",
                characters=len(text),
                max_characters=MAX_CHARACTERS,
            )
        )
    text = re.sub(r"#.*", "", re.sub(r"\r\n?", "\n", text))
    for c in text:
        if not (c in SIGNS or c in "+-*/%@()[],.=<>!;:⊙⊤" or c.isspace() or f"a{c}".isidentifier()):
            raise ExpressionError(say("the character {c} cannot be part of a formula", c=printable(c)))
    text = re.sub(r"[^\S\n]", " ", text)
    for written, plain in (("⊙", "*"), ("^ᵀ", "ᵀ"), ("^⊤", "ᵀ"), ("⊤", "ᵀ"), ("ᵀ", ".T ")):
        text = text.replace(written, plain)
    return text


def _assigned(text: str) -> set[str]:
    """The names to which a text gives values, as far as can be seen before it is read."""
    statements = unicodedata.normalize("NFKC", text).replace("\n", ";").split(";")
    named = [statement.partition("=") for statement in statements]
    return {name.strip() for names, equals, _ in named if equals and "(" not in names for name in names.split(",")}


def statements(
    text: str,
    quantities: Collection[str] = (),
    function: Callable[[str], Op | None] = lambda name: None,
    has_arrays: bool = False,
) -> Iterator[tuple[str, str]]:
    """The name (or nothing) and the expression of each statement.

    `quantities` are the names that have a value before, `function` gives the operation of a name: what stands side by
    side is read as a product, or not, by what its names are, and whether some are arrays.
    """
    text = _plain(text)
    text = unicodedata.normalize("NFKC", respelled(text, _assigned(text).union(quantities), function, has_arrays)) + ";"
    tokens: list[tuple[str, str]] = []
    start = depth = 0
    opened: list[str] = []
    # A letter of any script counts as one, combining marks included: x stands for it.
    for match in _TOKEN.finditer(re.sub(r"[^\x00-\x7f]", "x", text)):
        token = text[match.start() : match.end()]
        depth += (token in "([") - (token in ")]")
        if token in "([":
            opened.append(token)
        elif token in ")]" and opened:
            opened.pop()
        elif token == ":" and opened[-1:] != ["["]:
            raise ExpressionError(say("the character : cannot be part of a formula but in rows such as W[1:2,3]"))
        if depth > MAX_NESTING:
            raise ExpressionError(
                say(
                    "brackets are nested too deeply: at most {max_nesting} in one another are read",
                    max_nesting=MAX_NESTING,
                )
            )
        if depth < 0 or (depth and token == ";"):
            raise ExpressionError(say("a bracket is closed, not opened" if depth < 0 else "a bracket is never closed"))
        if token not in ";\n":
            tokens.append((str(match.lastgroup), token))
        elif not depth:
            if tokens:
                _check(tokens)
                yield _split(text[start : match.start()].replace("\n", " "))
            start, tokens = match.end(), []


def _check(tokens: Sequence[tuple[str, str]]) -> None:
    """Refuse Python's keywords, numbers too large, a product without its sign, more operators than the parser bears."""
    for kind, token in tokens:
        if kind == "name" and keyword.iskeyword(token):
            raise ExpressionError(say("{token} is a keyword of Python and cannot be used in a formula", token=token))
        if kind == "number" and math.isinf(float(token.replace("_", ""))):
            raise TooLargeError(say("{token} is too large for a float", token=shown(token)))
    for (kind, left), (next_kind, right) in pairwise(tokens):
        begins = next_kind != "sign" or (right == "(" and kind != "name")
        if begins and (kind != "sign" or left == ")"):
            product = f"{shown(left)}*{shown(right)}" + "…)" * (right == "(")
            raise ExpressionError(
                say(
                    "an operator is missing after {left}: for a product write {product}",
                    left=shown(left),
                    product=product,
                )
            )
    if sum(token in ("+", "-", "*", "/", "%", "**", "@", ".", "(", "[") for _, token in tokens) > MAX_OPERATORS:
        raise ExpressionError(
            say(
                "a statement is too long: name its parts, of at most {max_operators} operators each",
                max_operators=MAX_OPERATORS,
            )
        )


def _split(statement: str) -> tuple[str, str]:
    name, equals, expression = statement.partition("=")
    is_entry = entry_named(name) is not None and not expression.startswith("=")
    compares = expression.startswith(("=", "<", ">")) or (bool(name) and name[-1] in "<>!")
    if not equals or compares or "(" in name or ("[" in name and not is_entry):
        return "", statement.strip()  # the = is of a comparison, or inside brackets: `expression` will say so
    if not name.strip() or not expression.strip(" ="):
        raise ExpressionError(
            say("{statement} is not complete: a statement is name = expression", statement=shown(statement))
        )
    return name, expression.strip()

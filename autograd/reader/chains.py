"""Chains: name = formula = numbers = result, taken from the passages of a page in their order.

A chain may go on in the next passage: behind a sign of equality, before one, or where the same name is given its next
line. Words, commas and new lines end a statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from autograd.reader.decimals import undecided
from autograd.reader.parsing import parse
from autograd.reader.passage import CODE, DISPLAY, INLINE, Passage
from autograd.reader.tokens import (
    BEGIN,
    CELL,
    CLOSE,
    COMMAND,
    END,
    NAME,
    NUMBER,
    OPEN,
    RELATION,
    ROW,
    SEPARATOR,
    SIGN,
    WIDE,
    WORDS,
    Token,
    tokens,
)  # fmt: skip
from autograd.reader.trees import NotUnderstood, Tree
from autograd.reader.vocabulary import ABOUT, ARROW, EQUAL, FUNCTIONS, HENCE, MODULES, OTHER

#: What a passage must have to be looked at: a relation, or a number that ends an open chain.
_HAS_RELATION = re.compile(
    r"[=≈≃≅≐≒≓≑≡→←⟶⇒≔]|->|<-|\\(?:approx|simeq|cong|fallingdotseq|to|(?:long)?(?:left|right)arrow|gets|Rightarrow)\b"
)


#: A passage longer than this is no formula or line that somebody wrote.
MAX_CHARACTERS = 20_000


#: A page with more chains than this, or more characters in them, is no worked example; the rest is not read.
MAX_CHAINS, MAX_MATHEMATICS = 20_000, 1_000_000
#: So many characters stand between two formulas of a sentence that belong together: `$, $`, or a new line.
MOST_BETWEEN = 5


@dataclass
class Side:
    """One side of a relation, and the relation before it; `tree` is None where it cannot be read."""

    relation: str
    tokens: list[Token]
    tree: Tree | None = None

    def read(self) -> None:
        """Read the tokens into a tree."""
        try:
            self.tree = parse(self.tokens)
        except NotUnderstood:
            self.tree = None


@dataclass
class Chain:
    """Sides that are said to be equal, in order."""

    sides: list[Side] = field(default_factory=list)
    position: int = 0

    @property
    def passage(self) -> Passage:
        """The passage in which it begins."""
        return next(side.tokens[0].passage for side in self.sides if side.tokens)


def chains(passages: Iterable[Passage], comma: bool = False) -> list[Chain]:
    """The chains of a page, in order, their sides read; `comma` says that its decimals are written 0,5."""
    found: list[Chain] = []
    waiting: Chain | None = None
    before: Passage | None = None
    read = 0
    for passage in passages:
        if len(found) >= MAX_CHAINS or read > MAX_MATHEMATICS:
            break
        if before is not None and not _adjacent(before, passage):
            waiting = None
        before = passage
        if len(passage.text) > MAX_CHARACTERS or undecided(passage.text, comma):
            waiting = None
            continue
        if not _HAS_RELATION.search(passage.text) and not (waiting and _is_open(waiting)):
            if passage.text.strip():
                waiting = None
            continue
        read += len(passage.text)
        for sides in statements(tokens(passage, comma), passage):
            first = sides[0]
            if waiting is not None and not first.tokens and len(sides) > 1:
                waiting.sides.extend(sides[1:])
            elif waiting is not None and _is_comment(waiting, first, passage):
                waiting.sides.extend([Side(EQUAL, first.tokens), *sides[1:]])
            elif waiting is not None and _is_open(waiting):
                waiting.sides[-1].tokens.extend(first.tokens)
                waiting.sides.extend(sides[1:])
            else:
                waiting = Chain(sides, len(found))
                found.append(waiting)
    kept: list[Chain] = []
    for chain in found:
        chain.sides = [side for side in chain.sides if side.tokens]
        if len(chain.sides) > 1:
            for side in chain.sides:
                side.read()
            chain.position = len(kept)
            kept.append(chain)
    return kept


def _adjacent(before: Passage, after: Passage) -> bool:
    """Whether a chain can go on from one passage to the next: in a sentence only where no word stands between."""
    if after.kind == INLINE and before.kind == INLINE:
        end = before.span(len(before.text) - 1, len(before.text))[1]
        if after.span(0, 1)[0] - end > MOST_BETWEEN:
            return False
    return before.section == after.section and after.block - before.block <= 1 and before.cell == after.cell


def _is_comment(chain: Chain, first: Side, passage: Passage) -> bool:
    """Whether numbers stand behind a formula on a line of code: they are what it comes to."""
    if passage.kind != CODE or not first.tokens or len(chain.sides) != 2 or not chain.sides[1].tokens:
        return False
    formula = chain.sides[1].tokens
    if all(token.kind != NAME for token in formula) or any(token.kind == NAME for token in first.tokens):
        return False
    before = formula[-1].passage
    return before.line(len(before.text)) == passage.line(0)


def _is_open(chain: Chain) -> bool:
    """Whether a chain ends in a relation or an operation, so that the next passage goes on with it."""
    last = chain.sides[-1]
    if not last.tokens:
        return len(chain.sides) > 1
    token = last.tokens[-1]
    return len(chain.sides) > 1 and token.kind == SIGN and token.text in ("+", "-", "*")


def statements(found: Sequence[Token], passage: Passage) -> Iterator[list[Side]]:
    """The statements of a passage: each at least one side, the first without tokens where a relation comes first."""
    in_prose = passage.kind not in (DISPLAY, INLINE)
    for segment in _segments(_cleaned(found), passage.kind == CODE):
        yield from _sides(segment, in_prose)


def _cleaned(found: Sequence[Token]) -> list[Token]:
    """Without what only groups or points to a module: the braces around a whole relation, `np.` before `exp`."""
    kept: list[Token] = []
    dropped: set[int] = set()
    opened: list[tuple[int, bool]] = []  # the place of an open bracket, and whether it may be left out
    for i, token in enumerate(found):
        if token.kind in (OPEN, BEGIN):
            before = found[i - 1] if i else None
            argument = before is not None and (
                before.kind == COMMAND or (before.kind == SIGN and before.text in ("_", "^")) or before.text == "}"
            )
            is_free = token.text == "{" and not argument and (not opened or opened[-1][1])
            opened.append((i, is_free))
        elif token.kind in (CLOSE, END):
            if opened:
                at, _ = opened.pop()
                if at in dropped:
                    dropped.add(i)
        elif token.kind == RELATION:
            for at, is_free in reversed(opened):
                if not is_free or at in dropped:
                    break
                dropped.add(at)
    for i, token in enumerate(found):
        if i in dropped:
            continue
        after = found[i + 1] if i + 1 < len(found) else None
        if token.kind == NAME and token.text in MODULES and after is not None and after.text == ".":
            continue
        if token.text == "." and i and found[i - 1].text in MODULES:
            continue
        kept.append(token)
    return kept


def _segments(found: Sequence[Token], in_code: bool) -> Iterator[list[Token]]:
    """The tokens of each statement: they end with commas, words, rows, and wide spaces between two relations."""
    segment: list[Token] = []
    depth = 0
    has_relation = False
    for i, token in enumerate(found):
        if token.kind in (OPEN, BEGIN):
            depth += 1
        elif token.kind in (CLOSE, END):
            depth -= 1
            if depth < 0:
                depth = 0
                yield segment
                segment, has_relation = [], False
                continue
        elif depth == 0:
            ends = token.kind in (SEPARATOR, ROW, WORDS) or (token.kind == RELATION and token.text == HENCE)
            if token.kind == ROW and segment and segment[-1].kind == SIGN and segment[-1].text in "+-*":
                continue
            if token.kind == WIDE:
                ends = has_relation and _has_relation_ahead(found, i + 1)
                if not ends:
                    continue
            if token.kind == CELL:
                continue
            if ends:
                yield segment
                segment, has_relation = [], False
                if in_code and token.text == "#":
                    segment = _comment(found, i + 1)
                continue
            has_relation = has_relation or token.kind == RELATION
        segment.append(token)
    yield segment


def _has_relation_ahead(found: Sequence[Token], at: int) -> bool:
    """Whether a relation follows before the statement ends."""
    for token in found[at : at + 80]:
        if token.kind == RELATION:
            return True
        if token.kind in (SEPARATOR, WIDE, WORDS, ROW):
            return False
    return False


def _comment(found: Sequence[Token], at: int) -> list[Token]:
    """A comment of numbers says what the line comes to: a relation is put before it."""
    rest = list(takewhile(lambda token: token.kind not in (RELATION, SEPARATOR), found[at : at + 200]))
    if rest and all(token.kind in (NUMBER, SIGN, OPEN, CLOSE) for token in rest):
        return [Token(RELATION, ABOUT, rest[0].start, rest[0].start, rest[0].passage)]
    return []


def _sides(segment: Sequence[Token], in_prose: bool) -> Iterator[list[Side]]:
    sides = [Side("", [])]
    depth = 0
    for i, token in enumerate(segment):
        depth += (token.kind in (OPEN, BEGIN)) - (token.kind in (CLOSE, END))
        if depth == 0 and token.kind == RELATION:
            leads_on = token.text == ARROW and len(sides) > 1 and _names_next(segment, i + 1)
            if token.text == OTHER or leads_on:
                yield from _without_prose(sides, in_prose)
                sides = [Side("", [])]
            else:
                sides.append(Side(token.text, []))
        else:
            sides[-1].tokens.append(token)
    yield from _without_prose(sides, in_prose)


def _names_next(segment: Sequence[Token], at: int) -> bool:
    """Whether a name and a relation follow: with y = 1 → L = 0.84 it is another statement."""
    ahead = list(takewhile(lambda token: token.kind != RELATION, segment[at : at + 20]))
    is_name = bool(ahead) and all(token.kind != NUMBER or i for i, token in enumerate(ahead))
    is_name = is_name and any(token.kind in (NAME, COMMAND) for token in ahead)
    return is_name and at + len(ahead) < len(segment) and segment[at + len(ahead)].kind == RELATION


def _without_prose(sides: list[Side], in_prose: bool) -> Iterator[list[Side]]:
    """The statement, or the statements, left when words between the operands are taken away."""
    if len(sides) == 1 and not sides[0].tokens:
        return
    if not in_prose:
        yield sides
        return
    current: list[Side] = []
    for i, side in enumerate(sides):
        breaks = _breaks(side.tokens)
        if not breaks:
            current.append(side)
            continue
        is_first, is_last = i == 0, i == len(sides) - 1
        if not is_first:
            current.append(Side(side.relation, side.tokens[: breaks[0]]))
            yield current
            current = []
        if not is_last or is_first:
            current = [Side("", side.tokens[breaks[-1] :])]
    if current:
        yield current


def _breaks(found: Sequence[Token]) -> list[int]:
    """Where in a side words begin or end: between two operands without a sign of which one is a word."""
    places = []
    depth = 0
    for i, token in enumerate(found):
        if i and depth == 0 and token.spaced and token.kind in (NAME, NUMBER, OPEN, COMMAND):
            before = found[i - 1]
            if before.kind in (NAME, NUMBER, CLOSE) and (_is_word(token) or _is_word(before)):
                places.append(i)
        depth += (token.kind in (OPEN, BEGIN)) - (token.kind in (CLOSE, END))
    return places


def _is_word(token: Token) -> bool:
    return token.kind == NAME and len(token.text) > 1 and token.text.isalpha() and token.text not in FUNCTIONS

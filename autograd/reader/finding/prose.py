"""The relations in a line of plain text: how far each reaches before the sentence goes on, to the left and right."""

from __future__ import annotations

import re

from autograd.reader.finding.chinese import without_leading
from autograd.reader.finding.words import Token, anchors, article, is_operand, prosaic_words, tokens

#: A line without any of these holds no relation.
RELATION = re.compile("[=≈≃≅≔←≡]|<-")
#: Names of two words.
_TWO_WORDS = frozenset(["learning rate", "step size", "true label", "target value"])
_UNARY = "+-−–√∑∏∇½¼¾⅓⅔±"
_CLOSED = " \t\n"


def relations(line: str) -> list[tuple[int, int, bool]]:
    r"""Where relations begin and end in a line, and whether they are written in LaTeX.

    >>> line = "so a1 = σ(0.6) = 0.6457, and the loss = 0.5 is less"
    >>> [line[start:end] for start, end, _ in relations(line)]
    ['a1 = σ(0.6) = 0.6457', 'loss = 0.5']
    """
    if not RELATION.search(line):
        return []
    return _Line(line).relations()


class _Line:
    def __init__(self, line: str) -> None:
        self.text = line
        self.tokens = tokens(line)
        self.prose = prosaic_words(self.tokens)
        self.latex = any(token.kind == "command" for token in self.tokens)

    def relations(self) -> list[tuple[int, int, bool]]:
        found = []
        done = 0  # the number of the first token that is not taken yet
        for anchor in anchors(self.tokens):
            if anchor < done:
                continue
            last = self.right(anchor)
            if last == anchor:
                continue
            first = self.left(anchor, done)
            if first == anchor and not self.begins(anchor):
                continue
            if self.is_range(first, anchor, last):
                continue
            done = last + 1
            latex = any(self.tokens[at].kind == "command" for at in range(first, done))
            found.append((self.tokens[first].start, self.tokens[last].end, latex))
        return found

    def begins(self, anchor: int) -> bool:
        """Whether nothing stands before a relation: it goes on with the chain of the line before."""
        return not self.text[: self.tokens[anchor].start].strip()

    def is_range(self, first: int, anchor: int, last: int) -> bool:
        """Whether a sentence says what a range or a score is: `7-8 = 15 min`, `3 - 1 = 3 points`."""
        before = [token for token in self.tokens[first:anchor] if token.kind != "space"]
        after = [token for token in self.tokens[anchor + 1 : last + 1] if token.kind != "space"]
        if len(before) != 3 or len(after) != 1 or before[1].text not in "-–−/" or last + 2 >= len(self.tokens):
            return False
        numbers = (before[0], before[2], after[0])
        unit = self.tokens[last + 2]
        return (
            all(token.kind == "number" and token.text.isdigit() for token in numbers)
            and self.tokens[last + 1].kind == "space"
            and unit.kind == "name"
            and len(unit.text) > 1
            and unit.text.isalpha()
        )

    def calm(self, first: int, last: int) -> bool:
        """Whether no word of a sentence stands between two brackets."""
        return self.prose[last + 1] == self.prose[first]

    def left(self, anchor: int, done: int) -> int:
        """The first token of what stands left of a relation; the relation itself if nothing does."""
        tokens, first, need = self.tokens, anchor, True
        sign = -1  # the last token, if it is the sign of a number: · −0.7
        dash = -1  # the first token after a dash with spaces around it: perhaps the sentence's
        at = anchor - 1
        while at >= done:
            token = tokens[at]
            if token.kind == "space":
                if not need and not self.goes_on(at):
                    break
                at -= 1
                continue
            if token.kind == "close" and token.match >= done and self.calm(token.match, at):
                if not need and not self.adjacent(at):
                    break
                first, need, at = token.match, False, token.match
            elif is_operand(token):
                if token.kind == "name" and not token.symbol:
                    if not need and not (self.adjacent(at) and tokens[at + 1].kind == "open"):
                        break
                    if need and first != anchor and not self.lonely(at, done):
                        break
                elif not need and not self.adjacent(at) and not (self.latex and token.kind != "name"):
                    break
                first, need = at, False
            elif token.kind == "power":
                if not need and not self.adjacent(at):
                    break
                need = True
            elif token.kind == "operator":
                if need and token.text not in "!'" and not (sign == at + 2 and tokens[at + 1].kind == "space"):
                    break
                if token.text in "-–−" and self.spaced(at) and tokens[first].kind == "name":
                    dash = first
                sign = at if token.text in _UNARY and tokens[at + 1].kind != "space" else -1
                need = True
            elif token.kind == "other" and first == anchor and at >= anchor - 2 and token.text.isalpha():
                return self.unspaced(at, max(done, anchor - 12))
            else:
                break
            at -= 1
        if dash >= 0 and self.word_before(first, done):
            return dash
        if sign == first - 1 and sign >= done and (sign == done or tokens[sign - 1].kind == "space"):
            return sign
        return self.two_words(first, done)

    def unspaced(self, at: int, earliest: int) -> int:
        """The first token of a name in a script without spaces: 学习率=0.1."""
        last = at
        while at - 1 >= earliest and self.tokens[at - 1].kind == "other" and self.tokens[at - 1].text.isalpha():
            at -= 1
        name = without_leading("".join(token.text for token in self.tokens[at : last + 1]))
        return last + 1 - len(name)

    def goes_on(self, space: int) -> bool:
        """Whether the token left of a space can belong to what stands right of it."""
        if space == 0:
            return False
        before = self.tokens[space - 1]
        return before.kind in ("operator", "power") or (self.latex and before.kind in ("command", "close", "formula"))

    def adjacent(self, at: int) -> bool:
        """Whether no space parts a token from the next."""
        return self.tokens[at + 1].kind != "space" or self.latex

    def spaced(self, at: int) -> bool:
        tokens = self.tokens
        return 0 < at < len(tokens) - 1 and tokens[at - 1].kind == "space" and tokens[at + 1].kind == "space"

    def lonely(self, at: int, done: int) -> bool:
        """Whether no word stands left of this word."""
        return not self.word_before(at, done)

    def word_before(self, at: int, done: int) -> bool:
        before = at - 1
        if before >= done and self.tokens[before].kind == "space":
            before -= 1
        if before < done:
            return False
        token = self.tokens[before]
        return token.kind == "name" and not token.symbol

    def two_words(self, first: int, done: int) -> int:
        """`learning rate = 0.1`: the name begins at its first word; so does a short line that is only a name."""
        words: list[int] = []
        at = first
        while at >= done and len(words) < 4 and _worded(self.tokens[at]):
            words.append(at)
            if at - 2 < done or self.tokens[at - 1].kind != "space":
                break
            at -= 2
        if len(words) >= 2:
            pair = f"{self.tokens[words[1]].text} {self.tokens[words[0]].text}".lower()
            if pair in _TWO_WORDS:
                return words[1]
            if len(words) < 4 and not self.text[: self.tokens[words[-1]].start].strip(_CLOSED):
                return words[-1]
        return first

    def right(self, anchor: int) -> int:
        """The last token of what stands right of a relation; the relation itself if nothing does."""
        tokens, last, need = self.tokens, anchor, True
        at = anchor + 1
        while at < len(tokens):
            token = tokens[at]
            near = tokens[at - 1].kind != "space"
            if token.kind == "space":
                at += 1
                continue
            if token.kind == "relation":
                if need and last != anchor:
                    break
                need = True
            elif token.kind == "operator":
                if need and token.text not in _UNARY:
                    break
                if token.text == "!" and not need:
                    last = at
                else:
                    need = True
            elif token.kind == "power":
                if need:
                    break
                last = at
            elif token.kind == "open":
                if token.match < 0 or not self.calm(at, token.match) or not (need or near or self.multiplies(at)):
                    break
                last, need = token.match, False
                at = token.match
            elif token.kind == "name" and not token.symbol:
                if not need or not self.alone(at):
                    break
                last, need = at, False
            elif is_operand(token):
                joined = need or near or self.latex or (token.kind == "name" and tokens[last].kind in ("name", "power"))
                joined = joined or self.is_factor(at, last, anchor)
                if not joined or (token.kind == "name" and article(tokens, at)):
                    break
                last, need = at, False
            else:
                break
            at += 1
        return last

    def multiplies(self, opening: int) -> bool:
        """Whether what a bracket holds can be a factor: `2 (0.5)`, not `2 (see 3)`."""
        inside = self.tokens[opening + 1 : self.tokens[opening].match]
        return bool(inside) and not any(token.kind == "name" and not token.symbol for token in inside[:12])

    def is_factor(self, at: int, last: int, anchor: int) -> bool:
        """Whether a name behind a number is a factor, `2 tanh(0.6)` and `0.5 x + 1`, not the next in a list of names.

        In `w1 = 0.1 w2 = 0.2` a relation follows the name; in `z = 0.6 σ(z) = 0.6457` the name is asked about itself.
        """
        tokens = self.tokens
        if tokens[at].kind != "name" or tokens[last].kind != "number" or at - last != 2:
            return False
        after = at + 1
        if after < len(tokens) and tokens[after].kind == "open" and tokens[after].match > 0:
            inside = {token.text for token in tokens[after : tokens[after].match]}
            return not any(
                token.kind == "name" and token.text in inside for token in tokens[max(anchor - 2, 0) : anchor]
            )
        while after < len(tokens) and tokens[after].kind in ("space", "power"):
            after += 1
        return after < len(tokens) and tokens[after].kind == "operator" and tokens[after].text in "+-−*·×⋅∙/"

    def alone(self, at: int) -> bool:
        """Whether a word stands where an operand is due, and no sentence goes on behind it."""
        tokens = self.tokens
        if at + 1 >= len(tokens):
            return True
        after = tokens[at + 1]
        if after.kind in ("open", "close", "comma", "relation", "power"):
            return True
        if after.kind == "operator":
            return True
        if after.kind == "other":
            return after.text in ".。，；:"
        if after.kind == "space" and at + 2 < len(tokens):
            return tokens[at + 2].kind in ("operator", "relation", "close", "comma")
        return after.kind == "space"


def _worded(token: Token) -> bool:
    """Whether a token can be a word of a name of several words."""
    return token.kind == "name" and len(token.text) > 1 and token.text.isalpha()

"""From tokens to one expression tree, by recursive descent. What cannot be read raises `NotUnderstood`."""

from __future__ import annotations

from collections.abc import Sequence

from autograd.reader.naming import Spelled, as_variable, derivative_name, spelled
from autograd.reader.stream import Stream
from autograd.reader.tokens import (
    BEGIN,
    CELL,
    CLOSE,
    COMMAND,
    END,
    NAME,
    NUMBER,
    OPEN,
    ROW,
    SEPARATOR,
    SIGN,
    WIDE,
    Token,
)  # fmt: skip
from autograd.reader.trees import (
    Applied,
    Array,
    Call,
    Derivative,
    Fraction,
    Name,
    NotUnderstood,
    Numeral,
    Power,
    Product,
    Sum,
    Tree,
    numeral,
)  # fmt: skip
from autograd.reader.vocabulary import FUNCTIONS, OF_ONE

#: Brackets, roots and fractions within one another: more are no formula that somebody worked by hand.
MAX_DEPTH = 30

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_STARTS = frozenset((NUMBER, NAME, OPEN, COMMAND, BEGIN))


def parse(tokens: Sequence[Token]) -> Tree:
    """The tree of one side of a relation; raises `NotUnderstood`."""
    return _Parser(tokens).whole()


class _Parser(Stream):
    def whole(self) -> Tree:
        tree = self.sum()
        if self.at < len(self.tokens):
            raise NotUnderstood(self.tokens[self.at].text)
        return tree

    # --- sums and products -------------------------------------------------------------------------------------------

    def sum(self) -> Tree:
        terms: list[tuple[int, Tree]] = []
        sign = self._sign()
        while True:
            terms.append((sign, self.product()))
            if not (self.is_sign("+") or self.is_sign("-")):
                break
            sign = self._sign()
        if len(terms) == 1 and terms[0][0] == 1:
            return terms[0][1]
        return Sum(tuple(terms))

    def _sign(self) -> int:
        sign = 1
        while token := self.takes(SIGN, "+", "-"):
            sign = -sign if token.text == "-" else sign
        while self.at and self.is_sign("*"):  # a sign too many: 1 + × 0.75
            self.at += 1
        return sign

    def product(self) -> Tree:
        factors: list[tuple[str, Tree]] = []
        how = ""
        while True:
            factors.append((how, self.factor()))
            token = self.peek()
            if token is None:
                break
            if token.kind == SIGN and token.text in ("*", "/", "⊙"):
                self.at += 1
                how = token.text
                if self.is_sign("*"):
                    self.at += 1
            elif self._goes_on(token, factors[-1][1]):
                how = ""
            else:
                break
        return factors[0][1] if len(factors) == 1 else _product(factors)

    def _goes_on(self, token: Token, before: Tree) -> bool:
        """Whether a product without a sign goes on: not with a number behind a number."""
        starts = token.kind in _STARTS or (token.kind == SIGN and token.text == "∂")
        return starts and not (token.kind == NUMBER and isinstance(before, Numeral))

    def factor(self) -> Tree:
        sign = 1
        while token := self.takes(SIGN, "+", "-"):  # 0.5 × −2
            sign = -sign if token.text == "-" else sign
        power = self.power()
        return power if sign == 1 else Sum(((-1, power),))

    def power(self) -> Tree:
        base = self.atom()
        if self.is_sign("_"):  # softmax(z)_1, and what stands below a bracket
            raise NotUnderstood("an index of a bracket")
        while self.takes(SIGN, "^"):
            if self._takes_transpose():
                base = _transposed(base)
            elif isinstance(base, Power):
                raise NotUnderstood("a power of a power without brackets")
            else:
                base = Power(base, self.script())
        if self.is_sign("%"):
            self.at += 1
            if not isinstance(base, Numeral):
                raise NotUnderstood("%")
            base = numeral(f"{base.text}%", base.passage, base.start, self.tokens[self.at - 1].end)
        return base

    def script(self) -> Tree:
        """An exponent: a group, or one token."""
        return Sum(((-1, self.atom()),)) if self.takes(SIGN, "-") else self.atom()

    def _takes_transpose(self) -> bool:
        """Whether what is above the line is T, in braces or not."""
        opened = self.peek()
        count = 3 if opened is not None and opened.text == "{" else 1
        text = "".join(token.text for token in self.tokens[self.at : self.at + count])
        takes = text in ("T", "⊤", "{T}", "{⊤}")
        self.at += count * takes
        return takes

    # --- atoms -------------------------------------------------------------------------------------------------------

    def atom(self) -> Tree:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise NotUnderstood("nested too deeply")
        tree = self._atom(self.next())
        self.depth -= 1
        return tree

    def _atom(self, token: Token) -> Tree:
        if token.kind == NUMBER:
            return self.number(token)
        if token.kind == OPEN:
            if token.text == "{" and spelled(self.tokens, self.at - 1) is not None:
                self.at -= 1
                return self.name()
            return self.bracket(token)
        if token.kind == BEGIN:
            return self.matrix()
        if token.kind == NAME or (token.kind == SIGN and token.text == "∂"):
            self.at -= 1
            return self.derivative() or self.name()
        if token.kind == COMMAND:
            if token.text == "frac":
                return self.fraction()
            if token.text == "sqrt":
                return self.root(token)
            if token.text.startswith("accent"):
                self.at -= 1
                return self.name()
        raise NotUnderstood(token.text)

    def bracket(self, opened: Token) -> Tree:
        """A group, or a list."""
        entries = self.entries(_CLOSING[opened.text])
        if len(entries) == 1 and (opened.text != "[" or not isinstance(entries[0], Array)):
            return entries[0]
        if all(isinstance(entry, Array) and len(entry.rows) == 1 for entry in entries):
            return Array(tuple(entry.rows[0] for entry in entries if isinstance(entry, Array)))
        return Array((tuple(entries),), is_list=True)

    def entries(self, closing: str) -> list[Tree]:
        """What stands in brackets, between commas."""
        entries = []
        while True:
            while self.takes(WIDE):
                pass
            entries.append(self.sum())
            while self.takes(WIDE):
                pass
            token = self.next()
            if token.kind == CLOSE and (token.text == closing or (closing in ")]" and token.text in ")]")):
                return entries
            if token.kind != SEPARATOR or token.text != ",":
                raise NotUnderstood(token.text)

    def group(self) -> Tree:
        """The argument of a command: a group, or one token; of `\\frac12` one digit."""
        token = self.peek()
        if token is not None and token.kind == NUMBER and len(token.text) > 1:
            raise NotUnderstood("an argument without braces")
        return self.atom()

    def matrix(self) -> Tree:
        rows: list[tuple[Tree, ...]] = []
        row: list[Tree] = []
        while True:
            while self.takes(WIDE):
                pass
            token = self.peek()
            if token is None:
                raise NotUnderstood("a matrix that does not end")
            if token.kind in (CELL, ROW, END):
                self.at += 1
                if token.kind != CELL and row:
                    rows.append(tuple(row))
                    row = []
                if token.kind == END:
                    break
                continue
            row.append(self.sum())
        if not rows or len({len(cells) for cells in rows}) != 1:
            raise NotUnderstood("rows of different lengths")
        return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else Array(tuple(rows))

    def fraction(self) -> Tree:
        start = self.at
        digits = self.peek()
        if digits is not None and digits.kind == NUMBER and len(digits.text) == 2 and digits.text.isdigit():
            self.at += 1
            above, below = (
                numeral(digit, digits.passage, digits.start + i, digits.start + i + 1)
                for i, digit in enumerate(digits.text)
            )
            return Fraction(above, below)
        above_tokens, below_tokens = self._raw_group(), self._raw_group()
        if derivative := _quotient(above_tokens, below_tokens):
            return derivative
        self.at = start
        return Fraction(self.group(), self.group())

    def _raw_group(self) -> list[Token]:
        """The tokens of the next group."""
        first = self.next()
        if first.kind != OPEN:
            return [first]
        depth, start = 1, self.at
        while depth:
            token = self.next()
            depth += (token.kind == OPEN) - (token.kind == CLOSE)
        return list(self.tokens[start : self.at - 1])

    def root(self, token: Token) -> Tree:
        if self.takes(OPEN, "["):
            raise NotUnderstood("a root of another order")
        below = self.peek()
        is_sign = token.passage.text.startswith("√", token.start)  # √2.5; of \sqrt25 only the 2 is below the root
        takes_all = is_sign and below is not None and below.kind == NUMBER
        return Call("sqrt", (self.atom() if takes_all else self.group(),))

    # --- names -------------------------------------------------------------------------------------------------------

    def derivative(self) -> Derivative | None:
        """∂L/∂w1 or dL/dw1 on one line."""
        start = self.at
        written = as_variable(self.tokens[self.at])
        if written is not None:
            self.at += 1
            return Derivative(*written)
        above = derivative_name(self.tokens, self.at)
        if above is None or above[0].key == "":
            return None
        after = above[1]
        slash = self.tokens[after] if after < len(self.tokens) else None
        if slash is None or slash.text != "/":
            return None
        below = derivative_name(self.tokens, after + 1)
        if below is None or below[0].key == "":
            self.at = start
            return None
        self.at = below[1]
        return Derivative(above[0].key, below[0].key, above[0].fresh)

    def name(self) -> Tree:
        found = spelled(self.tokens, self.at)
        if found is None:
            raise NotUnderstood("∂")
        self.at = found.end
        function = FUNCTIONS.get(found.name.key)
        if found.name.key == "e" and self.takes(SIGN, "^"):
            return Call("exp", (self.script(),))
        if function is not None:
            start = self.at
            called = self.call(found, function)
            if called is not None:
                return called
            self.at = start
        if self.takes(OPEN, "("):
            return Applied(found.name, tuple(self.entries(")")), found.primes)
        if found.primes:
            return Name(found.name.key, fresh=True, run=found.name.run)
        return found.name

    def call(self, found: Spelled, function: str) -> Tree | None:
        """A function with its argument, or nothing where the name is no function here."""
        exponent: Tree | None = None
        if self.takes(SIGN, "^"):
            exponent = self.script()
            if function == "exp":
                return Call("exp", (exponent,))
        token = self.peek()
        if token is None:
            return None
        if token.kind == OPEN:
            self.at += 1
            arguments = tuple(self.entries(_CLOSING[token.text]))
        elif token.kind == BEGIN or (function in OF_ONE and token.kind in (NUMBER, NAME, COMMAND)):
            arguments = (self.power(),)
        else:
            return None
        called: Tree = Call(function, arguments, found.primes)
        return called if exponent is None else Power(called, exponent)


def _product(factors: list[tuple[str, Tree]]) -> Tree:
    return Product(tuple(factors))


def _transposed(tree: Tree) -> Tree:
    if isinstance(tree, Array):
        return Array(tree.rows, tree.is_list, not tree.transposed)
    if isinstance(tree, Name):
        return Name(tree.key, tree.fresh, tree.run, not tree.transposed)
    raise NotUnderstood("transposed")


def _quotient(above: Sequence[Token], below: Sequence[Token]) -> Derivative | None:
    """∂L over ∂w as a derivative."""
    of, by = derivative_name(above, 0), derivative_name(below, 0)
    if of is None or by is None or of[1] != len(above) or by[1] != len(below):
        return None
    if not by[0].key or not of[0].key:
        return None
    return Derivative(of[0].key, by[0].key, of[0].fresh)

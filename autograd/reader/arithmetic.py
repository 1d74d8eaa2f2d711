"""The arithmetic of every chain: each result against the numbers before it.

A chain is gone through from left to right. Each side of numbers only is compared with the one before it: a plain number
is its result; an expression built like the one before says what the parts of that came to. The numbers in an expression
are looked up among those printed before, see `carrying`: so it is known what comes out without rounding, and from which
wrong number a result follows.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from autograd.auditor.verdicts import FOLLOWS, RIGHT, WRONG
from autograd.language import say
from autograd.notation import number as written
from autograd.reader.carrying import Carrying, number_of, said
from autograd.reader.chains import Chain, Side
from autograd.reader.evaluation import USUAL, Conventions, Measure, Result, conventions, evaluate
from autograd.reader.judging import judged, printed_text
from autograd.reader.ledger import Entry
from autograd.reader.lines import Line, computed_names, key_of, line_of
from autograd.reader.matching import steps
from autograd.reader.numbers import ARITHMETIC, CARRIED, GRAPH, NOT_UNDERSTOOD
from autograd.reader.rows import keys_of_row
from autograd.reader.trees import (
    Array,
    Derivative,
    Name,
    NotUnderstood,
    Numeral,
    Sum,
    Tree,
    is_numeric,
    leaves,
    named,
    numerals,
    signed,
)  # fmt: skip
from autograd.reader.vocabulary import ABOUT, ARROW


class Arithmetic:
    """Goes through the chains of a page in their order and fills the ledger."""

    def __init__(self, chains: Sequence[Chain], later: Mapping[str, list[Entry]] | None = None) -> None:
        self.carrying = Carrying(later, _usual_digits(chains))
        self.ledger = self.carrying.ledger
        self.lines: list[Line] = []
        self._computed = frozenset(computed_names(chains))
        for chain in chains:
            self._line(chain)

    def _line(self, chain: Chain) -> None:
        line = line_of(chain)
        line.keys = keys_of_row(line, self.ledger, self._computed) or tuple(map(self._plain_key, line.keys))
        before = self._continued(line)
        self.lines.append(line)
        for place, side in enumerate(chain.sides):
            tree = side.tree
            if tree is None:
                continue
            if not is_numeric(tree):
                if not named(tree) and (place or line.subject is None):
                    line.formulas.append(tree)
            elif place == 0:
                before = tree
                line.numbers.append(tree)
            else:
                self._side(line, side, tree, before)
                before = tree
                line.numbers.append(tree)
        if line.keys and line.formulas and not line.is_update:
            self.carrying.formulas.setdefault(line.keys[0], line.formulas[0])

    def _plain_key(self, key: str) -> str:
        """L(x) is L, where there is an L and no x."""
        base, opened, of = key.partition("(")
        is_plain = opened and key not in self.ledger.by_key and base in self.carrying.formulas
        return base if is_plain and of.rstrip(")") not in self.ledger.by_key else key

    def _continued(self, line: Line) -> Tree | None:
        """The numbers a chain goes on with: those of the line before about the same name that came to no result."""
        if not self.lines or not line.keys or line.formulas:
            return None
        before = self.lines[-1]
        is_near = before.chain.passage.section == line.chain.passage.section
        if not before.keys or before.keys[0] != line.keys[0] or not is_near:
            return None
        if any(side.tree is not None and not is_numeric(side.tree) for side in line.chain.sides[1:]):
            return None
        line.formulas = list(before.formulas)
        return before.numbers[-1] if before.numbers and signed(before.numbers[-1]) is None else None

    def _side(self, line: Line, side: Side, tree: Tree, before: Tree | None) -> None:
        plain = signed(tree)
        if isinstance(tree, Array) and all(signed(entry) for row in tree.rows for entry in row):
            self._array(line, tree, before)
        elif plain is not None:
            self._result(line, side, plain, before)
        elif before is None or signed(before):
            self.carrying.learn(line, tree)
            self.carrying.learn_start(line, tree)
            if line.formulas:  # of a formula with numbers in it, those may have been reckoned up
                self._expression(line, tree, line.formulas[-1])
        else:
            self._expression(line, tree, before)

    # --- numbers -----------------------------------------------------------------------------------------------------

    def _result(self, line: Line, side: Side, plain: tuple[int, Numeral], before: Tree | None) -> None:
        sign, numeral = plain
        entry = Entry(numeral, sign, line.keys, before)
        line.results.append(entry)
        if before is None:
            self._bare(line, entry, side)
        elif side.relation == ARROW and signed(before):  # 0.0500 → 0.0438 compares two numbers
            self._said_again(entry, list(self.ledger.printed_as(numeral)))
        elif signed(before) is None or _is_rounded_to(before, entry):
            self._judge(line, entry, before)
        elif line.numbers[:-1] and signed(line.numbers[-2]) is None:  # = 1.1 = 1.2 behind an expression
            self._judge(line, entry, line.numbers[-2])
        self.ledger.add(entry)

    def _bare(self, line: Line, entry: Entry, side: Side) -> None:
        """A number that stands beside its name alone: given, or said again."""
        for key in line.keys:
            known = self.ledger.named(key)
            if self._said_again(entry, known):
                return
            if len(line.keys) > 1 and any(other.is_given and other.value == entry.value for other in known):
                entry.exact, entry.verdict, entry.by = entry.value, RIGHT, CARRIED
                return
        if line.formulas and self._by_formula(line, [[entry]]):
            return
        if isinstance(line.subject, Derivative) and entry.numeral.digits >= 3 and not line.formulas:
            self._said_again(entry, list(self.ledger.printed_as(entry.numeral)))
        about = side.relation == ABOUT or line.formulas or set(line.keys) & self._computed
        if not isinstance(line.subject, Name) or about:
            return
        same = next((e for e in self.ledger.printed_as(entry.numeral) if e.numeral.digits >= 3 and e.keys), None)
        if same is not None and not self.ledger.named(line.keys[0]):  # ŷ = 0.802, where a = 0.802 was computed
            self._said_again(entry, [same])
            line.alias = Name(same.keys[0])
        else:
            entry.is_given, entry.exact = True, entry.value

    def _said_again(self, entry: Entry, known: Sequence[Entry]) -> bool:
        """Whether this is one of the numbers known, printed alike."""
        for other in known:
            same = other.numeral.unit == entry.numeral.unit and other.value == entry.value
            if same and not other.is_given and other.verdict != NOT_UNDERSTOOD:
                entry.exact, entry.verdict, entry.by, entry.sources = other.exact, other.verdict, CARRIED, (other,)
                if not other.is_fine:
                    entry.verdict, entry.sentence = FOLLOWS, say("follows from {claims}", claims=said(other))
                return True
        return False

    def _judge(self, line: Line, entry: Entry, before: Tree) -> None:
        """A number against the expression before it."""
        way = self._way(before, entry)
        if way is None:
            return
        convention, measure = way
        entry.verdict, entry.by = judged(entry.value, entry.numeral, measure), ARITHMETIC
        entry.exact = measure.value
        instead = self.carrying.compare(line, entry, before, convention)
        if entry.verdict == WRONG and not instead:
            instead = self.carrying.stray(entry, before, convention)
        if entry.verdict == WRONG:
            if any(signed(tree) is None and self._agrees(tree, entry) for tree in line.numbers[:-1]):
                entry.verdict = RIGHT
            else:
                entry.sentence = _own_numbers_give(entry, measure)
        try:
            with self.carrying.putting(instead):
                result, sources = self.carrying.unrounded(before, convention)
        except NotUnderstood:
            return
        if not entry.sentence or entry.verdict == WRONG:
            self.carrying.trace(entry, number_of(result), sources)

    def _agrees(self, tree: Tree, entry: Entry) -> bool:
        way = self._way(tree, entry)
        return way is not None and judged(entry.value, entry.numeral, way[1]) != WRONG

    def _way(self, tree: Tree, entry: Entry) -> tuple[Conventions, Measure] | None:
        """What a tree comes to in the way that fits the number best, and which way that is."""
        first: tuple[Conventions, Measure] | None = None
        for convention in conventions(tree):
            try:
                found = evaluate(tree, self.carrying.leaf, convention)
            except NotUnderstood:
                continue
            result = number_of(found)
            if judged(entry.value, entry.numeral, result) != WRONG:
                return convention, result
            if isinstance(found, Measure):
                first = first or (convention, result)
        return first

    def _expression(self, line: Line, tree: Tree, before: Tree) -> None:
        """An expression of numbers behind another: what the parts of that one came to."""
        for step in steps(before, tree) or ():
            is_sum = isinstance(step.before, Sum)
            copied = is_sum and step.after.text in [numeral.text for numeral in numerals(step.before)]
            if signed(step.before) or copied:  # (0.6625 - 0) is 0.6625
                continue
            entry = Entry(step.after, step.sign, (), step.before)
            self._judge(Line(line.chain), entry, step.before)
            if entry.verdict != NOT_UNDERSTOOD:
                line.results.append(entry)
                self.ledger.add(entry)

    def _by_formula(self, line: Line, drafts: list[list[Entry]]) -> bool:
        """A result that stands behind a formula alone: what that gives with the numbers printed before for its names.

        It is called wrong only where each name has one number on the page so far.
        """
        for formula in reversed(line.formulas):
            sources: list[Entry] = []
            for convention in conventions(formula):
                try:
                    sources.clear()
                    rows = _shaped(evaluate(formula, self.carrying.by_name(sources, False), convention), drafts)
                    pairs = _pairs(drafts, rows)
                    found = [judged(entry.value, entry.numeral, measure) for entry, measure in pairs]
                    if WRONG in found and not self._is_settled(line, formula, convention):
                        continue
                    exact = _shaped(evaluate(formula, self.carrying.by_name([], True), convention), drafts)
                except NotUnderstood:
                    continue
                is_known = convention.log == USUAL.log and all(
                    source.is_given or source.verdict != NOT_UNDERSTOOD for source in sources
                )
                for (entry, measure), verdict in zip(pairs, found, strict=True):
                    entry.verdict, entry.by = verdict, GRAPH if is_known else CARRIED
                    if verdict == WRONG:
                        entry.sentence = _formula_gives(entry, measure)
                used = tuple(dict.fromkeys(sources))
                for entry, measure in _pairs(drafts, exact):
                    if judged(entry.value, entry.numeral, measure) == RIGHT:  # and a number before it is not
                        entry.verdict, entry.sentence = RIGHT, ""
                    self.carrying.trace(entry, measure, used)
                return True
        return False

    def _is_settled(self, line: Line, formula: Tree, convention: Conventions) -> bool:
        """Whether a formula can be held against a number: one formula, read in one way, its names with one number."""
        if len(line.formulas) > 1 or convention != conventions(formula)[-1] or line.is_update:
            return False
        keys = {key_of(leaf) for leaf in leaves(formula) if isinstance(leaf, Name | Derivative)}
        return all(len({entry.value for entry in self.ledger.named(key)}) <= 1 for key in keys)

    # --- arrays ------------------------------------------------------------------------------------------------------

    def _array(self, line: Line, tree: Array, before: Tree | None) -> None:
        """An array of plain numbers: each against its entry of the array before it."""
        drafts: list[list[Entry]] = []
        for row in tree.rows:
            cells = [found for cell in row if (found := signed(cell)) is not None]
            drafts.append([Entry(numeral, sign, (), before) for sign, numeral in cells])
        line.arrays.append(drafts)
        flat = [entry for cells in drafts for entry in cells]
        line.results += flat
        if before is not None:
            self._judge_array(drafts, before)
        elif line.formulas:
            if not self._give_each(line.formulas[-1], drafts):
                self._by_formula(line, drafts)
        elif isinstance(line.subject, Name) and line.subject.key not in self._computed:
            for entry in flat:
                entry.is_given, entry.exact = True, entry.value
        else:
            for entry in flat:
                self._said_again(entry, list(self.ledger.printed_as(entry.numeral)))
        for entry in flat:
            self.ledger.add(entry)
        for key in line.keys:
            self.ledger.arrays[key] = drafts

    def _give_each(self, formula: Tree, drafts: list[list[Entry]]) -> bool:
        """Whether each number is given for a name of its own: (x₁, y₁) = (1, 0)."""
        names = [named(cell) for row in formula.rows for cell in row] if isinstance(formula, Array) else []
        if not names or not all(isinstance(name, Name) for name in names):
            return False
        entries = [entry for row in drafts for entry in row]
        for entry in entries:
            entry.is_given, entry.exact = True, entry.value
        for name, entry in zip(names, entries, strict=False) if len(names) == len(entries) else ():
            entry.keys = (name.key,) if isinstance(name, Name) else ()
        return True

    def _judge_array(self, drafts: list[list[Entry]], before: Tree) -> None:
        way = self._array_way(before, drafts)
        if way is None:
            return
        convention, computed = way
        for entry, measure in _pairs(drafts, computed):
            entry.exact, entry.by = measure.value, ARITHMETIC
            entry.verdict = judged(entry.value, entry.numeral, measure)
            if entry.verdict == WRONG:
                entry.sentence = _own_numbers_give(entry, measure)
        try:
            result, sources = self.carrying.unrounded(before, convention)
            for entry, measure in _pairs(drafts, _shaped(result, drafts)):
                self.carrying.trace(entry, measure, sources)
        except NotUnderstood:
            return

    def _array_way(self, before: Tree, drafts: list[list[Entry]]) -> tuple[Conventions, list[list[Measure]]] | None:
        """The array before, in the way that fits the printed one best; nothing if their shapes differ."""
        best: tuple[Conventions, list[list[Measure]]] | None = None
        fewest = math.inf
        for convention in conventions(before):
            try:
                rows = _shaped(evaluate(before, self.carrying.leaf, convention), drafts)
            except NotUnderstood:
                continue
            wrong = sum(judged(entry.value, entry.numeral, measure) == WRONG for entry, measure in _pairs(drafts, rows))
            if wrong < fewest:
                best, fewest = (convention, rows), wrong
        return best


def _usual_digits(chains: Sequence[Chain]) -> int:
    """How many significant digits most decimals of a page have."""
    trees = [side.tree for chain in chains for side in chain.sides if side.tree is not None]
    counted = Counter(numeral.digits for tree in trees for numeral in numerals(tree) if numeral.looks_rounded)
    return counted.most_common(1)[0][0] if counted else 0


def _pairs(drafts: list[list[Entry]], rows: list[list[Measure]]) -> list[tuple[Entry, Measure]]:
    return [
        (entry, measure)
        for row, measures in zip(drafts, rows, strict=True)
        for entry, measure in zip(row, measures, strict=True)
    ]


def _is_rounded_to(before: Tree, entry: Entry) -> bool:
    """Whether one plain number is another with fewer digits; two that differ otherwise are no arithmetic."""
    plain = signed(before)
    return plain is not None and judged(entry.value, entry.numeral, Measure(plain[0] * plain[1].value)) == RIGHT


def _own_numbers_give(entry: Entry, measure: Measure) -> str:
    computed = written(measure.value, max(entry.numeral.digits + 1, 4))
    printed = printed_text(entry.sign, entry.numeral)
    return say("its own numbers give {computed}, not {printed}", computed=computed, printed=printed)


def _formula_gives(entry: Entry, measure: Measure) -> str:
    computed = written(measure.value, max(entry.numeral.digits + 1, 4))
    printed = printed_text(entry.sign, entry.numeral)
    return say(
        "its formula gives {computed} with the numbers printed before, not {printed}",
        computed=computed,
        printed=printed,
    )


def _shaped(result: Result, drafts: list[list[Entry]]) -> list[list[Measure]]:
    """An array in the shape of the printed one: a list stands for a row and for a column."""
    if isinstance(result, Measure):
        result = [[result]]
    shape = (len(drafts), len(drafts[0]))
    if (len(result), len(result[0])) == shape:
        return result
    if 1 in shape and (len(result[0]), len(result)) == shape:
        return [list(column) for column in zip(*result, strict=True)]
    raise NotUnderstood("arrays of different shapes")

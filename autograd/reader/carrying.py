"""Numbers carried from line to line: where the numbers of an expression were printed before, and under what name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from autograd.auditor.verdicts import FOLLOWS, RIGHT, ROUNDING, WRONG
from autograd.language import say
from autograd.reader.evaluation import Conventions, Lookup, Measure, Result, as_printed, evaluate
from autograd.reader.judging import is_misprint_of, judged, printed_text, shows
from autograd.reader.ledger import Entry, Ledger
from autograd.reader.lines import Line, applied_name, key_of
from autograd.reader.matching import Bound, bindings
from autograd.reader.numbers import CARRIED
from autograd.reader.trees import (
    Applied,
    Derivative,
    Name,
    NotUnderstood,
    Numeral,
    Product,
    Sum,
    Tree,
    numerals,
    signed,
)  # fmt: skip

#: Who prints so many digits does it by machine, which rounds to whole numbers too.
MANY_DIGITS = 5
#: For so many wrong results of a page a misprint among their numbers is looked for.
MOST_SEARCHES = 300
#: Of so many numbers in an expression it is asked whether they are misprints.
MOST_NUMBERS = 20


class Carrying:
    """The ledger of a page, its formulas by name, and what they say of the numbers of an expression."""

    def __init__(self, later: Mapping[str, list[Entry]] | None = None, digits: int = 0) -> None:
        self.digits = digits
        self.ledger = Ledger()
        self.later = later or {}
        self.formulas: dict[str, Tree] = {}
        self._instead: dict[int, float] = {}
        self._learned: dict[int, str] = {}
        self._searches = 0

    # --- one number of an expression ---------------------------------------------------------------------------------

    def leaf(self, tree: Tree) -> Measure:
        """A number as printed; one of few digits may be rounded too, if one printed before it was."""
        measure = as_printed(tree)
        if id(tree) in self._instead:
            return Measure(self._instead[id(tree)], measure.slack)
        if not measure.slack and isinstance(tree, Numeral):
            source = self.source(tree)
            if source is not None and source.is_rounded and tree.unit < 1:
                return Measure(measure.value, tree.unit / 2)
            if tree.value in (0, 1) and self.digits >= MANY_DIGITS:  # 1 may be 0.9999997, printed with six digits
                return Measure(measure.value, 0.5 * 10.0 ** (1 - self.digits))
        return measure

    def source(self, numeral: Numeral) -> Entry | None:
        """The computed number printed before that this one is, as far as its digits say."""
        for entry in self.ledger.printed_as(numeral):
            if numeral.digits >= 3 or (entry.is_rounded and numeral.digits == 2):
                return entry
        return None

    @contextmanager
    def putting(self, instead: dict[int, float]) -> Iterator[None]:
        """Other numbers put in for some of an expression, by the identity of their numerals."""
        self._instead = instead
        try:
            yield
        finally:
            self._instead = {}

    def unrounded(self, before: Tree, convention: Conventions) -> tuple[Result, tuple[Entry, ...]]:
        """What an expression comes to without any rounding before it, and the printed numbers in it."""
        sources: list[Entry] = []

        def exact(tree: Tree) -> Measure:
            if not isinstance(tree, Numeral):
                raise NotUnderstood("a name")
            if id(tree) in self._instead:
                return Measure(self._instead[id(tree)])
            source = self.source(tree)
            if source is not None and source.exact is not None:
                sources.append(source)
                return Measure(source.exact * source.sign)
            complement = self.ledger.complement_of(tree)
            if complement is not None and complement.exact is not None:
                sources.append(complement)
                return Measure(1 - complement.exact)
            return Measure(tree.value)

        return evaluate(before, exact, convention), tuple(dict.fromkeys(sources))

    def trace(self, entry: Entry, computed: Measure, sources: tuple[Entry, ...]) -> None:
        """Say of a number what it is without rounding, and whether it follows from a wrong one."""
        entry.exact, entry.sources = computed.value, sources
        is_right = judged(entry.value, entry.numeral, computed) == RIGHT
        wrong = [source for source in sources if not source.is_fine]
        if entry.verdict == WRONG:
            if is_right and wrong:
                entry.sentence = say(
                    "{sentence}; it is right if {number} is the misprint",
                    sentence=entry.sentence,
                    number=said(wrong[0]),
                )
                entry.knows_misprint = True
        elif wrong and not is_right:
            entry.verdict, entry.by = FOLLOWS, CARRIED
            entry.sentence = say("follows from {claims}", claims=said(wrong[0]))
        elif not is_right:
            entry.verdict = ROUNDING

    # --- names with numbers printed before ---------------------------------------------------------------------------

    def by_name(self, sources: list[Entry], exact: bool) -> Lookup:
        """What the names of a formula stand for: the last number, or array, printed for each, `exact` or as printed."""

        def measure(entry: Entry) -> Measure:
            sources.append(entry)
            if exact:
                return Measure(entry.value if entry.exact is None else entry.exact)
            is_exact = entry.is_given or (entry.exact is not None and not entry.is_rounded)
            return Measure(entry.value, 0.0 if is_exact else entry.numeral.unit / 2)

        def known(key: str) -> Result:
            if key in self.ledger.arrays:
                return [[measure(entry) for entry in row] for row in self.ledger.arrays[key]]
            found = self.ledger.named(key) or self.later.get(key, [])
            if not found:
                raise NotUnderstood("a name without a number")
            return measure(found[0])

        def leaf(tree: Tree) -> Result:
            if isinstance(tree, Numeral):
                return Measure(tree.value)
            if isinstance(tree, Applied):
                name = applied_name(tree)
                if name is not None and name.key in self.ledger.by_key:
                    return known(key_of(name))
                return evaluate(Product((("", tree.name), ("", tree.arguments[0]))), leaf)
            if isinstance(tree, Name):
                found = known(key_of(tree))
                if tree.transposed and not isinstance(found, Measure):
                    return [list(column) for column in zip(*found, strict=True)]
                return found
            if isinstance(tree, Derivative):
                return known(tree.key)
            raise NotUnderstood("a name without a number")

        return leaf

    # --- names in an expression of numbers ---------------------------------------------------------------------------

    def bound(self, line: Line, numbers: Tree) -> list[Bound]:
        """The numbers put in, by the names of the chain's formulas, the last first, or of one on an earlier line."""
        candidates = [*reversed(line.formulas)]
        if line.keys and line.keys[0] in self.formulas:
            candidates.append(self.formulas[line.keys[0]])
        for formula in candidates:
            found = bindings(formula, numbers)
            if found is not None:
                return found
        return []

    def learn(self, line: Line, numbers: Tree) -> None:
        """Take the numbers put in for names that have none yet, such as those that stand in a figure only."""
        for bound in self.bound(line, numbers):
            if not self.ledger.named(bound.key) and not bound.fresh:
                source = self.source(bound.numeral)
                exact = source.exact if source is not None else bound.value
                known = Entry(bound.numeral, bound.sign, (bound.key,), exact=exact, is_given=True, is_learned=True)
                self.ledger.by_key.setdefault(bound.key, []).append(known)
                self._learned[id(bound.numeral)] = bound.key

    def _forget(self, numeral: Numeral) -> None:
        """A misprint is not what its name stands for."""
        key = self._learned.pop(id(numeral), "")
        if key and (kept := [entry for entry in self.ledger.by_key[key] if entry.numeral is not numeral]):
            self.ledger.by_key[key] = kept
        elif key:
            del self.ledger.by_key[key]

    def learn_start(self, line: Line, numbers: Tree) -> None:
        """Of an update by numbers alone, b ← 0.0 − 0.1 × 0.3, take the number it starts from, if there is none yet."""
        first = signed(numbers.terms[0][1]) if isinstance(numbers, Sum) and len(numbers.terms) > 1 else None
        key = line.keys[0].rstrip("′") if line.keys else ""
        if line.is_update and not line.formulas and first is not None and key not in self.ledger.by_key:
            sign, numeral = first
            known = Entry(numeral, sign, (key,), exact=sign * numeral.value, is_given=True)
            self.ledger.by_key[key] = [known]

    def compare(self, line: Line, entry: Entry, before: Tree, convention: Conventions) -> dict[int, float]:
        """Compare the numbers put in with those printed before for the same names; returns what is meant instead.

        Another number is a misprint only if something besides says so: that the result is right with the number printed
        before, that the two differ as misprints do, or that it starts an update which comes out wrong.
        """
        found = self.bound(line, before)
        line.bound = line.bound or found
        fits = entry.verdict != WRONG
        for bound in found:
            if not self._is_contradicted(bound):
                continue
            known = self._known(bound)
            if known is None:
                continue
            misprinted = self._is_misprint(bound)
            line.is_consistent = line.is_consistent and not fits
            is_exact = known.exact is not None and shows(known.value, known.numeral, known.exact)
            meant = known.exact if is_exact and known.exact is not None else known.value
            instead = {id(bound.numeral): meant * bound.sign}
            try:
                with self.putting(instead):
                    corrected = number_of(evaluate(before, self.leaf, convention))
            except NotUnderstood:
                continue
            gives = judged(entry.value, entry.numeral, corrected) != WRONG
            if not fits and gives:
                self._report(bound, known)
                entry.verdict, entry.exact = RIGHT, corrected.value
                return instead
            if fits and misprinted and not gives:
                self._report(bound, known)
                entry.verdict, entry.by, entry.exact = FOLLOWS, CARRIED, corrected.value
                put_in = printed_text(bound.sign, bound.numeral)
                entry.sentence = say("follows from {number} put in for {name}", number=put_in, name=bound.key)
                return instead
            if not fits and line.is_update and bound is found[0]:
                self._report(bound, known)
                return {}
        return {}

    def stray(self, entry: Entry, before: Tree, convention: Conventions) -> dict[int, float]:
        """Of a result that is wrong by its own numbers: the one of them that is a misprint of a number printed before,
        if with that one the result is right, and if there is only one such. It is reported, and what is meant returned.
        """
        found: list[tuple[Numeral, Entry]] = []
        self._searches += 1
        if self._searches > MOST_SEARCHES:
            return {}
        for numeral in numerals(before)[:MOST_NUMBERS]:
            if numeral.digits < 3 or self.source(numeral) is not None:
                continue
            for meant in self.ledger.alike(numeral):
                with self.putting({id(numeral): meant.numeral.value}):
                    try:
                        corrected = number_of(evaluate(before, self.leaf, convention))
                    except NotUnderstood:
                        continue
                if judged(entry.value, entry.numeral, corrected) != WRONG:
                    found.append((numeral, meant))
        if len({id(numeral) for numeral, _ in found}) != 1 or len({meant.numeral.text for _, meant in found}) != 1:
            return {}
        numeral, meant = found[0]
        exact = meant.numeral.value if meant.exact is None else meant.exact * meant.sign
        stray = Entry(numeral, 1, (), None, exact, WRONG, CARRIED, sources=(meant,))
        line = meant.numeral.passage.line(meant.numeral.start)
        stray.sentence = say(
            "{meant} is printed on line {line}; with that for {printed} the result is right",
            meant=meant.numeral.text, line=line, printed=numeral.text,
        )  # fmt: skip
        self.ledger.entries.append(stray)
        self._forget(numeral)
        entry.verdict = RIGHT
        return {id(numeral): exact}

    def _known(self, bound: Bound) -> Entry | None:
        """The last number printed for a name that is not wrong."""
        found = self.ledger.named(bound.key + "′" * bound.fresh)
        return next((entry for entry in found if entry.is_fine), None)

    def _is_contradicted(self, bound: Bound) -> bool:
        """Whether numbers were printed for the name before, and this is none of them, rounded or not."""
        found = self.ledger.named(bound.key + "′" * bound.fresh)
        updated = self.ledger.named(bound.key + "′")
        return bool(found) and not any(_same(bound, entry) for entry in (*found, *updated))

    def _is_misprint(self, bound: Bound) -> bool:
        found = self.ledger.named(bound.key + "′" * bound.fresh)
        return any(entry.is_fine and is_misprint_of(bound.numeral, entry.numeral) for entry in found)

    def _report(self, bound: Bound, known: Entry) -> None:
        """Write down a number put in that is not the one printed before for its name."""
        printed, meant = printed_text(bound.sign, bound.numeral), printed_text(known.sign, known.numeral)
        exact = known.exact if known.exact is not None else known.value
        entry = Entry(bound.numeral, bound.sign, (), None, exact, WRONG, CARRIED, sources=(known,))
        line = known.numeral.passage.line(known.numeral.start)
        entry.sentence = say(
            "{name} is {meant} on line {line}, and {printed} is put in for it here",
            name=bound.key, meant=meant, line=line, printed=printed,
        )  # fmt: skip
        self.ledger.entries.append(entry)
        self._forget(bound.numeral)


def said(entry: Entry) -> str:
    """A number by its name, if it has one, and its line."""
    name = f"{entry.keys[0]} = " if entry.keys else ""
    line = entry.numeral.passage.line(entry.numeral.start)
    number = printed_text(entry.sign, entry.numeral)
    return say("{number} on line {line}", number=f"{name}{number}", line=line)


def number_of(result: Result) -> Measure:
    """A number; of an array the sum of its entries, as where a window of a picture is laid on a kernel."""
    if isinstance(result, Measure):
        return result
    entries = [entry for row in result for entry in row]
    return Measure(sum(entry.value for entry in entries), sum(entry.slack for entry in entries))


def _same(bound: Bound, entry: Entry) -> bool:
    """Whether the number put in is the one printed, to the digits that both have."""
    unit = max(bound.numeral.unit, entry.numeral.unit)
    units = 0.5 if min(bound.numeral.digits, entry.numeral.digits) < 3 else 1.0
    if abs(bound.value - entry.value) <= unit * units * (1 + 1e-9):
        return True
    return entry.exact is not None and abs(bound.value - entry.exact) <= bound.numeral.unit

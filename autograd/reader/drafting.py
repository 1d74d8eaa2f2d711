"""A sheet drafted from a page: its inputs, and the formulas that connect, as text for `autograd.expression`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from autograd.reader.activations import inferred
from autograd.reader.arithmetic import Arithmetic
from autograd.reader.identifiers import Identifiers
from autograd.reader.judging import printed_text
from autograd.reader.ledger import Entry
from autograd.reader.lines import Line, applied_name
from autograd.reader.numbers import NOT_UNDERSTOOD
from autograd.reader.passage import CELL
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
    is_numeric,
    leaves,
    signed,
)  # fmt: skip
from autograd.reader.vocabulary import LOSSES

#: A page with more formulas than this is no worked example.
MAX_FORMULAS = 400

_CALLED = {"ln": "log", "max": "maximum", "min": "minimum"}
_OF_ONE_NUMBER = frozenset(
    [
        "sigmoid",
        "relu",
        "tanh",
        "exp",
        "ln",
        "log",
        "log2",
        "log10",
        "sqrt",
        "absolute",
        "sin",
        "cos",
        "tan",
        "sinh",
        "cosh",
        "atan",
        "softplus",
        "gelu",
        "silu",
        "erf",
    ]
)
#: So many layers of activations are looked for.
MOST_LAYERS = 6
#: What a learning rate is called.
RATES = ("η", "α", "lr", "learningrate", "ε", "γ", "μ", "rate", "λ", "学习率", "步长")


@dataclass
class Draft:
    """The names of a page that have a number or a formula, by key, formulas in the order of the computation.

    `guessed`: names that a number of few digits may stand for; `broken`: names whose formula has a number that was
    computed, nobody knows where.
    """

    identifiers: Identifiers = field(default_factory=Identifiers)
    inputs: dict[str, Entry] = field(default_factory=dict)
    formulas: dict[str, str] = field(default_factory=dict)
    guessed: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    loss: str = ""
    has_loss: bool = False
    called_loss: set[str] = field(default_factory=set)
    activations: dict[str, str] = field(default_factory=dict)

    @property
    def expressions(self) -> list[str]:
        """`name = formula`, each after what it is computed from."""
        return [f"{self.identifiers.of(key)} = {formula}" for key, formula in self.formulas.items()]

    @property
    def values(self) -> dict[str, str]:
        """The inputs, as printed."""
        return {self.identifiers.of(key): printed_text(e.sign, e.numeral) for key, e in self.inputs.items()}

    def has(self, key: str) -> bool:
        """Whether a name is part of the graph."""
        return key in self.inputs or key in self.formulas

    def resolved(self, key: str) -> str:
        """A name, or the only one that says the same of the same thing: Output(c) for O(c)."""
        base, opened, of = key.partition("(")
        if self.has(key) or not opened:
            return key
        others = [k for k in (*self.inputs, *self.formulas) if k.endswith(f"({of}")]
        alike = [k for k in others if k.startswith(base) or base.startswith(k.partition("(")[0])]
        return alike[0] if len(alike) == 1 else key


def draft(page: Arithmetic, is_gradient: Callable[[str], bool]) -> Draft | None:
    """The forward graph of a page, or nothing where no formula connects; names of gradients are left out of it."""
    firsts = {key: entries[0] for key, entries in page.ledger.by_key.items()}
    given_first = {key for key, entry in firsts.items() if entry.is_given and not entry.is_learned}
    candidates = _candidates(page.lines, is_gradient, given_first)
    if len(candidates) > MAX_FORMULAS:
        return None
    anew = _given_anew(page.lines, candidates)
    for key in anew:
        del candidates[key]
    found = _drafted(page, candidates, anew)
    activations: dict[str, Tree] = {}
    for _ in range(MOST_LAYERS):  # the activation of one layer is what the next is computed from
        bare = {key: entry for key, entry in firsts.items() if key not in found.formulas and key not in activations}
        bare = {key: entry for key, entry in bare.items() if entry.before is None and not key.startswith("∂")}
        new = inferred(bare, found.formulas, page.ledger) if found.formulas else {}
        if not new:
            break
        activations |= new
        for key, tree in new.items():
            candidates[key] = [tree]
        found = _drafted(page, candidates, anew)
    if not found.formulas:
        return None
    found.activations = {key: found.formulas[key] for key in activations if key in found.formulas}
    _find_loss(found, page.lines)
    return found


def _drafted(page: Arithmetic, candidates: Mapping[str, list[Tree]], anew: Mapping[str, Entry]) -> Draft:
    """The inputs, and the formulas that connect."""
    found = Draft()
    found.inputs.update(anew)
    for key, entries in page.ledger.by_key.items():
        given = [entry for entry in entries if entry.is_given]
        is_name = not key.endswith("′") and not key.startswith("∂")
        if given and is_name and key not in candidates and key not in found.inputs:
            found.inputs[key] = given[0]
    _connect(found, candidates, page)
    return found


def _given_anew(lines: Sequence[Line], candidates: Mapping[str, object]) -> dict[str, Entry]:
    """Names that have a formula in one section and are given a number in another: there it is another quantity."""
    sections: dict[str, int] = {}
    given: dict[str, Entry] = {}
    for line in lines:
        key, section = line.keys[0] if len(line.keys) == 1 else "", line.chain.passage.section
        if key not in candidates or line.is_update:
            continue
        if line.formulas or line.numbers[:-1]:
            sections.setdefault(key, section)
        elif [entry.verdict for entry in line.results] == [NOT_UNDERSTOOD] and sections.get(key, section) != section:
            given.setdefault(key, line.results[0])
    return given


def _candidates(
    lines: Sequence[Line], is_gradient: Callable[[str], bool], given_first: Collection[str]
) -> dict[str, list[Tree]]:
    """What is given for each name that is computed: its formulas in order, and after them its numbers."""
    symbolic: dict[str, list[Tree]] = {}
    numeric: dict[str, list[Tree]] = {}
    for line in lines:
        if not line.keys or line.is_update or isinstance(line.subject, Derivative) or line.subject is None:
            continue
        key = line.keys[0]
        if is_gradient(key) or key in given_first:
            continue
        if isinstance(line.alias, Name):
            symbolic.setdefault(key, []).append(line.alias)
        if line.chain.passage.kind == CELL and not line.results:  # words beside a name
            continue
        formulas = [tree for tree in line.formulas if not any(isinstance(leaf, Derivative) for leaf in leaves(tree))]
        if formulas:
            symbolic.setdefault(key, []).extend(formulas)
        computed = [tree for tree in line.numbers if signed(tree) is None and not isinstance(tree, Array)]
        if computed:
            numeric.setdefault(key, []).append(computed[0])
    keys = dict.fromkeys([*symbolic, *numeric])
    return {key: [*symbolic.get(key, []), *numeric.get(key, [])[:1]] for key in keys}


def _connect(found: Draft, candidates: Mapping[str, list[Tree]], page: Arithmetic) -> None:
    """Write down every formula whose names are known by then, until no more become known.

    A formula of numbers is taken where there is no other, and where the other one has a name that never becomes known.
    """
    pending = dict(candidates)
    without = [key for key, trees in pending.items() if is_numeric(trees[0])]
    for key in [None, *without, *(key for key in candidates if key not in without)]:
        if key is not None and key in pending and _writes(found, key, pending[key], page, True):
            del pending[key]
        progress = True
        while progress:
            done = [key for key, trees in pending.items() if _writes(found, key, trees, page, False)]
            for key in done:
                del pending[key]
            progress = bool(done)


def _writes(found: Draft, key: str, trees: Sequence[Tree], page: Arithmetic, with_numbers: bool) -> bool:
    """Whether one of the formulas can be written down."""
    for tree in trees:
        if is_numeric(tree) == with_numbers:
            try:
                found.formulas[key] = _Writer(found, page, key).formula(tree)
            except NotUnderstood:
                continue
            return True
    return False


def _find_loss(found: Draft, lines: Sequence[Line]) -> None:
    """The output: of the names whose gradients are taken the one that is called like a loss, or is computed last; else
    one that is called like a loss. A loss without a formula is that one by another name: dL_da, where there is `loss`.
    """
    taken = {line.subject.of for line in lines if isinstance(line.subject, Derivative)}
    order = list(found.formulas)
    above = [key for key in order if key in taken]
    called = [key for key in order if key in LOSSES]
    nameless = {key for key in taken if key in LOSSES and not found.has(key)}
    if nameless and called and not set(called) & taken:
        above, found.called_loss = called, nameless
    above = [key for key in above if key in LOSSES] or above or called
    found.loss, found.has_loss = (above or order)[-1], bool(above)
    found.called_loss |= {found.loss}


class _Writer:
    """Writes one formula; raises `NotUnderstood` for a name that is not known yet."""

    def __init__(self, found: Draft, page: Arithmetic, key: str) -> None:
        self.draft, self.page, self.key = found, page, key
        self.of_numbers = False

    def formula(self, tree: Tree) -> str:
        """A whole formula as text."""
        self.of_numbers = is_numeric(tree)
        return self.write(tree)

    def write(self, tree: Tree, is_plain: bool = False) -> str:
        """A part of the formula as text; a number that `is_plain` stands for no name: an exponent, the 2 of ½."""
        if isinstance(tree, Numeral):
            return tree.text if is_plain else self._number(tree)
        if isinstance(tree, Name):
            return self._name(tree)
        if isinstance(tree, Sum):
            plain = signed(tree)
            if plain is not None and self.of_numbers and not is_plain and (name := self._meant(*plain)):
                return self.draft.identifiers.of(name)
            terms = [("+" if sign > 0 else "-", self._closed(term)) for sign, term in tree.terms]
            text = " ".join(f"{sign} {term}" for sign, term in terms)
            return text.removeprefix("+ ") if text.startswith("+") else f"-{text[2:]}"
        if isinstance(tree, Product):
            text = self._closed(tree.factors[0][1], True)
            for how, factor in tree.factors[1:]:
                text += f"{'/' if how == '/' else '*'}{self._closed(factor, True)}"
            return text
        if isinstance(tree, Fraction):
            ratio = isinstance(tree.above, Numeral) and isinstance(tree.below, Numeral)
            return f"{self._closed(tree.above, True, False, ratio)}/{self._closed(tree.below, True, True, ratio)}"
        if isinstance(tree, Power):
            return f"{self._closed(tree.base, True, True)}**{self._closed(tree.exponent, True, True, True)}"
        if isinstance(tree, Call) and not tree.primes:
            return self._call(tree)
        if isinstance(tree, Applied) and not tree.primes:
            return self._applied(tree)
        raise NotUnderstood("no formula of numbers")

    def _closed(self, tree: Tree, in_product: bool = False, in_power: bool = False, is_plain: bool = False) -> str:
        text = self.write(tree, is_plain or (isinstance(tree, Numeral) and tree.unit >= 1 and not in_product))
        opens = isinstance(tree, Sum) or (in_power and isinstance(tree, Product | Fraction | Power | Applied))
        opens = opens or (in_product and isinstance(tree, Product | Fraction))
        return f"({text})" if opens else text

    def _call(self, tree: Call) -> str:
        arguments = ", ".join(self.write(argument) for argument in tree.arguments)
        if tree.function in _OF_ONE_NUMBER and len(tree.arguments) == 1:
            return f"{_CALLED.get(tree.function, tree.function)}({arguments})"
        if tree.function in ("max", "min") and len(tree.arguments) > 1:
            return f"{_CALLED[tree.function]}({arguments})"
        raise NotUnderstood(tree.function)

    def _applied(self, tree: Applied) -> str:
        name = applied_name(tree)
        if name is not None and self.draft.has(self.draft.resolved(name.key)):
            return self.draft.identifiers.of(self.draft.resolved(name.key))
        if len(tree.arguments) != 1:
            raise NotUnderstood("a function the page does not define")
        if (
            name is not None
            and not self.draft.has(str(name.key.partition("(")[2][:-1]))
            and self.draft.has(tree.name.key)
        ):
            return self.draft.identifiers.of(tree.name.key)
        return f"{self._name(tree.name)}*{self._closed(tree.arguments[0], True)}"

    def _name(self, name: Name) -> str:
        if name.fresh or name.transposed or name.key == self.key:
            raise NotUnderstood("a name of another step")
        if self.draft.has(name.key):
            return self.draft.identifiers.of(name.key)
        letters = list(name.key)
        if name.run and all(self.draft.has(letter) for letter in letters):
            return "*".join(self.draft.identifiers.of(letter) for letter in letters)
        raise NotUnderstood("a name without a number")

    def _number(self, numeral: Numeral) -> str:
        """A number of a formula of numbers: the name it stands for, where only one can be meant."""
        name = self._meant(1, numeral) if self.of_numbers else ""
        return self.draft.identifiers.of(name) if name else numeral.text

    def _meant(self, sign: int, numeral: Numeral) -> str:
        found = {
            key: None
            for entry in self.page.ledger.printed_as(numeral)
            for key in entry.keys
            if entry.sign == sign and numeral.unit < 1 and self.draft.has(key) and key != self.key
        }
        if numeral.digits >= 3 and found:
            return next(iter(found))
        value = sign * numeral.value
        names = [*found, *(key for key, e in self.draft.inputs.items() if e.value == value and key not in RATES)]
        self.draft.guessed.update(names)
        if not names and numeral.looks_rounded:
            self.draft.broken.add(self.key)
        return names[0] if len(names) == 1 else ""

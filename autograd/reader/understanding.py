"""A page's passages understood: every number that is a result, with its verdict and what that comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograd.auditor.report import Report
from autograd.errors import ExpressionError
from autograd.language import say
from autograd.notation import counted
from autograd.reader.arithmetic import Arithmetic
from autograd.reader.chains import MAX_CHAINS, MAX_CHARACTERS, MAX_MATHEMATICS, chains
from autograd.reader.columns import without_misread_columns
from autograd.reader.decimals import has_decimal_commas, undecided
from autograd.reader.functions import put_in
from autograd.reader.graphing import Graph, graph_of
from autograd.reader.judging import printed_text
from autograd.reader.ledger import Entry
from autograd.reader.numbers import NOT_UNDERSTOOD, Number
from autograd.reader.passage import Passage
from autograd.reader.reassigned import without_reassigned
from autograd.reader.stepping import judge_later
from autograd.reader.verdicts import join


@dataclass(frozen=True)
class Understanding:
    """What a page says, in the order of the file: `numbers`, those that are given left out; `notes`: what is to be said
    of the page as a whole, such as a part of it that was not read."""

    numbers: list[Number]
    graph: Graph | None = None
    notes: tuple[str, ...] = ()

    @property
    def audit(self) -> Report | None:
        """The audit of the sheet that the page's formulas make, if they connect."""
        return self.graph.report if self.graph is not None else None

    def sheet(self, name: str = "") -> str:
        """That sheet as TOML, for a person to correct and to use again; raises `ExpressionError` if there is none."""
        if self.graph is None:
            raise ExpressionError(say("no sheet can be made of this page: its formulas do not connect"))
        return self.graph.toml(name)


def understand(passages: Sequence[Passage]) -> Understanding:
    """Read the passages of a page and judge every number in it that is computed.

    >>> page = Passage.of("z = 0.5 * 2 + 0.1 = 1.2")
    >>> (number,) = understand([page]).numbers
    >>> number.printed, number.verdict, number.by, number.sentence
    ('1.2', 'wrong', 'arithmetic', 'its own numbers give 1.1, not 1.2')
    """
    has_commas = has_decimal_commas(passages)
    found = without_misread_columns(chains(passages, has_commas))
    without_reassigned(found)
    put_in(found)
    reckoning = Arithmetic(found)
    # Once more with the inputs that are given only behind what is computed from them, or among its numbers.
    given = {key: entries for key, entries in reckoning.ledger.by_key.items() if entries[0].is_given}
    if given and any(entry.verdict == NOT_UNDERSTOOD and not entry.is_given for entry in reckoning.ledger.entries):
        reckoning = Arithmetic(found, given)
    graph = graph_of(reckoning)
    if graph is not None:
        join(graph)
        judge_later(graph)
    place = {id(passage): i for i, passage in enumerate(passages)}
    entries = [entry for entry in reckoning.ledger.entries if not entry.is_given]
    entries.sort(key=lambda entry: (place[id(entry.numeral.passage)], entry.numeral.start))
    return Understanding(
        [_number(entry) for entry in entries], graph, tuple(_notes(passages, reckoning, graph, has_commas))
    )


def _notes(passages: Sequence[Passage], reckoning: Arithmetic, graph: Graph | None, has_commas: bool) -> Iterator[str]:
    in_all = sum(len(passage.text) for passage in passages)
    if len(reckoning.lines) >= MAX_CHAINS or in_all > MAX_MATHEMATICS:
        yield say(
            "at most {relations:,} relations in {characters:,} characters are read: the rest of the page was not",
            relations=MAX_CHAINS,
            characters=MAX_MATHEMATICS,
        )
    if long := sum(len(passage.text) > MAX_CHARACTERS for passage in passages):
        yield say(
            "{formulas} of more than {limit:,} characters not read",
            formulas=counted(long, "formula"),
            limit=MAX_CHARACTERS,
        )
    if has_commas:
        yield say("commas are read as decimal commas, as in most numbers of the page")
    elif lines := sorted({passage.line(0) for passage in passages if undecided(passage.text, has_commas)}):
        yield say(
            "most numbers of the page have a decimal point: 0,5 is not understood (line {line})", line=lines[0]
        )  # fmt: skip
    bare = sum(not line.results and bool(line.formulas) for line in reckoning.lines)
    if bare:
        formulas = counted(bare, "formula")
        yield say("{formulas} without numbers: nothing on the page to hold them against", formulas=formulas)
    for key, formula in graph.draft.activations.items() if graph is not None else ():
        name = graph.draft.identifiers.of(key) if graph else key
        yield say("{name} is taken as {formula}: its digits say so", name=name, formula=formula)


def _number(entry: Entry) -> Number:
    numeral = entry.numeral
    return Number(
        numeral.passage,
        numeral.start,
        numeral.end,
        printed_text(entry.sign, numeral),
        entry.exact,
        entry.verdict,
        entry.by,
        entry.sentence,
    )

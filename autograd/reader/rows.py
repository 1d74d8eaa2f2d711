"""What a number in a table is: its column may hold gradients or new values, its row may be an edge such as x₁ → h₁."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from autograd.reader.ledger import Ledger
from autograd.reader.lines import Line
from autograd.reader.naming import says_gradient, says_new
from autograd.reader.passage import CELL
from autograd.reader.trees import Name, named
from autograd.reader.vocabulary import ARROW, LOSSES

#: On a page of more names than this no row is looked up.
MOST_NAMES = 1000


def keys_of_row(line: Line, ledger: Ledger, computed: Collection[str]) -> tuple[str, ...]:
    """The names of a number in a table: of a column of gradients, or of a row such as x₁ → h₁."""
    passage = line.chain.passage
    if passage.kind != CELL or not isinstance(line.subject, Name) or len(ledger.by_key) > MOST_NAMES:
        return ()
    ends = line.subject.key
    is_gradient = says_gradient(passage.heading)
    is_new = not is_gradient and says_new(passage.heading)
    arrow = line.chain.sides[1]
    to = named(arrow.tree) if arrow.relation == ARROW and arrow.tree is not None else None
    if isinstance(to, Name):
        line.subject, line.keys, ends = None, (), f"{ends}→{to.key}"
    elif not is_gradient and not is_new:
        return ()
    line.keys, line.subject, name = (), None, ends
    known = [key for key in ledger.by_key if key.rstrip("′").endswith(("/∂" * is_gradient) + ends)]
    known = [key for key in known if key.startswith("∂") == is_gradient and key.endswith("′") == is_new]
    if is_gradient and len(known) > 1:  # of what most gradients on the page are taken
        counted = Counter(key.partition("/")[0] for key in ledger.by_key if key.startswith("∂"))
        known = [max(known, key=lambda key: counted[key.partition("/")[0]])]
    if is_gradient and not known and "→" not in name and (loss := _loss(passage.section, ledger, computed)):
        known = [f"∂{loss}/∂{name}"]
    if is_new and "→" not in name:
        line.is_update, known = True, known or [f"{name}′"]
    return tuple(known)


def _loss(section: int, ledger: Ledger, computed: Collection[str]) -> str:
    """The loss of a page, or of the section, where the page has several examples; nothing if there is no single one."""
    losses = sorted(LOSSES & set(computed))
    if len(losses) > 1:
        losses = [key for key in losses if any(e.numeral.passage.section == section for e in ledger.named(key))]
    return losses[0] if len(losses) == 1 else ""

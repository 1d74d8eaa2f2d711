"""How good the audit is, measured: `make audits` writes the tables of docs/audits.md, below the article.

Worked examples made up from seeds, one slip in each; random wrong numbers, behind which there is no slip; and published
examples whose verdicts and causes were found independently (tests/autograd/auditor/published).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tqdm import tqdm

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "shared"))

from generated_slips import GROUPS, Group, Measured, measure  # noqa: E402
from generated_slips.accidents import ALLOWED, accidents  # noqa: E402

from autograd.auditor import Finding, read_sheet  # noqa: E402

#: Above this line the page is written by hand.
BEGIN = "<!-- What follows is made by make audits. -->"
#: Sheets of each kind, and random numbers of so many digits.
CASES = 50
NUMBERS = {3: 2000, 4: 4000, 6: 10_000}
#: A kind of which fewer slips are found is not known, or only in part.
KNOWN = 0.9


def by_kind(group: Group, measured: list[Measured]) -> Iterator[str]:
    """The table of one group of made-up examples."""
    yield f"### {group.title}"
    yield ""
    yield "| slip | cases | found | first |"
    yield "|---|---:|---:|---:|"
    for kind in measured:
        yield f"| {kind.kind} | {kind.cases} | {kind.found} | {kind.first} |"
    yield _total("all", measured)
    known = [kind for kind in measured if _is_known(kind)]
    if len(known) < len(measured):
        yield _total("all that it knows", known)
    yield ""


def _total(name: str, measured: list[Measured]) -> str:
    cases = sum(kind.cases for kind in measured)
    found, first = sum(kind.found for kind in measured), sum(kind.first for kind in measured)
    return f"| **{name}** | **{cases}** | **{found} ({found / cases:.1%})** | **{first} ({first / cases:.1%})** |"


def _is_known(kind: Measured) -> bool:
    return kind.found >= KNOWN * kind.cases


def by_accident() -> Iterator[str]:
    """The table of random numbers."""
    yield "| digits | random numbers | given a false cause | allowed |"
    yield "|---:|---:|---:|---:|"
    for digits, count in NUMBERS.items():
        given = [caused for _, _, caused in tqdm(accidents(digits, count), total=count, unit="number")]
        yield f"| {digits} | {len(given)} | {sum(given)} ({sum(given) / len(given):.2%}) | {ALLOWED[digits]:.1%} |"


def by_example() -> Iterator[str]:
    """The table of published examples."""
    yield "| example | claims | right, accepted | slips, flagged | causes given | follow, said so | rounding, said so |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    total: Counter[str] = Counter()
    for path in sorted((ROOT / "tests" / "autograd" / "auditor" / "published").glob("*.json")):
        count: Counter[str] = Counter()
        for claim, row in _published(path):
            kind = claim.get("kind", "right")
            count["claims"] += 1
            count[kind] += 1
            own = kind in ("slip", "method", "typo")
            count["slips"] += own
            count["flagged"] += own and row.verdict in ("wrong", "follows")
            count["explainable"] += _is_explainable(claim)
            count["explained"] += _is_explainable(claim) and bool(row.diagnoses or row.follows_from)
            count["located"] += own and not row.diagnoses and row.arithmetic is not None
            count["accepted"] += kind == "right" and row.verdict in ("right", "too coarse")
            count["said"] += kind == "inherited" and row.verdict == "follows"
            count["called"] += kind == "carried_rounding" and row.verdict == "rounding"
        yield _line(path.stem, count)
        total += count
    yield _line("**all**", total)
    yield ""
    yield f"Of {total['slips']} slips, {total['explained']} have their cause named, and of {total['located']} others"
    yield "it is said in which product, sum or function the arithmetic fails."


def _published(path: Path) -> Iterator[tuple[dict[str, str], Finding]]:
    known = json.loads(path.read_text(encoding="utf-8"))["claims"]
    yield from zip(known, read_sheet(path).audit().rows, strict=True)


def _is_explainable(claim: dict[str, str]) -> bool:
    return claim.get("kind") in ("slip", "method") and "reproduce" in claim


def _line(name: str, count: Counter[str]) -> str:
    pairs = [
        ("accepted", "right"), ("flagged", "slips"), ("explained", "explainable"), ("said", "inherited"),
        ("called", "carried_rounding"),
    ]  # fmt: skip
    cells = [f"{count[part]} of {count[whole]}" if count[whole] else "" for part, whole in pairs]
    return f"| {name} | {count['claims']} | {' | '.join(cells)} |"


def not_known(measured: list[Measured]) -> Iterator[str]:
    """What the audit does not see: of the made-up slips, of the published ones."""
    for kind in measured:
        if not _is_known(kind):
            yield f"- {kind.kind}: found in {kind.found} of {kind.cases} made-up sheets."
    for path in sorted((ROOT / "tests" / "autograd" / "auditor" / "published").glob("*.json")):
        for claim, row in _published(path):
            if _is_explainable(claim) and not row.diagnoses and not row.follows_from:
                yield f"- {path.stem}, {claim['quantity']} = {claim['printed']}: {claim['cause']}."
    yield "- Two slips in one number that give it only together, except a lost sign on top of another slip, and two"
    yield "  numbers copied wrongly."


def main() -> None:
    """Write the page."""
    groups = {}
    with tqdm(total=sum(len(group.kinds) for group in GROUPS), unit="kind") as bar:
        for group in GROUPS:
            groups[group] = []
            for kind in measure(group, CASES):
                groups[group].append(kind)
                bar.update()
    every = [kind for measured in groups.values() for kind in measured]
    doubted, right = sum(kind.doubted for kind in every), sum(kind.right for kind in every)
    cases = sum(kind.cases for kind in every)
    found, first = sum(kind.found for kind in every), sum(kind.first for kind in every)
    lines = [BEGIN, "", "## Made-up examples, one slip in each", ""]
    lines += [
        f"{CASES} sheets for each kind, the wrong numbers rounded to 4 to 9 digits. In networks all gradients are",
        "computed with the slip; it counts as found if every wrong one is given it, or said to come from the same.",
        f"Of all {cases}, {found} are found ({found / cases:.1%}), {first} first ({first / cases:.1%}).",
        f"Of {right} right claims beside them, {doubted} were doubted.",
        "",
    ]
    for group, measured in groups.items():
        lines += by_kind(group, measured)
    lines += [
        "## Random numbers, behind which there is no slip", "",
        "On a sheet of twenty claims about a 2-2-2 network one number is replaced by a random one, of the right one's",
        "size. Saying in which operation the arithmetic fails is no cause.", "", *by_accident(), "",
        "## Published examples", "",
        "A cause counts as given if the audit names a slip that gives the printed digits, or the earlier wrong number",
        "it comes from; only slips whose origin is known are counted.", "", *by_example(), "",
        "## What it does not know", "", *not_known(every), "",
    ]  # fmt: skip
    page = ROOT / "docs" / "audits.md"
    article, _, _ = page.read_text(encoding="utf-8").partition(BEGIN)
    page.write_text(article + "\n".join(lines), encoding="utf-8")
    print("\n".join(lines))
    print(f"wrote {page.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

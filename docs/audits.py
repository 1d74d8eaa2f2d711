"""How good the audit is, measured: `make audits` writes docs/audits.md.

Two tables: worked examples made up from seeds, one slip in each; and sixteen published ones whose verdicts and causes
were found independently (tests/autograd/auditor/published).
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

from generated_slips import KINDS, measure  # noqa: E402

from autograd.auditor import read_sheet  # noqa: E402

CASES = 50


def by_kind() -> Iterator[str]:
    """The table of made-up examples."""
    yield f"{CASES} graphs of 5 to 40 operations for each kind, the wrong number rounded to 4 to 9 digits."
    yield ""
    yield "| slip | cases | found | first |"
    yield "|---|---:|---:|---:|"
    total: Counter[str] = Counter()
    with tqdm(total=len(KINDS), unit="kind") as bar:
        for kind, *numbers in measure(CASES):
            total.update(dict(zip(("cases", "found", "first", "right", "doubted"), numbers, strict=True)))
            yield f"| {kind} | {numbers[0]} | {numbers[1]} | {numbers[2]} |"
            bar.update()
    share = [f"{total[what]} ({total[what] / total['cases']:.1%})" for what in ("found", "first")]
    yield f"| **all** | **{total['cases']}** | **{share[0]}** | **{share[1]}** |"
    yield ""
    yield f"Of {total['right']} right claims beside them, {total['doubted']} were doubted."


def by_example() -> Iterator[str]:
    """The table of published examples."""
    yield "| example | claims | right, accepted | slips, flagged | causes given | follow, said so | rounding, said so |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    total: Counter[str] = Counter()
    for path in sorted((ROOT / "tests" / "autograd" / "auditor" / "published").glob("*.json")):
        count: Counter[str] = Counter()
        known = json.loads(path.read_text(encoding="utf-8"))["claims"]
        for claim, row in zip(known, read_sheet(path).audit().rows, strict=True):
            kind = claim.get("kind", "right")
            count["claims"] += 1
            count[kind] += 1
            own = kind in ("slip", "method", "typo")
            count["slips"] += own
            count["flagged"] += own and row.verdict in ("wrong", "follows")
            explainable = kind in ("slip", "method") and "reproduce" in claim
            count["explainable"] += explainable
            count["explained"] += explainable and bool(row.diagnoses or row.follows_from)
            count["accepted"] += kind == "right" and row.verdict in ("right", "too coarse")
            count["said"] += kind == "inherited" and row.verdict == "follows"
            count["called"] += kind == "carried_rounding" and row.verdict == "rounding"
        yield _line(path.stem, count)
        total += count
    yield _line("**all**", total)


def _line(name: str, count: Counter[str]) -> str:
    pairs = [
        ("accepted", "right"), ("flagged", "slips"), ("explained", "explainable"), ("said", "inherited"),
        ("called", "carried_rounding"),
    ]  # fmt: skip
    cells = [f"{count[part]} of {count[whole]}" if count[whole] else "" for part, whole in pairs]
    return f"| {name} | {count['claims']} | {' | '.join(cells)} |"


def main() -> None:
    """Write the page."""
    lines = ["# How good the audit is", "", "Made by `make audits`.", "", "## Made-up examples, one slip in each", ""]
    lines += [*by_kind(), "", "## Published examples", ""]
    lines += [
        "A cause counts as given if the audit names a slip that gives the printed digits, or the earlier wrong number"
    ]
    lines += ["it comes from; only slips whose origin is known are counted.", "", *by_example(), ""]
    page = ROOT / "docs" / "audits.md"
    page.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))
    print(f"wrote {page.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

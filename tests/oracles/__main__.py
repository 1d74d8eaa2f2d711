"""Every interpreter beside mpmath, JAX and PyTorch, on random graphs.

    python tests/oracles [--graphs 100000] [--seed 0] [--processes 2] [--pytorch PYTHON] [--keep FOLDER] [-o PAGE]

With `--keep`, what is done is kept in a folder, and a run that was broken off goes on from there; after the code has
changed, in another folder. Exit status 1 if a difference is not explained.
"""

import argparse
import multiprocessing
import os
import pickle
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[1:1] = [str(ROOT / "tests" / "shared")]

import mpmath  # noqa: E402
import numpy  # noqa: E402
import tqdm  # noqa: E402
from comparing import Comparison, Oracles, compare  # noqa: E402
from page import page  # noqa: E402

#: Graphs that are compared at a time.
AT_A_TIME = 250

oracles: Oracles


def start(pytorch: str | None) -> None:
    """Each process has its own libraries."""
    global oracles
    oracles = Oracles(pytorch)


def part(first: int, last: int, seed: int, keep: Path | None) -> tuple[Comparison, list[str], list[str]]:
    """What some of the graphs show, which libraries there are, and which are missing."""
    kept = None if keep is None else keep / f"{seed}-{first}-{last}.pickle"
    if kept is not None and kept.exists():
        return pickle.loads(kept.read_bytes())  # which this program has written
    found = compare(range(first, last), seed, oracles)
    result = found, [library.name for library in oracles.others.values()], oracles.missing
    if kept is not None:
        kept.with_suffix(".part").write_bytes(pickle.dumps(result))
        kept.with_suffix(".part").replace(kept)
    return result


def main() -> int:
    """Compare, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graphs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--pytorch", help="a Python that has PyTorch, if this one and that of `make peers` have not")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args()
    if asked.keep:
        asked.keep.mkdir(parents=True, exist_ok=True)
    found, versions, missing = Comparison(), [], []
    parts = [(i, min(i + AT_A_TIME, asked.graphs), asked.seed, asked.keep) for i in range(0, asked.graphs, AT_A_TIME)]
    errors = []
    fork = multiprocessing.get_context("fork")
    with (
        fork.Pool(asked.processes, start, (asked.pytorch,)) as pool,
        tqdm.tqdm(total=asked.graphs, unit="graph") as bar,
    ):
        for waiting in [pool.apply_async(part, arguments) for arguments in parts]:
            bar.update(AT_A_TIME)
            try:
                compared, versions, missing = waiting.get()
            except Exception as error:  # the others go on
                errors.append(error)
            else:
                found.merge(compared)
    if errors:
        raise errors[0]
    versions = [f"mpmath {mpmath.__version__}", *versions, f"NumPy {numpy.__version__}"]
    lines = "\n".join(page(found, asked.graphs, asked.seed, versions, missing))
    print(lines)
    if asked.output:
        asked.output.write_text(lines, encoding="utf-8")
        print(f"wrote {asked.output}")
    return int(any(tally.unexplained for tally in found.tallies.values()))


if __name__ == "__main__":
    sys.exit(main())

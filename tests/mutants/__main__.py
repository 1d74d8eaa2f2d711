"""How much the tests see: small faults put into the sources one at a time, and the share that makes a test fail.

    python tests/mutants [--each 40] [--seed 7] [--area NAME ...] [--file PATTERN ...] [-o docs/mutants.md]

Without `--area` all are tried; in a table that is there already, the other parts keep their rows. `--file` looks at
some files of the areas only, which is for mending and makes no table. What survives is
listed with its place; a change that alters nothing that can be observed stands with the reason in equivalent.toml and
counts as neither.
"""

import argparse
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import tqdm
from areas import AREAS, covering_files, files_of
from changes import Change, changes
from covering import Covering, measure
from equivalent import equivalents
from table import Result, as_markdown, from_markdown
from trying import KILLED, NOT_COVERED, attempt_in_own_copy, take_copy

ROOT = Path(__file__).resolve().parents[2]
FORK = multiprocessing.get_context("fork")  # a fork of a process with pytest loaded starts in no time


@dataclass(frozen=True)
class Mutant:
    """A change of one file, in one area."""

    area: str
    file: str
    change: Change


def sampled(area: str, each: int, seed: int, patterns: list[str]) -> tuple[int, list[Mutant]]:
    """The number of all changes of an area's files that match a pattern, and `each`, spread evenly over their lines."""
    everything = [
        Mutant(area, file, change)
        for file in files_of(ROOT, area)
        if any(fnmatch(file, pattern) for pattern in patterns)
        for change in changes((ROOT / file).read_bytes())
    ]
    chance = random.Random(f"{seed} {area}")
    if each >= len(everything):
        return len(everything), everything
    step = len(everything) / each
    return len(everything), [everything[int((number + chance.random()) * step)] for number in range(each)]


def copies(folder: Path, count: int) -> list[Path]:
    """Copies of the project, as git has it and with what is not yet committed, compiled once."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    made = []
    for number in range(count):
        copy = folder / f"copy{number}"
        for name in filter(None, names.stdout.split("\0")):
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
        compiled = [
            sys.executable,
            "-m",
            "compileall",
            "-q",
            "--invalidation-mode",
            "checked-hash",
            "autograd",
            "nn",
            "tests",
        ]
        subprocess.run(compiled, cwd=copy, check=True)
        made.append(copy)
    return made


def tried(mutants: list[Mutant], covering: Covering, folder: Path, workers: int) -> dict[Mutant, str]:
    """What became of each. Every worker is a process with a copy of its own.

    Raises `SystemExit` if tests fail in a copy without any change: then nothing could be said.
    """
    jobs = []
    for mutant in mutants:
        source = (ROOT / mutant.file).read_bytes()
        tests = covering.tests(mutant.file, mutant.change.line, source)
        seconds = sum(covering.seconds[test] for test in tests)
        jobs.append((mutant.file, mutant.change.applied(source), tests, seconds))
    unchanged = [
        (file, (ROOT / file).read_bytes(), tests, seconds) for file, _, tests, seconds in jobs[:: len(jobs) // 8 + 1]
    ]
    free = FORK.SimpleQueue()
    for copy in copies(folder, workers):
        free.put(copy)
    with ProcessPoolExecutor(workers, FORK, initializer=take_copy, initargs=(free,)) as pool:
        for (file, *_), fate in zip(unchanged, pool.map(attempt_in_own_copy, unchanged), strict=True):
            if fate == KILLED:
                raise SystemExit(f"the tests of {file} fail in a copy of the project without any change")
        fates = {}
        for mutant, fate in zip(mutants, tqdm.tqdm(pool.map(attempt_in_own_copy, jobs), total=len(jobs)), strict=True):
            fates[mutant] = fate
            if told := survivor(mutant, fate):
                tqdm.tqdm.write(told, file=sys.stderr)
    return fates


def survivor(mutant: Mutant, fate: str) -> str | None:
    """A line for what was not killed; None for what was, and for what is known to alter nothing."""
    if fate == KILLED:
        return None
    source = (ROOT / mutant.file).read_bytes()
    shown = mutant.change.shown(source)
    line = source.decode().splitlines()[mutant.change.line - 1].strip()
    if (mutant.file, line, shown) in equivalents():
        return None
    note = " (no test runs it)" if fate == NOT_COVERED else ""
    return f"{mutant.file}:{mutant.change.line}: {shown}{note}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=40, help="changes to try in each area (default 40)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--area", choices=sorted(AREAS), action="append", help="only this area; may be repeated")
    parser.add_argument("--file", action="append", help="only files that match this pattern; may be repeated")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="a folder for the measured coverage, to be used again")
    parser.add_argument("-o", "--output", type=Path, help="write the table to this file")
    options = parser.parse_args()
    if options.file and options.output:
        parser.error("--file tries a part of an area, which is no row of the table: leave out -o")
    os.chdir(ROOT)
    chosen = {area: sampled(area, options.each, options.seed, options.file or ["*"]) for area in options.area or AREAS}
    with tempfile.TemporaryDirectory(prefix="mutants-") as scratch:
        keep = options.keep or Path(scratch)
        keep.mkdir(parents=True, exist_ok=True)
        # In a process of its own: this one is to stay without the project's modules.
        with ProcessPoolExecutor(1, FORK) as pool:
            covering = pool.submit(measure, keep, covering_files(ROOT, chosen)).result()
        wanted = [mutant for _, mutants in chosen.values() for mutant in mutants]
        fates = tried(wanted, covering, Path(scratch), options.workers)
    results = {}
    for area, (total, mutants) in chosen.items():
        told = tuple(filter(None, (survivor(mutant, fates[mutant]) for mutant in mutants)))
        killed = sum(fates[mutant] == KILLED for mutant in mutants)
        same = len(mutants) - killed - len(told)
        results[area] = Result(total, options.seed, len(mutants), killed, same, told)
    print(as_markdown(results))
    if options.output:
        if options.output.exists():
            results = from_markdown(options.output.read_text(encoding="utf-8")) | results
        in_order = {area: results[area] for area in AREAS if area in results}
        options.output.write_text(as_markdown(in_order), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A million hostile inputs, each target under a fuzzer that is guided by what its inputs reach.

    python tests/fuzz [--inputs 1000000] [--seed 1] [--target NAME ...] [--folder FOLDER] [-o docs/robustness.md]

Prints a table, and every failure with the file that holds its input; exit status 1 if there is any. `make fuzz` makes
the environment it needs.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from fuzzing import LONGEST
from targets import TARGETS

GUIDED = Path(__file__).with_name("guided.py")
HEAD = "| target | inputs | read | refused in one line | failures | slowest | memory |\n|---|" + "---:|" * 6
ROW = "| {target} | {inputs:,} | {read:,} | {refused:,} | {failures} | {slowest:.2f} s | {memory} MB |"


def fuzzed(name: str, inputs: int, seed: int, folder: Path) -> dict[str, Any]:
    """What became of the inputs of one target; `failures` are the files that tell of them."""
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    found = place / "found.json"
    found.unlink(missing_ok=True)
    with (place / "log").open("w") as log:
        command = [sys.executable, str(GUIDED), name, str(inputs), str(seed), str(place)]
        subprocess.run(command, stdout=log, stderr=log, check=False)
    said = {"target": name, "inputs": 0, "read": 0, "slowest": 0.0, "memory": 0}
    if found.exists():
        said = json.loads(found.read_text())
    said["failures"] = sorted(map(str, [*place.glob("failure-*.txt"), *place.glob("stopped-*")]))
    if said["inputs"] < inputs and not said["failures"]:  # the process was ended: by hand, say
        said["failures"] = [str(place / "log")]
    return said


def table(found: list[dict[str, Any]]) -> str:
    """The counts of all targets, and their sum."""
    rows = [{**one, "failures": len(one["failures"]), "refused": one["inputs"] - one["read"]} for one in found]
    whole: dict[str, Any] = {"target": "all"}
    for key in ("inputs", "read", "refused", "failures"):
        whole[key] = sum(row[key] for row in rows)
    for key in ("slowest", "memory"):
        whole[key] = max(row[key] for row in rows)
    return "\n".join([HEAD, *(ROW.format(**row) for row in [*rows, whole])])


def put_into(path: Path, text: str) -> None:
    """Put a table between the marks of a document."""
    before = path.read_text(encoding="utf-8")
    after = re.sub(r"(<!-- make fuzz -->\n).*?(\n<!-- end -->)", lambda m: m[1] + text + m[2], before, flags=re.DOTALL)
    path.write_text(after, encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", action="append", choices=TARGETS)
    parser.add_argument("--folder", type=Path, default=None, help="for the inputs that failed (default: a new one)")
    parser.add_argument("-o", "--output", type=Path, help="a document with a place for the table")
    arguments = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        print("make fuzz needs atheris, of which there is no wheel for this Python and machine: nothing was tried")
        return 0
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="fuzz-"))
    names = arguments.target or list(TARGETS)
    with ThreadPoolExecutor(os.cpu_count()) as processes:
        found = list(
            processes.map(
                lambda name: fuzzed(name, round(arguments.inputs * TARGETS[name].share), arguments.seed, folder), names
            )
        )
    text = table(found)
    print(f"{text}\n\nan input may take {LONGEST:g} s of processor time; what was found is in {folder}")
    failures = [file for one in found for file in one["failures"]]
    print(*failures, sep="\n")
    if arguments.output and not arguments.target:
        put_into(arguments.output, text)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

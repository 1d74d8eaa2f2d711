"""One target under atheris, which changes what reached new code: python guided.py TARGET INPUTS SEED FOLDER

Needs atheris, so it runs in an environment of its own, see `make fuzz`. Every kind of failure is kept once, with its
input, in the folder; the counts so far are in found.json there.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import sys
import tempfile
import traceback
import warnings
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
with atheris.instrument_imports(include=["autograd", "nn", "tomllib"]):
    from fuzzing import LONGEST, attempt, change
    from targets import TARGETS

#: The memory of the process, in MB, at which it ends as a failure.
MOST_MEMORY = 2000


def peak_memory() -> int:
    """The largest memory of this process so far, in MB."""
    found = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(found[1]) // 1024 if found else 0


class Fuzzing:
    """The inputs of one target, counted."""

    def __init__(self, name: str, inputs: int, folder: Path) -> None:
        self.target, self.folder = TARGETS[name], folder
        self.said = {"target": name, "inputs": 0, "read": 0, "slowest": 0.0, "memory": 0}
        self.failures: dict[str, str] = {}
        self.last = inputs
        self.scratch = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))

    def __call__(self, data: bytes) -> None:
        self.said["inputs"] += 1
        try:
            read, seconds = attempt(self.target, data, self.scratch)
        except BaseException as error:
            self.keep(error, data)
        else:
            self.said["read"] += read
            if seconds > self.said["slowest"]:
                self.said["slowest"] = seconds
                (self.folder / "slowest").write_bytes(data)
        if self.said["inputs"] % 1000 == 0 or self.said["inputs"] == self.last:  # what is stopped has its counts, too
            self.said["memory"] = peak_memory()
            (self.folder / "found.json").write_text(json.dumps(self.said))

    def keep(self, error: BaseException, data: bytes) -> None:
        """A failure is of a new kind if its error, or the place where it was raised, is new."""
        place = traceback.extract_tb(error.__traceback__)[-1]
        kind = f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
        if kind not in self.failures:
            name = self.failures[kind] = hashlib.sha256(data).hexdigest()[:12]
            (self.folder / f"failure-{name}").write_bytes(data)
            report = "".join(traceback.format_exception(error))
            (self.folder / f"failure-{name}.txt").write_text(f"{kind}\n\n{data!r}\n\n{report}", errors="replace")


def main(name: str, inputs: str, seed: str, folder: str) -> None:
    warnings.simplefilter("error")
    place, target = Path(folder), TARGETS[name]
    seeds, kept = place / "seeds", place / "reached"
    for made in (seeds, kept):
        made.mkdir(parents=True, exist_ok=True)
    for nth, example in enumerate(target.seeds()):
        (seeds / f"{nth:03}").write_bytes(example)
    entries = ["".join(f"\\x{byte:02x}" for byte in word.encode()) for word in target.words]
    (place / "words").write_text("".join(f'"{entry}"\n' for entry in entries))
    options = {
        "atheris_runs": inputs, "seed": seed, "max_len": target.longest, "dict": place / "words", "verbosity": 0,
        "rss_limit_mb": MOST_MEMORY, "timeout": int(10 * LONGEST),
        "report_slow_units": int(10 * LONGEST), "artifact_prefix": f"{place}/stopped-",
    }  # fmt: skip
    arguments = [f"-{option}={value}" for option, value in options.items()]

    def changed(data: bytes, longest: int, seed: int) -> bytes:
        return change(target, data, random.Random(seed), lambda data: atheris.Mutate(data, longest))

    command = [sys.argv[0], *arguments, str(kept), str(seeds)]
    atheris.Setup(command, Fuzzing(name, int(inputs), place), custom_mutator=changed)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])

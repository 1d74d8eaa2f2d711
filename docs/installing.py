"""What pip finds for chainrule on each kind of machine and Python: docs/installing.md, by `make installers`.

pip itself chooses, with its finder and the tags of each machine, among the wheels of the package index; the list of
files of a package is asked for once. Which packages are needed where say the markers of our metadata and of theirs.
Nothing is installed, and no machine but this one is there: what is shown is what pip would take, not that it runs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache, partial
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

import pip
from pip._internal.commands.index import IndexCommand
from pip._internal.index.collector import parse_links
from pip._internal.models.link import Link
from pip._internal.models.target_python import TargetPython
from pip._internal.models.wheel import Wheel
from pip._vendor.packaging.requirements import Requirement

TO = Path(__file__).parent / "installing.md"
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14", "3.13t", "3.14t")
#: Pictures, and PNG and PDF.
PICTURES = {"graphviz-pure", "pillow", "reportlab", "charset-normalizer"}
_OLD_NAMES = {5: "manylinux1", 12: "manylinux2010", 17: "manylinux2014"}


class Machine(NamedTuple):
    """A kind of machine: the platform tags of its wheels, best first, and what Python says of it."""

    name: str
    tags: tuple[str, ...]
    system: str
    processor: str


def glibc(newest: int, processor: str) -> tuple[str, ...]:
    """The tags of a Linux with glibc 2.`newest`."""
    tags = []
    for version in range(newest, 4, -1):
        tags.append(f"manylinux_2_{version}_{processor}")
        if version in _OLD_NAMES:
            tags.append(f"{_OLD_NAMES[version]}_{processor}")
    return (*tags, f"linux_{processor}")


def musl(newest: int, processor: str) -> tuple[str, ...]:
    """The tags of a Linux with musl 1.`newest`."""
    return (*(f"musllinux_1_{version}_{processor}" for version in range(newest, -1, -1)), f"linux_{processor}")


MACHINES = [
    *(
        Machine(f"Linux {processor}, glibc 2.{version} ({since})", glibc(version, processor), "linux", processor)
        for processor in ("x86_64", "aarch64")
        for version, since in ((17, "manylinux2014"), (28, "manylinux_2_28"))
    ),
    *(
        Machine(f"Linux {processor}, musl 1.{version}", musl(version, processor), "linux", processor)
        for processor in ("x86_64", "aarch64")
        for version in (1, 2)
    ),
    Machine("Linux armv7l, glibc 2.31", glibc(31, "armv7l"), "linux", "armv7l"),
    Machine("Linux armv7l, musl 1.2", musl(2, "armv7l"), "linux", "armv7l"),
    Machine("macOS 14 on Intel", ("macosx_14_0_x86_64",), "darwin", "x86_64"),
    Machine("macOS 14 on Apple silicon", ("macosx_14_0_arm64",), "darwin", "arm64"),
    Machine("Windows x86-64", ("win_amd64",), "win32", "AMD64"),
    Machine("Windows ARM64", ("win_arm64",), "win32", "ARM64"),
    Machine("Windows, 32-bit Python on a 32-bit system", ("win32",), "win32", "x86"),
    Machine("Windows, 32-bit Python on x86-64", ("win32",), "win32", "AMD64"),
]


def needed(package: str, environment: dict[str, str], extras: tuple[str, ...] = ("",)) -> Iterator[str]:
    """The packages that one needs there, and those they need, as their metadata here says."""
    for line in metadata.requires(package) or []:
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate(environment | {"extra": extra}) for extra in extras):
            yield line.partition(";")[0].strip()
            yield from needed(requirement.name, environment, tuple(requirement.extras) or ("",))


class Index:
    """The package index, as pip asks it."""

    def __init__(self) -> None:
        command: Any = IndexCommand("index", "what pip finds")
        options, _ = command.parse_args(["versions", "chainrule"])
        self._finder = partial(command._build_package_finder, options, command._build_session(options))

    @cache  # noqa: B019  (one index for one run)
    def _wheels(self, package: str) -> list[tuple[Any, Wheel]]:
        """All wheels of a package, by one question to the index."""
        collector = self._finder()._link_collector
        places = collector.search_scope.get_index_urls_locations(package)
        pages = [collector.fetch_response(Link(url)) for url in places]
        links = [link for page in pages if page for link in parse_links(page) if link.is_wheel]
        return [(link, Wheel(link.filename)) for link in links]

    def wheel(self, requirement: str, machine: Machine, python: str) -> str | None:
        """The name of the wheel that pip takes, if there is one."""
        numbers = tuple(map(int, python.removesuffix("t").split(".")))
        target = TargetPython(list(machine.tags), numbers, ["cp" + python.replace(".", "")], "cp")
        tags = set(target.get_unsorted_tags())
        finder, wanted = self._finder(target), Requirement(requirement)
        # What has none of the tags pip would sort out itself, one file after the other.
        links = [link for link, wheel in self._wheels(wanted.name) if not tags.isdisjoint(wheel.file_tags)]
        found = finder.evaluate_links(finder.make_link_evaluator(wanted.name), links)
        evaluator = finder.make_candidate_evaluator(wanted.name, specifier=wanted.specifier)
        best = evaluator.compute_best_candidate(found).best_candidate
        return None if best is None else str(best.link.filename)


def environment(machine: Machine, python: str) -> dict[str, str]:
    """What markers see there."""
    version = python.removesuffix("t")
    return {
        "python_version": version,
        "python_full_version": f"{version}.0",
        "sys_platform": machine.system,
        "platform_system": {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[machine.system],
        "os_name": "nt" if machine.system == "win32" else "posix",
        "platform_machine": machine.processor,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }


def name_of(requirement: str) -> str:
    """The package that a requirement names."""
    return Requirement(requirement).name.lower().replace("_", "-")


def outcome(index: Index, machine: Machine, python: str) -> tuple[str, dict[str, str | None]]:
    """In a word what pip does, and the wheel of each package."""
    requirements = list(dict.fromkeys(needed("chainrule", environment(machine, python))))
    wheels = {name_of(each): index.wheel(each, machine, python) for each in requirements}
    missing = sorted(name for name, wheel in wheels.items() if wheel is None)
    if missing:
        return f"no wheel: {', '.join(missing)}", wheels
    return ("all" if wheels.keys() >= PICTURES else "all but pictures"), wheels


def report() -> str:
    """The tables, as Markdown."""
    index = Index()
    found = {(machine, python): outcome(index, machine, python) for machine in MACHINES for python in PYTHONS}
    lines = [
        "# Installing: what pip finds where", "",
        f"Made by `make installers` with pip {pip.__version__}, from the wheels of the package index. *all*: there is",
        "a wheel of every package. *all but pictures*: it is installed without Graphviz, Pillow and ReportLab; a `dot`",
        "of the system's is used if there is one. *no wheel*: pip looks for sources of that package to build, which",
        "graphviz-pure has not; NumPy, Pillow and safetensors need a compiler. The table says what pip takes, not",
        "that it was run: of these machines only one was there.", "",
        "A 32-bit Python on a 64-bit Windows looks to pip's markers like the 64-bit one: there, `pip install --no-deps",
        "chainrule` and then `pip install graphviz numpy safetensors tqdm` does it, without pictures.", "",
        "| machine | " + " | ".join(PYTHONS) + " |", "|---|" + "---|" * len(PYTHONS),
    ]  # fmt: skip
    for machine in MACHINES:
        cells = (found[machine, python][0] for python in PYTHONS)
        lines.append(f"| {machine.name} | " + " | ".join(cells) + " |")
    lines += ["", "The wheels for Python 3.13 (packages that are the same file everywhere left out):", ""]
    names = sorted({name for _, wheels in found.values() for name in wheels})
    own = [
        name
        for name in names
        if len({wheels[name] for (_, python), (_, wheels) in found.items() if python == "3.13" and name in wheels}) > 1
    ]
    lines += ["| machine | " + " | ".join(own) + " |", "|---|" + "---|" * len(own)]
    for machine in MACHINES:
        wheels = found[machine, "3.13"][1]
        cells = (tag(wheels[name], machine) if name in wheels else "-" for name in own)
        lines.append(f"| {machine.name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def tag(wheel: str | None, machine: Machine) -> str:
    """Version and platform of a wheel's name: of several platforms the one that fits."""
    if wheel is None:
        return "no wheel"
    _, version, *_, platforms = wheel.removesuffix(".whl").split("-")
    fitting = [platform for platform in platforms.split(".") if platform in machine.tags]
    return f"{version} {(fitting or platforms.split('.'))[0]}"


if __name__ == "__main__":
    if tuple(map(int, pip.__version__.split(".")[:2])) < (24, 1):
        sys.exit(f"this needs pip 24.1 or newer, which knows free-threaded Pythons; here is {pip.__version__}")
    TO.write_text(report(), encoding="utf-8")
    print(f"wrote {TO.name}")

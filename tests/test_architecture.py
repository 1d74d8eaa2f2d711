"""The direction of the imports, read from the sources: there is no cycle, and nothing reaches where it should not."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import autograd

ROOT = Path(autograd.__file__).parent.parent
FILES = sorted([*(ROOT / "autograd").rglob("*.py"), *(ROOT / "nn").rglob("*.py")])

#: The spine of autograd: each floor imports only what stands before it. What is not named here stands above all of it.
SPINE = [
    {"autograd.language"},
    {
        "autograd.errors",
        "autograd.notation",
        "autograd.files",
        "autograd.palette",
        "autograd.hints",
        "autograd.neighbours",
        "autograd.progress",
        "autograd.version",
    },
    {"autograd.operation", "autograd.tables"},
    {"autograd.ops"},
    {"autograd.stand_ins"},
    {"autograd.naming", "autograd.order"},
    {"autograd.graph"},
    {"autograd.routes"},
    {"autograd.sweeps"},
    {"autograd.copies", "autograd.micrograd_names", "autograd.numpy_functions"},
    {"autograd.node"},
    {"autograd.at_once"},
    {"autograd.value"},
    {"autograd.nested", "autograd.operators", "autograd.numerals"},
    {"autograd.arguments", "autograd.spelling"},
    {"autograd.arrays"},
    {"autograd.statements"},
    {"autograd.conditions", "autograd.evaluation", "autograd.unknown"},
    {"autograd.transforms", "autograd.symbolic", "autograd.expression"},
    {"autograd.checking"},
    {"autograd.lettering", "autograd.styles"},
    {"autograd.painting", "autograd.render"},
    {"autograd.layout"},
    {"autograd.drawing", "autograd.explanation", "autograd.explorer"},
    {"autograd.auditor"},
    {"autograd.reader"},
    {"autograd.classroom"},
    {"autograd.program"},
    {"autograd"},
    {"autograd.options"},
    {"autograd.cli"},
    {"autograd.__main__"},
]

#: What nn may import from autograd beside public names: its command extends autograd's and reads arguments alike, its
#: sentences and pictures are written in the same way, in the same languages and colours, its files as whole, its
#: weights at once, data is read alike, and a picture's gradients are swept without a trace in the network.
INTERNAL_INTERFACE = {
    "autograd.at_once",
    "autograd.cli",
    "autograd.files",
    "autograd.language",
    "autograd.language.widths",
    "autograd.lettering",
    "autograd.notation",
    "autograd.options",
    "autograd.palette",
    "autograd.sweeps",
    "autograd.tables",
}

#: The same for nn: what stands in one of these rooms imports only what stands before it.
NN_SPINE = [
    {"nn.neighbours"},
    {"nn.errors"},
    {"nn.arguments"},
    {"nn.datasets", "nn.layers", "nn.losses", "nn.optimizers"},
    {"nn.saving"},
    {"nn.training"},
    {"nn.pictures", "nn.processes", "nn.recipes", "nn.walkthroughs"},
    {"nn"},
    {"nn.cli"},
    {"nn.__main__"},
]


class Import(NamedTuple):
    importer: str
    imported: str
    lazy: bool
    names: tuple[str, ...] = ()


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in FILES}


def imports_in(path: Path) -> Iterator[Import]:
    """Every import of a file, those of type checking only left out."""
    importer = module_name(path)
    package = importer if path.name == "__init__.py" else importer.rpartition(".")[0]

    def visit(node: ast.AST, lazy: bool) -> Iterator[Import]:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for child in node.orelse:
                yield from visit(child, lazy)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(importer, alias.name, lazy)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*up, *([node.module] if node.module else [])])
            rest = []
            outside = base == "autograd" and package.split(".")[0] != "autograd"
            for alias in node.names:
                # Inside the package, `from autograd import ops` means the module; outside, `from autograd import
                # explain` means the public name, which is also the name of a module.
                if f"{base}.{alias.name}" in MODULES and not outside:
                    yield Import(importer, f"{base}.{alias.name}", lazy)
                else:
                    rest.append(alias.name)
            if rest:
                yield Import(importer, base, lazy, tuple(rest))
        else:
            inside = lazy or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for child in ast.iter_child_nodes(node):
                yield from visit(child, inside)

    yield from visit(ast.parse(path.read_text(encoding="utf-8")), lazy=False)


#: The package imports some of its names when they are asked for, from a table of modules.
WHEN_ASKED = [Import("autograd", module, True, names) for module, names in autograd._WHEN_ASKED.items()]
IMPORTS = [found for path in FILES for found in imports_in(path)] + WHEN_ASKED
OURS = [found for found in IMPORTS if found.imported in MODULES]


def cycle(edges: set[tuple[str, str]]) -> list[str]:
    """Modules that import each other in a circle, if there are any."""
    state: dict[str, str] = {}

    def walk(module: str, trail: list[str]) -> list[str]:
        state[module] = "open"
        for importer, imported in sorted(edges):
            if importer != module:
                continue
            if state.get(imported) == "open":
                return [*trail[trail.index(imported) :], imported]
            if imported not in state and (found := walk(imported, [*trail, imported])):
                return found
        state[module] = "done"
        return []

    for module in sorted({importer for importer, _ in edges}):
        if module not in state and (found := walk(module, [module])):
            return found
    return []


def room(module: str) -> str:
    """The part of autograd a module belongs to: a folder is one room."""
    return ".".join(module.split(".")[:2])


def floor(module: str) -> int:
    spine = SPINE if module.split(".")[0] == "autograd" else NN_SPINE
    return next(i for i, rooms in enumerate(spine) if room(module) in rooms)


def test_the_reader_of_imports_sees_what_there_is() -> None:
    assert {"autograd", "autograd.ops", "autograd.value"} <= set(MODULES)
    assert Import("autograd.value", "autograd.ops", False) in OURS
    assert Import("autograd", "autograd.program", True, ("Program", "compile")) in OURS
    assert Import("autograd.ops.powers", "math", False) in IMPORTS


def test_the_finder_of_cycles_finds_one() -> None:
    assert cycle({("a", "b"), ("b", "c"), ("c", "a"), ("a", "d")}) == ["a", "b", "c", "a"]
    assert cycle({("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")}) == []


def test_no_module_imports_itself_through_others_imports_inside_functions_counted() -> None:
    assert cycle({(found.importer, found.imported) for found in OURS}) == []


def test_every_module_has_its_floor() -> None:
    assert {room(module) for module in MODULES} <= {name for rooms in SPINE + NN_SPINE for name in rooms}


def test_each_floor_stands_on_lower_ones_only() -> None:
    for found in OURS:
        within = found.importer.split(".")[0] == found.imported.split(".")[0]
        if within and room(found.importer) != room(found.imported):
            assert floor(found.imported) < floor(found.importer), found


def test_the_manual_names_the_same_floors() -> None:
    drawn = re.search(
        r"^language .*? │ nn$",
        (ROOT / "docs" / "explanation" / "how-it-is-built.md").read_text(encoding="utf-8"),
        re.DOTALL | re.MULTILINE,
    )
    assert drawn
    *floors, top = [set(rooms.split()) for rooms in drawn[0].split("│")]
    modules = [{room.removeprefix("autograd.") for room in rooms} for rooms in SPINE]
    assert floors == [rooms for rooms in modules if not rooms & {"autograd", "__main__"}]
    assert top == {"nn"}


def test_the_ground_floor_imports_nothing_of_ours_but_sentences() -> None:
    lowest = [found for found in OURS if found.importer.split(".")[0] == "autograd" and floor(found.importer) == 1]
    assert {found.imported for found in lowest} <= {"autograd.language"}


def test_no_module_is_shadowed_by_a_name_of_its_package() -> None:
    for module in MODULES:
        package, _, name = module.rpartition(".")
        if package and name != "__main__":
            importlib.import_module(module)
            assert inspect.ismodule(getattr(importlib.import_module(package), name)), module


def test_no_module_is_longer_than_one_can_read_in_a_sitting() -> None:
    assert {module: n for module, path in MODULES.items() if (n := len(path.read_text().splitlines())) > 400} == {}


def test_no_module_of_autograd_imports_from_the_package_that_is_made_of_them() -> None:
    assert [found for found in OURS if found.imported == "autograd" and found.importer.startswith("autograd")] == []


def test_modules_that_tests_import_by_name_alone_have_different_names() -> None:
    files = [
        path
        for folder in ("shared", "fuzz", "mutants", "oracles")
        for path in (ROOT / "tests" / folder).glob("[!_]*.py")
    ]
    assert [name for name, count in Counter(path.stem for path in files).items() if count > 1] == []


@pytest.mark.parametrize("path", FILES, ids=MODULES)
def test_what_differs_for_a_while_is_a_call_as_an_interrupt_could_leave_a_context_on(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.With):
            assert not re.match(r"(speaking|no_grad)\b", ast.unparse(node.items[0])), f"line {node.lineno}"


def test_autograd_knows_nothing_of_nn() -> None:
    for found in IMPORTS:
        if found.importer.split(".")[0] == "autograd":
            assert found.imported.split(".")[0] != "nn", found


def test_nn_imports_only_public_names_of_autograd() -> None:
    for found in IMPORTS:
        inside = found.importer.split(".")[0] == "nn" and found.imported.split(".")[0] == "autograd"
        if inside and found.imported not in INTERNAL_INTERFACE:
            assert found.imported == "autograd", f"{found.importer} imports {found.imported}"
            assert set(found.names) <= set(autograd.__all__), found
            assert found.names, f"{found.importer}: write `from autograd import …`, so that this test can see the names"


def test_every_public_name_exists_and_is_listed_once() -> None:
    assert len(set(autograd.__all__)) == len(autograd.__all__)
    for name in autograd.__all__:
        assert getattr(autograd, name) is not None


@pytest.mark.parametrize(
    "forbidden",
    [
        "numpy",
        "graphviz",
        "PIL",
        "reportlab",
        "matplotlib",
        "safetensors",
        "tqdm",
        "IPython",
        "nn",
        "typing",
        "re",
        "contextlib",
        "dataclasses",
        "inspect",
        "gettext",
        "functools",  # each takes as long as half the engine
    ],
)
def test_importing_autograd_loads_nothing_heavy(forbidden: str, loaded_by_import: set[str]) -> None:
    assert "autograd.value" in loaded_by_import
    assert not {module for module in loaded_by_import if module.split(".")[0] == forbidden}


@pytest.fixture(scope="module")
def loaded_by_import() -> set[str]:
    """The modules in a fresh interpreter after `import autograd`; without `site`, which may load any for an editable
    installation."""
    program = "import sys, autograd; print(*sys.modules)"
    command = [sys.executable, "-S", "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


UNSAFE_MODULES = {"pickle", "_pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "builtins"}
UNSAFE_NAMES = {"eval", "exec", "__import__", "__builtins__"}


@pytest.mark.parametrize("path", FILES, ids=MODULES)
def test_no_file_evaluates_text_or_loads_pickles(path: Path) -> None:
    for found in imports_in(path):
        assert found.imported.split(".")[0] not in UNSAFE_MODULES, found
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name):
            assert node.id not in UNSAFE_NAMES, f"line {node.lineno}"
        if isinstance(node, ast.keyword):
            assert node.arg != "allow_pickle", f"line {node.value.lineno}"

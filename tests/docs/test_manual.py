"""The manual says all there is to say, its examples run, and its pages load nothing from elsewhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from pages import consoles, replay, run_examples

import autograd
from autograd.auditor.slips.tables.derivatives import DERIVATIVES
from autograd.auditor.slips.tables.operations import FORWARD, SUMS
from autograd.auditor.slips.tables.pairs import OF_TWO
from autograd.auditor.slips.tables.rules import RULE_SLIPS
from autograd.auditor.slips.tables.steps import STEPS
from autograd.ops import TABLE

DOCS = Path(autograd.__file__).parent.parent / "docs"
sys.path.append(str(DOCS))

from manual import commands, names, operations, sheet_keys, slips, whole  # noqa: E402

PAGES = sorted(page for page in DOCS.rglob("*.md") if "_build" not in page.parts)
WITH_EXAMPLES = [page for page in PAGES if ">>> " in page.read_text(encoding="utf-8")]
WITH_CONSOLES = [page for page in PAGES if any(consoles(page))]


#: What a page's examples need beside the package, by page.
NEEDED = {"scipy": ["scipy"], "sympy": ["sympy"], "uncertainties": ["uncertainties"], "pandas": ["pandas"]}


def called(page: Path) -> str:
    return str(page.relative_to(DOCS))


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=called)
def test_the_examples_of_a_page_hold(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in NEEDED.get(page.stem, ()):
        pytest.importorskip(package)
    monkeypatch.chdir(tmp_path)
    done = run_examples(page)
    assert done.attempted > 0
    assert done.failed == 0


@pytest.mark.parametrize("page", WITH_CONSOLES, ids=called)
def test_the_commands_of_a_page_show_what_it_says(
    page: Path, run: Callable[..., tuple[int, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert replay(page, run) > 0


def test_every_page_stands_in_a_table_of_contents() -> None:
    pages = {page for page in PAGES if "try" not in page.parts and page.name != "mutants.md"}
    listed = {DOCS / "index.md"}
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for entries in re.findall(r"^```\{toctree\}\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
            found = [entry for entry in entries.split() if not entry.startswith(":")]
            listed |= {(page.parent / f"{name}.md").resolve() for name in found}
    assert pages - listed == set()


# --- complete --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("package", ["autograd", "nn"])
def test_every_public_name_has_its_entry(package: str) -> None:
    page = "\n".join(names.lines(package))
    described = set(re.findall(rf"^(?::+\{{py:\w+\}} |### `){package}\.(\w+)", page, re.MULTILINE))
    described |= set(re.findall(r"\{ref\}`(\w+) <", page))
    assert set(import_module(package).__all__) - described == set()


def test_every_public_name_says_something_of_itself() -> None:
    for package in ("autograd", "nn"):
        for group in names.GROUPS[package].values():
            for name in group:
                lines = list(names.entry(f"{package}.{name}", getattr(import_module(package), name)))
                assert any(re.match(r"[A-Z`∂]", line) for line in lines), name


def test_every_row_of_the_table_stands_in_the_reference_with_its_derivatives() -> None:
    page = "\n".join(operations.lines())
    assert re.findall(r"^### `(\w+)`$", page, re.MULTILINE) != []
    assert set(re.findall(r"^### `(\w+)`$", page, re.MULTILINE)) == set(TABLE)
    assert {name for name, op in TABLE.items() if not operations.partials(op)} <= {"where", "choice"}


def test_every_operation_has_its_measured_errors() -> None:
    assert set(operations.errors()) == set(TABLE)


def test_every_command_stands_in_the_reference_with_its_help(run: Callable[..., tuple[int, str, str]]) -> None:
    page = "\n".join(commands.lines())
    for name in ("explain", "draw", "explore", "paths", "audit", "check", "worksheet", "grade", "walkthrough", "train"):
        assert f"## `chainrule {name}`" in page
        assert f"usage: chainrule {name} " in page


def test_every_key_of_the_schema_stands_in_the_reference() -> None:
    page = "\n".join(sheet_keys.lines())
    for key in ("inputs", "given", "expressions", "claims", "quantity", "printed", "after", "also_accepted", "vary"):
        assert f"`{key}`" in page


def test_every_slip_of_the_tables_stands_in_the_reference_with_an_example() -> None:
    rows = [line for line in slips.lines() if re.match(r"\| (?!slip|rule|-)", line) and not line.startswith("|---")]
    expected = [*DERIVATIVES.values(), *FORWARD.values(), *SUMS.values(), *OF_TWO.values(), RULE_SLIPS, STEPS]
    assert len(rows) == sum(map(len, expected))
    for row in rows:
        *_, right, wrong = re.split(r"(?<!\\)\|", row.strip("|"))
        assert right.strip() != wrong.strip(), row


# --- what the pages load ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://example.org/a.js"></script>',
        '<link rel="stylesheet" href="//example.org/a.css">',
        '<img src="http://example.org/a.png">',
        '<img srcset="a.png 1x, https://example.org/b.png 2x">',
        '<iframe srcdoc="&lt;img src=&quot;https://example.org/a.png&quot;&gt;"></iframe>',
        '<div style="background: url(https://example.org/a.png)"></div>',
        "<style>@import 'https://example.org/a.css';</style>",
    ],
)
def test_what_is_loaded_from_elsewhere_is_found(text: str, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(text, encoding="utf-8")
    (fault,) = whole.faults(tmp_path)
    assert "index.html loads " in fault
    assert "example.org" in fault


def test_links_may_lead_elsewhere_and_what_is_in_the_folder_may_be_loaded(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("body { background: url(a.png) }", encoding="utf-8")
    page = (
        '<link rel="stylesheet" href="a.css"><a href="https://example.org">there</a><img src="data:image/png;base64,">'
    )
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    assert list(whole.faults(tmp_path)) == []


@pytest.mark.parametrize(
    ("link", "fault"),
    [("other.html", "no such file"), ("#there", "no such place"), ("index.html#there", "no such place")],
)
def test_a_broken_link_is_found(link: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(f'<a href="#here" id="here"></a><a href="{link}">there</a>', encoding="utf-8")
    (found,) = whole.faults(tmp_path)
    assert fault in found


SEARCH = "var EnglishStemmer=function(){}; window.Stemmer = EnglishStemmer;"


@pytest.mark.parametrize(
    ("language", "code", "term", "found"),
    [
        ("zh-CN", SEARCH, "\u68af\u5ea6", []),
        ("zh-CN", SEARCH, "gradient", ["no Chinese term"]),
        ("zh-CN", SEARCH.replace("= English", "= Chinese"), "\u68af\u5ea6", ["needs ChineseStemmer"]),
        ("en", SEARCH, "gradient", []),
    ],
)
def test_a_search_that_would_find_nothing_is_found(
    language: str, code: str, term: str, found: list[str], tmp_path: Path
) -> None:
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "language_data.js").write_text(code, encoding="utf-8")
    (tmp_path / "searchindex.js").write_text(f"Search.setIndex({json.dumps({'terms': {term: 1}})})", encoding="utf-8")
    (tmp_path / "search.html").write_text(f'<html lang="{language}">', encoding="utf-8")
    faults = list(whole.faults(tmp_path))
    assert len(faults) == len(found)
    assert all(said in fault for said, fault in zip(found, faults, strict=True))


@pytest.mark.parametrize(("below", "count"), [("<mn>2</mn>", 0), ('<mo stretchy="false">(</mo>', 1)])
def test_a_fraction_that_was_misread_is_found(below: str, count: int, tmp_path: Path) -> None:
    page = f'<math><mfrac displaystyle="false"><mn>1</mn>{below}</mfrac></math>'
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    assert len(list(whole.faults(tmp_path))) == count


# --- examples that need what may not be installed ---------------------------------------------------------------------


def python_blocks(page: str) -> list[str]:
    """The blocks of Python on a how-to page that are programs, not sessions."""
    text = (DOCS / "how-to" / page).read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def test_a_network_of_pytorch_is_read_as_the_page_says() -> None:
    pytest.importorskip("torch")
    (program,) = python_blocks("pytorch-weights.md")
    exec(program, {})


def test_a_processor_looks_like_8_devices_as_the_page_says(tmp_path: Path) -> None:
    pytest.importorskip("jax")
    (program,) = python_blocks("eight-devices.md")
    (tmp_path / "train.py").write_text(program, encoding="utf-8")
    environment = os.environ | {
        "XLA_FLAGS": "--xla_force_host_platform_device_count=8",
        "PYTHONPATH": os.pathsep.join([str(DOCS.parent), os.environ.get("PYTHONPATH", "")]),
    }
    done = subprocess.run(
        [sys.executable, "train.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout == "8 devices\n"


def test_the_cells_of_the_quarto_document_show_themselves() -> None:
    text = (DOCS / "how-to" / "quarto-and-jupyterlite.md").read_text(encoding="utf-8")
    cells = re.findall(r"^```\{python\}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    scope: dict[str, object] = {}
    drawing, explained = cells[:2]
    for cell, kind in ((drawing, "text/html"), (explained, "text/markdown")):
        *before, last = cell.strip().splitlines()
        exec("\n".join(before), scope)
        shown = eval(last, scope)._repr_mimebundle_()
        assert shown[kind]


# --- about the project -----------------------------------------------------------------------------------------------


def test_the_version_stands_in_one_place_and_is_said_alike_elsewhere(run: Callable[..., tuple[int, str, str]]) -> None:
    citation = (DOCS.parent / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {autograd.__version__}\n" in citation
    with pytest.raises(SystemExit) as ended:
        run("--version")
    assert ended.value.code == 0
    pyproject = (DOCS.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert 'dynamic = ["version"]' in pyproject
    assert 'version = {attr = "autograd.version.VERSION"}' in pyproject

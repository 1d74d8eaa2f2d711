"""The page by itself: nothing from elsewhere, nothing but its own scripts, and all of it without a network."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys

import pytest
from counts import times
from site_page import ROOT, SITE, SOURCES, check, marked

from autograd.version import VERSION

pytestmark = pytest.mark.skipif(not times(0, 1), reason="make site-test runs these")


def test_after_the_first_visit_it_works_without_a_network(site) -> None:
    context = site.context()
    tab = site.visit(context)
    check(tab, "a = 2 * 3 = 7")
    tab.click("#tab-formula")
    tab.wait_for_selector("#computed[data-state=done]")
    context.set_offline(True)
    tab.close()
    tab = site.visit(context)
    check(tab, "a = 2 * 3 = 6")
    assert marked(tab) == [[1, "right"]]
    tab.click("#tab-formula")
    tab.wait_for_selector("#computed[data-state=done]")
    assert "∂e/∂b = 5" in tab.text_content("#picture svg")


def test_without_a_network_a_text_is_checked_right_after_the_first_verdict(site) -> None:
    context = site.context()
    check(site.visit(context), "a = 2 * 3 = 7")
    context.set_offline(True)
    tab = site.visit(context)
    check(tab, "a = 2 * 3 = 6")
    assert marked(tab) == [[1, "right"]]


def test_the_policy_allows_the_pages_own_files_and_webassembly(site) -> None:
    page = (SITE / "index.html").read_text(encoding="utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    sources = {source for directive in policy.split(";") for source in directive.split()[1:]}
    assert sources == {"'none'", "'self'", "'wasm-unsafe-eval'"}
    assert policy.startswith("default-src 'none'")
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=", page) == []
    tab = site.visit()
    refused = tab.evaluate(
        """async () => {
          const tried = [];
          try { await fetch("http://127.0.0.2:9/"); } catch { tried.push("fetch"); }
          setTimeout("window.evaluated = true", 0);
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.body.append(script);
          await new Promise((done) => setTimeout(done, 50));
          return [...tried, window.evaluated ?? "text of a program", window.ran ?? "script"];
        }"""
    )
    assert refused == ["fetch", "text of a program", "script"]
    site.complaints.clear()  # the browser says what it has refused
    site.requested.clear()


def test_the_thread_of_python_may_ask_nobody_else_either(site) -> None:
    tab = site.visit()
    check(tab, "a = 2 * 3 = 7")
    policy = tab.evaluate("fetch('worker.js').then((answer) => answer.headers.get('Content-Security-Policy'))")
    assert policy == "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"


def test_its_version_is_the_wheels_and_its_size_is_what_was_promised() -> None:
    files = [path for path in SITE.rglob("*") if path.is_file()]
    assert [path.name.split("-")[1] for path in SITE.glob("chainrule-*.whl")] == [VERSION]
    assert f'content="{VERSION}"' in (SITE / "index.html").read_text(encoding="utf-8")
    assert f'"chainrule {VERSION} ' in (SITE / "service.js").read_text(encoding="utf-8")
    assert sum(path.stat().st_size for path in files) <= 20e6
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in files) <= 8e6


def test_every_word_is_there_in_both_languages() -> None:
    names = [
        set(re.findall(r"^  (\w+):", (SOURCES / "words" / f"{name}.js").read_text("utf-8"), re.M))
        for name in ("en", "zh")
    ]
    assert names[0] == names[1]
    texts = [(SOURCES / "words" / f"{name}.js").read_text("utf-8") for name in ("en", "zh")]
    lines = [[line for line in text.splitlines() if ":" in line and not line.startswith("//")] for text in texts]
    fields = [{line.split(":")[0]: set(re.findall(r"\{(\w+)\}", line)) for line in each} for each in lines]
    assert fields[0] == fields[1]
    said = set(re.findall(r'\bsay\("(\w+)', "".join(path.read_text("utf-8") for path in SOURCES.glob("*.js"))))
    said |= set(re.findall(r'data-say(?:-label)?="(\w+)"', (SOURCES / "index.html").read_text("utf-8")))
    assert said <= names[0]


def test_without_node_make_site_says_so_in_one_line(tmp_path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "try" / "build.py", tmp_path / "site"],
        capture_output=True, text=True, env={"PATH": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Node" in done.stderr
    assert not (tmp_path / "site").exists()


def test_what_it_is_made_of_has_versions_and_checksums() -> None:
    lock = json.loads((SOURCES / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    wanted = json.loads((SOURCES / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert all(lock[f"node_modules/{name}"]["version"] == version for name, version in wanted.items())
    assert all(found["integrity"].startswith("sha512-") for name, found in lock.items() if name)
    assert re.fullmatch(r"(\S+==\S+ --hash=sha256:[0-9a-f]{64}\s*)+", (SOURCES / "requirements.txt").read_text())

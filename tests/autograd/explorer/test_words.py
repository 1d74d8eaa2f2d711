"""The words of a page: every one of them can be said in another language, in the page and by its script."""

from __future__ import annotations

import re
from pathlib import Path

import autograd.explorer
from autograd import explore, parse
from autograd.explorer.page import SCRIPTS
from autograd.explorer.words import IN_PAGE, IN_SCRIPT, phrases
from autograd.language import language, speaking

FOLDER = Path(autograd.explorer.__file__).parent
PAGE = (FOLDER / "page.html").read_text(encoding="utf-8")
SCRIPT = "\n".join((FOLDER / "script" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
#: What `phrase` is given first: one text, or one of two.
GIVEN = re.compile(r"phrase\(((?:[^\"{;]*\"[^\"]*\")+?)(?=, \{|, fields|\))")


def test_the_words_of_the_page_are_those_that_can_be_said() -> None:
    assert set(re.findall(r"%%=([^%]+)%%", PAGE)) == set(IN_PAGE)
    body = re.sub(
        r"(?s)<svg.*?</svg>|<script.*?</script>|%%[^%]*%%|<kbd>\w+</kbd>|>(SVG|PNG)<", "", PAGE.split("<body>")[1]
    )
    left = re.findall(r">[^<>]*[a-z]{2}[^<>]*<|(?:title|aria-label)=\"[^\"]+\"", body)
    assert left == []


def test_the_sentences_of_the_script_are_those_that_can_be_said() -> None:
    given = GIVEN.findall(SCRIPT.replace('"forward" in step', "isForward"))
    assert {text for one in given for text in re.findall('"([^"]*)"', one)} == set(IN_SCRIPT)
    assert len(given) == SCRIPT.count("phrase(")


def test_what_the_script_says_in_words_goes_through_phrase() -> None:
    code = re.sub(r"//[^\n]*|phrase\([^\n]*", "", SCRIPT)
    sentences = re.findall(r'announce\(["`]|textContent = ["`][a-z]|push\(["`][a-z]|Error\(["`]', code)
    assert sentences == []


def test_a_page_in_chinese() -> None:
    computation = parse("c = a + b; d = b + 1; e = c * d", a=2, b=1)
    page = explore(computation, lang="zh").html
    assert '<html lang="zh">' in page
    assert "链式法则" in page
    assert "%%" not in page
    assert language() == "en"
    with speaking("zh"):
        said = phrases()
    assert set(said) == set(IN_SCRIPT)
    for sentence, text in said.items():
        assert set(re.findall(r"\{\w+\}", sentence)) == set(re.findall(r"\{\w+\}", text))
    assert '"phrases"' not in explore(computation).html

"""The catalogues have every sentence of the sources, whole, with the same fields, and are compiled."""

from __future__ import annotations

import argparse
import ast
import gettext
import importlib.util
import io
import re
import string
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

import autograd
from autograd.language.catalogues import FOLDER, languages, preferred
from autograd.options import OF_ARGPARSE

ROOT = Path(autograd.__file__).parent.parent
LANGUAGES = languages()[1:]

#: Where sentences are not translated yet.
NOT_YET: tuple[str, ...] = ()
#: What stands in the sentences of a language as it is: names, and what is typed: keywords, keys of sheets.
NAMES = {
    "zh": """
        Graphviz Home JavaScript Mermaid Pillow ReportLab Markdown LaTeX HTML JAX NumPy PyTorch Python scikit learn
        matplotlib pickle pillow reportlab safetensors
        Value Values autograd chainrule math numpy html LANG True False install walkthrough
        argnum argnums axis detail dtype highlight outputs parameters primals rankdir tangents theta value width
        FILE
        Adagrad Adam AdamW Nesterov
        acos asin atan cosh decay leaky logsumexp relu sigmoid sinh softmax softplus tanh
        claims correction digits expressions false from given hint inputs JSON levels loss mistake moons params
        points printed quantity rule seed step true update variant variants vary xor
        Embedding Linear Module None PReLU Sequential activation backend betas checkpoint devices float hinge layers
        mesh metric output prelu rows save state validation ReLU Softmax maxout
    """,
}


def module_of_docs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations", ROOT / "docs" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TRANSLATIONS = module_of_docs()
SENTENCES: dict[tuple[str, ...], list[str]] = TRANSLATIONS.sentences()


def path_of(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "chainrule.po"


def messages(language: str) -> dict[tuple[str, ...], Message]:
    with path_of(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    return {
        message.id if isinstance(message.id, tuple) else (message.id,): message for message in catalogue if message.id
    }


def forms(message: Message) -> list[str]:
    """The translation, in each of its forms; none if there is none yet, or one to be looked at."""
    said = message.string if isinstance(message.string, tuple) else (message.string,)
    return list(said) if all(said) and not message.fuzzy else []


def fields(text: str) -> set[tuple[str, str]]:
    """The fields of a template with their formats; of one of argparse's, its %(name)s."""
    if "%" in text:
        return {(field, "") for field in re.findall(r"%\(\w+\)[sr]|%[sr]", text)}
    return {(name, form or "") for _, name, form, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_the_sentences_of_the_sources_and_no_others(language: str) -> None:
    found = messages(language)
    assert set(SENTENCES) - set(found) == set(), "make translations"
    assert set(found) - set(SENTENCES) == set(), "make translations"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_has_its_translation(language: str) -> None:
    missing = [
        message.id
        for key, message in messages(language).items()
        if not forms(message) and not all(file.startswith(NOT_YET) for file in SENTENCES[key])
    ]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_fields_of_its_sentence(language: str) -> None:
    for key, message in messages(language).items():
        for form in forms(message):
            assert fields(form) == fields(key[-1]), form


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_english_word_is_left_in_a_translation(language: str) -> None:
    """But for names and code: what is no word of the sentence's running English, or is listed above."""
    known = {*NAMES[language].split(), *autograd.__all__, *dir(autograd.Value)}
    left: dict[str, str] = {}
    for key, message in messages(language).items():
        if "%" in key[0]:
            continue
        for form in forms(message):
            words = " ".join(text for text, *_ in string.Formatter().parse(form))
            words = re.sub(r"'[^']*'|\"[^\"]*\"|`[^`]*`|[-\w.]*[=(_.:/@-][\w.=(:/-]*", " ", words)  # code
            left |= {word: form for word in re.findall("[A-Za-z]{4,}", words) if word not in known}
    assert left == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_compiled_as_it_stands(language: str) -> None:
    with path_of(language).open("rb") as file:
        compiled = TRANSLATIONS.compiled(read_po(file, locale=language))
    expected = gettext.GNUTranslations(io.BytesIO(compiled))
    with path_of(language).with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file)._catalog == expected._catalog  # type: ignore[attr-defined]


def test_the_finder_of_sentences_finds_each_kind() -> None:
    source = """
    x = say("a {b}" if c else "d", b=counted(n, "entry", "entries"))
    y = [say_counted(n, "{count} is", "{count} are"), error(say(template("e")))]
    """
    assert set(TRANSLATIONS.said_in("if 1:\n" + source)) == {
        ("a {b}",), ("d",), ("{count:,} entry", "{count:,} entries"), ("{count} is", "{count} are"), ("e",),
    }  # fmt: skip


def test_the_finder_of_sentences_finds_those_of_the_tables_of_slips() -> None:
    source = """
    Sentence("a {b}", b=1), Sentence(wording), Sentence("")
    Derivative("name", rule, "sentence"), Derivative(NAME, rule, "of a name")
    gradient.with_partials(SLIP, 1, new, "one" if single else "many", place=0)
    """
    said = [sentence for (sentence,) in TRANSLATIONS.said_in("if 1:\n" + source)]
    assert sorted(said) == ["a {b}", "many", "name", "of a name", "one", "sentence"]


def test_what_is_said_is_a_template_in_the_source() -> None:
    """A sentence is written out where it is said, or where it is kept by `template`: else no translator finds it."""
    for path in [*(ROOT / "autograd").rglob("*.py"), *(ROOT / "nn").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("say", "say_counted"):
                made_up = [argument for argument in node.args if isinstance(argument, ast.JoinedStr | ast.BinOp)]
                assert not made_up or path.name == "notation.py", f"{path.name}: {ast.unparse(node)}"  # of `counted`


def test_what_argparse_says_to_users_is_in_the_catalogues() -> None:
    source = Path(argparse.__file__).read_text(encoding="utf-8")
    said = {
        node.args[0].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "_" and isinstance(node.args[0], ast.Constant)
    }
    to_programmers = {  # of a parser that is not well made, or of what no command here has
        text for text in said
        if re.search(r"callable|defined|subparser|subcommands|groups|dest=|conflict|invalid option string|mutually|"
                     r"parser_name|argument \"-\"|is an invalid argument|can't open|deprecated|default:|not allowed|"
                     r"one of the arguments|at most one|ambiguous|unexpected option|%\(prog\)s", text)
    }  # fmt: skip
    assert said - to_programmers <= set(OF_ARGPARSE) | {"show program's version number and exit"}


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN"}, "zh"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "zh"}, "zh"),
        ({"LANGUAGE": "fr:zh:en"}, "zh"),
        ({"LANGUAGE": "en:zh"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": ""}, "en"),
    ],
)
def test_the_environment_chooses_as_gettext_has_it(environment: dict[str, str], language: str) -> None:
    assert preferred(environment) == language

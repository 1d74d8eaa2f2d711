"""A sentence keeps what it was made of, so that it can be said in another language later; an error's is English."""

from __future__ import annotations

import copy
import pickle
import threading

import pytest

from autograd.errors import DivisionByZeroError, ExpressionError, UndefinedError
from autograd.language import in_english, language, say, say_counted, speaking, template, translated
from autograd.notation import counted
from nn.errors import PartError

#: Sentences of the Chinese catalogue, and their English.
UNDEFINED = "{formula} is undefined at {points}"
IN_CHINESE = "log(x) 在 x = -1、y = 2 处没有定义"


def undefined() -> str:
    return say(UNDEFINED, formula="log(x)", points=["x = -1", "y = 2"])


def test_a_sentence_is_a_text_in_the_language_in_force() -> None:
    assert undefined() == "log(x) is undefined at x = -1, y = 2"
    with speaking("zh"):
        assert undefined() == IN_CHINESE
        with speaking("en"):
            assert undefined() == "log(x) is undefined at x = -1, y = 2"
        with speaking(None):
            assert language() == "zh"
    assert language() == "en"


def test_a_sentence_can_be_said_in_another_language_later_with_all_that_stands_in_it() -> None:
    whole = say("{data}row {row}: {message}", data="", row=4, message=undefined())
    with speaking("zh"):
        assert translated(whole) == f"第 4 行：{IN_CHINESE}"
        again = say("{data}row {row}: {message}", data="", row=4, message=undefined())
    assert in_english(again) == whole


def test_an_error_says_english_whatever_the_language_and_is_translated_when_asked() -> None:
    with speaking("zh"):
        error = UndefinedError(undefined())
        assert str(error) == "log(x) is undefined at x = -1, y = 2"
        assert translated(error) == IN_CHINESE
        assert translated(error.in_row(4)) == f"第 4 行：{IN_CHINESE}"
        assert str(error.in_row(4).in_row(5)) == "row 5: log(x) is undefined at x = -1, y = 2"
        assert str(PartError(("layer 1", "neuron 0"), undefined())) == f"layer 1, neuron 0: {error}"
    assert translated(error) == str(error)


def test_an_error_that_stands_in_another_is_translated_with_it() -> None:
    outer = ExpressionError(say("{where}: {reason}", where="a.toml", reason=UndefinedError(undefined())))
    assert str(outer) == "a.toml: log(x) is undefined at x = -1, y = 2"
    with speaking("zh"):
        assert translated(outer) == f"a.toml：{IN_CHINESE}"


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda thing: pickle.loads(pickle.dumps(thing))])
def test_copies_of_a_sentence_and_of_an_error_can_be_translated_too(again: object) -> None:
    assert callable(again)
    for thing in (again(undefined()), again(DivisionByZeroError(undefined()))):
        assert str(thing) == "log(x) is undefined at x = -1, y = 2"
        with speaking("zh"):
            assert translated(thing) == IN_CHINESE


def test_text_from_outside_is_never_taken_for_a_template() -> None:
    assert say("{name} is given twice", name="{0} {name} %s") == "{0} {name} %s is given twice"
    with speaking("zh"):
        assert translated(say("{name} is given twice", name="{x}")) == "{x} 给出了两次"


def test_a_number_of_things_has_the_form_of_its_language() -> None:
    assert [counted(n, "node") for n in (0, 1, 1200)] == ["0 nodes", "1 node", "1,200 nodes"]
    assert counted(2, "entry", "entries") == "2 entries"
    with speaking("zh"):
        assert [counted(n, "node") for n in (1, 1200)] == ["1 个节点", "1,200 个节点"]
        assert say_counted(2, "{count} path from {name} to {output}", "{count} paths from {name} to {output}",
                           name="b", output="e") == "从 b 到 e 共有 2 条路径"  # fmt: skip


def test_what_has_no_translation_stays_english() -> None:
    with speaking("zh"):
        assert say(template("no such sentence, {name}"), name="b") == "no such sentence, b"
        assert translated("a text that is no sentence") == "a text that is no sentence"
        assert say("") == ""  # gettext keeps a catalogue's head under the empty text


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^lang= is one of en, zh$"):
        speaking("xx")


def test_another_thread_speaks_its_own_language() -> None:
    heard = []
    with speaking("zh"):
        thread = threading.Thread(target=lambda: heard.append(language()))
        thread.start()
        thread.join()
    assert heard == ["en"]

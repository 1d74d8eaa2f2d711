"""Chinese sentences around mathematics: names in them, words that stand for a relation, and numbers of items.

A Chinese sentence has no spaces: 其中学习率为0.1，则z=w·x=1.0. What leads up to a name is no part of it, and 为 between
a name and a number says what `=` says.
"""

from __future__ import annotations

import re

from autograd.reader.located import Located

#: Chinese characters of names and words.
HAN = "\u4e00-\u9fff"
_FORMULA = "\ue010"
#: What leads up to a name; 得分, 设定 and the like are names themselves.
_LEADING = re.compile(
    "(?:其中|所以|因此|因而|于是|从而|那么|然后|接着|最后|因为|由于|已知|假设|假定|代入|此时|这时|同理|再|由|以及|"
    "得到|可得|求得|解得|算得|记作|解|答(?!案)|则有|则|故|即|且|而|和|设(?![定置计])|令(?!牌)|得(?!分)|取(?!值|样))+(?:有|得(?!分))?"
)
#: Names that are words: of what is called by a letter the letter stands before the relation.
_WORDS = "学习率|步长|损失|误差|总误差|总损失|目标值|预测值"
_LETTER = "A-Za-zα-ωΑ-Ω"
_CALLED = rf"(?<![{_LETTER}0-9_.])[{_LETTER}][{_LETTER}0-9_₀-₉'′]*(?:\([A-Za-z0-9_]{{1,12}}\))?"
_NAME = rf"(?:{_CALLED}|{_FORMULA}|(?:{_WORDS}))"
#: A name, a word for a relation, and numbers up to the end of a part of the sentence: w 为 0.5，; not W 为 2×3 矩阵.
_WORDED = re.compile(
    rf"{_NAME}\s*(?P<word>(?:大?约)?(?:取为|设为|等于|为|取|是)|(?:大约|约)是?)\s*"
    rf"(?=[-+−]?(?:[\d.(]|{_FORMULA})[^，。；、：\n{HAN}]*(?:[，。；、：]|则|所以|因此|故|$))"
)
_MAY_SAY = re.compile("[为取是约]|等于")
_CONDITIONS = ("当", "若", "如果", "每个", "对于")
#: （2） before a name, where a part of a sentence begins: the number of an item.
_ITEM = re.compile(rf"(?:(?<=[。；，：])|^)\s*（\d{{1,2}}）(?=\s*[A-Za-zα-ω∂{HAN}{_FORMULA}])")


def without_leading(run: str) -> str:
    """The name at the end of a run of Chinese characters; all of it where nothing but words is left.

    >>> without_leading("其中学习率"), without_leading("所以"), without_leading("得分")
    ('学习率', '所以', '得分')
    """
    leading = _LEADING.match(run)
    return run[leading.end() :] if leading and leading.end() < len(run) else run


def is_leading(run: str) -> bool:
    """Whether a run is nothing but words that lead up to a name."""
    return _LEADING.fullmatch(run) is not None


def may_say_a_number(text: str, start: int, end: int) -> bool:
    """Whether a line has a word that may stand for a relation."""
    return _MAY_SAY.search(text, start, end) is not None


def without_items(text: Located) -> Located:
    """The line without the numbers of its items.

    >>> without_items(Located.whole("（1）z=2×3=6；（2）a=z（3）")).text
    '   z=2×3=6；   a=z（3）'
    """
    return text.translated(_ITEM.sub(lambda item: " " * len(item[0]), text.text)) if "（" in text.text else text


def with_signs(text: Located) -> Located:
    """The line with `=` or `≈` for a word between a name and a number; not where a condition is said: 当 y 为 1.

    >>> with_signs(Located.whole("学习率为 0.1，权重 w 约为 0.5。")).text
    '学习率= 0.1，权重 w ≈  0.5。'
    """
    if not may_say_a_number(text.text, 0, len(text.text)):
        return text
    characters = list(text.text)
    for said in _WORDED.finditer(text.text):
        if text.text[max(said.start() - 5, 0) : said.start()].rstrip().endswith(_CONDITIONS):
            continue
        sign = "≈" if said["word"].startswith(("约", "大约")) else "="
        start, end = said.span("word")
        characters[start:end] = sign + " " * (end - start - 1)
    return text.translated("".join(characters))


def stands_for_a_number(text: str, start: int, end: int) -> bool:
    """Whether a run of Chinese characters in a formula is a name there: before a relation, or among operators.

    >>> text = "输出=净输入+1"
    >>> stands_for_a_number(text, 0, 2), stands_for_a_number(text, 3, 6), stands_for_a_number("则 z=1", 0, 1)
    (True, True, False)
    """
    before, after = text[max(start - 12, 0) : start].rstrip(), text[end : end + 12].lstrip()
    if _RELATION.match(after):
        return True
    return before.endswith(_BEFORE) and (not after or after.startswith(_BEHIND))


_RELATION = re.compile(r":=|[=≈≃≅≔←]|\\(?:approx|simeq|leftarrow|gets)(?![A-Za-z])")
_BEFORE = ("\\times", "\\cdot", "\\approx", *"=≈←+-−*/·×÷(（{")
_BEHIND = ("\\times", "\\cdot", *"=≈+-−*/·×÷)）},，。；;、^²")

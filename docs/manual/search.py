"""Search in Chinese, which has no spaces between words: every two characters side by side are a term.

Sphinx's own finds Chinese words with the package jieba, and none without it; and in Sphinx 9.0 it stops at a stemmer
that is not there, https://github.com/sphinx-doc/sphinx/issues/14229. So this one is English search, split otherwise.
"""

from __future__ import annotations

import re
from typing import Any

from sphinx.search.en import SearchEnglish

#: The same in Python and in JavaScript: two characters, which may overlap with the next two, or a word of letters.
TERM = r"(?=([\u3400-\u9fff]{2}))|([a-zA-Z0-9_]+)"


class Pairs(SearchEnglish):
    """What is asked for is split as the pages are: a page is found that has all the pairs of a Chinese word."""

    lang = "zh"
    js_splitter_code = (
        "var splitQuery = function (query) {"
        f" return Array.from(query.matchAll(/{TERM}/g), function (found) {{ return found[1] || found[2]; }});"
        " };"
    )

    def split(self, input: str) -> list[str]:
        """The terms of a text."""
        return [pair or word for pair, word in re.findall(TERM, input)]


def setup(app: Any) -> None:
    """Search in this way where the manual is in Chinese."""
    app.add_search_language(Pairs)

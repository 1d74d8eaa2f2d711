"""The catalogues, one for each language but English: loaded when that language is first asked for."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
DOMAIN = "chainrule"
#: What steers the language of a command, the first that is set before the others: as gettext has it.
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


class Catalogue:
    """The sentences of one language, by their English templates. One that is missing stays English."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._translations = gettext.translation(DOMAIN, FOLDER, [language])

    def find(self, templates: tuple[str, ...], fields: Mapping[str, Any]) -> str:
        """The template in this language; of two, for one thing and for several, as `fields["count"]` has it."""
        if len(templates) == 1:
            return self.text(templates[0])
        one, several = templates
        return self._translations.ngettext(one, several, fields["count"])

    def text(self, english: str) -> str:
        """What stands in the catalogue for a text. (The empty one is gettext's key for the catalogue's head.)"""
        return self._translations.gettext(english) if english else ""


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of one of the `languages`."""
    return Catalogue(language)


@cache
def languages() -> tuple[str, ...]:
    """The languages there are, English first.

    >>> languages()
    ('en', 'zh')
    """
    return ("en", *sorted(path.parts[-3] for path in FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")))


def preferred(environment: Mapping[str, str] = os.environ) -> str:
    """The language that the environment asks for, if there is a catalogue of it or of its main form; else English.

    >>> preferred({"LANG": "zh_CN.UTF-8"}), preferred({"LANGUAGE": "fr:zh", "LANG": "fr_FR"}), preferred({"LANG": "C"})
    ('zh', 'zh', 'en')
    """
    asked = next((environment[name] for name in VARIABLES if environment.get(name)), "")
    for locale in asked.split(":"):
        name = locale.partition(".")[0].partition("@")[0]
        for language in (name, name.partition("_")[0]):
            if language in languages():
                return language
    return "en"

"""The languages of what a user reads: whole sentences with named fields, and a catalogue of them for each language.

Every sentence is written in English where it is said, by `say`, and that text is its key in the catalogues: gettext's,
`<language>/LC_MESSAGES/chainrule.po`, compiled beside it as `chainrule.mo`. English loads none.

    say("{node} is not a node of this graph", node=quoted(node))     one sentence; what stands in it by name
    counted(3, "node")                                               "3 nodes", to stand in a sentence (in `notation`)
    say_counted(count, "wrote {count} file", "wrote {count} files")  where a number changes more than one word
    _ALONE = template("{name} stands alone")                         a sentence kept for a later say(_ALONE, name=…)

What is said stands in the language in force: English, or that of `with speaking("zh"):`. An error's `str()` is English
always; `translated(error)` is what it says in the language in force, so an error's message is a `say` like any other.
"""

from autograd.language.sentences import (
    Sentence,
    in_english,
    in_its_language,
    language,
    say,
    say_counted,
    speaking,
    template,
    translated,
)

__all__ = [
    "Sentence",
    "in_english",
    "in_its_language",
    "language",
    "say",
    "say_counted",
    "speaking",
    "template",
    "translated",
]

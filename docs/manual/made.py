"""The directive `made`: text that is made of the sources while the manual is built, and stands nowhere else.

```{made} commands
```
"""

from __future__ import annotations

from typing import Any, ClassVar

from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from manual import commands, names, operations, sheet_keys, slips

#: What can be made: by name, the function that yields its lines of Markdown. It may take one word.
PAGES = {
    "operations": operations.lines,
    "conventions": operations.conventions,
    "functions": operations.functions,
    "commands": commands.lines,
    "sheet-keys": sheet_keys.lines,
    "slips": slips.lines,
    "names": names.lines,
    "docstring": names.docstring,
}


class Made(SphinxDirective):
    """Put the lines of one of `PAGES` here."""

    required_arguments = 1
    optional_arguments = 1
    has_content = False
    option_spec: ClassVar[dict[str, Any]] = {"heading": directives.unchanged}

    def run(self) -> list[Any]:
        """Make the text, and read it like the rest of the page."""
        self.env.note_reread()  # the sources may have changed
        text = "\n".join(PAGES[self.arguments[0]](*self.arguments[1:]))
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def setup(app: Any) -> None:
    """Make the directive known."""
    app.add_directive("made", Made)

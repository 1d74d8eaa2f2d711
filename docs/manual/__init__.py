"""What the manual needs beside Sphinx: formulas as MathML, search in Chinese, the notebooks, pages made of sources.

The modules that make a page's text (`names`, `operations`, `commands`, `sheet_keys`, `slips`) know nothing of Sphinx,
so that the tests can ask them what they write.
"""

from __future__ import annotations

from typing import Any


def setup(app: Any) -> dict[str, bool]:
    """Make the parts known to Sphinx."""
    from manual import made, mathml, search, tutorials

    made.setup(app)
    mathml.setup(app)
    search.setup(app)
    tutorials.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

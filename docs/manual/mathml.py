"""Formulas as MathML, made when the manual is built: browsers set them by themselves, and no script is loaded."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from docutils.utils.math import MathError, math2html  # noqa: F401  # what docutils can set
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.util import logging

LOG = logging.getLogger(__name__)


def written(self: Any, node: Any, *, block: bool) -> None:
    """Put one formula into the page; what cannot be set is a warning, and so an error of the build."""
    # TeX takes a digit each from \frac12, docutils 12 and what comes next.
    source = re.sub(r"(\\[dt]?frac)\s*(\d)\s*(\d)", r"\1{\2}{\3}", node.astext().strip())
    if block and r"\\" in source and r"\begin" not in source:
        source = rf"\begin{{aligned}}{source}\end{{aligned}}"
    try:
        formula = tex2mathml(source, as_block=block)
    except MathError as error:
        LOG.warning("the formula %r cannot be set: %s", source, error, location=node)
        formula = f"<code>{self.encode(source)}</code>"
    self.body.append(f'<div class="math">{formula}</div>' if block else formula)
    raise nodes.SkipNode


def setup(app: Any) -> None:
    """Set formulas in this way."""
    app.add_html_math_renderer(
        "mathml",
        (lambda self, node: written(self, node, block=False), None),
        (lambda self, node: written(self, node, block=True), None),
    )

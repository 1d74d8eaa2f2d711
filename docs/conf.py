"""How Sphinx makes the manual: `make docs`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from autograd.version import VERSION

project = "chainrule"
author = "the chainrule developers"
copyright = "the chainrule developers, MIT licence"
version = release = VERSION

extensions = ["myst_nb", "manual"]
exclude_patterns = ["_build", "locale", "manual", "mutants.md", "try"]
nitpicky = True

# `make docs` builds in English, and in Chinese below zh/: what has no translation in a catalogue stays English.
locale_dirs = ["locale"]
gettext_location = False  # numbers of lines would make every change of a page one of its catalogue
templates_path = ["_templates"]
html_sidebars = {
    "**": [
        "sidebar/brand.html", "sidebar/search.html", "language.html", "sidebar/scroll-start.html",
        "sidebar/navigation.html", "sidebar/scroll-end.html",
    ]
}  # fmt: skip

smartquotes = False  # |x|' is a derivative

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "fieldlist"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # the notebooks are shown as they were run: `make notebooks`
nb_render_markdown_format = "myst"
suppress_warnings = ["mystnb.unknown_mime_type"]

html_theme = "furo"
html_title = f"chainrule {VERSION}"
html_math_renderer = "mathml"
html_static_path = ["_static"]
html_css_files = ["manual.css"]
html_copy_source = False
html_show_sourcelink = False
# Furo's own colours, and what the pictures have.
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0b5cad", "color-brand-content": "#0b5cad"},
    "dark_css_variables": {"color-brand-primary": "#7cb7f2", "color-brand-content": "#7cb7f2"},
}

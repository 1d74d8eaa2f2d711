"""Pages with wrong numbers, each of one slip, worked out by hand; and all that the audit says of them."""

from worked_pages import gradients, lines, procedures

PAGES = [*gradients.PAGES, *lines.PAGES, *procedures.PAGES]

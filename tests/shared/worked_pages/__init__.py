"""Pages with wrong numbers, each of one slip, worked out by hand; and all that the audit says of them."""

from worked_pages import further, gradients, lines, procedures

PAGES = [*gradients.PAGES, *lines.PAGES, *procedures.PAGES, *further.PAGES]

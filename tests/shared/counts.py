"""How often a test of faults tries: a few times in the suite, as often as is told for `make faults`."""

from __future__ import annotations

import os


def times(few: int, full: int) -> int:
    """`few`, or `full` where the environment has CHAINRULE_FULL."""
    return full if os.environ.get("CHAINRULE_FULL") else few

"""Python's garbage collector, paused while a function is traced."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import get_ident

#: The threads that disabled the collector, to enable it again.
_paused_by: set[int] = set()


@contextmanager
def collector_paused() -> Iterator[None]:
    """Tracing makes millions of small objects, all needed: looking for garbage among them takes half the time.

    Of several threads that trace at once, the one that found the collector enabled enables it again.
    """
    was_enabled = gc.isenabled()
    try:
        if was_enabled:
            _paused_by.add(get_ident())
        gc.disable()
        yield
    finally:
        if was_enabled:
            gc.enable()
            _paused_by.discard(get_ident())


def _resume_in_a_child() -> None:
    """A process forked meanwhile does not have the thread that would enable the collector again."""
    if _paused_by:
        _paused_by.clear()
        gc.enable()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_resume_in_a_child)

"""Python's garbage collector, paused while a function is traced."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from threading import get_ident
from typing import Any, TypeVar

_Result = TypeVar("_Result")

#: The threads that disabled the collector, to enable it again.
_paused_by: set[int] = set()


def with_collector_paused(function: Callable[..., _Result], *arguments: Any) -> _Result:
    """What a function gives, with the collector paused during the call.

    Tracing makes millions of small objects, all needed: looking for garbage among them takes half the time. Of several
    threads that trace at once, the one that found the collector enabled enables it again.

    Not a context: one that is interrupted on the way into its end is never ended.
    """
    was_enabled, thread = gc.isenabled(), get_ident()
    try:
        if was_enabled:
            _paused_by.add(thread)
        gc.disable()
        result = function(*arguments)
    finally:
        if was_enabled:
            gc.enable()
            _paused_by.discard(thread)
    return result


def _resume_in_a_child() -> None:
    """A process forked meanwhile does not have the thread that would enable the collector again."""
    if _paused_by:
        _paused_by.clear()
        gc.enable()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_resume_in_a_child)

"""Other Values in the place of some: for one thread, and for a while.

A function gets its parameters through its closure, where nobody can exchange them. To trace it, or to run it at other
numbers, every operation asks here whether something stands in for its operands in this thread. Elsewhere the parameters
are what they are: other threads go on using them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from threading import get_ident
from typing import TYPE_CHECKING, Any

from autograd.operation import CONSTANT

if TYPE_CHECKING:
    from autograd.value import Value

#: For each thread that runs with stand-ins: what stands in for what. Nearly always empty, and then that is all that an
#: operation looks at.
by_thread: dict[int, dict[Value, Value]] = {}


def stand_in(value: Any) -> Any:
    """What stands in for a Value in this thread: itself, if nothing does."""
    return by_thread.get(get_ident(), _NOTHING).get(value, value)


def with_stand_ins(*operands: Any) -> tuple[Any, ...] | None:
    """The operands of an operation with what stands in for them in this thread, plain numbers as such; None if nothing
    does."""
    others: Mapping[Any, Value] = by_thread.get(get_ident(), _NOTHING)
    if not any(isinstance(thing, Hashable) and thing in others for thing in operands):
        return None
    numbers = [thing.data if getattr(thing, "op", None) is CONSTANT else thing for thing in operands]
    return tuple([others.get(thing, thing) if isinstance(thing, Hashable) else thing for thing in numbers])


_NOTHING: dict[Value, Value] = {}


@contextmanager
def stand_ins(others: Mapping[Value, Value]) -> Iterator[None]:
    """Let the values of `others` stand in for its keys, in this thread, inside the `with`.

    >>> from autograd import Value
    >>> w = Value(2.0, "w")
    >>> with stand_ins({w: Value(5.0)}):
    ...     (w * w).data, w.data
    (25.0, 5.0)
    >>> (w * w).data
    4.0
    """
    thread = get_ident()
    before = by_thread.get(thread)
    by_thread[thread] = {**(before or {}), **others}
    try:
        yield
    finally:
        if before is None:
            del by_thread[thread]
        else:
            by_thread[thread] = before

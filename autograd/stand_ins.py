"""Other Values in the place of some: for one thread, and for a while.

A function gets its parameters through its closure, where nobody can exchange them. To trace it, or to run it at other
numbers, every operation asks here whether something stands in for its operands in this thread. Elsewhere the parameters
are what they are: other threads go on using them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from threading import get_ident
from typing import TYPE_CHECKING, Any, NamedTuple

from autograd.operation import CONSTANT

if TYPE_CHECKING:
    from autograd.value import Value


class Meanwhile(NamedTuple):
    """What is different in a thread: the Values that stand in for others, and whether operations are recorded."""

    others: Mapping[Value, Value] = {}
    recording: bool = True


#: For each thread in which something is different. Nearly always empty, and then an operation looks no further.
by_thread: dict[int, Meanwhile] = {}

_AS_ALWAYS = Meanwhile()


def _forget_other_threads() -> None:
    """In a child process there are none, and a new one may be given the number of one that was there."""
    here = get_ident()
    for thread in [thread for thread in by_thread if thread != here]:
        del by_thread[thread]


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_other_threads)


def stand_in(value: Any) -> Any:
    """What stands in for a Value in this thread: itself, if nothing does."""
    return by_thread.get(get_ident(), _AS_ALWAYS).others.get(value, value)


def with_stand_ins(*operands: Any) -> tuple[Any, ...] | None:
    """The operands of an operation with what stands in for them in this thread, plain numbers as such.

    None if nothing stands in for any of them.
    """
    others: Mapping[Any, Value] = by_thread.get(get_ident(), _AS_ALWAYS).others
    if not any(isinstance(thing, Hashable) and thing in others for thing in operands):
        return None
    numbers = [thing.data if getattr(thing, "op", None) is CONSTANT else thing for thing in operands]
    return tuple([others.get(thing, thing) if isinstance(thing, Hashable) else thing for thing in numbers])


def recording() -> bool:
    """Whether operations are recorded in this thread: not inside `no_grad`."""
    return not by_thread or by_thread.get(get_ident(), _AS_ALWAYS).recording


def stand_ins(others: Mapping[Value, Value]) -> AbstractContextManager[None]:
    """Let the values of `others` stand in for its keys, in this thread, inside the `with`.

    >>> from autograd import Value
    >>> w = Value(2.0, "w")
    >>> with stand_ins({w: Value(5.0)}):
    ...     (w * w).data, w.data
    (25.0, 5.0)
    >>> (w * w).data
    4.0
    """
    return _meanwhile(lambda before: before._replace(others={**before.others, **others}))


def no_grad() -> AbstractContextManager[None]:
    """Record nothing in this thread, inside the `with`: results are constants, through which no gradient flows.

    >>> from autograd import Value
    >>> w = Value(2.0, "w")
    >>> with no_grad():
    ...     square = w * w
    >>> square.data, (square * w).partials, square.parents
    (4.0, (2.0, 4.0), ())
    """
    return _meanwhile(lambda before: before._replace(recording=False))


@contextmanager
def _meanwhile(change: Callable[[Meanwhile], Meanwhile]) -> Iterator[None]:
    thread = get_ident()
    before = by_thread.get(thread)
    by_thread[thread] = change(before or _AS_ALWAYS)
    try:
        yield
    finally:
        if before is None:
            del by_thread[thread]
        else:
            by_thread[thread] = before

"""Other Values in the place of some: for one thread, and for a while.

A function gets its parameters through its closure, where nobody can exchange them. To trace it, or to run it at other
numbers, every operation asks here whether something stands in for its operands in this thread. Elsewhere the parameters
are what they are: other threads go on using them.
"""

from __future__ import annotations

import os
from _thread import RLock, get_ident  # threading's own, which takes longer to import
from _weakref import ref

from autograd.operation import CONSTANT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from autograd.value import Value


class Meanwhile:
    """What is different in a thread: the Values that stand in for others, whether operations are recorded, and whether
    comparisons are."""

    __slots__ = ("comparing", "others", "recording")

    def __init__(self, others: Mapping[Value, Value], recording: bool, comparing: bool) -> None:
        self.others, self.recording, self.comparing = others, recording, comparing


#: For each thread in which something is different, and for each `with no_grad():` that there is. Nearly always empty,
#: and then an operation looks no further.
by_thread: dict[int | ref[_Unrecorded], Meanwhile] = {}

_AS_ALWAYS = Meanwhile({}, recording=True, comparing=False)


def _forget_other_threads() -> None:
    """In a child process there are none, and a new one may be given the number of one that was there."""
    here = get_ident()
    for thread in [thread for thread in by_thread if type(thread) is int and thread != here]:
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
    if not any(_is_hashable(thing) and thing in others for thing in operands):
        return None
    numbers = [thing.data if getattr(thing, "op", None) is CONSTANT else thing for thing in operands]
    return tuple([others.get(thing, thing) if _is_hashable(thing) else thing for thing in numbers])


def _is_hashable(thing: object) -> bool:
    return type(thing).__hash__ is not None


def recording() -> bool:
    """Whether operations are recorded in this thread: not inside `no_grad`."""
    if not by_thread:
        return True
    if not by_thread.get(get_ident(), _AS_ALWAYS).recording:
        return False
    for lock in list(by_thread):  # as it is now: other threads' come and go meanwhile
        if type(lock) is ref and (held := lock()) is not None and held._is_owned():  # type: ignore[attr-defined]
            return False
    return True


def comparing() -> bool:
    """Whether comparisons are recorded in this thread, instead of being true or false at once."""
    return by_thread.get(get_ident(), _AS_ALWAYS).comparing


class During:
    """Something that is different in this thread during a call; or, as a decorator, during every call of a function.

    Not a context: an interrupt on the way into `__exit__` keeps one from ending.
    """

    __slots__ = ("_change",)

    def __init__(self, change: Callable[[Meanwhile], Meanwhile]) -> None:
        self._change = change

    def run(self, function: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
        """What the function gives, with the difference during the call, which ends with it whatever interrupts.

        Python can be interrupted after a call: nothing is called once the change is made, nor before it is undone.
        """
        thread = get_ident()
        before = by_thread.get(thread)
        during = self._change(before or _AS_ALWAYS)
        try:
            by_thread[thread] = during
            result = function(*arguments, **keywords)
        finally:
            if before is None:
                del by_thread[thread]
            else:
                by_thread[thread] = before
        return result

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with the difference during every call."""
        from functools import wraps

        @wraps(function)
        def changed(*arguments: Any, **keywords: Any) -> Any:
            return self.run(function, *arguments, **keywords)

        return changed


def stand_ins(others: Mapping[Value, Value]) -> During:
    """Let the values of `others` stand in for its keys, in this thread, during a call.

    >>> from autograd import Value
    >>> w = Value(2.0, "w")
    >>> stand_ins({w: Value(5.0)}).run(lambda: ((w * w).data, w.data))
    (25.0, 5.0)
    >>> (w * w).data
    4.0
    """
    return During(lambda before: Meanwhile({**before.others, **others}, before.recording, before.comparing))


_NOTHING_RECORDED = During(lambda before: Meanwhile(before.others, False, before.comparing))


class _Unrecorded(RLock):  # type: ignore[misc]  # final to type checkers only
    """Nothing is recorded in the thread that holds this lock.

    A `with` takes and gives back a lock in one step each, written in C: no interrupt comes between, and whatever ends
    the block gives it back. What is said of it in `by_thread` goes with it, also without a step of Python.
    """

    __slots__ = ()

    def __init__(self) -> None:
        by_thread[ref(self, by_thread.pop)] = _AS_ALWAYS

    def run(self, function: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
        """What the function gives, with nothing recorded during the call."""
        return _NOTHING_RECORDED.run(function, *arguments, **keywords)

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with nothing recorded during every call."""
        return _NOTHING_RECORDED(function)


def no_grad() -> _Unrecorded:
    """Record nothing in this thread, inside the `with`: results are constants, through which no gradient flows.

    >>> from autograd import Value
    >>> w = Value(2.0, "w")
    >>> with no_grad():
    ...     square = w * w
    >>> square.data, (square * w).partials, square.parents
    (4.0, (2.0, 4.0), ())
    """
    return _Unrecorded()


def recorded_comparisons() -> During:
    """Record comparisons of Values in this thread, during a call: for a function that runs on one row for many.

    >>> from autograd import Value
    >>> x = Value(2.0, "x")
    >>> is_positive = recorded_comparisons().run(lambda: x > 0)
    >>> is_positive, is_positive.op.name, x > 0
    (Value(1), 'greater', True)
    """
    return During(lambda before: Meanwhile(before.others, before.recording, True))

"""Blocks of rows, worked on in several threads: NumPy lets go of the interpreter while it computes.

What the blocks are, and in which order their results are taken, does not depend on the threads: so no bit of the result
does.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextvars import copy_context
from threading import Lock, Thread
from typing import Generic, TypeVar

Result = TypeVar("Result")


def processors() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


class Blocks(Generic[Result]):
    """`count` blocks, worked on by some threads: `take(work(block, thread))` for each, taken in their order.

    The threads end with the run. When a block fails, or at Ctrl-C, none is begun any more; of several that failed, the
    error of the first is raised.
    """

    def __init__(self, count: int, work: Callable[[int, int], Result], take: Callable[[Result], None]) -> None:
        self.count, self.work, self.take = count, work, take
        self._begun = self._taken = 0
        self._done: dict[int, Result] = {}  # of blocks that wait for those before
        self._failed: dict[int, BaseException] = {}
        self._lock = Lock()

    def run(self, threads: int) -> None:
        """Work on all blocks."""
        others = [
            Thread(target=copy_context().run, args=(self._work, number), daemon=True)
            for number in range(1, min(threads, self.count))
        ]
        started: list[Thread] = []
        try:
            for other in others:
                other.start()
                started.append(other)
            self._work(0)
        finally:
            self._begun = self.count  # if this is an error, the others stop, too
            for other in started:
                other.join()
        if self._failed:
            raise (
                next((error for error in self._failed.values() if not isinstance(error, Exception)), None)
                or (self._failed[min(self._failed)])
            )

    def _work(self, thread: int) -> None:
        while True:
            with self._lock:
                block = self._begun
                if block >= self.count or self._failed:
                    return
                self._begun += 1
            try:
                result = self.work(block, thread)
                with self._lock:
                    self._done[block] = result
                    while self._taken in self._done:
                        self.take(self._done.pop(self._taken))
                        self._taken += 1
            except BaseException as error:
                self._failed[block] = error
                return

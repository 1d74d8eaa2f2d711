"""Ctrl-C at every place where Python would notice it.

Python looks for signals where a function begins, after calls, and on the way back in a loop. A trace function sees each
instruction, and raises `KeyboardInterrupt` at the place of the wanted number.
"""

from __future__ import annotations

import dis
import sys
from collections.abc import Callable, Iterator
from itertools import count
from types import FrameType
from typing import Any, TypeVar

import autograd
import nn

State = TypeVar("State")

_OURS = tuple(package.__path__[0] for package in (autograd, nn))
_LOOK = {
    opcode
    for name, opcode in dis.opmap.items()
    if name.startswith(("CALL", "JUMP_BACKWARD", "JUMP_ABSOLUTE", "POP_JUMP_BACKWARD"))
    and name != "JUMP_BACKWARD_NO_INTERRUPT"
}


class _Interrupt:
    """A trace function that interrupts at the place of this number, counted from 0, in files that begin like one of
    these."""

    def __init__(self, number: int, files: tuple[str, ...]) -> None:
        self.left, self.files = number, files
        self.last: dict[FrameType, int] = {}

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Any:
        if not frame.f_code.co_filename.startswith(self.files):
            return None
        if event == "call":
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
            self.last[frame] = dis.opmap["NOP"]
            if _runs(frame):
                self.look()
        elif event == "opcode":
            if self.last.get(frame) in _LOOK:
                self.look()
            self.last[frame] = frame.f_code.co_code[frame.f_lasti]
        return self

    def look(self) -> None:
        if self.left == 0:
            sys.settrace(None)
            self.left = -1
            raise KeyboardInterrupt
        self.left -= 1


def _runs(frame: FrameType) -> bool:
    """Whether this function begins or goes on: a generator that is closed, or into which an exception is thrown, is
    still at its `yield`, and Python looks for no signals there."""
    return frame.f_lasti < 0 or frame.f_code.co_code[frame.f_lasti] != dis.opmap["YIELD_VALUE"]


def interrupted_everywhere(
    prepare: Callable[[], State],
    act: Callable[[State], object],
    step: int = 1,
    last: int | None = None,
    of: tuple[str, ...] = (),
) -> Iterator[tuple[State, bool]]:
    """What `prepare` made after `act` on it was interrupted at the first place, the second, … (or at every `step`th),
    and whether the interrupt came out of it; last, after it was not interrupted at all, if the place `last` is not left
    out. The places are those of our packages, and of the files `of`."""
    act(prepare())  # what is imported and remembered at the first time is not what is interrupted
    for number in count(0, step) if last is None else range(0, last, step):
        state, interrupt, raised = prepare(), _Interrupt(number, (*_OURS, *of)), False
        before = sys.gettrace()
        sys.settrace(interrupt)
        try:
            act(state)
        except KeyboardInterrupt:
            raised = True
        finally:
            sys.settrace(before)
        yield state, raised
        if interrupt.left >= 0:
            return

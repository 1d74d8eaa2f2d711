"""What a target is, and one attempt at it: a result or an error of ours, in bounded time."""

from __future__ import annotations

import random
import signal
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, NoReturn

from autograd import ChainruleError

#: What one input may take, in seconds of processor time: a hundred times what any true example takes.
LONGEST = 20.0
#: As long as the one line of an error may be, in characters.
LONGEST_MESSAGE = 1100


class Target(NamedTuple):
    """A reader of what comes from outside.

    - `run`: reads bytes, in a folder it may write to; as its documentation says, it refuses them by a `ChainruleError`.
    - `seeds`: true examples, which are changed.
    - `changed`: one of them changed by what it is made of, so that it often is an example still.
    - `words`: what may be put in between.
    - `share`: of the inputs of all targets together.
    - `longest`: input, in bytes.
    """

    run: Callable[[bytes, Path], object]
    seeds: Callable[[], list[bytes]]
    changed: Callable[[bytes, random.Random], bytes]
    words: list[str]
    share: float
    longest: int


#: Of so many changes in a hundred the bytes are changed, whatever they mean; so many begin at a true example.
OF_BYTES, OF_EXAMPLES = 20, 50


def change(target: Target, data: bytes, rng: random.Random, anyhow: Callable[[bytes], bytes]) -> bytes:
    """What is to be tried next: `data` changed, or an example, by what it is made of, or `anyhow`."""
    chance = rng.randrange(100)
    if chance < OF_BYTES:
        return anyhow(data)
    if chance < OF_BYTES + OF_EXAMPLES:
        data = rng.choice(target.seeds())
    made = target.changed(data, rng)
    return made if len(made) <= target.longest else target.changed(rng.choice(target.seeds()), rng)[: target.longest]


class MessageError(AssertionError):
    """An error of ours that does not say what is wrong in one short line."""


class TooLongError(BaseException):
    """An input that takes longer than any may."""


@contextmanager
def allowed(*kinds: type[Exception]) -> Iterator[None]:
    """Errors of these kinds may be raised here, each in one short line in which nothing is hidden."""
    try:
        yield
    except kinds as error:
        message = str(error)
        hidden = {c for c in message if unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")}
        if not message or len(message) > LONGEST_MESSAGE or hidden:
            raise MessageError(f"{len(message):,} characters, {hidden} hidden in {message[:200]!r}") from error


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Raise `TooLongError` at the place where the time is spent, once more processor time is used than this."""

    def stop(*_: object) -> NoReturn:
        raise TooLongError(f"more than {seconds:g} s of processor time")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def attempt(target: Target, data: bytes, folder: Path) -> tuple[bool, float]:
    """Give a target these bytes: whether it could read them, and the seconds of processor time it took.

    Any error that is none of ours comes out, and one of ours whose message is not as it should be.
    """
    read = False
    begun = time.process_time()
    with bounded(LONGEST), allowed(ChainruleError):
        target.run(data, folder)
        read = True
    return read, time.process_time() - begun

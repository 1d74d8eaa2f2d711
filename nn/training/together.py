"""Several processes that train one model with JAX, each holding only its rows."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from autograd import ChainruleError
from autograd.language import say
from autograd.notation import quoted, shown
from nn.errors import DataError, ProcessLostError, SettingError
from nn.training.checkpoint import Checkpoint
from nn.training.share import Share

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Array = NDArray[numpy.float64]

#: What a launcher says the run was started with.
COMMAND = "CHAINRULE_COMMAND"


class SharedRows(Share):
    """The rows of one of JAX's processes."""

    def mean(self, value: float) -> float:
        """The mean over all rows, from that over those of each process."""
        import numpy

        count = self.stop - self.first
        sums = _from_all(numpy.array([value * count, count], dtype=float)).sum(axis=0)
        return float(sums[0] / sums[1])

    def distinct(self, targets: Array) -> Array:
        """The distinct targets of all processes."""
        import numpy

        own = numpy.unique(targets, axis=0)
        most = int(_from_all(numpy.array([len(own)])).max())
        padded = numpy.concatenate([own, numpy.repeat(own[:1], most - len(own), axis=0)])
        gathered: Array = _from_all(padded).reshape(-1, *own.shape[1:])
        return gathered

    def load(self, path: str) -> Checkpoint | None:
        """The checkpoint that the first process reads: the others need not see its file."""
        import numpy

        text = b""
        if self.writes and os.path.exists(path):
            with open(path, "rb") as saved:
                text = saved.read()
        size = int(_from_all(numpy.array([len(text)]))[0, 0])
        if not size:
            return None
        padded = numpy.frombuffer(text.ljust(size, b"\0"), dtype=numpy.uint8)
        whole: bytes = _from_all(padded)[0].tobytes()
        with NamedTemporaryFile(suffix=".safetensors", delete=False) as file:
            file.write(whole)
        try:
            return Checkpoint.load(file.name)
        except ChainruleError as error:
            raise error.retold(str(error).replace(shown(file.name, 200), shown(path, 200)), None) from None
        finally:
            os.remove(file.name)


def _from_all(array: Any) -> Any:
    """The arrays of all processes, one after the other along a new first axis, bit for bit in any precision."""
    import numpy
    from jax.experimental.multihost_utils import process_allgather

    with lost_process_noticed():
        text = numpy.asarray(process_allgather(numpy.frombuffer(array.tobytes(), dtype=numpy.uint8)))
    return numpy.frombuffer(text.tobytes(), dtype=array.dtype).reshape(-1, *array.shape)


def rows_here(X: Any, Y: Any, prepare: Callable[[Any, Any], tuple[Array, Array]]) -> tuple[Array, Array, Share]:
    """The rows of this process, and which they are among those of all.

    Arrays are the same in every process, which keeps its part of them. A function of the number of the process and of
    how many there are, or an iterable, gives what this process holds: a pair (X, Y), or pairs that follow each other.
    """
    import jax
    import numpy

    number, count = jax.process_index(), jax.process_count()
    if not (callable(X) or isinstance(X, Iterator)):
        inputs, targets = prepare(X, Y)
        edges = [len(inputs) * process // count for process in range(count + 1)]
        if len(inputs) < count:
            raise DataError(
                say(
                    "{count} processes cannot share {inputs} rows: each needs one at least",
                    count=count,
                    inputs=len(inputs),
                )
            )
        here = slice(edges[number], edges[number + 1])
        counts = numpy.diff(edges).tolist()
        inputs, targets = inputs[here], targets[here]
    else:
        if Y is not None:
            raise SettingError(say("where X is a function or an iterator, it gives the targets too: Y is None"))
        inputs, targets = prepare(*_put_together(X(number, count) if callable(X) else X))
        counts = [len(inputs)] if count == 1 else _from_all(numpy.array([len(inputs)])).ravel().tolist()
    return inputs, targets, Share(counts) if count == 1 else SharedRows(counts, number)


def _put_together(parts: Any) -> tuple[Any, Any]:
    """X and Y: of one pair, or of the pairs of an iterable."""
    import numpy

    if isinstance(parts, tuple) and len(parts) == 2:
        return parts
    pairs = list(parts) if isinstance(parts, Iterable) else []
    if not pairs or not all(isinstance(pair, tuple) and len(pair) == 2 for pair in pairs):
        raise DataError(
            say("the rows of a process are a pair (X, Y), or several pairs, not {parts}", parts=quoted(parts, 60))
        )
    return tuple(numpy.concatenate([numpy.asarray(part) for part in side]) for side in zip(*pairs, strict=True))  # type: ignore[return-value]


@contextmanager
def lost_process_noticed() -> Iterator[None]:
    """What JAX raises where another process no longer answers becomes a `ProcessLostError`."""
    import jax

    try:
        yield
    except (RuntimeError, ValueError) as error:
        if jax.process_count() == 1 or isinstance(error, ChainruleError):
            raise
        reason = shown(str(error).partition("\n")[0], 100)
        raise ProcessLostError(say("another process no longer answers ({reason})", reason=reason)) from None


def how_to_resume(error: ProcessLostError, epochs: int, checkpoint: Any) -> ProcessLostError:
    """The same error, saying how the run goes on."""
    command = os.environ.get(COMMAND) or shlex.join([os.path.basename(sys.executable), *sys.argv])
    if checkpoint is None:
        rest = say("no checkpoint was kept; to begin again: {command}", command=command)
    else:
        where = shown(os.fspath(checkpoint), 200)
        rest = say(
            "with resume=True the run goes on from {where}, on any number of processes: {command}",
            where=where,
            command=command,
        )
    return ProcessLostError(say("{error}, after epoch {epochs}; {rest}", error=error, epochs=epochs, rest=rest))

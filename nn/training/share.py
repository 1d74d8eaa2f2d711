"""Which rows of the data this process holds. Alone, it holds all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nn.training.checkpoint import Checkpoint

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Array = NDArray[numpy.float64]
    Rows = NDArray[numpy.intp]


class Share:
    """The rows of one process among all rows, which are numbered process after process.

    `counts`: how many rows each process holds. `process`: the number of this one.

    >>> import numpy
    >>> share = Share([3, 2], process=1)
    >>> share.total, share.here(numpy.array([4, 0, 3])), share.per_process(numpy.array([4, 0, 3]))
    (5, array([1, 0]), array([1, 2]))
    """

    def __init__(self, counts: Sequence[int], process: int = 0) -> None:
        import numpy

        self.process = process
        self.starts = numpy.cumsum([0, *counts])
        self.total = int(self.starts[-1])
        self.first, self.stop = (int(start) for start in self.starts[process : process + 2])

    def among(self, rows: Rows) -> Rows:
        """Those of these rows that are here, by the numbers that they have among all."""
        return rows[(rows >= self.first) & (rows < self.stop)]

    def here(self, rows: Rows) -> Rows:
        """The same, by their places in the arrays of this process."""
        return self.among(rows) - self.first

    def per_process(self, rows: Rows) -> Rows:
        """How many of these rows each process holds."""
        import numpy

        return numpy.bincount(numpy.searchsorted(self.starts, rows, side="right") - 1, minlength=len(self.starts) - 1)

    # What processes have to agree on. Alone, one agrees with itself.

    def mean(self, value: float) -> float:
        """The mean over all rows, from that over those of each process."""
        return value

    def distinct(self, targets: Array) -> Array:
        """Targets among which is every one that any process has."""
        return targets

    def load(self, path: str) -> Checkpoint | None:
        """The checkpoint in this file, if there is one: for all processes that which the first one reads."""
        import os

        return Checkpoint.load(path) if os.path.exists(path) else None

    @property
    def writes(self) -> bool:
        """Whether this process writes the checkpoints."""
        return self.process == 0

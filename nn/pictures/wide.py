"""Which neurons of a layer a picture shows: all, or the first and the last few."""

from __future__ import annotations


class Column:
    """The places of a column, from top to bottom, for a layer of `size` neurons of which at most `most` are shown.

    - `shown`: for each place the number of its neuron, or None where the others are left out.
    - `rows`: the neuron in each place but that one. `row_of`: the place of each neuron that is shown.

    >>> Column(3).shown, Column(100, 6).shown
    ([0, 1, 2], [0, 1, 2, None, 98, 99])
    >>> Column(100, 6).left_out, Column(100, 6).row_of[99]
    (95, 5)
    """

    def __init__(self, size: int, most: int | None = None) -> None:
        self.size = size
        self.shown: list[int | None] = list(range(size))
        if most is not None and size > most:
            last = (most - 1) // 2
            self.shown = [*range(most - 1 - last), None, *range(size - last, size)]
        self.rows = {row: neuron for row, neuron in enumerate(self.shown) if neuron is not None}
        self.row_of = {neuron: row for row, neuron in self.rows.items()}

    @property
    def left_out(self) -> int:
        """How many neurons are not shown."""
        return self.size - len(self.rows)

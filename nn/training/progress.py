"""The bar that shows how far a training run is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nn.training.history import History


@contextmanager
def progress_bar(progress: bool | None, epochs: int, done: int) -> Iterator[Callable[[History], None]]:
    """What to call after each epoch to show how far the run is."""
    if progress is None:
        progress = sys.stderr is not None and sys.stderr.isatty()
    if not progress:
        yield lambda history: None
        return
    from tqdm import tqdm

    with tqdm(total=epochs, initial=done, unit="epoch") as bar:

        def show(history: History) -> None:
            last = history.epochs[-1]._asdict()
            bar.set_postfix({name: f"{value:.4g}" for name, value in last.items() if value is not None}, refresh=False)
            bar.update()

        yield show

"""A progress bar on a terminal, for what may take longer than a moment."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeVar

    T = TypeVar("T")


def with_bar(items: list[T], what: str, unit: str) -> Iterable[T]:
    """The items one by one, with a bar that says `what` is done, if they take more than a second; else as they are."""
    if len(items) < 2 or not sys.stderr.isatty():
        return items
    from tqdm import tqdm

    return tqdm(items, desc=what, unit=unit, delay=1, leave=False, file=sys.stderr)

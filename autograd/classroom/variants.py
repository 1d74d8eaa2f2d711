"""The variants of a sheet: other numbers for its inputs, the same ones for the same seed, and pleasant ones."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from autograd.arrays.given import mapped
from autograd.classroom.vary import read_choices


class Variants:
    """The variants of a sheet, numbered from 1."""

    def __init__(self, data: Mapping[str, Any], seed: int = 0) -> None:
        self._data, self._seed = data, seed
        self._choices: dict[str, Any] | None = None

    def data(self, number: int) -> dict[str, Any]:
        """The sheet of a variant."""
        if self._choices is None:
            self._choices = read_choices(self._data)
        return self._with(Random(f"{self._seed}:{number}"))

    def _with(self, random: Random) -> dict[str, Any]:
        choices = self._choices or {}
        drawn = {name: mapped(random.choice, array) for name, array in choices.items()}
        data = {key: value for key, value in self._data.items() if key != "vary"}
        for table in ("inputs", "given"):
            if isinstance(data.get(table), Mapping):
                data[table] = {str(name): drawn[str(name)] for name in data[table]}
        return data

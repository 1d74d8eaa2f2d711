"""Numbers a claim may have been computed from: the right ones, or those printed before it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar, cast

from autograd.auditor.claims import Quantity
from autograd.auditor.procedures import Procedure
from autograd.auditor.world import Predictions, World, Worlds

#: What is found from the numbers of a base.
T = TypeVar("T")


class Base:
    """The example with some numbers `forced` to what was printed, and what one computes there for the `quantities`
    that claims are about."""

    def __init__(self, worlds: Worlds, forced: Mapping[Quantity, float], quantities: Sequence[Quantity]) -> None:
        self.worlds, self.forced, self.quantities = worlds, forced, quantities
        self.example = worlds.example
        afters = {quantity.after for quantity in quantities}
        before = {after - 1 for after in afters if after}
        self.stages = worlds.run(World(forced), {0, *afters, *before})
        self._differently: dict[Hashable, Predictions] = {}
        self._found: dict[Hashable, Any] = {}

    def number(self, quantity: Quantity) -> float:
        """What one computes for a quantity."""
        return self.worlds.number(self.stages, quantity)

    def after_steps(self, procedure: Procedure, after: int) -> Predictions:
        """What one computes for every quantity after so many steps, if these are taken by another procedure."""
        key = (procedure, after)
        if key not in self._differently:
            quantities = [quantity for quantity in self.quantities if quantity.after == after]
            self._differently[key] = self.worlds.predict(World(self.forced, procedure=procedure), quantities)
        return self._differently[key]

    def differently(self, world: World, difference: Hashable) -> Predictions:
        """What one computes for every quantity in another world from these numbers; each `difference` is run once."""
        if difference not in self._differently:
            self._differently[difference] = self.worlds.predict(world.with_forced(self.forced), self.quantities)
        return self._differently[difference]

    def once(self, what: Hashable, find: Callable[[], T]) -> T:
        """What `find` finds from these numbers, found once."""
        if what not in self._found:
            self._found[what] = find()
        return cast(T, self._found[what])

"""The inner step of training on JAX's devices: rows spread over them, the gradient added up in one exchange a step."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from autograd import TooLargeError, UndefinedError
from autograd.language import say
from autograd.notation import counted, quoted
from nn.errors import SettingError
from nn.optimizers.vectors import all_finite, gather
from nn.training.batches import Batch, Compiled
from nn.training.share import Share
from nn.training.together import lost_process_noticed

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Array = NDArray[numpy.float64]
    Rows = NDArray[numpy.intp]

#: The name of the axis along which the devices stand.
ROWS = "rows"


class Sharded:
    """The batches of `compiled`, computed by JAX on some devices.

    Each device gets as many rows; where they do not come out even, some are there twice, and count once. Every process
    calls each method, with its own rows.

    - `devices`, `dtype`: as `fit` takes them. `data`: X and Y of this process, and `share`, which rows these are.
    """

    def __init__(self, compiled: Compiled, devices: Any, dtype: Any, data: tuple[Array, Array], share: Share) -> None:
        import numpy
        from jax.sharding import Mesh, NamedSharding, PartitionSpec

        self.compiled, self.share, self.parameters = compiled, share, compiled.parameters
        self.function = compiled.program.to_jax(dtype)
        chosen = devices_of(devices)
        owners = [device.process_index for device in chosen]
        self.devices_of_process = numpy.bincount(owners, minlength=len(share.starts) - 1)
        mesh = Mesh(numpy.array(chosen), (ROWS,))
        self.by_rows = NamedSharding(mesh, PartitionSpec(ROWS))
        self.data = data
        self._rows_of_device = 0  # the most so far: what is smaller is filled up, and not compiled anew
        self._trace: object = None
        self._compiled: dict[bool, Callable[..., Any]] = {}
        self._spread: tuple[Rows, list[Any]] | None = None

    def batch(self, X: Array, Y: Array, rows: Rows) -> Batch:
        """Mean loss and gradient over `rows`, numbered among those of all processes, and the outputs of those here, X
        and Y.

        Raises as `Compiled` does where a number is not finite, and `ProcessLostError`.
        """
        whole, outputs = self._run(X, Y, rows, gradient=True)
        loss, gradient = float(whole[0]), whole[1:]
        if not (math.isfinite(loss) and all_finite(gradient)):
            self._refuse(self.compiled.batch, X, Y, self.share.among(rows))
        return Batch(loss, gradient, self._as_outputs(outputs))

    def measure(self, X: Array, Y: Array, rows: Rows | None = None) -> tuple[float, Array]:
        """The mean loss over all rows of all processes, and the outputs of those here, X and Y."""
        import numpy

        rows = numpy.arange(self.share.total) if rows is None else rows
        whole, outputs = self._run(X, Y, rows, gradient=False)
        loss = float(whole[0])
        if not math.isfinite(loss):
            self._refuse(self.compiled.measure, X, Y, self.share.among(rows))
        return loss, self._as_outputs(outputs)

    def _run(self, X: Array, Y: Array, rows: Rows, gradient: bool) -> tuple[Array, Array]:
        """(loss, *gradient) over all these rows, and the outputs of those here."""
        import numpy

        with self.function.precision(), lost_process_noticed():
            trace = self.function.trace(X, Y)
            if trace is not self._trace:
                self._trace, self._compiled = trace, {}
            if gradient not in self._compiled:
                self._compiled[gradient] = self._compile(gradient)
            spread = self._on_devices(X, Y, rows)
            frozen = self.function.frozen(X, Y)
            whole, outputs = self._compiled[gradient](gather(self.parameters), frozen, *spread, float(len(rows)))
            parts = sorted(outputs.addressable_shards, key=lambda part: part.index[0].start or 0)
            own = numpy.concatenate([numpy.asarray(part.data) for part in parts])[: len(X)]
            return numpy.asarray(whole.addressable_data(0), dtype=float), own.astype(float)

    def _compile(self, gradient: bool) -> Callable[..., Any]:
        """One step for JAX: every device works on its rows, and what they found is added up once."""
        import jax
        import jax.numpy as jnp
        from jax.sharding import PartitionSpec

        function = self.function

        def losses(theta: Any, frozen: Any, X: Any, Y: Any, counts: Any) -> tuple[Any, Any]:
            outputs = function.outputs(theta, X, Y, frozen=frozen)
            return jnp.where(counts, outputs[:, 0], 0.0).sum(), outputs[:, 1:]

        def step(theta: Any, frozen: Any, X: Any, Y: Any, counts: Any, total: Any) -> tuple[Any, Any]:
            if gradient:
                (loss, outputs), slopes = jax.value_and_grad(losses, has_aux=True)(theta, frozen, X, Y, counts)
                found = jnp.concatenate([loss[None], slopes])
            else:
                loss, outputs = losses(theta, frozen, X, Y, counts)
                found = loss[None]
            return jax.lax.psum(found, ROWS) / total, outputs

        everywhere, by_rows = PartitionSpec(), PartitionSpec(ROWS)
        spread = jax.shard_map(
            step,
            mesh=self.by_rows.mesh,
            in_specs=(everywhere, everywhere, by_rows, by_rows, by_rows, everywhere),
            out_specs=(everywhere, by_rows),
            check_vma=False,
        )
        compiled: Callable[..., Any] = jax.jit(spread)
        return compiled

    def _on_devices(self, X: Array, Y: Array, rows: Rows) -> list[Any]:
        """X, Y and which rows count, over the devices; kept for as long as the rows stay the same."""
        import jax
        import numpy

        if self._spread is not None and numpy.array_equal(self._spread[0], rows):
            return self._spread[1]
        needed = -(-self.share.per_process(rows) // numpy.maximum(self.devices_of_process, 1))
        self._rows_of_device = max(self._rows_of_device, int(needed.max()))
        mine = self._rows_of_device * int(self.devices_of_process[self.share.process])
        everywhere = self._rows_of_device * int(self.devices_of_process.sum())
        counts = numpy.arange(mine) < len(X)
        spread = []
        for array, example in ((X, self.data[0][:1]), (Y, self.data[1][:1])):
            filled = numpy.concatenate([array, numpy.repeat(example, mine - len(array), axis=0)])
            spread.append(filled.astype(self.function.dtype))
        spread.append(counts)
        arrays = [
            jax.make_array_from_process_local_data(self.by_rows, array, (everywhere, *array.shape[1:]))
            for array in spread
        ]
        self._spread = rows, arrays
        return arrays

    def _as_outputs(self, outputs: Array) -> Array:
        return outputs[:, 0] if self.compiled.one_output else outputs

    def _refuse(self, again: Callable[..., object], X: Array, Y: Array, rows: Rows) -> None:
        """Raise the error of the row at fault, as the program on NumPy tells it."""
        if len(X):
            again(X, Y, rows)
        if len(self.share.starts) > 2:
            raise UndefinedError(say("a number is not finite in the rows of another process"))
        raise TooLargeError(say("a number on the way is too large for a float"))  # here by a hair, and not there


def devices_of(devices: Any) -> list[Any]:
    """JAX's devices: all of them, the first so many, or those of a mesh; those of a process side by side.

    Raises `SettingError` for what is none of that, and for more devices than there are.
    """
    import jax

    there = jax.devices()
    if devices is None:
        chosen = list(there)
    elif hasattr(devices, "devices") and hasattr(devices.devices, "ravel"):
        chosen = list(devices.devices.ravel())
    elif isinstance(devices, int) and not isinstance(devices, bool) and devices > 0:
        if devices > len(there):
            raise SettingError(
                say(
                    "devices={devices}, but JAX has {there}; on a processor, "
                    "jax.config.update('jax_num_cpu_devices', {devices}) at the beginning makes so many",
                    devices=devices,
                    there=counted(len(there), "device"),
                )
            )
        chosen = list(there[:devices])
    else:
        raise SettingError(
            say("devices is a number from 1 on, or a mesh of JAX's, not {devices}", devices=quoted(devices, 60))
        )
    if {device.process_index for device in chosen} != set(range(jax.process_count())):
        raise SettingError(say("every process needs a device of its own among those chosen: leave devices out"))
    return sorted(chosen, key=lambda device: (device.process_index, device.id))

"""Everything that can go wrong here and not in `autograd`, as one tree that hangs on `autograd`'s.

    ChainruleError
    ├── OperandError              (TypeError)    autograd's: something that is not what is due
    │   └── PartError                            the same, in a layer or neuron of a network
    ├── DataError                 (ValueError)   data that is empty, ragged, not finite, or does not fit the model
    ├── SettingError              (ValueError)   a learning rate below 0, no parameters, patience for 0 epochs
    ├── StateError                (ValueError)   the state of one optimizer given to another
    ├── SavingError               (ValueError)   a network that cannot be saved, a file without one
    ├── CheckpointError           (ValueError)   a checkpoint that cannot be read, or is of another run
    └── ProcessLostError          (ConnectionError)  a process that trained the same model and is gone

    UserWarning
    └── NotCompiledWarning                       a model trained row by row

Each is also the built-in error one expects, so `except ValueError` keeps working. A package that is not installed
(matplotlib for a picture, scikit-learn for the digits) is autograd's `MissingPackageError`.
"""

from __future__ import annotations

from autograd import ChainruleError, OperandError
from autograd import MissingPackageError as MissingPackageError
from autograd.language import say


class PartError(OperandError):
    """What is wrong with an argument (`reason`), and with which part of the network (`parts`, outermost first).

    >>> str(PartError(("layer 1", "neuron 0"), "no weights"))
    'layer 1, neuron 0: no weights'
    """

    def __init__(self, parts: tuple[str, ...], reason: str) -> None:
        self.parts, self.reason = parts, reason
        super().__init__(say("{parts}: {reason}", parts=list(parts), reason=reason))

    def __reduce__(self) -> tuple[type[PartError], tuple[tuple[str, ...], str]]:
        return PartError, (self.parts, self.reason)  # as it was made, not with its message alone


class DataError(ChainruleError, ValueError):
    """Data that is empty, ragged, not finite, or does not fit the model."""


class SettingError(ChainruleError, ValueError):
    """A setting of an optimizer, a schedule or a training run that makes no sense."""


class StateError(ChainruleError, ValueError):
    """A saved state that belongs to another optimizer or to other parameters."""


class SavingError(ChainruleError, ValueError):
    """A network that cannot be saved, or a file that holds none."""


class CheckpointError(ChainruleError, ValueError):
    """A checkpoint that cannot be read, or that belongs to another run."""


class ProcessLostError(ChainruleError, ConnectionError):
    """One of several processes that train a model together no longer answers."""


class NotCompiledWarning(UserWarning):
    """A model that is trained row by row because it cannot be compiled."""

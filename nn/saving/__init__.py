"""Networks in files: `save` and `load`; and the format of all files here, checkpoints too (see `nn.saving.format`)."""

from nn.saving.network import load, save

__all__ = ["load", "save"]

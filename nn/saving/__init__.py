"""Networks in files: `save` and `load`; and the format of all files here, checkpoints too (see `nn.saving.format`)."""

from nn.saving.network import load, save
from nn.saving.state_dict import read_state_dict

__all__ = ["load", "read_state_dict", "save"]

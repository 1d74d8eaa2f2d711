"""Networks of PyTorch's as ours and back, from and to a `state_dict`; PyTorch is never imported."""

from nn.layers.pytorch.arrays import arrays_of, layers_of, numbers_of, set_numbers
from nn.layers.pytorch.modules import activation_of, layers_of_sequential
from nn.layers.pytorch.parts import parts_of

__all__ = ["activation_of", "arrays_of", "layers_of", "layers_of_sequential", "numbers_of", "parts_of", "set_numbers"]

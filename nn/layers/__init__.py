"""What a network is made of: modules, neurons, layers."""

from nn.layers.layer import Layer
from nn.layers.mlp import MLP
from nn.layers.module import Module
from nn.layers.neuron import Neuron

__all__ = ["MLP", "Layer", "Module", "Neuron"]

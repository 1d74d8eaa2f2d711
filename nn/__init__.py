"""Neurons, layers and networks on top of `autograd`, and the worked examples of the literature as walkthroughs."""

from nn import neighbours  # noqa: F401  # isort: skip  # before what needs chainrule's autograd

from nn import datasets, losses, walkthroughs
from nn.errors import NotCompiledWarning
from nn.layers import MLP, Layer, Module, Neuron
from nn.optimizers import SGD, Adam, AdamW, RMSprop, cosine, step_decay, warmup
from nn.pictures import draw_network
from nn.saving import load, save
from nn.training import History, evaluate, fit, predict

__all__ = [
    "MLP",
    "SGD",
    "Adam",
    "AdamW",
    "History",
    "Layer",
    "Module",
    "Neuron",
    "NotCompiledWarning",
    "RMSprop",
    "cosine",
    "datasets",
    "draw_network",
    "evaluate",
    "fit",
    "load",
    "losses",
    "predict",
    "save",
    "step_decay",
    "walkthroughs",
    "warmup",
]

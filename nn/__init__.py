"""Neurons, layers and networks on top of `autograd`, and the worked examples of the literature as walkthroughs."""

from nn import datasets, losses, walkthroughs
from nn.batches import NotCompiledWarning
from nn.evaluation import evaluate, predict
from nn.history import History
from nn.layer import Layer
from nn.mlp import MLP
from nn.module import Module
from nn.network_drawing import draw_network
from nn.neuron import Neuron
from nn.optimizers import SGD, Adam, AdamW, RMSprop
from nn.saving import load, save
from nn.schedules import cosine, step_decay, warmup
from nn.training import fit

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

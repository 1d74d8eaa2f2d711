"""How weights move: optimizers, and learning rates that change while training."""

from nn.optimizers.adam import Adam, AdamW
from nn.optimizers.optimizer import Optimizer
from nn.optimizers.rmsprop import RMSprop
from nn.optimizers.schedules import cosine, step_decay, warmup
from nn.optimizers.sgd import SGD

__all__ = ["SGD", "Adam", "AdamW", "Optimizer", "RMSprop", "cosine", "step_decay", "warmup"]

"""How weights move: optimizers, and learning rates that change while training."""

from nn.optimizers.optimizer import Optimizer
from nn.optimizers.rules import SGD, Adam, AdamW, RMSprop
from nn.optimizers.schedules import cosine, step_decay, warmup

__all__ = ["SGD", "Adam", "AdamW", "Optimizer", "RMSprop", "cosine", "step_decay", "warmup"]

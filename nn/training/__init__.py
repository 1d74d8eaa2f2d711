"""Training a network, and measuring how good it is: `fit`, `evaluate`, `predict`."""

from nn.training.evaluation import evaluate, predict
from nn.training.fitting import fit
from nn.training.history import History

__all__ = ["History", "evaluate", "fit", "predict"]

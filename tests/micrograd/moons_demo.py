"""A network of micrograd's learns the two moons. Written for micrograd, from its documented interface.

Run it with the number of steps: python moons_demo.py 100. To run it here, only the two lines that import micrograd
change.
"""

import random
import sys

import numpy as np
from micrograd.engine import Value
from micrograd.nn import MLP
from sklearn.datasets import make_moons

STEPS = int(sys.argv[1])

np.random.seed(1337)
random.seed(1337)

X, y = make_moons(n_samples=100, noise=0.1)
y = y * 2 - 1  # labels -1 and 1

model = MLP(2, [16, 16, 1])
print(model)
print("number of parameters", len(model.parameters()))


def loss(batch_size=None):
    if batch_size is None:
        rows, labels = X, y
    else:
        chosen = np.random.permutation(X.shape[0])[:batch_size]
        rows, labels = X[chosen], y[chosen]
    scores = [model(list(map(Value, row))) for row in rows]
    losses = [(1 + -label * score).relu() for label, score in zip(labels, scores, strict=True)]
    data_loss = sum(losses) * (1.0 / len(losses))
    regularisation = 1e-4 * sum(p * p for p in model.parameters())
    right = [(label > 0) == (score.data > 0) for label, score in zip(labels, scores, strict=True)]
    return data_loss + regularisation, sum(right) / len(right)


history = []
for k in range(STEPS):
    total_loss, accuracy = loss()
    model.zero_grad()
    total_loss.backward()
    learning_rate = 1.0 - 0.9 * k / 100
    for p in model.parameters():
        p.data -= learning_rate * p.grad
    history.append((total_loss.data, accuracy))
    print(f"step {k} loss {total_loss.data}, accuracy {accuracy * 100}%")

sampled, _ = loss(batch_size=10)

# The decision on a grid, as for a picture.
x_steps, y_steps = np.meshgrid(np.arange(-2.0, 3.0, 1.0), np.arange(-2.0, 2.0, 1.0))
grid = np.c_[x_steps.ravel(), y_steps.ravel()]
Z = np.array([s.data > 0 for s in map(model, [list(map(Value, row)) for row in grid])]).reshape(x_steps.shape)

"""Networks of PyTorch's, and what PyTorch computes with them: writes NAME.safetensors and pytorch_networks.json here.

    python3 -m venv /tmp/torch && /tmp/torch/bin/pip install torch==2.13.0 safetensors numpy
    /tmp/torch/bin/python tests/nn/saving/reference/pytorch_networks.py

The files hold the state_dicts of networks in the types that they are kept in. All else is computed in double precision
from those numbers, by PyTorch alone: outputs, the gradients of the mean squared error, and the numbers after ten steps
of gradient descent. `tests/nn/saving/test_state_dict.py` gets the same from the files.
"""

import copy
import json
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

HERE = Path(__file__).parent
LEARNING_RATE, STEPS = 0.1, 10
POINTS = [-25.0, -3.0, -1.0, -0.3, 0.0, 0.4, 1.0, 2.5, 25.0]
ACTIVATIONS = [
    nn.Identity(), nn.ReLU(), nn.LeakyReLU(), nn.PReLU(), nn.Sigmoid(), nn.Tanh(), nn.Softplus(), nn.Hardtanh(),
    nn.LogSigmoid(), nn.SiLU(), nn.GELU(), nn.ELU(), nn.SELU(), nn.Mish(),
]  # fmt: skip


class Named(nn.Module):
    """Layers as attributes, and what stands between them in code."""

    def __init__(self):
        super().__init__()
        self.fc1, self.fc2, self.out = nn.Linear(3, 5), nn.Linear(5, 4), nn.Linear(4, 1)

    def forward(self, x):
        return self.out(torch.relu(self.fc2(torch.relu(self.fc1(x)))))


def inside(prefix, module):
    """The module as the attribute `prefix` of another one, as DataParallel and others do it."""
    return nn.Sequential(OrderedDict([(prefix, module)]))


def deep():
    layers = [nn.Linear(2, 2)]
    for _ in range(11):
        layers += [nn.LeakyReLU(), nn.Linear(2, 2)]
    return nn.Sequential(*layers)


#: (name, network, what to call its activations, the last one, type, metadata)
NETWORKS = [
    (
        "sequential",
        lambda: nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 4), nn.Sigmoid(), nn.Linear(4, 2)),
        ["Tanh", "Sigmoid"], "linear", torch.float32, None,
    ),
    ("named", lambda: inside("model", Named()), "relu", "linear", torch.float64, {"format": "pt"}),
    (
        "half",
        lambda: inside("module", inside("net", nn.Sequential(nn.Linear(2, 3), nn.SiLU(), nn.Linear(3, 2)))),
        "SiLU", "linear", torch.float16, {"format": "pt"},
    ),
    (
        "brain",
        lambda: nn.Sequential(nn.Linear(2, 3), nn.GELU(), nn.Linear(3, 3), nn.Softmax(dim=1)),
        "gelu", "softmax", torch.bfloat16, {"format": "pt", "trained by": "somebody"},
    ),
    (
        "slopes",
        lambda: nn.Sequential(
            nn.Linear(2, 3, bias=False), nn.PReLU(), nn.Linear(3, 3), nn.PReLU(3), nn.Linear(3, 1), nn.Sigmoid()
        ),
        "PReLU", "Sigmoid", torch.float32, None,
    ),
    ("deep", deep, "LeakyReLU", "linear", torch.float32, None),
]  # fmt: skip


def listed(state):
    return {name: tensor.tolist() for name, tensor in state.items()}


def gradients_of(net):
    return {name: parameter.grad.tolist() for name, parameter in net.named_parameters()}


def run(name, make, activation, output, kind, metadata):
    net = make().to(kind)
    with torch.no_grad():
        for parameter in net.parameters():  # so that slopes are not all 0.25
            parameter.add_(0.1 * torch.randn(parameter.shape).to(kind))
    save_file(net.state_dict(), HERE / f"{name}.safetensors", metadata=metadata)
    double = copy.deepcopy(net).double()
    linear = [module for module in net.modules() if isinstance(module, nn.Linear)]
    X = torch.randn(6, linear[0].in_features, dtype=torch.float64)
    Y = torch.rand(6, linear[-1].out_features, dtype=torch.float64)
    outputs = double(X).tolist()
    loss = nn.functional.mse_loss(double(X), Y)
    loss.backward()
    gradients = gradients_of(double)
    double.zero_grad()
    nn.functional.mse_loss(double(X[:1]), Y[:1]).backward()
    of_the_first_row = gradients_of(double)
    optimizer = torch.optim.SGD(double.parameters(), lr=LEARNING_RATE)
    for _ in range(STEPS):
        optimizer.zero_grad()
        nn.functional.mse_loss(double(X), Y).backward()
        optimizer.step()
    return {
        "name": name, "activation": activation, "output": output, "type": str(kind), "X": X.tolist(), "Y": Y.tolist(),
        "numbers": listed(net.state_dict()), "outputs": outputs, "loss": loss.item(), "gradients": gradients,
        "gradients of the first row": of_the_first_row, "trained": listed(double.state_dict()),
    }  # fmt: skip


def curve(module):
    z = torch.tensor(POINTS, dtype=torch.float64, requires_grad=True)
    y = module.double()(z)
    y.sum().backward()
    return {"module": type(module).__name__, "values": y.tolist(), "derivatives": z.grad.tolist()}


def main():
    torch.manual_seed(0)
    networks = [run(*network) for network in NETWORKS]
    head = {
        "made by": f"tests/nn/saving/reference/{Path(__file__).name}", "torch": torch.__version__,
        "learning rate": LEARNING_RATE, "steps": STEPS, "points": POINTS,
    }  # fmt: skip
    between = ",\n"
    nets, curves = between.join(map(json.dumps, networks)), between.join(map(json.dumps, map(curve, ACTIVATIONS)))
    text = f'{json.dumps(head)[:-1]},\n"networks": [\n{nets}\n],\n"activations": [\n{curves}\n]}}\n'
    (HERE / "pytorch_networks.json").write_text(text)


if __name__ == "__main__":
    main()

"""Networks to PyTorch and back, with PyTorch itself: skipped where it is not installed.

`make peers` installs it in an environment of its own; with that, and this project's packages before its:

    PYTHONPATH=.:$(echo .venv-peers/lib/python3*/site-packages) .venv/bin/python -m pytest tests/nn/saving
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy
import pytest

from autograd import OperandError
from nn import MLP, SGD, Adam, evaluate, fit, load, losses, predict, save
from nn.layers.neuron import ACTIVATIONS
from nn.layers.pytorch import activation_of
from nn.layers.pytorch.modules import TWINS

torch = pytest.importorskip("torch", reason="PyTorch is not installed here; make peers installs it")
tn = torch.nn


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


def sequential(kind=torch.float64, widths=(3, 5, 4, 2), activation=tn.Tanh):
    layers = []
    for nin, nout in pairwise(widths):
        layers += [tn.Linear(nin, nout), activation()]
    return tn.Sequential(*layers[:-1]).to(kind)


def forward(net, X):
    return [[value.data for value in net(row.tolist())] for row in X]


def gradients(net, X, Y):
    loss = sum(losses.mse(net(x), y) for x, y in zip(X.tolist(), Y.tolist(), strict=True)) / len(X)
    net.zero_grad()
    loss.backward()
    return [value.grad for array in net.parameter_arrays().values() for value in array.flat]


def flat(tensors):
    return [number for tensor in tensors for number in tensor.detach().double().ravel().tolist()]


MODULES = [name for name in TWINS if name != "Softmax"]


@pytest.mark.parametrize("name", MODULES)
def test_every_activation_computes_and_differentiates_as_in_pytorch(name) -> None:
    theirs = sequential(activation=getattr(tn, name))
    ours = MLP.from_torch(theirs)
    X, Y = torch.randn(4, 3, dtype=torch.float64), torch.randn(4, 2, dtype=torch.float64)
    assert numpy.array(forward(ours, X)) == pytest.approx(theirs(X).detach().numpy(), rel=1e-12, abs=1e-14)
    tn.functional.mse_loss(theirs(X), Y).backward()
    assert gradients(ours, X, Y) == pytest.approx(flat(p.grad for p in theirs.parameters()), rel=1e-11, abs=1e-14)
    twin = MLP.from_state_dict(theirs.state_dict(), getattr(tn, name))
    assert numpy.array(forward(twin, X)) == pytest.approx(numpy.array(forward(ours, X)), rel=0, abs=0)


def test_tensors_are_rows_targets_and_data() -> None:
    theirs = sequential()
    ours = MLP.from_torch(theirs)
    X = torch.randn(6, 3, dtype=torch.float64, requires_grad=True)
    Y = torch.tensor([0, 1, 1, 0, 1, 0])
    assert predict(ours, X) == pytest.approx(theirs(X).detach().numpy(), rel=1e-12, abs=1e-14)
    assert predict(ours, X.bfloat16()) == pytest.approx(predict(ours, X.bfloat16().tolist()), rel=0)
    cost = evaluate(ours, X, Y, losses.cross_entropy).loss
    assert cost == pytest.approx(tn.functional.cross_entropy(theirs(X), Y).item(), rel=1e-12)
    with pytest.raises(ValueError, match=r"^X cannot be read: "):
        predict(ours, torch.empty(6, 3, device="meta"))
    with pytest.raises(OperandError, match=r"takes one row of 3 numbers, not 6 rows: predict\(model, X\) takes many"):
        ours(X)


@pytest.mark.parametrize("activation", [torch.tanh, tn.Tanh, tn.Tanh(), tn.functional.tanh])
def test_a_new_network_takes_pytorchs_activations(activation) -> None:
    assert repr(MLP(2, [3, 1], activation, tn.Sigmoid())) == "MLP(2 → 3 tanh → 1 sigmoid: 13 parameters)"


@pytest.mark.parametrize("kind", ["float64", "float32", "float16", "bfloat16"])
def test_a_state_dict_goes_there_and_back_bit_for_bit(kind) -> None:
    theirs = sequential(getattr(torch, kind))
    ours = MLP.from_state_dict(theirs.state_dict(), tn.Tanh())
    for float32 in (False, True):
        back = sequential(getattr(torch, kind))
        state = ours.state_dict(float32=float32)
        back.load_state_dict({name: torch.from_numpy(array) for name, array in state.items()})
        assert all(torch.equal(back.state_dict()[name], tensor) for name, tensor in theirs.state_dict().items())
    single = theirs.float()
    X = torch.randn(8, 3)
    assert numpy.array(forward(ours, X)) == pytest.approx(single(X).detach().numpy(), rel=1e-5, abs=1e-6)


def test_tensors_of_any_layout_are_read() -> None:
    weight = torch.randn(2, 3, dtype=torch.float64)
    for tensor in (
        weight,
        tn.Parameter(weight),
        weight.T.contiguous().T,
        torch.cat([weight, weight], 1)[:, :3],
        weight.clone().requires_grad_() * 1,
        weight.flip(0).flip(0),
    ):
        ours = MLP.from_state_dict({"weight": tensor})
        assert ours.state_dict()["0.weight"].tolist() == weight.tolist()
    for tensor in (torch.empty(2, 3, device="meta"), weight.to_sparse()):
        with pytest.raises(OperandError, match=r"^weight cannot be read: "):
            MLP.from_state_dict({"weight": tensor})


@pytest.mark.parametrize(
    ("given", "ours"),
    [
        (torch.relu, "relu"), (torch.tanh, "tanh"), (torch.sigmoid, "sigmoid"), (tn.functional.relu, "relu"),
        (tn.functional.gelu, "gelu"), (tn.functional.silu, "silu"), (tn.functional.softplus, "softplus"),
        (tn.functional.leaky_relu, "leaky_relu"), (tn.functional.hardtanh, "hard_tanh"), (tn.functional.elu, "elu"),
        (tn.functional.logsigmoid, "logsigmoid"), (tn.functional.mish, "mish"), (tn.functional.selu, "selu"),
        (torch.softmax, "softmax"), (tn.ReLU, "relu"), (tn.ReLU(inplace=True), "relu"), (tn.Softmax(dim=1), "softmax"),
    ],
)  # fmt: skip
def test_activations_are_known_by_pytorchs_own_functions_classes_and_modules(given, ours) -> None:
    assert activation_of(given) == ours
    assert ours in ACTIVATIONS or ours == "softmax"


@pytest.mark.parametrize(
    "given",
    [tn.LeakyReLU(0.2), tn.GELU(approximate="tanh"), tn.ELU(0.5), tn.Softplus(beta=2), tn.Hardtanh(-2, 2), tn.ReLU6(),
     tn.Softmax(dim=0), tn.Hardswish, tn.Softsign(), torch.sinh, tn.functional.relu6],
)  # fmt: skip
def test_other_formulas_are_refused(given) -> None:
    with pytest.raises(OperandError, match="no activation here has the formula of"):
        activation_of(given)


def test_modules_and_settings_here_are_those_that_pytorch_has() -> None:
    for name, twin in TWINS.items():
        module = getattr(tn, name)(*([1] if name == "Softmax" else []))
        assert all(getattr(module, setting) in values for setting, values in twin.settings.items())
        assert activation_of(module) == twin.name


def test_a_nested_sequential_with_what_changes_nothing_is_read() -> None:
    tanh = tn.Tanh()  # one module in two places
    inner = tn.Sequential(tn.Linear(4, 5), tanh, tn.Dropout(0.5))
    theirs = tn.Sequential(
        tn.Flatten(), tn.Linear(6, 4), tanh, inner, tn.Identity(), tn.Linear(5, 3), tn.Softmax(dim=-1)
    )
    theirs = theirs.double()
    with pytest.raises(OperandError, match=r"3.2 is Dropout\(p=0.5, inplace=False\), which changes a row"):
        MLP.from_torch(theirs)
    ours = MLP.from_torch(theirs.eval())
    images = torch.randn(3, 2, 3, dtype=torch.float64)
    assert numpy.array(forward(ours, images.flatten(1))) == pytest.approx(theirs(images).detach().numpy(), rel=1e-12)


class Own(tn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.norm = tn.Linear(3, 4), tn.LayerNorm(4)

    def forward(self, x):
        return self.norm(self.fc1(x))


@pytest.mark.parametrize(
    ("module", "message"),
    [
        (lambda: tn.Sequential(tn.Conv2d(1, 6, 5)), r"^0 is Conv2d"),
        (lambda: tn.Sequential(tn.Linear(3, 4), tn.BatchNorm1d(4)), "^1 is BatchNorm1d"),
        (lambda: tn.Sequential(tn.Embedding(3, 4), tn.Linear(4, 1)), r"^0 is Embedding\(3, 4\)"),
        (lambda: tn.Sequential(tn.utils.parametrizations.weight_norm(tn.Linear(3, 4))), "^0 is ParametrizedLinear"),
        (lambda: tn.LazyLinear(3), "^the module has hooks"),
        (Own, r"^the module has a forward\(\) of its own"),
        (lambda: tn.Sequential(Own()), r"^0 has a forward\(\) of its own"),
    ],
)
def test_other_modules_are_refused_by_name(module, message) -> None:
    with pytest.raises(OperandError, match=message):
        MLP.from_torch(module())


def test_other_modules_are_refused_by_the_names_of_their_arrays() -> None:
    for module in (
        Own(), tn.LSTM(3, 4), tn.Bilinear(2, 3, 1), tn.MultiheadAttention(4, 2), tn.TransformerEncoderLayer(4, 2),
        tn.Sequential(tn.Linear(3, 4), tn.BatchNorm1d(4)), tn.utils.parametrizations.weight_norm(tn.Linear(3, 4)),
    ):  # fmt: skip
        with pytest.raises(OperandError, match=r"only Linear layers can be taken"):
            MLP.from_state_dict(module.state_dict(), "relu")


def test_one_parameter_in_two_layers_is_refused() -> None:
    theirs = tn.Sequential(tn.Linear(3, 3), tn.ReLU(), tn.Linear(3, 3))
    theirs[2].weight = theirs[0].weight
    with pytest.raises(OperandError, match=r"^0.weight and 2.weight are one parameter"):
        MLP.from_torch(theirs)


def test_training_goes_on_there_and_here_alike() -> None:
    X, Y = torch.randn(20, 3, dtype=torch.float64), torch.randn(20, 2, dtype=torch.float64)
    for here, there in ((SGD, torch.optim.SGD), (Adam, torch.optim.Adam)):
        theirs = sequential()
        ours = MLP.from_torch(theirs)
        fit(ours, X.numpy(), Y.numpy(), losses.mse, here(ours.parameters(), lr=0.05), epochs=20)
        optimizer = there(theirs.parameters(), lr=0.05)
        for _ in range(20):
            optimizer.zero_grad()
            tn.functional.mse_loss(theirs(X), Y).backward()
            optimizer.step()
        assert flat(map(torch.from_numpy, ours.state_dict().values())) == pytest.approx(
            flat(theirs.parameters()), rel=1e-9, abs=1e-11
        )


def test_files_go_there_and_back(tmp_path: Path) -> None:
    torch_files = pytest.importorskip("safetensors.torch")
    theirs = sequential(torch.bfloat16)
    torch_files.save_file(theirs.state_dict(), tmp_path / "theirs.safetensors")
    ours = load(tmp_path / "theirs.safetensors", "Tanh")
    for float32 in (False, True):
        path = save(ours.state_dict(float32=float32), tmp_path / "ours.safetensors")
        back = sequential(torch.bfloat16)
        back.load_state_dict(torch_files.load_file(path))
        assert all(torch.equal(back.state_dict()[name], tensor) for name, tensor in theirs.state_dict().items())
    torch_files.load_model(back, path)


@pytest.mark.filterwarnings("ignore")
def test_a_pickle_file_of_pytorchs_is_refused(tmp_path: Path) -> None:
    torch.save(sequential().state_dict(), tmp_path / "net.pt")
    with pytest.raises(ValueError, match=r"net.pt is not a saved network, or is damaged: it seems to be a pickle"):
        load(tmp_path / "net.pt", "tanh")

"""Networks of PyTorch's from files that it wrote: the same outputs, gradients and training; and files for PyTorch."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy
import pytest
from networks import numbers, small_tanh
from safetensors.numpy import load as arrays_in
from safetensors.numpy import save as to_bytes

from autograd import audit, explain
from autograd.notation import number
from nn import MLP, SGD, draw_network, fit, load, losses, save
from nn.errors import SavingError
from nn.saving import format as files
from nn.saving import read_state_dict, state_dict

HERE = Path(__file__).parent / "reference"
REFERENCE = json.loads((HERE / "pytorch_networks.json").read_text("utf-8"))
networks = pytest.mark.parametrize("case", REFERENCE["networks"], ids=lambda case: case["name"])


def loaded(case):
    return load(HERE / f"{case['name']}.safetensors", case["activation"], case["output"])


def loss_of(net, case):
    rows = zip(case["X"], case["Y"], strict=True)
    return sum(losses.mse(net(x), y) for x, y in rows) / len(case["X"])


def outputs(net, row):
    out = net(row)
    return [value.data for value in (out if isinstance(out, list) else [out])]


def flat(state):
    return [float(number) for array in state.values() for number in numpy.ravel(array)]


# --- as PyTorch has it -----------------------------------------------------------------------------------------------


@networks
def test_the_numbers_in_a_file_are_those_that_pytorch_put_there(case) -> None:
    state = loaded(case).state_dict(layers=list(dict.fromkeys(name.rpartition(".")[0] for name in case["numbers"])))
    assert list(state) == list(case["numbers"])
    assert {name: array.tolist() for name, array in state.items()} == case["numbers"]


@networks
def test_outputs_and_loss_are_pytorchs(case) -> None:
    net = loaded(case)
    assert [outputs(net, row) for row in case["X"]] == pytest.approx(numpy.array(case["outputs"]), rel=1e-12, abs=1e-14)
    assert loss_of(net, case).data == pytest.approx(case["loss"], rel=1e-12)


@networks
def test_gradients_are_pytorchs_neuron_by_neuron(case) -> None:
    net = loaded(case)
    loss_of(net, case).backward()
    ours = [value.grad for array in net.parameter_arrays().values() for value in array.flat]
    assert ours == pytest.approx(flat(case["gradients"]), rel=1e-12, abs=1e-15)


@networks
def test_training_goes_on_as_in_pytorch(case) -> None:
    net = loaded(case)
    optimizer = SGD(net.parameters(), lr=REFERENCE["learning rate"])
    fit(net, case["X"], case["Y"], losses.mse, optimizer, epochs=REFERENCE["steps"])
    assert flat(net.state_dict()) == pytest.approx(flat(case["trained"]), rel=1e-12, abs=1e-14)


@networks
def test_pytorchs_gradients_are_audited_and_explained_neuron_by_neuron(case) -> None:
    net = loaded(case)
    loss = losses.mse(net(case["X"][0]), case["Y"][0])
    values = [value for array in net.parameter_arrays().values() for value in array.flat]
    claims = dict(zip(values, flat(case["gradients of the first row"]), strict=True))
    assert audit(loss, gradients=claims).ok
    weight = max(claims, key=lambda value: abs(claims[value]))
    assert not audit(loss, gradients={weight: -claims[weight]}).ok
    assert f"{weight.label} receives" in str(explain(loss))


def test_a_loaded_network_is_drawn_with_pytorchs_values() -> None:
    case = next(case for case in REFERENCE["networks"] if case["name"] == "brain")
    net = loaded(case)
    drawn = draw_network(net, case["X"][0], case["Y"][0], loss=losses.mse).svg()
    for output in case["outputs"][0]:
        assert number(output, 4) in drawn
    for gradient in numpy.ravel(list(case["gradients of the first row"].values())[-1])[:3]:
        assert number(gradient, 4) in drawn


# --- files -----------------------------------------------------------------------------------------------------------


def test_a_state_dict_is_a_file_for_pytorch(tmp_path: Path) -> None:
    net = small_tanh()
    state = net.state_dict(layers=["net.fc1", "net.fc2"])
    path = save(state, tmp_path / "net.safetensors")
    content = path.read_bytes()
    assert files.header_of(content)["__metadata__"] == {"format": "pt"}
    there = arrays_in(content)
    assert {name: (array.dtype, array.shape) for name, array in there.items()} == {
        "net.fc1.weight": ("float64", (2, 2)), "net.fc1.bias": ("float64", (2,)),
        "net.fc2.weight": ("float64", (1, 2)), "net.fc2.bias": ("float64", (1,)),
    }  # fmt: skip
    assert [there[name].tobytes() for name in state] == [array.tobytes() for array in state.values()]
    assert numbers(load(path, "tanh")) == numbers(net)
    assert len({save(state, path).read_bytes() for _ in range(20)}) == 1
    single = arrays_in(save(net.state_dict(float32=True), path).read_bytes())
    assert {str(array.dtype) for array in single.values()} == {"float32"}


def test_arrays_of_any_layout_are_written_as_they_are_read(tmp_path: Path) -> None:
    array = numpy.arange(6.0).reshape(2, 3)
    for given in (array, array.T.copy().T, array.repeat(2, axis=1)[:, ::2], array.astype(">f8")):
        assert read_state_dict(save({"w": given}, tmp_path / "w"))["w"].tolist() == array.tolist()


def typed(kind, numbers, shape):
    """A file as PyTorch's library writes it, with one array of a type that NumPy's does not write."""
    entry = {"0.weight": {"dtype": kind, "shape": shape, "data_offsets": [0, len(numbers)]}}
    return raw(json.dumps(entry).encode(), numbers)


def raw(header, numbers=b""):
    return len(header).to_bytes(8, "little") + header + numbers


def test_every_float_of_16_bits_is_read_for_what_it_is(tmp_path: Path) -> None:
    # sign, exponent and fraction of bfloat16 (8 and 7 bits) and of IEEE 754's binary16 (5 and 10), by their definition
    for kind, bits, bias in (("BF16", 7, 127), ("F16", 10, 15)):
        path = tmp_path / kind
        path.write_bytes(typed(kind, numpy.arange(2**16, dtype="<u2").tobytes(), [2**8, 2**8]))
        read = read_state_dict(path)["0.weight"].ravel()
        for i in range(0, 2**16, 7):
            exponent, fraction = (i & 0x7FFF) >> bits, i % 2**bits
            if exponent == 2 ** (15 - bits) - 1:
                due = math.nan if fraction else math.inf
            else:
                due = math.ldexp((2**bits if exponent else 0) + fraction, (exponent or 1) - bias - bits)
            due = -due if i >> 15 else due
            assert read[i] == due or (math.isnan(due) and math.isnan(read[i]))
            assert math.isnan(due) or math.copysign(1, read[i]) == math.copysign(1, due)


PICKLE = (
    "is not a saved network, or is damaged: it seems to be a pickle file, which could run anything and is never read"
)
HOSTILE = {
    "a name twice": (
        raw(b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},' * 2 + b'"b":0}', bytes(8)),
        "damaged",
    ),
    "the same name and place twice": (
        raw(
            b'{"0.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},'
            b'"0.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}',
            bytes(4),
        ),
        "is not a saved network, or is damaged",
    ),
    "numbers missing": (typed("F32", bytes(4), [1, 2]), "is not a saved network, or is damaged"),
    "too many numbers": (typed("F32", bytes(12), [1, 2]), "is not a saved network, or is damaged"),
    "sizes that overflow": (typed("F32", b"", [2**33, 2**33]), "is not a saved network, or is damaged"),
    "a negative size": (typed("F32", b"", [-1, 1]), "is not a saved network, or is damaged"),
    "rows without entries": (
        typed("F32", b"", [10**15, 0]),
        r"0.weight has shape \(1000000000000000, 0\): there is noth",
    ),
    "a header longer than the file": ((10**9).to_bytes(8, "little") + b"{}", "is not a saved network, or is damaged"),
    "a header of 8 EB": ((2**63 - 1).to_bytes(8, "little") + b"{}", "is not a saved network, or is damaged"),
    "a deep header": (raw(b'{"a":' + b"[" * 100_000), "is not a saved network, or is damaged"),
    "a header that is a list": (raw(b"[]"), "is not a saved network, or is damaged"),
    "metadata that are none": (raw(b'{"__metadata__":7}'), "is not a saved network, or is damaged"),
    "another type": (typed("F8_E4M3", bytes(2), [1, 2]), "is of type 'F8_E4M3'; only F64, F32, F16, BF16|damaged"),
    "not a number": (
        typed("F32", numpy.array([1, numpy.nan], "<f4").tobytes(), [1, 2]),
        r"0.weight\[0,1\] is nan: a parameter must be a finite number",
    ),
    "infinite": (typed("BF16", b"\x80\x7f" * 2, [1, 2]), r"0.weight\[0,0\] is inf"),
    "a convolution": (typed("F32", bytes(4), [1, 1, 1, 1]), r"0.weight has shape \(1, 1, 1, 1\): only Linear layers"),
    "a checkpoint of ours": (
        to_bytes({"w": numpy.ones(1)}, metadata={"chainrule checkpoint": "{}"}),
        "is not a saved network, or is damaged",
    ),
    "nothing": (to_bytes({}), "this state_dict holds no Linear layer"),
    "a pickle": (b"\x80\x02}q\x00.", PICKLE),
    "a zip file, as torch.save writes it": (b"PK\x03\x04" + bytes(100), PICKLE),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_and_foreign_files_are_refused_in_one_line(name, tmp_path: Path) -> None:
    content, message = HOSTILE[name]
    path = tmp_path / "net.safetensors"
    path.write_bytes(content)
    with pytest.raises(SavingError, match=message) as caught:
        load(path, "tanh")
    assert "\n" not in str(caught.value)
    assert "net.safetensors" in str(caught.value)


def test_arrays_alone_are_not_read_from_a_file_that_names_one_twice(tmp_path: Path) -> None:
    path = tmp_path / "net.safetensors"
    path.write_bytes(HOSTILE["the same name and place twice"][0])
    with pytest.raises(SavingError, match="is not a safetensors file, or is damaged"):
        read_state_dict(path)


def test_more_numbers_than_a_network_can_have_are_refused_before_any_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(small_tanh().state_dict(), tmp_path / "net")
    monkeypatch.setattr(state_dict, "MOST_NUMBERS", 8)
    with pytest.raises(SavingError, match="net holds 9 numbers: at most 8 can be read"):
        load(path, "tanh")
    monkeypatch.setattr(files, "LARGEST_FILE", 100)
    with pytest.raises(SavingError, match="net is larger than 100 bytes"):
        load(path, "tanh")


def test_what_a_file_does_not_say_is_asked_for(tmp_path: Path) -> None:
    path = save(MLP(2, [3, 1], seed=0).state_dict(layers=["encoder", "decoder"]), tmp_path / "net")
    with pytest.raises(SavingError, match=r"read as one of PyTorch's: a state_dict does not hold what stands between"):
        load(path)
    twins = save(MLP(2, [2, 2], seed=0).state_dict(layers=["encoder", "decoder"]), tmp_path / "twins")
    with pytest.raises(SavingError, match=r"the layers fit in more than one order: layers=\['"):
        load(twins, "relu")
    net = load(twins, "relu", layers=["encoder", "decoder"])
    assert numbers(net) == numbers(MLP(2, [2, 2], seed=0))


def test_a_file_of_ours_says_all_itself(tmp_path: Path) -> None:
    path = save(small_tanh(), tmp_path / "net")
    for settings in ({"activation": "tanh"}, {"output": "linear"}, {"layers": ["0"]}):
        with pytest.raises(SavingError, match="net is of this program: leave out activation, output and layers"):
            load(path, **settings)
    assert repr(load(path)) == repr(small_tanh())


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"0.weight": [[1.0]]}, r"names and NumPy arrays of floats, not \('0.weight', \[\[1.0\]\]\)"),
        ({"0.weight": numpy.ones((1, 1), int)}, "names and NumPy arrays of floats"),
        ({0: numpy.ones((1, 1))}, "names and NumPy arrays of floats"),
        ({"0.weight": numpy.full((1, 1), numpy.inf)}, "0.weight holds a number that is not finite"),
    ],
)
def test_what_could_not_be_loaded_again_is_not_written(state, message, tmp_path: Path) -> None:
    with pytest.raises(SavingError, match=message):
        save(state, tmp_path / "net")
    assert not list(tmp_path.iterdir())


def test_too_large_a_state_dict_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_dict, "LARGEST_FILE", 100)
    with pytest.raises(SavingError, match=r"a file is at most 100 bytes, and this would be [0-9,]+$"):
        save(small_tanh().state_dict(), tmp_path / "net")
    assert not list(tmp_path.iterdir())

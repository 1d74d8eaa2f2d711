"""PyPI's `autograd` and `nn` in one environment with ours: what is loaded says so, and how to mend it.

The wheels are real: ours is built, theirs come from the package index; without one, the tests are skipped.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from counts import times
from environments import ROOT, Environment, pip

COMMANDS = "pip uninstall -y {} chainrule  and then  pip install "

ORDERS = [("ours", "theirs"), ("theirs", "ours")]
#: An environment takes seconds to make: the suite makes two, `make faults` all.
NAMES = ["autograd", "nn"][: times(1, 2)]
in_full = pytest.mark.skipif(times(0, 1) == 0, reason="for make faults")


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ours")
    source = folder / "source"
    source.mkdir()
    for name in ("autograd", "nn", "pyproject.toml", "README.md", "LICENSE"):
        (source / name).symlink_to(ROOT / name)
    try:
        pip("wheel", "--no-deps", "-w", str(folder), str(source))
    except OSError as error:
        pytest.skip(f"our wheel cannot be built here: {error}")
    return next(folder.glob("chainrule-*.whl"))


@pytest.fixture(scope="module", params=NAMES)
def theirs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp("theirs")
    try:
        pip("wheel", "--no-deps", "-w", str(folder), request.param)
    except OSError as error:
        pytest.skip(f"no package index: {error}")
    return request.param, next(folder.glob("*.whl"))


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    return Environment(tmp_path / "environment")


@pytest.fixture(params=ORDERS, ids="-".join)
def installed(
    request: pytest.FixtureRequest, ours: Path, theirs: tuple[str, Path], environment: Environment
) -> tuple[str, str]:
    """Both packages in one environment: the name of theirs, and which came last."""
    name, wheel = theirs
    for which in request.param:
        environment.install({"ours": ours, "theirs": wheel}[which])
    return name, request.param[-1]


@in_full
def test_alone_all_is_well(ours: Path, environment: Environment) -> None:
    environment.install(ours)
    assert environment.says(environment.python, "-c", "import autograd, nn; print(autograd.Value, nn.MLP)")[0] == 0
    assert environment.says(str(environment.bin / "chainrule"), "explain", "a*b", "a=2", "b=3")[0] == 0


def test_beside_the_other_one_message_says_so(installed: tuple[str, str], environment: Environment) -> None:
    name, last = installed
    commands = COMMANDS.format(name)
    if (name, last) == ("nn", "theirs"):
        return  # their file is the one that is loaded: nothing of ours is asked
    status, said = environment.says(str(environment.bin / "chainrule"), "explain", "a*b", "a=2", "b=3")
    assert status == 2
    assert said.startswith("chainrule: ")
    assert commands in said
    status, said = environment.says(environment.python, "-c", "import nn")
    assert status == 1
    assert said.startswith("ImportError: ")
    assert commands in said
    status, said = environment.says(environment.python, "-m", "nn", "--help")
    assert (status, commands in said) == (2, True)
    if (name, last) == ("autograd", "ours"):
        for command in ("import autograd", "from autograd import Value", "import autograd.ops"):
            status, said = environment.says(environment.python, "-c", command)
            assert status == 1
            assert said.startswith("ImportError: ")
            assert commands in said


@in_full
def test_what_is_left_when_the_other_is_uninstalled_says_so_and_the_two_commands_mend_it(
    installed: tuple[str, str], ours: Path, environment: Environment
) -> None:
    name, _ = installed
    environment.uninstall(name)
    if name == "autograd":
        status, said = environment.says(str(environment.bin / "chainrule"), "--help")
        assert (status, COMMANDS.format(name) in said) == (2, True)
    environment.uninstall("chainrule")
    environment.install(ours)
    assert environment.says(str(environment.bin / "chainrule"), "explain", "a*b", "a=2", "b=3")[0] == 0
    assert environment.says(environment.python, "-c", "import autograd, nn")[0] == 0

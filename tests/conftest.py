"""What every test file shares: reproducible random examples, and the modules of `shared` to import."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# pytest's importlib mode leaves sys.path alone; this lets a test say `import oracles`. (Not `tests` itself: its folder
# `autograd` would be taken for the package.)
sys.path.insert(0, str(Path(__file__).parent / "shared"))

# `make pictures` compares everything that is drawn.
if folder := os.environ.get("CHAINRULE_KEEP_PICTURES"):
    from pictures import keep

    keep(Path(folder))

# Programs that tests run, each in its own way: not to be imported in search of doctests.
collect_ignore_glob = ["pyodide/suite.py", "micrograd/*", "mutants/*", "oracles/*", "fuzz/[!t]*", "fuzz/targets.py"]

# What is printed is compared in English, wherever the tests run.
os.environ["LANGUAGE"] = "en"

settings.register_profile(
    "chainrule",
    derandomize=True,  # the same examples in every run: a failure can be repeated
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("chainrule")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run `chainrule`, or another `main`, in this process: exit status, standard output, standard error."""
    import nn.cli

    def command(*arguments: str, main: Callable[[list[str]], int] = nn.cli.main) -> tuple[int, str, str]:
        status = main(list(arguments))
        return status, *capsys.readouterr()

    return command

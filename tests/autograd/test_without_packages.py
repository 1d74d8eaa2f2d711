"""What works with nothing but the standard library, as in a browser: all but pictures, arrays and programs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import autograd

#: What a Python has that nothing was installed in: anything else is refused.
ALONE = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names and top != "autograd":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Refuse())
from autograd import *
import autograd
a, b = values(a=2.0, b=1.0)
e = ((a + b) * (b + 1)).named("e")
e.backward()
"""


def alone(program: str) -> str:
    """What a program prints there; without `site`, which may import packages for an editable installation."""
    done = subprocess.run(
        [sys.executable, "-S", "-X", "utf8", "-W", "error", "-c", ALONE + program],
        cwd=Path(autograd.__file__).parents[1], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("print(b.grad)", "5.0"),
        ("print(explain(e))", "∂e/∂b = ∂e/∂c·∂c/∂b + ∂e/∂d·∂d/∂b = 2·1 + 3·1 = 5"),
        ("print(audit(e, gradients={b: '2'}))", "The path b -> d -> e is left out"),
        (r"print(check('$z = 0.5 \\times 2 + 1 = 3$'))", "3 should be 2"),
        ("print(grad(grad(lambda x: x**3))(2.0))", "12.0"),
        ("print(hessian(lambda x: x[0] ** 2 * x[1])([3.0, 5.0]))", "[[10.0, 6.0], [6.0, 0.0]]"),
        ("print(gradcheck(lambda x, y: sin(x * y), (0.5, 2.0)))", "True"),
        ("print(count_paths(e, b))", "2"),
        ("print(explore(e).html.count('</html>'))", "1"),
        ("print(parse('sigmoid(z)', z=0).data)", "0.5"),
        ("import autograd.cli; print(autograd.cli.main(['explain', 'a*b', 'a=2', 'b=3']))", "∂c/∂a = b = 3"),
    ],
)
def test_this_needs_no_package(program: str, said: str) -> None:
    assert said in alone(program)


@pytest.mark.parametrize("call", ["compile(lambda x: x, [])", "Program()"])
def test_what_needs_numpy_says_so_when_it_is_called(call: str) -> None:
    program = f"try:\n    {call}\nexcept MissingPackageError as error:\n    print(error)"
    assert f"{call.partition('(')[0]} needs NumPy: pip install numpy" in alone(program)

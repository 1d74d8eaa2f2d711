"""The wheel in a browser's Python (Pyodide, in Node): what needs no NumPy, and, in full, the tests that need none.

`make pyodide` installs Pyodide in `.pyodide` and runs all of it; without it, or without Node, these are skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from counts import times

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PYODIDE = ROOT / ".pyodide" / "node_modules" / "pyodide"
#: Pure-Python packages that the tests there need, from the environment of the tests here.
PACKAGES = ("pytest", "pluggy", "iniconfig", "packaging", "pygments", "mpmath", "graphviz", "attrs")

pytestmark = pytest.mark.skipif(
    not (shutil.which("node") and PYODIDE.exists()), reason="needs Node and Pyodide: make pyodide installs it"
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made of a copy of the sources."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in ("autograd", "nn", "pyproject.toml", "README.md", "LICENSE"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no wheel can be built here: {done.stderr.strip().splitlines()[-1]}")
    return next(folder.glob("chainrule-*.whl"))


def in_pyodide(wheel: Path, program: Path, *folders: str) -> subprocess.CompletedProcess[str]:
    """Run a program there, with folders of here in places of there."""
    command = ["node", str(HERE / "run.mjs"), str(PYODIDE), str(wheel), str(program), *folders]
    environment = {name: entry for name, entry in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=3000)


def test_all_but_pictures_arrays_and_programs_work_there(wheel: Path, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        """
import sys
from autograd import *
from autograd import cli, render

a, b = values(a=2.0, b=1.0)
e = ((a + b) * (b + 1)).named("e")
e.backward()
print(sys.platform, a.grad, b.grad)
print(explain(e))
print(audit(e, gradients={b: "2"}))
print(check(r"$z = 0.5 \\times 2 + 1 = 3$"))
print(hessian(lambda x: x[0] ** 2 * x[1])([3.0, 5.0]))
print("pages", explore(e).html.count("</html>"))
print("status", cli.main(["audit", "e = (a+b)*(b+1)", "a=2", "b=1", "--claim", "b=5"]))
render.use(lambda source, file_format: "graph 1 9 9 stop")
try:
    compile(lambda x: x, [])
except MissingPackageError as error:
    print(error)
assert "numpy" not in sys.modules
""",
        encoding="utf-8",
    )
    done = in_pyodide(wheel, program)
    assert (done.returncode, done.stderr) == (0, "")
    for said in (
        "emscripten 2.0 5.0",
        "∂e/∂b = ∂e/∂c·∂c/∂b + ∂e/∂d·∂d/∂b = 2·1 + 3·1 = 5",
        "The path b -> d -> e is left out",
        "3 should be 2",
        "[[10.0, 6.0], [6.0, 0.0]]",
        "pages 1",
        "1 claim: 1 right",
        "status 0",
        "compile needs NumPy: pip install numpy",
    ):
        assert said in done.stdout


@pytest.mark.skipif(not times(0, 1), reason="takes minutes: make pyodide")
def test_the_tests_that_need_no_numpy_pass_there(wheel: Path, tmp_path: Path) -> None:
    for package in PACKAGES:
        for file in metadata.files(package) or ():
            if file.suffix == ".py" and ".." not in file.parts:
                copy = tmp_path / file
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(Path(str(file.locate())).read_bytes())
    done = in_pyodide(wheel, HERE / "suite.py", f"{tmp_path}=/packages", f"{ROOT / 'tests'}=/repo/tests")
    print(done.stdout[-3000:])
    assert done.returncode == 0
    assert " failed" not in done.stdout

"""Put the page together: what stands here, our wheel, Pyodide, Graphviz; a folder that any server of files can serve.

    python docs/try/build.py [FOLDER]        (default: docs/_build/html/try)

Pyodide and Graphviz come from npm at the versions and checksums of package-lock.json, and the Python package that
writes DOT text from PyPI at those of requirements.txt. Needs Node; exit status 2 and one line where something is
missing.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
#: What the page is made of beside this folder: where it is in the npm packages, and where it goes.
FROM_NPM = {
    "pyodide/pyodide.mjs": "pyodide/pyodide.mjs",
    "pyodide/pyodide.asm.mjs": "pyodide/pyodide.asm.mjs",
    "pyodide/pyodide.asm.wasm": "pyodide/pyodide.asm.wasm",
    "pyodide/python_stdlib.zip": "pyodide/python_stdlib.zip",
    "pyodide/pyodide-lock.json": "pyodide/pyodide-lock.json",
    "@viz-js/viz/dist/viz.js": "graphviz/viz.js",
}
OUR_OWN = ("*.html", "*.css", "*.svg", "*.js", "answers.py", "licences.txt", "words/*.js")
#: Filled in here: who asks for the version and the list of files.
FILLED = ("index.html", "service.js")


class Missing(Exception):
    """Something that the page needs is not here; the message is one line."""


def npm_packages(folder: Path) -> Path:
    """Install the npm packages, checked, in a folder."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        raise Missing("the page needs Node and npm to be put together (on Debian: apt-get install nodejs npm)")
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder)
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", at=folder)
    return folder / "node_modules"


def wheels(folder: Path) -> list[Path]:
    """Our own wheel, made of the sources alone, and the one that writes DOT text."""
    shutil.rmtree(folder, ignore_errors=True)
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input")
    with TemporaryDirectory() as sources:
        # What earlier builds left beside the sources would come with them.
        for name in ("autograd", "nn"):
            # Translations are compiled beside their sources, which nothing reads while the page runs.
            shutil.copytree(ROOT / name, Path(sources, name), ignore=shutil.ignore_patterns("__pycache__", "*.po"))
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, sources)
        run(*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), sources)
    wanted = ("--no-deps", "--require-hashes", "--only-binary=:all:", "--requirement", str(HERE / "requirements.txt"))
    run(*pip, "download", *wanted, "--dest", str(folder))
    return sorted(folder.glob("*.whl"), key=lambda wheel: not wheel.name.startswith("chainrule"))


def run(*command: str, at: Path = ROOT) -> None:
    """Run a program; what it says is shown only if it fails."""
    done = subprocess.run(command, cwd=at, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise Missing(f"{Path(command[0]).name} failed: {said[-1] if said else f'exit status {done.returncode}'}")


def build(folder: Path) -> dict[str, int]:
    """Fill the folder anew; returns the files and their sizes."""
    work = ROOT / "build" / "try"
    packages, ours = npm_packages(work / "npm"), wheels(work / "wheels")
    version = ours[0].name.split("-")[1]
    shutil.rmtree(folder, ignore_errors=True)
    for source, target in FROM_NPM.items():
        put(packages / source, folder / target)
    no_packages(folder / "pyodide" / "pyodide-lock.json")
    for wheel in ours:
        put(wheel, folder / wheel.name)
    put(ROOT / "autograd" / "reader" / "marking.css", folder / "marking.css")
    for pattern in OUR_OWN:
        for path in HERE.glob(pattern):
            put(path, folder / path.relative_to(HERE))
    sizes = {
        path.relative_to(folder).as_posix(): path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()
    }
    files = {name: size for name, size in sizes.items() if name != "service.js"}
    (folder / "version.js").write_text(
        "// Made by build.py: the version of the wheel, the files of this page and their sizes.\n"
        f"export const VERSION = {json.dumps(version)};\n"
        f"export const WHEELS = {json.dumps([wheel.name for wheel in ours])};\n"
        f"export const FILES = {json.dumps(files)};\n",
        encoding="utf-8",
    )
    content = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    values = {
        "%%VERSION%%": version,
        "%%BUILD%%": f"chainrule {version} {content.hexdigest()[:12]}",
        "%%FILES%%": json.dumps([*files, "version.js"]),
    }
    for name in FILLED:
        text = (folder / name).read_text(encoding="utf-8")
        for place, value in values.items():
            text = text.replace(place, value)
        (folder / name).write_text(text, encoding="utf-8")
    return {
        path.relative_to(folder).as_posix(): path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()
    }


def no_packages(path: Path) -> None:
    """Leave out of Pyodide's list what it would fetch from elsewhere: this page has all that it needs."""
    listed = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(listed | {"packages": {}}), encoding="utf-8")


def put(source: Path, target: Path) -> None:
    """Copy one file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def main(arguments: list[str]) -> int:
    """Build, and say what there is."""
    folder = Path(arguments[0] if arguments else ROOT / "docs" / "_build" / "html" / "try").resolve()
    try:
        sizes = build(folder)
    except Missing as missing:
        print(f"make site: {missing}", file=sys.stderr)
        return 2
    compressed = sum(len(gzip.compress((folder / name).read_bytes(), 9)) for name in sizes)
    print(f"{folder}: {len(sizes)} files, {sum(sizes.values()) / 1e6:.1f} MB, {compressed / 1e6:.2f} MB compressed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

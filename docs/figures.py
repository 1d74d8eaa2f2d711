"""The pictures of the README, made anew: `make figures`."""

from __future__ import annotations

from pathlib import Path

from autograd import draw, parse
from nn import walkthroughs

FOLDER = Path(__file__).parent


def main() -> None:
    """Write every figure beside this file."""
    e = parse("c = a + b; d = b + 1; e = c * d", a=2, b=1)
    walkthrough = walkthroughs.find("sigmoid-2-2-1")
    for drawing, name in ((draw(e, gradients=True), "e.svg"), (walkthrough.draw(), "sigmoid-2-2-1.svg")):
        print(f"wrote {drawing.save(FOLDER / name).relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()

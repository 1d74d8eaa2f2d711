"""The pictures of the README and the manual, made anew: `make figures`."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from autograd import Page, Value, draw, explore, parse
from autograd.auditor.slips.tables.frequencies import COUNTS
from nn import MLP, draw_network, walkthroughs
from nn.walkthroughs import sum_times_sum

FOLDER = Path(__file__).parent


def main() -> None:
    """Write every figure beside this file."""
    e = parse("c = a + b; d = b + 1; e = c * d", a=2, b=1)
    walkthrough = walkthroughs.find("sigmoid-2-2-1")
    for drawing, name in ((draw(e, gradients=True), "e.svg"), (walkthrough.draw(), "sigmoid-2-2-1.svg")):
        print(f"wrote {drawing.save(FOLDER / name).relative_to(Path.cwd())}")
    weights = [[[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]], [[0.7, 0.9], [0.8, 0.1]]]
    net = MLP.of(weights, [Value(0.5, "b1"), Value(0.5, "b2")], activation="sigmoid", output="sigmoid")
    picture = draw_network(net, [1.0, 4.0, 5.0], target=[0.1, 0.05])
    print(f"wrote {picture.save(FOLDER / 'network.svg').relative_to(Path.cwd())}")
    (FOLDER / "slips.svg").write_text(slips_met(), encoding="utf-8")
    print(f"wrote {(FOLDER / 'slips.svg').relative_to(Path.cwd())}")
    screenshot(explore(sum_times_sum.inputs_and_output()[2]), "explore.png", steps=10)


def slips_met(shown: int = 15) -> str:
    """How often people made each kind of slip, as bars: the most frequent ones."""
    most = sorted(COUNTS.items(), key=lambda pair: -pair[1])[:shown]
    high, longest = 24, max(COUNTS.values())
    rows = []
    for i, (slip, count) in enumerate(most):
        y = 10 + i * high
        rows += [
            f'<text x="250" y="{y + 15}" text-anchor="end">{slip}</text>',
            f'<rect x="260" y="{y + 2}" width="{count / longest * 330:.0f}" height="{high - 7}" fill="#0b5cad"/>',
            f'<text x="{266 + count / longest * 330:.0f}" y="{y + 15}">{count:g}</text>',
        ]
    size = f'width="640" height="{20 + shown * high}" viewBox="0 0 640 {20 + shown * high}"'
    font = 'font-family="Helvetica, Arial, sans-serif" font-size="14" fill="#17212e"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {font}>\n<rect width="100%" height="100%" fill="#fff"/>'
    return "\n".join([head, *rows, "</svg>\n"])


def screenshot(page: Page, name: str, steps: int) -> None:
    """A page in Chromium after so many steps, as a picture; skipped with a message where there is no Chromium."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None or find_spec("playwright") is None:
        print(f"no {name}: it needs Chromium, and Playwright to drive it")
        return
    from playwright.sync_api import sync_playwright

    with TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(viewport={"width": 1180, "height": 590}, device_scale_factor=2)
        tab.goto(page.save(Path(folder) / "page.html").as_uri())
        for _ in range(steps):
            tab.keyboard.press("ArrowRight")
        tab.wait_for_timeout(1000)  # the message has run along its edge
        tab.screenshot(path=FOLDER / name)
        browser.close()
    print(f"wrote {(FOLDER / name).relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()

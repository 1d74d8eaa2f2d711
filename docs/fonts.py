"""Make the fonts in `autograd/painting/fonts` from DejaVu Sans as matplotlib brings it: fewer characters, no hints.

    python docs/fonts.py

What stays: Latin, Greek and Cyrillic letters, raised and lowered digits, arrows, signs of mathematics, a few shapes.
"""

from pathlib import Path
from shutil import copyfile

import matplotlib
from fontTools import subset

FROM = Path(matplotlib.__file__).parent / "mpl-data" / "fonts" / "ttf"
TO = Path(__file__).parents[1] / "autograd" / "painting" / "fonts"
KEPT = (
    (0x20, 0x7E), (0xA0, 0x24F), (0x2C6, 0x2DD), (0x300, 0x338), (0x370, 0x3FF), (0x400, 0x45F), (0x490, 0x491),
    (0x1E00, 0x1EFF), (0x2010, 0x2044), (0x2070, 0x209F), (0x2100, 0x214F), (0x2153, 0x215E), (0x2190, 0x21FF),
    (0x2200, 0x22FF), (0x2308, 0x230B), (0x25A0, 0x25FF), (0x2713, 0x2718), (0x27E8, 0x27EF),
)  # fmt: skip


def make(name: str) -> Path:
    """The smaller font of this name."""
    options = subset.Options(hinting=False, notdef_outline=True, name_IDs=["*"], layout_features=["ccmp", "mark"])
    font = subset.load_font(str(FROM / name), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in KEPT for code in range(first, last + 1)])
    subsetter.subset(font)
    subset.save_font(font, str(TO / name), options)
    return TO / name


if __name__ == "__main__":
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        made = make(name)
        print(made.name, made.stat().st_size)
    copyfile(FROM / "LICENSE_DEJAVU", TO / "LICENSE")

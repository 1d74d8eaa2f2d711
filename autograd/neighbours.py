"""PyPI's `autograd` (HIPS) in the same environment: each of the two overwrites the other's files, and says nothing.

Then half of either is there. That is found by a file that only the other has, and said before anything goes wrong.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

#: A file that PyPI's autograd has and ours has not.
THEIRS = "tracer.py"

MIXED = (
    "this environment holds two packages called autograd, chainrule's and PyPI's (HIPS autograd), and each has "
    "overwritten files of the other; to have chainrule's again:  pip uninstall -y autograd chainrule  and then  "
    "pip install PATH-OF-CHAINRULE  (PyPI's needs an environment of its own)"
)


def refuse_a_mixture(folders: Sequence[str]) -> None:
    """Raise `ImportError` if the files of both packages are in these folders."""
    if any(os.path.exists(os.path.join(folder, THEIRS)) for folder in folders):
        refuse(MIXED)


def refuse(message: str) -> None:
    """Raise `ImportError`; a command says it in one line and ends with status 2."""
    if os.path.basename(sys.argv[0] if sys.argv else "").removesuffix(".exe") in ("chainrule", "-m"):
        print(f"chainrule: {message}", file=sys.stderr)
        raise SystemExit(2)
    raise ImportError(message)

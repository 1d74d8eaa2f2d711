"""Whether `autograd` is chainrule's: PyPI has another (HIPS autograd), and another `nn`; each overwrites ours.

This is the first module that `nn` imports: any other would fail without saying why.
"""

from __future__ import annotations

import sys
from pathlib import Path

#: A file that PyPI's nn has and ours has not.
THEIRS = "core.py"


def problem() -> str:
    """What is wrong with the packages that are installed; empty if nothing is."""
    again = (
        "to have chainrule's again:  pip uninstall -y {name} chainrule  and then  pip install PATH-OF-CHAINRULE  "
        "(PyPI's needs an environment of its own)"
    )
    try:
        from autograd import ChainruleError  # noqa: F401
    except ImportError as error:
        if error.name is None:  # ours, which has seen the files of the other
            return str(error)
        found = getattr(sys.modules.get("autograd"), "__file__", None) or "a folder without its __init__.py"
        return (
            f"the autograd that Python finds ({found}) is not chainrule's, which PyPI's (HIPS autograd) has "
            f"overwritten or hides; {again.format(name='autograd')}"
        )
    if Path(__file__).with_name(THEIRS).exists():
        return (
            "this environment holds two packages called nn, chainrule's and PyPI's, and each has overwritten files of "
            f"the other; {again.format(name='nn')}"
        )
    return ""


if said := problem():
    if Path(sys.argv[0] if sys.argv else "").name.removesuffix(".exe") in ("chainrule", "-m"):
        print(f"chainrule: {said}", file=sys.stderr)
        raise SystemExit(2)  # of a command, in one line
    raise ImportError(said)

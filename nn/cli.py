"""The command line `chainrule`: the commands of `autograd`, and those that need a network."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from autograd.cli import add_command, build_parser, execute, save
from nn import walkthroughs


def run_walkthrough(arguments: argparse.Namespace) -> int:
    """`chainrule walkthrough`."""
    if arguments.name is None:
        for walkthrough in walkthroughs.ALL.values():
            print(f"{walkthrough.name:<20} {walkthrough.about}")
        return 0
    walkthrough = walkthroughs.find(arguments.name)
    story = list(walkthrough.tell())
    story += [save(walkthrough.draw(), path) for path in arguments.draw]
    print("\n".join(story))
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """`chainrule` and `python -m nn`."""
    parser, commands = build_parser()
    command = add_command(commands, "walkthrough", run_walkthrough, "a worked example from the literature, checked")
    command.add_argument("name", nargs="?", metavar="NAME", help="which one; without a name, the list")
    command.add_argument(
        "--draw", action="append", default=[], metavar="FILE", help="also draw its graph: .svg, .png, .pdf or .dot"
    )
    return execute(parser, arguments)

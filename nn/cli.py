"""The command line `chainrule`: the commands of `autograd`, and those that need a network."""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, cast

from autograd import DrawingError
from autograd.cli import build_parser, execute, run_grade, run_worksheet, save
from autograd.files import write_whole
from autograd.language import say
from autograd.notation import counted, quoted, shown
from autograd.options import Command, add_command, whole
from nn import recipes, walkthroughs
from nn.arguments import whole_number
from nn.errors import SettingError
from nn.pictures.boundary import plot_boundary
from nn.saving import save as save_model
from nn.training.evaluation import evaluate
from nn.training.fitting import fit
from nn.training.history import History

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def run_walkthrough(arguments: argparse.Namespace) -> int:
    """`chainrule walkthrough`."""
    if arguments.name is None and arguments.draw:
        raise SettingError(say("--draw needs the name of a walkthrough: chainrule walkthrough lists them"))
    if arguments.all and (arguments.name or arguments.draw):
        raise SettingError(say("--all is about every walkthrough: leave the name and --draw out"))
    if arguments.all:
        print("\n".join(walkthroughs.overview()))
        return 0
    if arguments.name is None:
        for walkthrough in walkthroughs.ALL.values():
            print(f"{walkthrough.name:<20} {say(walkthrough.about)}")
        return 0
    walkthrough = walkthroughs.find(arguments.name)
    story = list(walkthrough.lines())
    story += [save(walkthrough.draw(), path) for path in arguments.draw]
    print("\n".join(story))
    return 0


def run_train(arguments: argparse.Namespace) -> int:
    """`chainrule train`."""
    recipe = recipes.find(arguments.dataset)
    whole_number("--seed", arguments.seed, low=0, high=math.inf)
    epochs = recipe.epochs if arguments.epochs is None else arguments.epochs
    lr = recipe.lr if arguments.lr is None else arguments.lr
    if arguments.output is not None:
        check_picture(arguments.output, recipe.nin)
    if arguments.save is not None:
        check_folder(arguments.save)
    model = recipe.model(read_sizes(arguments.hidden), arguments.seed)
    X, Y, X_test, Y_test = recipe.data(arguments.seed)
    optimizer = recipe.optimizer(model.parameters(), lr, max(recipe.steps(len(X), epochs), 1))
    print(
        say(
            "{dataset}: {count} rows; {model}; {optimizer}",
            dataset=arguments.dataset,
            count=len(X),
            model=quoted(model, 200),
            optimizer=quoted(optimizer, 200),
        )
    )
    start = time.perf_counter()
    history = fit(
        model, X, Y, recipe.loss, optimizer, epochs=epochs, batch_size=recipe.batch_size, seed=arguments.seed
    )  # fmt: skip
    seconds = time.perf_counter() - start
    print("\n".join(progress_lines(history)))
    print(
        say(
            "{epochs} in {seconds:.2f} s, interrupted"
            if history.stopped == "interrupted"
            else "{epochs} in {seconds:.2f} s",
            epochs=counted(len(history), "epoch"),
            seconds=seconds,
        )
    )
    print(say("training accuracy {accuracy:.1%}", accuracy=evaluate(model, X, Y, recipe.loss).metric))
    if X_test is not None and Y_test is not None:
        tested = evaluate(model, X_test, Y_test, recipe.loss)
        print(
            say(
                "test accuracy     {accuracy:.1%} ({count} rows not trained on)",
                accuracy=tested.metric,
                count=len(X_test),
            )
        )
    if arguments.save is not None:
        save_model(model, arguments.save)
        print(say("wrote {path}", path=shown(arguments.save, 200)))
    if arguments.output is not None:
        figure = cast("Figure", plot_boundary(model, X, Y).figure)
        picture = BytesIO()
        figure.savefig(picture, format=Path(arguments.output).suffix[1:], dpi=150, bbox_inches="tight")
        write_whole(arguments.output, picture.getvalue())
        print(say("wrote {path}", path=shown(arguments.output, 200)))
    return 0


def progress_lines(history: History, count: int = 6) -> list[str]:
    """A few epochs of a history, the first and the last among them."""
    if not history.epochs:
        return []
    last = len(history) - 1
    shown = sorted({round(last * i / (count - 1)) for i in range(count)})
    return [
        say(
            "  epoch {epoch}  loss {loss:.6f}  accuracy {accuracy:.1%}",
            epoch=f"{epoch + 1:>{len(str(last + 1))}}",
            loss=history.epochs[epoch].loss,
            accuracy=history.epochs[epoch].metric or 0,
        )
        for epoch in shown
    ]


def check_picture(path: str, nin: int) -> None:
    """Refuse a picture that cannot be made, before anything is trained."""
    if nin != 2:
        raise DrawingError(say("a decision boundary can be drawn for two inputs only: leave --output out"))
    if Path(path).suffix.lower() not in (".png", ".svg", ".pdf"):
        raise DrawingError(say("a picture is a .png, .svg or .pdf file, not {path}", path=quoted(path)))
    check_folder(path)


def check_folder(path: str) -> None:
    """Refuse a file in a folder that does not exist."""
    if not Path(path).absolute().parent.is_dir():
        raise SettingError(say("cannot write {path}: there is no such folder", path=shown(path, 200)))


def read_sizes(text: str | None) -> list[int] | None:
    """`"16,16"` as the sizes of hidden layers; an empty text means none."""
    if text is None:
        return None
    sizes = [size.strip() for size in text.split(",") if size.strip()]
    if not all(size.isdecimal() and len(size) < 10 and 0 < int(size) <= 1024 for size in sizes):
        raise SettingError(say("--hidden takes sizes from 1 to 1024 such as 16,16, not {text}", text=quoted(text)))
    return [int(size) for size in sizes]


def with_walkthroughs(run: Command) -> Command:
    """A command on a homework sheet, which may be the name of a walkthrough."""

    def command(arguments: argparse.Namespace) -> int:
        name = arguments.sheet
        if name in walkthroughs.ALL and not Path(name).exists():
            arguments.sheet = walkthroughs.ALL[name].sheet_path()
        return run(arguments)

    return command


def build() -> argparse.ArgumentParser:
    """The parser with all commands."""
    parser, commands = build_parser()
    for name, run in (("worksheet", run_worksheet), ("grade", run_grade)):
        commands.choices[name].set_defaults(run=with_walkthroughs(run))
    command = add_command(
        commands, "walkthrough", run_walkthrough, say("a worked example from the literature, checked")
    )
    command.add_argument("name", nargs="?", metavar="NAME", help=say("which one; without a name, the list"))
    command.add_argument(
        "--all", action="store_true", help=say("one table of what the documents print: claims, right, wrong, causes")
    )
    command.add_argument(
        "--draw", action="append", default=[], metavar="FILE", help=say("also draw its graph: .svg, .png, .pdf or .dot")
    )
    command = add_command(commands, "train", run_train, say("train a network on xor, moons or digits"))
    command.add_argument("dataset", metavar="DATASET", help=", ".join(recipes.RECIPES))
    command.add_argument("--epochs", type=whole, metavar="N", help=say("how many times over the data"))
    command.add_argument("--hidden", metavar="SIZES", help=say("the hidden layers, such as 16,16"))
    command.add_argument("--lr", type=float, metavar="NUMBER", help=say("the learning rate"))
    command.add_argument(
        "--seed", type=whole, default=0, metavar="N", help=say("of weights, data and shuffling (default: 0)")
    )
    command.add_argument(
        "-o", "--output", metavar="FILE", help=say("a picture of the decision boundary: .png, .svg, .pdf")
    )
    command.add_argument("--save", metavar="FILE", help=say("the trained network, as safetensors"))
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """`chainrule` and `python -m nn`."""
    return execute(build, arguments)

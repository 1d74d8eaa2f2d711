"""How the command line reads its arguments, and in which language it speaks.

argparse has sentences of its own; the catalogues translate them as they do ours.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar

from autograd.errors import ExpressionError
from autograd.language import language, say, template
from autograd.language.catalogues import catalogue, languages, preferred
from autograd.language.widths import wrapped
from autograd.notation import printable, quoted, shown

_Result = TypeVar("_Result")

Command = Callable[[argparse.Namespace], int]

#: The most characters of a whole number that is given as an option.
LONGEST_WHOLE = 300
#: What argparse says to users, of all Python versions, for the translators.
OF_ARGPARSE = (
    template("usage: "),
    template("positional arguments"),
    template("options"),
    template("show this help message and exit"),
    template("%(heading)s:"),
    template("argument %(argument_name)s: %(message)s"),
    template("the following arguments are required: %s"),
    template("unrecognized arguments: %s"),
    template("expected one argument"),
    template("expected at least one argument"),
    template("ignored explicit argument %r"),
    template("invalid %(type)s value: %(value)r"),
    template("invalid choice: %(value)r (choose from %(choices)s)"),
    template("invalid choice: %(value)r, maybe you meant %(suggestion)r? (choose from %(choices)s)"),
)


class Parser(argparse.ArgumentParser):
    """A parser to whom a mistake is an error in one line, like any other."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"formatter_class": Formatter, "allow_abbrev": False, **options})

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments."""
        raise ExpressionError(
            say("{message}; see {prog} --help", message=shown(printable(message), 400), prog=self.prog)
        )


class Formatter(argparse.HelpFormatter):
    """Help in lines as wide as the terminal, in which some letters are two columns wide."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in wrapped(text, width - len(indent)))


def add_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: Command, about: str
) -> argparse.ArgumentParser:
    """Add one command: `run` gets the parsed arguments and returns the exit status."""
    command = commands.add_parser(
        name, help=about, description=say("{sentence}.", sentence=about[0].upper() + about[1:])
    )
    command.set_defaults(run=run)
    add_language(command)
    return command


def add_expression(command: argparse.ArgumentParser) -> None:
    """The arguments of a command that works on a formula: the formula, and the numbers to put in."""
    command.add_argument("expression", help=say('such as "(a+b)*(b+1)", or steps: "c = a+b; d = b+1; e = c*d"'))
    command.add_argument(
        "numbers", nargs="*", metavar="NAME=NUMBER", help=say("the inputs, such as a=2 b=1/3 W=[[1,2],[3,4]]")
    )


def add_language(command: argparse.ArgumentParser) -> None:
    """The option that `language_of` has read before there was a parser."""
    command.add_argument(
        "--lang", choices=languages(), default=argparse.SUPPRESS, help=say("the language (default: as LANG has it)")
    )


def language_of(arguments: Sequence[str]) -> str:
    """The language that the arguments ask for, or else the environment.

    >>> language_of(["explain", "--lang", "zh", "a*b"]), language_of(["--lang=en", "zh"]), language_of([])
    ('zh', 'en', 'en')
    """
    asked = preferred()
    for argument, following in zip(arguments, [*arguments, ""][1:], strict=True):
        option, equals, value = argument.partition("=")
        if option == "--lang" and (value if equals else following) in languages():
            asked = value if equals else following
    return asked


def with_argparse_in_language(function: Callable[[], _Result]) -> _Result:
    """What the function gives, argparse's own sentences being in the language in force: it looks each one up, by a
    function it has imported. Not a context: one that is interrupted on the way into its end is never ended."""
    if language() == "en" or not hasattr(argparse, "_"):
        return function()
    looked_up_by = argparse._
    find = catalogue(language()).text
    try:
        argparse._ = find
        return function()
    finally:
        argparse._ = looked_up_by


def whole(text: str) -> int:
    """A whole number given as an option; not one that no float can hold: so much of anything there is not."""
    if len(text) > LONGEST_WHOLE:
        raise argparse.ArgumentTypeError(say("{text} is too large a number", text=quoted(text)))
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(say("invalid int value: {text}", text=quoted(text))) from None


def read_arguments(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> argparse.Namespace:
    """The arguments in any order that is not ambiguous: argparse alone is stricter than people are."""
    # What begins with one minus sign and is not an option is a formula; a space before it tells argparse so.
    spaced = [f" {argument}" if re.match("-(?!-|h$|o|$)", argument) else argument for argument in arguments]
    parsed, rest = parser.parse_known_args(spaced)
    for name, value in vars(parsed).items():
        if isinstance(value, str) and value.startswith(" -"):
            setattr(parsed, name, value[1:])
    # argparse leaves out what follows an option: the b=1 of `explain a*b a=2 --digits 3 b=1`.
    if rest and (not hasattr(parsed, "numbers") or any(argument.startswith("-") for argument in rest)):
        parser.error(say("unrecognized arguments: {arguments}", arguments=" ".join(rest)))
    if rest:
        parsed.numbers += rest
    return parsed

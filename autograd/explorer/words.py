"""The words of a page: those that stand in it, and the sentences that its script says."""

from __future__ import annotations

from string import Formatter

from autograd.language import say, template

#: What stands in `page.html`, between `%%=` and `%%`.
IN_PAGE = (
    template("Steps"),
    template("first step (Home)"),
    template("first step"),
    template("step back (←)"),
    template("step back"),
    template("play or pause (space)"),
    template("play"),
    template("step on (→)"),
    template("step on"),
    template("last step (End)"),
    template("last step"),
    template("step"),
    template("speed"),
    template("slow"),
    template("medium"),
    template("fast"),
    template("presentation: the picture fills the screen (P)"),
    template("present"),
    template("full screen (F)"),
    template("full screen"),
    template("skip the picture"),
    template("graph"),
    template("computational graph"),
    template("value"),
    template("gradient, and on each edge its local partial"),
    template("Size of the picture"),
    template("smaller (−)"),
    template("smaller"),
    template("fit (0)"),
    template("fit"),
    template("larger (+)"),
    template("larger"),
    template("The picture of this step as a file"),
    template("save"),
    template("save this step as SVG"),
    template("save this step as PNG"),
    template("space"),
    template("first, last"),
    template("size"),
    template("on"),
    template("back"),
    template("black screen"),
    template("ends the presentation"),
    template("Selected"),
    template(
        "Hover or focus a node for its paths to the output, an edge for its local partial. "
        "Click two nodes for the paths between them."
    ),
    template(
        "Tap a node for its paths to the output, an edge for its local partial. "
        "Tap a second node for the paths between the two."
    ),
    template("Training"),
    template("epoch"),
    template("loss curve"),
    template("Chain rule"),
    template("Inputs"),
    template("as at the start"),
    template("This page computes in your browser, and needs JavaScript for it."),
)
#: What the scripts give to `phrase`, with fields that are filled in there.
IN_SCRIPT = (
    template("{name} needs a number"),
    template("undefined"),
    template("the screen is black; B shows the picture again"),
    template("this window cannot fill the screen"),
    template("{title}, step {step} of {count}"),
    template("saved {name}"),
    template("this browser draws no PNG; SVG can be saved"),
    template("1 path from {first} to {last}"),
    template("{count} paths from {first} to {last}"),
    template("… and {count} more"),
    template("sum = {equation}"),
    template("message {message}"),
    template("computed in Python only: the inputs below it stay as they are"),
    template("gradient = {number}"),
    template("{number} so far"),
    template("value {number}"),
    template("gradient {number}"),
    template(", "),
    template("edge {start} to {end}, local partial {number}"),
    template("forward"),
    template("backward"),
    template("grows with every message on the way back"),
    template("step {step} of {count}, {direction}: {text}"),
    template("pause"),
    template("play"),
    template("step {step} of {count}: {text}"),
    template("{name} receives {total}: the sweep starts here"),
    template("{name} receives {total}"),
    template("{equation} ({total} so far)"),
    template("{name} can only be computed in Python: its inputs stay as they are"),
    template("the derivative of {what}"),
    template("{formula} is not finite at {where}"),
    template("{formula} is undefined at {where}"),
    template("stops after epoch {epoch}: {reason}"),
    template("epoch {epoch}"),
)


def phrases() -> dict[str, str]:
    """The sentences of the scripts in the language in force, by the English ones; those that are the same left out.

    >>> phrases()
    {}
    """
    found = {}
    for sentence in IN_SCRIPT:
        fields = [name for _, name, *_ in Formatter().parse(sentence) if name]
        found[sentence] = str(say(sentence, **{name: f"{{{name}}}" for name in fields}))  # which the script fills in
    return {sentence: text for sentence, text in found.items() if text != sentence}

"""How numbers, names and formulas are written: on paper, in pictures, in LaTeX, in a terminal.

The ground floor: knows nothing of operations or graphs.
"""

from __future__ import annotations

from autograd.language import say, say_counted

#: How tightly a piece of a formula holds together; a looser piece inside a tighter one gets parentheses.
ANYTHING, SUM, PRODUCT, POWER, ATOM = range(5)

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi omega "
    "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
)
_LETTERS = dict(zip("αβγδεζηθκλμνξπρστφχψωΓΔΘΛΞΠΣΦΨΩ", _GREEK.split(), strict=True))
_LATEX_SPECIAL = {
    **{character: "\\" + character for character in "{}$&#%_"},
    "\\": r"\backslash ",
    "^": r"\wedge ",
    "~": r"\sim ",
    "<": "<",
    ">": ">",
    "|": "|",  # in text, LaTeX's usual fonts have a dash in its place
}


def number(x: float, digits: int = 6) -> str:
    """`x` as it stands on paper: `digits` significant digits, whole numbers whole, no stray zeros.

    >>> number(0.1 + 0.2), number(2.0), number(0.6053074774506474), number(-2.5e-08)
    ('0.3', '2', '0.605307', '-2.5e-8')
    """
    if abs(x) < 1e15 and x == int(x):
        return str(int(x))
    mantissa, _, exponent = f"{x:.{digits}g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def latex_number(x: float, digits: int = 6) -> str:
    r"""The same in LaTeX.

    >>> print(latex_number(-2.5e-08))
    -2.5 \times 10^{-8}
    """
    mantissa, _, exponent = number(x, digits).replace("inf", r"\infty").partition("e")
    return rf"{mantissa} \times 10^{{{exponent}}}" if exponent else mantissa


def result(x: float, digits: int = 6, latex: bool = False) -> str:
    """A number as `number` or `latex_number` write it; what has none, in an arm that is not chosen, is undefined."""
    if x != x:
        return rf"\text{{{say('undefined')}}}" if latex else say("undefined")
    return latex_number(x, digits) if latex else number(x, digits)


def latex_result(x: float, digits: int = 6) -> str:
    """`result` in LaTeX."""
    return result(x, digits, latex=True)


def printable(label: str) -> str:
    r"""`label` with every character that could drive a terminal or hide text written as its escape.

    >>> print(printable("w\x1b[31m"), printable("中文"))
    w\x1b[31m 中文
    """
    if label.isprintable():
        return label
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in label)


def in_json(thing: object) -> str:
    r"""`thing` as JSON, one entry a line; a character that could drive a terminal stands there as its escape.

    >>> print(in_json(["w\x9b\u202e", "中文"]))
    [
     "w\u009b\u202e",
     "中文"
    ]

    Raises ValueError for a number that is not finite.
    """
    import json  # here, as a program that only computes needs none

    text = json.dumps(thing, indent=1, ensure_ascii=False, allow_nan=False)
    if text.replace("\n", "").isprintable():
        return text
    # Only in strings is anything to escape, and there an escape is the same string.
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)


def in_markdown(text: str) -> str:
    """`text` as Markdown and HTML leave it: every character that means something there is written by its number.

    >>> in_markdown("w_1 < *2*")
    'w&#95;1 &lt; &#42;2&#42;'
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for character in "\\|*_`[]$~":
        text = text.replace(character, f"&#{ord(character)};")
    return text


def shown(text: str, longest: int = 40) -> str:
    r"""Text from outside (a label, a line of a file) as it may stand in a sentence: one line, printable, cut if long.

    Every sentence that quotes its user passes here, or through `quoted`.

    >>> print(shown("a\x1b[2J"), shown("x" * 50, longest=8))
    a\x1b[2J xxxxxxx…
    """
    start = text[: 2 * longest]  # what is cut need not be made printable
    line = printable(" ".join(start.split()))
    return line if len(line) <= longest and len(text) <= 2 * longest else line[: longest - 1] + "…"


def quoted(thing: object, longest: int = 40) -> str:
    """Anything from outside as Python writes it, as it may stand in a sentence: text in quotes, a list in brackets.

    >>> quoted("a"), quoted([1, 2]), quoted(list(range(1000)), longest=12)
    ("'a'", '[1, 2]', '[0, 1, 2, 3…')
    """
    try:
        return shown(repr(thing), longest)
    except Exception:  # the thing is not ours, and a sentence about it must not fail
        return f"a {type(thing).__name__}"


def counted(count: int, thing: str, things: str = "") -> str:
    """A number of things: with its plural, `things` where that is not the singular with an s.

    It stands in the language in force; the things are given in English, as they stand, for the translators to find.

    >>> counted(1, "claim"), counted(1200, "node"), counted(2, "entry", "entries")
    ('1 claim', '1,200 nodes', '2 entries')
    """
    return say_counted(count, f"{{count:,}} {thing}", f"{{count:,}} {things or thing + 's'}")


def latex_name(label: str) -> str:
    r"""`label` as a LaTeX symbol: an index becomes a subscript, everything special is escaped.

    >>> print(latex_name("b"), latex_name("w12"), latex_name("W_ca"), latex_name("theta"), latex_name("W[1,2]"))
    b w_{12} W_{ca} \theta W_{1,2}
    """
    import re  # here, as only LaTeX needs it and it takes long to import

    match = re.fullmatch(rf"([A-Za-z]+?|[{''.join(_LETTERS)}])_?(\d+|(?<=_)[A-Za-z0-9]+|)('*)", label)
    entry = re.fullmatch(r"(\w+)\[(\d+(?:,\d+)*)\]", label, re.ASCII)
    if entry and not re.search(r"[\d_]", entry[1]):  # W1[1,2] has two indices already
        return f"{latex_name(entry[1])}_{{{entry[2]}}}"
    if match:
        stem, index, primes = match.groups()
        stem = _LETTERS.get(stem, stem)
        symbol = stem if len(stem) == 1 else "\\" + stem if stem in _LETTERS.values() else rf"\mathrm{{{stem}}}"
        return symbol + (f"_{{{index}}}" if index else "") + primes
    pieces = re.split(r"([{}$&#%_\\^~<>|])", printable(label))
    return "".join(_LATEX_SPECIAL.get(piece) or rf"\text{{{piece}}}" for piece in pieces if piece)


def superscript(exponent: str) -> str:
    """A whole number as an exponent: `"-2"` becomes `"⁻²"`."""
    return exponent.translate(_SUPERSCRIPTS)


class Written:
    """A piece of a formula and how tightly it binds.

    In a template, `{:2}` asks for something that binds at least like a product, and gets parentheses if it must:

    >>> "{:2}·{:2}".format(Written("a + b", SUM), Written("c"))
    '(a + b)·c'
    """

    __slots__ = ("binding", "text")

    def __init__(self, text: str, binding: int = ATOM) -> None:
        self.text, self.binding = text, binding

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Written) and (self.text, self.binding) == (other.text, other.binding)

    def __hash__(self) -> int:
        return hash((self.text, self.binding))

    def __repr__(self) -> str:
        return f"Written({self.text!r}, {self.binding})"

    def __format__(self, needed: str) -> str:
        return self.text if self.binding >= int(needed or ANYTHING) else f"({self.text})"

    @classmethod
    def number(cls, x: float, digits: int = 6, latex: bool = False) -> Written:
        """A number; a negative one needs parentheses behind an operator."""
        text = result(x, digits, latex)
        return cls(text, SUM if x < 0 else PRODUCT if "^" in text else ATOM)

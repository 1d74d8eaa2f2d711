"""The catalogues of what is said in other languages than English, from the sources: `make translations`.

    python docs/translations.py        bring every catalogue up to date with the sources, and compile it
    python docs/translations.py fr     begin the catalogue of French: autograd/language/fr/LC_MESSAGES/chainrule.po

What is said in the sources by `say`, `say_counted`, `counted` and `template`, and in the audit's tables of slips, goes
into each catalogue, with its file; a sentence that changed keeps its translation marked as fuzzy, for a person to look
at; one that is gone is dropped.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "autograd" / "language"
#: Which arguments of these functions are templates: of two, the second is for several things.
SAYS = {"say": (0,), "template": (0,), "say_counted": (1, 2)}
#: In the audit's sentences and its tables of slips each of these arguments is a template of its own.
SLIPS = {
    "Sentence": (0,), "with_partials": (3,), "Derivative": (0, 2), "Replaced": (0, 2), "Weighed": (0, 2), "OfTwo": (1,),
    "WrongStep": (0, 2, 3), "WrongRule": (0, 3),
}  # fmt: skip

Message = tuple[str, ...]  # a template; or one for a single thing and one for several


def sentences() -> dict[Message, list[str]]:
    """Every sentence of the sources, and the files where it is said."""
    found: dict[Message, list[str]] = {}
    for package in ("autograd", "nn"):
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            for message in said_in(path.read_text(encoding="utf-8")):
                files = found.setdefault(message, [])
                if name not in files:
                    files.append(name)
    return found


def said_in(source: str) -> Iterator[Message]:
    """The sentences in the text of a module.

    >>> list(said_in('say("{x} is" if x else "none is", x=counted(n, "node"))'))
    [('{x} is',), ('none is',), ('{count:,} node', '{count:,} nodes')]
    """
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        function = ast.unparse(node.func).rpartition(".")[2]
        if function == "counted" and len(node.args) > 1:
            for thing in texts(node.args[1]):
                several = next(texts(node.args[2]), "") if len(node.args) > 2 else ""
                yield (f"{{count:,}} {thing}", f"{{count:,}} {several or thing + 's'}")
        elif function in SLIPS:
            yield from ((said,) for position in SLIPS[function] for said in texts_at(node, position))
        elif function in SAYS and len(node.args) > max(SAYS[function]):
            yield from zip(*(texts(node.args[position]) for position in SAYS[function]), strict=True)


def texts_at(call: ast.Call, position: int) -> Iterator[str]:
    """The texts that an argument of a call may be; none where there is no such argument."""
    return (text for argument in call.args[position : position + 1] for text in texts(argument) if text)


def texts(node: ast.AST) -> Iterator[str]:
    """The text that an argument is, or the two that it chooses from."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)


def updated(path: Path) -> Catalog:
    """The catalogue of a file, as it is or new, with the sentences of the sources and no others."""
    language = path.parts[-3]
    catalogue = Catalog(
        language, project="chainrule", version="0", msgid_bugs_address="none", last_translator="none",
        language_team="none", fuzzy=False, header_comment=f"# What chainrule says, in {language}.",
    )  # fmt: skip
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
    source = Catalog()
    for message, files in sentences().items():
        source.add(message if len(message) > 1 else message[0], locations=[(file, None) for file in files])
    catalogue.update(source, update_creation_date=False)  # else every run would change the file
    catalogue.obsolete.clear()
    return catalogue


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it; what is fuzzy or not translated is left out."""
    done = Catalog(catalogue.locale, fuzzy=False, header_comment=catalogue.header_comment)
    for message in catalogue:
        if message.id and not message.fuzzy and all_of(message.string):
            done.add(message.id, message.string)
    compiled = io.BytesIO()
    done.mime_headers = catalogue.mime_headers
    write_mo(compiled, done)
    return compiled.getvalue()


def main(new: list[str]) -> None:
    """Bring the catalogues up to date, and begin that of each language that is named."""
    paths = {path.parent for path in FOLDER.glob("*/LC_MESSAGES/chainrule.po")}
    for folder in sorted(paths | {FOLDER / language / "LC_MESSAGES" for language in new}):
        folder.mkdir(parents=True, exist_ok=True)
        catalogue = updated(folder / "chainrule.po")
        with (folder / "chainrule.po").open("wb") as file:
            write_po(file, catalogue, width=100, sort_by_file=True, include_lineno=False)
        (folder / "chainrule.mo").write_bytes(compiled(catalogue))
        missing = sum(1 for message in catalogue if message.id and (message.fuzzy or not all_of(message.string)))
        print(f"{folder.parent.name}: {len(catalogue)} sentences, {missing} to translate")


def all_of(translation: str | tuple[str, ...]) -> bool:
    """Whether a translation says something, in each of its forms."""
    return all(translation if isinstance(translation, tuple) else [translation])


if __name__ == "__main__":
    main(sys.argv[1:])

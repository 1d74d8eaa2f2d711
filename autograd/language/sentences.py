"""A sentence in the language in force, which can be said in another one later.

It keeps its template and its fields, and these may be sentences themselves, so that nothing of it stays behind in the
language it was first said in.
"""

from __future__ import annotations

from contextvars import ContextVar, copy_context

#: Of typing, which takes longer to import than the engine; type checkers know the name.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from contextvars import Token
    from typing import Any, ParamSpec, TypeVar

    from autograd.language.catalogues import Catalogue

    _Result = TypeVar("_Result")
    _Arguments = ParamSpec("_Arguments")

#: The catalogue of the language in force; None for English, which needs none.
_IN_FORCE: ContextVar[Catalogue | None] = ContextVar("language", default=None)


class Sentence(str):
    """The text of a sentence in the language in force, with what is needed to say it in another.

    - `templates`: the English template; or two, for one thing and for several, where the field `count` decides.
    - `fields`: what stands in it. A list is joined as the language does; of an error, its message stands there.
    """

    __slots__ = ("fields", "templates")

    templates: tuple[str, ...]
    fields: dict[str, Any]

    def __new__(cls, templates: tuple[str, ...], fields: dict[str, Any]) -> Sentence:
        """The sentence of these templates and fields, said in the language in force."""
        for name, field in fields.items():
            if isinstance(field, BaseException):
                fields[name] = _message(field)
        made = super().__new__(cls, _written(templates, fields, _IN_FORCE.get()))
        made.templates, made.fields = templates, fields
        return made

    def __reduce__(self) -> tuple[type[Sentence], tuple[tuple[str, ...], dict[str, Any]]]:
        return Sentence, (self.templates, self.fields)


def say(sentence: str, /, **fields: Any) -> str:
    """A `Sentence`: the text in the language in force, its fields filled in as `str.format` does.

    >>> say("{name} is given {count:,} times", name="a", count=1200)
    'a is given 1,200 times'
    >>> say("it has {names}", names=["a", "b"])
    'it has a, b'
    """
    return Sentence((sentence,), fields)


def say_counted(count: int, one: str, several: str, /, **fields: Any) -> str:
    """A sentence about `count` things, which is one of its fields: `one` if there is one of them, else `several`.

    >>> say_counted(2, "{count} path from {name}", "{count} paths from {name}", name="b")
    '2 paths from b'
    """
    return Sentence((one, several), {**fields, "count": count})


def template(sentence: str) -> str:
    """A sentence as it is, for the translators to find; it is said later, by `say`, with its fields."""
    return sentence


#: What stands between the items of a list.
_COMMA = template(", ")


class speaking:
    """A context in which sentences are said in a language, such as "zh"; None leaves the language as it is.

    >>> with speaking("zh"):
    ...     print(say("{name} receives {total}", name="b", total=5))
    b 收到 5

    Whoever can, calls `run` instead: an interrupt on the way into `__exit__` keeps the context from ending.

    >>> speaking("zh").run(say, "{name} receives {total}", name="b", total=5)
    'b 收到 5'

    Raises `ValueError` for a language without a catalogue.
    """

    def __init__(self, language: str | None) -> None:
        self._catalogue = _IN_FORCE.get() if language is None else _catalogue(language)
        self._token: Token[Catalogue | None] | None = None

    def __enter__(self) -> None:
        self._token = _IN_FORCE.set(self._catalogue)

    def __exit__(self, *_: object) -> None:
        assert self._token is not None
        _IN_FORCE.reset(self._token)

    def run(
        self, function: Callable[_Arguments, _Result], *arguments: _Arguments.args, **keywords: _Arguments.kwargs
    ) -> _Result:
        """What the function gives, its sentences in this language.

        The caller's own context is never changed, so that no interrupt can leave it in another language.
        """
        context = copy_context()
        context.run(_IN_FORCE.set, self._catalogue)
        return context.run(function, *arguments, **keywords)


def in_its_language(method: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """A method whose sentences are in the language that its object keeps as `lang`."""
    from functools import wraps

    @wraps(method)
    def said(*arguments: _Arguments.args, **keywords: _Arguments.kwargs) -> _Result:
        return speaking(arguments[0].lang).run(method, *arguments, **keywords)  # type: ignore[attr-defined]

    return said


def language() -> str:
    """The language in force.

    >>> language()
    'en'
    """
    catalogue = _IN_FORCE.get()
    return "en" if catalogue is None else catalogue.language


def translated(said: str | BaseException) -> str:
    """A sentence, or what an error says, in the language in force; any other text as it is."""
    return str(_in(_message(said) if isinstance(said, BaseException) else said, _IN_FORCE.get()))


def in_english(said: str) -> str:
    """A sentence in English, whatever the language in force; any other text as it is."""
    return str(_in(said, None))


def _message(error: BaseException) -> str:
    """What an error says, with its fields where it was made by `say`."""
    (said, *more) = error.args or ("",)
    return said if isinstance(said, str) and not more else str(error)


def _catalogue(language: str) -> Catalogue | None:
    if language == "en":
        return None
    from autograd.language.catalogues import catalogue, languages  # English needs none

    if language not in languages():
        raise ValueError(say("lang= is one of {known}", known=list(languages())))
    return catalogue(language)


def _written(templates: tuple[str, ...], fields: dict[str, Any], catalogue: Catalogue | None) -> str:
    if catalogue is not None:
        sentence = catalogue.find(templates, fields)
    else:
        sentence = templates[0] if len(templates) == 1 or fields["count"] == 1 else templates[1]
    return sentence.format(**{name: _in(field, catalogue) for name, field in fields.items()})


def _in(field: Any, catalogue: Catalogue | None) -> Any:
    """A field as it stands in a sentence of that language."""
    if isinstance(field, Sentence):
        return _written(field.templates, field.fields, catalogue)
    if isinstance(field, list):
        comma = _COMMA if catalogue is None else catalogue.text(_COMMA)
        return comma.join(str(_in(item, catalogue)) for item in field)
    return field

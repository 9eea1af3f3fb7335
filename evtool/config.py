"""Configuration sections: a frozen dataclass states the keys, this loader is strict.

A section's owner declares a dataclass whose field names are the keys, whose types are
checked, and whose metadata (`help`) is the reference page and the JSON Schema of the
file (`evtool.configuration`). Every error names file, line and dotted path, and the
nearest known key.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import re
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from evtool.document import Document
from evtool.errors import ConfigurationError, Place

T = TypeVar("T")

VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")
"""`${NAME}`, or `${NAME:-default}`: group 1 is the name, group 2 the default."""


def setting(default: Any = dataclasses.MISSING, *, help: str, **how: Any) -> Any:  # noqa: A002
    """A dataclass field with its documentation; a callable default makes a new value."""
    if callable(default):
        return dataclasses.field(default_factory=default, metadata={"help": help, **how})
    return dataclasses.field(default=default, metadata={"help": help, **how})


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """One part of a configuration file, still raw, with the way to it."""

    document: Document
    tokens: tuple[str, ...] = ()

    @property
    def raw(self) -> Any:
        """The value as it stands in the file."""
        value = self.document.value
        for token in self.tokens:
            value = value[int(token)] if isinstance(value, list) else value[token]
        return value

    @property
    def dotted(self) -> str:
        """The way to it, such as `repositories[0].path`."""
        text = ""
        for token in self.tokens:
            text += f"[{token}]" if token.isdecimal() else f".{token}" if text else token
        return text

    def below(self, token: str | int) -> Section:
        """The part one key or index further down."""
        return Section(self.document, (*self.tokens, str(token)))

    def place(self) -> Place:
        """Where it stands in the file."""
        return self.document.place(self.tokens)

    def error(self, message: str, hint: str | None = None) -> ConfigurationError:
        """An error about this part, with its dotted path in front."""
        text = f"{self.dotted}: {message}" if self.tokens else message
        return ConfigurationError(text, hint=hint, place=self.place())

    def check_above_zero(self, made: object, *names: str) -> None:
        """Refuse numbers of what was made of this part that are 0 or less."""
        for name in names:
            if getattr(made, name) <= 0:
                raise self.below(name).error("must be above 0")


def load_section(kind: type[T], section: Section) -> T:
    """Make a configuration dataclass of a raw map.

    A class may name one key as its `shorthand`: a text in place of the map is its value.

    Raises:
        ConfigurationError: Unknown or missing key, wrong type, unset variable.
    """
    raw = section.raw
    shorthand = getattr(kind, "shorthand", None)
    if isinstance(raw, str) and shorthand is not None:
        return _checked(kind(**{shorthand: expand(raw, section)}), section)
    if not isinstance(raw, Mapping):
        raise section.error(f"must be a map, not {_kind_of(raw)}")
    fields = {field.name: field for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    for key in raw:
        if key not in fields:
            raise section.below(key).error(f"unknown key {key!r}", nearest(key, list(fields)))
    hints = typing.get_type_hints(kind)
    values = {key: _convert(hints[key], section.below(key)) for key in raw}
    for name, field in fields.items():
        if name not in values and required(field):
            raise section.error(f"the key {name!r} is missing", field.metadata.get("help"))
    return _checked(kind(**values), section)


def _checked(made: T, section: Section) -> T:
    check = getattr(made, "check", None)
    if check is not None:
        check(section)
    return made


def nearest(word: str, known: Sequence[str]) -> str:
    """A hint that names the nearest of the known words, or lists them."""
    close = difflib.get_close_matches(word, known, n=1)
    if close:
        return f"did you mean {close[0]!r}?"
    return f"known: {', '.join(known)}"


def expand(text: str, section: Section) -> str:
    """`${NAME}` and `${NAME:-default}` replaced from the environment.

    As in a shell, the default also stands for an empty variable.

    Raises:
        ConfigurationError: The variable is not set and has no default.
    """

    def value(match: re.Match[str]) -> str:
        name, default = match.groups()
        found = os.environ.get(name)
        if not found and default is not None:
            return str(default)
        if found is None:
            hint = f"set it, or give a default: ${{{name}:-value}}"
            raise section.error(f"the environment variable {name} is not set", hint)
        return found

    return VARIABLE.sub(value, text) if "${" in text else text


def required(field: dataclasses.Field[Any]) -> bool:
    """Whether a file must state this field."""
    missing = dataclasses.MISSING
    return field.default is missing and field.default_factory is missing


def _convert(hint: Any, section: Section) -> Any:
    raw = section.raw
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return _convert_union(inner, section)
    if origin is typing.Literal:
        return _one_of(inner, section)
    if dataclasses.is_dataclass(hint):
        return load_section(typing.cast("type[Any]", hint), section)
    if origin in (tuple, list):
        return _convert_list(origin, inner, section)
    if origin is dict:
        if not isinstance(raw, Mapping):
            raise section.error(f"must be a map, not {_kind_of(raw)}")
        return {key: _convert(inner[1], section.below(key)) for key in raw}
    return _convert_plain(hint, section)


def _convert_union(kinds: Sequence[Any], section: Section) -> Any:
    """The first kind that fits; else the words of a text that is none of them."""
    raw = section.raw
    for kind in kinds:
        if _fits(kind, raw):
            return None if raw is None else _convert(kind, section)
    for kind in kinds:
        words = typing.get_args(kind) if typing.get_origin(kind) is typing.Literal else ()
        if any(type(word) is type(raw) for word in words):
            return _one_of(words, section)
    wanted = " or ".join(_name_of(kind) for kind in kinds if kind is not types.NoneType)
    raise section.error(f"must be {wanted}, not {_kind_of(raw)}")


def _fits(kind: Any, raw: Any) -> bool:
    """Whether a value looks like this kind, without a look inside it."""
    origin = typing.get_origin(kind) or kind
    if origin is typing.Literal:
        return any(word == raw and type(word) is type(raw) for word in typing.get_args(kind))
    if origin is dict or dataclasses.is_dataclass(kind):
        return isinstance(raw, Mapping)
    if origin in (tuple, list):
        return isinstance(raw, list)
    if origin is float:
        return type(raw) in (int, float)
    return origin is Any or type(raw) is origin


def _name_of(kind: Any) -> str:
    origin = typing.get_origin(kind) or kind
    if origin is typing.Literal:
        return ", ".join(str(word).lower() for word in typing.get_args(kind))
    if origin is dict or dataclasses.is_dataclass(kind):
        return "a map"
    return "a list" if origin in (tuple, list) else _NAMES.get(origin, str(origin))


def _one_of(words: Sequence[Any], section: Section) -> Any:
    raw = expand(section.raw, section) if isinstance(section.raw, str) else section.raw
    if raw not in words:
        hint = nearest(str(raw), [str(word) for word in words])
        raise section.error(f"{raw!r} is none of {', '.join(map(str, words))}", hint)
    return raw


def _convert_list(origin: type, inner: Sequence[Any], section: Section) -> Any:
    raw = section.raw
    if not isinstance(raw, list):
        raise section.error(f"must be a list, not {_kind_of(raw)}")
    if origin is list or Ellipsis in inner:
        kinds = [inner[0]] * len(raw)
    elif len(raw) != len(inner):
        raise section.error(f"must have {len(inner)} items, not {len(raw)}")
    else:
        kinds = list(inner)
    return origin(_convert(kind, section.below(at)) for at, kind in enumerate(kinds))


def _convert_plain(hint: Any, section: Section) -> Any:
    raw = section.raw
    if hint is Any:
        return raw
    if isinstance(raw, str) and hint is str:
        return expand(raw, section)
    if isinstance(raw, bool) is (hint is bool) and isinstance(raw, hint):
        return raw
    if hint is float and type(raw) is int:
        return float(raw)
    raise section.error(f"must be {_NAMES.get(hint, hint.__name__)}, not {_kind_of(raw)}")


_NAMES = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


def _kind_of(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, Mapping):
        return "a map"
    if isinstance(value, list):
        return "a list"
    return f"{_NAMES.get(type(value), type(value).__name__)} ({value!r})"

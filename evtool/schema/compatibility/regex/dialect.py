"""What the shorthands of a pattern stand for: ECMA-262, or Python as jsonschema uses it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final

from evtool.schema.compatibility.regex.charset import (
    DIGITS,
    LINE_ENDS,
    SPACES,
    WORD,
    CharSet,
    characters,
    complement,
    unicode_set,
    union,
)
from evtool.schema.compatibility.regex.syntax import Character, Class, Shorthand


class Dialect(Enum):
    """Whose meaning a pattern has. JSON Schema's is `ECMA`."""

    ECMA = "ecma"
    PYTHON = "python"


def members(one: Character | Shorthand | Class, dialect: Dialect) -> CharSet:
    """The characters that a part of a pattern stands for."""
    if isinstance(one, Character):
        return one.among
    if isinstance(one, Shorthand):
        found = _SHORTHANDS[dialect][one.name]()
    else:
        found = union(*(members(part, dialect) for part in one.parts))
    return complement(found) if one.negated else found


def word_characters(dialect: Dialect) -> CharSet:
    """The characters that make up words: a boundary lies at the ends of these."""
    return _SHORTHANDS[dialect]["w"]()


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


_SHORTHANDS: Final[Mapping[Dialect, Mapping[str, Callable[[], CharSet]]]] = {
    Dialect.ECMA: {
        "d": lambda: DIGITS,
        "w": lambda: WORD,
        "s": lambda: SPACES,
        ".": lambda: complement(LINE_ENDS),
    },
    Dialect.PYTHON: {
        "d": lambda: unicode_set(str.isdecimal),
        "w": lambda: unicode_set(_is_word),
        "s": lambda: unicode_set(str.isspace),
        ".": lambda: complement(characters("\n")),
    },
}

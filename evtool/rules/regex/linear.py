"""Patterns run in linear time: ECMA-262 written in the syntax of RE2.

RE2 matches in time proportional to the text, whatever the pattern. It has no look-around,
no back-references and no repetition beyond 1,000.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from evtool.rules.regex.characters import CharacterSet
from evtool.rules.regex.reading import read
from evtool.rules.regex.syntax import (
    BackReference,
    Boundary,
    Characters,
    Choice,
    Look,
    Part,
    Repeat,
    Sequence,
)

_MOST_REPEATS = 1000

_BOUNDARIES = {"^": r"\A", "$": r"\z", "b": r"\b", "B": r"\B"}


class NotLinear(ValueError):
    """The linear engine does not take the pattern; the text says why."""


@lru_cache(maxsize=2048)
def linear(pattern: str) -> Callable[[str], bool]:
    """A function that says whether the pattern is found anywhere in a text.

    Raises:
        PatternError: It is no regular expression.
        NotLinear: RE2 has no counterpart of it.
    """
    import re2  # type: ignore[import-untyped]

    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(_text(read(pattern)), options)
    except re2.error as error:
        raise NotLinear(str(error)) from error
    return lambda text: compiled.search(text) is not None


def _text(part: Part) -> str:
    """A part in the syntax of RE2; nesting is bounded by the reader."""
    match part:
        case Characters():
            return _characters(part)
        case Sequence(parts):
            return "".join(map(_text, parts))
        case Choice(options):
            return f"(?:{'|'.join(map(_text, options))})"
        case Boundary(kind):
            return _BOUNDARIES[kind]
        case Repeat():
            return _repeat(part)
        case Look(_, opening):
            raise NotLinear(f"it looks around with `{opening}`")
        case BackReference(group):
            raise NotLinear(f"it refers back to the group {group}")


def _repeat(part: Repeat) -> str:
    if max(part.least, part.most or 0) > _MOST_REPEATS:
        raise NotLinear(f"it repeats a part more than {_MOST_REPEATS:,} times")
    most = "" if part.most is None else part.most
    lazy = "" if part.greedy else "?"
    return f"(?:{_text(part.body)}){{{part.least},{most}}}{lazy}"


def _characters(part: Characters) -> str:
    if part.properties:
        inside = _ranges(part.listed) + "".join(part.properties)
        return f"[{'^' if part.negated else ''}{inside}]"
    if not part.members:
        return r"[^\x{0}-\x{10FFFF}]"
    return f"[{_ranges(part.members)}]"


def _ranges(members: CharacterSet) -> str:
    return "".join(
        rf"\x{{{low:X}}}" if low == high else rf"\x{{{low:X}}}-\x{{{high:X}}}"
        for low, high in members
    )

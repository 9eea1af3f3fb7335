"""Strings: of a pattern, of a format, or a word; cut or filled to their length."""

from __future__ import annotations

import math
from collections.abc import Callable

from evtool.schema.example import chance, moments
from evtool.schema.example.failure import Refusal
from evtool.schema.example.formats import format_text
from evtool.schema.example.javascript import from_units, truthy, units
from evtool.schema.example.merging import Schema
from evtool.schema.example.numbers import keyword_number
from evtool.schema.example.pattern import text_of
from evtool.schema.example.tally import Tally

_WORD = "dolor"
_LONGEST = float(2**53 - 1)
_FILLER = "/"

_REWRITTEN: dict[str, Callable[[str], str]] = {
    "date": moments.date,
    "date-time": moments.date_time,
    "datetime": moments.date_time,
    "time": moments.time,
}


def string_value(schema: Schema, tally: Tally) -> str:
    """A string of a `format`, or else of a `pattern`, or else a word.

    Raises:
        Refusal: The format is unknown, or the text cannot be made.
    """
    if truthy(schema.get("format")):
        return fitted(format_text(schema["format"]), schema, tally)
    if truthy(schema.get("pattern")):
        return pattern_value(schema, tally)
    shortest, longest = _lengths(schema)
    return fitted(_words(shortest, longest, tally), schema, tally)


def pattern_value(schema: Schema, tally: Tally) -> str:
    """A string of the `pattern` of a schema, whatever its type.

    Raises:
        Refusal: The pattern is too large or not understood.
    """
    return fitted(text_of(schema["pattern"], tally.spend), schema, tally)


def fitted(text: str, schema: Schema, tally: Tally) -> str:
    """`text`, filled to `minLength`, cut to `maxLength`, then written in its `format`.

    Raises:
        Refusal: It would be too long, or is no date where the format says so.
    """
    shortest, longest = _lengths(schema)
    counted = units(text)
    if len(counted) < shortest:
        counted = _filled(counted, shortest, schema, tally)
    if longest and len(counted) > longest:
        counted = counted[: int(max(0, longest))]
    tally.spend(len(counted))
    name = schema.get("format")
    rewritten = _REWRITTEN.get(name) if isinstance(name, str) else None
    whole = _whole(counted)
    return rewritten(whole) if rewritten else whole


def _lengths(schema: Schema) -> tuple[float, float]:
    shortest = max(0.0, keyword_number(schema, "minLength", 0))
    return shortest, min(_LONGEST, keyword_number(schema, "maxLength", _LONGEST))


def _words(shortest: float, longest: float, tally: Tally) -> str:
    length = chance.whole(shortest, longest)
    tally.spend(int(min(shortest, tally.limit + 1)))
    text = _WORD * max(1, math.ceil(shortest / len(_WORD)))
    return text[: int(max(0, length))] if len(text) > length else text


def _filled(text: str, shortest: float, schema: Schema, tally: Tally) -> str:
    tally.spend(int(min(shortest, tally.limit + 1)))
    pattern = schema.get("pattern")
    if isinstance(pattern, str) and pattern:
        piece = units(text_of(pattern, tally.spend))
        return text + piece * math.ceil((shortest - len(text)) / len(piece)) if piece else text
    while len(text) < shortest:
        text = text + _FILLER + text
    return text


def _whole(text: str) -> str:
    whole = from_units(text)
    if not whole.isascii() and any("\ud800" <= unit <= "\udfff" for unit in whole):
        raise Refusal(
            "its text would hold half a character",
            "choose a `maxLength` or `pattern` that keeps characters beyond U+FFFF whole",
        )
    return whole

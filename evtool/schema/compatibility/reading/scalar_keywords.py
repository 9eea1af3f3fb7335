"""The keywords for numbers and strings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from evtool.schema.compatibility.formats import known_format
from evtool.schema.compatibility.reading.document import Schema
from evtool.schema.compatibility.reading.formula import TRUE, Formula
from evtool.schema.compatibility.reading.numbers import Number, exact, is_number
from evtool.schema.compatibility.reading.problem import UnreadableSchema
from evtool.schema.compatibility.reading.scalars import Bound, Formatted, Length, Matching, Multiple
from evtool.schema.compatibility.regex import Pattern, pattern_of

Reader = Callable[[Schema, Any], Formula]


def number_of(value: Any, keyword: str) -> Number:
    """The number that a keyword has.

    Raises:
        UnreadableSchema: It has none.
    """
    if not is_number(value):
        raise UnreadableSchema(f"{keyword} {value!r:.60} is no number")
    return exact(value)


def count_of(value: Any, keyword: str) -> int:
    """The count that a keyword has; 2.0 is one too.

    Raises:
        UnreadableSchema: It has none.
    """
    number = number_of(value, keyword)
    if not isinstance(number, int) or number < 0:
        raise UnreadableSchema(f"{keyword} {value!r:.60} is no count")
    return number


def readable_pattern(value: Any) -> Pattern:
    """The pattern that a keyword has.

    Raises:
        UnreadableSchema: It is no string.
    """
    if not isinstance(value, str):
        raise UnreadableSchema(f"the pattern {value!r:.60} is no string")
    return pattern_of(value)


def _bound(keyword: str, *, upper: bool, strict: bool) -> Reader:
    return lambda _schema, value: Bound(number_of(value, keyword), upper=upper, strict=strict)


def _read_multiple(_schema: Schema, value: Any) -> Formula:
    number = number_of(value, "multipleOf")
    if number <= 0:
        raise UnreadableSchema(f"multipleOf {value} is not above zero")
    return Multiple(number)


def _read_min_length(_schema: Schema, value: Any) -> Formula:
    count = count_of(value, "minLength")
    return Length(count, None) if count else TRUE


def _read_max_length(_schema: Schema, value: Any) -> Formula:
    return Length(0, count_of(value, "maxLength"))


def _read_pattern(_schema: Schema, value: Any) -> Formula:
    pattern = readable_pattern(value)
    return Matching(pattern) if pattern.text else TRUE


def _read_format(_schema: Schema, value: Any) -> Formula:
    known = known_format(value)
    return TRUE if known is None else Formatted(known)


FOR_NUMBERS: Final[Mapping[str, Reader]] = {
    "exclusiveMaximum": _bound("exclusiveMaximum", upper=True, strict=True),
    "exclusiveMinimum": _bound("exclusiveMinimum", upper=False, strict=True),
    "maximum": _bound("maximum", upper=True, strict=False),
    "minimum": _bound("minimum", upper=False, strict=False),
    "multipleOf": _read_multiple,
}

FOR_STRINGS: Final[Mapping[str, Reader]] = {
    "format": _read_format,
    "maxLength": _read_max_length,
    "minLength": _read_min_length,
    "pattern": _read_pattern,
}

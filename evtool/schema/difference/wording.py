"""Differences in words, short enough for one line of a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from evtool.schema.difference.equality import freeze
from evtool.schema.difference.keywords import CLOSED, OPEN, TYPED, shape
from evtool.schema.difference.model import ABSENT, FieldDifference, KeywordChange, Marker, Step
from evtool.schema.difference.vocabulary import DOCUMENTATION, as_object
from evtool.schema.version import SchemaId

LONGEST_VALUE = 48
MOST_VALUES = 5

_UNQUOTED = frozenset({"$id", "$schema", "format"})


def describe_field(one: FieldDifference) -> str:
    """What happened to a field: `string, optional` for a new one, `maxLength 255 -> 128`."""
    if one.marker in (Marker.ADDED, Marker.REMOVED):
        return _describe_whole(one)
    words = "; ".join(describe_change(change) for change in one.changes)
    quiet = bool(one.changes) and all(change.documentation for change in one.changes)
    return f"{words} (documentation only)" if quiet else words


def describe_change(change: KeywordChange) -> str:
    """One changed keyword, such as `integer -> string`, `enum + "deleted"` or `oneOf added`."""
    describe = _WORDINGS.get(change.keyword, _describe_values)
    return _describe_presence(change) if _is_opaque(change) else describe(change)


def describe_type(schema: Any) -> str:
    """The type of a field in words: `string (date-time)`, `array of integer`, `map of string`."""
    plain = as_object(schema)
    kind = plain.get("type", ABSENT)
    if plain.get("not") == {}:
        return "nothing"
    if kind == "array" and isinstance(plain.get("items"), dict):
        return f"array of {_inner_type(plain['items'])}"
    values = plain.get("additionalProperties")
    if kind == "object" and "properties" not in plain and shape(values) == TYPED:
        return f"map of {_inner_type(values)}"
    if isinstance(plain.get("format"), str) and isinstance(kind, str):
        return f"{kind} ({shown(plain['format'], quoted=False)})"
    return _describe_kind(kind)


def shown(value: Any, *, quoted: bool = True) -> str:
    """A value on one line, cut where it is long, without characters a terminal would obey."""
    if not quoted and isinstance(value, str) and value.isprintable():
        return _cut(value)
    text = json.dumps(value, ensure_ascii=False, default=str)
    return _cut(text if text.isprintable() else json.dumps(value, default=str))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 3]}..."


def _inner_type(schema: Any) -> str:
    """The type of items or values, without what these hold: their own lines say it."""
    plain = as_object(schema)
    return _describe_kind(plain.get("type", ABSENT))


def _describe_kind(kind: Any) -> str:
    if kind is ABSENT:
        return "anything"
    if isinstance(kind, list):
        return " or ".join(shown(one, quoted=False) for one in kind)
    return shown(kind, quoted=False)


def _describe_whole(one: FieldDifference) -> str:
    kind = describe_type(one.old if one.marker is Marker.REMOVED else one.new)
    if one.step is not Step.PROPERTY:
        return kind
    return f"{kind}, {'required' if one.required else 'optional'}"


def _is_opaque(change: KeywordChange) -> bool:
    """Whether the values say nothing on one line: long texts and whole schemas."""
    if change.keyword in DOCUMENTATION - {"$id"}:
        return True
    plain = change.keyword in _WORDINGS or change.keyword == "default"
    return not plain and any(isinstance(one, dict | list) for one in (change.old, change.new))


def _describe_presence(change: KeywordChange) -> str:
    if change.old is ABSENT:
        return f"{change.keyword} added"
    return f"{change.keyword} {'removed' if change.new is ABSENT else 'changed'}"


def _describe_values(change: KeywordChange) -> str:
    quoted = change.keyword not in _UNQUOTED
    old, new = (
        "none" if one is ABSENT else shown(one, quoted=quoted) for one in (change.old, change.new)
    )
    return f"{change.keyword} {old} -> {new}"


def _describe_type_change(change: KeywordChange) -> str:
    return f"{_describe_kind(change.old)} -> {_describe_kind(change.new)}"


def _describe_enum(change: KeywordChange) -> str:
    if not (isinstance(change.old, list) and isinstance(change.new, list)):
        return _describe_presence(change)
    parts = [
        f"{sign} {_listed(values)}"
        for sign, values in (
            ("+", missing_from(change.old, change.new)),
            ("-", missing_from(change.new, change.old)),
        )
        if values
    ]
    return f"enum {' '.join(parts)}"


def missing_from(known: Sequence[Any], values: Sequence[Any]) -> list[Any]:
    """Those of `values` that are not in `known`, compared as JSON."""
    frozen = {freeze(value) for value in known}
    return [value for value in values if freeze(value) not in frozen]


def _listed(values: Sequence[Any]) -> str:
    words = ", ".join(shown(value) for value in values[:MOST_VALUES])
    more = len(values) - MOST_VALUES
    return f"{words} and {more} more" if more > 0 else words


def _describe_required(change: KeywordChange) -> str:
    if isinstance(change.new, bool):
        return "optional -> required" if change.new else "required -> optional"
    return f"required names without a field: {shown(change.old)} -> {shown(change.new)}"


def _describe_shape(change: KeywordChange) -> str:
    old, new = (_SHAPES[shape(value)] for value in (change.old, change.new))
    return f"undeclared fields {old} -> {new}"


def _describe_id(change: KeywordChange) -> str:
    old, new = (
        SchemaId.match(one) if isinstance(one, str) else None for one in (change.old, change.new)
    )
    if old and new and old.title == new.title:
        return f"version {old.version} -> {new.version}"
    return _describe_values(change)


_SHAPES = {OPEN: "allowed", CLOSED: "refused", TYPED: "of one type"}

_WORDINGS: dict[str, Callable[[KeywordChange], str]] = {
    "$id": _describe_id,
    "additionalProperties": _describe_shape,
    "enum": _describe_enum,
    "required": _describe_required,
    "type": _describe_type_change,
}

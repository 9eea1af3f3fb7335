"""The keywords for objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from evtool.schema.compatibility.reading.containers import (
    EachField,
    FieldNamed,
    Fields,
    IfField,
    Size,
)
from evtool.schema.compatibility.reading.document import Schema
from evtool.schema.compatibility.reading.formula import TRUE, Formula, every, some
from evtool.schema.compatibility.reading.problem import UnreadableSchema
from evtool.schema.compatibility.reading.scalar_keywords import count_of, readable_pattern

_FIELD_KEYWORDS: Final = ("properties", "patternProperties", "additionalProperties")


def _read_fields(schema: Schema, _value: Any) -> Formula:
    """All three keywords at once: what `additionalProperties` means depends on the others."""
    raw = schema.raw
    named = {name: schema.inner(one).holds for name, one in _mapping(raw, "properties").items()}
    patterns = [
        (readable_pattern(text), schema.inner(one).holds)
        for text, one in _mapping(raw, "patternProperties").items()
    ]
    rest = schema.inner(raw.get("additionalProperties", True)).holds
    return Fields(named, patterns, rest)


def _only_once(keyword: str) -> Callable[[Schema, Any], Formula]:
    """Let the first of the keywords that is there speak for all of them."""

    def read(schema: Schema, value: Any) -> Formula:
        first = next(one for one in _FIELD_KEYWORDS if one in schema.raw)
        return _read_fields(schema, value) if first == keyword else TRUE

    return read


def _read_required(schema: Schema, value: Any) -> Formula:
    return every(FieldNamed(name, schema.pool.anything) for name in _names(value, "required"))


def _read_property_names(schema: Schema, value: Any) -> Formula:
    names = schema.inner(value)
    if names.holds is schema.pool.anything:
        return TRUE
    return EachField(names.fails, schema.pool.anything.opposite)


def _read_dependencies(schema: Schema, value: Any) -> Formula:
    if not isinstance(value, dict):
        raise UnreadableSchema("dependencies is no object")
    nothing = schema.pool.anything.opposite
    return every(
        some([IfField(name, nothing), _dependency(schema, one)]) for name, one in value.items()
    )


def _dependency(schema: Schema, value: Any) -> Formula:
    if isinstance(value, list):
        return _read_required(schema, value)
    return schema.inner(value).holds


def _read_min_properties(_schema: Schema, value: Any) -> Formula:
    count = count_of(value, "minProperties")
    return Size(count, None) if count else TRUE


def _read_max_properties(_schema: Schema, value: Any) -> Formula:
    return Size(0, count_of(value, "maxProperties"))


def _mapping(raw: Mapping[str, Any], keyword: str) -> Mapping[str, Any]:
    value = raw.get(keyword, {})
    if not isinstance(value, dict):
        raise UnreadableSchema(f"{keyword} is no object")
    return value


def _names(value: Any, keyword: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise UnreadableSchema(f"{keyword} is no list of names")
    return value


FOR_OBJECTS: Final[Mapping[str, Callable[[Schema, Any], Formula]]] = {
    **{keyword: _only_once(keyword) for keyword in _FIELD_KEYWORDS},
    "dependencies": _read_dependencies,
    "maxProperties": _read_max_properties,
    "minProperties": _read_min_properties,
    "propertyNames": _read_property_names,
    "required": _read_required,
}

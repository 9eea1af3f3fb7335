"""A schema -> what its keywords say about values of one kind (draft-07, validation).

No assertion of draft-07 is passed over: one whose value makes no sense is an error, unknown
keywords are annotations. Beside `$ref` nothing counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from evtool.schema.compatibility.reading import array_keywords, object_keywords, scalar_keywords
from evtool.schema.compatibility.reading.document import Schema
from evtool.schema.compatibility.reading.formula import (
    FALSE,
    TRUE,
    Formula,
    every,
    exclusive,
    some,
)
from evtool.schema.compatibility.reading.problem import UnreadableSchema
from evtool.schema.compatibility.reading.scalars import Among, Multiple
from evtool.schema.compatibility.reading.values import KINDS, Kind, kind_of

Reader = Callable[[Schema, Any], Formula]

_TYPES: Final = {*KINDS, "integer"}
_MOST_EXCLUSIVE: Final = 200


def read_schema(schema: Schema, kind: Kind) -> Formula:
    """What a schema that is an object says about values of a kind.

    Raises:
        UnreadableSchema: A keyword has a value that it cannot have.
    """
    raw = schema.raw
    if "$ref" in raw:
        return _follow(schema)
    if "type" in raw and kind not in _kinds(raw["type"]):
        return FALSE
    readers = _READERS[kind]
    parts = [readers[keyword](schema, raw[keyword]) for keyword in raw if keyword in readers]
    if "enum" in raw:
        parts.append(_read_values(schema, raw["enum"], kind))
    if "const" in raw:
        parts.append(_read_values(schema, [raw["const"]], kind))
    return every(parts)


def _follow(schema: Schema) -> Formula:
    target = schema.target()
    seen = {id(schema)}
    while isinstance(target.raw, dict) and "$ref" in target.raw:
        if id(target) in seen:
            raise UnreadableSchema(f"the reference {target.raw['$ref']} never ends")
        seen.add(id(target))
        target = target.target()
    return target.holds


def _kinds(types: Any) -> frozenset[str]:
    names = types if isinstance(types, list) else [types]
    if not all(isinstance(name, str) and name in _TYPES for name in names):
        raise UnreadableSchema(f"type {types!r:.60} is unknown")
    return frozenset("number" if name == "integer" else name for name in names)


def _read_type(_schema: Schema, types: Any) -> Formula:
    """The kind is checked already: this tells integers from other numbers."""
    names = types if isinstance(types, list) else [types]
    return TRUE if "number" in names else Multiple(1)


def _read_values(schema: Schema, values: Any, kind: Kind) -> Formula:
    if not isinstance(values, list):
        raise UnreadableSchema("enum is no list")
    fitting = [value for value in values if kind_of(value) == kind]
    if not fitting:
        return FALSE
    container = kind in {"array", "object"}
    return Among(fitting, schema.pool if container else None)


def _schemas(schema: Schema, value: Any) -> list[Schema]:
    if not isinstance(value, list) or not value:
        raise UnreadableSchema("allOf, anyOf and oneOf hold lists of schemas")
    return [schema.inner(one) for one in value]


def _read_all_of(schema: Schema, value: Any) -> Formula:
    return every(one.holds for one in _schemas(schema, value))


def _read_any_of(schema: Schema, value: Any) -> Formula:
    return some(one.holds for one in _schemas(schema, value))


def _read_one_of(schema: Schema, value: Any) -> Formula:
    branches = _schemas(schema, value)
    if len(branches) > _MOST_EXCLUSIVE:
        raise UnreadableSchema(f"oneOf of more than {_MOST_EXCLUSIVE} schemas")
    schema.pool.take(2 * len(branches) ** 2)
    return exclusive([one.holds for one in branches])


def _read_not(schema: Schema, value: Any) -> Formula:
    return schema.inner(value).fails


def _read_if(schema: Schema, value: Any) -> Formula:
    condition = schema.inner(value)
    then, otherwise = (
        schema.inner(schema.raw[keyword]).holds if keyword in schema.raw else TRUE
        for keyword in ("then", "else")
    )
    if then is TRUE and otherwise is TRUE:
        return TRUE
    return some([every([condition.holds, then]), every([condition.fails, otherwise])])


_FOR_ALL: Final[Mapping[str, Reader]] = {
    "allOf": _read_all_of,
    "anyOf": _read_any_of,
    "if": _read_if,
    "not": _read_not,
    "oneOf": _read_one_of,
}

_READERS: Final[Mapping[Kind, Mapping[str, Reader]]] = {
    "null": _FOR_ALL,
    "boolean": _FOR_ALL,
    "number": {"type": _read_type, **scalar_keywords.FOR_NUMBERS, **_FOR_ALL},
    "string": {**scalar_keywords.FOR_STRINGS, **_FOR_ALL},
    "array": {**array_keywords.FOR_ARRAYS, **_FOR_ALL},
    "object": {**object_keywords.FOR_OBJECTS, **_FOR_ALL},
}

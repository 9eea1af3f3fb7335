"""A materialized JSON Schema -> its type tree.

The type decides first. An object is a map only where `additionalProperties` is a schema;
properties that are listed beside it are then entries of the map like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evtool.errors import SchemaError
from evtool.schema.tabular.model import Json, Kind, ListOf, MapOf, Member, Scalar, Struct, Type

_KINDS = {"boolean": Kind.BOOLEAN, "integer": Kind.INTEGER, "number": Kind.NUMBER}
_FORMATS = {"date-time": Kind.TIMESTAMP, "date": Kind.DATE}
_DEEPEST = 64


def read_tree(schema: Mapping[str, Any]) -> Struct:
    """The tree of an event schema.

    Raises:
        SchemaError: It describes no object with properties, or a property that is only null.
    """
    properties = schema.get("properties")
    if not isinstance(properties, Mapping) or not properties:
        raise SchemaError("the schema has no properties: there are no columns to make of it")
    return _struct(properties, "", 0)


def _struct(properties: Mapping[str, Any], at: str, depth: int) -> Struct:
    return Struct(
        tuple(
            Member(str(name), _read(inner, f"{at}/{name}", depth), _description(inner))
            for name, inner in properties.items()
        )
    )


def _description(schema: Any) -> str:
    text = schema.get("description") if isinstance(schema, Mapping) else None
    return text.strip() if isinstance(text, str) else ""


def _read(schema: Any, at: str, depth: int) -> Type:
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return Json()
    match _type(schema, at):
        case "string":
            return _text(schema)
        case "array":
            return _list(schema, at, depth + 1)
        case "object":
            return _object(schema, at, depth + 1)
        case kind:
            return Scalar(_KINDS[kind]) if kind in _KINDS else Json()


def _type(schema: Mapping[str, Any], at: str) -> str:
    """The one type besides null; empty for several or none."""
    kind = schema.get("type")
    kinds = kind if isinstance(kind, list) else [kind]
    plain = [one for one in kinds if one != "null"]
    if not plain:
        raise SchemaError(f"the property {at} can only be null: no column can be made of it")
    return plain[0] if len(plain) == 1 and isinstance(plain[0], str) else ""


def _text(schema: Mapping[str, Any]) -> Scalar:
    kind = _FORMATS.get(str(schema.get("format")), Kind.STRING)
    enum, longest = schema.get("enum"), schema.get("maxLength")
    words: tuple[str, ...] = ()
    if isinstance(enum, list) and all(isinstance(one, str) for one in enum):
        words = tuple(enum)
    bounded = isinstance(longest, int) and not isinstance(longest, bool) and longest > 0
    return Scalar(kind, words, longest if bounded else None)


def _list(schema: Mapping[str, Any], at: str, depth: int) -> Type:
    items = schema.get("items")
    if not isinstance(items, Mapping) or not _type(items, f"{at}[]"):
        return Json()
    return ListOf(_read(items, f"{at}[]", depth))


def _object(schema: Mapping[str, Any], at: str, depth: int) -> Type:
    more, properties = schema.get("additionalProperties"), schema.get("properties")
    if isinstance(more, Mapping):
        return MapOf(_values(_read(more, f"{at}{{}}", depth), properties, at, depth))
    if isinstance(properties, Mapping) and properties:
        return _struct(properties, at, depth)
    return Json()


def _values(kind: Type, properties: Any, at: str, depth: int) -> Type:
    """The type of a map's values: JSON where a listed property has another one.

    Maps of texts stay such: a value that is none is kept as its JSON.
    """
    text = isinstance(kind, Scalar) and kind.kind is Kind.STRING
    if text or not isinstance(properties, Mapping):
        return kind
    listed = (_read(inner, f"{at}/{name}", depth) for name, inner in properties.items())
    return kind if all(one == kind for one in listed) else Json()

"""A configuration dataclass -> the JSON Schema of its section."""

from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any

from evtool.config import required

_PLAIN = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    types.NoneType: "null",
}


def json_schema(kind: type[Any]) -> dict[str, Any]:
    """The JSON Schema (draft-07) of a section, for editors and the reference page."""
    hints = typing.get_type_hints(kind)
    fields = dataclasses.fields(kind)
    made: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {field.name: _field_schema(field, hints[field.name]) for field in fields},
    }
    if hasattr(kind, "shorthand"):
        text = {"type": "string", "description": f"The same as only `{kind.shorthand}`."}
        return {"anyOf": [text, made]}
    needed = [field.name for field in fields if required(field)]
    return {**made, "required": needed} if needed else made


def _field_schema(field: dataclasses.Field[Any], hint: Any) -> dict[str, Any]:
    schema = {**_type_schema(hint), "description": field.metadata.get("help", "")}
    default = field.default
    if default is not dataclasses.MISSING and not dataclasses.is_dataclass(default):
        schema["default"] = list(default) if isinstance(default, tuple) else default
    return schema


def _type_schema(hint: Any) -> dict[str, Any]:
    """The schema of one type; the depth is that of our own type hints."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return {"anyOf": [_type_schema(kind) for kind in inner]}
    if origin is typing.Literal:
        return {"enum": list(inner)}
    if dataclasses.is_dataclass(hint):
        return json_schema(typing.cast("type[Any]", hint))
    if origin in (tuple, list):
        return _list_schema(origin, inner)
    if origin is dict:
        return {"type": "object", "additionalProperties": _type_schema(inner[1])}
    return {"type": _PLAIN[hint]} if hint in _PLAIN else {}


def _list_schema(origin: Any, inner: tuple[Any, ...]) -> dict[str, Any]:
    if origin is list or Ellipsis in inner:
        return {"type": "array", "items": _type_schema(inner[0])}
    items = [_type_schema(kind) for kind in inner]
    return {"type": "array", "items": items, "minItems": len(inner), "maxItems": len(inner)}

"""`not`: a schema turned into one whose values it should not admit."""

from __future__ import annotations

from typing import Any

from evtool.schema.example import chance
from evtool.schema.example.failure import Refusal
from evtool.schema.example.javascript import number, text
from evtool.schema.example.merging import Schema, merge

_SCALARS = ("integer", "number", "string", "boolean", "null")
_NUMBERS = ("integer", "number")


def negated(schema: Any, refused: Any) -> Schema:
    """A copy of `schema` (which has no `not` any more) that avoids `refused` roughly.

    Bounds are turned around, the type becomes another scalar one, what `refused`
    requires is removed. Nothing else is looked at, as in the reference generator.

    Raises:
        Refusal: The value that stands for "anything else" is itself refused.
    """
    copy: Schema = {}
    merge(copy, schema)
    if not isinstance(refused, dict):
        return copy
    _turn_bounds(copy, refused)
    _turn_lengths(copy, refused)
    if refused.get("type"):
        _turn_type(copy, refused["type"])
    elif isinstance(refused.get("enum"), list):
        if any(value is True for value in refused["enum"]):
            raise Refusal("no value avoids its `not`", "say what it is instead of what it is not")
        copy["enum"] = [True]
    properties = copy.get("properties")
    if isinstance(refused.get("required"), list) and isinstance(properties, dict):
        for name in map(text, refused["required"]):
            properties.pop(name, None)
    return copy


def _turn_bounds(copy: Schema, refused: Schema) -> None:
    if "minimum" in refused:
        copy["maximum"] = refused["minimum"]
        copy["exclusiveMaximum"] = True
    if "maximum" in refused:
        copy["minimum"] = _below(refused["maximum"], copy, "maximum")
        copy["exclusiveMinimum"] = True


def _turn_lengths(copy: Schema, refused: Schema) -> None:
    if "minLength" in refused:
        copy["maxLength"] = refused["minLength"]
    if "maxLength" in refused:
        copy["minLength"] = _below(refused["maxLength"], copy, "maxLength")


def _below(bound: Any, copy: Schema, keyword: str) -> Any:
    return 0 if keyword in copy and number(bound) > number(copy[keyword]) else bound


def _turn_type(copy: Schema, refused: Any) -> None:
    types = refused if isinstance(refused, list) else [refused]
    others = [
        scalar
        for scalar in _SCALARS
        if not any(kind == scalar or (scalar in _NUMBERS and kind in _NUMBERS) for kind in types)
    ]
    if others:
        copy["type"] = chance.pick(others)
    else:
        copy.pop("type", None)

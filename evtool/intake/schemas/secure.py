"""Schemas that could make validation slow, as the reference intake refuses them.

Source: the meta-schema `json-schema-secure` of ajv 6, which EventGate applies to every
schema. Ours matches patterns in linear time, so it is a promise to other consumers of the
schema rather than a need of our own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evtool.schema.pointer import format_pointer

_MAPS = ("properties", "patternProperties", "definitions", "dependencies")
_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLES = (
    "additionalProperties", "additionalItems", "propertyNames", "contains", "not", "if",
    "then", "else",
)  # fmt: skip
_CONTAINERS = frozenset({"object", "array"})


def insecurities(schema: Any, at: tuple[str, ...] = ()) -> Iterator[str]:
    """What is unbounded in a schema, each with its JSON pointer."""
    if not isinstance(schema, Mapping):
        return
    for problem in _own(schema):
        yield f"{format_pointer(at) or '/'} has {problem}"
    for tokens, part in _parts(schema):
        yield from insecurities(part, (*at, *tokens))


def _own(schema: Mapping[str, Any]) -> Iterator[str]:
    for keyword in ("pattern", "format"):
        if keyword in schema and "maxLength" not in schema:
            yield f"`{keyword}` without `maxLength`"
    if schema.get("uniqueItems") is True and "maxItems" not in schema and _holds_containers(schema):
        yield "`uniqueItems` over objects or arrays without `maxItems`"
    if "patternProperties" in schema:
        names = schema.get("propertyNames")
        if not isinstance(names, Mapping) or "maxLength" not in names:
            yield "`patternProperties` without a `maxLength` in `propertyNames`"


def _holds_containers(schema: Mapping[str, Any]) -> bool:
    items = schema.get("items")
    if not isinstance(items, Mapping) or "type" not in items:
        return True
    kinds = items["type"]
    return not _CONTAINERS.isdisjoint([kinds] if isinstance(kinds, str) else kinds)


def _parts(schema: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for keyword in _MAPS:
        parts = schema.get(keyword)
        if isinstance(parts, Mapping):
            yield from (((keyword, str(name)), part) for name, part in parts.items())
    for keyword in _LISTS:
        parts = schema.get(keyword)
        if isinstance(parts, list):
            yield from (((keyword, str(at)), part) for at, part in enumerate(parts))
    items = schema.get("items")
    if isinstance(items, list):
        yield from ((("items", str(at)), part) for at, part in enumerate(items))
    yield from (
        ((keyword,), schema[keyword]) for keyword in ("items", *_SINGLES) if keyword in schema
    )

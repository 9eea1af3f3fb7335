"""Fields of a value that no part of a schema declares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evtool.rules.problem import Tokens
from evtool.rules.validation import matches

_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLE = ("then", "else", "if")


def undeclared(schema: Any, value: Any) -> Iterator[Tokens]:
    """The ways to undeclared fields; nothing inside an object that takes anything.

    Nesting is bounded by the loader of documents.
    """
    parts = [part for part in _parts(schema) if isinstance(part, dict)]
    if isinstance(value, list):
        for at, item in enumerate(value):
            yield from _below(_items(parts, at), item, str(at))
    elif isinstance(value, dict) and any(part.get("properties") for part in parts):
        for name, inner in value.items():
            schemas = _fields(parts, name)
            if schemas is None:
                yield (name,)
            else:
                yield from _below(schemas, inner, name)


def _below(schemas: list[Any], value: Any, step: str) -> Iterator[Tokens]:
    if schemas and isinstance(value, dict | list):
        for way in undeclared({"allOf": schemas}, value):
            yield (step, *way)


def _parts(schema: Any) -> Iterator[Any]:
    """A subschema, and all that says more about the same value."""
    yield schema
    if not isinstance(schema, dict):
        return
    for keyword in _LISTS:
        members = schema.get(keyword)
        for one in members if isinstance(members, list) else ():
            yield from _parts(one)
    for keyword in _SINGLE:
        if keyword in schema:
            yield from _parts(schema[keyword])
    dependencies = schema.get("dependencies")
    for one in dependencies.values() if isinstance(dependencies, dict) else ():
        yield from _parts(one)


def _fields(parts: list[dict[str, Any]], name: str) -> list[Any] | None:
    """What says something about a field; None where nothing declares it."""
    found = [
        part["properties"][name]
        for part in parts
        if isinstance(part.get("properties"), dict) and name in part["properties"]
    ]
    for part in parts:
        patterns = part.get("patternProperties")
        for pattern, schema in patterns.items() if isinstance(patterns, dict) else ():
            if matches(pattern, name) is not False:
                found.append(schema)
    if found:
        return found
    values = [part.get("additionalProperties") for part in parts]
    maps = [one for one in values if isinstance(one, dict)]
    if maps:
        return maps
    return [] if False in values else None


def _items(parts: list[dict[str, Any]], at: int) -> list[Any]:
    found = []
    for part in parts:
        items = part.get("items")
        if isinstance(items, list):
            items = items[at] if at < len(items) else part.get("additionalItems")
        found.append(items)
    return [one for one in found if isinstance(one, dict)]

"""Values that lie near what a schema tells apart: at its bounds, with and without its fields."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

_STRINGS = ("", "a", "b", "ab", "ba", "ac", "aaa", "abab", "1", "2024-05-01", "2024-02-30", "a@b.c")
_NAMES = ("a", "b", "ab", "aa", "c", "", "1")
_SCALARS = (None, True, False, 0, 1, -1, 2, 3, 0.5, 1.5, 0.1, 0.3, 2.25, "192.0.2.1", "%")


def nearby(schema: Any, random: Random, depth: int = 3) -> Any:
    """A value that some part of a schema is about."""
    parts = list(_parts(schema))
    kind = random.choice(("listed", "number", "string", "array", "object", "object", "array"))
    if kind == "listed":
        listed = [value for part in parts for value in [*part.get("enum", ()), part.get("const")]]
        return random.choice([*listed, *_SCALARS])
    if kind == "number":
        return _number(parts, random)
    if kind == "string" or depth == 0:
        return random.choice(_STRINGS)
    return (_array if kind == "array" else _object)(parts, random, depth - 1)


def _number(parts: list[dict[str, Any]], random: Random) -> Any:
    found = [value for part in parts for value in part.values() if _is_number(value)]
    one = random.choice([*found, 0, 1, 2])
    return random.choice([one, one + 1, one - 1, one + 0.5, one * 3, one - 0.01, one * 2])


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _array(parts: list[dict[str, Any]], random: Random, depth: int) -> list[Any]:
    about = _inner(parts, ("items", "additionalItems", "contains"))
    items = [nearby(random.choice(about), random, depth) for _ in range(random.randint(0, 4))]
    if items and random.random() < 0.3:
        items.append(random.choice(items))
    return items


def _object(parts: list[dict[str, Any]], random: Random, depth: int) -> dict[str, Any]:
    named = {name: value for part in parts for name, value in part.get("properties", {}).items()}
    others = _inner(parts, ("additionalProperties", "patternProperties", "properties"))
    chosen = random.sample(sorted({*named, *_NAMES}), random.randint(0, 4))
    return {
        name: nearby(named.get(name, random.choice(others)), random, depth) for name in chosen
    }  # fmt: skip


def _inner(parts: list[dict[str, Any]], keywords: tuple[str, ...]) -> list[Any]:
    found: list[Any] = [True]
    for part in parts:
        for keyword in keywords:
            value = part.get(keyword)
            if isinstance(value, list):
                found += value
            elif keyword.endswith("roperties") and isinstance(value, dict) and "$ref" not in value:
                found += value.values() if keyword != "additionalProperties" else [value]
            elif value is not None:
                found.append(value)
    return found


def _parts(schema: Any) -> Iterator[dict[str, Any]]:
    """The schema and all that it says about the same value."""
    if not isinstance(schema, dict):
        return
    yield schema
    for keyword in ("allOf", "anyOf", "oneOf", "not", "if", "then", "else"):
        value = schema.get(keyword)
        for part in value if isinstance(value, list) else [value]:
            yield from _parts(part)
    for part in schema.get("dependencies", {}).values():
        yield from _parts(part)

"""The type of a schema: the one it names, or the one that its keywords are about."""

from __future__ import annotations

from typing import Any, Final

from evtool.schema.example import chance
from evtool.schema.example.merging import Schema
from evtool.schema.example.tally import Tally

_ABOUT: Final = {
    "array": frozenset(("additionalItems", "items", "maxItems", "minItems", "uniqueItems")),
    "integer": frozenset(
        ("exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf")
    ),
    "object": frozenset(
        (
            "additionalProperties",
            "dependencies",
            "maxProperties",
            "minProperties",
            "patternProperties",
            "properties",
            "required",
        )
    ),
    "string": frozenset(("format", "maxLength", "minLength", "pattern")),
}
_CONTAINERS: Final = frozenset(
    (
        "additionalItems",
        "additionalProperties",
        "dependencies",
        "items",
        "patternProperties",
        "properties",
    )
)


def type_of(schema: Schema, name: str | int, tally: Tally) -> Any:
    """The type to make, None when nothing says it; `name` is where the schema stands.

    An inferred type is written into the schema. None is inferred under names that hold
    schemas, so that a property called `items` is not taken for a list.
    """
    if "type" in schema:
        kind = schema["type"]
        return chance.pick(kind) if isinstance(kind, list) else kind
    if name in _CONTAINERS:
        return None
    for kind, keywords in _ABOUT.items():
        if not keywords.isdisjoint(schema):
            schema["type"] = kind
            tally.rewrites += 1
            return kind
    return None

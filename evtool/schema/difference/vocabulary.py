"""Which keywords of draft-07 hold what: documentation, one schema, a list or a map of schemas."""

from __future__ import annotations

from typing import Any

DOCUMENTATION = frozenset({"$comment", "$id", "description", "examples", "title"})
"""Keywords that no event can notice. The root's `title` is none: it is the schema's name."""

ONE_SCHEMA = frozenset(
    {
        "additionalItems",
        "additionalProperties",
        "contains",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
    }
)
SCHEMA_LISTS = frozenset({"allOf", "anyOf", "items", "oneOf"})
SCHEMA_MAPS = frozenset({"definitions", "dependencies", "patternProperties", "properties"})


def as_object(schema: Any) -> dict[str, Any]:
    """A schema in its object form: `true` is `{}`, `false` is `{"not": {}}`.

    What is no schema at all becomes one that equals nothing but itself.
    """
    if isinstance(schema, dict):
        return schema
    if schema is True:
        return {}
    return {"not": {} if schema is False else schema}


def without_documentation(value: Any, keyword: str = "not") -> Any:
    """The value of a keyword without the documentation in the schemas it holds.

    Fields that are *called* `description` or `title` stay. Nesting is bounded to 200 levels by
    the loader of documents.
    """
    if keyword in SCHEMA_MAPS and isinstance(value, dict):
        return {name: without_documentation(part) for name, part in value.items()}
    if keyword in SCHEMA_LISTS and isinstance(value, list):
        return [without_documentation(part) for part in value]
    if keyword in ONE_SCHEMA and isinstance(value, dict):
        return {
            name: without_documentation(part, name)
            for name, part in value.items()
            if name not in DOCUMENTATION
        }
    return value

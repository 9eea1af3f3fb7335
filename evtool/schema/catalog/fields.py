"""The fields of a schema as a flat list, in the order in which the schema has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from evtool.schema.difference import describe_type
from evtool.schema.difference.field_path import items_path, property_path, values_path
from evtool.schema.difference.keywords import declared_fields, required_names
from evtool.schema.difference.vocabulary import as_object

_BRANCHES = ("allOf", "anyOf", "oneOf")
_CONDITIONAL = ("then", "else")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the events that a schema describes.

    `path` reads like `meta.dt`, `items[].id` or `tags{}`; `name` is the last name in it,
    empty for the items of an array and the values of a map. `required` says whether the
    object that holds the field requires it.
    """

    path: str
    name: str
    required: bool
    schema: Mapping[str, Any] = field(repr=False)

    @property
    def type(self) -> str:
        """The type in words, such as `string (date-time)` or `array of integer`."""
        return describe_type(self.schema)

    @property
    def description(self) -> str:
        """Its description on one line; empty where there is none."""
        return one_line(self.schema.get("description"))


def fields(schema: Any) -> Iterator[Field]:
    """Every field of a schema, each after the one that holds it.

    Fields of `allOf`, `anyOf`, `oneOf`, `then` and `else` stand among those of the schema
    that has the keyword. Of two fields with one path, the first is listed. Items and values
    are listed only where a description says something about them; the fields inside them
    always are. References are not followed: dereference the schema before.
    """
    seen: set[str] = set()
    pending = [Field("", "", required=False, schema=schema)] if isinstance(schema, dict) else []
    while pending:
        one = pending.pop()
        if one.path and one.path not in seen and (one.name or one.description):
            seen.add(one.path)
            yield one
        pending.extend(reversed(list(_inside(one.path, one.schema))))


def one_line(text: Any) -> str:
    """A text without line ends and repeated blanks; empty for what is no text."""
    return " ".join(text.split()) if isinstance(text, str) else ""


def _inside(path: str, schema: Mapping[str, Any]) -> Iterator[Field]:
    required = required_names(schema)
    for name, inner in declared_fields(schema).items():
        yield Field(property_path(path, name), name, name in required, as_object(inner))
    items = schema.get("items")
    for inner in items if isinstance(items, list) else [items]:
        yield from _nameless(items_path(path), inner)
    yield from _nameless(values_path(path), schema.get("additionalProperties"))
    for pattern, inner in declared_fields(schema, "patternProperties").items():
        yield from _nameless(values_path(path, pattern), inner)
    for branch in _branches(schema):
        yield Field(path, "", required=False, schema=branch)


def _branches(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for keyword in _BRANCHES:
        members = schema.get(keyword)
        if isinstance(members, list):
            yield from (one for one in members if isinstance(one, dict))
    yield from (schema[one] for one in _CONDITIONAL if isinstance(schema.get(one), dict))


def _nameless(path: str, schema: Any) -> Iterator[Field]:
    if isinstance(schema, dict):
        yield Field(path, "", required=False, schema=schema)

"""Fields of a schema by the paths that settings name them with: `page.page_id`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evtool.rules.stream.subject.values import map_at

LONGEST_PATH = 50
"""Paths with more names lead nowhere; real ones have four at most."""

_BRANCHES = ("allOf", "anyOf", "oneOf")
_BRANCHES_DEEP = 20
_COMPOUND = ("array", "object", "null")


@dataclass(frozen=True, slots=True)
class FoundField:
    """A field: its schema, and whether every event has it."""

    schema: Mapping[str, Any]
    is_required: bool

    @property
    def is_scalar(self) -> bool:
        """Whether its values are texts, numbers or booleans."""
        types = self.schema.get("type")
        names = types if isinstance(types, list) else [types]
        if types is not None:
            return not any(name in _COMPOUND for name in names)
        return not any(word in self.schema for word in ("properties", "items"))


def find_field(schema: Any, path: str) -> FoundField | None:
    """The field that a path with dots leads to; None where the schema has none.

    A name behind a map is one of its keys, dots included, and never required.
    """
    names = path.split(".")
    if not path or len(names) > LONGEST_PATH:
        return None
    return next(_found(schema, names, True, 0), None)  # noqa: FBT003 - what holds at the root


def _found(
    schema: Any,
    names: Sequence[str],
    is_required: bool,  # noqa: FBT001 - carried along the way
    branches: int,
) -> Iterator[FoundField]:
    if not isinstance(schema, Mapping):
        return
    if not names:
        yield FoundField(schema, is_required)
        return
    required = schema.get("required")
    properties = map_at(schema, "properties")
    for taken in range(1, len(names) + 1):
        name = ".".join(names[:taken])
        if name in properties:
            must = is_required and isinstance(required, list) and name in required
            yield from _found(properties[name], names[taken:], must, 0)
    values = schema.get("additionalProperties")
    for taken in dict.fromkeys((1, len(names))):
        yield from _found(values, names[taken:], False, 0)  # noqa: FBT003 - a key may lack
    if branches < _BRANCHES_DEEP:
        for keyword in _BRANCHES:
            members = schema.get(keyword)
            for one in members if isinstance(members, list) else ():
                must = is_required and keyword == "allOf"
                yield from _found(one, names, must, branches + 1)

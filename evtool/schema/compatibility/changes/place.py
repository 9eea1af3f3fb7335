"""A place that both schemas have, and how an event reaches it."""

from __future__ import annotations

import marshal
from dataclasses import dataclass, replace
from typing import Any, Final

from evtool.schema.compatibility.reading import Schema
from evtool.schema.difference.field_path import items_path, property_path, values_path
from evtool.schema.pointer import escape_token

Pair = tuple[Schema, Schema]
Wrapping = tuple[Any, ...]
"""One step into an event: `("field", name)`, `("item", position)`, `("items",)` ..."""

_ANY: Final = True


@dataclass(frozen=True, slots=True)
class Place:
    """Two schemas about the same part of an event.

    `path` names the part for people. `steps` lead to it from the root of the event.
    """

    old: Schema
    new: Schema
    old_pointer: str = ""
    new_pointer: str = ""
    path: str = ""
    steps: tuple[Wrapping, ...] = ()

    @property
    def name(self) -> str:
        """The part in a sentence."""
        return self.path or "the event"

    @property
    def same(self) -> bool:
        """Whether both schemas have the same content, wherever they stand."""
        if self.old is self.new or (self.old.merged and self.new.merged):
            return self.old is self.new
        if self.old.raw != self.new.raw:
            return False  # equal ones may still differ to JSON, as 1 and true do
        texts = [marshal.dumps(one.raw, 2) for one in (self.old, self.new)]
        return texts[0] == texts[1] and b"$ref" not in texts[0]

    def follow(self) -> Place:
        """The same place with the schemas that references here lead to."""
        return replace(self, old=_target(self.old), new=_target(self.new))

    def inside(self, old: Any, new: Any) -> Pair | None:
        """Two schemas right inside; None where they are one, which happens most of the time."""
        pair = self.old.inner(old), self.new.inner(new)
        return None if pair[0] is pair[1] else pair

    def below(
        self, schemas: Pair, tokens: tuple[str, str], path: str, step: Wrapping | None
    ) -> Place:
        """A place right inside: the two schemas, and the way to them."""
        return Place(
            schemas[0],
            schemas[1],
            self.old_pointer + tokens[0],
            self.new_pointer + tokens[1],
            path,
            self.steps if step is None else (*self.steps, step),
        )

    def field(self, name: str, schemas: Pair) -> Place:
        """The field of a name."""
        token = f"/properties/{escape_token(name)}"
        path = property_path(self.path, name)
        return self.below(schemas, (token, token), path, ("field", name))

    def pattern(self, pattern: str, schemas: Pair) -> Place:
        """The fields whose names match a pattern."""
        token = f"/patternProperties/{escape_token(pattern)}"
        path = values_path(self.path, pattern)
        return self.below(schemas, (token, token), path, ("pattern", pattern))

    def others(self, schemas: Pair, declared: Wrapping) -> Place:
        """The undeclared fields; `declared` are the names and patterns of the declared ones."""
        token = "/additionalProperties"  # noqa: S105 - of a pointer
        return self.below(schemas, (token, token), values_path(self.path), ("others", *declared))

    def items(self, schemas: Pair, keyword: str = "items") -> Place:
        """All items of an array."""
        token = f"/{keyword}"
        return self.below(schemas, (token, token), items_path(self.path), ("items",))

    def item(self, at: int, schemas: Pair) -> Place:
        """One item of a tuple."""
        token = f"/items/{at}"
        return self.below(schemas, (token, token), items_path(self.path), ("item", at))

    def branch(self, keyword: str, at: int, schemas: Pair) -> Place:
        """One branch of a combination: about the same part of the event."""
        token = f"/{keyword}/{at}"
        return self.below(schemas, (token, token), self.path, None)

    def demanding(self, inner: Any) -> Any:
        """A schema for whole events in which this part exists and is an instance of `inner`."""
        for step in reversed(self.steps):
            inner = _wrap(step, inner)
        return inner


def _target(schema: Schema) -> Schema:
    seen: set[int] = set()
    while isinstance(schema.raw, dict) and "$ref" in schema.raw and id(schema) not in seen:
        seen.add(id(schema))
        schema = schema.target()
    return schema


def _wrap(step: Wrapping, inner: Any) -> Any:
    kind = step[0]
    if kind == "field":
        return {"type": "object", "required": [step[1]], "properties": {step[1]: inner}}
    if kind == "item":
        items = [*[_ANY] * step[1], inner]
        return {"type": "array", "minItems": len(items), "items": items}
    if kind == "items":
        return {"type": "array", "contains": inner}
    refused = {"not": inner}
    if kind == "pattern":
        return {"type": "object", "not": {"patternProperties": {step[1]: refused}}}
    names, patterns = step[1:]
    declared = {
        "properties": dict.fromkeys(names, _ANY),
        "patternProperties": dict.fromkeys(patterns, _ANY),
    }
    return {"type": "object", "not": {**declared, "additionalProperties": refused}}

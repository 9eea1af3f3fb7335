"""What a schema means before a value is made of it: `allOf` merged, branches waiting.

The schema is rewritten in place, and so are the schemas in its keywords, except those
that the walk comes to by itself. The walk relies on the rewriting: a schema that
describes many elements is resolved once.
"""

from __future__ import annotations

from typing import Any

from evtool.schema.example.choice import KEY, Choice, branches_of, choice_in, narrow_enum
from evtool.schema.example.failure import Refusal
from evtool.schema.example.javascript import CONTAINERS, truthy
from evtool.schema.example.merging import Schema, merge
from evtool.schema.example.tally import Tally

_LATER = frozenset(
    ("enum", "const", "default", "examples", "required", "definitions", "items", "properties")
)
"""Keywords that hold plain values, or schemas that are resolved when their turn comes."""


def resolve(schema: Any, tally: Tally) -> Any:
    """The schema as the walk can use it: the same object, or one that holds a `Choice`.

    Raises:
        Refusal: It still refers to another schema, or combines what is no schema.
    """
    if not isinstance(schema, CONTAINERS):
        return schema
    tally.spend(len(schema))
    if isinstance(schema, list):
        for index, part in enumerate(schema):
            _resolve_part(schema, index, part, tally)
        return schema
    if "$id" in schema or "id" in schema:
        _forget_name(schema, tally)
    if isinstance(schema.get("$ref"), str):
        raise Refusal(
            f"it still refers to {schema['$ref']}", "generate from the dereferenced schema"
        )
    if isinstance(schema.get("allOf"), list):
        _merge_all(schema, tally)
    branches = branches_of(schema) if "oneOf" in schema or "anyOf" in schema else None
    if branches is not None:
        narrow_enum(schema, branches, tally)
        return {KEY: Choice(schema, branches, tally)}
    for key, part in schema.items():
        if isinstance(part, CONTAINERS) and key not in _LATER:
            _resolve_part(schema, key, part, tally)
    return schema


def _resolve_part(whole: Any, key: str | int, part: Any, tally: Tally) -> None:
    resolved = resolve(part, tally)
    if resolved is not part:
        whole[key] = resolved
        tally.rewrites += 1


def _forget_name(schema: Schema, tally: Tally) -> None:
    name = schema.get("$id")
    if not truthy(name):
        name = schema.get("id")
    if isinstance(name, str):
        for key in ("id", "$id", "$schema"):
            schema.pop(key, None)
        tally.rewrites += 1


def _merge_all(schema: Schema, tally: Tally) -> None:
    tally.rewrites += 1
    for part in schema.pop("allOf"):
        if not isinstance(part, dict | bool):
            raise Refusal("its `allOf` lists something that is no schema", "list schemas in it")
        resolved = resolve(part, tally)
        waiting = choice_in(resolved)
        if waiting:
            resolved = waiting.choose(schema)
        if isinstance(resolved, dict):
            tally.spend(merge(schema, resolved))
        if isinstance(schema.get("allOf"), list):
            resolve(schema, tally)

"""What a schema means before a value is made of it: `allOf` merged, branches waiting.

The schema is rewritten in place, and so are the schemas in its keywords, except those
that the walk comes to by itself. The walk relies on the rewriting: a schema that
describes many elements is resolved once.
"""

from __future__ import annotations

from typing import Any

from evtool.schema.example.budget import Budget
from evtool.schema.example.choice import KEY, Choice, branches_of, choice_in, narrow_enum
from evtool.schema.example.failure import Refusal
from evtool.schema.example.javascript import truthy
from evtool.schema.example.merging import Schema, merge

_LATER = frozenset(
    ("enum", "const", "default", "examples", "required", "definitions", "items", "properties")
)
"""Keywords that hold plain values, or schemas that are resolved when their turn comes."""


def resolve(schema: Any, budget: Budget) -> Any:
    """The schema as the walk can use it: the same object, or one that holds a `Choice`.

    Raises:
        Refusal: It still refers to another schema, or combines what is no schema.
    """
    if isinstance(schema, list):
        budget.spend(len(schema))
        for index, item in enumerate(schema):
            if isinstance(item, dict | list):
                schema[index] = resolve(item, budget)
        return schema
    if not isinstance(schema, dict):
        return schema
    budget.spend(len(schema))
    _forget_name(schema)
    if isinstance(schema.get("$ref"), str):
        raise Refusal(
            f"it still refers to {schema['$ref']}", "generate from the dereferenced schema"
        )
    if isinstance(schema.get("allOf"), list):
        _merge_all(schema, budget)
    branches = branches_of(schema)
    if branches is not None:
        narrow_enum(schema, branches)
        return {KEY: Choice(schema, branches, budget)}
    for key, item in schema.items():
        if isinstance(item, dict | list) and key not in _LATER:
            schema[key] = resolve(item, budget)
    return schema


def _forget_name(schema: Schema) -> None:
    name = schema.get("$id")
    if not truthy(name):
        name = schema.get("id")
    if isinstance(name, str):
        for key in ("id", "$id", "$schema"):
            schema.pop(key, None)


def _merge_all(schema: Schema, budget: Budget) -> None:
    for part in schema.pop("allOf"):
        if not isinstance(part, dict | bool):
            raise Refusal("its `allOf` lists something that is no schema", "list schemas in it")
        resolved = resolve(part, budget)
        waiting = choice_in(resolved)
        if waiting:
            resolved = waiting.choose(schema)
        if isinstance(resolved, dict):
            budget.spend(merge(schema, resolved))
        if isinstance(schema.get("allOf"), list):
            resolve(schema, budget)

"""Schemas copied and laid over each other, as the reference generator does it.

This is not the merge of `allOf` that materializes a schema (that has happened before):
here the later schema simply wins, and lists are united.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from evtool.schema.example.failure import Refusal
from evtool.schema.example.javascript import identity, truthy

MAX_NESTING = 250
"""More than the 200 levels that a document may have."""

Schema = dict[str, Any]


def private_copy(value: Any, depth: int = 0) -> Any:
    """A copy of a schema that the walk may rewrite; what is no JSON (a date) becomes `{}`.

    Raises:
        Refusal: The schema is nested too deeply to be walked.
    """
    if depth > MAX_NESTING:
        raise Refusal(f"it is nested more than {MAX_NESTING} levels deep")
    if isinstance(value, dict):
        return {key: private_copy(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [private_copy(item, depth + 1) for item in value]
    if value is None or isinstance(value, str | int | float):
        return value
    return {}


def merge(target: Schema, source: Schema) -> int:
    """Lay `source` over `target`, which is changed; return how many values were visited.

    Objects are merged key by key, lists get the elements that they do not have yet,
    anything else is replaced.
    """
    visited = len(source)
    for key, value in source.items():
        if isinstance(value, list):
            visited += _unite(target, key, value)
        elif not isinstance(value, dict):
            target[key] = value
        else:
            if not isinstance(target.get(key), dict):
                target[key] = {}
            visited += merge(target[key], value)
    return visited


def _unite(target: Schema, key: str, values: list[Any]) -> int:
    if not truthy(target.get(key)):
        target[key] = []
    known = target[key]
    if isinstance(known, list) and known is not values:
        seen = {identity(value) for value in known}
        for value in values:
            mark = identity(value)
            if mark not in seen:
                seen.add(mark)
                known.append(value)
        return len(known) + len(values)
    return 0


def without(schema: Schema, keys: Iterable[str]) -> Schema:
    """A copy without some keys: its objects are copies, the elements of its lists are not.

    What is no JSON (a choice that a former merge has brought) becomes `{}`.
    """
    copy: Schema = {}
    for key, value in schema.items():
        if key in keys:
            continue
        if value is None or isinstance(value, str | int | float):
            copy[key] = value
        elif isinstance(value, list):
            copy[key] = list(value)
        else:
            copy[key] = {}
            if isinstance(value, dict):
                merge(copy[key], value)
    return copy

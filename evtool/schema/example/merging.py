"""Schemas copied and laid over each other, as the reference generator does it.

This is not the merge of `allOf` that materializes a schema (that has happened before):
here the later schema simply wins, and lists are united.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from evtool.schema.example.failure import Refusal
from evtool.schema.example.javascript import SCALARS, identity, truthy
from evtool.schema.example.tally import Tally

MAX_NESTING = 220
"""A document may have 200 levels. Python's stack bears 3 calls a level, and some more."""

Schema = dict[str, Any]


def private_copy(value: Any, tally: Tally, depth: int = 0) -> Any:
    """A copy of a schema that the walk may rewrite; what is no JSON (a date) becomes `{}`.

    It is a tree: what YAML aliases share is copied at each place.

    Raises:
        Refusal: The schema is too large, or nested too deeply to be walked.
    """
    if depth > MAX_NESTING:
        raise Refusal(f"it is nested more than {MAX_NESTING} levels deep")
    if isinstance(value, dict):
        tally.spend(len(value))
        return {key: private_copy(item, tally, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        tally.spend(len(value))
        return [private_copy(item, tally, depth + 1) for item in value]
    return value if isinstance(value, SCALARS) else {}


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
        if isinstance(value, SCALARS):
            copy[key] = value
        elif isinstance(value, list):
            copy[key] = list(value)
        else:
            copy[key] = {}
            if isinstance(value, dict):
                merge(copy[key], value)
    return copy

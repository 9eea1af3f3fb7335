"""When two JSON values are the same value.

Python's `==` says that `True` equals `1`; JSON does not. JSON Schema says that `1` and `1.0` are
one number and that the order of an object's keys means nothing; so does this module.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any


def same_json(one: Any, other: Any) -> bool:
    """Whether two JSON values (nested at most 200 levels, as all loaded documents) are equal."""
    return bool(one == other) and freeze(one) == freeze(other)


def freeze(value: Any) -> Hashable:
    """A hashable stand-in of a JSON value; stand-ins are equal exactly when the values are."""
    if isinstance(value, dict):
        return "object", frozenset((name, freeze(part)) for name, part in value.items())
    if isinstance(value, list):
        return "array", tuple(freeze(part) for part in value)
    if isinstance(value, bool):
        return "boolean", value
    frozen: Hashable = value
    return frozen

"""Copies of JSON values that keep what is one object one object.

The canonical writer names a container that stands in two places, as the reference tool
does. That tool copies the values of each schema it merges together, so two values of one
schema may share a part afterwards, and values of different schemas never do.
"""

from __future__ import annotations

from typing import Any

Known = dict[int, Any]
"""The copies made so far, by the identity of what they are copies of."""


def copied(value: Any, known: Known) -> Any:
    """A deep copy of `value`, in which the parts that `known` has are taken from there."""
    kind = type(value)
    if kind is not dict and kind is not list:
        return value
    copy: Any = known.get(id(value))
    if copy is not None:
        return copy
    if kind is dict:
        known[id(value)] = copy = {}
        for name, part in value.items():
            copy[name] = copied(part, known)
    else:
        known[id(value)] = copy = []
        for part in value:
            copy.append(copied(part, known))
    return copy

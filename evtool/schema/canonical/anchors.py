"""Containers that stand in several places of a document, written once and then named.

The reference tool writes an anchor (`&ref_0`) and aliases (`*ref_0`) where one object
is in several places. A merged schema has none; its examples may, where a `$ref` in them
names a part of another example or the source has anchors itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evtool.schema.canonical.key_order import sorted_keys


@dataclass(frozen=True, slots=True)
class Anchor:
    """A container that is written here and named, for the aliases that follow."""

    name: str
    container: Any


@dataclass(frozen=True, slots=True)
class Alias:
    """A place where the container of that name stands again."""

    name: str


def with_anchors(value: Any) -> Any:
    """Return `value` with each shared container as one `Anchor` and then as `Alias`es.

    Shared is what is the same object, not what is equal, so apply this only to what keeps
    the identity of its parts from the source. The result is for `dump_yaml` alone; where
    nothing is shared it is `value` itself. Documents are limited to 200 levels of nesting
    when they are loaded; the recursion here relies on that.
    """
    numbers: dict[int, int] = {}
    _number_shared(value, numbers, set())
    return _marked(value, numbers, set()) if numbers else value


def _number_shared(value: Any, numbers: dict[int, int], seen: set[int]) -> None:
    """Number the shared containers in the order in which they are met again."""
    if not isinstance(value, dict | list):
        return
    if id(value) in seen:
        numbers.setdefault(id(value), len(numbers))
        return
    seen.add(id(value))
    for part in value.values() if isinstance(value, dict) else value:
        _number_shared(part, numbers, seen)


def _marked(value: Any, numbers: dict[int, int], written: set[int]) -> Any:
    """Copy `value` in the order of writing: what comes first there bears the anchor."""
    if not isinstance(value, dict | list):
        return value
    number = numbers.get(id(value))
    if number in written:
        return Alias(f"ref_{number}")
    if number is not None:
        written.add(number)
    copy = (
        [_marked(item, numbers, written) for item in value]
        if isinstance(value, list)
        else {name: _marked(value[name], numbers, written) for name in sorted_keys(value)}
    )
    return copy if number is None else Anchor(f"ref_{number}", copy)

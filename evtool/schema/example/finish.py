"""The example as plain JSON, apart from the schema that it was made of.

An example is a tree, with one exception: a `default`, a `const` or a value of `enum` that
is taken more than once stays one object, as YAML shows that by an alias.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from evtool.schema.example.javascript import CONTAINERS, SCALARS


def finished(value: Any, given: Container[int] = ()) -> Any:
    """A copy without what JSON does not have; in lists, null takes its place.

    `given` has the identities of the values that were taken from the schema.
    """
    return _Finish(given).finished(value)


def duplicate(value: Any, given: Container[int]) -> Any:
    """A copy of what has been made so far, except for what is `given`."""
    if id(value) in given:
        return value
    if isinstance(value, dict):
        return {name: duplicate(item, given) for name, item in value.items()}
    if isinstance(value, list):
        return [duplicate(item, given) for item in value]
    return value


class _Finish:
    """What has become of the given values and of their parts."""

    def __init__(self, given: Container[int]) -> None:
        self.given = given
        self.shared: dict[int, Any] = {}

    def finished(self, value: Any) -> Any:
        if not isinstance(value, CONTAINERS):
            return value if isinstance(value, SCALARS) else None
        if id(value) in self.given:
            return self._shared(value)
        if isinstance(value, dict):
            return {name: self.finished(item) for name, item in value.items() if _is_json(item)}
        return [self.finished(item) for item in value]

    def _shared(self, value: Any) -> Any:
        if not isinstance(value, CONTAINERS):
            return value
        if id(value) not in self.shared:
            if isinstance(value, dict):
                made: Any = {name: self._shared(item) for name, item in value.items()}
            else:
                made = [self._shared(item) for item in value]
            self.shared[id(value)] = made
        return self.shared[id(value)]


def _is_json(value: Any) -> bool:
    return isinstance(value, (*SCALARS, *CONTAINERS))

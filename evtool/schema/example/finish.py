"""The example as plain JSON, apart from the schema that it was made of.

An example is a tree, with one exception: a `default`, a `const` or a value of `enum` that
is taken more than once stays one object, as YAML shows that by an alias.
"""

from __future__ import annotations

from typing import Any

from evtool.schema.example.javascript import CONTAINERS, SCALARS


class Given:
    """The objects and lists that were taken from the schema as they are."""

    def __init__(self) -> None:
        self._parts: dict[int, Any] = {}

    def __contains__(self, value: Any) -> bool:
        return id(value) in self._parts

    def take(self, value: Any) -> Any:
        """Remember `value` with all that is in it, and return it."""
        pending = [value]
        while pending:
            part = pending.pop()
            if isinstance(part, CONTAINERS) and part not in self:
                self._parts[id(part)] = part
                pending.extend(part.values() if isinstance(part, dict) else part)
        return value


def duplicate(value: Any, given: Given) -> Any:
    """A copy of what has been made so far, except for what is `given`."""
    if value in given:
        return value
    if isinstance(value, dict):
        return {name: duplicate(item, given) for name, item in value.items()}
    if isinstance(value, list):
        return [duplicate(item, given) for item in value]
    return value


def finished(value: Any, given: Given) -> Any:
    """A copy without what JSON does not have; in lists, null takes its place.

    What is `given` is copied once, wherever it stands.
    """
    return _Finish(given).copy(value)


class _Finish:
    """What has become of the given values."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.shared: dict[int, Any] = {}

    def copy(self, value: Any) -> Any:
        if not isinstance(value, CONTAINERS):
            return value if isinstance(value, SCALARS) else None
        if value not in self.given:
            return self._new(value)
        if id(value) not in self.shared:
            self.shared[id(value)] = self._new(value)
        return self.shared[id(value)]

    def _new(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.copy(item) for item in value]
        return {name: self.copy(item) for name, item in value.items() if _is_json(item)}


def _is_json(value: Any) -> bool:
    return isinstance(value, (*SCALARS, *CONTAINERS))

"""Filling in the defaults of a schema, as ajv 6 does with `useDefaults`.

A property that is absent gets a copy of its default, before anything is validated; so do
the properties of objects that are there, or that a default made, also in arrays and maps.
Defaults below `anyOf`, `oneOf`, `not` and `if` do not count: which of them holds is not known
beforehand. Those below `then`, `else`, `dependencies`, `patternProperties` and in tuples,
which ajv would fill, do not count either: they would need a validation of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

Fill = Callable[[Any], None]
"""Fills the defaults of a schema into a value, in place."""


def compile_defaults(schema: Any) -> Fill | None:
    """What fills the defaults of `schema`; None where it has none.

    References are not followed: published schemas have none.
    """
    if not isinstance(schema, Mapping):
        return None
    steps = [step for step in (_properties(schema), _items(schema), _others(schema)) if step]
    for part in _maps(schema.get("allOf")):
        step = compile_defaults(part)
        if step:
            steps.append(step)
    return _all(steps)


def _all(steps: list[Fill]) -> Fill | None:
    if len(steps) < 2:
        return steps[0] if steps else None

    def fill(value: Any) -> None:
        for step in steps:
            step(value)

    return fill


def _properties(schema: Mapping[str, Any]) -> Fill | None:
    declared = schema.get("properties")
    if not isinstance(declared, Mapping):
        return None
    missing = [
        (name, part["default"], isinstance(part["default"], dict | list))
        for name, part in declared.items()
        if isinstance(part, Mapping) and "default" in part
    ]
    inner = ((name, compile_defaults(part)) for name, part in declared.items())
    below = [(name, fill) for name, fill in inner if fill is not None]
    return _fill_object(missing, below) if missing or below else None


def _fill_object(missing: list[tuple[str, Any, bool]], below: list[tuple[str, Fill]]) -> Fill:
    """Fill in absent properties; containers are copied, so that no two events share one."""

    def fill(value: Any) -> None:
        if not isinstance(value, dict):
            return
        for name, default, is_container in missing:
            if name not in value:
                value[name] = deepcopy(default) if is_container else default
        for name, inner in below:
            if name in value:
                inner(value[name])

    return fill


def _items(schema: Mapping[str, Any]) -> Fill | None:
    inner = compile_defaults(schema.get("items"))
    if inner is None:
        return None

    def fill(value: Any) -> None:
        if isinstance(value, list):
            for item in value:
                inner(item)

    return fill


def _others(schema: Mapping[str, Any]) -> Fill | None:
    """What fills the values of a map: its properties without a name of their own."""
    inner = compile_defaults(schema.get("additionalProperties"))
    if inner is None or "patternProperties" in schema:
        return None
    declared = schema.get("properties")
    names = frozenset(declared if isinstance(declared, Mapping) else ())

    def fill(value: Any) -> None:
        if isinstance(value, dict):
            for name in value.keys() - names:
                inner(value[name])

    return fill


def _maps(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []

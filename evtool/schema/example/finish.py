"""The example as plain JSON, and as a tree: no part of it stands in two places."""

from __future__ import annotations

from typing import Any


def finished(value: Any) -> Any:
    """A copy without what JSON does not have; in lists, null takes its place."""
    if isinstance(value, dict):
        return {name: finished(item) for name, item in value.items() if _is_json(item)}
    if isinstance(value, list):
        return [finished(item) for item in value]
    return value if _is_json(value) else None


def _is_json(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | dict | list)


def duplicate(value: Any) -> Any:
    """A copy of what has been made so far, with everything that is in it."""
    if isinstance(value, dict):
        return {name: duplicate(item) for name, item in value.items()}
    if isinstance(value, list):
        return [duplicate(item) for item in value]
    return value

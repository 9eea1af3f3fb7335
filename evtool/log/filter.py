"""Which records are wanted: by a text in them, and by fields of their event."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from evtool.log.event_log import LogError
from evtool.log.record import Record

_MISSING = object()


def record_test(text: str | None, filters: Sequence[str]) -> Callable[[Record], bool]:
    """Whether a record has a text in it, and all of the fields.

    Args:
        text: What must stand in the value; None for anything.
        filters: `path=value`, with dots in the path; the value is JSON or else a text.

    Raises:
        LogError: A filter has no `=`.
    """
    parts = [_parsed(one) for one in filters]
    needle = None if text is None else text.encode()

    def test(record: Record) -> bool:
        if needle is not None and needle not in record.value:
            return False
        if not parts:
            return True
        event = event_of(record)
        return all(_is_one_of(_field(event, path), values) for path, values in parts)

    return test


def event_of(record: Record) -> Any:
    """The event of a record; None where it is no JSON."""
    try:
        return json.loads(record.value)
    except ValueError:
        return None


def _parsed(text: str) -> tuple[list[str], list[Any]]:
    path, equals, value = text.partition("=")
    if not equals or not path:
        raise LogError(f"{text!r} is no filter", hint="write PATH=VALUE, such as meta.domain=x")
    values: list[Any] = [value]
    with contextlib.suppress(ValueError):
        values.append(json.loads(value))
    return path.split("."), values


def _is_one_of(value: Any, wanted: Sequence[Any]) -> bool:
    """Whether a value is one of some; 1 is not true."""
    return any(value == one and isinstance(value, bool) is isinstance(one, bool) for one in wanted)


def _field(event: Any, path: Sequence[str]) -> Any:
    for name in path:
        if not isinstance(event, dict) or name not in event:
            return _MISSING
        event = event[name]
    return event

"""Texts with `{places}` that a record fills: keys, topics, indices, names of labels."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from evtool.config import Section
from evtool.connectors.batch import Delivery
from evtool.connectors.sink import RecordFailure

_PLACE = re.compile(r"\{([^{}]*)\}")
_OF_RECORD: dict[str, Callable[[Delivery], Any]] = {
    "stream": lambda one: one.stream if one.record.value else one.stream_hint or one.record.topic,
    "topic": lambda one: one.record.topic,
    "partition": lambda one: one.record.partition,
    "offset": lambda one: one.record.offset,
    "timestamp": lambda one: one.record.timestamp,
    "key": lambda one: (one.record.key or b"").decode(errors="replace") or None,
}
RECORD_FIELDS = tuple(_OF_RECORD)
"""What a template may name besides fields of the event."""

_BY_PARTITION = frozenset({"topic", "partition"})
_MISSING = object()


class Template:
    """`{stream}:{meta.id}`: names of the record, or paths of fields of the event."""

    def __init__(self, text: str) -> None:
        parts = _PLACE.split(text)
        self.text = text
        self._constant = parts[::2]
        self.names: tuple[str, ...] = tuple(parts[1::2])
        self._cache: dict[tuple[str, int], str] | None = (
            {} if _BY_PARTITION.issuperset(self.names) else None
        )

    @property
    def paths(self) -> tuple[str, ...]:
        """The fields of events that it names."""
        return tuple(name for name in self.names if name not in _OF_RECORD)

    def check(self, section: Section) -> None:
        """Refuse braces that are no place.

        Raises:
            ConfigurationError: There are some.
        """
        if not all(self.names) or any("{" in text or "}" in text for text in self._constant):
            hint = f"write {{FIELD.PATH}}, or one of {', '.join(RECORD_FIELDS)} in braces"
            raise section.error(f"{self.text!r} has braces that name nothing", hint)

    def fill(self, one: Delivery) -> str:
        """The text for a record.

        Raises:
            RecordFailure: A field is missing, or is no text and no number.
        """
        if self._cache is None:
            return self._fill(one)
        place: tuple[str, int] = one.record[:2]
        found = self._cache.get(place)
        if found is None:
            found = self._cache[place] = self._fill(one)
        return found

    def _fill(self, one: Delivery) -> str:
        text = self._constant[0]
        for name, following in zip(self.names, self._constant[1:], strict=True):
            text += _scalar(name, value_of(one, name)) + following
        return text


def value_of(one: Delivery, name: str, default: Any = None) -> Any:
    """What a record has under a name: see `RECORD_FIELDS`; else the field of this path."""
    of_record = _OF_RECORD.get(name)
    return of_record(one) if of_record is not None else field_value(one.event, name, default)


def field_value(event: Any, path: str, default: Any = None) -> Any:
    """The value at a path of names with dots between them; `.` alone is the whole event."""
    value = event
    for name in path.split(".") if path != "." else ():
        value = value.get(name, _MISSING) if isinstance(value, dict) else _MISSING
        if value is _MISSING:
            return default
    return value


def _scalar(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    what = "has no" if value is None else "has a map or a list as"
    raise RecordFailure(f"the record {what} {name}, which the configuration asks for")

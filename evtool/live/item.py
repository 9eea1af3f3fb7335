"""One event as the page shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from evtool.log.record import Record

LONGEST = 16 * 1024
"""Characters of an event that the page gets at once; it asks for the rest of a longer one."""

_LONGEST_FIELD = 2000
_REFUSAL = {
    "reason": "message",
    "kind": "error_type",
    "schema": "errored_schema_uri",
    "stream": "errored_stream_name",
}


@dataclass(frozen=True)
class Item:
    """One event; `number` counts what has been shown since the service started.

    `place` is topic, partition and offset; `text` the start of the event, which has `size`
    bytes; `refusal` is set for events about refused events.
    """

    number: int
    place: tuple[str, int, int]
    time: int
    stream: str
    schema: str
    text: str
    size: int
    refusal: Mapping[str, Any] | None = None

    @property
    def weight(self) -> int:
        """About how many bytes of memory it takes."""
        return 1000 + 3 * len(self.text)

    def holds(self, text: str) -> bool:
        """Whether a text, in small letters, stands in the event."""
        return text in self._searched

    @cached_property
    def json(self) -> str:
        """What the page gets, in ASCII and on one line."""
        return json.dumps(
            {
                "number": self.number,
                "place": self.place,
                "time": self.time,
                "stream": self.stream,
                "schema": self.schema,
                "size": self.size,
                "text": self.text,
                "cut": len(self.text) == LONGEST,
                "refusal": self.refusal,
            }
        )

    @cached_property
    def _searched(self) -> str:
        return f"{self.stream} {self.text}".lower()


def make_item(number: int, record: Record, error_stream: str | None) -> Item:
    """The item of a record; a value that is no JSON object is shown as it is."""
    event = _event(record.value)
    meta = event.get("meta")
    stream = _text(meta.get("stream") if isinstance(meta, dict) else None) or record.topic
    return Item(
        number,
        (record.topic, record.partition, record.offset),
        record.timestamp,
        stream,
        _text(event.get("$schema")),
        record.value.decode("utf-8", "replace")[:LONGEST],
        len(record.value),
        _refusal(event) if stream == error_stream else None,
    )


def _refusal(event: Mapping[str, Any]) -> dict[str, str]:
    facts = {name: _text(event.get(field)) for name, field in _REFUSAL.items()}
    received = event.get("raw_event")
    return {**facts, "received": received[:LONGEST] if isinstance(received, str) else ""}


def _event(value: bytes) -> dict[str, Any]:
    try:
        event = json.loads(value)
    except (ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def _text(value: Any) -> str:
    return value[:_LONGEST_FIELD] if isinstance(value, str) else ""

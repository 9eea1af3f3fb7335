"""The fields that every event has: `$schema`, `meta` and `dt`, as the guidelines want them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

DIALECT = "https://json-schema.org/draft-07/schema#"
ENVELOPE_FIELDS = ("$schema", "meta", "dt")
SOME_TIME = "2020-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class CommonFragment:
    """The fragment that a schema takes its envelope from: its `$ref`, and the fields it declares.

    These fields are not drafted again: what the fragment says of them holds.
    """

    ref: str
    fields: Collection[str] = ENVELOPE_FIELDS


def envelope_properties() -> dict[str, Any]:
    """Their schemas, for an event schema that has no common fragment to take them from.

    A new value each time, which the caller may change.
    """
    return {
        "$schema": _text("The $id of the schema of this event."),
        "meta": {
            "description": "What the event platform needs to know of every event.",
            "type": "object",
            "required": ["stream"],
            "properties": {
                "stream": _text("Name of the stream that the event belongs to.", minLength=1),
                "dt": _time("When the platform received the event; the intake sets it."),
                "id": _text("Unique id of the event; the intake sets it."),
                "request_id": _text("Id of the request that caused the event."),
                "domain": _text("Domain that the event is about.", minLength=1),
                "uri": _text(
                    "URI of what the event is about.", format="uri-reference", maxLength=8192
                ),
            },
        },
        "dt": _time("When it happened, in UTC; the producer sets it."),
    }


def stream_of_title(title: str) -> str:
    """The stream name that an example uses for want of a real one."""
    return title.replace("/", ".")


def _text(description: str, **keywords: Any) -> dict[str, Any]:
    return {"description": description, "type": "string", **keywords}


def _time(description: str) -> dict[str, Any]:
    return _text(description, format="date-time", maxLength=128)

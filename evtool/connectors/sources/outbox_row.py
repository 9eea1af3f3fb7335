"""One row of an outbox table as a change."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, Protocol

from evtool.connectors.source import Change
from evtool.connectors.sources.text import change_of, digest


class Columns(Protocol):
    """Which columns there are besides the id and the event; None: there is none."""

    @property
    def event_column(self) -> str:
        """The event as JSON."""

    @property
    def event_id_column(self) -> str | None:
        """Its `meta.id`."""

    @property
    def stream_column(self) -> str | None:
        """Its `meta.stream`."""

    @property
    def schema_column(self) -> str | None:
        """Its `$schema`."""


def change_of_row(columns: Columns, row: Sequence[Any]) -> Change:
    """The change of a row: id of the row, event, id of the event, stream, schema.

    What the event says itself counts more than the columns. Ids of rows may be used again
    once the rows are gone: the content keeps the identities apart.
    """
    identifier, content, event_id, stream, schema = row
    raw = _bytes(content)
    if raw is None:
        text = f"the column {columns.event_column} holds no text"
        return Change(None, None, [_plain(identifier)], repr(content).encode(), text)
    change = change_of(raw, None, [_plain(identifier), digest(raw)])
    if change.event is not None:
        if columns.schema_column is not None and schema is not None:
            change.event.setdefault("$schema", str(schema))
        _set_meta(change.event, "id", event_id if columns.event_id_column else None)
        _set_meta(change.event, "stream", stream if columns.stream_column else None)
    return change


def _set_meta(event: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        return
    meta = event.setdefault("meta", {})
    if isinstance(meta, dict):
        meta.setdefault(name, str(_plain(value)))


def _bytes(value: Any) -> bytes | None:
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    return bytes(value) if isinstance(value, (bytes, bytearray, memoryview)) else None


def _plain(value: Any) -> Any:
    """An id as JSON has it: a number, or a text; 16 bytes are a UUID."""
    if isinstance(value, (int, str)):
        return value
    raw = _bytes(value)
    if raw is None:
        return str(value)
    return str(uuid.UUID(bytes=raw)) if len(raw) == 16 else raw.hex()

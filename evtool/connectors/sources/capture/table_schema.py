"""A draft of the schema of a table's changes, to be looked at and checked in by a person.

Types: whole numbers are integers, decimal numbers and whole numbers named in `as_text` are
strings, times are date-times in UTC, bytes are base64. A column that is added later is an
optional field, and a minor version. Only the key is required: NULL is a field left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from evtool.connectors.sources.capture.options import (
    CaptureOptions,
    Envelope,
    TableOptions,
    entity_of,
)
from evtool.connectors.sources.capture.row import Column, Kind, Table

_TYPES: dict[Kind, dict[str, Any]] = {
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "bigint": {"type": "integer"},
    "decimal": {"type": "string"},
    "float": {"type": "number"},
    "text": {"type": "string"},
    "bytes": {"type": "string", "contentEncoding": "base64"},
    "date": {"type": "string", "format": "date"},
    "date-time": {"type": "string", "format": "date-time", "maxLength": 128},
}
_NOTES: dict[Kind, str] = {
    "decimal": "A decimal number as text.",
    "bytes": "Bytes as base64.",
}
_META = {
    "type": "object",
    "description": "Facts about the event as a message.",
    "required": ["stream"],
    "properties": {
        "stream": {"type": "string", "description": "The stream of the event.", "minLength": 1},
        "dt": {
            "type": "string",
            "format": "date-time",
            "maxLength": 128,
            "description": "When the event was received, in UTC.",
        },
        "id": {"type": "string", "description": "Drops duplicates: equal for the same change."},
    },
}


def drafts(options: CaptureOptions, tables: Iterable[Table]) -> dict[str, dict[str, Any]]:
    """The sources of the schemas of captured tables, as these are now, by table."""
    chosen, envelope = options.tables, options.envelope
    return {one.name: draft(one, chosen[one.name], envelope) for one in tables}


def draft(table: Table, options: TableOptions, envelope: Envelope) -> dict[str, Any]:
    """The source of the schema of a table's changes."""
    title, _, version = options.schema.strip("/").rpartition("/")
    body = _state_change if envelope == "state-change" else _debezium
    required, properties = body(table, options)
    return {
        "title": title,
        "description": f"A row of {table.name} was inserted, updated or deleted.",
        "$id": f"/{title}/{version}",
        "$schema": "https://json-schema.org/draft-07/schema#",
        "type": "object",
        "required": ["$schema", "meta", "dt", *required],
        "properties": {
            "$schema": {"type": "string", "description": "The $id of the schema of the event."},
            "meta": _META,
            "dt": {
                "type": "string",
                "format": "date-time",
                "maxLength": 128,
                "description": "When the change was committed, in UTC.",
            },
            **properties,
        },
    }


def _state_change(table: Table, options: TableOptions) -> tuple[list[str], dict[str, Any]]:
    entity = entity_of(table.name, options)
    prior = _row(table, options, "What was different before; only fields that changed.", ())
    return ["changelog_kind", entity], {
        "changelog_kind": {
            "type": "string",
            "description": "What happened to the row.",
            "enum": ["insert", "update", "delete"],
        },
        "sequence": _SEQUENCE,
        entity: _row(table, options, "The row after the change; of a deleted one its key.", None),
        "prior_state": {
            "type": "object",
            "description": "What the change replaced.",
            "properties": {entity: prior},
        },
    }


def _debezium(table: Table, options: TableOptions) -> tuple[list[str], dict[str, Any]]:
    names = ("snapshot", "schema", "table", "connector", "sequence")
    return ["source", "op"], {
        "before": _row(table, options, "The row before the change.", ()),
        "after": _row(table, options, "The row after the change.", None),
        "source": {
            "type": "object",
            "description": "Where the change comes from.",
            "properties": {name: _SOURCE[name] for name in names},
        },
        "op": {
            "type": "string",
            "description": "Created, updated, deleted, or read by a snapshot.",
            "enum": ["c", "u", "d", "r"],
        },
    }


_SEQUENCE = {"type": "string", "description": "Sorts as the changes of the source do."}
_SOURCE = {
    "snapshot": {"type": "string", "description": "Whether a snapshot read the row."},
    "schema": {"type": "string", "description": "The schema or database of the table."},
    "table": {"type": "string", "description": "The table."},
    "connector": {"type": "string", "description": "The kind of database."},
    "sequence": _SEQUENCE,
}


def _row(
    table: Table, options: TableOptions, description: str, key: tuple[str, ...] | None
) -> dict[str, Any]:
    """The fields of a row; `key` are those that it always has, None: the primary key."""
    columns = [column for column in table.columns if options.takes(column.name)]
    names = [column.name for column in columns]
    required = [name for name in (table.key if key is None else key) if name in names]
    made: dict[str, Any] = {"type": "object", "description": description}
    if required:
        made["required"] = required
    made["properties"] = {column.name: _field(column, options) for column in columns}
    return made


def _field(column: Column, options: TableOptions) -> dict[str, Any]:
    kind = "text" if column.name in options.as_text else column.kind
    said = column.comment or _NOTES.get(column.kind) or f"The column {column.name}."
    return {**_TYPES[kind], "description": said}

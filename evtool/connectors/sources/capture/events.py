"""Events of rows: what happened to an entity, or Debezium's envelope."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from evtool.connectors.sources.capture.options import Envelope, TableOptions, entity_of, split
from evtool.connectors.sources.capture.row import RowChange

_KINDS = {"insert": "insert", "read": "insert", "update": "update", "delete": "delete"}
_OPERATIONS = {"insert": "c", "read": "r", "update": "u", "delete": "d"}


def events_of(
    change: RowChange, table: TableOptions, envelope: Envelope
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The events of one change, each with what tells it from the others of the change.

    There is one, but for a row whose key changed: that one is deleted, and another inserted.
    """
    shape = state_change if envelope == "state-change" else debezium
    if change.operation == "update" and change.moved:
        gone = dataclasses.replace(change, operation="delete", after=None)
        come = dataclasses.replace(change, operation="insert", before=None)
        yield "delete", shape(gone, table)
        yield "insert", shape(come, table)
    else:
        yield "", shape(change, table)


def state_change(change: RowChange, table: TableOptions) -> dict[str, Any]:
    """An event of what the entity is now, and of what was different before.

    Of a deleted row the key is what is left; all else of it is prior state.
    """
    entity = entity_of(change.table, table)
    before = table.pick(change.before or {})
    if change.after is None:
        now = table.pick(change.of_key(change.before or {}))
        prior = {name: value for name, value in before.items() if name not in now}
    else:
        now, known = table.pick(change.after), change.after
        prior = {
            name: value
            for name, value in before.items()
            if name in known and value != now.get(name)
        }
    event = {
        **_head(change, table),
        "changelog_kind": _KINDS[change.operation],
        "sequence": change.sequence,
        entity: now,
    }
    if prior:
        event["prior_state"] = {entity: prior}
    return event


def debezium(change: RowChange, table: TableOptions) -> dict[str, Any]:
    """An event in Debezium's envelope; `before` and `after` are left out where there is none."""
    schema, name = split(change.table)
    event: dict[str, Any] = _head(change, table)
    if change.before is not None and change.operation in {"update", "delete"}:
        event["before"] = table.pick(change.before)
    if change.after is not None:
        event["after"] = table.pick(change.after)
    snapshot = "true" if change.operation == "read" else "false"
    place = {"snapshot": snapshot, "schema": schema, "table": name, **change.place}
    event["source"] = {**place, "sequence": change.sequence}
    event["op"] = _OPERATIONS[change.operation]
    return event


def _head(change: RowChange, table: TableOptions) -> dict[str, Any]:
    return {"$schema": table.schema, "meta": {"stream": table.stream}, "dt": change.at}

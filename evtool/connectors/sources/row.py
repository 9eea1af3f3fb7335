"""A row of a database as an event, and as a place in its table."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any

from evtool.config import Section
from evtool.connectors.sources.database import Rows, check_name
from evtool.connectors.sources.values import json_value


def named_values(rows: Rows, row: Sequence[Any], start: int) -> dict[str, Any]:
    """The values of a row as JSON by the names of their columns, from a column on.

    A NULL is left out.
    """
    found: dict[str, Any] = {}
    for at in range(start, len(row)):
        if row[at] is not None:
            value = row[at]
            is_text = at in rows.json and isinstance(value, (str, bytes))
            found[rows.names[at]] = json.loads(value) if is_text else json_value(value)
    return found


def event_of(row: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """The event of a row.

    Args:
        row: Values by the names of columns.
        fields: The column of each field, whose path is written with dots; none: each column
            is a field of its own name.
    """
    if not fields:
        return dict(row)
    event: dict[str, Any] = {}
    for field, column in fields.items():
        if column in row:
            *parents, name = field.split(".")
            inner = event
            for parent in parents:
                inner = inner.setdefault(parent, {})
            inner[name] = row[column]
    return event


def check_fields(fields: Mapping[str, str], section: Section) -> None:
    """Refuse paths that are none, and those of which one leads through the other.

    Raises:
        ConfigurationError: There is such a path.
    """
    for field, column in fields.items():
        place = section.below("fields").below(field)
        if not all(field.split(".")):
            raise place.error("is no path of a field", "write name, or parent.name")
        check_name(column, place)
        for other in fields:
            if other.startswith(f"{field}."):
                raise place.error(f"is a value, and {other} is inside it", "leave one of them out")


def exact(value: Any) -> Any:
    """A value as JSON, from which the database makes the same value again."""
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ")
    return value if isinstance(value, (int, float, str)) else str(value)

"""What becomes of the tables of a source that captures some: their streams and schemas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evtool.connectors.config import Connector


@dataclass(frozen=True, slots=True)
class Target:
    """A stream and a schema that a source names, and the place in the file that does."""

    place: str
    stream: str | None
    schema: str | None


def targets_of(connector: Connector) -> list[Target]:
    """The targets of the tables of a source; none where it has no tables."""
    tables = getattr(connector.options, "tables", None)
    return [
        Target(f"connectors.{connector.name}.tables.{name}", one.stream, one.schema)
        for name, one in (tables if isinstance(tables, Mapping) else {}).items()
    ]

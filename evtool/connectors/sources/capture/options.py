"""The options that every source of rows has: which tables become which streams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from evtool.config import Section, setting
from evtool.connectors.sources.capture.row import Row

Envelope = Literal["state-change", "debezium"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableOptions:
    """What becomes of the rows of a table."""

    stream: str = setting(help="The stream of its changes.")
    schema: str = setting(help="The schema of the events, such as /shop/order/change/1.0.0.")
    entity: str = setting("", help="The field that holds the row; empty: the table's name.")
    columns: tuple[str, ...] = setting((), help="Only these columns; empty: all.")
    exclude: tuple[str, ...] = setting((), help="Not these columns.")
    as_text: tuple[str, ...] = setting(
        (), help="Whole numbers that are given as text: those that go beyond 2^53 - 1."
    )

    def takes(self, column: str) -> bool:
        """Whether a column is part of the events."""
        return column not in self.exclude and (not self.columns or column in self.columns)

    def pick(self, row: Row) -> dict[str, Any]:
        """The part of a row that goes into events; NULL is left out, as a field without value."""
        return {
            name: str(value) if name in self.as_text else value
            for name, value in row.items()
            if value is not None and self.takes(name)
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureOptions:
    """Changes of rows as events."""

    tables: dict[str, TableOptions] = setting(
        help="The tables, as `database.table` or `schema.table`, and what becomes of them."
    )
    envelope: Envelope = setting(
        "state-change",
        help="The shape of events: changelog_kind with the row and what it was before, or "
        "Debezium's.",
    )
    snapshot: bool = setting(True, help="Bring the rows that are there before following.")
    generation: int = setting(
        1, help="Raise it for a new snapshot: the saved position is left, all rows come again."
    )
    chunk_rows: int = setting(2_000, help="Read so many rows of a snapshot at a time.")
    connect_seconds: int = setting(10, help="Wait at most so long for the server to answer.")

    def check(self, section: Section) -> None:
        """Refuse what means nothing.

        Raises:
            ConfigurationError: No table, a name without a dot, a number below 1.
        """
        if not self.tables:
            raise section.below("tables").error("must name at least one table")
        for name in self.tables:
            if name.count(".") != 1:
                hint = "write the database or schema in front: `shop.orders`"
                raise section.below("tables").below(name).error(f"{name!r} is no table", hint)
        for name in ("generation", "chunk_rows", "connect_seconds"):
            if getattr(self, name) < 1:
                raise section.below(name).error("must be 1 or more")


def planned(options: CaptureOptions) -> list[str]:
    """What a source would do, a line for each table."""
    first = "read all rows, then follow" if options.snapshot else "follow"
    return [
        f"{first} {name} into {one.stream} as {one.schema}"
        for name, one in by_name(options).items()
    ]


def entity_of(name: str, options: TableOptions) -> str:
    """The field that holds the row of a table."""
    return options.entity or name.rpartition(".")[2]


def split(name: str) -> tuple[str, str]:
    """The schema or database of a table, and its bare name."""
    schema, _, table = name.partition(".")
    return schema, table


def by_name(options: CaptureOptions) -> Mapping[str, TableOptions]:
    """The tables in the order in which a snapshot reads them."""
    return {name: options.tables[name] for name in sorted(options.tables)}

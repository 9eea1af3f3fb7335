"""A row that changed, and the columns of a table, alike for every database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "boolean", "integer", "bigint", "decimal", "float", "text", "bytes", "date", "date-time"
]
"""What the values of a column are in events: see `table_schema`."""

Row = Mapping[str, Any]
"""Values by column, as they are in events; None is NULL, and a column may be unknown."""

Operation = Literal["insert", "update", "delete", "read"]
"""What happened; `read`: the row was there when the snapshot came by."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the database describes it now."""

    name: str
    kind: Kind
    nullable: bool = True
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the database describes it now; `key` are the columns of its primary key."""

    name: str
    columns: Sequence[Column]
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that was inserted, updated, deleted, or read.

    Args:
        table: Its table, with the schema or database in front, such as `shop.orders`.
        operation: What happened.
        before: The row before, as far as the server tells it; None where there was none.
        after: The row after; None where there is none.
        key: The columns of the primary key; empty: it has none.
        at: When it was committed, or read: RFC 3339 in UTC.
        sequence: A text that sorts as the changes of this source do.
        place: Where the change stands in the log of the database, for Debezium's `source`.
    """

    table: str
    operation: Operation
    before: Row | None
    after: Row | None
    key: tuple[str, ...]
    at: str
    sequence: str
    place: Mapping[str, Any] = field(default_factory=dict)

    def of_key(self, row: Row) -> dict[str, Any]:
        """The key of a row; all of it where the table has none."""
        return {name: row.get(name) for name in self.key} if self.key else dict(row)

    @property
    def moved(self) -> bool:
        """Whether the key changed: it is another row from then on."""
        before, after = self.before, self.after
        if before is None or after is None:
            return False
        return any(name in before and before[name] != after.get(name) for name in self.key)


@dataclass(frozen=True, slots=True)
class Read:
    """A row of a transaction that goes on, what names it, and its bytes, about."""

    change: RowChange
    identity: list[Any]
    size: int

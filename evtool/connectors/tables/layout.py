"""What a table of a database has besides its columns: a key, and in state mode a guard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evtool.connectors.tables.options import StateOptions, path_of
from evtool.connectors.tables.table import Table
from evtool.connectors.tables.tables import Rows, UnfitRecords
from evtool.errors import ConfigurationError
from evtool.log.record import TopicPartition
from evtool.schema.tabular.columns import Column
from evtool.schema.tabular.convert import Row
from evtool.schema.tabular.model import Kind, Scalar

COORDINATE_KEY = ("_topic", "_partition", "_offset")
DELETED = Column("_deleted", Scalar(Kind.BOOLEAN), (), "Whether the last event deleted it.")


@dataclass(frozen=True)
class Layout:
    """The columns and the key of a table; `version` and `deletes` are those of state mode."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = COORDINATE_KEY
    version: str | None = None
    deletes: tuple[int, str] | None = None

    @classmethod
    def of(cls, table: Table, options: StateOptions) -> Layout:
        """The layout of a table.

        Raises:
            ConfigurationError: The options name a field that no column holds.
        """
        if options.mode == "append":
            return cls(table.name, table.columns)
        key = tuple(_column(table, field)[1] for field in options.key)
        version = _column(table, options.version)[1] if options.version else "_offset"
        if not options.deleted:
            return cls(table.name, table.columns, key, version)
        field, _, value = options.deleted.partition("=")
        deletes = (_column(table, field)[0], value)
        return cls(table.name, (*table.columns, DELETED), key, version, deletes)

    @property
    def others(self) -> list[str]:
        """The names of what an event of state mode changes: the version comes last."""
        names = [one.name for one in self.columns if one.name not in (*self.key, self.version)]
        return [*names, self.version] if self.version and self.version not in self.key else names

    def rows(self, group: Rows, done: Mapping[TopicPartition, int]) -> list[Row]:
        """The rows that are new, as the columns want them; in state mode in the order of keys.

        Raises:
            UnfitRecords: A key has no value.
        """
        found = group.new(done)
        if self.version is None:
            return found
        at = [index for index, one in enumerate(self.columns) if one.name in self.key]
        _check_keys(group, at, [self.columns[index].name for index in at])
        if self.deletes is not None:
            place, value = self.deletes
            found = [[*row, str(row[place]) == value] for row in found]
        # Two writers that lock rows in one order do not wait for each other in a circle.
        return sorted(found, key=lambda row: [str(row[index]) for index in at])


def _check_keys(group: Rows, at: Sequence[int], names: Sequence[str]) -> None:
    reasons = {
        place: f"the column {name} is a part of the key, and the event has no value for it"
        for index, name in zip(at, names, strict=True)
        for place, value in zip(group.places, group.columns[index], strict=True)
        if value is None
    }
    if reasons:
        raise UnfitRecords(reasons)


def _column(table: Table, field: str) -> tuple[int, str]:
    wanted = path_of(field)
    for at, column in enumerate(table.columns):
        if column.path == wanted or (not column.path and column.name == field):
            return at, column.name
    raise ConfigurationError(
        f"no column of the table {table.name} holds the field {field!r}",
        hint="fields are written as in the event, with dots: page.page_id",
    )


def shown(value: Any) -> str:
    """The first line of what a server says."""
    return str(value).strip().partition("\n")[0]

"""All tables of a sink, and a batch as the rows of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from evtool.connectors.batch import Batch, Delivery
from evtool.connectors.context import Context
from evtool.connectors.sink import RecordFailure
from evtool.connectors.tables.schemas import Schemas
from evtool.connectors.tables.table import Shape, Table
from evtool.errors import EvtoolError
from evtool.log.record import TopicPartition
from evtool.schema.tabular.convert import Row
from evtool.schema.tabular.names import table_name
from evtool.schema.version import SchemaId
from evtool.streams.load import load_streams

_SHOWN = 3


@dataclass
class Rows:
    """The rows of one table, with their records, in the order of the log."""

    table: Table
    deliveries: list[Delivery] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def new(self, done: Mapping[TopicPartition, int]) -> list[Row]:
        """The rows that the store does not have, going by the offsets that it keeps."""
        return [row for row in self.rows if row[2] >= done.get((row[0], row[1]), 0)]  # type: ignore[call-overload]


class UnfitRecords(RecordFailure):
    """Records that no table takes: `reasons` says why, by their places in the batch."""

    def __init__(self, reasons: Mapping[int, str]) -> None:
        self.reasons = dict(reasons)
        kinds = list(dict.fromkeys(reasons.values()))
        more = f"; and {len(kinds) - _SHOWN:,} more" if len(kinds) > _SHOWN else ""
        super().__init__("; ".join(kinds[:_SHOWN]) + more, at=tuple(reasons))


class Tables:
    """The tables that a sink fills, made as their first events come."""

    def __init__(self, schemas: Schemas, shape: Shape, prefix: str = "") -> None:
        self._schemas = schemas
        self._shape = shape
        self._prefix = prefix
        self._tables: dict[str, Table] = {}
        self._admitted: dict[tuple[str, str], Table] = {}

    def forget(self) -> None:
        """The store may have other columns than it had: compare again."""
        for table in self._tables.values():
            table.changed = True

    def table(self, stream: str, uri: str | None) -> Table:
        """The table for an event, with the columns of its schema.

        Raises:
            EvtoolError: Its schema cannot be had, or does not fit the table.
        """
        known = self._admitted.get((stream, uri or ""))
        if known is not None:
            return known
        schema = SchemaId.coerce(uri) if uri else None
        if schema is None:
            raise EvtoolError(f"the event names no schema: $schema is {uri!r}")
        tree = self._schemas.tree(schema)
        name = table_name(stream, schema.version.major, self._shape.limit, self._prefix)
        table = self._tables.get(name) or Table(name, self._shape)
        table.admit(tree)
        self._tables[name] = self._admitted[stream, uri or ""] = table
        return table

    def sort(self, batch: Batch) -> list[Rows]:
        """The rows of a batch, by table.

        Every schema of the batch is let in before the first row is made: rows of one
        table have one form, of whatever version they are.

        Raises:
            UnfitRecords: Some records have no table, or do not fit theirs.
        """
        reasons: dict[int, str] = {}
        places = self._places(batch, reasons)
        found: dict[str, Rows] = {}
        for at, delivery, table, schema in places:
            try:
                row = table.row(delivery, schema)
            except ValueError as error:
                reasons[at] = str(error)
                continue
            rows = found.get(table.name)
            if rows is None:
                rows = found[table.name] = Rows(table)
            rows.deliveries.append(delivery)
            rows.rows.append(row)
        if reasons:
            raise UnfitRecords(dict(sorted(reasons.items())))
        return list(found.values())

    def _places(
        self, batch: Batch, reasons: dict[int, str]
    ) -> list[tuple[int, Delivery, Table, str]]:
        """Each event with its table; why not for the others."""
        found = []
        for at, delivery in enumerate(batch):
            try:
                uri = delivery.schema_uri
                found.append((at, delivery, self.table(delivery.stream, uri), uri or ""))
            except (EvtoolError, ValueError) as error:
                reasons[at] = str(error)
        return found

    def planned(self, streams: Sequence[str], context: Context | None) -> Iterator[Table]:
        """The tables of streams by their newest schemas, as the configuration names these."""
        if context is None:
            return
        configuration = load_streams(context.workspace)
        for stream in streams:
            entry = configuration.find(stream)
            title = entry.settings.get("schema_title") if entry else None
            newest = self._schemas.latest(title) if isinstance(title, str) else None
            if newest is not None:
                yield self.table(stream, str(newest))

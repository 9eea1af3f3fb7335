"""All tables of a sink, and a batch as the rows of them."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from evtool.connectors.batch import Batch
from evtool.connectors.context import Context
from evtool.connectors.sink import RecordFailure
from evtool.connectors.tables.schemas import Schemas
from evtool.connectors.tables.table import Shape, Table
from evtool.errors import ConfigurationError, EvtoolError
from evtool.log.record import TopicPartition
from evtool.schema.tabular.convert import Row
from evtool.schema.tabular.names import table_name
from evtool.schema.version import SchemaId
from evtool.streams.load import load_streams

_SHOWN = 3


@dataclass
class Rows:
    """The rows of one table, with their places in the batch, in the order of the log."""

    table: Table
    places: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def new(self, done: Mapping[TopicPartition, int]) -> list[Row]:
        """The rows that the store does not have, going by the offsets that it keeps."""
        return [row for row in self.rows if row[2] >= done.get((row[0], row[1]), 0)]  # type: ignore[call-overload]


class UnfitRecords(RecordFailure):
    """Records that no table takes: `reasons` says why, by their places in the batch."""

    def __init__(self, reasons: Mapping[int, str]) -> None:
        kinds = list(dict.fromkeys(reasons.values()))
        more = f"; and {len(kinds) - _SHOWN:,} more" if len(kinds) > _SHOWN else ""
        super().__init__("; ".join(kinds[:_SHOWN]) + more, at=tuple(reasons), reasons=dict(reasons))


class Tables:
    """The tables that a sink fills, made as their first events come."""

    def __init__(self, schemas: Schemas, shape: Shape, prefix: str = "") -> None:
        self._schemas = schemas
        self._shape = shape
        self._prefix = prefix
        self._tables: dict[str, Table] = {}
        self._owners: dict[str, tuple[str, int]] = {}
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
        self._own(name, stream, schema.version.major)
        table = self._tables.get(name) or Table(name, self._shape)
        table.admit(tree)
        self._tables[name] = self._admitted[stream, uri or ""] = table
        return table

    def _own(self, name: str, stream: str, major: int) -> None:
        """Keep the events of two streams apart, whose names differ by too little."""
        owner = self._owners.setdefault(name, (stream, major))
        if owner != (stream, major):
            raise ConfigurationError(
                f"{owner[0]} (version {owner[1]}) and {stream} (version {major}) would both fill"
                f" the table {name}",
                hint="give one of them to a connector of its own, with another `prefix`",
            )

    def sort(self, batch: Batch) -> list[Rows]:
        """The rows of a batch, by table.

        Rows of one table have one form, of whatever version they are: where a schema was
        let in on the way, all are made again.

        Raises:
            UnfitRecords: Some records have no table, or do not fit theirs.
            ConfigurationError: Two streams would fill one table.
        """
        with without_collections():
            before = len(self._admitted)
            found, reasons = self._sorted(batch)
            if len(self._admitted) != before:
                found, reasons = self._sorted(batch)
        if reasons:
            raise UnfitRecords(reasons)
        return found

    def _sorted(self, batch: Batch) -> tuple[list[Rows], dict[int, str]]:
        """The rows, and why there is none for some events."""
        found: dict[str, Rows] = {}
        reasons: dict[int, str] = {}
        for at, delivery in enumerate(batch):
            try:
                uri = delivery.schema_uri
                table = self.table(delivery.stream, uri)
                row = table.row(delivery, uri or "")
            except ConfigurationError:
                raise
            except (EvtoolError, ValueError) as error:
                reasons[at] = str(error)
                continue
            rows = found.get(table.name)
            if rows is None:
                rows = found[table.name] = Rows(table)
            rows.places.append(at)
            rows.rows.append(row)
        return list(found.values()), reasons

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


@contextmanager
def without_collections() -> Iterator[None]:
    """Let the garbage collector rest: it would walk all events of the batch again and again."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()

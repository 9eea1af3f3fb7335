"""All tables of a sink, and a batch as the rows of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

from evtool.connectors.batch import Batch, Delivery
from evtool.connectors.context import Context
from evtool.connectors.sink import RecordFailure
from evtool.connectors.tables.schemas import Schemas
from evtool.connectors.tables.table import Shape, Table
from evtool.errors import ConfigurationError, EvtoolError
from evtool.log.record import TopicPartition
from evtool.schema.tabular.convert import Row, Values
from evtool.schema.tabular.names import table_name
from evtool.schema.version import SchemaId
from evtool.streams.collection import paused_collection
from evtool.streams.load import load_streams

_SHOWN = 3
_AT_ONCE = 128
"""Events that are decoded and made columns of at a time."""


@dataclass
class Rows:
    """The rows of one table, column by column, with their places in the batch, in its order."""

    table: Table
    places: list[int] = field(default_factory=list)
    columns: list[Values] = field(default_factory=list)

    def new(self, done: Mapping[TopicPartition, int]) -> list[Row]:
        """The rows that the store does not have, going by the offsets that it keeps."""
        return list(zip(*self.new_columns(done), strict=True))

    def new_columns(self, done: Mapping[TopicPartition, int]) -> list[Values]:
        """The same, column by column."""
        topics, partitions, offsets = self.columns[:3]
        behind = max((done.get(place, 0) for place in self.partitions), default=0)
        if min(offsets, default=0) >= behind:
            return self.columns
        wanted = [
            offset >= done.get(TopicPartition(topic, partition), 0)
            for topic, partition, offset in zip(topics, partitions, offsets, strict=True)
        ]
        return [list(compress(one, wanted)) for one in self.columns]

    @property
    def partitions(self) -> list[TopicPartition]:
        """The partitions that the rows come from."""
        places = set(zip(*self.columns[:2], strict=True))
        return [TopicPartition(*place) for place in sorted(places)]

    def add(self, waiting: Waiting) -> dict[int, str]:
        """Take events of the table in; why some do not fit, by their places in the batch."""
        made, bad = self.table.values(waiting.deliveries, waiting.events)
        if self.columns:
            for whole, more in zip(self.columns, made, strict=True):
                whole.extend(more)
        else:
            self.columns = [list(one) for one in made]  # some are one list in two places
        self.places += waiting.places
        return {waiting.places[at]: reason for at, reason in bad.items()}


@dataclass
class Waiting:
    """Events of one table whose columns are still to be made."""

    table: Table
    places: list[int] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    events: list[Mapping[str, Any]] = field(default_factory=list)


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

    def table(self, stream: str, uri: Any) -> Table:
        """The table for an event, with the columns of its schema.

        Raises:
            EvtoolError: Its schema cannot be had, or does not fit the table.
        """
        if not isinstance(uri, str):
            uri = None
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
        with paused_collection():
            sorted_ = None
            while sorted_ is None:  # again where a version with more columns came along
                sorted_ = self._sorted(batch)
        found, reasons = sorted_
        if reasons:
            raise UnfitRecords(dict(sorted(reasons.items())))
        return found

    def _sorted(self, batch: Batch) -> tuple[list[Rows], dict[int, str]] | None:
        """The rows, and why there is none for some events; None where columns changed."""
        found: dict[str, Rows] = {}
        reasons: dict[int, str] = {}
        known = len(self._admitted)
        for start in range(0, len(batch), _AT_ONCE):
            waiting = self._waiting(batch, start, reasons)
            if len(self._admitted) != known:
                return None
            for name, some in waiting.items():
                rows = found.setdefault(name, Rows(some.table))
                for at, reason in rows.add(some).items():
                    reasons.setdefault(at, reason)
        return list(found.values()), reasons

    def _waiting(self, batch: Batch, start: int, reasons: dict[int, str]) -> dict[str, Waiting]:
        """The next events by table. They are few: these die young, while they are in the cache."""
        found: dict[str, Waiting] = {}
        some = batch.deliveries[start : start + _AT_ONCE]
        for at, delivery in enumerate(some, start):
            try:
                event = delivery.read()
                uri = event.get("$schema")
                table = self.table(delivery.stream_of(event), uri)
            except ConfigurationError:
                raise
            except (EvtoolError, ValueError) as error:
                reasons[at] = str(error)
                continue
            waiting = found.get(table.name)
            if waiting is None:
                waiting = found[table.name] = Waiting(table)
            waiting.places.append(at)
            waiting.deliveries.append(delivery)
            waiting.events.append(event)
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

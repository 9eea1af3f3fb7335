"""Delta tables in hour partitions; each commit says how far its table is: exactly once."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Self

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError

from evtool.config import setting
from evtool.connectors.batch import Batch
from evtool.connectors.context import Context
from evtool.connectors.secrets import Secretive
from evtool.connectors.sink import Guarantee, TargetFailure
from evtool.connectors.tables import lake
from evtool.connectors.tables.arrow import hours_of
from evtool.connectors.tables.layout import shown
from evtool.connectors.tables.tables import Rows
from evtool.log.record import TopicPartition
from evtool.schema.tabular.dialect.arrow import without_enums
from evtool.schema.tabular.model import Json, ListOf, MapOf, Scalar, Type
from evtool.streams.collection import paused_collection

LEDGER = "_evtool_offsets"
HOUR = "_hour"
_DAY = 86_400.0
_KNOWN = pa.schema([("connector", pa.utf8()), ("topic", pa.utf8()), ("part", pa.int64())])
_SHORT_LIVED = {"delta.logRetentionDuration": "interval 1 hours"}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DeltaSinkConfig(Secretive, lake.LakeOptions):
    """Delta tables in hour partitions."""

    storage: dict[str, str] = setting(
        dict,
        help="Options of an object store, such as `AWS_REGION: eu-west-1`; never shown.",
        secret=True,
    )


class DeltaSink:
    """Keeps every event as a row of its stream's Delta table, by the hour (`_hour`, UTC).

    Each batch is one commit for every table in it. The application transactions of a commit,
    `evtool/CONNECTOR/TOPIC/PARTITION`, have the next offset as their version; of two writers
    that have one partition the slower one is refused by the table itself.
    """

    Config: ClassVar[type[DeltaSinkConfig]] = DeltaSinkConfig
    guarantee = Guarantee.TRANSACTIONAL

    def __init__(self, config: DeltaSinkConfig, context: Context | None = None) -> None:
        self._config = config
        self._context = context
        self._root = lake.address_of(config.path, context)
        self._name = context.name if context else ""
        self._tables = lake.tables_of(config, _stored, context)
        self._due = lake.Due(config.compact_every)
        self._open: dict[str, DeltaTable] = {}
        self._known: set[TopicPartition] = set()
        self._cleaned: dict[str, float] = {}

    def __enter__(self) -> Self:
        """Make the table of offsets."""
        with _told(self._root):
            self._known = self._partitions()
        return self

    def _table(self, name: str, schema: Any, configuration: Mapping[str, str]) -> DeltaTable:
        """A table as it is now; made where it is not there."""
        found = self._open.get(name)
        if found is not None:
            found.update_incremental()
            return found
        found = self._open[name] = DeltaTable.create(
            f"{self._root}/{name}",
            schema=schema,
            mode="ignore",
            partition_by=[HOUR] if HOUR in schema.names else None,
            configuration=configuration,
            storage_options=self._config.storage or None,
        )
        return found

    def deliver(self, batch: Batch) -> None:
        """Commit the rows of each table with their offsets; then those of the connector."""
        groups, offsets = self._tables.sort(batch), batch.next_offsets
        with _told(self._root), paused_collection():
            for group in groups:
                moves = lake.offsets_of(group, offsets)
                lake.persist(partial(self._append, group, moves), CommitFailedError)
            lake.persist(partial(self._move, offsets), CommitFailedError)
        for group in groups:
            group.table.changed = False

    def _append(self, group: Rows, moves: Mapping[TopicPartition, int]) -> None:
        name = group.table.name
        schema = lake.schema_of(group.table, self._config).append(pa.field(HOUR, pa.utf8()))
        table = self._table(name, schema, {})
        if group.table.changed:
            lake.check_types(name, pa.schema(table.schema().to_arrow()), schema)
        rows = lake.rows_of(group, self._reached(table, moves), self._config)
        if not len(rows):
            return
        whole, hours = _with_hours(rows)
        write_deltalake(
            table,
            whole,
            mode="append",
            schema_mode="merge",
            commit_properties=self._properties(moves),
        )
        due = self._due.note(name, hours)
        if due:
            self._compact(name, table, due)

    def _move(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Let the ledger know; it has a row for each partition, whose name is to be found again."""
        ledger = self._table(LEDGER, _KNOWN, _SHORT_LIVED)
        reached = self._reached(ledger, offsets)
        moves = {place: next_ for place, next_ in offsets.items() if next_ > reached[place]}
        new = [
            {"connector": self._name, "topic": place.topic, "part": place.partition}
            for place in moves
            if place not in self._known
        ]
        if new:
            rows = pa.Table.from_pylist(new, _KNOWN)
            properties = self._properties(moves)
            write_deltalake(ledger, rows, mode="append", commit_properties=properties)
        elif moves:
            ledger.create_write_transaction(
                [], "append", ledger.schema(), commit_properties=self._properties(moves)
            )
        self._known.update(moves)

    def _app(self, place: TopicPartition) -> str:
        return f"evtool/{self._name}/{place.topic}/{place.partition}"

    def _reached(
        self, table: DeltaTable, places: Sequence[TopicPartition] | Mapping[TopicPartition, int]
    ) -> dict[TopicPartition, int]:
        """The offset that is next in a table, for these partitions."""
        return {place: table.transaction_version(self._app(place)) or 0 for place in places}

    def _properties(self, moves: Mapping[TopicPartition, int]) -> CommitProperties:
        """What makes a commit know how far it goes. It is never tried again by itself."""
        apps = [Transaction(self._app(place), next_) for place, next_ in moves.items()]
        return CommitProperties(app_transactions=apps, max_commit_retries=0)

    def _compact(self, name: str, table: DeltaTable, hours: set[str]) -> None:
        """Join small files, and once a day remove those that no state needs any more."""
        hourly = [(HOUR, "in", sorted(hours))]
        with lake.compacting(name, DeltaError, OSError):
            table.update_incremental()
            table.optimize.compact(partition_filters=hourly)
            now = time.monotonic()
            if now - self._cleaned.get(name, -_DAY) >= _DAY:
                self._cleaned[name] = now
                keep = self._config.keep_hours
                table.vacuum(keep, dry_run=False, enforce_retention_duration=False)

    def _partitions(self) -> set[TopicPartition]:
        """The partitions that the ledger knows."""
        rows = self._table(LEDGER, _KNOWN, _SHORT_LIVED).to_pyarrow_table().to_pylist()
        mine = [one for one in rows if one["connector"] == self._name]
        return {TopicPartition(one["topic"], one["part"]) for one in mine}

    def positions(self) -> Mapping[TopicPartition, int]:
        """The offsets in the ledger."""
        with _told(self._root):
            self._known = self._partitions()
            return self._reached(self._open[LEDGER], sorted(self._known))

    def plan(self, streams: Sequence[str]) -> list[str]:
        """The schemas of the tables as they would be made."""
        tables = self._tables.planned(streams, self._context)
        return lake.plan_of(tables, self._config, f"{self._config.path}/", HOUR)

    def __exit__(self, *_: object) -> None:
        """Nothing is held open."""


def _stored(kind: Type) -> Type:
    """Maps of objects are JSON: the members of these could not grow in a Delta table."""
    match kind:
        case MapOf(value=Scalar()):
            return without_enums(kind)
        case MapOf():
            return Json()
        case ListOf(item=inner) if not isinstance(inner, Scalar):
            return Json() if _has_map(inner) else without_enums(kind)
        case _:
            return without_enums(kind)


def _has_map(kind: Type) -> bool:
    match kind:
        case MapOf():
            return True
        case ListOf():
            return _has_map(kind.item)
        case Scalar() | Json():
            return False
        case _:
            return any(_has_map(one.type) for one in kind.members)


def _with_hours(rows: Any) -> tuple[Any, set[str]]:
    """Rows with the column that they are partitioned by; and its values."""
    hours = hours_of(rows).dictionary_encode()
    names = [f"{one:%Y-%m-%dT%H}" for one in hours.dictionary.to_pylist()]
    texts = pa.array(names, pa.utf8()).take(hours.indices)
    return rows.append_column(pa.field(HOUR, pa.utf8()), texts), set(names)


@contextmanager
def _told(root: str) -> Iterator[None]:
    """What the store does not let us do, as a sentence."""
    try:
        yield
    except CommitFailedError as error:
        hint = "several processes write these tables: they try again"
        raise TargetFailure(f"others were first below {root}: {shown(error)}", hint=hint) from error
    except (DeltaError, OSError) as error:
        hint = "check `path` with its rights and space, and `storage`"
        message = f"the Delta tables below {root} cannot be written: {shown(error)}"
        raise TargetFailure(message, hint=hint) from error

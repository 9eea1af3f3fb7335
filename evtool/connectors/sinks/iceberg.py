"""Iceberg tables in hour partitions; each commit says how far its table is: exactly once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import quote, unquote

from pyiceberg.catalog import Catalog, load_catalog
from pyiceberg.exceptions import CommitFailedException, NoSuchTableError, TableAlreadyExistsError
from pyiceberg.table import Table as IcebergTable
from pyiceberg.transforms import HourTransform

from evtool.config import Section, setting
from evtool.connectors.batch import Batch
from evtool.connectors.context import Context
from evtool.connectors.secrets import Secretive
from evtool.connectors.sink import Guarantee, TargetFailure
from evtool.connectors.tables import lake
from evtool.connectors.tables.arrow import hours_of
from evtool.connectors.tables.layout import shown
from evtool.connectors.tables.tables import Rows
from evtool.errors import EvtoolError
from evtool.log.record import TopicPartition
from evtool.schema.tabular.dialect.arrow import without_enums
from evtool.streams.collection import paused_collection

_HOUR = "%Y-%m-%dT%H:00:00+00:00"
_MOST_JOINED = 64 * 1024 * 1024
"""Bytes of an hour's files that are read into memory to be joined."""

_PROPERTIES = {
    "commit.retry.num-retries": "0",  # what is tried again has to look at the offsets anew
    "commit.manifest-merge.enabled": "true",
    "write.metadata.delete-after-commit.enabled": "true",
    "write.metadata.previous-versions-max": "20",
}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class IcebergSinkConfig(Secretive, lake.LakeOptions):
    """Iceberg tables in hour partitions."""

    namespace: str = setting("events", help="The namespace of the tables.")
    catalog: dict[str, str] = setting(
        dict,
        help="Properties of the catalog, as PyIceberg has them: `type: rest, uri: https://...`;"
        " never shown. Without any it is the file catalog.db in the folder `path`.",
        secret=True,
    )

    def check(self, section: Section) -> None:
        """Refuse an address without a catalog, besides numbers that mean nothing.

        Raises:
            ConfigurationError: There is such.
        """
        lake.LakeOptions.check(self, section)
        if "://" in self.path and not self.catalog:
            hint = "name one in `catalog`; only a folder of this machine gets a catalog of its own"
            raise section.below("path").error("is an address, for which a catalog is needed", hint)


class IcebergSink:
    """Keeps every event as a row of its stream's Iceberg table, by the hour of `_dt` (UTC).

    Each batch is one commit for every table in it, which also sets the table's properties
    `evtool/CONNECTOR/TOPIC/PARTITION` to the next offsets; of two writers that have one
    partition the slower one is refused by the catalog. Only the file catalog needs `path`.
    """

    Config: ClassVar[type[IcebergSinkConfig]] = IcebergSinkConfig
    guarantee = Guarantee.TRANSACTIONAL

    def __init__(self, config: IcebergSinkConfig, context: Context | None = None) -> None:
        self._config = config
        self._context = context
        self._root = lake.address_of(config.path, context)
        self._prefix = f"evtool/{quote(context.name if context else '', safe='')}/"
        self._tables = lake.tables_of(config, without_enums, context)
        self._due = lake.Due(config.compact_every)
        self._open: dict[str, IcebergTable] = {}
        self._catalog: Catalog | None = None

    def __enter__(self) -> Self:
        """Connect to the catalog, and make the namespace."""
        with _told(self._root):
            properties = dict(self._config.catalog)
            if not properties:
                Path(self._root).mkdir(parents=True, exist_ok=True)
                uri = f"sqlite:///{self._root}/catalog.db"
                properties = {"type": "sql", "uri": uri, "warehouse": Path(self._root).as_uri()}
            elif self._config.path:
                properties.setdefault("warehouse", self._root)
            self._catalog = load_catalog("evtool", **properties)
            self._catalog.create_namespace_if_not_exists(self._config.namespace)
        return self

    @property
    def _connected(self) -> Catalog:
        if self._catalog is None:
            raise TargetFailure("the Iceberg catalog is not open")
        return self._catalog

    def deliver(self, batch: Batch) -> None:
        """Commit the rows of each table with their offsets; then those of the connector."""
        groups, offsets = self._tables.sort(batch), batch.next_offsets
        with _told(self._root), paused_collection():
            for group in groups:
                moves = lake.offsets_of(group, offsets)
                lake.persist(partial(self._append, group, moves), CommitFailedException)
            self._move(offsets)
        for group in groups:
            group.table.changed = False

    def _append(self, group: Rows, moves: Mapping[TopicPartition, int]) -> None:
        name, schema = group.table.name, lake.schema_of(group.table, self._config)
        table = self._table(name, schema)
        if group.table.changed:
            lake.check_types(name, table.schema().as_arrow(), schema)
        rows = lake.rows_of(group, self._offsets(table.properties), self._config)
        if not len(rows):
            return
        with table.transaction() as commit:
            if group.table.changed:
                with commit.update_schema() as update:
                    update.union_by_name(schema)
            commit.append(rows)
            commit.set_properties({self._key(place): str(next_) for place, next_ in moves.items()})
        hours = hours_of(rows).unique().to_pylist()
        due = self._due.note(name, {f"{one:{_HOUR}}" for one in hours})
        if due:
            self._compact(name, table, due)

    def _table(self, name: str, schema: Any) -> IcebergTable:
        """A table as it is now; made where it is not there."""
        found = self._open.get(name)
        if found is not None:
            return found.refresh()
        catalog, whole = self._connected, f"{self._config.namespace}.{name}"
        try:
            found = catalog.load_table(whole)
        except NoSuchTableError:
            found = self._made(catalog, whole, schema)
        if found.properties.get("commit.retry.num-retries") != "0":  # made by somebody else
            found.transaction().set_properties(_PROPERTIES).commit_transaction()
        self._open[name] = found
        return found

    @staticmethod
    def _made(catalog: Catalog, whole: str, schema: Any) -> IcebergTable:
        try:
            with (
                catalog.create_table_transaction(whole, schema, properties=_PROPERTIES) as made,
                made.update_spec() as spec,
            ):
                spec.add_field("_dt", HourTransform(), "hour")
        except TableAlreadyExistsError:
            pass  # another process was first
        return catalog.load_table(whole)

    def _key(self, place: TopicPartition) -> str:
        return f"{self._prefix}{quote(place.topic, safe='')}/{place.partition}"

    def _offsets(self, properties: Mapping[str, str]) -> dict[TopicPartition, int]:
        """The offsets of this connector among the properties of a table or a namespace."""
        found = {}
        for name, value in properties.items():
            if name.startswith(self._prefix):
                topic, _, partition = name.removeprefix(self._prefix).partition("/")
                found[TopicPartition(unquote(topic), int(partition))] = int(value)
        return found

    def _move(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Let the namespace know, whose properties are the ledger: never backward."""
        reached = self.positions()
        moves = {place: one for place, one in offsets.items() if one > reached.get(place, 0)}
        if moves:
            updates = {self._key(place): str(one) for place, one in moves.items()}
            self._connected.update_namespace_properties(self._config.namespace, updates=updates)

    def _compact(self, name: str, table: IcebergTable, hours: set[str]) -> None:
        """Join the files of these hours, and forget states that are older than is asked for."""
        with lake.compacting(name, Exception):
            for hour in sorted(hours):
                _join(table.refresh(), hour)
            oldest = dt.datetime.now(dt.UTC) - dt.timedelta(hours=self._config.keep_hours)
            table.maintenance.expire_snapshots().older_than(oldest).commit()

    def positions(self) -> Mapping[TopicPartition, int]:
        """The offsets in the properties of the namespace."""
        with _told(self._root):
            properties = self._connected.load_namespace_properties(self._config.namespace)
            return self._offsets({name: str(value) for name, value in properties.items()})

    def plan(self, streams: Sequence[str]) -> list[str]:
        """The schemas of the tables as they would be made."""
        tables = self._tables.planned(streams, self._context)
        return lake.plan_of(tables, self._config, f"{self._config.namespace}.", "hour(_dt)")

    def __exit__(self, *_: object) -> None:
        """Let go of the catalog."""
        if self._catalog is not None:
            self._catalog.close()
            self._catalog = None


def _join(table: IcebergTable, hour: str) -> None:
    """Write the files of one hour as one, where they fit into memory."""
    end = (dt.datetime.fromisoformat(hour) + dt.timedelta(hours=1)).strftime(_HOUR)
    within = f"_dt >= '{hour}' and _dt < '{end}'"
    scan = table.scan(within)
    files = [one.file for one in scan.plan_files()]
    if len(files) > 1 and sum(one.file_size_in_bytes for one in files) <= _MOST_JOINED:
        table.overwrite(scan.to_arrow(), overwrite_filter=within)


@contextmanager
def _told(root: str) -> Iterator[None]:
    """What the catalog or the store does not let us do, as a sentence."""
    try:
        yield
    except EvtoolError:
        raise
    except CommitFailedException as error:
        hint = "several processes write these tables: they try again"
        raise TargetFailure(f"others were first: {shown(error)}", hint=hint) from error
    except Exception as error:  # catalogs and stores have errors of many libraries
        hint = "check `path` with its rights and space, and `catalog`"
        message = f"the Iceberg tables below {root} cannot be written: {shown(error)}"
        raise TargetFailure(message, hint=hint) from error

"""Parquet files in hour partitions; their names are the offsets: what comes again is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

from pyarrow import parquet

from evtool.config import Section, setting
from evtool.connectors.batch import Batch
from evtool.connectors.context import Context
from evtool.connectors.sink import Guarantee, TargetFailure
from evtool.connectors.tables.arrow import arrow_table, hours_of
from evtool.connectors.tables.files import Folder, Part
from evtool.connectors.tables.schemas import Schemas
from evtool.connectors.tables.table import Shape, Table
from evtool.connectors.tables.tables import Rows, Tables
from evtool.log.record import TopicPartition
from evtool.schema.tabular.columns import Column, Nested
from evtool.schema.tabular.convert import Values
from evtool.schema.tabular.dialect.arrow import LIMIT, arrow_leaf, arrow_schema
from evtool.streams.collection import paused_collection


@dataclass(frozen=True, slots=True, kw_only=True)
class ParquetSinkConfig:
    """Parquet files in hour partitions."""

    path: str = setting(help="The folder; each table is a folder in it.")
    prefix: str = setting("", help="Begins the name of every table.")
    nested: Literal["keep", "flatten", "json"] = setting(
        "keep", help="Nested objects: a struct, a column for each member (a__b), or JSON."
    )
    compression: Literal["zstd", "snappy", "gzip", "none"] = setting(
        "zstd", help="How columns are compressed."
    )
    level: int = setting(1, help="How hard zstd and gzip compress, from 1.")

    def check(self, section: Section) -> None:
        """Refuse a level that there is not.

        Raises:
            ConfigurationError: It is none.
        """
        if not 1 <= self.level <= 9:
            raise section.below("level").error("must be from 1 to 9")


class ParquetSink:
    """Keeps every event in a Parquet file of its stream and its hour (`meta.dt`, UTC).

    Each batch becomes a file for every stream, partition and hour in it: `batch_rows` and
    `batch_seconds` decide how large files are.
    """

    Config: ClassVar[type[ParquetSinkConfig]] = ParquetSinkConfig
    guarantee = Guarantee.TRANSACTIONAL

    def __init__(self, config: ParquetSinkConfig, context: Context | None = None) -> None:
        self._config = config
        self._context = context
        self._root = (context.root if context else Path()) / config.path
        nested: Nested = "json" if config.nested == "json" else "flatten"
        schemas = Schemas.of(context.workspace) if context else Schemas(())
        shape = Shape(LIMIT, arrow_leaf, lambda kind: kind, nested)
        self._tables = Tables(schemas, shape, config.prefix)
        self._folder = Folder(self._root, context.name if context else "", ".parquet")
        self._next: dict[TopicPartition, int] = {}

    def __enter__(self) -> Self:
        """Make the folder, and finish what was interrupted."""
        with _told(self._root):
            self._next = self._folder.open()
        return self

    def deliver(self, batch: Batch) -> None:
        """Write the files of a batch, and let them appear together."""
        groups = self._tables.sort(batch)
        files: dict[TopicPartition, list[str]] = {}
        with _told(self._root), paused_collection():
            for group in groups:
                for part, hour, rows in self._parts(group):
                    name = f"{group.table.name}/{hour}/{part.stem}.parquet"
                    files.setdefault(part.place, []).append(self._write(name, rows))
            self._folder.commit(files, batch.next_offsets)
        self._next.update(batch.next_offsets)

    def _write(self, relative: str, rows: Any) -> str:
        leveled = self._config.compression in {"zstd", "gzip"}
        parquet.write_table(
            rows,
            self._folder.unfinished(relative),
            compression=self._config.compression,
            compression_level=self._config.level if leveled else None,
        )
        return relative

    def _parts(self, group: Rows) -> Iterator[tuple[Part, str, Any]]:
        """The new rows of each partition and hour: the offsets that they span, and the hour."""
        values = group.new_columns(self._next)
        if not values[0]:
            return
        whole = group.table.whole if self._config.nested == "keep" else None
        table = arrow_table(group.table.columns, values, whole)
        for (topic, partition, hour), places in _places(group, values, hours_of(table)).items():
            ends = values[2][places[0]], values[2][places[-1]]
            part = Part(TopicPartition(topic, partition), *ends)
            rows = table if len(places) == len(table) else table.take(list(places))
            yield part, f"{hour:year=%Y/month=%m/day=%d/hour=%H}", rows

    def _columns(self, table: Table) -> tuple[Column, ...]:
        return table.whole if self._config.nested == "keep" else table.columns

    def positions(self) -> Mapping[TopicPartition, int]:
        """The offsets in the ledgers, else those in the names of the files."""
        return dict(self._next)

    def plan(self, streams: Sequence[str]) -> list[str]:
        """The schemas of the files as they would be made."""
        return [
            f"{self._config.path}/{table.name}/year=.../month=.../day=.../hour=.../*.parquet\n"
            + str(arrow_schema(self._columns(table)).to_string(show_field_metadata=False))
            for table in self._tables.planned(streams, self._context)
        ]

    def __exit__(self, *_: object) -> None:
        """Nothing is held open."""


def _places(
    group: Rows, values: Sequence[Values], hours: Any
) -> dict[tuple[str, int, dt.datetime], Sequence[int]]:
    """The places of the rows of each partition and hour; most often there is one."""
    partitions, kinds = group.partitions, hours.unique().to_pylist()
    if len(partitions) == len(kinds) == 1:
        return {(*partitions[0], kinds[0]): range(len(hours))}
    found: dict[tuple[str, int, dt.datetime], list[int]] = {}
    for at, key in enumerate(zip(values[0], values[1], hours.to_pylist(), strict=True)):
        found.setdefault(key, []).append(at)
    return dict(found)


@contextmanager
def _told(root: Path) -> Iterator[None]:
    """What the folder does not let us do, as a sentence."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise TargetFailure(
            f"the folder {root} cannot be written: {reason}", hint="check its rights and space"
        ) from error

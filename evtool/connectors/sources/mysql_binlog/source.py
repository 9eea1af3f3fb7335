"""Changes of rows out of the binary log of MySQL and MariaDB.

Needs `binlog_format = ROW`, `binlog_row_metadata = FULL` and `binlog_row_image = FULL`, and a
user with REPLICATION SLAVE, REPLICATION CLIENT and SELECT on the tables. The rows that are
there come first, in parts along the primary key, then the log from where it was before.
TRUNCATE, DROP and everything else that has no rows in the log makes no event.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Self

from evtool.connectors.context import Context
from evtool.connectors.failure import TargetFailure
from evtool.connectors.source import Change
from evtool.connectors.sources.capture.batching import Batching
from evtool.connectors.sources.capture.options import planned
from evtool.connectors.sources.capture.progress import Progress, first_progress, read_progress
from evtool.connectors.sources.capture.snapshot import Snapshot
from evtool.connectors.sources.capture.table_schema import drafts
from evtool.connectors.sources.mysql_binlog.options import MysqlBinlogConfig
from evtool.connectors.sources.mysql_binlog.position import Place
from evtool.connectors.sources.mysql_binlog.reader import BinlogReader, Ended
from evtool.connectors.sources.mysql_binlog.rows import Keys
from evtool.connectors.sources.mysql_binlog.server import Server


class MysqlBinlogSource:
    """Reads the binary log as a replica does."""

    Config: ClassVar[type[MysqlBinlogConfig]] = MysqlBinlogConfig

    def __init__(self, config: MysqlBinlogConfig, context: Context | None = None) -> None:
        self._config = config
        name = context.name if context else "evtool"
        self._replica = config.replica_id or 2**31 + zlib.crc32(name.encode()) % (2**31 - 1)
        self._server: Server | None = None
        self._identity = ""
        self._reader: BinlogReader | None = None

    def plan(self, streams: Sequence[str]) -> list[str]:
        """What becomes of each table; nothing is asked of the server."""
        del streams
        return planned(self._config)

    def __enter__(self) -> Self:
        """Connect, and check the settings of the server and the tables."""
        self._server = Server(self._config)
        self._identity = self._server.identity
        return self

    @property
    def _open(self) -> Server:
        if self._server is None:
            raise TargetFailure("the connection to MySQL is not open")
        return self._server

    @property
    def identity(self) -> str:
        """What names the server."""
        return self._identity

    def changes(self, position: Any) -> Iterator[Sequence[Change]]:
        """The rows that are there, then what the log says."""
        progress = read_progress(position, self._config)
        if progress is None:
            log, _, _ = self._open.end()
            progress = first_progress(log, self._config)
            yield [Change(None, progress.json())]  # from here on nothing can be missed
        for batch, reached in self._snapshot(progress):
            yield batch
            progress = reached
        yield from self._follow(progress)

    def _snapshot(self, progress: Progress) -> Iterator[tuple[list[Change], Progress]]:
        server = self._open
        first = Place(progress.log, mariadb=server.mariadb).first_sequence()
        return Snapshot(self._config, server.tables, first, server.read).batches(progress)

    def _follow(self, progress: Progress) -> Iterator[Sequence[Change]]:
        server = self._open
        place = Place(progress.log, mariadb=server.mariadb)
        keys = Keys({table.name: table.key for table in server.tables}, server.mariadb)
        self._reader = BinlogReader(self._config, self._replica, place, keys)
        batching = Batching(self._config, progress)
        for item in self._reader.items():
            if item is None:
                yield batching.take()
                continue
            if isinstance(item, Ended):
                batching.commit(item.log)
            else:
                batching.add(item.change, item.identity, item.size)
            if batching.full:
                yield batching.take()

    def acknowledge(self, position: Any) -> None:
        """Nothing: the server keeps its log as long as it likes."""

    def lag(self) -> int | None:
        """Bytes of the log that were not read yet."""
        if self._reader is None:
            return None
        return self._open.bytes_after(*self._reader.at)

    def schemas(self) -> dict[str, dict[str, Any]]:
        """The sources of the schemas of all tables, as they are now, by table."""
        return drafts(self._config, self._open.tables)

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        if self._reader is not None:
            self._reader.close()
        if self._server is not None:
            self._server.close()
        self._reader = self._server = None

"""Changes of rows out of PostgreSQL, through a slot and its built-in plugin `pgoutput`.

An ordinary connection is enough. Changes are looked at, appended, and only then does the slot
move over them. Needs `wal_level = logical`, a user with REPLICATION and SELECT on the tables,
and tables with REPLICA IDENTITY FULL. The rows that are there come first, in parts along the
primary key. TRUNCATE, sequences and large objects make no event. A slot holds the log of the
server until it is moved: watch `lag`, and set `max_slot_wal_keep_size`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Self

from evtool.connectors.failure import TargetFailure
from evtool.connectors.source import Change
from evtool.connectors.sources.capture.batching import Batching
from evtool.connectors.sources.capture.options import planned
from evtool.connectors.sources.capture.progress import (
    ANEW,
    Progress,
    first_progress,
    read_progress,
)
from evtool.connectors.sources.capture.snapshot import Snapshot
from evtool.connectors.sources.capture.table_schema import drafts
from evtool.connectors.sources.postgres_logical.decoding import Decoding, Ended
from evtool.connectors.sources.postgres_logical.options import PostgresLogicalConfig
from evtool.connectors.sources.postgres_logical.peek import Peek
from evtool.connectors.sources.postgres_logical.server import Server
from evtool.connectors.sources.postgres_logical.slot import Slot
from evtool.connectors.sources.postgres_logical.values import lsn_number, lsn_text, sequence
from evtool.errors import ConfigurationError

_ADVANCE_SECONDS = 2.0


class PostgresLogicalSource:
    """Reads a replication slot."""

    Config: ClassVar[type[PostgresLogicalConfig]] = PostgresLogicalConfig

    def __init__(self, config: PostgresLogicalConfig) -> None:
        self._config = config
        self._server: Server | None = None
        self._identity = ""
        self._peek: Peek | None = None
        self._done: int | None = None
        self._advanced = -_ADVANCE_SECONDS

    def plan(self, streams: Sequence[str]) -> list[str]:
        """What becomes of each table; nothing is asked of the server."""
        del streams
        return planned(self._config)

    def __enter__(self) -> Self:
        """Connect, and check the server, the tables, the slot and the publication."""
        self._server = Server(self._config)
        try:
            self._slot.check()
            self._identity = self._server.identity
        except BaseException:
            self._server.close()
            raise
        return self

    @property
    def _open(self) -> Server:
        if self._server is None:
            raise TargetFailure("the connection to PostgreSQL is not open")
        return self._server

    @property
    def _slot(self) -> Slot:
        return Slot(self._config, self._open)

    @property
    def identity(self) -> str:
        """What names the database and the slot."""
        return self._identity

    def changes(self, position: Any) -> Iterator[Sequence[Change]]:
        """The rows that are there, then what the slot has."""
        progress = read_progress(position, self._config)
        if progress is None:
            begin = self._slot.begin()
            progress = first_progress({"lsn": lsn_text(begin)}, self._config)
            yield [Change(None, progress.json())]  # from here on nothing can be missed
        else:
            self._slot.resume(_lsn(progress.log))
        first = sequence(_lsn(progress.log), 0)
        snapshot = Snapshot(self._config, self._open.tables, first, self._open.read)
        for batch, reached in snapshot.batches(progress):
            yield batch
            progress = reached
        yield from self._follow(progress)

    def _follow(self, progress: Progress) -> Iterator[Sequence[Change]]:
        """Look at what the slot has, again and again."""
        self._peek = Peek(self._config)
        batching, reached = Batching(self._config, progress), _lsn(progress.log)
        while True:
            self._advance()
            end, before = self._peek.end(), reached
            for place in self._look(batching, reached):
                reached = place or reached
                if place is None:
                    yield batching.take()
            if self._peek.count == 0 and end > reached:
                reached = end  # all of it is of others
                batching.commit({"lsn": lsn_text(reached)})
            yield batching.take()
            if reached == before or self._peek.count == 0:
                time.sleep(self._config.poll_seconds)

    def _look(self, batching: Batching, reached: int) -> Iterator[int | None]:
        """Collect what was not given before: the ends of transactions; None: a batch is full."""
        server, peek = self._open, self._peek
        keys = {table.name: table.key for table in server.tables}
        decoding = Decoding(keys, server.base, self._config.slot)
        for message in peek.messages() if peek else ():
            for item in decoding.items(message):
                if decoding.lsn < reached:
                    continue  # it was given, and the slot has not moved over it yet
                if isinstance(item, Ended):
                    batching.commit({"lsn": lsn_text(item.lsn)})
                    yield item.lsn
                else:
                    batching.add(item.change, item.identity, item.size)
            if batching.full:
                yield None

    def acknowledge(self, position: Any) -> None:
        """Move the slot, so that the server need not keep what is in our log."""
        progress = read_progress(position, self._config)
        if progress is None:
            return
        self._done = _lsn(progress.log)
        if time.monotonic() - self._advanced >= _ADVANCE_SECONDS:
            self._advance()

    def _advance(self) -> None:
        """The server reads its log again for that: it is not done for every batch."""
        if self._done is not None:
            self._slot.advance(self._done)
            self._done, self._advanced = None, time.monotonic()

    def lag(self) -> int | None:
        """Bytes of log that the server keeps for us."""
        return self._slot.held()

    def schemas(self) -> dict[str, dict[str, Any]]:
        """The sources of the schemas of all tables, as they are now, by table."""
        return drafts(self._config, self._open.tables)

    def __exit__(self, *_: object) -> None:
        """Close the connections; the slot stays, and holds what was not acknowledged."""
        if self._peek is not None:
            self._peek.close()
        if self._server is not None:
            self._server.close()
        self._peek = self._server = None


def _lsn(log: Any) -> int:
    try:
        return lsn_number(log["lsn"])
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigurationError(
            f"the saved position is no place of a PostgreSQL log: {log!r}", hint=ANEW
        ) from error

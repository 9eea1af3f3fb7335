"""Looks at the changes of a slot without moving it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg

from evtool.connectors.sources.postgres_logical.failure import told
from evtool.connectors.sources.postgres_logical.options import PostgresLogicalConfig
from evtool.connectors.sources.postgres_logical.server import connected
from evtool.connectors.sources.postgres_logical.values import lsn_number

_PEEK = (
    "SELECT data FROM pg_logical_slot_peek_binary_changes(%s, NULL, %s,"
    " 'proto_version', '1', 'publication_names', %s)"
)
_FETCH = 2_000


class Peek:
    """A connection of its own: the other one moves the slot while this one is read."""

    def __init__(self, config: PostgresLogicalConfig) -> None:
        self._config = config
        self.count = 0
        """How many messages there were last."""
        self._connection: psycopg.Connection[Any] = connected(config)

    def end(self) -> int:
        """The end of what the server has on its disk.

        Raises:
            TargetFailure: The server is away.
        """
        with told(self._config.slot):
            found = self._connection.execute("SELECT pg_current_wal_flush_lsn()::text").fetchone()
        return lsn_number(found[0]) if found else 0

    def messages(self) -> Iterator[bytes]:
        """The messages of whole transactions, as many as the options say or a little more.

        The server keeps them in a file meanwhile; here is a part at a time.

        Raises:
            TargetFailure: The server is away, or somebody uses the slot.
            ConfigurationError: The slot is gone, or lost its log.
        """
        config, self.count = self._config, 0
        publication = '"' + config.publication.replace('"', '""') + '"'
        values = (config.slot, config.peek_rows, publication)
        with (
            told(config.slot),
            self._connection.transaction(),
            self._connection.cursor("evtool_peek", binary=True) as cursor,
        ):
            cursor.execute(_PEEK, values)
            while found := cursor.fetchmany(_FETCH):
                self.count += len(found)
                for (data,) in found:
                    yield data

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

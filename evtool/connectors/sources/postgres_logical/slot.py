"""The slot and the publication: made where they are missing, and moved over what is in the log."""

from __future__ import annotations

import time
from typing import Any

from evtool.connectors.failure import TargetFailure
from evtool.connectors.sources.capture.options import split
from evtool.connectors.sources.capture.progress import ANEW
from evtool.connectors.sources.postgres_logical.options import PostgresLogicalConfig
from evtool.connectors.sources.postgres_logical.server import Server
from evtool.connectors.sources.postgres_logical.values import lsn_number, lsn_text
from evtool.errors import ConfigurationError

_STATE = (
    "SELECT plugin, database = current_database(), coalesce(wal_status, 'reserved'),"
    " confirmed_flush_lsn::text FROM pg_replication_slots WHERE slot_name = %s"
)
_PUBLICATION = "SELECT pubinsert AND pubupdate AND pubdelete FROM pg_publication WHERE pubname = %s"
_PUBLISHED = "SELECT schemaname, tablename FROM pg_publication_tables WHERE pubname = %s"
_HELD = (
    "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::int8 FROM pg_replication_slots"
    " WHERE slot_name = %s"
)
_PATIENCE = 60.0


class Slot:
    """One replication slot with its publication."""

    def __init__(self, config: PostgresLogicalConfig, server: Server) -> None:
        self._config, self._server = config, server

    def check(self) -> None:
        """Look whether it could be read.

        Raises:
            ConfigurationError: It is of another plugin or database, or it is missing and may
                not be made.
        """
        missing = [] if self._config.create else self.missing()
        if missing:
            raise ConfigurationError(
                "the slot or the publication is missing, or lacks something",
                hint=f"run `{'; '.join(missing)}`",
            )
        name, found = self._config.slot, self._server.rows(_STATE, [self._config.slot])
        if found and (found[0][0] != "pgoutput" or not found[0][1]):
            raise ConfigurationError(
                f"the slot {name} is of another plugin or database", hint="choose another `slot`"
            )

    def missing(self) -> list[str]:
        """The statements that make what is not there."""
        publication, rows = _quoted(self._config.publication), self._server.rows
        found = rows(_PUBLICATION, [self._config.publication])
        there = {f"{schema}.{name}" for schema, name in self._published()}
        absent = [_address(name) for name in sorted(self._config.tables) if name not in there]
        statements = []
        if not found:
            statements.append(f"CREATE PUBLICATION {publication} FOR TABLE {', '.join(absent)}")
        elif absent:
            statements.append(f"ALTER PUBLICATION {publication} ADD TABLE {', '.join(absent)}")
        if found and not found[0][0]:
            change = "SET (publish = 'insert, update, delete')"
            statements.append(f"ALTER PUBLICATION {publication} {change}")
        if not rows(_STATE, [self._config.slot]):
            make = f"pg_create_logical_replication_slot('{self._config.slot}', 'pgoutput')"
            statements.append(f"SELECT {make}")
        return statements

    def _published(self) -> list[tuple[Any, ...]]:
        return self._server.rows(_PUBLISHED, [self._config.publication])

    def begin(self) -> int:
        """Make what is missing; the place from which the slot has all changes.

        Whoever reads rows from now on sees every transaction before it.

        Raises:
            ConfigurationError: See `check`.
            TargetFailure: A transaction stays open for too long.
        """
        found = self._server.rows(_STATE, [self._config.slot])
        if found and found[0][2] == "lost":
            drop = f"SELECT pg_drop_replication_slot('{self._config.slot}')"
            if not self._config.create:
                raise ConfigurationError("the slot lost its log", hint=f"run `{drop}`")
            self._server.rows(drop)
        if not self.publish():
            self._settle()
        return self.confirmed()

    def publish(self) -> bool:
        """Make what is missing; a table that comes later needs it too. Whether there was any.

        Raises:
            ConfigurationError: It may not be made.
        """
        self.check()
        missing = self.missing()
        for statement in missing:
            self._server.rows(statement)
        if missing:
            self._settle()
        return bool(missing)

    def _settle(self) -> None:
        """A commit is in the log shortly before it can be seen: that must not come between."""
        (limit,) = self._server.rows("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::int8")[
            0
        ]
        ends = time.monotonic() + _PATIENCE
        oldest = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::int8"
        while self._server.rows(oldest)[0][0] < limit:
            if time.monotonic() > ends:
                raise TargetFailure(
                    "a transaction that writes stays open for more than a minute",
                    hint="`SELECT * FROM pg_stat_activity WHERE backend_xid IS NOT NULL` shows it",
                )
            time.sleep(0.02)

    def confirmed(self) -> int:
        """How far it was moved.

        Raises:
            ConfigurationError: It is gone, or lost its log: changes are missing.
        """
        found, name = self._server.rows(_STATE, [self._config.slot]), self._config.slot
        if not found:
            raise ConfigurationError(
                f"the slot {name} is gone, and with it the changes since the saved position",
                hint=ANEW,
            )
        if found[0][2] == "lost":
            raise ConfigurationError(
                f"the slot {name} lost its log: it held more than max_slot_wal_keep_size",
                hint=ANEW,
            )
        return lsn_number(found[0][3])

    def resume(self, lsn: int) -> None:
        """Look whether all changes after a saved place are there.

        Raises:
            ConfigurationError: They are not.
        """
        reached = self.confirmed()
        if reached > lsn:
            raise ConfigurationError(
                f"the slot {self._config.slot} is at {lsn_text(reached)}, beyond the saved "
                f"position {lsn_text(lsn)}: somebody moved it, and changes are missing",
                hint=ANEW,
            )
        self.publish()

    def advance(self, lsn: int) -> None:
        """Let the server forget what is before a place; it never goes back.

        Raises:
            TargetFailure: The server is away, or somebody uses the slot.
        """
        name = self._config.slot
        found = self._server.rows(_STATE, [name])
        if found and found[0][2] != "lost" and lsn_number(found[0][3]) < lsn:
            move = "SELECT pg_replication_slot_advance(%s, %s::pg_lsn)"
            self._server.rows(move, [name, lsn_text(lsn)])

    def held(self) -> int | None:
        """Bytes of log that the server keeps for the slot."""
        found = self._server.rows(_HELD, [self._config.slot])
        return int(found[0][0]) if found and found[0][0] is not None else None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _address(name: str) -> str:
    return ".".join(_quoted(one) for one in split(name))

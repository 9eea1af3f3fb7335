"""The source `sql-poll`: rows of a table that have changed, asked for again and again.

    pages:
      type: sql-poll
      database: mysql://wiki:${WIKI_PASSWORD}@127.0.0.1/wiki
      table: page
      key_column: page_id
      time_column: page_touched
      fields: {page_id: page_id, title: page_title, dt: page_touched}
      stream: page.state
      schema: /page/state/1.0.0

Each changed row becomes an event of its columns. It works on any table with a column that each
change sets to the present, and it is a fallback: it misses rows that were deleted, all but the
last of several changes between two polls, rows whose time is NULL, and rows whose transaction
took longer than `grace_seconds`. Nothing younger than that is read, because a transaction that
began earlier may still commit. Where nothing may be missed, use `outbox`, or the log of the
database. An index on (`time_column`, `key_column`) keeps polls quick.

The position is the time and the key of the last row. A NULL is left out of the event. Decimals, and
whole numbers beyond 2^53 - 1, are texts; moments are date-times in UTC; bytes are base64.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from evtool.config import Section, setting
from evtool.connectors.context import Context
from evtool.connectors.secrets import Secretive
from evtool.connectors.source import Change
from evtool.connectors.sources.database import (
    HELP,
    Driver,
    Kind,
    check_address,
    check_name,
    quoted,
    table_of,
)
from evtool.connectors.sources.database_source import DatabaseSource
from evtool.connectors.sources.row import check_fields, event_of, exact, named_values
from evtool.connectors.sources.waiting import idle
from evtool.errors import ConfigurationError

Time = Literal["timestamp", "seconds", "milliseconds"]

_PRESENT: Mapping[tuple[Kind, Time], str] = {
    ("postgres", "timestamp"): "{column} <= now() - {mark} * interval '1 second'",
    ("postgres", "seconds"): "{column} <= extract(epoch from now()) - {mark}",
    ("postgres", "milliseconds"): "{column} <= (extract(epoch from now()) - {mark}) * 1000",
    ("mysql", "timestamp"): "{column} <= NOW(6) - INTERVAL {mark} SECOND",
    ("mysql", "seconds"): "{column} <= UNIX_TIMESTAMP(NOW(6)) - {mark}",
    ("mysql", "milliseconds"): "{column} <= (UNIX_TIMESTAMP(NOW(6)) - {mark}) * 1000",
    ("sqlite", "timestamp"): "julianday({column}) <= julianday('now') - {mark} / 86400.0",
    ("sqlite", "seconds"): "{column} <= (julianday('now') - 2440587.5) * 86400 - {mark}",
    ("sqlite", "milliseconds"): "{column} <= (julianday('now') - 2440587.5) * 86400000"
    " - {mark} * 1000",
}
"""What is old enough to be read, by the clock of the database."""


@dataclass(frozen=True, slots=True, repr=False)
class SqlPollConfig(Secretive):
    """Rows of a table that have changed, asked for again and again."""

    database: str = setting(help=HELP)
    table: str = setting(help="The table or view, or schema.table.")
    key_column: str = setting("id", help="The column that tells a row from all others.")
    time_column: str = setting("updated_at", help="The column that each change sets to now.")
    time: Time = setting(
        "timestamp",
        help="What it holds: a `timestamp` (in SQLite a text in UTC of one format), or "
        "`seconds` or `milliseconds` since 1970.",
    )
    fields: dict[str, str] = setting(
        dict,
        help="The column of each field of the event, such as user.name: user_name; none: each "
        "column is a field of its own name.",
    )
    grace_seconds: float = setting(
        60.0, help="Leave out what is younger: longer than the longest transaction."
    )
    poll_seconds: float = setting(10.0, help="Seconds between two polls that give nothing.")
    batch_rows: int = setting(1_000, help="Read so many rows at a time.")

    def check(self, section: Section) -> None:
        """Refuse what can be no address or name, and numbers that mean nothing.

        Raises:
            ConfigurationError: There is such a setting.
        """
        check_address(self.database, section.below("database"))
        for name in ("table", "key_column", "time_column"):
            check_name(getattr(self, name), section.below(name))
        check_fields(self.fields, section)
        section.check_above_zero(self, "poll_seconds", "batch_rows")
        if self.grace_seconds < 0:
            raise section.below("grace_seconds").error("must be 0 or more")


class SqlPollSource(DatabaseSource):
    """Reads rows by the time of their change."""

    Config: ClassVar[type[SqlPollConfig]] = SqlPollConfig

    def __init__(self, config: SqlPollConfig, context: Context) -> None:
        super().__init__(config.database, context.root)
        self._config = config

    @property
    def identity(self) -> str:
        """The database and the table, without credentials."""
        return f"sql-poll:{self._address.shown}#{self._config.table}"

    def plan(self, streams: Sequence[str]) -> list[str]:
        """The statement that would run."""
        del streams
        return [self._statement("?", after=True)]

    def _look(self, driver: Driver) -> None:
        driver.run(self._statement(driver.mark, after=False, most=1), [self._grace])

    def changes(self, position: Any) -> Iterator[Sequence[Change]]:
        """Rows by time and key, from the last one on.

        Raises:
            TargetFailure: The database is away.
            ConfigurationError: The position is none of ours.
        """
        last = _last(position)
        while True:
            batch, last = self._poll(last)
            if batch:
                yield batch
            if len(batch) < self._config.batch_rows:
                yield from idle(self._config.poll_seconds)

    def acknowledge(self, position: Any) -> None:
        """The rows stay as they are."""

    @property
    def _grace(self) -> float:
        return self._config.grace_seconds

    def _poll(
        self, last: tuple[Any, Any] | None
    ) -> tuple[Sequence[Change], tuple[Any, Any] | None]:
        driver = self._open
        statement = self._statement(driver.mark, after=last is not None)
        after = [] if last is None else [last[0], last[0], last[1]]
        found = driver.run(statement, [self._grace, *after])
        driver.rollback()  # the next poll sees what is committed by then
        batch = []
        for row in found.rows:
            last = exact(row[0]), exact(row[1])
            event = event_of(named_values(found, row, 2), self._config.fields)
            batch.append(Change(event, {"time": last[0], "key": last[1]}))
        return batch, last

    def _statement(self, mark: str, *, after: bool, most: int | None = None) -> str:
        config, kind = self._config, self._address.kind
        time, key = quoted(kind, config.time_column), quoted(kind, config.key_column)
        columns = [quoted(kind, one) for one in dict.fromkeys(config.fields.values())]
        table = table_of(kind, config.table)
        # All columns have to be asked for by the name of the table besides others.
        wanted = ", ".join(columns) if columns else f"{table}.*"
        where = _PRESENT[kind, config.time].format(column=time, mark=mark)
        if after:
            where += f" AND {time} >= {mark} AND ({time} > {mark} OR {key} > {mark})"
        return (
            f"SELECT {time}, {key}, {wanted} FROM {table} WHERE {where}"  # noqa: S608 - quoted
            f" ORDER BY {time}, {key} LIMIT {most or config.batch_rows}"
        )


def _last(position: Any) -> tuple[Any, Any] | None:
    if position is None:
        return None
    if isinstance(position, dict) and {"time", "key"} <= position.keys():
        return position["time"], position["key"]
    raise ConfigurationError(
        "the saved position is none of the source `sql-poll`",
        hint="give the connector another name, and it begins anew",
    )

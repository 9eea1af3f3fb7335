"""The source `outbox`: events that an application writes beside its data, in one transaction.

    CREATE TABLE outbox (id bigserial PRIMARY KEY, event jsonb NOT NULL);

    orders:
      type: outbox
      database: postgresql://shop:${SHOP_PASSWORD}@127.0.0.1/shop
      table: outbox
      stream: shop.order

What is committed is seen, what is rolled back is not, so an event is sent if and only if the data
are there. Rows are deleted, or marked, when the log has their events. No number of a row is
remembered: numbers are given out before a transaction commits, and "all above the last one"
would leave out the rows of slow transactions. Events come in the order of their rows as far as
those are visible; one that becomes visible late comes late.

Rows are locked while they are sent, so several relays, each in a workspace of its own, share a
table in PostgreSQL, MySQL from 8.0 and MariaDB from 10.6 on. They keep no order among each other.
SQLite has one relay.

The application had best give each event its `meta.id`, or a column with it. Else it is made of the
table, the id of the row, and the content.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from evtool.config import Section, setting
from evtool.connectors.context import Context
from evtool.connectors.failure import TargetFailure
from evtool.connectors.secrets import Secretive
from evtool.connectors.source import Change
from evtool.connectors.sources.database import (
    HELP,
    Driver,
    check_address,
    check_name,
    quoted,
    table_of,
)
from evtool.connectors.sources.database_source import DatabaseSource
from evtool.connectors.sources.outbox_row import change_of_row
from evtool.connectors.sources.waiting import idle

_MOST_COUNTED = 100_000
_AT_A_TIME = 500
_TRIES = 3
"""So often rows that are in the log are ended before they are read again."""
_NAMES = ("id_column", "event_column", "order_column", "mark_column", "stream_column",
          "schema_column", "event_id_column")  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class OutboxConfig(Secretive):
    """An outbox table in PostgreSQL, MariaDB, MySQL or SQLite."""

    database: str = setting(help=HELP)
    table: str = setting("outbox", help="The table, or schema.table.")
    id_column: str = setting("id", help="The column that tells a row from all others.")
    event_column: str = setting("event", help="The column with the event, as JSON.")
    order_column: str | None = setting(
        None, help="The column that events are ordered by; null: `id_column`."
    )
    event_id_column: str | None = setting(
        None, help="The column with the `meta.id` of events that have none."
    )
    stream_column: str | None = setting(
        None, help="The column with the `meta.stream` of events that have none."
    )
    schema_column: str | None = setting(
        None, help="The column with the `$schema` of events that have none."
    )
    when_done: Literal["delete", "mark"] = setting(
        "delete", help="What becomes of a row whose event is in the log."
    )
    mark_column: str = setting(
        "sent_at", help="For `mark`: the column that gets the time; it is NULL before."
    )
    poll_seconds: float = setting(1.0, help="Seconds between two looks for new rows.")
    batch_rows: int = setting(1_000, help="Send so many rows at a time.")

    def check(self, section: Section) -> None:
        """Refuse what can be no address or name, and numbers that mean nothing.

        Raises:
            ConfigurationError: There is such a setting.
        """
        check_address(self.database, section.below("database"))
        check_name(self.table, section.below("table"))
        for name in _NAMES:
            value = getattr(self, name)
            if value is not None:
                check_name(value, section.below(name))
        section.check_above_zero(self, "poll_seconds", "batch_rows")


class OutboxSource(DatabaseSource):
    """Sends rows, and deletes or marks those that are in the log."""

    Config: ClassVar[type[OutboxConfig]] = OutboxConfig

    def __init__(self, config: OutboxConfig, context: Context) -> None:
        super().__init__(config.database, context.root)
        self._config = config
        self._sent: list[Any] = []

    @property
    def identity(self) -> str:
        """The database and the table, without credentials."""
        return f"outbox:{self._address.shown}#{self._config.table}"

    def plan(self, streams: Sequence[str]) -> list[str]:
        """The statements that would run."""
        del streams
        return [self._select, f"{self._finish} (...)"]

    def _look(self, driver: Driver) -> None:
        driver.run(self._select_of(1) + driver.lock)
        driver.run(f"{self._finish} (NULL)")  # may we do that?

    def changes(self, position: Any) -> Iterator[Sequence[Change]]:
        """The events of the rows that are there, again and again.

        Raises:
            TargetFailure: The database is away.
        """
        del position
        driver = self._open
        while True:
            rows = driver.run(self._select + driver.lock).rows
            if not rows:
                driver.rollback()
                yield from idle(self._config.poll_seconds)
                continue
            self._sent = [row[0] for row in rows]
            yield [change_of_row(self._config, row) for row in rows]
            if self._sent:  # nobody told us that it is done
                driver.rollback()

    def acknowledge(self, position: Any) -> None:
        """Delete or mark the rows of the last batch, in the transaction that has locked them."""
        del position
        for attempt in range(_TRIES):
            try:
                self._end()
            except TargetFailure:  # such as a deadlock with another relay
                if attempt == _TRIES - 1:
                    raise
                self._open.rollback()
            else:
                self._sent = []
                return

    def _end(self) -> None:
        driver, sent = self._open, self._sent
        for start in range(0, len(sent), _AT_A_TIME):
            ids = sent[start : start + _AT_A_TIME]
            marks = ", ".join([driver.mark] * len(ids))
            driver.run(f"{self._finish} ({marks})", ids)
        driver.commit()

    def lag(self) -> int | None:
        """How many rows wait; more than 100,000 are not counted."""
        where = self._waiting
        inner = f"SELECT 1 FROM {self._table}{where} LIMIT {_MOST_COUNTED}"  # noqa: S608 - quoted
        found = self._open.run(f"SELECT COUNT(*) FROM ({inner}) AS waiting").rows  # noqa: S608
        self._open.rollback()
        return int(found[0][0])

    @property
    def _table(self) -> str:
        return table_of(self._address.kind, self._config.table)

    @property
    def _waiting(self) -> str:
        if self._config.when_done == "delete":
            return ""
        return f" WHERE {quoted(self._address.kind, self._config.mark_column)} IS NULL"

    @property
    def _select(self) -> str:
        return self._select_of(self._config.batch_rows)

    def _select_of(self, most: int) -> str:
        config, kind = self._config, self._address.kind
        wanted = [config.id_column, config.event_column]
        others = (config.event_id_column, config.stream_column, config.schema_column)
        wanted += [name or config.id_column for name in others]
        columns = ", ".join(quoted(kind, name) for name in wanted)
        order = quoted(kind, config.order_column or config.id_column)
        return f"SELECT {columns} FROM {self._table}{self._waiting} ORDER BY {order} LIMIT {most}"  # noqa: S608 - names are quoted

    @property
    def _finish(self) -> str:
        kind, config = self._address.kind, self._config
        where = f"WHERE {quoted(kind, config.id_column)} IN"
        if config.when_done == "delete":
            return f"DELETE FROM {self._table} {where}"  # noqa: S608 - names are quoted
        mark = quoted(kind, config.mark_column)
        return f"UPDATE {self._table} SET {mark} = CURRENT_TIMESTAMP {where}"  # noqa: S608

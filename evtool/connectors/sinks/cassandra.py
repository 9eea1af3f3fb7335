"""The sink `cassandra`: rows into a table of Cassandra or ScyllaDB.

    orders:
      type: cassandra
      streams: [shop.order]
      hosts: [127.0.0.1]
      keyspace: shop
      table: orders
      columns: {id: order_id, amount: amount, at: meta.dt, event: .}
      version: meta.dt
      user: evtool
      password: ${CASSANDRA_PASSWORD}

Rows are written USING TIMESTAMP: an older event loses against a newer one, in whatever order
they come. Of two events with one version Cassandra keeps the larger value of each column: choose
a version that tells them apart. A field that an event has not empties its column.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from cassandra import AuthenticationFailed, DriverException, InvalidRequest, Unauthorized
from cassandra.auth import PlainTextAuthProvider
from cassandra.cluster import Cluster, NoHostAvailable
from cassandra.concurrent import execute_concurrent_with_args

from evtool.config import Section, setting
from evtool.connectors.batch import Batch, Delivery
from evtool.connectors.cassandra_values import Convert, conversion
from evtool.connectors.screening import each, line
from evtool.connectors.secrets import Secretive
from evtool.connectors.sink import Guarantee, RecordFailure, TargetFailure
from evtool.connectors.template import value_of
from evtool.connectors.version import check_version, version_of
from evtool.errors import ConfigurationError
from evtool.log.record import TopicPartition

_NAME = re.compile(r"[a-z][a-z0-9_]{0,47}")
_COLUMNS = {
    "topic": "topic", "partition": "partition", "offset": "offset", "event": ".",
}  # fmt: skip
_CREATE = (
    'CREATE TABLE IF NOT EXISTS {table} (topic text, partition int, "offset" bigint, event text,'
    ' PRIMARY KEY ((topic, partition), "offset"))'
)


@dataclass(frozen=True, slots=True, repr=False)
class CassandraConfig(Secretive):
    """Rows into a table of Cassandra or ScyllaDB."""

    hosts: tuple[str, ...] = setting(help="Some nodes of the cluster.")
    keyspace: str = setting(help="The keyspace; it has to be there.")
    table: str = setting(help="The table.")
    columns: dict[str, str] = setting(
        lambda: dict(_COLUMNS),
        help="Columns and what is in them: the path of a field, `.` for the whole event as JSON, "
        "or stream, topic, partition, offset, timestamp, key. Without it a table of topic, "
        "partition, offset and event is made.",
    )
    version: str = setting(
        "timestamp",
        help="What is written USING TIMESTAMP, so that older events lose: `offset`, `timestamp`, "
        "or the path of a number or date-time.",
    )
    port: int = setting(9_042, help="The port of the nodes.")
    user: str | None = setting(None, help="The user.")
    password: str | None = setting(None, help="Its password, best as ${VARIABLE}.", secret=True)
    tls: bool = setting(False, help="Speak TLS, and check the nodes' certificates.")
    in_flight: int = setting(100, help="So many rows are on their way at a time.")
    timeout_seconds: float = setting(10.0, help="How long a node may take to answer.")

    def check(self, section: Section) -> None:
        """Refuse names that would have to be quoted, and numbers that mean nothing.

        Raises:
            ConfigurationError: There is one.
        """
        if not self.hosts:
            raise section.below("hosts").error("names no node", "write [HOST]")
        for key in ("keyspace", "table"):
            _check_name(getattr(self, key), section.below(key))
        if not self.columns:
            raise section.below("columns").error("has no column", "write COLUMN: PATH")
        for name in self.columns:
            _check_name(name, section.below("columns").below(name))
        check_version(self.version, section)
        section.check_above_zero(self, "in_flight", "timeout_seconds")

    @property
    def fields(self) -> list[str]:
        """The fields of events that it names."""
        return [*self.columns.values(), self.version]


class CassandraSink:
    """Upserts rows with the version of the event: what comes again, or late, changes nothing."""

    Config: ClassVar[type[CassandraConfig]] = CassandraConfig
    guarantee = Guarantee.IDEMPOTENT

    def __init__(self, config: CassandraConfig) -> None:
        self._config = config
        self._table = f"{config.keyspace}.{config.table}"
        self._cluster: Any = None
        self._session: Any = None
        self._insert: Any = None
        self._columns: list[tuple[str, Convert]] = []

    def __enter__(self) -> Self:
        """Connect, make the table where it is the plain one, and prepare the statement.

        Raises:
            TargetFailure: No node can be reached, or they refuse us.
            ConfigurationError: There is no such keyspace, table or column.
        """
        try:
            self._cluster = _cluster(self._config)
            self._session = self._cluster.connect()
            self._session.default_timeout = self._config.timeout_seconds
            self._prepare()
        except BaseException as error:
            self.__exit__(None, None, None)
            if isinstance(error, InvalidRequest):
                raise ConfigurationError(
                    f"Cassandra has not what {self._table} needs: {error}",
                    hint="make the keyspace and the table, or name the columns that it has",
                ) from error
            if isinstance(error, DriverException | NoHostAvailable | OSError):
                raise self._away(error) from error
            raise
        return self

    def deliver(self, batch: Batch) -> None:
        """Write a batch, many rows at a time.

        Raises:
            RecordFailure: Some values do not fit their columns, or a key is missing.
            TargetFailure: Too few nodes are there, or they refuse us.
        """
        bad: dict[int, str] = {}
        rows = each(batch, self._row)
        results = execute_concurrent_with_args(
            self._session, self._insert, rows,
            concurrency=self._config.in_flight, raise_on_first_error=False,
        )  # fmt: skip
        for at, (is_done, error) in enumerate(results):
            if is_done:
                continue
            if not isinstance(error, InvalidRequest | TypeError | ValueError):
                raise self._away(error) from error
            bad[at] = f"the row does not fit {self._table}: {error}"
        if bad:
            raise RecordFailure(next(iter(bad.values())), at=sorted(bad))

    def positions(self) -> Mapping[TopicPartition, int]:
        """None: what comes again is written over itself."""
        return {}

    def plan(self, streams: object) -> list[str]:
        """The statement that makes the plain table; tables with columns of yours are there."""
        del streams
        return [_CREATE.format(table=self._table)] if self._config.columns == _COLUMNS else []

    def __exit__(self, *_: object) -> None:
        """Let go of the connections."""
        if self._cluster is not None:
            self._cluster.shutdown()
        self._cluster = self._session = None

    def _prepare(self) -> None:
        for statement in self.plan(()):
            self._session.execute(statement)
        names = list(self._config.columns)
        quoted = ", ".join(f'"{name}"' for name in names)
        marks = ", ".join("?" for _ in names)
        statement = f"INSERT INTO {self._table} ({quoted}) VALUES ({marks}) USING TIMESTAMP ?"  # noqa: S608 - names are checked
        self._insert = self._session.prepare(statement)
        kinds = [str(column.type.typename) for column in self._insert.column_metadata]
        paths = self._config.columns.values()
        self._columns = [
            (path, conversion(kind)) for path, kind in zip(paths, kinds[: len(names)], strict=True)
        ]

    def _row(self, one: Delivery) -> tuple[Any, ...]:
        values = [
            line(one).decode() if path == "." else _converted(path, convert, value_of(one, path))
            for path, convert in self._columns
        ]
        return (*values, _microseconds(one, self._config.version))

    def _away(self, error: BaseException) -> TargetFailure:
        hosts = ", ".join(self._config.hosts)
        inner = error.errors if isinstance(error, NoHostAvailable) else None
        causes = [*inner.values()] if isinstance(inner, dict) else [error]
        refused = any(isinstance(one, AuthenticationFailed | Unauthorized) for one in causes)
        hint = "are the credentials right?" if refused else "are enough nodes up?"
        return TargetFailure(f"Cassandra at {hosts}: {causes[0] if causes else error}", hint=hint)


def _cluster(config: CassandraConfig) -> Any:
    credentials = None
    if config.user is not None:
        credentials = PlainTextAuthProvider(config.user, config.password or "")
    return Cluster(
        list(config.hosts),
        port=config.port,
        auth_provider=credentials,
        ssl_context=ssl.create_default_context() if config.tls else None,
        connect_timeout=config.timeout_seconds,
    )


def _check_name(name: str, section: Section) -> None:
    if _NAME.fullmatch(name) is None:
        raise section.error(f"{name!r} is no plain name", "use small letters, digits and _")


def _microseconds(one: Delivery, version: str) -> int:
    found = version_of(one, version)
    return found * 1_000 if version == "timestamp" else found


def _converted(path: str, convert: Convert, value: Any) -> Any:
    if value is None:
        return None
    try:
        return convert(value)
    except (TypeError, ValueError, AttributeError) as error:
        raise RecordFailure(f"{path} does not fit its column: {error}") from error

"""The sources `outbox` and `sql-poll` against PostgreSQL and MariaDB."""

from __future__ import annotations

import datetime
import decimal
import json
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from source_bench import SourceBench, event

from evtool.connectors.failure import TargetFailure
from evtool.connectors.runner import patience
from evtool.errors import ConfigurationError
from tests.integration.databases import PASSWORD, Server, mariadb_options, mariadb_url, postgres_url

pytestmark = pytest.mark.network


@dataclass
class Database:
    """One server, as an application uses it."""

    kind: str
    server: Server
    url: str
    connect: Callable[[], Any]

    def run(self, statement: str, *values: Any) -> list[Any]:
        """Execute a statement in a transaction of its own."""
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            found = list(cursor.fetchall()) if cursor.description else []
            connection.commit()
            return found

    def insert(self, *events: Any) -> None:
        """Write events as the application would."""
        for one in events:
            text = one if isinstance(one, str) else json.dumps(one)
            self.run("INSERT INTO outbox (event) VALUES (%s)", text)

    def left(self) -> int:
        """How many rows of the outbox are left."""
        return int(self.run("SELECT COUNT(*) FROM outbox")[0][0])


@pytest.fixture(params=["postgresql", "mysql"])
def database(request: pytest.FixtureRequest) -> Database:
    """Give each server, with an outbox that is empty."""
    if request.param == "postgresql":
        import psycopg

        server: Server = request.getfixturevalue("postgres")
        url = postgres_url(server.port)
        made = Database("postgresql", server, url, lambda: psycopg.connect(url))
        columns = "id bigserial PRIMARY KEY, event jsonb"
    else:
        import pymysql

        server = request.getfixturevalue("mariadb")
        url = mariadb_url(server.port)
        named = mariadb_options(server.port)
        made = Database("mysql", server, url, lambda: pymysql.connect(**named))
        columns = "id BIGINT AUTO_INCREMENT PRIMARY KEY, event JSON"
    made.run("DROP TABLE IF EXISTS outbox")
    made.run(f"CREATE TABLE outbox ({columns})")
    return made


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SourceBench:
    """A workspace, with pauses that are short."""
    monkeypatch.setattr(patience, "pause", lambda _attempt: 0.1)
    return SourceBench(tmp_path)


def outbox(bench: SourceBench, database: Database, **more: Any) -> Callable[[], Any]:
    """What makes a source of the outbox."""
    options = {"database": database.url, "poll_seconds": 0.02, **more}
    return bench.make("outbox", **options)


def test_rows_are_sent_and_deleted(bench: SourceBench, database: Database) -> None:
    """Also where the column is JSON, with every digit of its numbers."""
    database.insert(event(1), {**event(2), "precise": 12345678901234567890}, "[1]")
    bench.run(outbox(bench, database), lambda: database.left() == 0)
    assert bench.counts() == [1, 2]
    assert b"12345678901234567890" in bench.records()[1].value
    assert [one["raw_event"] for one in bench.letters()] == ["[1]"]


def test_a_slow_transaction_is_not_left_out(bench: SourceBench, database: Database) -> None:
    """Its number is lower than that of events that were sent before it ended."""
    with closing(database.connect()) as slow:
        cursor = slow.cursor()
        cursor.execute("INSERT INTO outbox (event) VALUES (%s)", (json.dumps(event(1)),))
        database.insert(event(2))

        def until() -> bool:
            if bench.counts() == [2]:
                slow.commit()
            return len(bench.records()) == 2 and database.left() == 0

        bench.run(outbox(bench, database), until)
        cursor.close()
    assert bench.counts() == [2, 1]


def test_what_is_rolled_back_is_never_sent(bench: SourceBench, database: Database) -> None:
    """Such as the event of an order that did not come about."""
    with closing(database.connect()) as slow:
        cursor = slow.cursor()
        cursor.execute("INSERT INTO outbox (event) VALUES (%s)", (json.dumps(event(1)),))
        database.insert(event(2))
        bench.run(outbox(bench, database), bench.has(1))
        slow.rollback()
        cursor.close()
    bench.run(outbox(bench, database), lambda: database.left() == 0)
    assert bench.counts() == [2]


def test_several_relays_share_a_table(bench: SourceBench, database: Database) -> None:
    """Each takes what no other has; none waits, and applications go on inserting."""
    database.insert(*[event(one) for one in range(6)])
    make = outbox(bench, database, batch_rows=3)
    with make() as first, make() as second:
        one, other = next(first.changes(None)), next(second.changes(None))
        assert [change.event["count"] for change in (*one, *other)] == list(range(6))
        database.insert(event(6))
        second.acknowledge(None)
        assert database.left() == 4
        first.acknowledge(None)
        assert database.left() == 1


def test_two_relays_at_work(bench: SourceBench, database: Database, tmp_path: Path) -> None:
    """Everything is sent by one of the two, and what both sent, if anything, has one id."""
    database.insert(*[event(one) for one in range(200)])
    other = SourceBench(tmp_path / "other")
    make, theirs = (outbox(one, database, batch_rows=7) for one in (bench, other))
    thread = threading.Thread(target=other.run, args=(theirs, lambda: database.left() == 0))
    thread.start()
    bench.run(make, lambda: database.left() == 0)
    thread.join(20)
    assert {*bench.counts(), *other.counts()} == set(range(200))
    assert len({*bench.ids(), *other.ids()}) == 200


def test_a_server_that_goes_away_is_waited_for(bench: SourceBench, database: Database) -> None:
    """Stopped at once and started again: nothing is lost, and equal events have equal ids."""
    database.insert(*[event(one) for one in range(20)])
    steps = iter(["stop", "start"])

    def until() -> bool:
        step = next(steps, None) if bench.records() else ""
        if step == "stop":
            database.server.stop(signal.SIGKILL)
        elif step == "start":
            database.server.start()
        return step is None and database.left() == 0

    bench.run(outbox(bench, database, batch_rows=2), until, seconds=60)
    assert {one["count"] for one in bench.events()} == set(range(20))
    assert len(set(bench.ids())) == 20


@pytest.mark.parametrize("wrong", [{"table": "nothing"}, {"event_column": "body"}])
def test_what_is_not_there_is_refused(
    bench: SourceBench, database: Database, wrong: dict[str, Any]
) -> None:
    """A table or column that does not exist is a mistake in the configuration."""
    with pytest.raises(ConfigurationError), outbox(bench, database, **wrong)():
        pass


def test_a_wrong_password_is_told_without_it(bench: SourceBench, database: Database) -> None:
    """It is tried again, as it may be repaired in the database."""
    database.url = database.url.replace(quote(PASSWORD), "wr0ng")
    with pytest.raises(TargetFailure) as found, outbox(bench, database)():
        pass
    assert "wr0ng" not in f"{found.value}{found.value.hint}"


@pytest.fixture
def rows(database: Database) -> Iterator[Database]:
    """Give a table with a column of many types."""
    json_type, moment = ("jsonb", "timestamptz") if database.kind == "postgresql" else (
        "JSON", "DATETIME(6)")  # fmt: skip
    blob = "bytea" if database.kind == "postgresql" else "BLOB"
    database.run("DROP TABLE IF EXISTS polled")
    database.run(
        f"CREATE TABLE polled (id varchar(20), count INT, price DECIMAL(20,3), big BIGINT,"
        f" about {json_type}, raw {blob}, day DATE, updated_at {moment})"
    )
    yield database
    database.run("DROP TABLE polled")


def test_polled_rows(bench: SourceBench, rows: Database) -> None:
    """By time, to the microsecond, then by key; the young wait."""
    base = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    for number in range(9):
        when = (base + datetime.timedelta(microseconds=number // 3)).strftime("%F %T.%f")
        rows.run(
            "INSERT INTO polled (id, count, updated_at) VALUES (%s, %s, %s)",
            f"k{8 - number}", number, when,
        )  # fmt: skip
    make = bench.make(
        "sql-poll", database=rows.url, table="polled", batch_rows=2, poll_seconds=0.02,
        grace_seconds=2, fields={"count": "count"},
    )  # fmt: skip
    bench.run(make, bench.has(9))
    assert bench.counts() == [2, 1, 0, 5, 4, 3, 8, 7, 6]
    now = "clock_timestamp()" if rows.kind == "postgresql" else "UTC_TIMESTAMP(6)"
    rows.run(f"UPDATE polled SET count = 100, updated_at = {now} WHERE id = 'k1'")  # noqa: S608 - a test's own
    rows.run("UPDATE polled SET count = 50, updated_at = '2026-01-02' WHERE id = 'k2'")
    bench.run(make, bench.has(10))
    assert bench.counts()[9:] == [50]
    bench.run(make, bench.has(11))
    assert bench.counts()[9:] == [50, 100]


def test_values_of_all_types(bench: SourceBench, rows: Database) -> None:
    """As JSON has them: nothing is rounded."""
    rows.run(
        "INSERT INTO polled VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        "a", 1, decimal.Decimal("1.230"), 2**60, '{"x": [1]}', b"\x00\xff", "2026-02-03",
        "2026-01-01 10:00:00.5",
    )  # fmt: skip
    make = bench.make("sql-poll", database=rows.url, table="polled")
    with make() as source:
        [change] = next(source.changes(None))
    found = change.event
    about = found.pop("about")
    assert about == {"x": [1]} or json.loads(about) == {"x": [1]}  # MariaDB's JSON is a text
    assert found == {
        "id": "a", "count": 1, "price": "1.230", "big": str(2**60), "raw": "AP8=",
        "day": "2026-02-03", "updated_at": "2026-01-01T10:00:00.500000Z",
    }  # fmt: skip

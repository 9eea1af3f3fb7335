"""The source `outbox` on SQLite; the servers are in tests/integration."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from source_bench import Run, SourceBench, event

from evtool.connectors.failure import TargetFailure
from evtool.connectors.sources.database import Address
from evtool.connectors.sources.outbox import OutboxConfig
from evtool.connectors.sources.outbox_row import change_of_row
from evtool.errors import ConfigurationError

TABLE = "CREATE TABLE outbox (id INTEGER PRIMARY KEY, event TEXT, stream TEXT, sent_at TEXT)"


@pytest.fixture
def run(run: Run) -> Run:
    """What executes statements in a database that has an outbox."""
    run(TABLE)
    return run


def insert(run: Run, *events: Any) -> None:
    """Write events as the application would."""
    for one in events:
        text = one if isinstance(one, (str, bytes)) else json.dumps(one)
        run("INSERT INTO outbox (event) VALUES (?)", text)


def options(**more: Any) -> dict[str, Any]:
    """Options that do not wait."""
    return {"database": "sqlite:app.db", "poll_seconds": 0.01, **more}


def left(run: Run) -> int:
    """How many rows are left."""
    return int(run("SELECT COUNT(*) FROM outbox")[0][0])


def test_rows_are_sent_and_deleted(bench: SourceBench, run: Run) -> None:
    """In their order; those that are no events as well, to the error stream."""
    insert(run, event(1), "{broken", event(2), b"\xff", json.dumps(event(3)).encode())
    run("INSERT INTO outbox (event) VALUES (NULL)")
    run("INSERT INTO outbox (event) VALUES (7.5)")
    bench.run(bench.make("outbox", **options(batch_rows=2)), lambda: left(run) == 0)
    assert bench.counts() == [1, 2, 3]
    raw = [one["raw_event"] for one in bench.letters()]
    assert raw == ["{broken", "\\xff", "None", "7.5"]


def test_a_transaction_that_commits_late_is_not_left_out(bench: SourceBench, run: Run) -> None:
    """A row with a lower number that appears after higher ones were sent is sent."""
    run("INSERT INTO outbox (id, event) VALUES (10, ?)", json.dumps(event(10)))

    def until() -> bool:
        if bench.counts() == [10] and left(run) == 0:
            run("INSERT INTO outbox (id, event) VALUES (5, ?)", json.dumps(event(5)))
        return len(bench.records()) == 2

    bench.run(bench.make("outbox", **options()), until)
    assert bench.counts() == [10, 5]


def test_a_number_that_is_used_again_makes_another_id(bench: SourceBench, run: Run) -> None:
    """SQLite gives the number of a deleted row to the next one."""
    insert(run, event(1))
    bench.run(bench.make("outbox", **options()), lambda: left(run) == 0)
    insert(run, event(2))
    bench.run(bench.make("outbox", **options()), lambda: left(run) == 0)
    assert len(set(bench.ids())) == 2


def test_rows_are_marked(bench: SourceBench, run: Run) -> None:
    """If that is asked for: they stay, and are not sent again."""
    insert(run, event(1), event(2))
    make = bench.make("outbox", **options(when_done="mark"))
    bench.run(make, lambda: not run("SELECT 1 FROM outbox WHERE sent_at IS NULL"))
    insert(run, event(3))
    bench.run(make, lambda: not run("SELECT 1 FROM outbox WHERE sent_at IS NULL"))
    assert bench.counts() == [1, 2, 3]
    assert left(run) == 3


def test_what_is_not_acknowledged_comes_again_with_its_id(bench: SourceBench, run: Run) -> None:
    """As after a kill between the log and the database."""
    insert(run, event(1), event(2))
    make = bench.make("outbox", **options())
    with make() as source:
        first = next(source.changes(None))
    with make() as source:
        again = next(source.changes(None))
        assert source.lag() == 2
    assert first == again
    assert len({json.dumps(one.identity) for one in first}) == 2


def test_columns_besides_the_event(bench: SourceBench, run: Run) -> None:
    """They say what the event does not."""
    run("CREATE TABLE mine (nr TEXT, body TEXT, stream TEXT, kind TEXT)")
    rows = [("b", {"count": 1}), ("a", {"count": 2, "meta": {"id": "own", "stream": "basic"}})]
    for number, body in rows:
        run("INSERT INTO mine VALUES (?, ?, 'basic', '/basic/1.0.0')", number, json.dumps(body))
    bench.reading = type(bench.reading)("test")
    named = {"id_column": "nr", "event_column": "body", "event_id_column": "nr",
             "stream_column": "stream", "schema_column": "kind", "table": "mine"}  # fmt: skip
    make = bench.make("outbox", **options(**named))
    bench.run(make, bench.has(2))
    assert bench.counts() == [2, 1]
    assert bench.ids() == ["own", "b"]


def test_binary_ids_of_sixteen_bytes_are_uuids() -> None:
    """As MySQL keeps them."""
    config = OutboxConfig("sqlite:x", event_id_column="id")
    uuid = UUID("12345678-1234-5678-1234-567812345678")
    change = change_of_row(config, (uuid.bytes, b"{}", uuid.bytes, None, None))
    assert change.event["meta"]["id"] == str(uuid)
    assert change.identity[0] == str(uuid)


@pytest.mark.parametrize("wrong", [{"table": "nothing"}, {"event_column": "body"}])
def test_what_is_not_there_is_refused(bench: SourceBench, run: Run, wrong: dict[str, Any]) -> None:
    """A table or column that does not exist is a mistake in the configuration."""
    del run
    make = bench.make("outbox", **options(**wrong))
    with pytest.raises(ConfigurationError, match=r"no such (table|column)|nothing|body"), make():
        pass


def test_a_database_that_is_not_there_is_waited_for(bench: SourceBench) -> None:
    """And it is not made."""
    make = bench.make("outbox", **options())
    with pytest.raises(TargetFailure, match="there is no file"), make():
        pass
    assert not (bench.root / "app.db").exists()
    (bench.root / "app.db").write_text("this is no database, whatever it is called" * 50)
    with pytest.raises(TargetFailure, match="not a database"), make():
        pass


@pytest.mark.parametrize(
    "wrong",
    [
        {"database": "oracle://x/y"},
        {"database": "sqlite:"},
        {"database": "postgresql://"},
        {"database": "mysql://host"},
        {"database": "mysql://host:x/y"},
        {"table": ""},
        {"id_column": "a\nb"},
        {"batch_rows": 0},
    ],
)
def test_options_that_mean_nothing(bench: SourceBench, wrong: dict[str, Any]) -> None:
    """They are refused before anything is read."""
    with pytest.raises(ConfigurationError):
        bench.make("outbox", **options(**wrong))


def test_secrets_are_not_shown(bench: SourceBench) -> None:
    """Neither in a plan, nor in an identity."""
    source = bench.make("outbox", database="postgresql://u:secret@h:5/d?password=secret")()
    assert "secret" not in source.identity + "".join(source.plan(()))
    assert Address.parse("mariadb://u:p@h/d").kind == "mysql"

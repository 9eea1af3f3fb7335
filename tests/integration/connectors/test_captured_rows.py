# ruff: noqa: S608 - the statements are a test's own
"""The sources mysql-binlog and postgres-logical against real servers: nothing lost or doubled."""

from __future__ import annotations

import itertools
import random
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from captured import Database, begun, churn, in_background, is_begun, wait_for
from capturing import Taken, follow, written

from evtool.connectors.failure import TargetFailure
from evtool.connectors.sources.capture import batching
from evtool.errors import ConfigurationError
from tests.integration.databases import PASSWORD, postgres_dsn

pytestmark = pytest.mark.network


def has(taken: Taken, rows: dict[Any, tuple[Any, ...]]) -> bool:
    """Whether the events make the rows: key and total."""
    state = taken.state("order", "id")
    return {key: Decimal(one["total"]) for key, one in state.items()} == {
        key: row[1] for key, row in rows.items()
    }


def test_snapshot_then_every_kind_of_change(database: Database) -> None:
    """A row that was there, inserted, updated, moved to another key, and deleted."""
    database.create("id int PRIMARY KEY, total decimal(10, 2), note varchar(20)")
    database.run("INSERT INTO {t} VALUES (1, 1.5, 'a')")
    taken = Taken()
    with database.source() as source:
        follow(source, taken, lambda one: len(one.changes) == 1)
    database.run(
        "INSERT INTO {t} VALUES (2, 2, NULL)",
        "UPDATE {t} SET note = 'b', total = 3 WHERE id = 1",
        "UPDATE {t} SET id = 7 WHERE id = 2",
        "DELETE FROM {t} WHERE id = 1",
    )
    with database.source() as source:
        follow(source, taken, lambda one: len(one.changes) == 6)
        assert source.lag() >= 0
    shown = [
        (one["changelog_kind"], one["order"], one.get("prior_state", {}).get("order"))
        for one in taken.events
    ]
    assert shown == [
        ("insert", {"id": 1, "total": "1.50", "note": "a"}, None),
        ("insert", {"id": 2, "total": "2.00"}, None),
        ("update", {"id": 1, "total": "3.00", "note": "b"}, {"total": "1.50", "note": "a"}),
        ("delete", {"id": 2}, {"total": "2.00"}),
        ("insert", {"id": 7, "total": "2.00"}, None),
        ("delete", {"id": 1}, {"total": "3.00", "note": "b"}),
    ]
    sequences = [one["sequence"] for one in taken.events]
    assert sequences == sorted(sequences)


def test_debezium(database: Database) -> None:
    """The other envelope."""
    database.create("id int PRIMARY KEY, total decimal(10, 2)")
    database.run("INSERT INTO {t} VALUES (1, 1)")
    taken = Taken()
    with database.source(envelope="debezium") as source:
        for batch in source.changes(None):
            if any(one.event for one in batch):
                break
        taken.position = batch[-1].position
        database.run("UPDATE {t} SET total = 2", "DELETE FROM {t}")
    with database.source(envelope="debezium") as source:
        follow(source, taken, lambda one: len(one.changes) == 2)
    assert batch[0].event["op"] == "r"
    first, second = taken.events
    assert (first["op"], first["before"]["total"], first["after"]["total"]) == ("u", "1.00", "2.00")
    assert (second["op"], second["before"]["total"], "after" in second) == ("d", "2.00", False)
    assert first["source"]["table"] == database.name


def test_killed_readers_and_a_new_column(database: Database, tmp_path: Path) -> None:
    """SIGKILL at random and between append and acknowledgement, ALTER TABLE in the middle."""
    database.create("id int PRIMARY KEY, total decimal(10, 2)")
    database.run("INSERT INTO {t} VALUES (0, 0), (1, 1), (2, 2)")
    path, chance, kills = tmp_path / "taken", random.Random(7), 0
    count = 4_000
    with database.worker(path):  # from here on nothing may be missed
        wait_for(path, lambda one: len(one.changes) == 3)
    alter = "ALTER TABLE {t} ADD COLUMN extra int"
    writer = in_background(lambda: churn(database, 200, count, alter=alter, pause=0.002))
    started = time.monotonic()
    while writer.is_alive():
        with database.worker(path, odds=4):
            writer.join(chance.uniform(0.6, 1.6))
        kills += 1
    with database.worker(path):
        taken = wait_for(path, lambda one: len(one.events) >= count + 3)
    rows = database.rows()
    assert has(taken, rows)
    assert len(taken.events) == count + 3
    state = taken.state("order", "id")
    assert {key: one.get("extra") for key, one in state.items()} == {
        key: row[2] for key, row in rows.items()
    }
    assert any("extra" in one["order"] for one in taken.events)
    sys.stdout.write(
        f"{database.type}: {count} changes, {kills} kills, {len(taken.changes)} appended, "
        f"{taken.doubled} of them again, {len(taken.events)} after deduplication, "
        f"{time.monotonic() - started:.0f} s\n"
    )


def test_a_snapshot_that_is_killed_goes_on(database: Database, tmp_path: Path) -> None:
    """Chunks that were saved do not come again, and changes meanwhile are not lost."""
    database.create("id int PRIMARY KEY, total decimal(10, 2)")
    count, chunk, kills = 40_000, 200, 0
    for first in range(0, count, 5_000):
        values = ", ".join(f"({key}, 0)" for key in range(first, first + 5_000))
        database.run(f"INSERT INTO {{t}} VALUES {values}")
    path = tmp_path / "taken"
    with database.worker(path, chunk_rows=chunk):
        wait_for(path, lambda one: len(one.changes) >= chunk)
    writer = in_background(lambda: churn(database, count, 500))
    while written(path).position["done"] == [] and kills < 30:
        with database.worker(path, odds=15, chunk_rows=chunk) as process:
            while process.poll() is None and written(path).position["done"] == []:
                time.sleep(0.05)
        kills += 1
    writer.join()
    with database.worker(path, chunk_rows=chunk):
        taken = wait_for(path, lambda one: has(one, database.rows()))
    read = [one for one in taken.changes if one.identity[0] == "snapshot"]
    sys.stdout.write(
        f"{database.type}: {count} rows in {kills} kills, {len(read)} rows were read, "
        f"{len(taken.changes) - len(read)} changes meanwhile\n"
    )
    assert kills >= 2
    assert len(read) <= count + chunk * kills
    followed = {str(one.identity) for one in taken.changes if one.identity[0] != "snapshot"}
    assert len(followed) == 500


def test_a_large_transaction_comes_in_parts(database: Database) -> None:
    """Its position moves at its end; what came before the break comes again, equal."""
    taken = begun(database)
    begin = taken.position
    values = ", ".join(f"({key}, {key})" for key in range(9_000))
    database.run(f"INSERT INTO {{t}} VALUES {values}")
    with database.source() as source:
        follow(source, taken, lambda one: len(one.changes) >= 3_000)
    assert taken.position["log"] == begin["log"]
    with database.source() as source:
        follow(source, taken, lambda one: one.position["log"] != begin["log"])
    assert len(taken.events) == 9_000
    assert taken.doubled == len(taken.changes) - 9_000 > 0


def test_a_table_that_comes_later(database: Database) -> None:
    """It is read as a whole; the other one goes on where it was."""
    other = Database(database.type, database.server, f"{database.name}_b")
    for one in (database, other):
        one.create("id int PRIMARY KEY, total decimal(10, 2)")
        one.run("INSERT INTO {t} VALUES (1, 1)")
    taken = Taken()
    with database.source() as source:
        follow(source, taken, lambda one: len(one.changes) == 1)
    both = {**other.source()._config.tables, **database.source()._config.tables}
    database.run("UPDATE {t} SET total = 2")
    with database.source(tables=both) as source:
        follow(source, taken, lambda one: len(one.changes) == 3)
        other.run("UPDATE {t} SET total = 5")
        follow_more = [one.event["order"]["total"] for one in taken.changes]
    assert follow_more == ["1.00", "1.00", "2.00"]
    with database.source(tables=both) as source:
        follow(source, taken, lambda one: len(one.changes) == 4)
    assert taken.changes[-1].event["order"]["total"] == "5.00"
    database.run("DROP TABLE {t}_b")


def test_another_generation_is_another_snapshot(database: Database) -> None:
    """All rows come again, under other identities."""
    database.create("id int PRIMARY KEY, total decimal(10, 2)")
    database.run("INSERT INTO {t} VALUES (1, 1), (2, 2)")
    taken = Taken()
    with database.source() as source:
        follow(source, taken, lambda one: len(one.changes) == 2)
    with database.source(generation=2) as source:
        follow(source, taken, lambda one: len(one.changes) == 4)
    assert taken.doubled == 0
    assert taken.position["generation"] == 2


def test_without_a_snapshot(database: Database) -> None:
    """Only what changes from now on."""
    database.create("id int PRIMARY KEY, total decimal(10, 2)")
    database.run("INSERT INTO {t} VALUES (1, 1)")
    taken = Taken()
    with database.source(snapshot=False) as source:
        follow(source, taken, is_begun)
    database.run("INSERT INTO {t} VALUES (2, 2)")
    with database.source(snapshot=False) as source:
        follow(source, taken, lambda one: len(one.changes) == 1)
    assert taken.changes[0].event["order"]["id"] == 2


def test_wrong_password_and_closed_port(database: Database) -> None:
    """The runner tries again: one sentence each, with what to check; never the password."""
    database.create("id int PRIMARY KEY, total decimal(10, 2)")
    if database.is_postgres:
        wrong = {"dsn": postgres_dsn(database.server.port, "wrong word")}
        closed: dict[str, Any] = {"dsn": postgres_dsn(1)}
    else:
        wrong, closed = {"password": "wrong word"}, {"port": 1}
    for options in (wrong, closed):
        with pytest.raises(TargetFailure) as caught, database.source(**options):
            pass
        assert "\n" not in str(caught.value)
        assert "password" in (caught.value.hint or "")
        assert "wrong word" not in str(caught.value)
        assert PASSWORD not in str(caught.value)


def test_a_table_that_is_not_there(database: Database) -> None:
    """That never gets better by itself."""
    with pytest.raises(ConfigurationError, match="there is no table"), database.source():
        pass


def test_a_server_that_goes_away_in_between(database: Database) -> None:
    """The source says so; another one goes on."""
    database.create("id int PRIMARY KEY, total decimal(10, 2)")
    taken = Taken()
    with database.source() as source:
        batches = iter(source.changes(None))
        while not (batch := next(batches)):
            pass
        taken.position = batch[-1].position
        for _ in range(3):
            next(batches)
        database.server.stop(9)
        with pytest.raises(TargetFailure):
            list(itertools.islice(batches, 20))
        database.server.start()
    database.run("INSERT INTO {t} VALUES (1, 1)")
    with database.source() as source:
        follow(source, taken, lambda one: len(one.changes) >= 1)
    assert len(taken.events) == 1


def test_traffic_of_others_moves_the_position(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the saved one would be purged some day, or the server would keep its log for ever."""
    monkeypatch.setattr(batching, "_QUIET_SECONDS", 0.0)
    taken = begun(database)
    before = taken.position["log"]
    database.run("CREATE TABLE {t}_b (a int)", "INSERT INTO {t}_b VALUES (1)", "DROP TABLE {t}_b")
    with database.source() as source:
        follow(source, taken, lambda one: one.position["log"] != before)
    assert taken.changes == []

# ruff: noqa: ISC004, S608 - rows are written as one sees them, and the statements are a test's own
"""The source postgres-logical against a real server: slot, publication, identity, types."""

from __future__ import annotations

from typing import Any

import pytest
from captured import Database, begun
from capturing import Taken, follow

from evtool.errors import ConfigurationError
from tests.integration.databases import Server

pytestmark = pytest.mark.network


@pytest.fixture
def source_type() -> str:
    """Only PostgreSQL."""
    return "postgres-logical"


def confirmed(database: Database) -> Any:
    """How far the slot is."""
    statement = "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '{t}'"
    return database.run(statement)[0][0]


def test_without_logical_decoding(postgres: Server) -> None:
    """The server has to be told."""
    database = Database("postgres-logical", postgres, "plain")
    with pytest.raises(ConfigurationError, match="wal_level is replica") as caught:
        database.source().__enter__()
    assert "ALTER SYSTEM SET wal_level = logical" in (caught.value.hint or "")


def test_what_is_missing_is_said(database: Database) -> None:
    """With `create: false` the statements are the user's to run, and they work."""
    database.create("id int PRIMARY KEY, total decimal(10, 2)")
    with pytest.raises(ConfigurationError) as caught:
        database.source(create=False).__enter__()
    hint = caught.value.hint or ""
    assert f'CREATE PUBLICATION "{database.name}" FOR TABLE "public"."{database.name}"' in hint
    assert f"pg_create_logical_replication_slot('{database.name}', 'pgoutput')" in hint
    for statement in hint.removeprefix("run `").removesuffix("`").split("; "):
        database.run(statement)
    with database.source(create=False) as source:
        follow(source, Taken(), lambda one: bool(one.position["done"]))


def test_opening_makes_nothing(database: Database) -> None:
    """`connect check` leaves the server as it is."""
    database.create("id int PRIMARY KEY, total decimal(10, 2)")
    with database.source() as source:
        assert source.identity.endswith(f"/postgres/{database.name}")
        assert source.lag() is None
    assert database.run("SELECT count(*) FROM pg_replication_slots WHERE slot_name = '{t}'") == [
        (0,)
    ]


def test_the_rights_that_the_guide_names(database: Database) -> None:
    """They are enough; without them it is said which are missing."""
    database.create("id int PRIMARY KEY, total decimal(10, 2)")
    database.run("INSERT INTO {t} VALUES (1, 1)", "CREATE PUBLICATION {t} FOR TABLE {t}")
    database.run("CREATE ROLE few LOGIN PASSWORD 'few'")
    few = {
        "dsn": f"host=127.0.0.1 port={database.server.port} user=few password=few dbname=postgres"
    }
    try:
        with database.source(**few) as source, pytest.raises(ConfigurationError) as caught:
            follow(source, Taken(), lambda one: bool(one.changes))
        assert "REPLICATION" in (caught.value.hint or "")
        database.run("ALTER ROLE few REPLICATION", "GRANT SELECT ON {t} TO few")
        taken = Taken()
        with database.source(**few) as source:
            follow(source, taken, lambda one: len(one.changes) == 1)
            database.run("UPDATE {t} SET total = 2")
        with database.source(**few) as source:
            follow(source, taken, lambda one: len(one.changes) == 2)
            assert source.lag() is not None
    finally:
        database.run("DROP OWNED BY few", "DROP ROLE few")


def test_identity_of_rows(database: Database) -> None:
    """Tables must log whole rows, unless one accepts what is missing then."""
    database.create("id int PRIMARY KEY, total decimal(10, 2), big text")
    database.run(
        "ALTER TABLE {t} REPLICA IDENTITY DEFAULT",
        "ALTER TABLE {t} ALTER COLUMN big SET STORAGE EXTERNAL",
        "INSERT INTO {t} VALUES (1, 1, repeat('x', 9000))",
    )
    with pytest.raises(ConfigurationError, match="what rows were before") as caught:
        database.source().__enter__()
    assert "REPLICA IDENTITY FULL" in (caught.value.hint or "")
    taken = Taken()
    with database.source(partial_rows=True) as source:
        follow(source, taken, lambda one: len(one.changes) == 1)
    database.run("UPDATE {t} SET total = 2", "UPDATE {t} SET id = 2, total = 3", "DELETE FROM {t}")
    with database.source(partial_rows=True) as source:
        follow(source, taken, lambda one: len(one.changes) == 5)
    update, gone, come, deleted = taken.events[1:]
    assert update["order"] == {"id": 1, "total": "2.00"}
    assert "prior_state" not in update
    assert (gone["changelog_kind"], gone["order"]) == ("delete", {"id": 1})
    assert come["order"] == {"id": 2, "total": "3.00"}
    assert (deleted["order"], "prior_state" in deleted) == ({"id": 2}, False)


def test_a_large_value_that_stays(database: Database) -> None:
    """With REPLICA IDENTITY FULL it is taken from the row before."""
    database.create("id int PRIMARY KEY, big text")
    database.run("ALTER TABLE {t} ALTER COLUMN big SET STORAGE EXTERNAL")
    database.run("INSERT INTO {t} VALUES (1, repeat('x', 9000))")
    taken = Taken()
    with database.source() as source:
        follow(source, taken, lambda one: len(one.changes) == 1)
    database.run("UPDATE {t} SET id = id")
    with database.source() as source:
        follow(source, taken, lambda one: len(one.changes) == 2)
    assert taken.events[1]["order"] == taken.events[0]["order"]


def test_a_slot_that_is_gone_or_was_moved(database: Database) -> None:
    """Changes are missing: that is refused, and another generation is the repair."""
    taken = begun(database)
    database.run("INSERT INTO {t} VALUES (1, 1)")
    database.run("SELECT pg_replication_slot_advance('{t}', pg_current_wal_lsn())")
    with database.source() as source, pytest.raises(ConfigurationError, match="moved it"):
        follow(source, taken, lambda one: bool(one.changes))
    database.run("SELECT pg_drop_replication_slot('{t}')")
    with (
        database.source() as source,
        pytest.raises(ConfigurationError, match="is gone") as caught,
    ):
        follow(source, taken, lambda one: bool(one.changes))
    assert "raise `generation`" in (caught.value.hint or "")
    with database.source(generation=2) as source:
        follow(source, taken, lambda one: len(one.changes) == 1)


def test_a_slot_that_lost_its_log(database: Database) -> None:
    """The server kept 64 MB for it, and then no more."""
    taken = begun(database)
    database.run("CREATE TABLE {t}_b (a text)")
    for _ in range(4):
        database.run("INSERT INTO {t}_b SELECT repeat('y', 900) FROM generate_series(1, 40000)")
        database.run("SELECT pg_switch_wal()", "CHECKPOINT")
    database.run("INSERT INTO {t} VALUES (1, 1)", "DROP TABLE {t}_b")
    with database.source() as source, pytest.raises(ConfigurationError, match="lost its log"):
        follow(source, taken, lambda one: bool(one.changes))
    with database.source(generation=2) as source:
        follow(source, taken, lambda one: len(one.changes) == 1)


def test_the_slot_moves_after_the_acknowledgement(database: Database) -> None:
    """Not before: what is not acknowledged comes again, with the same identity."""
    taken = begun(database)
    before = confirmed(database)
    database.run("INSERT INTO {t} VALUES (1, 1)", "INSERT INTO {t} VALUES (2, 2)")
    first, second = Taken(position=taken.position), Taken(position=taken.position)
    with database.source() as source:
        follow(source, first, lambda one: len(one.changes) == 2, acknowledge=False)
        assert source.lag() > 0
    assert confirmed(database) == before
    with database.source() as source:
        follow(source, second, lambda one: len(one.changes) == 2)
    assert [one.identity for one in first.changes] == [one.identity for one in second.changes]
    with database.source() as source:
        source.acknowledge(second.position)
    assert confirmed(database) == second.position["log"]["lsn"]


def test_killed_between_saving_and_acknowledging(database: Database) -> None:
    """The saved position is beyond the slot: nothing comes twice."""
    taken = begun(database)
    database.run("INSERT INTO {t} VALUES (1, 1)")
    with database.source() as source:
        follow(source, taken, lambda one: len(one.changes) == 1, acknowledge=False)
    database.run("INSERT INTO {t} VALUES (2, 2)")
    with database.source() as source:
        follow(source, taken, lambda one: len(one.changes) == 2, acknowledge=False)
    assert [one["order"]["id"] for one in taken.events] == [1, 2]
    assert taken.doubled == 0


def test_what_makes_no_event(database: Database) -> None:
    """TRUNCATE, rollbacks, tables that are published for others."""
    taken = begun(database)
    database.run("CREATE TABLE {t}_b (id int)", "ALTER PUBLICATION {t} ADD TABLE {t}_b")
    connection = database.connect()
    connection.autocommit = False
    connection.execute(f"INSERT INTO {database.name} VALUES (1, 1)")
    connection.rollback()
    connection.execute(f"INSERT INTO {database.name} VALUES (2, 2)")
    connection.execute("SAVEPOINT a")
    connection.execute(f"INSERT INTO {database.name} VALUES (3, 3)")
    connection.execute("ROLLBACK TO a")
    connection.execute(f"INSERT INTO {database.name} VALUES (4, 4)")
    connection.commit()
    connection.close()
    database.run("INSERT INTO {t}_b VALUES (1)", "TRUNCATE {t}", "INSERT INTO {t} VALUES (5, 5)")
    with database.source() as source:
        follow(source, taken, lambda one: len(one.changes) == 3)
    assert [one["order"]["id"] for one in taken.events] == [2, 4, 5]
    database.run("DROP TABLE {t}_b")


TYPES = (
    "big bigint", "small smallint", "price numeric", "at timestamp", "stamp timestamptz",
    "day date", "clock time", "zoned timetz", "span interval", "single real", "wide float8",
    "bytes bytea", "kind {t}_mood", "money {t}_price", "yes boolean", "doc jsonb", "list int[]",
    "ident uuid", "fixed char(5)", "name varchar(30)", "address inet",
)  # fmt: skip
VALUES = [
    "-9223372036854775808, -32768, -12345678901234567890.0123456789, '2024-02-29 23:59:59.123',"
    " '2024-05-01 12:00:00+02', '0001-01-01', '23:59:59.5', '12:00:00+02', '1 day 02:00:00', 3.14,"
    " 1e300, '\\x00ff', 'ok', 1.5, true, '{\"b\": 1.5}', '{1,2}',"
    " '12345678-1234-5678-1234-567812345678', 'ab', '日本', '10.0.0.1/8'",
    "9007199254740992, 0, 'NaN', 'infinity', '-infinity', 'infinity', NULL, NULL, NULL, 'NaN',"
    " 'Infinity', '', 'bad', 0, false, 'null', '{}', NULL, '', '', NULL",
    "1, 1, 1e20, '0044-03-15 12:00:00 BC', '10000-01-01 00:00:00+00', '0044-03-15 BC', NULL, NULL,"
    " NULL, 1e-45, 5e-324, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL",
]


def test_types_are_alike_in_the_snapshot_and_in_the_log(database: Database) -> None:
    """A row that is read and the same row that is inserted make the same event."""
    database.run("CREATE TYPE {t}_mood AS ENUM ('ok', 'bad')")
    database.run("CREATE DOMAIN {t}_price AS numeric(20, 4)")
    database.create(f"id int PRIMARY KEY, {', '.join(TYPES)}")
    for at, row in enumerate(VALUES):
        database.run(f"INSERT INTO {{t}} VALUES ({at}, {row})")
    count, taken = len(VALUES), Taken()
    with database.source() as source:
        follow(source, taken, lambda one: len(one.changes) == count)
        drafts = source.schemas()
    database.run(
        "CREATE TABLE {t}_b AS SELECT * FROM {t}",
        "DELETE FROM {t}",
        "INSERT INTO {t} SELECT * FROM {t}_b ORDER BY id",
        "DROP TABLE {t}_b",
    )
    with database.source() as source:
        follow(source, taken, lambda one: len(one.changes) == 3 * count)
    read = [one.event["order"] for one in taken.changes[:count]]
    assert read == [one.event["order"] for one in taken.changes[2 * count :]]
    first = read[0]
    assert first["big"] == "-9223372036854775808"
    assert first["price"] == "-12345678901234567890.0123456789"
    assert (first["at"], first["stamp"]) == ("2024-02-29T23:59:59.123Z", "2024-05-01T10:00:00Z")
    assert (first["single"], first["bytes"], first["money"]) == (3.14, "AP8=", "1.5000")
    assert (first["yes"], first["doc"], first["span"]) == (True, '{"b": 1.5}', "P1DT2H")
    assert not {"price", "at", "stamp", "day", "single", "wide"} & read[1].keys()
    assert not {"at", "stamp", "day"} & read[2].keys()
    described = drafts[database.table]["properties"]["order"]["properties"]
    assert set(described) == {"id", *(one.partition(" ")[0] for one in TYPES)}
    assert described["money"]["type"] == "string"
    database.run("DROP TABLE {t}", "DROP TYPE {t}_mood", "DROP DOMAIN {t}_price")


def test_a_key_of_several_columns(database: Database) -> None:
    """Chunks go along all of it, in the order of the key, whatever its types are."""
    database.create(
        'd timestamptz, "B%" bytea, c numeric, a varchar(10), PRIMARY KEY (a, "B%", c, d)'
    )
    rows = [
        f"('2024-01-01 00:00:00.{d}', '{b}', {c}, '{a}')"
        for a in "xyz" for b in ("p", "qq") for c in (1, 2.5) for d in ("001", "5")
    ]  # fmt: skip
    database.run(f"INSERT INTO {{t}} VALUES {', '.join(rows)}")
    taken = Taken()
    with database.source(chunk_rows=1) as source:
        follow(source, taken, lambda one: bool(one.position["done"]))
    assert len(taken.events) == len(taken.changes) == len(rows)
    assert taken.changes[0].identity[-1][0] == "x"

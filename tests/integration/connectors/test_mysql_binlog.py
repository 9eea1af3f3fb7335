# ruff: noqa: E501, ISC004, S608 - rows are written as one sees them, and the statements are a test's own
"""The source mysql-binlog against a real MariaDB: settings, purged logs, types."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from captured import Database, begun
from capturing import Taken, follow

from evtool.errors import ConfigurationError

pytestmark = pytest.mark.network


@pytest.fixture
def source_type() -> str:
    """Only MariaDB."""
    return "mysql-binlog"


@contextmanager
def setting(database: Database, name: str, value: str) -> Iterator[None]:
    """A setting of the server for a while."""
    ((_, before),) = database.run(f"SHOW GLOBAL VARIABLES LIKE '{name}'")
    database.run(
        f"SET GLOBAL {name} = {value!r}"
        if not value.isdecimal()
        else f"SET GLOBAL {name} = {value}"
    )
    try:
        yield
    finally:
        database.run(f"SET GLOBAL {name} = '{before}'")


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("binlog_format", "STATEMENT", "ROW"),
        ("binlog_format", "MIXED", "ROW"),
        ("binlog_row_metadata", "MINIMAL", "FULL"),
        ("binlog_row_image", "MINIMAL", "FULL"),
    ],
)
def test_settings_that_do_not_fit(database: Database, name: str, value: str, wanted: str) -> None:
    """The statement that repairs it is named."""
    with setting(database, name, value), pytest.raises(ConfigurationError) as caught:
        database.source().__enter__()
    assert str(caught.value) == f"{name} is {value}, and must be {wanted}"
    assert f"SET GLOBAL {name} = '{wanted}'" in (caught.value.hint or "")


def purge(database: Database) -> None:
    """Remove all files of the log but the newest; those that a replica reads would stay."""
    dumps = "SELECT id FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'"
    for (number,) in database.run(dumps):
        database.run(f"KILL {number}")
    ends = time.monotonic() + 20
    while len(database.run("SHOW BINARY LOGS")) > 1 or time.monotonic() < ends - 19.5:
        assert time.monotonic() < ends, "the log is not purged"
        database.run("FLUSH BINARY LOGS")
        (last, *_) = database.run("SHOW MASTER STATUS")[0]
        database.run(f"PURGE BINARY LOGS TO '{last}'")
        time.sleep(0.1)


@pytest.mark.parametrize("positions", ["gtid", "file"])
def test_a_purged_log_is_refused(database: Database, positions: str) -> None:
    """Nothing is skipped in silence: the repair is a new snapshot, and it works."""
    taken = begun(database, positions=positions)
    database.run("INSERT INTO {t} VALUES (1, 1)")
    purge(database)
    with (
        database.source(positions=positions) as source,
        pytest.raises(ConfigurationError, match="does not reach back") as caught,
    ):
        follow(source, taken, lambda one: bool(one.changes))
    assert "raise `generation`" in (caught.value.hint or "")
    assert taken.changes == []
    with database.source(positions=positions, generation=2) as source:
        follow(source, taken, lambda one: bool(one.changes))
    assert taken.events[0]["order"] == {"id": 1, "total": "1.00"}


def test_a_position_that_the_server_does_not_know(database: Database) -> None:
    """As after a restore of an older backup."""
    taken = begun(database)
    taken.position["log"] = {"gtid": "0-7-99999999"}
    with database.source() as source, pytest.raises(ConfigurationError, match="not reach back"):
        follow(source, taken, lambda one: bool(one.changes))


@pytest.mark.parametrize("log", [{"gtid": "rubbish"}, {"file": 1}, {}, None, "x"])
def test_a_position_that_is_none(database: Database, log: Any) -> None:
    """A damaged position stops the source."""
    taken = begun(database)
    taken.position["log"] = log
    with database.source() as source, pytest.raises(ConfigurationError, match="saved position"):
        follow(source, taken, lambda one: bool(one.changes))


def test_the_rights_that_the_guide_names(database: Database) -> None:
    """They are enough; without them it is said which are missing."""
    taken = begun(database)
    database.run("INSERT INTO {t} VALUES (1, 1)")
    root = ["CREATE USER few@'127.0.0.1' IDENTIFIED BY 'few'"]
    few = {"user": "few", "password": "few"}
    grants = ["REPLICATION SLAVE, REPLICATION CLIENT ON *.*", "SELECT ON events.*"]
    administrate(database, *root)
    try:
        with pytest.raises(ConfigurationError, match="there is no table") as caught:
            database.source(**few).__enter__()
        assert "SELECT" in (caught.value.hint or "")
        administrate(database, f"GRANT {grants[1]} TO few@'127.0.0.1'")
        with database.source(**few) as source, pytest.raises(ConfigurationError) as caught:
            follow(source, taken, lambda one: bool(one.changes))
        assert "GRANT REPLICATION SLAVE, REPLICATION CLIENT" in (caught.value.hint or "")
        administrate(database, f"GRANT {grants[0]} TO few@'127.0.0.1'")
        with database.source(**few) as source:
            follow(source, taken, lambda one: len(one.changes) == 1)
            assert source.lag() is not None
        with database.source(**few, generation=2) as source:
            follow(source, taken, lambda one: len(one.changes) == 2)
    finally:
        administrate(database, "DROP USER few@'127.0.0.1'")


def administrate(database: Database, *statements: str) -> None:
    """Execute statements as the administrator, who comes by the socket."""
    import pymysql

    socket = next(one for one in database.server.command if one.startswith("--socket="))
    connection = pymysql.connect(user="root", unix_socket=socket.partition("=")[2])
    with connection, connection.cursor() as cursor:
        for one in statements:
            cursor.execute(one)


def test_files_and_offsets(database: Database) -> None:
    """Positions without GTIDs, over a rotation of the log, with the same identities."""
    taken = begun(database, positions="file")
    again = Taken(position=taken.position)
    database.run("INSERT INTO {t} VALUES (1, 1), (2, 2)", "FLUSH BINARY LOGS")
    database.run("UPDATE {t} SET total = total + 1")
    for one in (taken, again):
        with database.source(positions="file") as source:
            follow(source, one, lambda one: len(one.changes) == 4)
    assert [one.identity for one in taken.changes] == [one.identity for one in again.changes]
    assert taken.position["log"].keys() == {"file", "offset"}
    sequences = [one["sequence"] for one in taken.events]
    assert sequences == sorted(set(sequences))


@pytest.mark.parametrize("how", [15, 9])
def test_a_restart_in_the_backlog(database: Database, how: int) -> None:
    """The server counts its tables anew, and another one has the number of ours."""
    taken = begun(database)
    other = "CREATE TABLE {t}_b (id int PRIMARY KEY, note varchar(9), total int)"
    database.run("INSERT INTO {t} VALUES (1, 1)", other, "INSERT INTO {t}_b VALUES (1, 'x', 1)")
    database.server.stop(how)
    database.server.start()
    database.run("INSERT INTO {t}_b VALUES (2, 'y', 2)", "INSERT INTO {t} VALUES (2, 2)")
    database.run("DROP TABLE {t}_b", "ALTER TABLE {t} ADD COLUMN first int FIRST")
    database.run("INSERT INTO {t} VALUES (3, 3, 3)")
    with database.source() as source:
        follow(source, taken, lambda one: len(one.changes) == 3)
    assert [one["order"] for one in taken.events] == [
        {"id": 1, "total": "1.00"},
        {"id": 2, "total": "2.00"},
        {"first": 3, "id": 3, "total": "3.00"},
    ]


def test_a_statement_in_the_log_is_refused(database: Database) -> None:
    """A session that goes its own way would be missed."""
    taken = begun(database)
    database.run("SET SESSION binlog_format = 'STATEMENT'", "INSERT INTO {t} VALUES (1, 1)")
    with database.source() as source, pytest.raises(ConfigurationError, match="by a statement"):
        follow(source, taken, lambda one: bool(one.changes))


@pytest.mark.parametrize(
    ("setting_", "message"),
    [
        ("SET SESSION binlog_row_image = 'MINIMAL'", "parts of rows"),
        ("SET GLOBAL log_bin_compress = ON, GLOBAL log_bin_compress_min_len = 10", "compressed"),
    ],
)
def test_rows_that_cannot_be_read_are_refused(
    database: Database, setting_: str, message: str
) -> None:
    """They are not left out in silence, although the settings are right again."""
    taken = begun(database)
    database.run("INSERT INTO {t} VALUES (1, 1)", setting_,
                 f"UPDATE {{t}} SET total = 2 WHERE 'x' <> '{'y' * 300}'",
                 "INSERT INTO {t} VALUES (2, 2), (3, 3), (4, 4), (5, 5)",
                 "SET GLOBAL log_bin_compress = OFF")  # fmt: skip
    with database.source() as source, pytest.raises(ConfigurationError, match=message):
        follow(source, taken, lambda one: len(one.changes) >= 4)


def test_a_compressed_log_is_refused(database: Database) -> None:
    """At the start already."""
    database.create("id int PRIMARY KEY")
    with setting(database, "log_bin_compress", "1"), pytest.raises(ConfigurationError) as caught:
        database.source().__enter__()
    assert "SET GLOBAL log_bin_compress = 'OFF'" in (caught.value.hint or "")


def test_what_makes_no_event(database: Database) -> None:
    """TRUNCATE, other tables, rollbacks; CREATE ... SELECT is one transaction with its rows."""
    taken = begun(database)
    connection = database.connect()
    connection.autocommit(False)  # noqa: FBT003 - as the library has it
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {database.name} VALUES (1, 1)")
        connection.rollback()
        cursor.execute(f"INSERT INTO {database.name} VALUES (2, 2)")
        cursor.execute("SAVEPOINT a")
        cursor.execute(f"INSERT INTO {database.name} VALUES (3, 3)")
        cursor.execute("ROLLBACK TO a")
        cursor.execute(f"INSERT INTO {database.name} VALUES (4, 4)")
        connection.commit()
    connection.close()
    database.run("CREATE TABLE {t}_b AS SELECT * FROM {t}", "TRUNCATE {t}", "DROP TABLE {t}_b")
    database.run("INSERT INTO {t} VALUES (5, 5)")
    with database.source() as source:
        follow(source, taken, lambda one: len(one.changes) == 3)
    assert [one["order"]["id"] for one in taken.events] == [2, 4, 5]


TYPES = (
    "big bigint", "ubig bigint unsigned", "small smallint unsigned", "medium mediumint",
    "price decimal(30, 10)", "at datetime(3)", "stamp timestamp(6) NULL", "day date",
    "clock time(2)", "single float", "wide double", "fixed binary(6)", "bytes blob",
    "kind enum('x', 'y')", "flags set('p', 'q', 'r')", "bits bit(12)", "since year",
    "doc json", "latin text character set latin1", "name varchar(300) character set utf8mb4", "yes tinyint(1)",
)  # fmt: skip
VALUES = [
    "-9223372036854775808, 18446744073709551615, 65535, -8388608, -12345678901234567890.0123456789,"
    " '2024-02-29 23:59:59.123', '2024-05-01 12:00:00.000001', '0001-01-01', '-838:59:58.99',"
    " 3.14, 1e300, 'ab', 0x00ff, 'y', 'r,p', b'100000000001', 1999, '{\"b\": 1.5}', 'äöü', '日本', 1",
    "9007199254740991, 9007199254740992, 0, 8388607, 0.0000000001, '1000-01-01', '1970-01-01 00:00:01',"
    " '9999-12-31', '-00:00:00.01', 16777216, -0.0, 'abcdef', '', 'x', '', 0, 2155, '[]', '', '', 0",
    ", ".join(["NULL"] * 21),
    "0, 0, 0, 0, 0, '0000-00-00', NULL, '0000-00-00', '12:00:00', 0.1, 0.1, '', NULL, NULL, NULL,"
    " 1, NULL, NULL, NULL, NULL, NULL",
]


def test_types_are_alike_in_the_snapshot_and_in_the_log(database: Database) -> None:
    """A row that is read and the same row that is inserted make the same event."""
    database.create(f"id int PRIMARY KEY, {', '.join(TYPES)}")
    lax = "SET sql_mode = '', NAMES utf8mb4"
    database.run(lax, *[f"INSERT INTO {{t}} VALUES ({at}, {row})" for at, row in enumerate(VALUES)])
    count, taken = len(VALUES), Taken()
    with database.source() as source:
        follow(source, taken, lambda one: len(one.changes) == count)
        drafts = source.schemas()
    database.run(lax, "CREATE TEMPORARY TABLE kept SELECT * FROM {t}", "DELETE FROM {t}",
                 "INSERT INTO {t} SELECT * FROM kept ORDER BY id")  # fmt: skip
    with database.source() as source:
        follow(source, taken, lambda one: len(one.changes) == 3 * count)
    read = [one.event["order"] for one in taken.changes[:count]]
    logged = [one.event["order"] for one in taken.changes[2 * count :]]
    assert read == logged, [
        (name, value, after.get(name))
        for before, after in zip(read, logged, strict=True)
        for name, value in before.items()
        if value != after.get(name)
    ]
    first = read[0]
    assert first["ubig"] == "18446744073709551615"
    assert first["price"] == "-12345678901234567890.0123456789"
    assert (first["single"], first["flags"], first["bits"]) == (3.14, "p,r", 2049)
    assert (first["fixed"], first["bytes"]) == ("YWIAAAAA", "AP8=")
    assert read[1]["single"] == 16777216
    assert read[2] == {"id": 2}
    assert "at" not in read[3]
    described = drafts[database.table]["properties"]["order"]["properties"]
    assert set(described) == {"id", *(one.partition(" ")[0] for one in TYPES)}


def test_a_key_of_several_columns(database: Database) -> None:
    """Chunks go along all of it, whatever its types are."""
    database.create(
        "a varchar(10), b binary(2), c decimal(5, 1), d datetime(3), PRIMARY KEY (a, b, c, d)"
    )
    rows = [
        f"('{a}', '{b}', {c}, '2024-01-01 00:00:00.{d}')"
        for a in "xyz" for b in ("p", "qq") for c in (1, 2.5) for d in ("001", "5")
    ]  # fmt: skip
    database.run(f"INSERT INTO {{t}} VALUES {', '.join(rows)}")
    taken = Taken()
    with database.source(chunk_rows=1) as source:
        follow(source, taken, lambda one: bool(one.position["done"]))
    assert len(taken.events) == len(taken.changes) == len(rows)

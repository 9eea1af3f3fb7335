"""What people get wrong, from the command line: a sentence with its repair, and exit code 2.

A store that is away, or refuses a password, is waited for with an alarm instead: it may be
repaired without us, and nothing may be passed over.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from free_port import free_port
from tabular import page

from tests.integration.connectors.live import NAME, Live
from tests.integration.databases import PASSWORD, Server, mariadb_options, postgres_dsn

STATE = {"mode": "state", "key": ["page_idd"]}


def _ask(live: Live, *arguments: str) -> tuple[int, str]:
    """The exit code of `evtool connect ...`, and all that it says; it must come to an end."""
    command = [sys.executable, "-m", "evtool", "-C", str(live.folder), "connect", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)
    return done.returncode, done.stdout + done.stderr


def _assert_sentence(text: str, sentence: str, repair: str) -> None:
    assert sentence in text
    assert repair in text
    assert "Traceback" not in text
    assert PASSWORD not in text


def test_an_unknown_connector(tmp_path: Path) -> None:
    """By its name on the command line, and by its type in the file."""
    live = Live.of(tmp_path, {"type": "sqlite", "path": "out"})
    code, text = _ask(live, "run", "stor")
    assert code == 2
    _assert_sentence(text, "no connector 'stor'", "did you mean 'store'?")
    live = Live.of(tmp_path, {"type": "sqlit", "path": "out"})
    code, text = _ask(live, "run", NAME)
    assert code == 2
    _assert_sentence(text, "unknown connector 'sqlit'", "did you mean 'sqlite'?")
    assert "evtool.yaml:" in text


@pytest.mark.parametrize(
    "options",
    [
        {"type": "postgres", "dsn": "host=127.0.0.1 port=1", **STATE},
        {"type": "mysql", "database": "d", "port": 1, **STATE},
        {
            "type": "postgres",
            "dsn": "port=1",
            "mode": "state",
            "key": ["page_id"],
            "version": "x.y",
        },
    ],
)
def test_an_unknown_field(tmp_path: Path, options: dict[str, Any]) -> None:
    """It is found before the store is asked, and before an event is read."""
    live = Live.of(tmp_path, options)
    live.append([page(0)])
    for command in ("check", "run"):
        code, text = _ask(live, command, NAME)
        assert code == 2
        field = "x.y" if "version" in options else "page_idd"
        _assert_sentence(text, f"holds the field '{field}'", "fields are written as in the event")


@pytest.mark.parametrize(
    "options",
    [
        {"type": "redis", "url": "redis://127.0.0.1:1", "mode": "latest", "key": "{user.nam}"},
        {"type": "opensearch", "url": "http://127.0.0.1:1", "index": "i", "id": "{user.nam}"},
        {
            "type": "cassandra",
            "hosts": ["a"],
            "keyspace": "k",
            "table": "t",
            "columns": {"a": "user.nam"},
        },
        {"type": "prometheus", "metrics": {"a": {"labels": {"b": "user.nam"}}}},
    ],
    ids=lambda options: str(options["type"]),
)
def test_an_unknown_field_in_a_template(tmp_path: Path, options: dict[str, Any]) -> None:
    """The nearest one that a schema has is named."""
    live = Live.of(tmp_path, options)
    for command in ("check", "run"):
        code, text = _ask(live, command, NAME)
        assert code == 2
        _assert_sentence(text, "the field 'user.nam'", "did you mean 'user.name'?")


def _other_types(live: Live) -> None:
    """The connector stops, and commits nothing."""
    live.append([page(0)])
    code, text = _ask(live, "run", NAME)
    assert code == 2
    _assert_sentence(text, "page has other types: the column page_id is", "rename it, or set")


@pytest.mark.parametrize("kind", ["sqlite", "duckdb", "delta", "iceberg"])
def test_a_table_with_other_types(tmp_path: Path, kind: str) -> None:
    """Both types are named, and what to do."""
    make: dict[str, Callable[[Path], None]] = {
        "sqlite": _sqlite_table, "duckdb": _duckdb_table,
        "delta": _delta_table, "iceberg": _iceberg_table,
    }  # fmt: skip
    live = Live.of(tmp_path, {"type": kind, "path": "out"})
    make[kind](tmp_path / "out")
    _other_types(live)


def _sqlite_table(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE page (page_id TEXT)")
    connection.close()


def _duckdb_table(path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE page (page_id TEXT)")


def _arrow() -> Any:
    pyarrow = pytest.importorskip("pyarrow")
    return pyarrow.table({"page_id": ["x"]})


def _delta_table(path: Path) -> None:
    deltalake = pytest.importorskip("deltalake")
    deltalake.write_deltalake(path / "page", _arrow())


def _iceberg_table(path: Path) -> None:
    sql = pytest.importorskip("pyiceberg.catalog.sql")
    path.mkdir()
    uri, warehouse = f"sqlite:///{path}/catalog.db", f"file://{path}"
    with sql.SqlCatalog("evtool", uri=uri, warehouse=warehouse) as catalog:
        catalog.create_namespace("events")
        catalog.create_table("events.page", _arrow().schema)


@pytest.mark.network
def test_a_table_with_other_types_in_postgres(tmp_path: Path, postgres: Server) -> None:
    """A real server."""
    import psycopg

    dsn = postgres_dsn(postgres.port)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("CREATE TABLE bad_page (page_id TEXT)")
    _other_types(Live.of(tmp_path, {"type": "postgres", "dsn": dsn, "prefix": "bad_"}))


@pytest.mark.network
def test_a_table_with_other_types_in_mariadb(tmp_path: Path, mariadb: Server) -> None:
    """A real server."""
    import pymysql

    options = mariadb_options(mariadb.port)
    connection = pymysql.connect(**options)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bad_page (page_id TEXT)")
    connection.close()
    _other_types(Live.of(tmp_path, {"type": "mysql", "prefix": "bad_", **options}))


def _alarm(live: Live, word: str) -> None:
    """`check` says what is wrong and ends with 1; `run` waits, and says it again and again."""
    code, text = _ask(live, "check", NAME)
    assert code == 1
    _assert_sentence(text, word, "help: ")
    with live.running():
        live.wait_for('"connector.retry"')
    lines = [json.loads(line) for line in live.words.splitlines() if line.startswith("{")]
    (first, *_) = [line for line in lines if line.get("event") == "connector.retry"]
    assert first["hint"]
    _assert_sentence(live.words, word, "connector.retry")


@pytest.mark.parametrize(
    "options",
    [
        {"type": "postgres", "dsn": "host=127.0.0.1 port={port} user=a dbname=b"},
        {"type": "mysql", "database": "b", "port": "{port}"},
        {"type": "redis", "url": "redis://127.0.0.1:{port}"},
        {"type": "opensearch", "url": "http://127.0.0.1:{port}"},
        {"type": "http", "url": "http://127.0.0.1:{port}"},
    ],
    ids=lambda options: str(options["type"]),
)
def test_a_closed_port(tmp_path: Path, options: dict[str, Any]) -> None:
    """The store is waited for."""
    port = free_port()
    filled = {key: str(value).replace("{port}", str(port)) for key, value in options.items()}
    if options["type"] == "mysql":
        filled["port"] = port
    live = Live.of(tmp_path, filled)
    live.append([page(0)])
    _alarm(live, str(port))


@pytest.mark.network
def test_wrong_credentials_in_postgres(tmp_path: Path, postgres: Server) -> None:
    """The password is not shown."""
    dsn = postgres_dsn(postgres.port, "wrong word")
    live = Live.of(tmp_path, {"type": "postgres", "dsn": dsn})
    _alarm(live, "password authentication failed")
    assert "wrong word" not in live.words


@pytest.mark.network
def test_wrong_credentials_in_mariadb(tmp_path: Path, mariadb: Server) -> None:
    """The password is not shown."""
    options = {**mariadb_options(mariadb.port), "password": "wrong word"}
    live = Live.of(tmp_path, {"type": "mysql", **options})
    _alarm(live, "Access denied")
    assert "wrong word" not in live.words

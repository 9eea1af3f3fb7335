"""A new minor version arrives while a connector runs: its column appears, all events land."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tabular import page

from tests.integration.connectors.live import NEWER, Live
from tests.integration.databases import Server, mariadb_options, postgres_dsn

QUERY = "SELECT _offset, bytes FROM {name} ORDER BY _offset"
WANTED = [(0, None), (1, None), (2, 7), (3, None), (4, 8)]


def _evolve(folder: Path, options: dict[str, Any]) -> None:
    """Old events; then a release; then new and old ones in one batch and after it."""
    live = Live.of(folder, options)
    live.append([page(0)])
    with live.running():
        live.wait(1)
        live.append([page(1)])
        live.wait(2)
        live.release("1.1.0", NEWER)
        live.append([page(2, "1.1.0", bytes=7), page(3)])
        live.wait(4)
        live.append([page(4, "1.1.0", bytes=8)])
        live.wait(5)


def _sqlite(folder: Path) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(folder / "out")
    rows = connection.execute(QUERY.format(name="page")).fetchall()
    connection.close()
    return rows


def _duckdb(folder: Path) -> list[tuple[Any, ...]]:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect(str(folder / "out"), read_only=True) as connection:
        rows: list[tuple[Any, ...]] = connection.execute(QUERY.format(name="page")).fetchall()
    return rows


def _delta(folder: Path) -> list[tuple[Any, ...]]:
    deltalake = pytest.importorskip("deltalake")
    return _sorted(deltalake.DeltaTable(folder / "out/page").to_pyarrow_table().to_pylist())


def _iceberg(folder: Path) -> list[tuple[Any, ...]]:
    sql = pytest.importorskip("pyiceberg.catalog.sql")
    with sql.SqlCatalog("evtool", uri=f"sqlite:///{folder}/out/catalog.db") as catalog:
        return _sorted(catalog.load_table("events.page").scan().to_arrow().to_pylist())


def _sorted(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return sorted((row["_offset"], row["bytes"]) for row in rows)


@pytest.mark.parametrize(
    ("kind", "rows"),
    [("sqlite", _sqlite), ("duckdb", _duckdb), ("delta", _delta), ("iceberg", _iceberg)],
)
def test_embedded_stores(
    tmp_path: Path, kind: str, rows: Callable[[Path], list[tuple[Any, ...]]]
) -> None:
    """Those in files of this machine."""
    _evolve(tmp_path, {"type": kind, "path": "out"})
    assert rows(tmp_path) == WANTED


@pytest.mark.network
def test_postgres(tmp_path: Path, postgres: Server) -> None:
    """A real server."""
    import psycopg

    dsn = postgres_dsn(postgres.port)
    _evolve(tmp_path, {"type": "postgres", "dsn": dsn, "prefix": "live_"})
    with psycopg.connect(dsn) as connection:
        assert connection.execute(QUERY.format(name="live_page")).fetchall() == WANTED


@pytest.mark.network
def test_mariadb(tmp_path: Path, mariadb: Server) -> None:
    """A real server."""
    import pymysql

    options = mariadb_options(mariadb.port)
    _evolve(tmp_path, {"type": "mysql", "prefix": "live_", **options})
    connection = pymysql.connect(**options)
    with connection.cursor() as cursor:
        cursor.execute(QUERY.format(name="live_page"))
        assert list(cursor.fetchall()) == WANTED
    connection.close()

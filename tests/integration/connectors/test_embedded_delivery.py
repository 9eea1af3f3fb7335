"""The sinks that need no server, under attack: each event is there once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.connectors.delivery import Trial
from tests.integration.connectors.shop import lay_out

Rows = Callable[[Path], Iterator[str | bytes]]


def _jsonl(folder: Path) -> Iterator[str | bytes]:
    for path in sorted((folder / "out").rglob("*.jsonl")):
        if "_tmp" not in path.parts:
            yield from path.read_bytes().splitlines()


def _sqlite(folder: Path) -> Iterator[str | bytes]:
    connection = sqlite3.connect(folder / "out")
    names = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if "shop" in name
    ]
    for name in names:
        for row in connection.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 - our own names
            yield repr(row)
    connection.close()


def _duckdb(folder: Path) -> Iterator[str | bytes]:
    import duckdb

    with duckdb.connect(str(folder / "out"), read_only=True) as connection:
        found = connection.execute("SELECT table_name FROM information_schema.tables").fetchall()
        for name in [name for (name,) in found if "shop" in name]:
            yield from (repr(row) for row in connection.execute(f'FROM "{name}"').fetchall())


def _parquet(folder: Path) -> Iterator[str | bytes]:
    import pyarrow.parquet as pq

    for path in sorted((folder / "out").rglob("*.parquet")):
        yield from (repr(row) for row in pq.ParquetFile(path).read().to_pylist())


def _delta(folder: Path) -> Iterator[str | bytes]:
    from deltalake import DeltaTable

    for name in ("shop_order", "shop_view"):
        rows = DeltaTable(folder / "out" / name).to_pyarrow_table().to_pylist()
        yield from (repr(row) for row in rows)


def _iceberg(folder: Path) -> Iterator[str | bytes]:
    from pyiceberg.catalog.sql import SqlCatalog

    with SqlCatalog("evtool", uri=f"sqlite:///{folder}/out/catalog.db") as catalog:
        for name in ("shop_order", "shop_view"):
            rows = catalog.load_table(f"events.{name}").scan().to_arrow().to_pylist()
            yield from (repr(row) for row in rows)


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("jsonl", _jsonl),
        ("sqlite", _sqlite),
        ("duckdb", _duckdb),
        ("parquet", _parquet),
        ("delta", _delta),
        ("iceberg", _iceberg),
    ],
)
def test_each_event_is_there_once(tmp_path: Path, kind: str, rows: Rows) -> None:
    """In the store, or in the error stream; whenever the runner is killed."""
    lay_out(tmp_path, {"type": kind, "path": "out"})
    outcome = Trial(tmp_path, "store", lambda: rows(tmp_path)).run()
    outcome.assert_exactly_once()
    assert len(outcome.letters) == outcome.events // 100

"""What is in the stores of tables of this machine, as other programs read them."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any


def rows_of(name: str, root: Path, table: str = "page") -> list[dict[str, Any]]:
    """All rows of a table, by whatever reads the store."""
    if name == "sqlite":
        connection = sqlite3.connect(root / "store")
        connection.row_factory = sqlite3.Row
        found = [dict(row) for row in connection.execute(f'SELECT * FROM "{table}"')]  # noqa: S608 - a test's own
        connection.close()
        return sorted(found, key=lambda row: row["_offset"])
    if name in {"delta", "iceberg"}:
        found = _lake(name, root, table)
        return sorted(found, key=lambda row: row["_offset"])
    import duckdb

    files = f"read_parquet('{root}/store/{table}/**/*.parquet', union_by_name = true)"
    source = f'"{table}"' if name == "duckdb" else files
    with duckdb.connect(str(root / "store") if name == "duckdb" else ":memory:") as connection:
        cursor = connection.execute(f"SELECT * FROM {source} ORDER BY _offset")  # noqa: S608 - as above
        names = [one[0] for one in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _lake(name: str, root: Path, table: str) -> list[dict[str, Any]]:
    """The rows as another client of the format reads them."""
    if name == "delta":
        from deltalake import DeltaTable

        found: list[dict[str, Any]] = (
            DeltaTable(root / "store" / table).to_pyarrow_table().to_pylist()
        )
        return found
    from pyiceberg.catalog.sql import SqlCatalog

    with SqlCatalog("evtool", uri=f"sqlite:///{root}/store/catalog.db") as catalog:
        rows: list[dict[str, Any]] = (
            catalog.load_table(f"events.{table}").scan().to_arrow().to_pylist()
        )
        return rows

"""What tests of sources share: a workspace, and the database of an application."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from source_bench import Run, SourceBench


@pytest.fixture
def bench(tmp_path: Path) -> SourceBench:
    """Give a workspace."""
    return SourceBench(tmp_path)


@pytest.fixture
def run(bench: SourceBench) -> Iterator[Run]:
    """Give what executes statements in the database of the application, which is empty."""
    with closing(sqlite3.connect(bench.root / "app.db", check_same_thread=False)) as connection:

        def execute(statement: str, *values: Any) -> list[tuple[Any, ...]]:
            found = connection.execute(statement, values).fetchall()
            connection.commit()
            return found

        yield execute

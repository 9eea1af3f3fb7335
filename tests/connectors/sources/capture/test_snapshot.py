"""A snapshot goes on wherever it was broken off."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.connectors.sources.capture.options import CaptureOptions, TableOptions
from evtool.connectors.sources.capture.progress import Progress, first_progress, read_progress
from evtool.connectors.sources.capture.row import Column, Table
from evtool.connectors.sources.capture.snapshot import Chunk, Snapshot, beyond
from evtool.errors import ConfigurationError

TABLES = [Table(name, [Column("id", "integer")], ("id",)) for name in ("a.one", "a.two")]


def options(chunk_rows: int, **more: Any) -> CaptureOptions:
    """Options for two tables."""
    tables = {one.name: TableOptions(stream="s", schema="/s/1.0.0") for one in TABLES}
    return CaptureOptions(tables=tables, chunk_rows=chunk_rows, **more)


def snapshot(rows: dict[str, int], chunk_rows: int) -> Snapshot:
    """A snapshot of tables with so many rows."""

    def read(table: Table, after: Any) -> Chunk:
        begin = 0 if after is None else after[0] + 1
        keys = list(range(begin, min(rows[table.name], begin + chunk_rows)))
        return Chunk([{"id": key} for key in keys], [[key] for key in keys])

    return Snapshot(options(chunk_rows), TABLES, "0", read, lambda: 0.0)


@given(one=st.integers(0, 12), two=st.integers(0, 12), chunk=st.integers(1, 5), data=st.data())
def test_every_row_once(one: int, two: int, chunk: int, data: Any) -> None:
    """Broken off after any batch, and begun again at its saved position."""
    made, found = snapshot({"a.one": one, "a.two": two}, chunk), []
    progress: Progress | None = first_progress({"at": 7}, made.options)
    while progress and len(progress.done) < 2:
        for batch, _ in made.batches(progress):
            found += [json.dumps(change.identity) for change in batch if change.event]
            progress = read_progress(json.loads(json.dumps(batch[-1].position)), made.options)
            if data.draw(st.booleans()):
                break
    assert len(found) == len(set(found)) == one + two
    assert progress is not None
    assert progress.json() == {"generation": 1, "log": {"at": 7}, "done": ["a.one", "a.two"]}


def test_a_table_without_a_key_is_refused() -> None:
    """It cannot be read in parts."""
    table = Table("a.one", [Column("id", "integer")], ())
    made = Snapshot(options(1), [table], "0", lambda _table, _after: Chunk([], []))
    with pytest.raises(ConfigurationError, match="no primary key") as caught:
        list(made.batches(first_progress(0, made.options)))
    assert "snapshot: false" in (caught.value.hint or "")


@given(
    rows=st.sets(st.tuples(*[st.integers(0, 3)] * 3), max_size=30),
    after=st.tuples(*[st.integers(0, 3)] * 3),
)
def test_the_condition_is_that_of_tuples(rows: Any, after: Any) -> None:
    """Rows after a key of several columns."""
    condition, values = beyond(["a", "b", "c"], after)
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (a, b, c)")
    connection.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
    text = f"SELECT * FROM t WHERE {condition} ORDER BY a, b, c".replace("%s", "?")  # noqa: S608 - made here
    found = connection.execute(text, values).fetchall()
    connection.close()
    assert found == sorted(row for row in rows if row > after)


def test_progress_of_another_generation_is_none() -> None:
    """And that of tables that are not captured is forgotten."""
    saved = {"generation": 1, "log": 5, "done": ["a.one", "a.gone"], "table": "a.gone", "after": 1}
    assert read_progress(saved, options(1, generation=2)) is None
    found = read_progress(saved, options(1))
    assert found == Progress(1, 5, ("a.one",))


@pytest.mark.parametrize("saved", [5, [], {}, {"generation": 1}, {"generation": "1", "log": 1}])
def test_a_damaged_position(saved: Any) -> None:
    """The repair is said."""
    with pytest.raises(ConfigurationError, match="saved position") as caught:
        read_progress(saved, options(1))
    assert "generation" in (caught.value.hint or "")

"""The source `sql-poll` on SQLite, and rows as events."""

from __future__ import annotations

import datetime
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_bench import Run, SourceBench

from evtool.connectors.sources.database import Rows
from evtool.connectors.sources.row import event_of, named_values
from evtool.errors import ConfigurationError


@pytest.fixture
def run(run: Run) -> Run:
    """What executes statements in a database that has a table."""
    run("CREATE TABLE page (id INTEGER PRIMARY KEY, count INTEGER, updated_at)")
    return run


def ago(seconds: float) -> str:
    """A moment as an application writes it."""
    then = datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=seconds)
    return then.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]


def options(**more: Any) -> dict[str, Any]:
    """Options that do not wait."""
    base = {"database": "sqlite:app.db", "table": "page", "poll_seconds": 0.01}
    return {**base, "fields": {"count": "count"}, **more}


def put(run: Run, number: int, count: int, when: Any) -> None:
    """Change a row."""
    run("INSERT OR REPLACE INTO page VALUES (?, ?, ?)", number, count, when)


def test_rows_by_time_and_key(bench: SourceBench, run: Run) -> None:
    """Rows of one moment by their key, in batches that end among them."""
    for number in range(10):
        put(run, 10 - number, 10 - number, "2026-01-01 00:00:00" if number < 7 else "2025-01-01")
    bench.run(bench.make("sql-poll", **options(batch_rows=3)), bench.has(10))
    assert bench.counts() == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    saved = bench.position.read()
    assert saved is not None
    assert saved["position"] == {"time": "2026-01-01 00:00:00", "key": 10}


def test_changes_come_and_the_young_wait(bench: SourceBench, run: Run) -> None:
    """A row that changes is read again; what is younger than the grace is left for later."""
    put(run, 1, 1, ago(100))
    make = bench.make("sql-poll", **options(grace_seconds=1.5))
    bench.run(make, bench.has(1))
    put(run, 1, 2, ago(0))
    put(run, 2, 3, ago(50))
    bench.run(make, bench.has(2))
    assert bench.counts() == [1, 3]
    bench.run(make, bench.has(3))
    assert bench.counts() == [1, 3, 2]
    assert len(set(bench.ids())) == 3


def test_read_again_rows_have_their_ids(bench: SourceBench, run: Run) -> None:
    """Without a position all is read again, and is the same."""
    for number in range(5):
        put(run, number, number, "2026-01-01")
    make = bench.make("sql-poll", **options())
    bench.run(make, bench.has(5))
    bench.position.path.unlink()
    bench.run(make, bench.has(10))
    assert bench.ids()[:5] == bench.ids()[5:]


@pytest.mark.parametrize(("kind", "factor"), [("seconds", 1), ("milliseconds", 1000)])
def test_times_as_numbers(bench: SourceBench, run: Run, kind: str, factor: int) -> None:
    """Since 1970; what is in the future waits."""
    now = time.time()
    put(run, 1, 1, int((now - 100) * factor))
    put(run, 2, 2, int((now + 100) * factor))
    put(run, 3, 3, int((now - 50) * factor))
    bench.run(bench.make("sql-poll", **options(time=kind, grace_seconds=10)), bench.has(2))
    assert bench.counts() == [1, 3]


def test_all_columns(bench: SourceBench, run: Run) -> None:
    """Without `fields` each column is a field; a NULL is left out."""
    put(run, 1, 5, "2026-01-01")
    run("ALTER TABLE page ADD COLUMN empty TEXT")
    make = bench.make("sql-poll", **options(fields={}))
    with make() as source:
        [change] = next(source.changes(None))
    assert change.event == {"id": 1, "count": 5, "updated_at": "2026-01-01"}


@pytest.mark.parametrize("wrong", [{"table": "nothing"}, {"time_column": "changed"}])
def test_what_is_not_there_is_refused(bench: SourceBench, run: Run, wrong: Any) -> None:
    """A table or column that does not exist is a mistake in the configuration."""
    del run
    with pytest.raises(ConfigurationError), bench.make("sql-poll", **options(**wrong))():
        pass


@pytest.mark.parametrize(
    "wrong",
    [
        {"fields": {"a..b": "count"}},
        {"fields": {"a": "count", "a.b": "id"}},
        {"fields": {"a": ""}},
        {"grace_seconds": -1},
        {"time": "days"},
        {"database": "x"},
    ],
)
def test_options_that_mean_nothing(bench: SourceBench, wrong: Any) -> None:
    """They are refused before anything is read."""
    with pytest.raises(ConfigurationError):
        bench.make("sql-poll", **options(**wrong))


def test_a_position_of_something_else_is_refused(bench: SourceBench, run: Run) -> None:
    """It is not taken for none."""
    del run
    make = bench.make("sql-poll", **options())
    with make() as source, pytest.raises(ConfigurationError):
        next(source.changes({"id": 1}))


def test_json_columns_are_values() -> None:
    """Not texts; NULL is left out."""
    rows = Rows(("a", "b", "c"), [], frozenset({1}))
    assert named_values(rows, ("x", '{"n": 1}', None), 0) == {"a": "x", "b": {"n": 1}}


@given(st.dictionaries(st.sampled_from(["a", "b.c", "b.d", "e.f.g"]), st.sampled_from("xyz")))
def test_fields_are_where_they_should_be(fields: dict[str, str]) -> None:
    """Each path leads to the value of its column, where there is one."""
    row = {"x": 1, "y": 2}
    event = event_of(row, fields)
    for path, column in fields.items():
        value: Any = event
        for name in path.split("."):
            value = value.get(name, {})
        assert value == row.get(column, {})

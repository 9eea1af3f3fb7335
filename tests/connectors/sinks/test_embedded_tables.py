"""The sinks that fill tables and files of this machine: sqlite, duckdb and parquet."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tabular import FULL, batch_of, page, pages
from tabular_stores import rows_of

from evtool.connectors.catalog import load_type
from evtool.connectors.context import Context
from evtool.connectors.sink import Guarantee, TargetFailure
from evtool.connectors.tables.tables import UnfitRecords
from evtool.errors import ConfigurationError
from evtool.log.record import TopicPartition

duckdb = pytest.importorskip("duckdb")
for library in ("pyarrow", "deltalake", "pyiceberg"):
    pytest.importorskip(library)

NAMES = ("sqlite", "duckdb", "parquet", "delta", "iceberg")
NESTED = ("parquet", "delta", "iceberg")
PLACE = TopicPartition("page", 0)


def _sink(name: str, context: Context, **options: Any) -> Any:
    kind = load_type(name)
    return kind(kind.Config(path="store", **options), context)


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    """The type of a sink."""
    return str(request.param)


def test_every_column_of_an_event(name: str, tmp_path: Path) -> None:
    """Coordinates and values stand in the row; what is absent is null."""
    with _sink(name, pages(tmp_path)) as sink:
        sink.deliver(batch_of(page(0, **FULL), page(1)))
    full, bare = rows_of(name, tmp_path)
    assert (full["_topic"], full["_partition"], full["_offset"]) == ("page", 0, 0)
    assert (full["_meta_id"], full["_schema"]) == ("id-0", "/page/1.0.0")
    assert (full["page_id"], full["score"], full["title"]) == (0, 2.5, FULL["title"])
    user = full["user"]["name"] if name in NESTED else full["user__name"]
    assert user == "Ada"
    assert bare["title"] is None


def test_what_comes_again_is_not_doubled(name: str, tmp_path: Path) -> None:
    """Offsets are kept with the data, in another process too."""
    context = pages(tmp_path)
    with _sink(name, context) as sink:
        sink.deliver(batch_of(*(page(at) for at in range(4))))
        sink.deliver(batch_of(*(page(at) for at in range(4))))
    with _sink(name, context) as sink:
        assert sink.guarantee is Guarantee.TRANSACTIONAL
        assert sink.positions() == {PLACE: 4}
        sink.deliver(batch_of(*(page(at) for at in range(2, 6)), start=2))
        assert sink.positions() == {PLACE: 6}
    assert [row["_offset"] for row in rows_of(name, tmp_path)] == [0, 1, 2, 3, 4, 5]


def test_a_new_minor_version_adds_its_column(name: str, tmp_path: Path) -> None:
    """Old and new events land, in one batch and in the next; then old ones again."""
    context = pages(tmp_path)
    with _sink(name, context) as sink:
        sink.deliver(batch_of(page(0)))
        sink.deliver(batch_of(page(1), page(2, "1.1.0", bytes=7), page(3), start=1))
        sink.deliver(batch_of(page(4), start=4))
    assert [row["bytes"] for row in rows_of(name, tmp_path)] == [None, None, 7, None, None]
    with _sink(name, context) as sink:  # which has not seen the new version yet
        sink.deliver(batch_of(page(5), start=5))
    assert len(rows_of(name, tmp_path)) == 6


def test_a_new_major_has_its_own_table(name: str, tmp_path: Path) -> None:
    """A field may have another type there."""
    with _sink(name, pages(tmp_path)) as sink:
        sink.deliver(batch_of(page(0), {**page(1, "2.0.0"), "page_id": "one"}))
    assert [row["page_id"] for row in rows_of(name, tmp_path)] == [0]
    assert [row["page_id"] for row in rows_of(name, tmp_path, "page_v2")] == ["one"]


def test_records_that_do_not_fit_are_named(name: str, tmp_path: Path) -> None:
    """Each with its place, its column and its value; nothing of the batch is delivered."""
    bad = [page(1, title=5), {"$schema": "/nothing/1.0.0", "meta": {"stream": "page"}}, [], {}]
    with _sink(name, pages(tmp_path)) as sink:
        with pytest.raises(UnfitRecords) as caught:
            sink.deliver(batch_of(page(0), *bad, page(5)))
        assert sink.positions() == {}
    assert caught.value.at == (1, 2, 3, 4)
    assert caught.value.reasons[1] == "the column title cannot hold 5: it is no string"
    assert "no repository of the workspace has the schema /nothing/1.0.0" in str(caught.value)
    assert "no JSON object" in caught.value.reasons[3]
    assert "names no schema" in caught.value.reasons[4]


def test_a_batch_may_only_move_offsets(name: str, tmp_path: Path) -> None:
    """Records that were left out are passed by all the same."""
    context = pages(tmp_path)
    batch = batch_of(page(0))
    empty = batch.part(0, 0)
    empty.__dict__["next_offsets"] = {PLACE: 9}
    with _sink(name, context) as sink:
        sink.deliver(empty)
    with _sink(name, context) as sink:
        assert sink.positions() == {PLACE: 9}


@pytest.mark.parametrize("name", ["sqlite", "duckdb"])
def test_a_table_with_other_types_is_refused(name: str, tmp_path: Path) -> None:
    """One sentence with both types; nothing is changed."""
    context = pages(tmp_path)
    make = "CREATE TABLE page (_topic TEXT, page_id TEXT, title TEXT)"
    if name == "sqlite":
        connection = sqlite3.connect(tmp_path / "store")
        connection.execute(make)
        connection.close()
    else:
        with duckdb.connect(str(tmp_path / "store")) as connection:
            connection.execute(make)
    with (
        _sink(name, context) as sink,
        pytest.raises(ConfigurationError, match=r"table page has other types: the column page_id"),
    ):
        sink.deliver(batch_of(page(0)))


def test_a_path_that_cannot_be_written_is_said(name: str, tmp_path: Path) -> None:
    """The store is away, as a sentence with its path."""
    (tmp_path / "store").mkdir()
    blocked = tmp_path / "store" / "file"
    blocked.write_text("no folder, no database", "utf-8")
    kind = load_type(name)
    path = "store/file" if name not in NESTED else "store/file/below"
    with (
        pytest.raises(TargetFailure, match="store/file"),
        kind(kind.Config(path=path), pages(tmp_path)) as sink,
    ):
        sink.deliver(batch_of(page(0)))


@pytest.mark.parametrize("fails_at", range(4))
def test_files_of_a_batch_appear_all_or_none(
    fails_at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash at any rename loses nothing and doubles nothing, though a batch is many files."""
    context = pages(tmp_path)
    events = [page(at) for at in range(6)]
    for at, event in enumerate(events):
        event["meta"]["dt"] = f"2024-05-01T{10 + at % 3}:00:00Z"
    real: Callable[[Path, Path], Path] = Path.replace
    count = 0

    def replace(path: Path, target: Path) -> Path:
        nonlocal count
        count += 1
        if count > fails_at:
            raise OSError(5, "the machine is off")
        return real(path, target)

    monkeypatch.setattr(Path, "replace", replace)
    with _sink("parquet", context) as sink, pytest.raises(TargetFailure, match="machine is off"):
        sink.deliver(batch_of(*events))
    monkeypatch.undo()
    with _sink("parquet", context) as sink:
        done = sink.positions().get(PLACE, 0)
        assert done in {0, 6}
        if done < len(events):
            sink.deliver(batch_of(*events[done:], start=done))
    assert [row["_offset"] for row in rows_of("parquet", tmp_path)] == [0, 1, 2, 3, 4, 5]


def test_files_without_ledgers_say_where_they_end(tmp_path: Path) -> None:
    """Names are enough: `topic-partition-first-last.parquet`, below year, month, day, hour."""
    context = pages(tmp_path)
    with _sink("parquet", context) as sink:
        sink.deliver(batch_of(page(0), page(1), topic="eqiad.page-change"))
    (file,) = (tmp_path / "store").rglob("*.parquet")
    assert file.relative_to(tmp_path / "store").as_posix() == (
        "page/year=2024/month=05/day=01/hour=10/eqiad.page-change-0-0-1.parquet"
    )
    for ledger in (tmp_path / "store" / "_evtool").rglob("*.json"):
        ledger.unlink()
    with _sink("parquet", context) as sink:
        assert sink.positions() == {TopicPartition("eqiad.page-change", 0): 2}


def test_nested_objects_as_json(tmp_path: Path) -> None:
    """By choice, one column for each."""
    with _sink("sqlite", pages(tmp_path), nested="json") as sink:
        sink.deliver(batch_of(page(0, **FULL)))
    (row,) = rows_of("sqlite", tmp_path)
    assert json.loads(row["user"]) == FULL["user"]


def test_the_plan_is_the_statement(name: str, tmp_path: Path) -> None:
    """Of the newest version of the schema that the configuration names; nothing is made."""
    context = pages(tmp_path)
    (tmp_path / "streams.yaml").write_text("page: {schema_title: page}\n", "utf-8")
    with (tmp_path / "evtool.yaml").open("a", encoding="utf-8") as file:
        file.write("streams: {files: [streams.yaml]}\n")
    (text,) = _sink(name, _again(context)).plan(["page"])
    assert "page" in text
    assert "page_id" in text
    assert not (tmp_path / "store").exists()


def _again(context: Context) -> Context:
    from evtool.workspace import load_workspace

    return Context(context.name, load_workspace(context.root / "evtool.yaml"))


def test_two_streams_never_fill_one_table(tmp_path: Path) -> None:
    """`page_v2` is the table of the second major of `page`: the connector stops and says so."""
    other = page(1)
    other["meta"]["stream"] = "page_v2"
    with (
        _sink("sqlite", pages(tmp_path)) as sink,
        pytest.raises(ConfigurationError, match="would both fill the table page_v2"),
    ):
        sink.deliver(batch_of(page(0, "2.0.0", page_id="x"), other))


def test_each_meta_id_once(tmp_path: Path) -> None:
    """A producer that sent twice is in the log twice; a table that has both says so."""
    context = pages(tmp_path)
    twice = batch_of(
        page(0), page(1), {**page(0), "page_id": 9}, {**page(3), "meta": {"stream": "page"}}
    )
    with _sink("sqlite", context, unique_id=True) as sink:
        sink.deliver(twice)
        sink.deliver(batch_of(page(1), page(5), start=4))
        assert sink.positions() == {PLACE: 6}
    assert [row["_offset"] for row in rows_of("sqlite", tmp_path)] == [0, 1, 3, 5]
    with _sink("sqlite", Context("plain", context.workspace), prefix="b_") as sink:
        sink.deliver(twice)
    with (
        _sink("sqlite", Context("another", context.workspace), prefix="b_", unique_id=True) as sink,
        pytest.raises(ConfigurationError, match=r"b_page has a meta\.id more than once already"),
    ):
        sink.deliver(twice)

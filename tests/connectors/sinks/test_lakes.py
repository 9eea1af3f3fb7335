"""The sinks delta and iceberg: what the table formats have besides the other tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tabular import PAGE, page, pages, with_more, workspace_with

from evtool.connectors.batch import Batch
from evtool.connectors.catalog import load_type
from evtool.connectors.context import Context
from evtool.connectors.tables import lake
from evtool.errors import ConfigurationError
from evtool.log.record import Record, TopicPartition
from evtool.workspace import load_workspace

deltalake = pytest.importorskip("deltalake")
pytest.importorskip("pyiceberg")


@pytest.fixture(params=["delta", "iceberg"])
def name(request: pytest.FixtureRequest) -> str:
    """The type of a sink."""
    return str(request.param)


def _sink(name: str, context: Context, **options: Any) -> Any:
    kind = load_type(name)
    return kind(kind.Config(path="store", **options), context)


def _catalog(root: Path) -> Any:
    from pyiceberg.catalog.sql import SqlCatalog

    return SqlCatalog(
        "evtool", uri=f"sqlite:///{root}/store/catalog.db", warehouse=f"file://{root}/store"
    )


def _offsets(name: str, root: Path) -> list[tuple[int, int]]:
    """The partitions and offsets of all rows."""
    if name == "delta":
        rows = deltalake.DeltaTable(root / "store/page").to_pyarrow_table().to_pylist()
    else:
        with _catalog(root) as catalog:
            rows = catalog.load_table("events.page").scan().to_arrow().to_pylist()
    return sorted((row["_partition"], row["_offset"]) for row in rows)


def _files(name: str, root: Path) -> int:
    if name == "delta":
        return len(deltalake.DeltaTable(root / "store/page").file_uris())
    with _catalog(root) as catalog:
        return len(list(catalog.load_table("events.page").scan().plan_files()))


def _batch(start: int, stop: int, partition: int = 0, **values: Any) -> Batch:
    events = [(at, json.dumps(page(at, **values)).encode()) for at in range(start, stop)]
    return Batch.of([Record("page", partition, at, 0, None, (), value) for at, value in events])


def test_two_writers_of_different_partitions(name: str, tmp_path: Path) -> None:
    """Whoever comes second tries again, and nothing is lost."""
    context = pages(tmp_path)
    with _sink(name, context) as one, _sink(name, context) as other:
        for start in (0, 2, 4):
            one.deliver(_batch(start, start + 2))
            other.deliver(_batch(start, start + 2, partition=1))
        both = {TopicPartition("page", 0): 6, TopicPartition("page", 1): 6}
        assert one.positions() == other.positions() == both
    assert _offsets(name, tmp_path) == [(part, at) for part in (0, 1) for at in range(6)]


def test_a_writer_that_lost_its_partition_doubles_nothing(name: str, tmp_path: Path) -> None:
    """The table has the rows already, whatever the slower one believed."""
    context = pages(tmp_path)
    with _sink(name, context) as slow, _sink(name, context) as quick:
        slow.deliver(_batch(0, 2))
        quick.deliver(_batch(2, 6))
        slow.deliver(_batch(2, 4))
        assert slow.positions() == {TopicPartition("page", 0): 6}
    assert _offsets(name, tmp_path) == [(0, at) for at in range(6)]


def test_a_crash_between_tables(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables of the batch that are written leave its rows out when it comes again."""
    context = pages(tmp_path)
    kind = load_type(name)
    with _sink(name, context) as sink, monkeypatch.context() as patch:
        patch.setattr(kind, "_move", lambda *_: (_ for _ in ()).throw(OSError("off")))
        with pytest.raises(Exception, match="off"):
            sink.deliver(_batch(0, 4))
    with _sink(name, context) as sink:
        assert sink.positions() == {}
        sink.deliver(_batch(0, 3))
        sink.deliver(_batch(3, 6))
    assert _offsets(name, tmp_path) == [(0, at) for at in range(6)]


def test_small_files_are_joined(name: str, tmp_path: Path) -> None:
    """After so many commits; the rows and the offsets stay."""
    context = pages(tmp_path)
    with _sink(name, context, compact_every=4) as sink:
        for at in range(3):
            sink.deliver(_batch(at, at + 1))
        assert _files(name, tmp_path) == 3
        sink.deliver(_batch(3, 4))
        assert _files(name, tmp_path) == 1
        sink.deliver(_batch(2, 5))
        assert sink.positions() == {TopicPartition("page", 0): 5}
    assert _offsets(name, tmp_path) == [(0, at) for at in range(5)]


def test_files_that_cannot_be_joined_do_no_harm(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is said in the log, and delivery goes on."""
    target = "deltalake.table.TableOptimizer.compact" if name == "delta" else (
        "evtool.connectors.sinks.iceberg._join"
    )  # fmt: skip
    monkeypatch.setattr(target, lambda *_, **__: (_ for _ in ()).throw(OSError("full")))
    with _sink(name, pages(tmp_path), compact_every=1) as sink:
        sink.deliver(_batch(0, 1))
        sink.deliver(_batch(1, 2))
    assert "page is not compacted: full" in caplog.text
    assert _files(name, tmp_path) == 2


def test_members_of_objects_grow(name: str, tmp_path: Path) -> None:
    """In structs, in lists of them, and in maps of them; old events land behind new ones."""
    old = {"type": "object", "properties": {"a": {"type": "string"}}}
    new = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}}
    for version, inner in (("1.0.0", old), ("1.1.0", new)):
        more = {"one": inner, "many": {"type": "array", "items": inner}}
        more["named"] = {"type": "object", "additionalProperties": inner}
        context = workspace_with(tmp_path, {f"page/{version}": with_more(PAGE, **more)})
        value: dict[str, Any] = {"a": "x"} if version == "1.0.0" else {"a": "x", "b": 1}
        values = {"one": value, "many": [value], "named": {"k": value}}
        event = {**page(0, version), **values}
        with _sink(name, context) as sink:
            at = 0 if version == "1.0.0" else 1
            record = Record("page", 0, at, 0, None, (), json.dumps(event).encode())
            sink.deliver(Batch.of([record]))
    with _sink(name, context) as sink:
        event = {**page(0), "one": {"a": "y"}, "many": [{"a": "y"}], "named": {"k": {"a": "y"}}}
        sink.deliver(Batch.of([Record("page", 0, 2, 0, None, (), json.dumps(event).encode())]))
    assert _offsets(name, tmp_path) == [(0, 0), (0, 1), (0, 2)]


def test_a_table_with_other_types_is_refused(name: str, tmp_path: Path) -> None:
    """One sentence with both types; nothing is changed."""
    import pyarrow as pa

    context = pages(tmp_path)
    other = pa.table({"_offset": pa.array([1], pa.int64()), "page_id": pa.array(["x"])})
    if name == "delta":
        deltalake.write_deltalake(tmp_path / "store/page", other)
    else:
        (tmp_path / "store").mkdir()
        with _catalog(tmp_path) as catalog:
            catalog.create_namespace("events")
            catalog.create_table("events.page", other.schema)
    wanted = "the table page has other types: the column page_id is string, and must be int64"
    with (
        _sink(name, context) as sink,
        pytest.raises(ConfigurationError, match=wanted),
    ):
        sink.deliver(_batch(0, 1))


def test_a_table_by_hours(name: str, tmp_path: Path) -> None:
    """Rows are found by the hour of the event, in UTC."""
    with _sink(name, pages(tmp_path)) as sink:
        sink.deliver(_batch(0, 3, meta={"stream": "page", "dt": "2024-05-01T01:30:00+02:00"}))
    folders = {path.parent.name for path in (tmp_path / "store").rglob("*.parquet")}
    assert folders >= {"_hour=2024-04-30T23" if name == "delta" else "hour=2024-04-30-23"}


def test_options_that_mean_nothing(tmp_path: Path) -> None:
    """Each has a sentence with the repair."""
    from evtool.connectors.config import load_connectors

    for line, sentence in (
        ("type: delta, path: x, compact_every: -1", "compact_every: must not be below 0"),
        ("type: iceberg, path: 's3://b/x'", "is an address, for which a catalog is needed"),
    ):
        text = f"version: 1\nconnectors:\n  lake: {{{line}}}\n"
        (tmp_path / "evtool.yaml").write_text(text, "utf-8")
        with pytest.raises(ConfigurationError, match=sentence):
            load_connectors(load_workspace(tmp_path / "evtool.yaml"))


def test_a_commit_is_tried_again_only_after_others() -> None:
    """At most ten times; then what keeps it from committing is the sink's matter."""
    calls: list[int] = []

    def work() -> None:
        calls.append(1)
        if len(calls) < 3:
            raise KeyError

    lake.persist(work, KeyError)
    assert len(calls) == 3
    with pytest.raises(ZeroDivisionError):
        lake.persist(lambda: 1 // 0, KeyError)  # type: ignore[arg-type,return-value]

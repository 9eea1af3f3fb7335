"""The sink `druid`, against an overlord in memory: no package brings a real one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import service
from loopback_server import serving
from overlord import Overlord
from sinks import NO_EVENT, Surroundings, options, record

from evtool.connectors import druid_supervisors
from evtool.connectors.batch import Batch
from evtool.connectors.druid_spec import Column, columns
from evtool.connectors.sink import Guarantee, RecordFailure, TargetFailure
from evtool.connectors.sinks.druid import DruidSink
from evtool.errors import ConfigurationError
from evtool.workspace import load_workspace

FAR_AWAY = {"mode": "supervisor", "brokers": "kafka:9092"}


@contextmanager
def opened(folder: Path, overlord: Overlord, **settings: Any) -> Iterator[DruidSink]:
    """Open a sink in a workspace with the stream `basic`."""
    place = folder / "workspace"
    if not place.exists():
        place.mkdir()
        service.Folder(place)
    around = Surroundings(place)
    around.workspace = load_workspace(place / "evtool.yaml")  # type: ignore[assignment]
    with serving(overlord) as url:
        made = DruidSink(options("druid", folder, url=url, **settings), around, lambda _: None)  # type: ignore[arg-type]
        with made as sink:
            yield sink


def batch(*numbers: int) -> Batch:
    """Make a batch of events of the stream `basic`."""
    return Batch.of([record(one, service.event(one), topic="basic") for one in numbers])


def test_druid_is_told_once_to_read_a_topic(tmp_path: Path) -> None:
    """With a column for each field that the schema knows, and no others."""
    overlord = Overlord()
    with opened(tmp_path, overlord, **FAR_AWAY, consumer={"sasl.x": "hunter2"}) as sink:
        assert sink.guarantee is Guarantee.IDEMPOTENT
        sink.deliver(batch(0, 1))
        sink.deliver(batch(2))
        assert sink.positions() == {}
        assert "hunter2" not in repr(sink._config)
    assert overlord.posts == 1
    spec = overlord.supervisors["basic"]
    assert spec["ioConfig"]["topic"] == "basic"
    assert spec["ioConfig"]["consumerProperties"]["bootstrap.servers"] == "kafka:9092"
    dimensions = spec["dataSchema"]["dimensionsSpec"]["dimensions"]
    assert {"type": "string", "name": "meta__stream"} in dimensions
    assert spec["ioConfig"]["inputFormat"]["flattenSpec"]["useFieldDiscovery"] is False


def test_a_new_version_of_a_schema_changes_the_supervisor(tmp_path: Path) -> None:
    """When the first event of that version comes."""
    overlord = Overlord()
    with opened(tmp_path, overlord, **FAR_AWAY) as sink:
        sink.deliver(batch(0))
        old = json.loads((tmp_path / "workspace/schemas/basic/1.0.0.yaml").read_text())
        old["properties"]["color"] = {"type": "integer"}
        new = json.dumps({**old, "$id": "/basic/1.1.0"})
        (tmp_path / "workspace/schemas/basic/1.1.0.yaml").write_text(new)
        newer = {**service.event(1), "$schema": "/basic/1.1.0"}
        sink.deliver(Batch.of([record(1, newer, topic="basic")]))
        sink.deliver(batch(2))
    assert overlord.posts == 2
    dimensions = overlord.supervisors["basic"]["dataSchema"]["dimensionsSpec"]["dimensions"]
    assert {"type": "long", "name": "color"} in dimensions


def test_a_supervisor_that_cannot_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And one that somebody ended is posted again."""
    monkeypatch.setattr(druid_supervisors, "_WATCH_SECONDS", -1.0)
    overlord = Overlord()
    with opened(tmp_path, overlord, **FAR_AWAY) as sink:
        overlord.detailed_state = "UNABLE_TO_CONNECT_TO_STREAM"
        with pytest.raises(TargetFailure, match="UNABLE_TO_CONNECT_TO_STREAM: why"):
            sink.deliver(batch(0))
        overlord.detailed_state = "RUNNING"
        overlord.supervisors.clear()
        with pytest.raises(TargetFailure, match="answered 404"):
            sink.deliver(batch(0))
        sink.deliver(batch(0))
    assert list(overlord.supervisors) == ["basic"]


def test_a_batch_is_a_task_and_the_same_batch_the_same_task(tmp_path: Path) -> None:
    """Druid takes the name of a task once."""
    overlord = Overlord()
    with opened(tmp_path, overlord, mode="batch") as sink:
        assert sink.guarantee is Guarantee.AT_LEAST_ONCE
        overlord.states = ["RUNNING"]
        overlord.results = _Ending(overlord.results)
        sink.deliver(batch(0, 1))
        sink.deliver(batch(0, 1))
    assert len(overlord.tasks) == 1
    [spec] = overlord.tasks.values()
    lines = spec["ioConfig"]["inputSource"]["data"].splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["0", "1"]
    assert spec["ioConfig"]["appendToExisting"] is True


class _Ending(dict[str, str]):
    """States of tasks, which succeed when they are looked at for the second time."""

    def __getitem__(self, name: str) -> str:
        """The state now."""
        state = super().__getitem__(name)
        self[name] = "SUCCESS"
        return state


def test_a_task_that_failed_is_posted_under_another_name(tmp_path: Path) -> None:
    """Its batch is offered again until one succeeds."""
    overlord = Overlord()
    with opened(tmp_path, overlord, mode="batch") as sink:
        overlord.states = ["FAILED"]
        with pytest.raises(TargetFailure, match="failed: out of memory"):
            sink.deliver(batch(0))
        sink.deliver(batch(0))
        sink.deliver(batch(0))
    assert sorted(overlord.results.values()) == ["FAILED", "SUCCESS"]


def test_bad_records_are_named(tmp_path: Path) -> None:
    """No JSON, no schema, and a schema that no repository has."""
    bad: list[Any] = [NO_EVENT, {"a": 1}, {"$schema": "/no/such/1.0.0"}, {"$schema": "?"}]
    records = [record(at, value, topic="basic") for at, value in enumerate(bad, 1)]
    overlord = Overlord()
    with opened(tmp_path, overlord, mode="batch") as sink:
        with pytest.raises(RecordFailure) as caught:
            sink.deliver(Batch([*batch(0), *Batch.of(records)]))
        assert caught.value.at == (1, 2, 3, 4)
    assert not overlord.posts


def test_wrong_credentials(tmp_path: Path) -> None:
    """Opening says so."""
    overlord = Overlord()
    overlord.refuses = True
    with (
        pytest.raises(TargetFailure, match="answered 401") as caught,
        opened(tmp_path, overlord, **FAR_AWAY),
    ):
        pass
    assert caught.value.hint == "are the credentials right?"


def test_columns_of_a_schema() -> None:
    """Objects are flattened; arrays and maps stay whole."""
    schema = {
        "type": "object",
        "properties": {
            "$schema": {"type": "string"},
            "meta": {"type": "object", "properties": {"dt": {"type": "string"}}},
            "size": {"type": ["integer", "null"]},
            "tags": {"type": "array", "items": {"type": "string"}},
            "more": {"type": "object", "additionalProperties": {"type": "number"}},
            "ok": {"type": "boolean"},
        },
    }
    assert columns(schema, "meta.dt") == [
        Column("schema", "string", "$['$schema']"),
        Column("size", "long", "$['size']"),
        Column("tags", "json", "$['tags']"),
        Column("more", "json", "$['more']"),
        Column("ok", "string", "$['ok']"),
    ]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "'brokers' is missing"),
        ({"mode": "batch", "url": "there"}, "url: is no address"),
        ({"mode": "batch", "datasource": "{}"}, "datasource: .* braces"),
        ({"mode": "batch", "tasks": 0}, "tasks: must be above 0"),
    ],
)
def test_options_are_checked(tmp_path: Path, settings: dict[str, Any], message: str) -> None:
    """What cannot work is refused before anything runs."""
    with pytest.raises(ConfigurationError, match=message):
        options("druid", tmp_path, **{"url": "http://127.0.0.1:8888", **settings})

"""The sink `hdfs`: against WebHDFS over a folder, and against a real HDFS where asked for."""

from __future__ import annotations

import gzip
import json
import urllib.request
import uuid
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from loopback_server import serving
from sinks import HOUR, NO_EVENT, START, batch, options, record
from webhdfs import WebHdfs

from evtool.connectors.batch import Batch
from evtool.connectors.sink import Guarantee, RecordFailure, TargetFailure
from evtool.connectors.sinks.hdfs import HdfsSink
from evtool.errors import ConfigurationError
from evtool.log.record import TopicPartition

PLACE = TopicPartition("shop.order", 0)
USER = "ada"


@pytest.fixture
def stub(tmp_path: Path) -> Iterator[WebHdfs]:
    """Give a WebHDFS over a folder."""
    folder = tmp_path / "hdfs"
    folder.mkdir()
    store = WebHdfs(folder, USER)
    with serving(store) as store.url:
        yield store


@pytest.fixture(params=["stub", "real"])
def url(request: pytest.FixtureRequest) -> str:
    """Give the address of either."""
    if request.param == "real":
        found: str = request.getfixturevalue("hdfs_url")
        return found
    store: WebHdfs = request.getfixturevalue("stub")
    return store.url


@pytest.fixture
def path() -> str:
    """Give a folder that no other test uses."""
    return f"/{uuid.uuid4().hex}/events of a test"


def sink(folder: Path, url: str, path: str, **settings: Any) -> HdfsSink:
    """Make a sink."""
    settings = {"user": USER, **settings}
    return HdfsSink(options("hdfs", folder, url=url, path=path, **settings))


def files(made: HdfsSink) -> dict[str, list[int]]:
    """The numbers of the events in each file, by the name of its folder and its own."""
    return dict(sorted(_files(made, made._root)))


def _files(made: HdfsSink, folder: str) -> Iterator[tuple[str, list[int]]]:
    for entry in made._entries(folder):
        place = f"{folder}/{entry['pathSuffix']}"
        if entry["type"] == "FILE":
            yield place.removeprefix(f"{made._root}/"), _numbers(made, place)
        else:
            yield from _files(made, place)


def _numbers(made: HdfsSink, place: str) -> list[int]:
    location = made._ask("GET", place, "OPEN").headers["location"]
    with urllib.request.urlopen(location) as page:  # noqa: S310 - of our own server
        content = page.read()
    if place.endswith(".gz"):
        content = gzip.decompress(content)
    return [json.loads(line)["number"] for line in content.splitlines()]


def test_names_tell_topic_time_and_offsets(tmp_path: Path, url: str, path: str) -> None:
    """Folders are those that query engines find by themselves."""
    records = [record(5), record(6, timestamp=START + HOUR), record(9)]
    with sink(tmp_path, url, path) as opened:
        opened.deliver(Batch.of(records))
        assert opened.guarantee is Guarantee.IDEMPOTENT
        assert opened.positions() == {PLACE: 10}
        day = "shop.order/year=2026/month=11/day=29"
        assert files(opened) == {
            f"{day}/hour=17/shop.order+0+{5:020}+{5:020}.jsonl": [5],
            f"{day}/hour=18/shop.order+0+{6:020}+{9:020}.jsonl": [6, 9],
        }


def test_what_comes_again_changes_nothing(tmp_path: Path, url: str, path: str) -> None:
    """Neither to the sink that wrote it nor to a new one, nor a batch that overlaps."""
    with sink(tmp_path, url, path, compress=True, by="day") as opened:
        opened.deliver(batch(0, 1, 2))
        opened.deliver(batch(0, 1, 2))
    with sink(tmp_path, url, path) as again:
        again.deliver(batch(1, 2, 3))
        assert sorted(chain(*files(again).values())) == [0, 1, 2, 3]


def test_a_name_that_another_process_made_is_enough(tmp_path: Path, url: str, path: str) -> None:
    """Two that write the same offsets leave one file, and nothing beside it."""
    with sink(tmp_path, url, path) as one, sink(tmp_path, url, path) as other:
        other._progress.missing(batch(0))  # looked before the first one wrote
        one.deliver(batch(0, 1))
        other.deliver(batch(0, 1))
        assert list(files(one).values()) == [[0, 1]]


def test_a_bad_record_is_named_and_nothing_is_written(tmp_path: Path, url: str, path: str) -> None:
    """The others come again without it."""
    with sink(tmp_path, url, path) as opened:
        with pytest.raises(RecordFailure) as caught:
            opened.deliver(Batch.of([record(0), record(1, NO_EVENT)]))
        assert caught.value.at == (1,)
        assert not files(opened)


def test_a_user_without_rights(tmp_path: Path, stub: WebHdfs, path: str) -> None:
    """Opening says what the name node says."""
    made = sink(tmp_path, stub.url, path, user="eve")
    with pytest.raises(TargetFailure, match="Permission denied") as caught, made:
        pass
    assert caught.value.hint == "may this user do that?"


def test_a_full_store_leaves_no_file(tmp_path: Path, stub: WebHdfs, path: str) -> None:
    """The batch is offered again until there is room."""
    with sink(tmp_path, stub.url, path) as opened:
        stub.full = True
        with pytest.raises(TargetFailure, match="quota"):
            opened.deliver(batch(0))
        stub.full = False
        opened.deliver(batch(0))
        assert list(files(opened).values()) == [[0]]


def test_a_store_that_is_away(tmp_path: Path, path: str) -> None:
    """Opening says so; a token is not shown."""
    made = sink(tmp_path, "http://127.0.0.1:1", path, user=None, token="hunter2")  # noqa: S106
    with pytest.raises(TargetFailure, match="cannot be reached") as caught, made:
        pass
    assert "hunter2" not in f"{caught.value} {made._config!r}"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"url": "hdfs://there"}, "url: is no address"),
        ({"path": "data"}, "path: 'data' is no folder from the root"),
        ({"user": "ada", "token": "abc"}, "token: stands beside a user"),
        ({"timeout_seconds": 0}, "timeout_seconds: must be above 0"),
    ],
)
def test_options_are_checked(tmp_path: Path, settings: dict[str, Any], message: str) -> None:
    """What cannot work is refused before anything runs."""
    with pytest.raises(ConfigurationError, match=message):
        options("hdfs", tmp_path, **{"url": "http://127.0.0.1:9870", "path": "/data", **settings})

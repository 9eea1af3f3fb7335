"""The sink `jsonl`."""

from __future__ import annotations

import gzip
import json
import os
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from sinks import HOUR, NO_EVENT, START, Surroundings, batch, event, options, record

from evtool.connectors.batch import Batch
from evtool.connectors.sink import Guarantee, RecordFailure, TargetFailure
from evtool.connectors.sinks.jsonl import JsonlSink
from evtool.errors import ConfigurationError
from evtool.log.record import TopicPartition


def sink(folder: Path, **settings: Any) -> JsonlSink:
    """Make a sink that writes below `out`."""
    return JsonlSink(options("jsonl", folder, path="out", **settings), Surroundings(folder))


def files(folder: Path) -> dict[str, list[int]]:
    """The numbers of the events in each file."""
    return {
        str(path.relative_to(folder / "out")): [
            json.loads(line)["number"] for line in path.read_text().splitlines()
        ]
        for path in sorted((folder / "out").rglob("*.jsonl"))
    }


def test_names_tell_topic_time_and_offsets(tmp_path: Path) -> None:
    """Folders are those that query engines find by themselves."""
    with sink(tmp_path) as opened:
        opened.deliver(batch(5, 6, 9))
        assert opened.guarantee is Guarantee.IDEMPOTENT
        assert opened.positions() == {TopicPartition("shop.order", 0): 10}
    name = f"shop.order+0+{5:020}+{9:020}.jsonl"
    hour = "shop.order/year=2026/month=11/day=29/hour=17"
    assert files(tmp_path) == {f"{hour}/{name}": [5, 6, 9]}
    assert not list((tmp_path / "out/_tmp").iterdir())


def test_what_comes_again_changes_nothing(tmp_path: Path) -> None:
    """Nor does a batch that overlaps, to the sink that wrote it and to a new one."""
    with sink(tmp_path) as opened:
        opened.deliver(batch(0, 1, 2))
        before = files(tmp_path)
        opened.deliver(batch(0, 1, 2))
        assert files(tmp_path) == before
    with sink(tmp_path) as again:
        again.deliver(batch(1, 2, 3))
    assert sorted(chain(*files(tmp_path).values())) == [0, 1, 2, 3]


def test_another_process_may_have_written_in_between(tmp_path: Path) -> None:
    """A partition that went away and came back is looked up again."""
    with sink(tmp_path) as one, sink(tmp_path) as other:
        one.deliver(batch(0, 1))
        other.deliver(batch(2, 3))
        one.deliver(batch(1, 2, 3, 4))
    assert sorted(chain(*files(tmp_path).values())) == [0, 1, 2, 3, 4]


def test_a_file_for_each_hour_and_late_events_beside_their_neighbors(tmp_path: Path) -> None:
    """Ranges of offsets never overlap, or a crash between two files would lose something."""
    times = [0, 0, HOUR, 0, HOUR]
    records = [record(at, timestamp=START + time) for at, time in enumerate(times)]
    with sink(tmp_path) as opened:
        opened.deliver(Batch.of(records))
    assert list(files(tmp_path).values()) == [[0, 1], [2, 3, 4]]


def test_partitions_have_files_of_their_own(tmp_path: Path) -> None:
    """Each goes on by itself."""
    with sink(tmp_path, by="day") as opened:
        opened.deliver(Batch.of([record(0), record(0, partition=1), record(1)]))
        assert opened.positions() == {
            TopicPartition("shop.order", 0): 2,
            TopicPartition("shop.order", 1): 1,
        }
    assert all("hour=" not in name for name in files(tmp_path))


def test_a_bad_record_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    """The others come again without it."""
    bad = Batch.of([record(0), record(1, NO_EVENT), record(2, b"[1]"), record(3)])
    with sink(tmp_path) as opened:
        with pytest.raises(RecordFailure) as caught:
            opened.deliver(bad)
        assert caught.value.at == (1, 2)
        assert not files(tmp_path)
        opened.deliver(batch(0, 3))
    assert list(files(tmp_path).values()) == [[0, 3]]


def test_an_event_of_several_lines_becomes_one(tmp_path: Path) -> None:
    """Line ends stand between tokens only."""
    with sink(tmp_path) as opened:
        opened.deliver(Batch.of([record(0, json.dumps(event(7), indent=1).encode())]))
    assert list(files(tmp_path).values()) == [[7]]


def test_files_may_be_compressed(tmp_path: Path) -> None:
    """Their names still say what they hold."""
    with sink(tmp_path, compress=True) as opened:
        opened.deliver(batch(0))
        assert opened.positions() == {TopicPartition("shop.order", 0): 1}
    found = next((tmp_path / "out").rglob("*.jsonl.gz"))
    assert json.loads(gzip.decompress(found.read_bytes()))["number"] == 0


def test_a_folder_that_cannot_be_written_is_the_store_away(tmp_path: Path) -> None:
    """It is tried again: records are not to blame."""
    (tmp_path / "out").write_text("a file")
    with pytest.raises(TargetFailure, match="cannot write to"), sink(tmp_path):
        pass


def test_what_a_dead_writer_left_is_no_file(tmp_path: Path) -> None:
    """Half a file has no name that counts, and is removed after a day."""
    with sink(tmp_path) as opened:
        name = f"shop.order+0+{0:020}+{4:020}.jsonl"
        half = tmp_path / "out/_tmp" / f"1-{name}.part"
        half.write_text('{"number"')
        opened.deliver(batch(0, 1, 2, 3, 4))
        assert half.exists()
    os.utime(half, (0, 0))
    with sink(tmp_path):
        assert not half.exists()
    assert [numbers for name, numbers in files(tmp_path).items()] == [[0, 1, 2, 3, 4]]


def test_a_crash_between_two_files_loses_and_doubles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever way the batch is cut when it comes again."""
    records = [record(at, timestamp=START + (at // 3) * HOUR) for at in range(9)]
    whole = Path.rename
    renamed: list[Path] = []

    def fail_at_the_second(path: Path, target: Path) -> Path:
        renamed.append(path)
        if len(renamed) == 2:
            raise OSError(28, "No space left on device")
        return whole(path, target)

    monkeypatch.setattr(Path, "rename", fail_at_the_second)
    with sink(tmp_path) as opened, pytest.raises(TargetFailure, match="No space left") as caught:
        opened.deliver(Batch.of(records))
    assert "make room" in str(caught.value.hint)
    for part in (records[:2], records[1:5], records[3:]):
        with sink(tmp_path) as again:
            again.deliver(Batch.of(part))
    assert sorted(chain(*files(tmp_path).values())) == list(range(9))


def test_options_are_checked(tmp_path: Path) -> None:
    """A folder has to be named, and hours and days are all there is."""
    with pytest.raises(ConfigurationError, match="path: names no folder"):
        options("jsonl", tmp_path, path=" ")
    with pytest.raises(ConfigurationError, match="by: 'week' is none of hour, day"):
        options("jsonl", tmp_path, path="out", by="week")

"""More partitions than a writer remembers."""

from __future__ import annotations

from pathlib import Path

import pytest

from evtool.log.record import Entry, TopicPartition
from evtool.log.sqlite.log import SqliteLog


def test_more_topics_than_are_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is forgotten is looked up again; every record is in its place."""
    monkeypatch.setattr("evtool.log.sqlite.append.MOST_PLACES", 3)
    log = SqliteLog(tmp_path / "log.db")
    for number in range(3):
        for topic in range(10):
            log.append([Entry(f"t{topic}", b"%d" % number, 1), Entry("all", b"%d" % topic, 1)])
    for topic in range(10):
        records = log.read(TopicPartition(f"t{topic}"), 0)
        assert [record.value for record in records] == [b"0", b"1", b"2"]
    assert len(log.read(TopicPartition("all"), 0)) == 30
    log.close()

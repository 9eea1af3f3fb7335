"""What every log does that removes old records itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evtool.log.record import Entry, TopicPartition, Watermarks
from evtool.log.retention import Limit, Retention

A, B = TopicPartition("a"), TopicPartition("b")
DAY = 86_400_000


@pytest.fixture
def opened(kind: Any, tmp_path: Path) -> Callable[[Retention], Any]:
    """Give a function that opens a log with limits."""
    if kind.retains is None:
        pytest.skip("its server keeps the limits")
    return lambda limits: kind.retains(tmp_path, limits)


def now() -> int:
    """The time in milliseconds."""
    return time.time_ns() // 1_000_000


def test_without_limits_all_is_kept(opened: Callable[[Retention], Any]) -> None:
    """Nothing is said: nothing is ever removed."""
    log = opened(Retention())
    log.append([Entry("a", b"x", 1)])
    assert log.retain(now() + 1000 * DAY) == 0
    assert log.topics() == {A: Watermarks(0, 1)}


def test_old_records_go(opened: Callable[[Retention], Any]) -> None:
    """Age counts from the append, not from the event's own time; offsets go on."""
    log = opened(Retention(Limit(age=DAY)))
    log.append([Entry("a", b"x", 1)] * 3)
    assert log.retain(now() + DAY - 10_000) == 0
    assert log.retain(now() + DAY + 10_000) == 3
    assert log.topics() == {A: Watermarks(3, 3)}
    assert list(log.read(A, 0)) == []
    assert log.find_offset(A, 0) == 3
    log.append([Entry("a", b"y", 1)])
    assert [(record.offset, record.value) for record in log.read(A, 0)] == [(3, b"y")]


def test_size_is_by_topic_and_keeps_the_newest(opened: Callable[[Retention], Any]) -> None:
    """The oldest batches go until the limit holds; the last one always stays."""
    log = opened(Retention(Limit(), (("/^a/", Limit(size=250)),)))
    for number in range(10):
        log.append([Entry("a", bytes([65 + number]) * 100, 1), Entry("b", b"x" * 100, 1)])
    assert log.retain() == 8
    assert log.topics() == {A: Watermarks(8, 10), B: Watermarks(0, 10)}
    assert [record.offset for record in log.read(A, 0)] == [8, 9]
    log.append([Entry("a", b"x" * 1000, 1)])
    log.retain()
    assert log.topics()[A] == Watermarks(10, 11)


def test_a_consumer_goes_on_behind_what_was_removed(opened: Callable[[Retention], Any]) -> None:
    """A group that is too late reads what is left."""
    log = opened(Retention(Limit(size=10)))
    for number in range(5):
        log.append([Entry("a", b"%09d" % number, 1)])
    log.commit("g", {A: 1})
    log.retain()
    consumer = log.consumer("g")
    assert [int(record.value) for record in consumer.poll(10, 1)] == [4]
    consumer.close()


def test_partitions_share_the_size(opened: Callable[[Retention], Any]) -> None:
    """The limit is that of the topic."""
    log = opened(Retention(Limit(size=200)))
    for _ in range(5):
        log.append([Entry("a", b"x" * 50, 1, None, (), place) for place in (0, 1)])
    log.retain()
    assert {mark.count for mark in log.topics().values()} == {2}

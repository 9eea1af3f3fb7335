"""The local log of a spool."""

from __future__ import annotations

from pathlib import Path

from evtool.log.record import Entry, TopicPartition
from evtool.log.spool.file import SpoolFile

A, B = TopicPartition("a"), TopicPartition("b")


def test_what_is_done_is_removed(tmp_path: Path) -> None:
    """Whole batches go, oldest first; what is left keeps its offsets."""
    log = SpoolFile(tmp_path / "spool.db")
    log.trim({A: 1})
    assert log.size() == 0
    for number in range(3000):
        log.append([Entry("a", b"%d" % number + b"x" * 1000, 1), Entry("b", b"%d" % number, 1)])
    full = log.size()
    assert full > 3_000_000
    log.trim({A: 2990, B: 5})
    assert [record.offset for record in log.read(A, 0)] == list(range(2990, 3000))
    assert [record.offset for record in log.read(B, 0, 3)] == [5, 6, 7]
    log.append([Entry("a", b"new", 1)])
    assert log.read(A, 3000)[0].value == b"new"
    assert log.size() < full


def test_topics_that_stay_do_not_keep_the_others(tmp_path: Path) -> None:
    """What lies behind many batches of a topic that fails is removed, a share each time."""
    log = SpoolFile(tmp_path / "spool.db")
    for _ in range(1200):
        log.append([Entry("b", b"stays", 1)])
    for _ in range(100):
        log.append([Entry("a", b"goes", 1)])
    for _ in range(4):
        log.trim({A: 100})
    assert log.topics()[A].count == 0
    assert log.topics()[B].count == 1200

"""What every log does with records."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from evtool.log.event_log import EntryRefused, EventLog
from evtool.log.record import Entry, Record, TopicPartition, Watermarks

A, B = TopicPartition("a"), TopicPartition("b")


def test_records_are_what_was_appended(log: EventLog) -> None:
    """Value, key, headers and timestamp come back byte by byte, in order."""
    entries = [
        Entry("a", b'{"n": 1}', 1000),
        Entry("b", b"", 2000, b"", (("h", b""), ("h", b"\xff\n"), ("ü", b"2"))),
        Entry("a", b"two\nlines\r\n", 500, b"\x00k"),
        Entry("a", bytes(range(256)) * 300, -5, None, (("x", b"y"),)),
    ]
    log.append(entries[:2])
    log.append(entries[2:])
    assert log.read(A, 0) == [
        Record("a", 0, 0, 1000, None, (), b'{"n": 1}'),
        Record("a", 0, 1, 500, b"\x00k", (), b"two\nlines\r\n"),
        Record("a", 0, 2, -5, None, (("x", b"y"),), bytes(range(256)) * 300),
    ]
    assert log.read(B, 0) == [
        Record("b", 0, 0, 2000, b"", (("h", b""), ("h", b"\xff\n"), ("ü", b"2")), b"")
    ]


def test_offsets_count_on(log: EventLog) -> None:
    """Each partition has its own offsets, from 0 and without a gap."""
    for number in range(5):
        log.append([Entry("a", b"%d" % number, number)] * (number + 1))
        log.append([Entry("b", b"x", 1)])
    assert log.topics() == {A: Watermarks(0, 15), B: Watermarks(0, 5)}
    assert [record.offset for record in log.read(A, 0)] == list(range(15))
    assert log.topics()[A].count == 15


def test_reading_starts_and_ends_anywhere(log: EventLog) -> None:
    """From any offset, as many as asked for; none behind the end or of an unknown topic."""
    log.append([Entry("a", b"%d" % number, number) for number in range(10)])
    log.append([Entry("a", b"%d" % number, number) for number in range(10, 20)])
    for start in (0, 3, 9, 10, 11, 19):
        for most in (1, 2, 8, 100):
            found = [record.value for record in log.read(A, start, most)]
            assert found == [b"%d" % number for number in range(start, min(start + most, 20))]
    assert list(log.read(A, 20)) == []
    assert list(log.read(A, 1000)) == []
    assert list(log.read(TopicPartition("nothing"), 0)) == []
    assert list(log.read(TopicPartition("a", 7), 0)) == []


def test_an_empty_log_answers(log: EventLog) -> None:
    """Nothing was appended: nothing is there, and nothing fails."""
    log.append([])
    assert dict(log.topics()) == {}
    assert list(log.groups()) == []
    assert log.find_offset(A, 0) == 0
    assert dict(log.committed("g")) == {}


def test_offsets_are_found_by_time(log: EventLog) -> None:
    """The first record that is not older counts, also where times go back."""
    log.append([Entry("a", b"", time) for time in (10, 20, 15)])
    log.append([Entry("a", b"", time) for time in (5, 30, 30, 40)])
    wanted = {0: 0, 10: 0, 11: 1, 20: 1, 21: 4, 30: 4, 31: 6, 40: 6, 41: 7}
    assert {time: log.find_offset(A, time) for time in wanted} == wanted


def test_equal_keys_share_a_partition(spread: EventLog) -> None:
    """Keys spread over the partitions as librdkafka spreads them; order holds for each key."""
    keys = [b"k%d" % (number % 20) for number in range(200)]
    for start in range(0, 200, 50):
        spread.append([Entry("a", b"%d" % at, at, keys[at]) for at in range(start, start + 50)])
    places = [place for place in spread.topics() if place.topic == "a"]
    found = {place: spread.read(place, 0) for place in places}
    assert sum(len(records) for records in found.values()) == 200
    assert len(places) == 4
    homes: dict[bytes | None, set[int]] = {}
    for place, records in found.items():
        assert [record.offset for record in records] == list(range(len(records)))
        for record in records:
            homes.setdefault(record.key, set()).add(place.partition)
        for key in {record.key for record in records}:
            numbers = [int(record.value) for record in records if record.key == key]
            assert numbers == sorted(numbers)
    assert all(len(partitions) == 1 for partitions in homes.values())
    assert homes[b"k1"] == {1}  # crc32 modulo 4
    assert homes[b"k2"] == {3}


def test_entries_without_key_use_all_partitions(spread: EventLog) -> None:
    """From call to call another partition takes them."""
    for _ in range(40):
        spread.append([Entry("a", b"x", 1)])
    marks = spread.topics()
    assert {place.partition for place, mark in marks.items() if mark.count} == {0, 1, 2, 3}


def test_an_entry_may_choose_its_partition(spread: EventLog) -> None:
    """Its own partition overrules the key."""
    spread.append([Entry("a", b"x", 1, b"k1", (), 2), Entry("a", b"y", 1, b"k1", (), 0)])
    assert [record.value for record in spread.read(TopicPartition("a", 2), 0)] == [b"x"]
    assert [record.value for record in spread.read(TopicPartition("a", 0), 0)] == [b"y"]


@pytest.mark.parametrize("topic", ["", ".", "..", "a b", "ä", "a/b", "x" * 250])
def test_no_topic_has_such_a_name(log: EventLog, topic: str) -> None:
    """Names that Kafka cannot have are refused, and nothing of the call is appended."""
    with pytest.raises(EntryRefused):
        log.append([Entry("a", b"x", 1), Entry(topic, b"x", 1)])
    log.append([Entry("b", b"x", 1)])
    assert log.topics().get(A, Watermarks(0, 0)) == Watermarks(0, 0)


def test_threads_append_at_once(log: EventLog) -> None:
    """What several threads append is all there, and each call stays together."""

    def work(name: int) -> None:
        for number in range(20):
            log.append([Entry("a", b"%d-%d" % (name, number), 1)] * 3)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    records = log.read(A, 0)
    assert [record.offset for record in records] == list(range(240))
    triples = [records[at : at + 3] for at in range(0, 240, 3)]
    assert all(len({record.value for record in triple}) == 1 for triple in triples)


def test_waiting_ends_with_an_append(log: EventLog) -> None:
    """Nothing new: it waits in vain. An append of another thread ends it."""
    log.append([Entry("a", b"x", 1)])
    log.read(A, 0)
    log.wait(0)
    assert not log.wait(0.05)
    thread = threading.Timer(0.1, log.append, [[Entry("a", b"y", 1)]])
    thread.start()
    assert log.wait(10)
    thread.join()
    assert log.topics()[A].next == 2


def test_a_log_opened_again_has_everything(kind: Any, log: EventLog, tmp_path: Path) -> None:
    """Records and committed offsets outlive the process that made them."""
    if not kind.shared:
        pytest.skip("it lives in one process")
    log.append([Entry("a", b"x", 1, b"k")])
    log.commit("g", {A: 1})
    log.close()
    again = kind.open(tmp_path, 1)
    assert [record.value for record in again.read(A, 0)] == [b"x"]
    assert again.committed("g") == {A: 1}
    again.append([Entry("a", b"y", 1)])
    assert again.topics()[A] == Watermarks(0, 2)
    again.close()


def test_closing_twice_is_fine(log: EventLog) -> None:
    """A second close does nothing."""
    log.append([Entry("a", b"x", 1)])
    log.close()
    log.close()

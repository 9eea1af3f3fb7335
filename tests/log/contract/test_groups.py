"""What every log does for consumer groups."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from evtool.log.event_log import LATEST, Consumer, EventLog, LogError
from evtool.log.record import Entry, Record, TopicPartition

A, B = TopicPartition("a"), TopicPartition("b")


def entries(topic: str, *numbers: int) -> list[Entry]:
    """Entries whose values are numbers."""
    return [Entry(topic, b"%d" % number, number) for number in numbers]


def drain(consumer: Consumer, count: int, seconds: float = 10) -> list[Record]:
    """Poll until there are so many records, or time is up."""
    records: list[Record] = []
    deadline = time.monotonic() + seconds
    while len(records) < count and time.monotonic() < deadline:
        records += consumer.poll(count - len(records), 0.1)
    return records


def numbers(records: Sequence[Record]) -> list[int]:
    """The values of records."""
    return [int(record.value) for record in records]


def after(records: Sequence[Record]) -> dict[TopicPartition, int]:
    """The offsets behind records."""
    return {record.place: record.offset + 1 for record in records}


def test_a_group_reads_everything_once(log: EventLog) -> None:
    """Each record comes once, in the order of its partition, then nothing."""
    log.append(entries("a", *range(10)))
    log.append(entries("b", *range(100, 105)))
    consumer = log.consumer("g")
    records = drain(consumer, 15)
    assert sorted(numbers(records)) == [*range(10), *range(100, 105)]
    assert numbers([one for one in records if one.topic == "a"]) == list(range(10))
    assert list(consumer.poll(10, 0.1)) == []
    consumer.close()


def test_a_poll_gives_no_more_than_asked(log: EventLog) -> None:
    """A large batch comes in parts, without a gap."""
    log.append(entries("a", *range(100)))
    consumer = log.consumer("g")
    found: list[int] = []
    while len(found) < 100:
        part = consumer.poll(7, 1)
        assert 0 < len(part) <= 7
        found += numbers(part)
    assert found == list(range(100))
    consumer.close()


def test_committed_records_do_not_come_again(log: EventLog) -> None:
    """The next member goes on where the last commit was; the rest comes again."""
    log.append(entries("a", *range(10)))
    first = log.consumer("g")
    records = drain(first, 8)
    first.commit(after(records[:5]))
    first.close()
    assert log.committed("g") == {A: 5}
    assert list(log.groups()) == ["g"]
    second = log.consumer("g")
    assert numbers(drain(second, 5)) == list(range(5, 10))
    second.close()


def test_groups_do_not_see_each_other(log: EventLog) -> None:
    """Each group reads everything."""
    log.append(entries("a", 1, 2))
    one, two = log.consumer("one"), log.consumer("two")
    assert numbers(drain(one, 2)) == [1, 2]
    assert numbers(drain(two, 2)) == [1, 2]
    one.commit({A: 2})
    assert dict(log.committed("two")) == {}
    one.close()
    two.close()


def test_a_consumer_reads_its_topics_only(log: EventLog) -> None:
    """Names, and regexes that also find topics that come later."""
    log.append([*entries("a", 1), *entries("b.x", 2), *entries("c", 3)])
    consumer = log.consumer("g", ["a", r"/^b\./"])
    assert sorted(numbers(drain(consumer, 2))) == [1, 2]
    log.append([*entries("b.y", 4), *entries("d", 5), *entries("ab.z", 6)])
    assert numbers(drain(consumer, 1)) == [4]
    assert list(consumer.poll(10, 0.1)) == []
    consumer.close()


def test_a_regex_must_be_one(log: EventLog) -> None:
    """A regex that cannot be read is told."""
    with pytest.raises(LogError):
        log.consumer("g", ["/(/"])


def test_a_start_at_the_end_leaves_the_past_out(log: EventLog) -> None:
    """What comes after the start is read, also in topics that are new, also by the next."""
    log.append(entries("a", 1, 2))
    consumer = log.consumer("g", start=LATEST)
    assert list(consumer.poll(10, 0.3)) == []
    log.append([*entries("a", 3), *entries("b", 4)])
    assert sorted(numbers(drain(consumer, 2))) == [3, 4]
    consumer.close()


def test_an_append_ends_a_poll(log: EventLog) -> None:
    """A waiting consumer gets a record long before its time is up."""
    log.append(entries("a", 1))
    consumer = log.consumer("g")
    drain(consumer, 1)
    assert list(consumer.poll(1, 0.05)) == []
    log.append(entries("a", 2))
    begun = time.monotonic()
    assert numbers(consumer.poll(1, 30)) == [2]
    assert time.monotonic() - begun < 5
    consumer.close()


def test_offsets_can_be_set_from_outside(log: EventLog) -> None:
    """`commit` of the log moves a group, forward and back."""
    log.append(entries("a", *range(10)))
    log.commit("g", {A: 7})
    consumer = log.consumer("g")
    assert numbers(drain(consumer, 3)) == [7, 8, 9]
    consumer.commit({A: 10})
    consumer.close()
    log.commit("g", {A: 2})
    consumer = log.consumer("g")
    assert numbers(drain(consumer, 8)) == list(range(2, 10))
    consumer.close()


def test_members_share_the_partitions(spread: EventLog) -> None:
    """Two members read everything, each a part of it, and none twice while both live."""
    spread.append([Entry("a", b"%d" % at, at, None, (), at % 4) for at in range(40)])
    one, two = spread.consumer("g"), spread.consumer("g")
    found: dict[str, list[Record]] = {"one": [], "two": []}
    appended = 40
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for name, consumer in (("one", one), ("two", two)):
            records = consumer.poll(5, 0.05)
            consumer.commit(after(records))
            found[name] += records
        total = sum(map(len, found.values()))
        if total == appended:
            if found["one"] and found["two"] and appended > 200:
                break
            spread.append([Entry("a", b"%d" % at, at, None, (), at % 4) for at in range(40)])
            appended += 40
    assert found["one"]
    assert found["two"]
    every = [(one.place, one.offset) for one in found["one"] + found["two"]]
    assert len(every) == len(set(every)) == appended
    one.close()
    two.close()


def test_partitions_of_a_member_that_leaves_move_on(spread: EventLog) -> None:
    """The other member gets what was not committed."""
    one, two = spread.consumer("g"), spread.consumer("g")
    spread.append([Entry("a", b"%d" % at, at, None, (), at % 4) for at in range(40)])
    mine: list[Record] = []
    others: list[Record] = []
    for _ in range(20):
        mine += one.poll(100, 0.02)
        others += two.poll(100, 0.02)
    two.commit(after(others[:2]))
    done = sum(after(others[:2]).values())
    two.close()
    one.commit(after(mine))
    rest = drain(one, 40 - len(mine) - done)
    assert len(mine) + done + len(rest) == 40
    taken = {(record.partition, record.offset) for record in mine}
    assert all((record.partition, record.offset) not in taken for record in rest)
    one.close()


def test_a_member_commits_only_what_is_its_own(log: EventLog) -> None:
    """A commit for a partition of nobody, or of another member, is refused."""
    log.append(entries("a", 1, 2))
    consumer = log.consumer("g", ["a"])
    drain(consumer, 2)
    with pytest.raises(LogError):
        consumer.commit({TopicPartition("b"): 1})
    consumer.close()
    with pytest.raises(LogError):
        consumer.commit({A: 1})


def test_many_topics_are_read_whole(log: EventLog) -> None:
    """A consumer of hundreds of topics gets each record once, from where it was."""
    for turn in range(3):
        log.append([Entry(f"t{at}", b"%d" % turn, 1) for at in range(200)])
    log.commit("g", {TopicPartition(f"t{at}"): 2 for at in range(100)})
    consumer = log.consumer("g")
    records = drain(consumer, 400)
    assert len(records) == 400
    log.append([Entry("t5", b"9", 1), Entry("new", b"9", 1)])
    more = drain(consumer, 2)
    assert sorted(record.topic for record in more) == ["new", "t5"]
    consumer.commit(after([*records, *more]))
    assert list(consumer.poll(10, 0.1)) == []
    consumer.close()

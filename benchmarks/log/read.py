"""What reading the SQLite log costs: one topic, a group of many topics, finding a time.

python benchmarks/log/read.py [FOLDER]
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from evtool.log.record import Entry, TopicPartition
from evtool.log.sqlite.log import SqliteLog

TOPICS = (10, 10_000)
CALLS, ENTRIES = 300, 1000


def fill(log: SqliteLog, topics: int) -> None:
    """Append many calls over many topics."""
    chance = random.Random(topics)  # noqa: S311 - no secret
    for call in range(CALLS):
        log.append(
            [
                Entry(f"topic.{chance.randrange(topics)}", b"x" * 500, call * 1000)
                for _ in range(ENTRIES)
            ]
        )


def timed(name: str, count: int, work: Callable[[], object]) -> None:
    """Run work and tell what each of its records cost."""
    begun, cpu = time.perf_counter(), time.process_time()
    work()
    wall, used = time.perf_counter() - begun, time.process_time() - cpu
    print(f"  {name:<28} {used / count * 1e6:9.2f} us CPU each, {wall:6.2f} s")


def one_topic(log: SqliteLog) -> int:
    """Read one topic from its start."""
    place, offset = TopicPartition("topic.1"), 0
    while records := log.read(place, offset):
        offset = records[-1].offset + 1
    return offset


def group(log: SqliteLog, name: str) -> None:
    """Read everything as a group, with a commit every 1000 records."""
    consumer = log.consumer(name)
    count = 0
    while count < CALLS * ENTRIES:
        records = consumer.poll(1000, 5)
        consumer.commit({record.place: record.offset + 1 for record in records})
        count += len(records)
    consumer.close()


def tail(log: SqliteLog, name: str, calls: int) -> None:
    """Read each append of a few records as it comes."""
    consumer = log.consumer(name)
    consumer.poll(1, 0)
    for _ in range(calls):
        log.append([Entry("topic.1", b"x" * 500, 1)] * 3)
        if len(consumer.poll(10, 5)) != 3:
            raise RuntimeError("a record is missing")
    consumer.close()


def main() -> None:
    """Measure with few and with many topics."""
    for topics in TOPICS:
        folder = Path(tempfile.mkdtemp(dir=sys.argv[1] if len(sys.argv) > 1 else None))
        log = SqliteLog(folder / "log.db")
        fill(log, topics)
        print(f"{topics} topics, {CALLS * ENTRIES} records")
        timed("one topic", one_topic(log), lambda: one_topic(log))  # noqa: B023 - runs now
        place = TopicPartition("topic.1")
        timed("find a time", 1000, lambda: [log.find_offset(place, 150_000) for _ in range(1000)])  # noqa: B023
        timed("list the topics", topics, lambda: log.topics())  # noqa: B023, PLW0108
        timed("a group reads everything", CALLS * ENTRIES, lambda: group(log, "g"))  # noqa: B023
        timed("a group reads what comes", 500, lambda: tail(log, "g", 500))  # noqa: B023
        log.close()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

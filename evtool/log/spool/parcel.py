"""How an entry lies in the spool: in one partition for each topic, with a label.

One partition keeps the order in which the entries of a topic came. The label is a header
with the time of arrival, and with the partition that was asked for, if one was.
"""

from __future__ import annotations

from evtool.log.record import Entry, Record

LABEL = "evtool-spool"
REFUSED_TOPIC = "evtool.spool.refused"
"""The topic of the local log that keeps what the brokers will never take."""

TOPIC_HEADER = "evtool-topic"
REASON_HEADER = "evtool-reason"


def pack(entry: Entry, now: int) -> Entry:
    """An entry for the spool, from one for the brokers."""
    label = b"%d" % now if entry.partition is None else b"%d/%d" % (now, entry.partition)
    return Entry(
        entry.topic, entry.value, entry.timestamp, entry.key, (*entry.headers, (LABEL, label)), 0
    )


def unpack(record: Record) -> Entry:
    """The entry for the brokers again."""
    _, _, partition = _label(record).partition(b"/")
    return Entry(
        record.topic, record.value, record.timestamp, record.key, record.headers[:-1],
        int(partition) if partition else None,
    )  # fmt: skip


def arrival(record: Record) -> int:
    """When an entry came into the spool, in milliseconds since 1970."""
    return int(_label(record).partition(b"/")[0])


def dead_letter(record: Record, reason: str) -> Entry:
    """An entry that keeps what the brokers refused, and why."""
    headers = (
        *record.headers,
        (TOPIC_HEADER, record.topic.encode()),
        (REASON_HEADER, reason.encode()),
    )
    return Entry(REFUSED_TOPIC, record.value, record.timestamp, record.key, headers, 0)


def _label(record: Record) -> bytes:
    return record.headers[-1][1]

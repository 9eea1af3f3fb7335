"""Where records go that a store will never take: the error stream, as events of their own.

A dead letter is durable before the connector moves on. Its id is made of the connector and
the coordinates of the record, so that one that is written again after a crash can be known
for the same; within the newest part of the error stream this is looked for, and then
nothing is written twice.
"""

from __future__ import annotations

import datetime
import json
import logging
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evtool.connectors.batch import Delivery
from evtool.connectors.failure import NotAnEvent
from evtool.log.browse import Range, places, records
from evtool.log.event_log import EventLog
from evtool.log.record import Entry, Record

LOG = logging.getLogger("evtool.connectors")

ERROR_SCHEMA = "/error/2.1.0"
ERROR_TYPE = "DeliveryError"
REMEMBERED = 10_000
"""So many of the newest records of the error stream are looked through for our own."""

_NAMES = uuid.UUID("a2b4bd0e-2a55-5f3c-9f0e-6e4fb0a1c9d7")
_LONGEST_TEXT = 512
_LONGEST_MESSAGE = 10_000


@dataclass(frozen=True, slots=True)
class ErrorStream:
    """Its name, and the topic that events about failures are appended to."""

    name: str
    topic: str


class DeadLetters:
    """Writes the dead letters of one connector."""

    def __init__(self, log: EventLog, connector: str, stream: ErrorStream) -> None:
        self._log = log
        self._connector = connector
        self._stream = stream
        self._known: set[str] | None = None

    def bury(self, deliveries: Sequence[Delivery], reason: str) -> int:
        """Put deliveries into the error stream; how many were not there yet.

        A record that is of the error stream itself stays where it is: a letter about a
        letter would be refused the same way, without end.

        Raises:
            LogUnavailable: The log does not take them now; they can be offered again.
        """
        known = self._ours()
        entries: dict[str, Entry] = {}
        for one in deliveries:
            name = letter_id(self._connector, one.record)
            if name not in known and one.record.topic != self._stream.topic:
                entries[name] = self._entry(one, name, reason)
        if entries:
            self._log.append(list(entries.values()))
            known.update(entries)
        for one in deliveries:
            _tell(self._connector, one.record, self._stream)
        return len(entries)

    def _entry(self, delivery: Delivery, name: str, reason: str) -> Entry:
        now = datetime.datetime.now(datetime.UTC)
        event = error_event(delivery, self._connector, self._stream.name, name, reason, now)
        record = delivery.record
        headers = {
            "connector": self._connector,
            "topic": record.topic,
            "partition": str(record.partition),
            "offset": str(record.offset),
        }
        return Entry(
            self._stream.topic,
            json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode(),
            int(now.timestamp() * 1000),
            headers=tuple((name, value.encode()) for name, value in headers.items()),
        )

    def _ours(self) -> set[str]:
        """The ids of our letters among the newest of the stream."""
        if self._known is None:
            self._known = set(self._found())
        return self._known

    def _found(self) -> Iterator[str]:
        ours = self._connector.encode()
        for letter in self._newest():
            if dict(letter.headers).get("connector") == ours:
                yield letter_id(self._connector, _original(letter))

    def _newest(self) -> Iterator[Record]:
        """The newest records of the stream, one at a time: their values may be large."""
        for place, marks in places(self._log, lambda topic: topic == self._stream.topic).items():
            start = max(marks.first, marks.next - REMEMBERED)
            yield from records(self._log, Range(place, start, marks.next))


def letter_id(connector: str, record: Record) -> str:
    """The `meta.id` of the letter about a record: always the same."""
    name = f"{connector}\n{record.topic}\n{record.partition}\n{record.offset}"
    return str(uuid.uuid5(_NAMES, name))


def error_event(  # noqa: PLR0913, PLR0917 - what the event is made of
    delivery: Delivery,
    connector: str,
    stream: str,
    name: str,
    reason: str,
    now: datetime.datetime,
) -> dict[str, Any]:
    r"""The event that tells of a record that could not be delivered.

    It keeps the value as it is in the log; bytes that are no UTF-8 are written as `\\xNN`.
    """
    record = delivery.record
    moment = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    where = f"{record.topic}/{record.partition} at offset {record.offset}"
    try:
        uri, errored = delivery.schema_uri, delivery.stream
    except NotAnEvent:
        uri, errored = None, delivery.stream_hint or record.topic
    return {
        "$schema": ERROR_SCHEMA,
        "meta": {"stream": stream, "id": name, "dt": moment},
        "dt": moment,
        "emitter_id": f"evtool-connect-{connector}",
        "raw_event": record.value.decode("utf-8", "backslashreplace"),
        "errored_schema_uri": (uri or "unknown")[:_LONGEST_TEXT],
        "errored_stream_name": errored[:_LONGEST_TEXT],
        "message": f"{connector} could not deliver {where}: {reason}"[:_LONGEST_MESSAGE],
        "error_type": ERROR_TYPE,
    }


def _original(letter: Record) -> Record:
    """The coordinates of the record that a letter is about."""
    found = {name: value.decode("utf-8", "replace") for name, value in letter.headers}
    partition, offset = (int(found.get(name, "0") or 0) for name in ("partition", "offset"))
    return letter._replace(topic=found.get("topic", ""), partition=partition, offset=offset)


def _tell(connector: str, record: Record, stream: ErrorStream) -> None:
    """Log where it happened; the reason may hold values, and is in the error stream only."""
    what = f"goes to {stream.name}"
    if record.topic == stream.topic:
        what = "is passed over: it is of the error stream itself"
    fields = {
        "event": "connector.dead_letter",
        "connector": connector,
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
    }
    LOG.warning("%s: a record that fails %s", connector, what, extra={"fields": fields})

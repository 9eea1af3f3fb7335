"""Sending refused events again, each once.

The error stream holds the bytes of every refused event with the reason. What was sent again
is remembered as the offset of a consumer group, one for each selection: its name says what
was selected, so that another selection, or all, leaves out what an earlier one has sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from evtool.log.browse import Range, records
from evtool.log.event_log import EventLog, LogError
from evtool.log.filter import event_of
from evtool.log.record import Record, TopicPartition

GROUP = "evtool-replay"

NOT_DELIVERED = "DeliveryError"
"""The type of what a connector could not deliver. The log has those events: they are sent
again only when they are asked for, since all their other readers would get them twice."""

UNKNOWN = "unknown"
"""What stands in the place of a schema or a stream that the event did not name."""

_FIELDS = {
    "type": "error_type",
    "stream": "errored_stream_name",
    "schema": "errored_schema_uri",
    "message": "message",
}
_SINCE = "since"


@dataclass(frozen=True, slots=True)
class Refused:
    """One event of the error stream: where it stands, why it was refused, what came."""

    record: Record
    type: str
    stream: str
    schema: str
    message: str
    raw: str


@dataclass(frozen=True, slots=True)
class Selection:
    """Which refused events are meant: values of their fields, and the earliest time."""

    wanted: tuple[tuple[str, str], ...] = ()
    since: int | None = None

    def has(self, refused: Refused) -> bool:
        """Whether an event is meant."""
        if self.since is not None and refused.record.timestamp < self.since:
            return False
        if refused.type == NOT_DELIVERED and ("type", NOT_DELIVERED) not in self.wanted:
            return False
        return all(getattr(refused, name) == value for name, value in self.wanted)

    @property
    def group(self) -> str:
        """The consumer group that remembers what was sent of it."""
        facts = sorted(self.wanted)
        if self.since is not None:
            facts.append((_SINCE, str(self.since)))
        return f"{GROUP}?{urlencode(facts)}" if facts else GROUP


@dataclass(slots=True)
class Outcome:
    """What came of sending: accepted, and refused once more."""

    accepted: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Replay:
    """The error stream of a log, up to where it ends now, without what was sent before."""

    log: EventLog
    selection: Selection
    ranges: Sequence[Range] = field(default_factory=tuple)

    def pending(self) -> Iterator[Refused]:
        """The events that are still to be sent, in the order of each partition."""
        memory = _memory(self.log)
        for one in self.ranges:
            for refused in _read(self.log, one):
                if self.selection.has(refused) and not _is_done(memory, refused):
                    yield refused

    def send(self, post: Callable[[Refused], bool]) -> Outcome:
        """Send what is pending; what was sent is remembered, also when this ends early.

        Args:
            post: Sends one event; whether it was accepted. What it raises ends the replay.
        """
        outcome = Outcome()
        ends = {one.place: one.start for one in self.ranges}
        try:
            for refused in self.pending():
                if post(refused):
                    outcome.accepted += 1
                else:
                    outcome.refused += 1
                ends[refused.record.place] = refused.record.offset + 1
            ends = {one.place: one.stop for one in self.ranges}
        finally:
            self._remember(ends)
        return outcome

    def _remember(self, ends: Mapping[TopicPartition, int]) -> None:
        known = self.log.committed(self.selection.group)
        onward = {place: offset for place, offset in ends.items() if offset > known.get(place, 0)}
        if onward:
            self.log.commit(self.selection.group, onward)


def selection(where: Sequence[str], stream: str | None, since: int | None) -> Selection:
    """The selection that the options of a command mean.

    Raises:
        LogError: A condition is none.
    """
    wanted = [("stream", stream)] if stream is not None else []
    for text in where:
        name, equals, value = text.partition("=")
        if not equals or name not in _FIELDS:
            raise LogError(
                f"{text!r} is no condition", hint=f"write NAME=VALUE with {', '.join(_FIELDS)}"
            )
        wanted.append((name, value))
    return Selection(tuple(wanted), since)


def reasons(refused: Iterator[Refused]) -> list[dict[str, Any]]:
    """Refused events by reason, the most frequent first."""
    counts: dict[tuple[str, ...], int] = {}
    for one in refused:
        reason = (one.type, one.stream, one.schema, one.message)
        counts[reason] = counts.get(reason, 0) + 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [
        {"count": count, **dict(zip(_FIELDS, reason, strict=True))} for reason, count in ordered
    ]


def _read(log: EventLog, one: Range) -> Iterator[Refused]:
    for record in records(log, one):
        event = event_of(record)
        if isinstance(event, dict) and isinstance(event.get("raw_event"), str):
            texts = {name: str(event.get(key, UNKNOWN)) for name, key in _FIELDS.items()}
            yield Refused(record, raw=event["raw_event"], **texts)


_Memory = Sequence[tuple[Selection, Mapping[TopicPartition, int]]]


def _memory(log: EventLog) -> _Memory:
    """What was sent so far: selections, and up to which offsets."""
    return [
        (_selection_of(group), log.committed(group))
        for group in log.groups()
        if group == GROUP or group.startswith(f"{GROUP}?")
    ]


def _selection_of(group: str) -> Selection:
    facts = parse_qsl(group.partition("?")[2], keep_blank_values=True)
    since = next((int(value) for name, value in facts if name == _SINCE), None)
    return Selection(tuple(fact for fact in facts if fact[0] in _FIELDS), since)


def _is_done(memory: _Memory, refused: Refused) -> bool:
    return any(
        refused.record.offset < ends.get(refused.record.place, 0) and selected.has(refused)
        for selected, ends in memory
    )

"""What is delivered at a time: records with their events, each decoded at most once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from evtool.connectors.failure import NotAnEvent
from evtool.log.record import Record, TopicPartition


class Delivery:
    """One record on its way into a store.

    Args:
        record: The record.
        stream_hint: The stream that its topic carries, for events that name none.
    """

    __slots__ = ("_event", "record", "stream_hint")

    def __init__(self, record: Record, stream_hint: str = "") -> None:
        self.record = record
        self.stream_hint = stream_hint
        self._event: Mapping[str, Any] | None = None

    @property
    def event(self) -> Mapping[str, Any]:
        """The event, decoded when it is first asked for, and kept.

        Raises:
            NotAnEvent: The value is no JSON object.
        """
        if self._event is None:
            self._event = self.read()
        return self._event

    def read(self) -> Mapping[str, Any]:
        """The event, not kept; large integers and decimals keep their value.

        Raises:
            NotAnEvent: The value is no JSON object.
        """
        if self._event is not None:
            return self._event
        try:
            value = loads(self.record.value)
        except (ValueError, RecursionError) as error:
            raise NotAnEvent(f"the value of the record is no JSON: {error}") from error
        if not isinstance(value, dict):
            raise NotAnEvent("the value of the record is no JSON object")
        return value

    @property
    def meta(self) -> Mapping[str, Any]:
        """The `meta` of the event; empty where it has none."""
        return _meta(self.event)

    @property
    def stream(self) -> str:
        """The stream of the event: that of its `meta`, else its topic."""
        return self.stream_of(self.event)

    def stream_of(self, event: Mapping[str, Any]) -> str:
        """The stream, where the event is at hand."""
        stream = _meta(event).get("stream")
        return stream if isinstance(stream, str) else self.stream_hint or self.record.topic

    @property
    def schema_uri(self) -> str | None:
        """The `$schema` of the event."""
        uri = self.event.get("$schema")
        return uri if isinstance(uri, str) else None


def _meta(event: Mapping[str, Any]) -> Mapping[str, Any]:
    meta = event.get("meta")
    return meta if isinstance(meta, dict) else {}


def ends(deliveries: Sequence[Delivery]) -> dict[TopicPartition, int]:
    """The offset after the last record of each partition."""
    found = {one.record[:2]: one.record[2] + 1 for one in deliveries}  # quick: often run
    return {TopicPartition(*place): offset for place, offset in found.items()}


@dataclass(frozen=True)
class Batch:
    """Deliveries in the order of the log, perhaps of several partitions.

    `reached` are offsets up to which all else is done with: records were left out, or are
    in the error stream.
    """

    deliveries: Sequence[Delivery]
    reached: Mapping[TopicPartition, int] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Sequence[Record]) -> Batch:
        """The batch of these records."""
        return cls([Delivery(record) for record in records])

    def __len__(self) -> int:
        """How many records it has."""
        return len(self.deliveries)

    def __iter__(self) -> Iterator[Delivery]:
        """Its deliveries, in order."""
        return iter(self.deliveries)

    @cached_property
    def next_offsets(self) -> Mapping[TopicPartition, int]:
        """The offset after the last record of each partition, and after what was left out."""
        return {**ends(self.deliveries), **self.reached}

    def part(self, start: int, stop: int) -> Batch:
        """A part of it; what was decoded stays decoded."""
        return Batch(self.deliveries[start:stop])

    @cached_property
    def by_stream(self) -> Mapping[str, Batch]:
        """The batch, split by stream."""
        groups: dict[str, list[Delivery]] = {}
        for delivery in self.deliveries:
            groups.setdefault(delivery.stream, []).append(delivery)
        return {stream: Batch(group) for stream, group in groups.items()}


def _reader() -> Callable[[bytes], Any]:
    try:
        import orjson
    except ImportError:
        return json.loads
    return orjson.loads


loads = _reader()
"""JSON as quickly as it can be read; numbers that a double cannot hold are kept."""

"""What is delivered at a time: records with their events, each decoded at most once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from evtool.connectors.failure import NotAnEvent
from evtool.log.record import Record, TopicPartition


@dataclass(frozen=True)
class Delivery:
    """One record on its way into a store. `event` is decoded when it is first asked for.

    Raises:
        NotAnEvent: On access to `event`, where the value is no JSON object.
    """

    record: Record
    stream_hint: str = ""

    @cached_property
    def event(self) -> Mapping[str, Any]:
        """The event; large integers and decimals keep their value."""
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
        meta = self.event.get("meta")
        return meta if isinstance(meta, dict) else {}

    @property
    def stream(self) -> str:
        """The stream of the event: that of its `meta`, else its topic."""
        stream = self.meta.get("stream")
        return stream if isinstance(stream, str) else self.stream_hint or self.record.topic

    @property
    def schema_uri(self) -> str | None:
        """The `$schema` of the event."""
        uri = self.event.get("$schema")
        return uri if isinstance(uri, str) else None


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
        found: dict[TopicPartition, int] = {}
        for delivery in self.deliveries:
            record = delivery.record
            found[record.place] = record.offset + 1
        return {**found, **self.reached}

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


def loads(value: bytes) -> Any:
    """JSON as quickly as it can be read; numbers that a double cannot hold are kept."""
    try:
        import orjson
    except ImportError:
        return json.loads(value)
    return orjson.loads(value)

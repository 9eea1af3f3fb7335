"""A sink in memory, for tests: it keeps what it gets, and fails when it is told to.

`evtool connect list` does not show it. Its stores are shared by name within a process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Self

from evtool.config import setting
from evtool.connectors.batch import Batch, Delivery
from evtool.connectors.failure import RecordFailure
from evtool.connectors.sink import Guarantee
from evtool.log.record import Record, TopicPartition


@dataclass(frozen=True, slots=True)
class MemorySinkConfig:
    """Keep events in memory."""

    store: str = setting("default", help="Name of the store within the process.")
    guarantee: str = setting("idempotent", help="The guarantee that is played.")
    known_places: bool = setting(False, help="Say which records of a batch are bad.")


@dataclass
class MemoryStore:
    """What sinks of one name keep, and how they shall fail.

    `before` and `after` are called with each batch, before anything is kept and when all
    is; what they raise is the failure. `is_bad` says which records are refused.
    """

    records: dict[tuple[str, int, int], Record] = field(default_factory=dict)
    deliveries: list[tuple[str, int, int]] = field(default_factory=list)
    positions: dict[TopicPartition, int] = field(default_factory=dict)
    batches: int = 0
    opened: int = 0
    is_bad: Callable[[Delivery], bool] = lambda _: False
    at_open: Callable[[], None] = lambda: None
    before: Callable[[Batch], None] = lambda _: None
    after: Callable[[Batch], None] = lambda _: None


STORES: dict[str, MemoryStore] = {}
"""The stores by name; whoever asks first for one makes it."""


class MemorySink:
    """Keeps events in a store of this process."""

    Config: ClassVar[type[MemorySinkConfig]] = MemorySinkConfig

    def __init__(self, config: MemorySinkConfig) -> None:
        self._known_places = config.known_places
        self.guarantee = Guarantee(config.guarantee)
        self.store = STORES.setdefault(config.store, MemoryStore())

    def __enter__(self) -> Self:
        """Open the store."""
        self.store.at_open()
        self.store.opened += 1
        return self

    def deliver(self, batch: Batch) -> None:
        """Keep a batch, or none of it."""
        store = self.store
        store.before(batch)
        bad = [at for at, one in enumerate(batch) if store.is_bad(one)]
        if bad:
            raise RecordFailure("it is bad", at=bad if self._known_places else ())
        for one in batch:
            record = one.record
            key = (record.topic, record.partition, record.offset)
            store.records[key] = record
            store.deliveries.append(key)
        if self.guarantee is Guarantee.TRANSACTIONAL:
            store.positions.update(batch.next_offsets)
        store.batches += 1
        store.after(batch)

    def positions(self) -> Mapping[TopicPartition, int]:
        """The offsets that the store keeps."""
        return dict(self.store.positions)

    def plan(self, streams: Sequence[str]) -> Sequence[str]:
        """One line for each stream."""
        return [f"keep {stream} in memory" for stream in streams]

    def __exit__(self, *_: object) -> None:
        """Let go of the store."""

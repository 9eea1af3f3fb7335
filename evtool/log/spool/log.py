"""The log that takes entries in while the brokers are away."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from evtool.log.event_log import EARLIEST, Consumer, EntryRefused, LogUnavailable
from evtool.log.record import Entry, Record, TopicPartition, Watermarks
from evtool.log.spool.bound import Bound, SpoolFull
from evtool.log.spool.config import SpoolConfig
from evtool.log.spool.forwarder import Forwarder
from evtool.log.spool.lease import Lease
from evtool.log.spool.parcel import REFUSED_TOPIC, pack
from evtool.log.spool.state import SharedState, SpoolState
from evtool.log.spool.store import Store, Target


class SpooledLog:
    """Appends to a local log, which is forwarded to the target; reads from the target.

    Several processes may share one spool. Make one after a fork, not before: it has
    threads.

    Args:
        store: The local log.
        target: Where the entries belong.
        path: The file of the local log: lease and state are beside it.
        config: The bounds.
    """

    def __init__(self, store: Store, target: Target, path: Path, config: SpoolConfig) -> None:
        self._store, self._target, self._config = store, target, config
        self._shared = SharedState(path.with_name(f"{path.name}.state"))
        self._bound = Bound(config, self.state)
        self._forwarder = Forwarder(
            store, target, Lease(path.with_name(f"{path.name}.lock")), self._shared
        )
        self._closed = False
        self._forwarder.start()

    def append(self, entries: Sequence[Entry]) -> None:
        """Append entries; when this returns they are on the local disk.

        Raises:
            SpoolFull: Too much is waiting, or the disk is full; see its `retry_after`.
            EntryRefused: The brokers would never take one of them.
        """
        self._target.examine(entries)
        if any(entry.topic == REFUSED_TOPIC for entry in entries):
            raise EntryRefused(f"the topic {REFUSED_TOPIC} belongs to the spool")
        self._bound.admit(sum(len(entry.value) for entry in entries))
        now = time.time_ns() // 1_000_000
        try:
            self._store.append([pack(entry, now) for entry in entries])
        except LogUnavailable as error:
            raise SpoolFull(error.message, self._config.retry_after, error.hint) from error

    def state(self) -> SpoolState:
        """What the spool holds, and whether it is being forwarded."""
        return replace(self._shared.read(), bytes=self._store.size())

    def close(self) -> None:
        """Stop forwarding after what is on its way; what remains waits for the next process."""
        if not self._closed:
            self._closed = True
            self._forwarder.stop()
            self._target.close()
            self._forwarder.join()
            self._store.close()

    def topics(self) -> Mapping[TopicPartition, Watermarks]:
        """Every partition of the target with its watermarks."""
        return self._target.topics()

    def read(self, place: TopicPartition, offset: int, most: int = 1000) -> Sequence[Record]:
        """Records of the target."""
        return self._target.read(place, offset, most)

    def find_offset(self, place: TopicPartition, timestamp: int) -> int:
        """The offset in the target of the first record that is not older."""
        return self._target.find_offset(place, timestamp)

    def wait(self, seconds: float) -> bool:
        """Wait until something arrives in the target."""
        return self._target.wait(seconds)

    def consumer(
        self, group: str, topics: Sequence[str] = (), *, start: str = EARLIEST
    ) -> Consumer:
        """Join a group of the target."""
        return self._target.consumer(group, topics, start=start)

    def committed(self, group: str) -> Mapping[TopicPartition, int]:
        """Where a group of the target goes on."""
        return self._target.committed(group)

    def commit(self, group: str, offsets: Mapping[TopicPartition, int]) -> None:
        """Set where a group of the target goes on."""
        self._target.commit(group, offsets)

    def groups(self) -> Sequence[str]:
        """The groups of the target."""
        return self._target.groups()

"""What was read and is to be delivered, and how much of it is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from evtool.connectors.batch import Batch, Delivery, ends
from evtool.log.record import TopicPartition


@dataclass
class Load:
    """Deliveries in the order in which they were read; those of `done` need nothing more.

    What is left out, as canary events are, is done from the beginning.
    """

    deliveries: list[Delivery] = field(default_factory=list)
    done: bytearray = field(default_factory=bytearray)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.deliveries)

    def add(self, delivery: Delivery, *, done: bool = False) -> None:
        """Take one more delivery in."""
        self.deliveries.append(delivery)
        self.done.append(done)

    def drop(self, place: TopicPartition, offset: int) -> None:
        """Forget what is of a partition from an offset on: it comes again."""
        kept = [
            at
            for at, one in enumerate(self.deliveries)
            if one.record.offset < offset or one.record.place != place
        ]
        self.deliveries = [self.deliveries[at] for at in kept]
        self.done = bytearray(self.done[at] for at in kept)

    @property
    def open(self) -> list[int]:
        """The places of those that are not done."""
        return [at for at, is_done in enumerate(self.done) if not is_done]

    def finish(self, places: Iterable[int]) -> None:
        """Note that these are delivered, or in the error stream."""
        for at in places:
            self.done[at] = 1

    def batch(self, places: Sequence[int], *, last: bool = False) -> Batch:
        """Some of it as a batch; the last one also moves the offsets over what was left out."""
        chosen = (
            self.deliveries if len(places) == len(self) else [self.deliveries[at] for at in places]
        )
        return Batch(chosen, self.ends if last else {})

    @property
    def ends(self) -> Mapping[TopicPartition, int]:
        """The offset after the last record of each partition."""
        return ends(self.deliveries)

    @property
    def prefix(self) -> Mapping[TopicPartition, int]:
        """The offset in each partition up to which all is done; none where nothing is."""
        if 0 not in self.done:
            return self.ends
        found: dict[TopicPartition, int] = {}
        stopped: set[TopicPartition] = set()
        for (place, offset), is_done in zip(self._offsets(), self.done, strict=True):
            if not is_done:
                stopped.add(place)
            elif place not in stopped:
                found[place] = offset
        return found

    def pass_over(self, positions: Mapping[TopicPartition, int]) -> int:
        """Note what a store already has, by its own positions; how many records that are."""
        count = 0
        for at, delivery in enumerate(self.deliveries):
            record = delivery.record
            if not self.done[at] and record.offset < positions.get(record.place, 0):
                self.done[at] = 1
                count += 1
        return count

    def _offsets(self) -> Iterator[tuple[TopicPartition, int]]:
        for delivery in self.deliveries:
            record = delivery.record
            yield record.place, record.offset + 1

"""When what was read is delivered: by rows, by bytes, or because it waited long enough."""

from __future__ import annotations

from evtool.connectors.batch import Delivery
from evtool.connectors.config import DeliveryConfig
from evtool.connectors.runner.load import Load
from evtool.log.record import TopicPartition


class Batcher:
    """Collects deliveries. Times are those of one monotonic clock."""

    def __init__(self, config: DeliveryConfig) -> None:
        self._config = config
        self._load = Load()
        self._bytes = 0
        self._since = 0.0

    def __len__(self) -> int:
        """How many wait."""
        return len(self._load)

    @property
    def size(self) -> int:
        """How many bytes of values wait."""
        return self._bytes

    @property
    def room(self) -> int:
        """How many rows more it takes."""
        return self._config.batch_rows - len(self._load)

    def add(self, delivery: Delivery, now: float, *, done: bool = False) -> None:
        """Take one in; `done` only moves the offset."""
        if not self._load:
            self._since = now
        self._load.add(delivery, done=done)
        self._bytes += len(delivery.record.value)

    def drop(self, place: TopicPartition, offset: int) -> None:
        """Forget what is of a partition from an offset on: it comes again."""
        self._load.drop(place, offset)
        self._bytes = sum(len(one.record.value) for one in self._load.deliveries)

    @property
    def is_full(self) -> bool:
        """Whether rows or bytes are enough."""
        return self.room <= 0 or self._bytes >= self._config.batch_bytes

    def wait(self, now: float) -> float | None:
        """Seconds until it is due; None while nothing waits."""
        if not self._load:
            return None
        return 0.0 if self.is_full else max(0.0, self._since + self._config.batch_seconds - now)

    def is_due(self, now: float) -> bool:
        """Whether it is to be delivered now."""
        return self.wait(now) == 0.0

    def take(self) -> Load:
        """What waits; then nothing does."""
        load, self._load, self._bytes = self._load, Load(), 0
        return load

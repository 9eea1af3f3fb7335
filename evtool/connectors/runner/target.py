"""The store of a connector: its sink, opened when it is used, and anew after each failure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack

from evtool.connectors.batch import Batch
from evtool.connectors.failure import TargetFailure
from evtool.connectors.sink import Sink
from evtool.log.record import TopicPartition


class Target:
    """The sink of a connector, opened when it is used, and anew after each failure."""

    def __init__(self, make: Callable[[], Sink]) -> None:
        self._make = make
        self._opened = ExitStack()
        self._sink: Sink | None = None

    @property
    def sink(self) -> Sink:
        """The sink, open.

        Raises:
            TargetFailure: The store is away.
            ConfigurationError: It does not fit.
        """
        if self._sink is None:
            self._sink = self._opened.enter_context(self._make())
        return self._sink

    def positions(self) -> Mapping[TopicPartition, int]:
        """Where the store says it is."""
        try:
            return self.sink.positions()
        except TargetFailure:
            self.close()
            raise

    def deliver(self, batch: Batch) -> None:
        """Deliver a batch; after a failure of the store the sink is another one."""
        try:
            self.sink.deliver(batch)
        except TargetFailure:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the sink; the next use opens one again."""
        self._sink = None
        opened, self._opened = self._opened, ExitStack()
        try:
            opened.close()
        except TargetFailure:
            return  # it is away: there is nothing to let go of

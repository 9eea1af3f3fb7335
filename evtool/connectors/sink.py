"""What a sink does, and what may go wrong in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import TracebackType
from typing import Any, ClassVar, Protocol, Self, runtime_checkable

from evtool.connectors.batch import Batch
from evtool.connectors.failure import RecordFailure, TargetFailure
from evtool.log.record import TopicPartition

__all__ = ["Guarantee", "Planning", "RecordFailure", "Sink", "TargetFailure"]


class Guarantee(StrEnum):
    """What a sink promises when records come again, after a crash or a lost answer."""

    TRANSACTIONAL = "transactional"
    """It keeps offsets in the store, in the transaction of the data: exactly once."""

    IDEMPOTENT = "idempotent"
    """A record has a key or a name: to write it again changes nothing. In effect once."""

    AT_LEAST_ONCE = "at_least_once"
    """A record that comes again is there twice."""


class Sink(Protocol):
    """Delivers batches into one store. It is used by one thread, as a context manager.

    `Config` is a frozen dataclass of options (`evtool.config.setting`), which the class is
    made of; `guarantee` may depend on them, and is known before the sink is opened. After a
    `TargetFailure` the runner lets go of a sink, makes another, and asks it for `positions`:
    whether the last batch arrived may be unknown.
    """

    Config: ClassVar[type[Any]]

    @property
    def guarantee(self) -> Guarantee:
        """What holds when records come again."""

    def __enter__(self) -> Self:
        """Connect, and make what has to be there.

        Raises:
            TargetFailure: The store cannot be reached, or its credentials are wrong.
            ConfigurationError: What is there does not fit, and never will by itself.
        """

    def deliver(self, batch: Batch) -> None:
        """Deliver all of a batch; when this returns it is as durable as the store makes it.

        A transactional sink keeps `batch.next_offsets` in the same transaction. For those
        a batch may be empty: only offsets move, over records that were left out.

        Raises:
            RecordFailure: Some records cannot be delivered, ever.
            TargetFailure: None counts as delivered; the batch will be offered again.
        """

    def positions(self) -> Mapping[TopicPartition, int]:
        """The next offset of each partition that the store itself remembers; often none.

        What a transactional sink says here wins over the offsets of the consumer group.
        """

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the store."""


@runtime_checkable
class Planning(Protocol):
    """A sink that can say, before it is opened, what it would make in the store."""

    def plan(self, streams: Sequence[str]) -> Sequence[str]:
        """Statements, names of files, and the like; nothing is touched."""

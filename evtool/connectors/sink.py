"""What a sink does, and what may go wrong in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import TracebackType
from typing import Any, ClassVar, Protocol, Self

from evtool.connectors.batch import Batch
from evtool.errors import EvtoolError
from evtool.log.record import TopicPartition


class Guarantee(StrEnum):
    """What a sink promises when records come again, after a crash or a lost answer."""

    TRANSACTIONAL = "transactional"
    """It keeps offsets in the store, in the transaction of the data: exactly once."""

    IDEMPOTENT = "idempotent"
    """A record has a key or a name: to write it again changes nothing. In effect once."""

    AT_LEAST_ONCE = "at_least_once"
    """A record that comes again is there twice."""


class RecordFailure(EvtoolError):
    """The store will never take some records of a batch; the others are not delivered yet.

    `at` are their places in the batch where the sink knows them; empty where it does not:
    then the runner halves the batch until it has found them.
    """

    def __init__(self, message: str, *, at: Sequence[int] = (), hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.at = tuple(at)


class TargetFailure(EvtoolError):
    """The store is away, full, or refuses us: nothing of the batch is delivered. Try again.

    The runner tries for ever, with pauses and an alarm: records are never passed over.
    """


class Sink(Protocol):
    """Delivers batches into one store. It is used by one thread, as a context manager.

    `Config` is a frozen dataclass of options (`evtool.config.setting`); `guarantee` may
    depend on them, and is known before the sink is opened.
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

"""What a source does: events with a position from which it can go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, ClassVar, Protocol, Self


@dataclass(frozen=True, slots=True)
class Change:
    """One event out of a store, before it is validated and appended.

    `position` is the place of the source after this event, as JSON; `event` lacks only what
    the intake's pipeline adds. `meta.id` is made of the position: an event that is read
    again is the same event.
    """

    event: dict[str, Any]
    position: Any


class Source(Protocol):
    """Reads changes out of one store. It is used by one thread, as a context manager."""

    Config: ClassVar[type[Any]]

    def __enter__(self) -> Self:
        """Connect.

        Raises:
            TargetFailure: The store cannot be reached, or its credentials are wrong.
            ConfigurationError: What is there does not fit, and never will by itself.
        """

    def changes(self, position: Any) -> Iterator[Sequence[Change]]:
        """Batches of changes after a position; None: from where the options say.

        It yields an empty batch where there is nothing new for a while, so that the runner
        can end.

        Raises:
            TargetFailure: The store is away; the runner opens the source again.
        """

    def acknowledge(self, position: Any) -> None:
        """Everything up to a position is in the log: the store may forget it."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the store."""

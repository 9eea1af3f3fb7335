"""What a source does: changes of a store, each with the position from which to go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, ClassVar, Protocol, Self, runtime_checkable


@dataclass(frozen=True, slots=True)
class Change:
    """One event out of a store, before it is validated and appended.

    Args:
        event: The event, which lacks only what the intake's pipeline and the options
            `stream` and `schema` add. None: nothing is to be appended, and only the
            position moves, as over transactions without anything for us.
        position: The place of the source after this change, as JSON. It is saved once the
            log has the change, and `Source.changes` goes on from it. A source whose store
            itself remembers what was acknowledged leaves it None.
        identity: What tells this change from all others of the same store, as JSON, always
            the same when it is read again; None: `position` does. Where the application gave
            no `meta.id`, it is made of this and of `Source.identity`.
        raw: The change as the store has it, for the error stream; None: `event` as JSON.
        problem: Why there is no event in it: it goes to the error stream, and needs `raw`.
    """

    event: Any
    position: Any = None
    identity: Any = None
    raw: bytes | None = None
    problem: str | None = None


class Source(Protocol):
    """Reads changes out of one store. It is used by one thread, as a context manager.

    `Config` is a frozen dataclass of options (`evtool.config.setting`), which the class is
    made of; a second parameter of the constructor is given the `Context`. After a
    `TargetFailure` the runner lets go of a source and makes another, which goes on from the
    last position that was saved.
    """

    Config: ClassVar[type[Any]]

    @property
    def identity(self) -> str:
        """What names the store and what is read of it, for ever and without secrets.

        Known once the source is open. It is part of every `meta.id` that is made here, and
        of the saved position: that of another store is refused.
        """

    def __enter__(self) -> Self:
        """Connect; nothing is changed in the store that was there before.

        Raises:
            TargetFailure: The store cannot be reached, or its credentials are wrong.
            ConfigurationError: What is there does not fit, and never will by itself.
        """

    def changes(self, position: Any) -> Iterator[Sequence[Change]]:
        """Batches of changes after a position; None: from the beginning, or as options say.

        A batch is appended as a whole, and then the position of its last change is saved:
        it has some thousand changes and some MiB at most. Where there is nothing new it
        yields an empty batch, after a second at most, so that the runner can end. It never
        yields again what it yielded before, unless the store gives it anew.

        Raises:
            TargetFailure: The store is away; the runner opens the source again.
            ConfigurationError: The position is gone from the store, or is none: nothing is
                skipped in silence. The hint says how to begin anew.
        """

    def acknowledge(self, position: Any) -> None:
        """Everything that was yielded is in the log, and the position is saved.

        The store may forget it. Called after each batch that is not empty, with the
        position of its last change, before the next batch is asked for; and once with the
        saved position, if there is one, before the first batch.

        Raises:
            TargetFailure: The store is away; the runner opens the source again.
        """

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the store; what is not acknowledged stays in it."""


@runtime_checkable
class Lagging(Protocol):
    """A source that can tell how much of the store it has not read yet."""

    def lag(self) -> int | None:
        """Records, or bytes where the store counts those; None where nobody knows now.

        Asked for between two batches, every few seconds; it must be quick.
        """

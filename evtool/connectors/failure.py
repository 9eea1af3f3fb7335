"""What may go wrong between a batch and a store, as far as the runner tells it apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evtool.errors import EvtoolError


class RecordFailure(EvtoolError):
    """The store will never take some records of a batch; the others are not delivered yet.

    `at` are their places in the batch where the sink knows them; empty where it does not:
    then the runner halves the batch until it has found them. `reasons` says why, by place,
    where the message is not the reason of each.
    """

    def __init__(
        self,
        message: str,
        *,
        at: Sequence[int] = (),
        hint: str | None = None,
        reasons: Mapping[int, str] | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.at = tuple(at)
        self.reasons: Mapping[int, str] = reasons or {}

    def reason(self, place: int) -> str:
        """Why the record at a place cannot be delivered."""
        return self.reasons.get(place, self.message)


class NotAnEvent(RecordFailure, ValueError):
    """The value of a record is no JSON object: no sink can make anything of it."""


class TargetFailure(EvtoolError):
    """The store is away, full, or refuses us: nothing of the batch is delivered. Try again.

    The runner tries for ever, with pauses and an alarm: records are never passed over.
    """


class TooManyFailures(EvtoolError):
    """So many records fail that something else is wrong: the connector stops.

    What was not delivered is not committed, and comes again.
    """

"""What becomes of a request's events: a plain batch, or one that looks at them first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from evtool.intake.deduplication.identity import IdentifiedEntry, given_id, identity
from evtool.intake.event.batch import Batch, Find
from evtool.intake.event.facts import Facts
from evtool.intake.event.refusal import Refusal
from evtool.intake.event.route import Route
from evtool.intake.event.router import Router
from evtool.intake.http.request import Request
from evtool.log.record import Entry

Check = Callable[[str | None, Any], Refusal | None]
"""Judges an event by its stream, which is None where it names none."""

Admission = Callable[[Request, int], Batch]
"""Makes the batch of a request of so many events."""


def plain(_request: Request, _events: int) -> Batch:
    """A batch of which nothing is asked but what the router says."""
    return Batch()


class CheckedBatch(Batch):
    """A batch whose events are judged before the router sees them."""

    looks = True

    def __init__(self, checks: Sequence[Check]) -> None:
        super().__init__()
        self._checks = checks

    def take(self, router: Router, events: Sequence[Any], facts: Facts) -> None:
        """See `Batch`."""
        find = self.finder(router)
        found = [find(event, facts) for event in events]
        self.sort(
            [
                one if isinstance(one, Refusal) else one.admit(event, facts)
                for one, event in zip(found, events, strict=True)
            ]
        )

    def finder(self, router: Router) -> Find:
        """See `Batch`."""
        checks, find = self._checks, super().finder(router)

        def judge(event: Any, facts: Facts) -> Route | Refusal:
            stream = stream_of(event, facts)
            shown = event.event if isinstance(event, Refusal) else event  # it could not be read
            for check in checks:
                refusal = check(stream, shown)
                if refusal is not None:
                    return refusal
            return find(event, facts)

        return judge if checks else find


class IdentifiedBatch(CheckedBatch):
    """A batch whose entries know the identity of their events."""

    def __init__(self, checks: Sequence[Check]) -> None:
        super().__init__(checks)
        self._identities: list[bytes | None] = []

    def finder(self, router: Router) -> Find:
        """See `Batch`."""
        find, note = super().finder(router), self._identities.append

        def identify(event: Any, facts: Facts) -> Route | Refusal:
            found, given = find(event, facts), given_id(event)
            is_known = given is not None and isinstance(found, Route)
            note(identity(event["meta"]["stream"], given) if given and is_known else None)
            return found

        return identify

    def sort(self, results: Sequence[Entry | Refusal]) -> None:
        """See `Batch`; the results are those of the events that were found last."""
        given = self._identities[self.seen :]
        super().sort([_identified(*one) for one in zip(results, given, strict=True)])


def _identified(result: Entry | Refusal, known: bytes | None) -> Entry | Refusal:
    if known is None or isinstance(result, Refusal):
        return result
    made = IdentifiedEntry(*result)
    made.identity = known
    return made


def stream_of(event: Any, facts: Facts) -> str | None:
    """The stream for which the router will take an event; None where it will refuse it."""
    if not isinstance(event, dict):
        return None
    name = facts.stream
    if "meta" in event:
        meta = event["meta"]
        if not isinstance(meta, dict):
            return None
        name = meta.get("stream", name)
    return name if isinstance(name, str) and name else None

"""Posting what was refused to an intake, as it was received: an event, or a whole body."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from evtool.errors import EvtoolError
from evtool.intake.client.backoff import Backoff, retry_after
from evtool.intake.client.connection import IntakeConnection, Reply, Unreachable
from evtool.intake.client.reply import FINE, LATER, REFUSING

_RETRIES = 4
_REFUSED = REFUSING | {207, 415}
"""Statuses that are about the event: it is refused, and others may be accepted."""


@contextmanager
def posting(url: str, backoff: Backoff | None = None) -> Iterator[Callable[[str], bool]]:
    """A function that posts one event, and tells whether it was accepted.

    Raises:
        EvtoolError: The address is none, the intake is away, or it takes nothing now.
    """
    waiting = backoff or Backoff(_RETRIES)
    with IntakeConnection(url) as connection:

        def post(event: str) -> bool:
            body = event.encode("utf-8", "surrogatepass")
            return _accepted(connection.url, _reply(connection, body, waiting))

        yield post


def _reply(connection: IntakeConnection, body: bytes, backoff: Backoff) -> Reply:
    """The answer; where the intake may well be back soon, that of a later attempt."""
    for attempt in range(backoff.retries):
        asked = 0.0
        try:
            reply = connection.post(body, "application/json")
            if reply.status not in LATER:
                return reply
            asked = retry_after(reply.headers)
        except Unreachable:
            pass
        backoff.wait(attempt, asked)
    return connection.post(body, "application/json")


def _accepted(url: str, reply: Reply) -> bool:
    if reply.status in FINE:
        return True
    if reply.status in _REFUSED:
        return False
    raise EvtoolError(
        f"{url} answers {reply.status}",
        hint="see that it is an intake and well; what was sent so far is not sent again",
    )

"""The door: only known clients come in, and each only as fast as it may."""

from __future__ import annotations

from evtool.intake.access.authenticate import authenticate, unauthorized
from evtool.intake.access.keyring import Keyring, Unauthorized
from evtool.intake.events import Events
from evtool.intake.http.payload import Payload
from evtool.intake.http.request import Request
from evtool.intake.http.response import Answer
from evtool.intake.rate.limited import Limited, too_many


class Door:
    """Stands before what takes events in. `limited` counts what came too fast.

    A request costs its client one event before it is read, and its further events as they
    come: bodies that hold no event are not for free.
    """

    def __init__(self, events: Events, keyring: Keyring, limited: Limited) -> None:
        self._events = events
        self._keyring = keyring
        self._limited = limited

    def post(self, request: Request, answer: Answer) -> None:
        """See `Events`."""
        if self._enters(request, answer):
            self._events.post(request, answer)

    def take(self, payload: Payload, request: Request, answer: Answer) -> None:
        """See `Events`."""
        if self._enters(request, answer):
            self._events.take(payload, request, answer)

    def _enters(self, request: Request, answer: Answer) -> bool:
        """Find the client of a request; where it may not enter, answer."""
        try:
            caller = request.caller = authenticate(request, self._keyring)
        except Unauthorized as error:
            answer(unauthorized(error))
            return False
        wait = caller.bucket.take() if caller.bucket else 0.0
        if wait:
            answer(too_many([self._limited.refusal("key", caller.name, wait)]))
        return not wait

"""The way events come in, as the HTTP pages see it."""

from __future__ import annotations

from typing import Protocol

from evtool.intake.http.payload import Payload
from evtool.intake.http.request import Request
from evtool.intake.http.response import Answer


class Events(Protocol):
    """What takes the events of requests in."""

    def post(self, request: Request, answer: Answer) -> None:
        """Answer one request: at once, or when its events are durable."""

    def take(self, payload: Payload, request: Request, answer: Answer) -> None:
        """Answer a request whose events are known."""

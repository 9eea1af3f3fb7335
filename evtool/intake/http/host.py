"""What all connections of a port share, and how they end together."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from evtool.intake.http.request import Request
from evtool.intake.http.response import Answer, Renderer, Response
from evtool.serving.connections import Guard


class Application(Protocol):
    """What answers requests."""

    def __call__(self, request: Request, answer: Answer) -> None:
        """Answer a request, now or later."""


class Closable(Protocol):
    """A connection, as far as its end is concerned."""

    def close_when_idle(self) -> None:
        """End it, after the answer where one is under way."""


@dataclass
class Host:
    """What all connections share. `statuses` counts answers; `closing` is set at the end.

    `on_refusal` is told the client and the answer of what was no whole request.
    """

    application: Application
    renderer: Renderer
    guard: Guard
    body_limit: int
    connections: set[Closable] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    closing: bool = False
    empty: asyncio.Event = field(default_factory=asyncio.Event)
    on_refusal: Callable[[str, Response], None] = lambda _peer, _response: None

    def close(self) -> None:
        """End idle connections now, others after their answer; `empty` is set after the last."""
        self.closing = True
        for connection in list(self.connections):
            connection.close_when_idle()
        self._look()

    def forget(self, connection: Closable) -> None:
        """A connection is gone."""
        self.connections.discard(connection)
        self._look()

    def _look(self) -> None:
        if self.closing and not self.connections:
            self.empty.set()

"""An intake that answers as it is told, on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fake_http import Posted, Said, answering


class Service:
    """The answers to give, one after another (the last one for ever), and what was posted.

    Where None stands for an answer, the service hangs up.
    """

    def __init__(self) -> None:
        self.url = ""
        self.answers: list[Said | None] = []
        self.posted: list[Posted] = []

    def say(self, status: int, body: Any = None, **headers: str) -> None:
        """Add an answer."""
        content = b"" if body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        self.answers.append(Said(status, content, named))

    def take(self, posted: Posted) -> Said | None:
        """The answer to a request."""
        self.posted.append(posted)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    @property
    def events(self) -> list[list[Any]]:
        """The events of each request: JSON lines."""
        return [[json.loads(line) for line in one.body.splitlines()] for one in self.posted]


@pytest.fixture
def service() -> Iterator[Service]:
    """Give a service, which has no answers yet."""
    made = Service()
    with answering(made.take) as made.url:
        yield made

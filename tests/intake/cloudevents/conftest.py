"""An intake without sockets, over the sample schemas of this checkout."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from evtool.intake.committer import Committer
from evtool.intake.events_endpoint import EventsEndpoint
from evtool.intake.http.request import Request
from evtool.intake.http.response import Response
from evtool.intake.state import State, make_state
from evtool.intake.tally import Tally
from evtool.log.memory import MemoryLog
from evtool.workspace import load_workspace

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Taken:
    """What one request came to: its answer, and what is in the log by topic."""

    response: Response
    stored: dict[str, list[Any]]

    @property
    def body(self) -> Any:
        """The JSON of the answer."""
        return json.loads(self.response.body)

    @property
    def refused(self) -> list[tuple[int, str]]:
        """Index and type of each refused event."""
        items = self.body.get("invalid", []) + self.body.get("error", [])
        return [(one["index"], one["type"]) for one in items]


@pytest.fixture(scope="session")
def state() -> State:
    """Give the intake's state for the sample workspace."""
    return make_state(load_workspace(ROOT / "evtool.yaml"))


@pytest.fixture
def post(state: State) -> Callable[..., Taken]:
    """Give a function that posts a body: `post(body, media_type, query="", **headers)`."""

    def call(body: Any, media_type: str, query: str = "", **headers: str) -> Taken:
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {b"content-type": media_type.encode()} if media_type else {}
        named |= {
            name.replace("_", "-").encode(): value.encode() for name, value in headers.items()
        }
        target = b"/v1/events" + (b"?" + query.encode() if query else b"")
        return asyncio.run(_take(state, Request("POST", target, named, text)))

    return call


async def _take(state: State, request: Request) -> Taken:
    log = MemoryLog()
    committer = Committer(log)
    answer: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
    EventsEndpoint(state, committer, Tally()).post(request, answer.set_result)
    response = await answer
    await committer.close()
    stored = {
        place.topic: [json.loads(one.value) for one in partition.records]
        for place, partition in log.partitions.items()
    }
    return Taken(response, stored)

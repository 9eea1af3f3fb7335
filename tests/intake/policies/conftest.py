"""A whole service in this process, on loopback, and a client that speaks plainly to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from small_workspace import STREAMS, write_workspace

from evtool.intake.committer import Committer
from evtool.intake.http.connection import Connection
from evtool.intake.policies import Policies, Worker
from evtool.intake.serve import _Service
from evtool.intake.state import make_state
from evtool.intake.tally import Tally
from evtool.log.event_log import EventLog
from evtool.log.memory import MemoryLog
from evtool.log.record import TopicPartition
from evtool.workspace import load_workspace


@dataclass
class Answered:
    """One answer, taken apart."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as a value."""
        return json.loads(self.body)


@dataclass
class Running:
    """A service that runs: where it listens, and what is behind it."""

    port: int
    log: EventLog
    policies: Policies
    state: Any
    host: Any

    async def send(self, text: bytes) -> Answered:
        """Send bytes on a connection of their own, and read the answer to its end."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(text)
        async with asyncio.timeout(10):
            head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
        await writer.wait_closed()
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        return Answered(int(first.split(" ")[1]), headers, body)

    async def post(
        self, events: Any, path: str = "/v1/events", method: str = "POST", **headers: str
    ) -> Answered:
        """Post events, and read the answer."""
        body = events if isinstance(events, bytes) else json.dumps(events).encode()
        fields = {
            "host": "a",
            "connection": "close",
            "content-type": "application/json",
            "content-length": str(len(body)),
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        return await self.send(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body)

    def metrics(self) -> dict[str, float]:
        """What the policies tell, by name and labels."""
        return {
            " ".join([sample.name, *sample.labels.values()]): sample.value
            for metric in self.policies.metrics()
            for sample in metric.samples
        }

    def values(self, topic: str = "basic") -> list[Any]:
        """The events of a topic."""
        return [json.loads(one.value) for one in self.log.read(TopicPartition(topic), 0, 100_000)]


@dataclass
class Setting:
    """A workspace, and how to run a service in it."""

    folder: Path
    log: EventLog = field(default_factory=MemoryLog)
    worker: Worker = field(default_factory=Worker)

    def write(self, streams: Any = None, **intake: Any) -> None:
        """Write the configuration; `intake` is its section."""
        write_workspace(self.folder, streams or STREAMS, "memory:", intake)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Running]:
        """Run the service until the block ends."""
        workspace = load_workspace(self.folder / "evtool.yaml")
        state = make_state(workspace)
        tally = Tally()
        committer = Committer(self.log, tally.commit)
        policies = Policies(state, committer, self.worker)
        await policies.start(self.log)
        host = _Service(workspace, state, self.log, tally)._host(policies)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Connection(host), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        try:
            yield Running(port, self.log, policies, state, host)
        finally:
            server.close()
            for connection in list(host.connections):
                connection._hang_up()
            host.close()
            await asyncio.wait_for(host.empty.wait(), 10)
            await committer.close()
            policies.close()

    def run(self, work: Callable[[Running], Awaitable[None]]) -> None:
        """Run the service for as long as some work takes."""

        async def whole() -> None:
            async with self.running() as service:
                await work(service)

        asyncio.run(whole())


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    """Give a workspace with the schema /basic/1.0.0, the streams `basic` and `app.*`."""
    made = Setting(tmp_path)
    made.write()
    return made


@pytest.fixture
def event() -> Callable[..., dict[str, Any]]:
    """Give a function that makes an event of a stream, with an id of its own or without one."""

    def make(stream: str = "basic", given: str | None = None, **fields: Any) -> dict[str, Any]:
        meta = {"stream": stream} | ({"id": given} if given else {})
        return {"$schema": "/basic/1.0.0", "meta": meta, **fields}

    return make

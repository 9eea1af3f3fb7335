"""An intake in this process: schemas and streams from a few lines, and no socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evtool.document import parse_document
from evtool.intake.application import IntakeApplication
from evtool.intake.committer import Committer
from evtool.intake.config import IntakeConfig
from evtool.intake.event.limits import Limits
from evtool.intake.event.router import Router
from evtool.intake.events_endpoint import EventsEndpoint
from evtool.intake.http.connection import Connection
from evtool.intake.http.host import Host
from evtool.intake.http.response import Renderer
from evtool.intake.schemas.library import Library
from evtool.intake.state import State
from evtool.intake.tally import Tally
from evtool.log.event_log import Appender
from evtool.log.memory import MemoryLog
from evtool.log.record import Record, TopicPartition
from evtool.schema.repository import Repository
from evtool.serving.connections import Guard
from evtool.streams.build import build
from evtool.streams.configuration import Configuration, Options
from evtool.streams.file import read_stream_file

SAMPLES = Path(__file__).parents[2] / "schema-repos/primary/jsonschema"
NOW = 1_700_000_000_123
LIMIT = 10_000


def schema(title: str, properties: Mapping[str, Any], /, **more: Any) -> dict[str, Any]:
    """A schema of events with `meta.stream` and these properties."""
    meta = {"type": "object", "properties": {"stream": {"type": "string"}}}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": f"/{title}/1.0.0",
        "title": title,
        "type": "object",
        "properties": {"$schema": {"type": "string"}, "meta": meta, **properties},
        **more,
    }


class Transport:
    """The end of a connection that an intake writes to."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.written = bytearray()
        self.paused = self.ended = self.closed = self.aborted = False

    def get_extra_info(self, name: str) -> Any:
        """The address of the client."""
        return ("192.0.2.7", 4711) if name == "peername" else None

    def write(self, data: bytes) -> None:
        """Keep what is sent; nothing may follow the end."""
        assert not self.ended, "written after the end"
        if not self.closed:
            self.written += data

    def can_write_eof(self) -> bool:
        """As TCP can."""
        return True

    def write_eof(self) -> None:
        """The intake says no more."""
        self.ended = True

    def pause_reading(self) -> None:
        """Nothing is read for a while."""
        self.paused = True

    def resume_reading(self) -> None:
        """Reading goes on."""
        self.paused = False

    def is_closing(self) -> bool:
        """Whether it is at its end."""
        return self.closed

    def close(self) -> None:
        """Tell the connection in a later turn, as event loops do."""
        if not self.closed:
            self.closed = True
            asyncio.get_running_loop().call_soon(self.connection.connection_lost, None)

    def abort(self) -> None:
        """Close at once."""
        self.aborted = True
        self.close()


def connect(host: Host) -> tuple[Connection, Transport]:
    """A new connection to a host."""
    connection = Connection(host)
    transport = Transport(connection)
    connection.connection_made(transport)  # type: ignore[arg-type]
    return connection, transport


async def talk(host: Host, *pieces: bytes) -> bytes:
    """What a host writes to a connection that sends these pieces and then waits."""
    connection, transport = connect(host)
    for piece in pieces:
        if connection.transport is not None:
            connection.data_received(piece)
        await asyncio.sleep(0)
    for _ in range(5000):
        if connection._current is None or connection.transport is None:
            return bytes(transport.written)
        await asyncio.sleep(0.001)
    raise AssertionError(f"no answer to {pieces!r}"[:1000])


@dataclass
class Answered:
    """One answer, taken apart."""

    status: int
    reason: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as a value."""
        return json.loads(self.body)


def answers(data: bytes, *, head: bool = False) -> list[Answered]:
    """Take a stream of answers apart; `head` means that they have no bodies."""
    found: list[Answered] = []
    while data:
        top, separator, data = data.partition(b"\r\n\r\n")
        assert separator, top
        first, *lines = top.decode("latin-1").split("\r\n")
        version, status, reason = first.split(" ", 2)
        assert version == "HTTP/1.1"
        headers = dict(line.split(": ", 1) for line in lines)
        size = 0 if head else int(headers.get("content-length", 0))
        assert len(data) >= size
        found.append(Answered(int(status), reason, headers, data[:size]))
        data = data[size:]
    return found


def post(body: bytes | Any, path: str = "/v1/events", **headers: str) -> bytes:
    """The bytes of a request; a value is written as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    fields = {"host": "a", "content-type": "application/json"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    fields.setdefault("content-length", str(len(content)))
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode("latin-1") + content


@dataclass
class Intake:
    """A folder of schemas and a stream configuration, and what is made of them."""

    folder: Path
    streams: str | None = None
    config: dict[str, Any] = field(default_factory=dict)
    log: Appender = field(default_factory=MemoryLog)
    tally: Tally = field(default_factory=Tally)
    event: dict[str, Any] = field(
        default_factory=lambda: {"$schema": "/basic/1.0.0", "meta": {"stream": "basic"}}
    )

    def add(self, title: str, properties: Mapping[str, Any] | None = None, /, **more: Any) -> str:
        """Add a schema of version 1.0.0; its URI."""
        path = self.folder / f"{title}/1.0.0.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(schema(title, properties or {}, **more)))
        return f"/{title}/1.0.0"

    def library(self, **options: Any) -> Library:
        """The schemas, with those of the samples behind them."""
        folders = {"own": self.folder, "samples": SAMPLES}
        made = [Repository(name, "primary", folder) for name, folder in folders.items()]
        return Library(made, **options)

    def configuration(self) -> Configuration | None:
        """The streams."""
        if self.streams is None:
            return None
        document = parse_document(self.streams.encode(), Path("streams.yaml"))
        return build([read_stream_file(document)], Options())

    def router(self, limits: Limits | None = None, **options: Any) -> Router:
        """The routes of the streams."""
        return Router(self.library(), self.configuration(), limits=limits, **options)

    def state(self) -> State:
        """What a service works with."""
        config = IntakeConfig(max_body_bytes=LIMIT, **self.config)
        limits = Limits(config.max_event_bytes, config.max_depth)
        return State(config, self.router(limits))

    def host(self) -> Host:
        """A whole service; only to be called in a running loop."""
        state = self.state()
        endpoint = EventsEndpoint(state, Committer(self.log, self.tally.commit), self.tally)
        application = IntakeApplication(state, endpoint, self.tally)
        return Host(application, Renderer(()), Guard(), state.config.max_body_bytes)

    def talk(self, *pieces: bytes) -> list[Answered]:
        """What a service answers to what one connection sends, once it has nothing to add."""

        async def run() -> bytes:
            return await talk(self.host(), *pieces)

        return answers(asyncio.run(run()))

    def ask(self, body: Any, path: str = "/v1/events", **headers: str) -> Answered:
        """The one answer to one request of events."""
        (answered,) = self.talk(post(body, path, **headers))
        return answered

    def records(self, topic: str = "basic") -> Sequence[Record]:
        """What is in the log, in one topic."""
        assert isinstance(self.log, MemoryLog)
        return self.log.read(TopicPartition(topic), 0)

    def values(self, topic: str = "basic") -> list[Any]:
        """The events in the log, in one topic."""
        return [json.loads(record.value) for record in self.records(topic)]

"""A host of connections whose application only echoes, and requests to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from in_process import Answered, Transport, answers, connect, talk

from evtool.intake.http.connection import Connection
from evtool.intake.http.host import Host
from evtool.intake.http.request import Request
from evtool.intake.http.response import Answer, Renderer, Response
from evtool.serving.connections import Guard

LIMIT = 1000
Scene = Callable[["Stage"], Coroutine[Any, Any, None]]


class Stage:
    """A host whose application answers with what it was asked, at once or when told to."""

    def __init__(self, *, later: bool = False) -> None:
        self.later = later
        self.requests: list[Request] = []
        self.answers: list[Answer] = []
        self.host = Host(self, Renderer((), clock=lambda: 0.0), Guard(), LIMIT)

    def __call__(self, request: Request, answer: Answer) -> None:
        """Answer with method, target and body."""
        self.requests.append(request)
        if self.later:
            self.answers.append(answer)
        else:
            answer(self.echo(request))

    @staticmethod
    def echo(request: Request) -> Response:
        """The answer to a request."""
        content = b"%s %s %s" % (request.method.encode(), request.target, request.body)
        return Response(200, content, media_type=b"text/plain")

    def connect(self) -> tuple[Connection, Transport]:
        """A new connection."""
        return connect(self.host)

    def answer_next(self) -> None:
        """Give the first answer that is due."""
        self.answers.pop(0)(self.echo(self.requests[len(self.requests) - len(self.answers) - 1]))


def play(scene: Scene, *, later: bool = False) -> Stage:
    """Run a scene in an event loop."""

    async def run() -> Stage:
        stage = Stage(later=later)
        await scene(stage)
        return stage

    return asyncio.run(run())


def ask(*pieces: bytes) -> list[Answered]:
    """The answers to what one connection sends."""

    async def run() -> bytes:
        return await talk(Stage().host, *pieces)

    return answers(asyncio.run(run()))


GET = b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST /b?c HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = (
    b"POST /d HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nTrailer: t\r\nHost: b\r\n\r\n"
)
UPGRADE = POST.replace(b"Host", b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHost")
BAD = b"GET /x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"
MESSAGES = {
    GET: b"GET /a ",
    POST: b"POST /b?c hello",
    CHUNKED: b"POST /d abcdefg",
    UPGRADE: b"POST /b?c hello",
}


async def send(stage: Stage, data: bytes) -> None:
    """Send data over a connection of its own, and wait a moment."""
    connection, _ = stage.connect()
    connection.data_received(data)
    await asyncio.sleep(0.01)

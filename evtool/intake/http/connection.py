"""One connection: bytes in, requests out; answers in, bytes out, in order."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

import httptools

from evtool.intake.http import head
from evtool.intake.http.host import Host
from evtool.intake.http.parts import Parts
from evtool.intake.http.request import Request
from evtool.intake.http.response import Response, problem

LINGER_SECONDS = 2.0
"""How long what a refused client still sends is read, so that it sees the answer."""

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_SPARE = 8
"""So many times its limits a request may be in bytes: lines of chunks, and pipelines, count."""


class Connection(asyncio.Protocol):
    """Reads requests with llhttp, and writes the answers of the application."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.transport: Any = None  # the guard cuts connections by their transport
        self._parser = httptools.HttpRequestParser(self)
        self._peer = ""
        self._ready: deque[Request] = deque()
        self._current: Request | None = None
        self._refused = False
        self._last: Response | None = None
        self._half_closed = False
        self._is_blocked = False
        self._start()
        self._reading = False

    def _start(self) -> None:
        self._reading = True
        self._url = b""
        self._headers: dict[bytes, bytes] = {}
        self._head_size = 0
        self._fed = 0
        self._in_head = True
        self._body = Parts()

    # --- what the event loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.Protocol`."""
        self.transport = transport
        peer = transport.get_extra_info("peername")
        self._peer = str(peer[0]) if peer else ""
        self._host.connections.add(self)
        self._host.guard.opened(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the loop's call
        """See `asyncio.Protocol`."""
        self._host.forget(self)
        self._host.guard.forget(self)
        self._ready.clear()
        self._body.clear()
        self.transport = None
        del self._parser  # it knows this connection: neither would go before the next full search

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        if self._refused or self.transport is None:
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as error:
            if not self._refused:
                self._pass_over_upgrade(data[error.args[0] :])
                return
        except httptools.HttpParserCallbackError:
            if not self._refused:
                raise
        except httptools.HttpParserError as error:
            self._refuse(problem(400, f"not a request of HTTP/1.1: {error}"))
        self._fed += len(data)
        if self._fed > _SPARE * head.LIMIT:  # the parser tells of a header only when it ends
            self._count_fed()
        if (self._ready or self._is_blocked) and self.transport is not None:
            self.transport.pause_reading()

    def _pass_over_upgrade(self, rest: bytes) -> None:
        """Read the request, and what comes behind it, as if it had asked for nothing else."""
        method = self._parser.get_method()
        self._parser = httptools.HttpRequestParser(self)
        self.data_received(head.without_upgrade(method, self._url, self._headers) + rest)

    def pause_writing(self) -> None:
        """See `asyncio.Protocol`: the client does not read, so it is not answered further."""
        self._is_blocked = True

    def resume_writing(self) -> None:
        """See `asyncio.Protocol`."""
        self._is_blocked = False
        if self._current is None:
            self._go_on()

    def eof_received(self) -> bool:
        """The client has sent all it will; what it asked for is still answered."""
        self._half_closed = True
        return self._current is not None or self._refused

    # --- what the parser calls

    def on_message_begin(self) -> None:
        """A request begins."""
        self._start()

    def on_url(self, url: bytes) -> None:
        """A part of the target."""
        self._url += url
        self._count(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header; those behind a chunked body are not taken."""
        self._count(len(name) + len(value))
        if not self._in_head:
            return
        name = name.lower()
        known = self._headers.get(name)
        self._headers[name] = value if known is None else b"%s, %s" % (known, value)

    def on_headers_complete(self) -> None:
        """The head is read: refuse now what will not be read."""
        self._in_head = False
        if self._refused or self._asks_for_upgrade():
            return
        self._host.guard.asked(self)
        if self._parser.get_method() == b"CONNECT":
            self._refuse(problem(405, "this is no proxy"))
            return
        headers = self._headers
        version = self._parser.get_http_version()
        objection = head.objection(version, headers, self._host.body_limit)
        if objection is not None:
            self._refuse(objection)
        elif b"expect" in headers and self._current is None and self.transport is not None:
            self.transport.write(_CONTINUE)

    def _asks_for_upgrade(self) -> bool:
        return bool(self._parser.should_upgrade()) and self._parser.get_method() != b"CONNECT"

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        if self._refused:
            return
        self._body.add(body)
        if self._body.size > self._host.body_limit:
            self._body.clear()
            self._refuse(head.body_too_large(self._host.body_limit))

    def on_message_complete(self) -> None:
        """A request is read: answer it, or put it behind those before it."""
        if self._refused or self._asks_for_upgrade():
            return
        self._reading = False
        request = Request(
            self._parser.get_method().decode("latin-1"),
            self._url,
            self._headers,
            self._body.join(),
            self._peer,
            self._parser.should_keep_alive() and self._parser.get_http_version() == "1.1",
        )
        if self._current is None and not self._is_blocked:
            self._handle(request)
        else:
            self._ready.append(request)

    # --- answering

    def _handle(self, request: Request) -> None:
        self._current = request
        self._host.application(request, self._answer)

    def _answer(self, response: Response) -> None:
        """Write the answer of the current request, and go on with the next one."""
        request, transport = self._current, self.transport
        if request is None or transport is None:
            return
        self._current = None
        self._host.statuses[response.status] += 1
        rest = bool(self._ready) or self._last is not None
        more = not self._host.closing and (rest or not self._half_closed)
        keep_alive = request.keep_alive and not response.close and more
        head_only = request.method == "HEAD"
        transport.write(
            self._host.renderer.render(response, keep_alive=keep_alive, head_only=head_only)
        )
        if not keep_alive:
            self._ready.clear()
            transport.close()
        elif not self._is_blocked:
            self._go_on()

    def _go_on(self) -> None:
        """Answer the next request of the pipeline, or wait for one."""
        if not self._ready and self._last is not None:
            self._say_last(self._last)
            return
        if not self._ready:
            self._host.guard.answered(self)
            if self.transport is not None:
                self.transport.resume_reading()
            return
        # In a turn of its own: a long pipeline of quick answers must not nest.
        self._current = self._ready.popleft()
        asyncio.get_running_loop().call_soon(self._handle, self._current)
        if not self._ready and self.transport is not None:
            self.transport.resume_reading()

    def close_when_idle(self) -> None:
        """End the connection, after the answer where one is under way."""
        busy = self._current is not None or self._ready or self._reading
        if not busy and self.transport is not None:
            self.transport.close()

    # --- refusing

    def _refuse(self, response: Response) -> None:
        """Answer what cannot be read further, after the requests before it."""
        if self._refused:
            return
        self._refused = True
        if self._current is None and not self._ready:
            self._say_last(response)
        else:
            self._last = response

    def _say_last(self, response: Response) -> None:
        """Give a last answer; then hang up, but not before the client knows.

        Closing at once with unread data would reset the connection, and many clients
        would never see the answer.
        """
        transport = self.transport
        if transport is None:
            return
        self._host.statuses[response.status] += 1
        self._host.on_refusal(self._peer, response)
        transport.write(self._host.renderer.render(response, keep_alive=False))
        if transport.can_write_eof():
            transport.write_eof()
        asyncio.get_running_loop().call_later(LINGER_SECONDS, self._hang_up)

    def _hang_up(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    def _count(self, size: int) -> None:
        self._head_size += size
        if self._head_size > head.LIMIT:
            self._refuse(head.head_too_large())

    def _count_fed(self) -> None:
        if self._in_head:
            self._refuse(head.head_too_large())
        elif self._reading and self._fed > _SPARE * (head.LIMIT + self._host.body_limit):
            self._refuse(head.body_too_large(self._host.body_limit))

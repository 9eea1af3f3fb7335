"""The ASGI application of the live page: which URL gives what."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from evtool.live.answer import ALWAYS, Answer, Receive, Scope, Send, json_answer, problem
from evtool.live.feed import Filter
from evtool.live.hub import Hub
from evtool.live.page import make_page
from evtool.live.telling import Teller

LOG = logging.getLogger("evtool.live")

MOST_READERS = 100
"""So many browsers are told of events at one time."""

LONGEST_BODY = 8 * 1024 * 1024
"""The largest body that is passed on to the intake, in bytes."""

Query = Mapping[str, str]

_LONGEST_FILTER = 200
_HTML = b"text/html; charset=utf-8"
_TEXT = b"text/plain; charset=utf-8"


class Application:
    """Serves the page and what it asks for; only to names of this machine.

    `facts` are told to the page: the name of the workspace, the address of the log.
    """

    def __init__(self, hub: Hub, facts: Mapping[str, Any], on_ready: Callable[[], None]) -> None:
        self._hub = hub
        self._facts = facts
        self._on_ready = on_ready
        self._ending = asyncio.Event()
        self._pages: dict[str, Callable[[Query], Awaitable[Answer]]] = {
            "/": self._page,
            "/streams": self._streams,
            "/example": self._example,
            "/record": self._record,
            "/healthz": self._health,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    def end(self) -> None:
        """Tell all browsers that this is the end; they come again by themselves."""
        self._ending.set()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        work = asyncio.create_task(self._hub.run())
        await send({"type": "lifespan.startup.complete"})
        self._on_ready()
        await receive()
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work
        self._hub.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        if not is_ours(headers.get(b"host", "")):
            await problem(421, "this page is for this machine: use its address").send(send)
        elif scope["path"] == "/events" and scope["method"] == "GET":
            await self._tell(query, headers.get(b"last-event-id", ""), receive, send)
        else:
            try:
                answer = await self._made(scope, headers, query, receive)
            except Exception:
                LOG.exception("this is a bug in evtool")
                answer = problem(500, "a bug in evtool: its log has the details")
            await answer.send(send, head=scope["method"] == "HEAD")

    async def _made(
        self, scope: Scope, headers: Mapping[bytes, str], query: Query, receive: Receive
    ) -> Answer:
        path, method = scope["path"], scope["method"]
        if path == "/send":
            return await self._send_on(method, headers, query, receive)
        if method not in {"GET", "HEAD"}:
            return problem(405, f"{method} is not served here")
        page = self._pages.get(path)
        return problem(404, "no such page") if page is None else await page(query)

    async def _page(self, _query: Query) -> Answer:
        page, policy = make_page()
        return Answer(200, page, _HTML, policy.encode())

    async def _streams(self, _query: Query) -> Answer:
        return json_answer({**self._facts, "streams": self._hub.streams.as_json()})

    async def _example(self, query: Query) -> Answer:
        name = query.get("stream", "")
        return json_answer(await asyncio.to_thread(self._hub.streams.example, name))

    async def _health(self, _query: Query) -> Answer:
        return json_answer({"status": "ok"})

    async def _record(self, query: Query) -> Answer:
        try:
            partition, offset = (int(query[name]) for name in ("partition", "offset"))
            value = await self._hub.record(query["topic"], partition, offset)
        except (KeyError, ValueError):
            return problem(400, "name a topic, a partition and an offset")
        return problem(404, "no such record") if value is None else Answer(200, value, _TEXT)

    async def _send_on(
        self, method: str, headers: Mapping[bytes, str], query: Query, receive: Receive
    ) -> Answer:
        if method != "POST":
            return problem(405, f"{method} is not served here")
        if not is_from_here(headers):
            return problem(403, "only this page may send")
        body = await _body(receive)
        if body is None:
            return problem(413, f"the body has over {LONGEST_BODY:,} bytes")
        dry, key = query.get("dry_run") == "true", headers.get(b"x-api-key", "")
        send = self._hub.intake.send
        return json_answer(await asyncio.to_thread(send, body, dry_run=dry, key=key))

    async def _tell(self, query: Query, last_id: str, receive: Receive, send: Send) -> None:
        """Tell a browser of events until it goes, or the service ends."""
        hub = self._hub
        if hub.readers >= MOST_READERS:
            await problem(503, "too many pages are open").send(send)
            return
        stream, text = (query.get(name, "")[:_LONGEST_FILTER] for name in ("stream", "text"))

        async def write(data: bytes) -> None:
            await send({"type": "http.response.body", "body": data, "more_body": True})

        headers = ((b"content-type", b"text/event-stream"), *ALWAYS)
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        teller = Teller(hub, Filter(stream, text.lower()), last_id or query.get("after", ""), write)
        hub.readers += 1
        try:
            await _first_of(teller.tell(), _gone(receive), self._ending.wait())
        finally:
            hub.readers -= 1
        with contextlib.suppress(OSError):
            await send({"type": "http.response.body", "body": b""})


def is_ours(host: str) -> bool:
    """Whether a Host header names this machine by address: no foreign name leads here.

    A page elsewhere could have its own name mean 127.0.0.1, and then read what we serve.
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name == "localhost" or name.endswith(".localhost"):
        return True
    with contextlib.suppress(ValueError):
        ipaddress.ip_address(name)
        return True
    return False


def is_from_here(headers: Mapping[bytes, str]) -> bool:
    """Whether a request that changes something comes from our own page, or from no page."""
    origin, host = headers.get(b"origin"), headers.get(b"host", "")
    site = headers.get(b"sec-fetch-site", "same-origin")
    return site in {"same-origin", "none"} and (origin is None or origin == f"http://{host}")


async def _first_of(*works: Any) -> None:
    """Wait until the first of several works is done; the others are cancelled."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
    for one in done:
        if isinstance(one, Exception) and not isinstance(one, (OSError, TimeoutError)):
            LOG.error("a bug in evtool", exc_info=one)


async def _gone(receive: Receive) -> None:
    """Wait until the client is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _body(receive: Receive) -> bytes | None:
    """The body of a request; None if it is too long."""
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > LONGEST_BODY:
            return None
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)

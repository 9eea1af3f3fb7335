"""The ASGI application: which URL gives what. Answers are made once and remembered."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any

from evtool.streamconfig.access import log_access
from evtool.streamconfig.answer import (
    Answer,
    Receive,
    Scope,
    Send,
    not_allowed,
    preflight,
    refusal,
    untagged,
)
from evtool.streamconfig.lookup import many_streams, one_stream, problem_json
from evtool.streamconfig.mediawiki.action import OF_THE_MOMENT, Action
from evtool.streamconfig.mediawiki.parameters import parse_parameters
from evtool.streamconfig.reload import LOG, Current
from evtool.streamconfig.snapshot import Snapshot

STREAMS = "/v1/streams"
MEDIAWIKI = "/w/api.php"
LONGEST_BODY = 64 * 1024
"""The largest form of a POST request, in bytes."""

LONG_QUERY = 1000
"""A longer query asks for many streams: its answer is made in a thread."""

AT_ONCE = 2
"""So many answers are made in threads at the same time; others wait for their turn."""


class Application:
    """The service as an ASGI application over the configuration that is current.

    `on_ready` is called when it has started. `access` tells whether requests are logged.
    """

    def __init__(
        self,
        current: Current,
        *,
        access: bool = False,
        on_ready: Callable[[], None] = lambda: None,
    ) -> None:
        self._current = current
        self._access = access
        self._on_ready = on_ready
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        started = time.perf_counter() if self._access else 0.0
        answer = await self._answer(scope, receive)
        status = await answer.send(scope, send)
        if self._access:
            log_access(scope, status, len(answer.body), time.perf_counter() - started)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        snapshot = self._current.snapshot
        key = (scope["raw_path"], scope["query_string"])
        if scope["method"] in {"GET", "HEAD"}:
            known = snapshot.answers.get(key)
            if known is not None:
                return known
        try:
            return await self._made(snapshot, scope, receive)
        except Exception:  # noqa: BLE001 - a bug of ours in one answer ends no other
            LOG.exception("this is a bug in evtool")
            return refusal(500, "a bug in evtool: its log has the details")

    async def _made(self, snapshot: Snapshot, scope: Scope, receive: Receive) -> Answer:
        path, method = scope["path"], scope["method"]
        if path == MEDIAWIKI:
            return await self._mediawiki(snapshot, scope, receive)
        if method == "OPTIONS":
            return preflight()
        if method not in {"GET", "HEAD"}:
            return not_allowed(method)
        query = scope["query_string"]
        if path.startswith(f"{STREAMS}/"):
            name = path[len(STREAMS) + 1 :]
            slow = b"origins" in query or snapshot.configuration.find(name) is None
            return await self._remembered(
                snapshot, scope, lambda: one_stream(snapshot, name, query), slow=slow
            )
        if path == STREAMS:
            slow = snapshot.is_large or len(query) > LONG_QUERY
            return await self._remembered(
                snapshot, scope, lambda: many_streams(snapshot, query), slow=slow
            )
        return self._page(path, snapshot)

    async def _mediawiki(self, snapshot: Snapshot, scope: Scope, receive: Receive) -> Answer:
        method = scope["method"]
        if method not in {"GET", "HEAD", "POST"}:
            return not_allowed(method)
        parameters = parse_parameters(scope["query_string"].decode("latin-1"))
        if method == "POST":
            form = await _body(receive)
            if form is None:
                return refusal(413, f"the form has over {LONGEST_BODY:,} bytes")
            parameters |= parse_parameters(form.decode("latin-1"))
        everything = snapshot.is_large and "streams" not in parameters
        slow = everything or sum(map(len, parameters.values())) > LONG_QUERY

        def make() -> Answer:
            return Action(parameters).answer(snapshot.configuration)

        if method == "POST" or not parameters.keys().isdisjoint(OF_THE_MOMENT):
            return await self._worked(make, slow=slow)
        return await self._remembered(snapshot, scope, make, slow=slow)

    async def _remembered(
        self, snapshot: Snapshot, scope: Scope, make: Callable[[], Answer], *, slow: bool
    ) -> Answer:
        key = (scope["raw_path"], scope["query_string"])
        answer = await self._worked(make, slow=slow)
        return snapshot.answers.put(key, answer) if answer.status == 200 else answer

    async def _worked(self, make: Callable[[], Answer], *, slow: bool) -> Answer:
        """Make an answer; in a thread where others would wait for it."""
        if not slow:
            return make()
        async with self._turns:
            return await asyncio.to_thread(make)

    def _page(self, path: str, snapshot: Snapshot) -> Answer:
        configuration = snapshot.configuration
        if path in {"/healthz", "/readyz"}:
            return untagged(self._health(), configuration.version)
        if path == "/v1/problems":
            problems = [problem_json(snapshot, one) for one in configuration.problems]
            return untagged({"version": 1, "problems": problems}, configuration.version)
        if path == "/":
            urls = [STREAMS, f"{STREAMS}/NAME", "/v1/problems", MEDIAWIKI, "/healthz"]
            return untagged({"version": 1, "urls": urls}, configuration.version)
        return refusal(404, "no such page", f"`{STREAMS}` lists the streams")

    def _health(self) -> dict[str, Any]:
        current = self._current
        snapshot, failure = current.snapshot, current.failure
        return {
            "status": "stale" if failure else "ok",
            "configuration": snapshot.configuration.version,
            "loaded": snapshot.loaded.isoformat(timespec="seconds"),
            "streams": len(snapshot.configuration.entries),
            "problems": len(snapshot.configuration.problems),
            "kept": list(snapshot.configuration.kept),
            "failure": failure.message if failure else None,
        }

    async def _live(self, receive: Receive, send: Send) -> None:
        """Watch the files from start to end."""
        watch: asyncio.Task[None] | None = None
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                watch = asyncio.create_task(self._current.watch())
                self._on_ready()
                await send({"type": "lifespan.startup.complete"})
            else:
                if watch is not None:
                    watch.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await watch
                await send({"type": "lifespan.shutdown.complete"})
                return


async def _body(receive: Receive) -> bytes | None:
    """The body of a request; None for one that is too long, or whose client is gone."""
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += bytes(message.get("body", b""))
        if len(body) > LONGEST_BODY:
            return None
        if not message.get("more_body"):
            return body

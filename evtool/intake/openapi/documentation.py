"""Answering with the documentation: made by a thread when asked for, and kept."""

from __future__ import annotations

import asyncio
import gzip
import logging
import time
from dataclasses import dataclass, replace

from evtool.intake.event.json_text import dump
from evtool.intake.event.router import Router
from evtool.intake.http.request import Request
from evtool.intake.http.response import JSON, Answer, Headers, Response, problem
from evtool.intake.openapi.described import described
from evtool.intake.openapi.document import document
from evtool.intake.openapi.page import POLICY, page
from evtool.intake.state import State

LOG = logging.getLogger("evtool.intake")

FRESH_SECONDS = 5.0
"""How long nobody looks whether there are new versions of schemas."""

MOST_WAITING = 100
"""Requests that wait for the documentation; more are turned away."""

_SPEC, _PAGE = "/openapi.json", "/docs"
_HTML = b"text/html; charset=utf-8"
_ALLOW = ((b"allow", b"GET, HEAD"),)
_SHARED: Headers = ((b"cache-control", b"no-cache"), (b"vary", b"accept-encoding"))
_PACKED: Headers = (*_SHARED, (b"content-encoding", b"gzip"))


@dataclass(frozen=True)
class Text:
    """One document, as it is and compressed."""

    plain: bytes
    packed: bytes
    media_type: bytes
    policy: bytes = b""

    def response(self, request: Request) -> Response:
        """The answer, compressed for those who understand that."""
        packed = b"gzip" in request.headers.get(b"accept-encoding", b"").lower()
        body, headers = (self.packed, _PACKED) if packed else (self.plain, _SHARED)
        return Response(200, body, headers, media_type=self.media_type, policy=self.policy)


@dataclass(frozen=True)
class Edition:
    """The documentation of one configuration, with the schemas that there were."""

    router: Router
    schemas: int
    spec: Text
    page: Text
    fresh_until: float


class Documentation:
    """Answers requests for the OpenAPI document and for the page."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._edition: Edition | None = None
        self._waiting: list[tuple[Request, Answer]] = []

    @staticmethod
    def is_asked(path: str, request: Request) -> bool:
        """Whether a request is for the documentation; `path` is in lower case."""
        if path == "/":
            return "spec" in request.query or "doc" in request.query
        return path in (_SPEC, _PAGE)

    def answer(self, request: Request, answer: Answer) -> None:
        """Answer a request, at once or when the documentation is made."""
        if request.method not in ("GET", "HEAD"):
            answer(problem(405, f"{request.method} is not served here", headers=_ALLOW))
            return
        if any(name.startswith("path") for name in request.query):
            answer(problem(404, "the page is one file: there are no others"))
            return
        edition = self._edition
        if edition is not None and self._holds(edition):
            answer(_chosen(edition, request))
            return
        if len(self._waiting) >= MOST_WAITING:
            retry = ((b"retry-after", b"1"),)
            answer(problem(503, "the documentation is being made", headers=retry))
            return
        self._waiting.append((request, answer))
        if len(self._waiting) == 1:
            made = asyncio.get_running_loop().run_in_executor(None, self._make)
            made.add_done_callback(self._finish)

    def _holds(self, edition: Edition) -> bool:
        return edition.router is self._state.router and time.monotonic() < edition.fresh_until

    def _make(self) -> Edition:
        """Runs in a thread: it reads the files of all schemas, which takes a while."""
        router, known = self._state.router, self._edition
        schemas = hash(tuple(router.library.uris()))
        until = time.monotonic() + FRESH_SECONDS
        if known is not None and known.router is router and known.schemas == schemas:
            return replace(known, fresh_until=until)
        found = described(router)
        spec = document(found, test_events=bool(self._state.config.test_events))
        return Edition(
            router,
            schemas,
            _text(dump(spec), JSON),
            _text(page(found).encode("utf-8", "replace"), _HTML, POLICY),
            until,
        )

    def _finish(self, made: asyncio.Future[Edition]) -> None:
        waiting, self._waiting = self._waiting, []
        if made.cancelled():
            return
        error = made.exception()
        if error is not None:
            LOG.error("the documentation cannot be made", exc_info=error)
            for _, answer in waiting:
                answer(problem(500, "the documentation cannot be made: the log says more"))
            return
        self._edition = edition = made.result()
        for request, answer in waiting:
            answer(_chosen(edition, request))


def _text(plain: bytes, media_type: bytes, policy: bytes = b"") -> Text:
    return Text(plain, gzip.compress(plain, 6, mtime=0), media_type, policy)


def _chosen(edition: Edition, request: Request) -> Response:
    path = request.path.rstrip("/").lower()
    is_page = path == _PAGE or (not path and "doc" in request.query)
    return (edition.page if is_page else edition.spec).response(request)

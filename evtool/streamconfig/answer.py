"""Answers: bytes that are made once, and how they are sent."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = tuple[tuple[bytes, bytes], ...]

JSON = b"application/json"
CHUNK = 64 * 1024
"""A body is sent in pieces of so many bytes: each waits until the client has read."""

_ALWAYS: Headers = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Configuration-Version"),
    (b"x-content-type-options", b"nosniff"),
)
_PREFLIGHT: Headers = (
    (b"allow", b"GET, HEAD, OPTIONS"),
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS"),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-max-age", b"600"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: status, headers and body.

    `tag` is the entity tag (RFC 9110); empty for answers without. `lifetime` are the
    seconds for the header `Expires`; None for answers without.
    """

    status: int
    headers: Headers
    body: bytes
    tag: bytes = b""
    lifetime: int | None = None

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return len(self.body) + 1024

    def is_known(self, scope: Scope) -> bool:
        """Whether the client has this content already (`If-None-Match`)."""
        if not self.tag:
            return False
        for name, value in scope["headers"]:
            if name == b"if-none-match":
                tags = [one.strip().removeprefix(b"W/") for one in value.split(b",")]
                return self.tag in tags or b"*" in tags
        return False

    async def send(self, scope: Scope, send: Send) -> int:
        """Send it, or only what the request asks for; the status that was sent."""
        status, body, headers = self.status, self.body, self.headers
        if self.is_known(scope):
            status, body = 304, b""
            headers = tuple(one for one in headers if one[0] not in _OF_CONTENT)
        if self.lifetime is not None:
            headers = (*headers, (b"expires", _http_date(self.lifetime)))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        if scope["method"] == "HEAD":
            body = b""
        for at in range(CHUNK, len(body), CHUNK):
            piece = body[at - CHUNK : at]
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        rest = body[(len(body) - 1) // CHUNK * CHUNK :] if body else b""
        await send({"type": "http.response.body", "body": rest})
        return status


_OF_CONTENT = frozenset({b"content-type", b"content-length"})


def _http_date(seconds: int) -> bytes:
    return formatdate(time.time() + seconds, usegmt=True).encode()


def tagged(body: bytes, version: str) -> Answer:
    """JSON that a client keeps, and asks about again."""
    tag = b'"%s"' % hashlib.sha256(body).hexdigest()[:32].encode()
    more = ((b"etag", tag), (b"cache-control", b"no-cache"))
    return Answer(200, (*_headers(body), *more, _version(version)), body, tag)


def untagged(value: Any, version: str, status: int = 200) -> Answer:
    """JSON that nobody should keep."""
    body = dump(value)
    return Answer(
        status, (*_headers(body), (b"cache-control", b"no-store"), _version(version)), body
    )


def refusal(
    status: int, message: str, hint: str | None = None, headers: Headers = (), **more: Any
) -> Answer:
    """An error as a JSON object: status, message, hint, and what else there is to say."""
    body = dump({"status": status, "message": message, "hint": hint, **more})
    made = (*_headers(body), (b"cache-control", b"no-cache"), *headers)
    return Answer(status, made, body)


def preflight() -> Answer:
    """What a browser asks before it sends `If-None-Match` to another origin."""
    return Answer(204, (*_ALWAYS, *_PREFLIGHT), b"")


def not_allowed(method: str) -> Answer:
    """405 for methods other than GET and HEAD."""
    allowed = ((b"allow", b"GET, HEAD, OPTIONS"),)
    return refusal(405, f"{method} is not served, only GET and HEAD", headers=allowed)


def dump(value: Any) -> bytes:
    """A JSON value as compact UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def join(parts: Iterable[bytes], start: bytes, end: bytes) -> bytes:
    """JSON texts with commas between them."""
    return start + b",".join(parts) + end


def _headers(body: bytes) -> Headers:
    length = (b"content-length", str(len(body)).encode())
    return ((b"content-type", JSON), length, *_ALWAYS)


def _version(version: str) -> tuple[bytes, bytes]:
    return (b"configuration-version", version.encode())

"""Plain answers, and the headers that every one has: nothing may frame, keep or read them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = tuple[tuple[bytes, bytes], ...]

ALWAYS: Headers = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
SILENT = b"default-src 'none'; frame-ancestors 'none'"
"""The Content-Security-Policy of all that is no page."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer with its whole body."""

    status: int
    body: bytes
    media_type: bytes = b"application/json"
    policy: bytes = SILENT

    async def send(self, send: Send, *, head: bool = False) -> None:
        """Give the answer; without its body for HEAD."""
        headers = (
            (b"content-type", self.media_type),
            (b"content-length", str(len(self.body)).encode()),
            (b"content-security-policy", self.policy),
            *ALWAYS,
        )
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if head else self.body})


def json_answer(value: Any, status: int = 200) -> Answer:
    """A JSON value, in ASCII."""
    return Answer(status, json.dumps(value).encode())


def problem(status: int, message: str) -> Answer:
    """What is wrong with a request."""
    return json_answer({"status": status, "message": message}, status)

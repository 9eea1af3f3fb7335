"""One answer, and its bytes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from typing import Any

from evtool.intake.event.json_text import dump

Headers = tuple[tuple[bytes, bytes], ...]

JSON = b"application/json"
POLICY = b"content-security-policy"
_PHRASES = {status.value: status.phrase for status in HTTPStatus}


@dataclass(frozen=True, slots=True)
class Response:
    """Status, body, headers and reason phrase; `close` ends the connection after it.

    `policy` takes the place of the Content-Security-Policy that all other answers have.
    """

    status: int
    body: bytes = b""
    headers: Headers = ()
    reason: str = ""
    media_type: bytes = b""
    close: bool = False
    policy: bytes = b""


Answer = Callable[[Response], None]
"""Sends the answer of a request; once."""


def json_response(status: int, value: Any, headers: Headers = (), reason: str = "") -> Response:
    """A JSON answer."""
    return Response(status, dump(value), headers, reason, JSON)


def problem(
    status: int, detail: str, *, kind: str = "", headers: Headers = (), close: bool = False
) -> Response:
    """An error of the request as a whole, in the form of the reference intake."""
    title = _PHRASES.get(status, "Error")
    name = kind or title.lower().replace(" ", "_")
    body = dump({"status": status, "type": name, "title": title, "detail": detail})
    return Response(status, body, headers, media_type=JSON, close=close)


def _lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    return b"".join(b"%s: %s\r\n" % one for one in headers)


class Renderer:
    """Writes answers out; `always` are the headers that every answer has.

    Answers without body and headers of their own, nearly all there are, are remembered for
    a second: as long as their date is right.
    """

    def __init__(self, always: Headers, clock: Callable[[], float] = time.time) -> None:
        self._always = _lines(always)
        self._without_policy = _lines([one for one in always if one[0] != POLICY])
        self._clock = clock
        self._second = 0
        self._date = b""
        self._plain: dict[tuple[int, str, bool], bytes] = {}

    def render(self, response: Response, *, keep_alive: bool, head_only: bool = False) -> bytes:
        """The bytes of an answer; `head_only` is for HEAD, whose answers have no body."""
        self._look_at_clock()
        if response.body or response.headers or response.media_type:
            return self._whole(response, keep_alive=keep_alive, head_only=head_only)
        key = (response.status, response.reason, keep_alive)
        known = self._plain.get(key)
        if known is None:
            known = self._whole(response, keep_alive=keep_alive, head_only=True)
            self._plain[key] = known
        return known

    def _whole(self, response: Response, *, keep_alive: bool, head_only: bool) -> bytes:
        reason = response.reason or _PHRASES.get(response.status, "")
        lines = [b"HTTP/1.1 %d %s\r\n" % (response.status, reason.encode("latin-1", "replace"))]
        lines += (self._date, self._without_policy if response.policy else self._always)
        if response.policy:
            lines.append(b"%s: %s\r\n" % (POLICY, response.policy))
        if response.media_type:
            lines.append(b"content-type: %s\r\n" % response.media_type)
        lines += [b"%s: %s\r\n" % one for one in response.headers]
        if response.status != HTTPStatus.NO_CONTENT:
            lines.append(b"content-length: %d\r\n" % len(response.body))
        if not keep_alive:
            lines.append(b"connection: close\r\n")
        lines.append(b"\r\n")
        if not head_only:
            lines.append(response.body)
        return b"".join(lines)

    def _look_at_clock(self) -> None:
        second = int(self._clock())
        if second != self._second:
            self._second = second
            self._date = f"date: {formatdate(second, usegmt=True)}\r\n".encode()
            self._plain.clear()

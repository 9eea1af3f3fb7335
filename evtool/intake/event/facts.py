"""What a request tells about all of its events: when, from where, with which headers."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping

from evtool.intake.event.moment import iso

LONGEST_HEADER = 400
"""Characters of a header that are put into an event; the rest is cut off."""


class Facts:
    """One request, as far as events are concerned.

    `headers` are as received, by lower-case name; `peer` is the address of the client's
    socket; `now` the time of receipt in milliseconds, `now_text` the same as text: one object
    for all events of the request. `schema_uri` and `stream` are what
    events name that name none themselves.
    """

    __slots__ = (
        "_client_ip",
        "_request_id",
        "headers",
        "now",
        "now_text",
        "peer",
        "schema_uri",
        "stream",
    )

    def __init__(
        self,
        headers: Mapping[bytes, bytes],
        peer: str = "",
        now: int | None = None,
        *,
        schema_uri: str | None = None,
        stream: str | None = None,
    ) -> None:
        self.headers = headers
        self.peer = peer
        self.now = time.time_ns() // 1_000_000 if now is None else now
        self.schema_uri = schema_uri
        self.stream = stream
        self.now_text = iso(self.now)
        self._request_id = ""
        self._client_ip: str | None = None

    @property
    def request_id(self) -> str:
        """What the client calls the request, or a new name."""
        if not self._request_id:
            self._request_id = self._text(b"x-request-id") or new_id()
        return self._request_id

    @property
    def client_ip(self) -> str:
        """The client behind the proxies that say whom they speak for."""
        if self._client_ip is None:
            named = self._text(b"x-client-ip")
            if not named:
                named = self._text(b"x-forwarded-for").partition(",")[0].strip()
            self._client_ip = named or self.peer[:LONGEST_HEADER]
        return self._client_ip

    def header(self, name: bytes) -> str:
        """A header, cut to its limit; empty if it is absent."""
        return self.request_id if name == b"x-request-id" else self._text(name)

    def _text(self, name: bytes) -> str:
        value = self.headers.get(name)
        return value[:LONGEST_HEADER].decode("latin-1") if value else ""


class _Ids:
    """Random UUIDs; the system is asked for randomness once for many of them."""

    _ONCE = 256

    def __init__(self) -> None:
        self._digits = ""
        self._at = 0

    def new(self) -> str:
        at = self._at
        digits = self._digits[at : at + 32]
        if not digits:
            self._digits = os.urandom(16 * self._ONCE).hex()
            at, digits = 0, self._digits[:32]
        self._at = at + 32
        variant = _VARIANTS[digits[16]]
        return (
            f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
        )


_VARIANTS = {f"{digit:x}": "89ab"[digit & 3] for digit in range(16)}

new_id: Callable[[], str] = _Ids().new
"""A random UUID (RFC 9562, version 4). Processes are started anew, never forked from here."""

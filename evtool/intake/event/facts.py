"""What a request tells about all of its events: when, from where, with which headers."""

from __future__ import annotations

import time
from collections.abc import Mapping

from evtool.intake.event.ids import new_id
from evtool.intake.event.moment import iso

LONGEST_HEADER = 400
"""Characters of a header that are put into an event; the rest is cut off."""

REQUEST_ID = b"x-request-id"
"""The header with what the client calls the request; one that has none gets a new name."""

TOLD_IN_FULL = 64 * 1024
"""Bytes of a request's invalid events of which all errors are told; of others the first one.

To find all errors of an event takes some microseconds for each.
"""


class Facts:
    """One request, as far as events are concerned.

    `headers` are as received, by lower-case name; `peer` is the address of the client's
    socket; `now` the time of receipt in milliseconds, `now_text` the same as text: one object
    for all events of the request. `schema_uri` and `stream` are what
    events name that name none themselves. `told` counts the bytes of invalid events whose
    errors were all looked for.
    """

    __slots__ = (
        "_client_ip",
        "_texts",
        "headers",
        "now",
        "now_text",
        "peer",
        "schema_uri",
        "stream",
        "told",
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
        self.told = 0
        self.now_text = iso(self.now)
        self._texts: dict[bytes, str] = {}
        self._client_ip: str | None = None

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
        """A header, cut to its limit; empty if it is absent. Each request has a name."""
        text = self._texts.get(name)
        if text is None:
            text = self._text(name)
            if not text and name == REQUEST_ID:
                text = new_id()
            self._texts[name] = text
        return text

    def _text(self, name: bytes) -> str:
        value = self.headers.get(name)
        return value[:LONGEST_HEADER].decode("latin-1") if value else ""

"""One request, read whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote_to_bytes

if TYPE_CHECKING:
    from evtool.intake.access.caller import Caller
    from evtool.intake.access_log import Counts

MOST_PARAMETERS = 100
"""How many parameters a request has at most."""

_ABSOLUTE = re.compile(rb"https?://[^/]*/?", re.IGNORECASE)


class TooManyParameters(Exception):
    """A query has more parameters than are looked at."""


@dataclass
class Request:
    """Method, target, headers by lower-case name, body, and the address of the client.

    A header that came several times is joined with commas (RFC 9110, section 5.3). `caller`
    and `counts` are set by those who look for them: the client, where keys are needed, and
    what has become of the events, where that is logged.
    """

    method: str
    target: bytes
    headers: Mapping[bytes, bytes]
    body: bytes = b""
    peer: str = ""
    keep_alive: bool = True
    caller: Caller | None = field(default=None, init=False)
    counts: Counts | None = field(default=None, init=False)

    @cached_property
    def path(self) -> str:
        """The path, decoded, with a `?` in it only where that was written as `%3F`."""
        raw = self.target.partition(b"?")[0]
        if not raw.startswith(b"/"):  # a client that takes us for a proxy: RFC 9112, section 3.2.2
            raw = _ABSOLUTE.sub(b"/", raw, count=1)
        return (
            unquote_to_bytes(raw).decode("utf-8", "replace")
            if b"%" in raw
            else raw.decode("latin-1")
        )

    @cached_property
    def query(self) -> Mapping[str, list[str]]:
        """The parameters; one without `=` is there with an empty value.

        Raises:
            TooManyParameters: Nobody asks for so many things at a time.
        """
        raw = self.target.partition(b"?")[2]
        if not raw:
            return {}
        if raw.count(b"&") >= MOST_PARAMETERS:
            raise TooManyParameters(f"a query has at most {MOST_PARAMETERS} parameters")
        return parse_qs(raw.decode("latin-1"), keep_blank_values=True)

    def parameter(self, name: str) -> str | None:
        """The last value of a parameter; None if it is absent."""
        values = self.query.get(name)
        return values[-1] if values else None

    def header(self, name: bytes) -> str:
        """A header as text; empty if it is absent."""
        return self.headers.get(name, b"").decode("latin-1")

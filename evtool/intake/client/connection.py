"""One connection to an intake, kept open from request to request."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from evtool.errors import EvtoolError

EVENTS = "/v1/events"

_LARGEST_ANSWER = 64 * 1024 * 1024


class Unreachable(EvtoolError):
    """The service cannot be reached, or takes nothing."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a service answered; headers by lower-case name."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class IntakeConnection:
    """Posts events to the intake at a URL: its root, or that of its events."""

    def __init__(
        self, url: str, headers: Mapping[str, str] | None = None, timeout: float = 60.0
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise EvtoolError(f"{url!r} is no URL of an intake", hint="write http://HOST:PORT")
        try:
            port = parts.port
        except ValueError as error:
            raise EvtoolError(f"{url!r}: {error}", hint="write http://HOST:PORT") from error
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        self._connection = kind(parts.hostname, port, timeout=timeout)
        path = parts.path.rstrip("/")
        self._path = path if path.endswith(EVENTS) else path + EVENTS
        self._headers = {"user-agent": "evtool", **(headers or {})}
        self.url = f"{parts.scheme}://{parts.netloc}{self._path}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def post(self, body: bytes, media_type: str, query: str = "") -> Reply:
        """Post one body.

        Raises:
            Unreachable: There is no connection, or no answer of HTTP on it.
        """
        target = f"{self._path}?{query}" if query else self._path
        headers = {**self._headers, "content-type": media_type}
        try:
            self._connection.request("POST", target, body, headers)
            answer = self._connection.getresponse()
            content = answer.read(_LARGEST_ANSWER)
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            hint = "is it running? `evtool intake run` or `evtool dev` starts one"
            raise Unreachable(f"no intake answers at {self.url}: {reason}", hint=hint) from error
        named = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, named, content)

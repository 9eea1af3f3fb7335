"""Requests to the server of a store over HTTP: one connection, kept open."""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from evtool.config import Section
from evtool.connectors.secrets import without_user
from evtool.connectors.sink import TargetFailure

_MOST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; the names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def words(self) -> str:
        """The beginning of the body, for a sentence about a failure."""
        return self.body[:_MOST_SHOWN].decode(errors="replace").strip()

    def json(self) -> Any:
        """The body; None where it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def field(self, name: str) -> Any:
        """A member of the body; None where there is none."""
        body = self.json()
        return body.get(name) if isinstance(body, dict) else None


class Web:
    """Sends requests to one server; credentials may stand in its URL.

    Args:
        url: `http://` or `https://`, with a path under which all requests go.
        timeout: Seconds that the server may take to connect, and for each answer.
        headers: What each request carries besides.
    """

    def __init__(self, url: str, timeout: float, headers: Mapping[str, str] | None = None) -> None:
        parts = urlsplit(url)
        self.shown = without_user(url)
        self._base = parts.path
        self._query = f"?{parts.query}" if parts.query else ""
        self._host = parts.netloc.rpartition("@")[2]
        self._secure = parts.scheme == "https"
        self._timeout = timeout
        self._headers = {"user-agent": "evtool", **(headers or {})}
        if parts.username is not None:
            pair = f"{parts.username}:{parts.password or ''}"
            self._headers["authorization"] = basic(pair)
        self._open: http.client.HTTPConnection | None = None
        self._has_answered = False

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request; the path is below that of the URL.

        Raises:
            TargetFailure: The server cannot be reached, or hung up.
        """
        try:
            return self._ask(method, path, body, headers)
        except (OSError, http.client.HTTPException) as error:
            had_answered = self._has_answered
            self.close()
            # Servers close connections that rest: that says nothing about a new one.
            if not (had_answered and isinstance(error, ConnectionError)):
                raise self._away(error) from error
        try:
            return self._ask(method, path, body, headers)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise self._away(error) from error

    def reach(self) -> None:
        """Connect, and ask nothing.

        Raises:
            TargetFailure: The server cannot be reached.
        """
        try:
            self._connection().connect()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise self._away(error) from error

    def close(self) -> None:
        """Let go of the connection."""
        if self._open is not None:
            self._open.close()
        self._open = None
        self._has_answered = False

    def _connection(self) -> http.client.HTTPConnection:
        if self._open is None:
            kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
            self._open = kind(self._host, timeout=self._timeout)
        return self._open

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str] | None
    ) -> Answer:
        connection = self._connection()
        target = self._base.rstrip("/") + path if path else self._base
        if self._query and "?" not in path:
            target += self._query
        connection.request(method, target or "/", body, {**self._headers, **(headers or {})})
        said = connection.getresponse()
        fields = {name.lower(): value for name, value in said.getheaders()}
        answer = Answer(said.status, fields, said.read())
        self._has_answered = True
        return answer

    def _away(self, error: Exception) -> TargetFailure:
        return TargetFailure(
            f"{self.shown} cannot be reached: {str(error) or type(error).__name__}",
            hint="is the server up, and is the address right?",
        )


def basic(pair: str) -> str:
    """The value of the header `authorization` for `USER:PASSWORD`."""
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def refusal(web: Web, answer: Answer, doing: str) -> TargetFailure:
    """What an answer that is no success means, where records are not to blame."""
    hints = {
        401: "are the credentials right?",
        403: "may this user do that?",
        404: "is the path of the address right?",
    }
    said = f": {answer.words}" if answer.words else ""
    return TargetFailure(
        f"{web.shown} did not {doing}, it answered {answer.status}{said}",
        hint=hints.get(answer.status, "the server says what is wrong with it"),
    )


def check_url(url: str, section: Section) -> None:
    """Refuse what is no address of an HTTP server.

    Raises:
        ConfigurationError: It is none.
    """
    try:
        parts = urlsplit(url)
        fine = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        fine = False
    if not fine:
        raise section.error("is no address of a server", "write http://HOST:PORT/PATH")

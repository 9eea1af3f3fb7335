"""The intake, as the page talks to it: through this service, so that there is one origin."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

EVENTS = "/v1/events"
SECONDS = 15.0
"""How long an answer may take."""

SIGN_SECONDS = 1.5
"""How long a sign of life may take."""

_LONGEST_ANSWER = 1024 * 1024


@dataclass(frozen=True)
class Intake:
    """The intake at a URL. The methods wait: they are called in a thread."""

    url: str

    def is_up(self) -> bool:
        """Whether it answers."""
        try:
            return self._ask("GET", "/_info/version", None, SIGN_SECONDS)[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def send(self, body: bytes, *, dry_run: bool, key: str = "") -> dict[str, Any]:
        """Post a body of events; its answer, or what kept it from answering.

        `key` is an API key, for an intake that takes no events without one.
        """
        started = time.perf_counter()
        path = f"{EVENTS}?dry_run=true" if dry_run else EVENTS
        try:
            status, reason, text = self._ask("POST", path, body, SECONDS, key)
        except (OSError, http.client.HTTPException) as error:
            why = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            return {"status": 0, "reason": f"the intake at {self.url} does not answer ({why})"}
        milliseconds = round((time.perf_counter() - started) * 1000, 1)
        return {"status": status, "reason": reason, "body": text, "milliseconds": milliseconds}

    def _ask(
        self, method: str, path: str, body: bytes | None, seconds: float, key: str = ""
    ) -> tuple[int, str, str]:
        where = urlsplit(self.url)
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=seconds)
        headers = {"content-type": "application/json", "connection": "close"}
        if key:
            headers["x-api-key"] = key
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read(_LONGEST_ANSWER).decode("utf-8", "replace")
            return answer.status, answer.reason, text
        finally:
            connection.close()

"""An intake that answers as it is told, on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass
class Posted:
    """One request as the service got it."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def events(self) -> list[Any]:
        """The events of the body, as JSON lines or an array."""
        if self.body.startswith(b"["):
            return list(json.loads(self.body))
        return [json.loads(line) for line in self.body.splitlines()]


@dataclass
class Service:
    """The answers to give, one after another (the last one for ever), and what was posted.

    An answer is a status, a JSON body or None, and headers; None hangs up.
    """

    url: str
    answers: list[tuple[int, Any, dict[str, str]] | None] = field(default_factory=list)
    posted: list[Posted] = field(default_factory=list)

    def say(self, status: int, body: Any = None, **headers: str) -> None:
        """Add an answer."""
        self.answers.append((status, body, headers))

    def next(self) -> tuple[int, Any, dict[str, str]] | None:
        """The answer to give now."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def service() -> Iterator[Service]:
    """Give a service, which has no answers yet."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            made.posted.append(Posted(self.path, headers, body))
            answer = made.next()
            if answer is None:
                self.close_connection = True
                return
            status, value, more = answer
            content = b"" if value is None else json.dumps(value).encode()
            self.send_response(status)
            for name, text in {**more, "content-length": str(len(content))}.items():
                self.send_header(name.replace("_", "-"), text)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made = Service(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()

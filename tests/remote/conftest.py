"""A server on loopback that answers as a test tells it to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from evtool.remote import transport


@dataclass
class Reply:
    """What the server sends: status, body, headers; `length` may lie about the body."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    hang_up: bool = False


@dataclass
class Server:
    """A running server: replies by path (the last one stays), and what it was asked."""

    http: ThreadingHTTPServer
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def host(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.http.server_port}"

    @property
    def base(self) -> str:
        """The address of a repository on it."""
        return f"http://{self.host}/repository/"

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [path for path, _ in self.asked]

    def serve(self, path: str, *replies: Reply) -> None:
        """Answer a path below the repository with each of the replies in turn."""
        self.replies[f"/repository/{path}"] = list(replies)

    def reply(self, path: str, headers: dict[str, str]) -> Reply:
        """Take the next reply for a path; 304 where its tag is still right."""
        self.asked.append((path, headers))
        left = self.replies.get(path, [Reply(404, b"not here")])
        found = left.pop(0) if len(left) > 1 else left[0]
        tag = found.headers.get("ETag")
        return Reply(304) if tag and headers.get("If-None-Match") == tag else found

    def stop(self) -> None:
        """Take the server down: nothing listens any more."""
        self.http.shutdown()
        self.http.server_close()


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reply = server.reply(self.path, dict(self.headers))
            if reply.hang_up:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            length = len(reply.body) if reply.length is None else reply.length
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    return Handler


@pytest.fixture(autouse=True)
def _no_proxy_no_pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep proxies out of it, and attempts close together."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(transport, "PAUSES", (0.0, 0.0))
    transport._opener.cache_clear()
    yield
    transport._opener.cache_clear()


@pytest.fixture
def start() -> Iterator[Callable[[], Server]]:
    """Give a function that starts a server."""
    running: list[Server] = []

    def make() -> Server:
        http = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
        http.daemon_threads = True
        server = Server(http)
        http.RequestHandlerClass = _handler(server)
        threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
        running.append(server)
        return server

    yield make
    for server in running:
        server.stop()


@pytest.fixture
def server(start: Callable[[], Server]) -> Server:
    """Give a running server."""
    return start()


@pytest.fixture
def reply() -> type[Reply]:
    """Give the class of replies: test modules cannot import from here."""
    return Reply

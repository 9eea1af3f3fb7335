"""`evtool intake run` as a process, in a workspace of a few schemas; and clients of it."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from in_process import SAMPLES, schema

from evtool.log.record import Record
from evtool.log.sqlite.log import SqliteLog

PATIENCE = 30.0
_URL = re.compile(r"tak(?:ing|e) events at (http://[^\s/]+)")
_ADMIN = re.compile(r'(?:; |"admin": \[")(http://[^\s/"]+)')


def wait_for(condition: Callable[[], object], what: str = "it", patience: float = PATIENCE) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, f"{what} takes too long"
        time.sleep(0.02)


class Folder:
    """A workspace with the schema /basic/1.0.0, the streams `basic` and `many.*`, and a log."""

    def __init__(self, root: Path, log: Path | None = None, **intake: Any) -> None:
        self.root = root
        self.log = log or root / "data/log.db"
        self.intake = {"port": 0, "admin_port": 0, "error_stream": "eventgate.error"} | intake
        self.add("basic", {"id": {"type": "string"}, "text": {"type": "string"}})
        self.streams(
            {
                "basic": {"schema_title": "basic"},
                r"/^many\.[a-z0-9]+$/": {"schema_title": "basic"},
                "eventgate.error": {"schema_title": "error"},
            }
        )
        self.configure()

    def configure(self, **sections: Any) -> None:
        """Write the configuration."""
        content = {
            "version": 1,
            "repositories": [
                {"name": "own", "role": "primary", "path": "schemas"},
                {"name": "samples", "role": "secondary", "path": str(SAMPLES)},
            ],
            "streams": {"files": ["streams.yaml"]},
            "log": f"sqlite:{self.log}",
            "intake": self.intake,
        }
        (self.root / "evtool.yaml").write_text(json.dumps(content | sections))

    def streams(self, settings: Mapping[str, Any]) -> None:
        """Write the stream file."""
        (self.root / "streams.yaml").write_text(json.dumps({"streams": settings}))

    def add(self, title: str, properties: Mapping[str, Any]) -> None:
        """Write the schema of a title, with `any` property of whatever kind besides its own."""
        path = self.root / f"schemas/{title}/1.0.0.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(schema(title, {"any": {}, **properties})))

    def records(self, topic: str | None = None) -> Iterator[Record]:
        """All records of the log, or those of a topic; offsets have to be without a gap."""
        log = SqliteLog(self.log)
        try:
            for place, marks in log.topics().items():
                at = marks.first
                while at < marks.next and topic in (None, place.topic):
                    found = log.read(place, at, 5000)
                    assert [one.offset for one in found] == list(range(at, at + len(found)))
                    assert found, f"{place}: nothing at {at} of {marks}"
                    yield from found
                    at += len(found)
        finally:
            log.close()


class Service:
    """A running intake."""

    def __init__(self, folder: Folder, *options: str, environment: Mapping[str, str] = {}) -> None:
        command = [sys.executable, "-m", "evtool", "-C", str(folder.root), "intake", "run"]
        self.process = subprocess.Popen(
            [*command, *options],
            stderr=subprocess.PIPE,
            env={**os.environ, **environment},
        )
        self.log: list[str] = []
        self.url = self.admin = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        wait_for(lambda: self.has_logged("service.ready") or self.process.poll() is not None)
        assert self.process.poll() is None, "".join(self.log)

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            text = line.decode(errors="replace")
            url, admin = _URL.search(text), _ADMIN.search(text)
            if url is not None and admin is not None:
                self.url, self.admin = url[1], admin[1]
            self.log.append(text)

    def has_logged(self, text: str) -> bool:
        """Whether its log holds a text."""
        return any(text in line for line in self.log)

    @property
    def port(self) -> int:
        """Its port."""
        return int(self.url.rpartition(":")[2])

    def client(self, timeout: float = 20.0) -> http.client.HTTPConnection:
        """A connection to it."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def post(self, body: Any, path: str = "/v1/events", **headers: str) -> tuple[int, bytes]:
        """Post a body, JSON unless it is bytes; status and answer."""
        return self.ask("POST", path, body, headers)[:2]

    def ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] = {}
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        """Status, body and headers of the answer to one request."""
        content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        fields = {"content-type": "application/json"} if content is not None else {}
        fields |= {name.replace("_", "-"): value for name, value in headers.items()}
        client = self.client()
        try:
            client.request(method, path, content, fields)
            answer = client.getresponse()
            return answer.status, answer.read(), answer.headers
        finally:
            client.close()

    def admin_page(self, path: str) -> tuple[int, bytes]:
        """A page of the admin port."""
        client = http.client.HTTPConnection("127.0.0.1", int(self.admin.rpartition(":")[2]))
        try:
            client.request("GET", path)
            answer = client.getresponse()
            return answer.status, answer.read()
        finally:
            client.close()

    def resident(self) -> int:
        """Bytes of memory that it uses."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) * 1024

    def wait(self) -> int:
        """Its exit code."""
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, and wait for the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.wait()


def event(number: object, stream: str = "basic", **more: Any) -> dict[str, Any]:
    """A valid event."""
    return {"$schema": "/basic/1.0.0", "meta": {"stream": stream}, "id": str(number), **more}


def ids(records: Iterator[Record] | Sequence[Record]) -> list[str]:
    """The ids of events; a torn one is no JSON, and fails."""
    return [json.loads(record.value)["id"] for record in records]

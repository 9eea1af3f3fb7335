"""The source `sse` against servers of this machine."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from source_bench import SourceBench, event

from evtool.connectors.failure import TargetFailure
from evtool.connectors.runner import patience
from evtool.connectors.sources import live_page
from evtool.connectors.sources.sse_messages import Message
from evtool.connectors.sources.sse_plain import Plain
from evtool.errors import ConfigurationError

pytestmark = pytest.mark.network


@dataclass
class Upstream:
    """A server with a list of events; it hangs up after each `most` of them."""

    events: list[dict[str, Any]] = field(default_factory=list)
    most: int = 1000
    with_ids: bool = True
    status: int = 200
    kind: str = "text/event-stream; charset=utf-8"
    asked: list[dict[str, str]] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)
    shown: int = 1000
    ended: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def told(self, last: str | None) -> Iterator[bytes]:
        """What a reader is told: Wikimedia's way."""
        at = int(json.loads(last)[0]["offset"]) + 1 if last else 0
        yield b":ok\n\n"
        end = at + self.most
        while at < end and not self.ended.is_set():
            if at >= len(self.events):
                time.sleep(0.01)
                continue
            mark = json.dumps([{"topic": "t", "partition": 0, "offset": at}])
            head = f"event: message\nid: {mark}\n" if self.with_ids else ""
            yield f"{head}data: {json.dumps(self.events[at])}\n\n".encode()
            at += 1

    def page(self) -> Iterator[bytes]:
        """What the live page of an evtool tells: the newest only, and long ones in part."""
        yield b'event: hello\ndata: {"resumed": false, "mark": "x-0"}\n\n'
        told = max(0, len(self.events) - self.shown)
        while not self.ended.is_set():
            if told < len(self.events):
                items = [self._item(at) for at in range(told, len(self.events))]
                told = len(self.events)
                data = json.dumps({"missed": 0, "first": True, "items": items[-self.shown :]})
                yield f"id: x-{told}\nevent: events\ndata: {data}\n\n".encode()
            time.sleep(0.01)

    def _item(self, at: int) -> dict[str, Any]:
        text = json.dumps(self.events[at])
        return {"place": ["basic", 0, at], "text": text[:200], "cut": len(text) > 200}


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """A server on loopback."""
    made = Upstream()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Answer."""
            made.asked.append({name.lower(): value for name, value in self.headers.items()})
            parts = urlsplit(self.path)
            if parts.path.endswith("/record"):
                self._record(int(parse_qs(parts.query)["offset"][0]))
                return
            self.send_response(made.status)
            self.send_header("content-type", made.kind)
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            live = parts.path.endswith("/live/events")
            try:
                for part in made.page() if live else made.told(self.headers["last-event-id"]):
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
                    self.wfile.flush()
                self.wfile.write(b"0\r\n\r\n")
            except OSError:
                self.close_connection = True

        def _record(self, at: int) -> None:
            body = b"" if at in made.gone else json.dumps(made.events[at]).encode()
            self.send_response(200 if body else 404)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield made
    made.ended.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SourceBench:
    """A workspace, with pauses that are short."""
    monkeypatch.setattr(patience, "pause", lambda _attempt: 0.01)
    return SourceBench(tmp_path)


def test_it_goes_on_after_each_break(bench: SourceBench, upstream: Upstream) -> None:
    """The server hangs up after three events; it is asked for the next ones."""
    upstream.events = [event(one) for one in range(20)]
    upstream.most = 3
    bench.run(bench.make("sse", url=f"{upstream.url}/stream?a=b"), bench.has(20))
    assert bench.counts() == list(range(20))
    assert len(set(bench.ids())) == 20
    assert bench.tally.retries == 0
    assert "last-event-id" not in upstream.asked[0]
    assert json.loads(upstream.asked[-1]["last-event-id"])[0]["offset"] >= 17


def test_a_second_run_goes_on(bench: SourceBench, upstream: Upstream) -> None:
    """From the id of the last message that is in the log."""
    upstream.events = [event(one) for one in range(5)]
    make = bench.make("sse", url=upstream.url)
    bench.run(make, bench.has(5))
    upstream.events += [event(one) for one in range(5, 9)]
    bench.run(make, bench.has(9))
    assert bench.counts() == list(range(9))


def test_without_ids_equal_events_have_equal_ids(bench: SourceBench, upstream: Upstream) -> None:
    """A server that begins anew each time gives the same events."""
    upstream.events = [event(one) for one in range(3)]
    upstream.most, upstream.with_ids = 3, False
    bench.run(bench.make("sse", url=upstream.url), bench.has(6))
    assert len(set(bench.ids())) == 3
    assert bench.position.read() is None


def test_other_streams_are_left_out(bench: SourceBench, upstream: Upstream) -> None:
    """`only` goes by meta.stream."""
    upstream.events = [event(1), {**event(2), "meta": {"stream": "canary"}}, event(3)]
    bench.run(bench.make("sse", url=upstream.url, only=["basic"]), bench.has(2))
    assert bench.counts() == [1, 3]
    assert not bench.letters()


def test_credentials_and_headers(bench: SourceBench, upstream: Upstream) -> None:
    """Those of the URL are sent, and never shown."""
    upstream.events = [event(1)]
    url = upstream.url.replace("//", "//ada:secret@")
    make = bench.make("sse", url=url, headers={"X-Key": "k"}, since='[{"offset": -1}]')
    bench.run(make, bench.has(1))
    asked = upstream.asked[0]
    assert asked["authorization"] == "Basic YWRhOnNlY3JldA=="
    assert (asked["x-key"], asked["user-agent"]) == ("k", "evtool")
    assert asked["last-event-id"] == '[{"offset": -1}]'
    source = make()
    assert "secret" not in source.identity + repr(source._config) + "".join(source.plan(()))


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [(200, "text/html", "answers text/html"), (503, "text/plain", "answered 503"),
     (401, "text/plain", "answered 401")],
)  # fmt: skip
def test_what_is_no_stream_of_events_is_told(
    bench: SourceBench, upstream: Upstream, status: int, kind: str, words: str
) -> None:
    """And tried again: a gateway may say so for a while."""
    upstream.status, upstream.kind, upstream.most = status, kind, 0
    make = bench.make("sse", url=upstream.url)
    with pytest.raises(TargetFailure, match=words), make():
        pass


def test_nobody_there(bench: SourceBench) -> None:
    """It is waited for."""
    make = bench.make("sse", url="http://127.0.0.1:1/")
    with pytest.raises(TargetFailure, match="cannot be read"), make():
        pass


def test_silence_ends_a_connection(bench: SourceBench, upstream: Upstream) -> None:
    """A connection that is dead and says nothing is given up, and made anew."""
    upstream.events = [event(1)]
    make = bench.make("sse", url=upstream.url, silent_seconds=0.2)
    bench.run(make, lambda: len(upstream.asked) > 3 and bench.tally.retries > 0)
    assert bench.counts() == [1]


def live(bench: SourceBench, upstream: Upstream) -> Any:
    """What makes a source that follows a live page."""
    return bench.make("sse", url=f"{upstream.url}/live/events", dialect="evtool")


def test_a_live_page_is_followed_without_a_gap(bench: SourceBench, upstream: Upstream) -> None:
    """What the page left out, and what it shows in part, is fetched."""
    upstream.events = [event(0), {**event(1), "text": "ä" * 500}]
    bench.run(live(bench, upstream), bench.has(2))
    upstream.events += [event(one) for one in range(2, 30)]
    upstream.shown = 3
    upstream.gone = {5}
    bench.run(live(bench, upstream), bench.has(29))
    assert bench.counts() == [one for one in range(30) if one != 5]
    assert bench.events()[1]["text"] == "ä" * 500


def test_a_gap_without_end_is_cut(
    bench: SourceBench, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not more than so many records are asked for one by one; the log tells of the others."""
    monkeypatch.setattr(live_page, "_LONGEST_GAP", 4)
    upstream.events = [event(0)]
    bench.run(live(bench, upstream), bench.has(1))
    upstream.events += [event(one) for one in range(1, 20)]
    upstream.shown = 1
    bench.run(live(bench, upstream), bench.has(6))
    assert bench.counts() == [0, 15, 16, 17, 18, 19]


def test_positions_of_one_dialect_mean_nothing_to_the_other(
    bench: SourceBench, upstream: Upstream
) -> None:
    """They are refused."""
    with live(bench, upstream)() as source, pytest.raises(ConfigurationError):
        next(source.changes({"id": "x"}))
    with bench.make("sse", url=upstream.url)() as source, pytest.raises(ConfigurationError):
        next(source.changes({"offsets": {}}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "ftp://x"},
        {"url": "http://x/", "batch_rows": 0},
        {"url": "http://x/", "dialect": "evtool", "since": "1"},
        {"url": "http://x/", "headers": {"a": "b\r\nc: d"}},
    ],
)
def test_options_that_mean_nothing(bench: SourceBench, wrong: dict[str, Any]) -> None:
    """They are refused before anything is read."""
    with pytest.raises(ConfigurationError):
        bench.make("sse", **wrong)


def test_other_messages_are_told_and_are_no_events() -> None:
    """Such as the errors of a server; the position goes on over them."""
    [change] = Plain().changes(Message("error", b'{"message": "too slow"}', "7"))
    assert (change.event, change.position, change.problem) == (None, {"id": "7"}, None)
    [cut] = Plain().changes(Message("message", b"xx", "8", cut=True))
    assert cut.problem == "the message has over 2 bytes"

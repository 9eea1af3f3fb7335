"""The service behind the live page, without a browser."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from evtool.live.application import is_from_here, is_ours
from tests.live.conftest import PATIENCE, Platform

pytestmark = pytest.mark.network

Run = Callable[..., Platform]
Event = dict[str, Any]


class Told:
    """Server-sent events, one after the other."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.mark = ""
        self._lines = response.iter_lines()

    def next(self, name: str) -> Any:
        """The data of the next event of this name."""
        kind, started = "", time.monotonic()
        for line in self._lines:
            assert time.monotonic() - started < PATIENCE, f"no {name}"
            field, _, value = line.partition(": ")
            if field == "event":
                kind = value
            elif field == "id":
                self.mark = value
            elif field == "data" and kind == name:
                return json.loads(value)
        raise AssertionError("the stream ended")


@contextmanager
def told(platform: Platform, mark: str = "", **parameters: str) -> Iterator[Told]:
    """What a browser is told that has seen everything up to a mark."""
    headers = {"last-event-id": mark} if mark else {}
    url = f"{platform.live}/events"
    with platform.http.stream("GET", url, params=parameters, headers=headers) as response:
        yield Told(response)


def test_a_browser_that_comes_back_misses_nothing(run: Run, order: Event) -> None:
    """Last-Event-ID goes on where it was; another run's starts anew."""
    platform = run()
    platform.post(order)
    with told(platform) as page:
        assert page.next("hello")["resumed"] is False
        assert [item["stream"] for item in read(page, 1)] == ["shop.order"]
        mark = page.mark
    platform.post({**order, "order_id": "A-2"}, {**order, "order_id": "A-3"})
    with told(platform, mark) as page:
        assert page.next("hello")["resumed"] is True
        assert ['"A-2"' in item["text"] for item in read(page, 2)] == [True, False]
    with told(platform, "0000-7") as page:
        assert page.next("hello")["resumed"] is False
        assert len(read(page, 3)) == 3
    with told(platform, text="a-3") as page:
        assert len(read(page, 1)) == 1
    with told(platform, stream="other") as page:
        assert page.next("events") == {"missed": 0, "first": True, "items": []}


def test_a_slow_browser_gets_a_summary(run: Run, order: Event) -> None:
    """Whoever does not read for a while is told how many it missed, not each of them."""
    platform = run()
    with told(platform) as page:
        page.next("events")
        for _ in range(12):
            assert platform.post(*[order] * 500).status_code == 201
        seen = missed = 0
        while seen + missed < 6000:
            batch = page.next("events")
            assert len(batch["items"]) <= 200
            seen += len(batch["items"])
            missed += batch["missed"]
        assert seen + missed == 6000
        counts = page.next("counts")
        while counts[0]["count"] < 6000:
            counts = page.next("counts")
        assert counts[0]["name"] == "shop.order"
        assert sum(counts[0]["history"]) == 6000
        assert counts[0]["rate"] > 0


def test_a_long_event_is_cut_and_read_whole(run: Run, order: Event) -> None:
    """The page asks for the record; digits are those that were sent."""
    platform = run()
    long = {**order, "item_name": "x" * 255, "dt": "2026-01-15T09:30:00Z"}
    text = json.dumps({**long, "meta": {"stream": "shop.order", "domain": "y" * 20_000}})
    text = text.replace('"quantity": 2', '"quantity": 2.000')
    headers = {"content-type": "application/json"}
    answer = platform.http.post(
        f"{platform.urls['intake']}/v1/events", content=text, headers=headers
    )
    assert answer.status_code == 201
    with told(platform) as page:
        (item,) = read(page, 1)
    assert item["cut"]
    assert item["size"] > 20_000
    topic, partition, offset = item["place"]
    whole = platform.get("/record", topic=topic, partition=partition, offset=offset)
    assert json.loads(whole.text)["meta"]["domain"] == "y" * 20_000
    assert whole.headers["content-type"].startswith("text/plain")
    assert platform.get("/record", topic=topic, partition=0, offset=99).status_code == 404
    assert platform.get("/record", topic=topic, partition=0, offset="x").status_code == 400


def test_the_page_guards_itself(run: Run) -> None:
    """A strict policy with a new nonce each time; foreign names and pages are turned away."""
    platform = run("--only", "live")
    one, other = platform.get("/"), platform.get("/")
    policy = one.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    nonce = policy.partition("script-src 'nonce-")[2].partition("'")[0]
    assert one.text.count(f'nonce="{nonce}"') == 2
    assert nonce not in other.text
    assert "http:" not in one.text.replace("http://www.w3.org", ""), "nothing is loaded elsewhere"
    assert (
        platform.http.get(f"{platform.live}/", headers={"host": "evil.example"}).status_code == 421
    )
    sent = platform.http.post(f"{platform.live}/send", headers={"origin": "http://evil.example"})
    assert sent.status_code == 403
    assert platform.http.post(f"{platform.live}/streams").status_code == 405
    assert platform.get("/nothing").status_code == 404
    assert platform.http.head(f"{platform.live}/").content == b""
    assert platform.post is not None
    assert platform.end() == 0


def test_a_log_that_cannot_be_read_is_told(run: Run, workspace_folder: Any, order: Event) -> None:
    """The page says why it shows nothing; the form works all the same."""
    file = workspace_folder / "evtool.yaml"
    file.write_text(file.read_text().replace("sqlite:.evtool/log.db", "file:out.jsonl"))
    platform = run()
    platform.wait("live.no_log")
    with told(platform) as page:
        assert "cannot be read" in page.next("state")["problem"]
    body = json.dumps(order).encode()
    sent = platform.http.post(f"{platform.live}/send", content=body).json()
    assert (sent["status"], sent["reason"]) == (201, "All 1 out of 1 events were accepted.")
    assert platform.get("/example", stream="nope").json()["problem"] == "no stream nope is declared"
    assert platform.end() == 0


def read(page: Told, count: int) -> list[Event]:
    """The next so many events."""
    items: list[Event] = []
    while len(items) < count:
        items += page.next("events")["items"]
    return items


@pytest.mark.parametrize(("host", "ours"), [
    ("127.0.0.1:8194", True), ("localhost", True), ("[::1]:1", True), ("192.0.2.1", True),
    ("evil.example", False), ("localhost.evil.example", False), ("", False), ("[", False),
])  # fmt: skip
def test_only_addresses_are_our_names(host: str, ours: bool) -> None:  # noqa: FBT001 - a case
    """A foreign name could be made to mean this machine, and its page could read ours."""
    assert is_ours(host) is ours


def test_who_may_send() -> None:
    """Our page, and programs that are no page."""
    host = {b"host": "127.0.0.1:1"}
    assert is_from_here(host)
    assert is_from_here({**host, b"origin": "http://127.0.0.1:1", b"sec-fetch-site": "same-origin"})
    assert not is_from_here({**host, b"origin": "http://127.0.0.1:2"})
    assert not is_from_here({**host, b"sec-fetch-site": "cross-site"})

"""Which URL gives what."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from evtool.streamconfig import application as module
from evtool.streamconfig.application import Application
from evtool.streamconfig.reload import Current

Ask = Callable[..., httpx.Response]


def test_one_stream(ask: Ask) -> None:
    """The entry that holds for it, its topics and its settings, with where it is from."""
    answer = ask("/v1/streams/page.change")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {
        "version": 1,
        "stream": "page.change",
        "entry": "page.change",
        "match": "name",
        "topics": ["dc1.page.change", "dc2.page.change"],
        "source": {"path": "streams.yaml", "pointer": "/streams/page.change"},
        "settings": {
            "topic_prefixes": ["dc1.", "dc2."],
            "schema_title": "page/change",
            "canary": True,
            "stream": "page.change",
        },
    }


@pytest.mark.parametrize(
    ("name", "entry", "match"),
    [
        ("job.run", r"/^job\..+/", "regex"),
        (r"/^job\..+/", r"/^job\..+/", "name"),
        ("größe", "größe", "name"),
    ],
)
def test_names_in_urls(ask: Ask, name: str, entry: str, match: str) -> None:
    """Regexes, and what a URL has to encode."""
    answer = ask(f"/v1/streams/{quote(name, safe='')}").json()
    assert (answer["stream"], answer["entry"], answer["match"]) == (name, entry, match)


def test_origins(ask: Ask) -> None:
    """Each setting with its file and line."""
    origins = ask("/v1/streams/ui.click?origins").json()["origins"]
    assert origins["/sample/rate"] == {
        "origin": "entry",
        "path": "streams.yaml",
        "line": 8,
        "pointer": "/streams/ui.click/sample/rate",
    }
    assert origins["/topic_prefixes"]["line"] == 3
    assert origins["/stream"] == {"origin": "name"}
    assert "origins" not in ask("/v1/streams/ui.click?origins=no").json()


def test_entity_tags(ask: Ask, current: Current, folder: Path) -> None:
    """Who has the content already gets 304, until it changes; other changes do not matter."""
    answer = ask("/v1/streams/page.change")
    tag, version = answer.headers["etag"], answer.headers["configuration-version"]
    assert version == current.snapshot.configuration.version
    known = ask("/v1/streams/page.change", if_none_match=f'"x", W/{tag}')
    assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", tag)
    assert "content-length" not in known.headers
    _edit(folder, current, "rate: 0.1", "rate: 0.2")
    known = ask("/v1/streams/page.change", if_none_match=tag)
    assert known.status_code == 304
    assert known.headers["configuration-version"] != version
    _edit(folder, current, "canary: true", "canary: false")
    assert ask("/v1/streams/page.change", if_none_match=tag).status_code == 200
    assert ask("/v1/streams/page.change", if_none_match="*").status_code == 304


def _edit(folder: Path, current: Current, old: str, new: str) -> None:
    path = folder / "streams.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert current.reload()


def test_an_unknown_stream(ask: Ask) -> None:
    """404 names the nearest."""
    answer = ask("/v1/streams/page.chnge")
    assert answer.status_code == 404
    assert answer.json()["nearest"] == ["page.change"]
    assert answer.json()["hint"] == "did you mean page.change?"


def _names(answer: httpx.Response) -> list[str]:
    return [one["stream"] for one in answer.json()["streams"]]


def test_many_streams(ask: Ask) -> None:
    """All, in the order of the file, or those that are asked for; unknown ones are named."""
    everything = ask("/v1/streams")
    assert _names(everything) == ["page.change", "ui.click", r"/^job\..+/", "größe"]
    assert "unknown" not in everything.json()
    some = ask("/v1/streams?names=job.a,nope&names=page.change,job.a,")
    assert _names(some) == ["job.a", "page.change"]
    assert some.json()["unknown"] == ["nope"]
    assert ask("/v1/streams?names=").json()["streams"] == []


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("sample exists", ["ui.click"]),
        ("not sample exists and canary = true", ["page.change"]),
        ("sample.rate < 0.5 or topics has 'dc1.größe'", ["ui.click", "größe"]),
        ("stream = page.change", ["page.change"]),
    ],
)
def test_choosing_by_settings(ask: Ask, where: str, names: list[str]) -> None:
    """With and, or and not; derived topics count."""
    assert _names(ask(f"/v1/streams?where={quote(where)}")) == names


@pytest.mark.parametrize(
    ("url", "status", "said"),
    [
        ("/v1/streams?where=a", 400, "missing"),
        ("/v1/streams?name=a", 400, "no parameter 'name'"),
        ("/v1/streams/page.change?origin", 400, "no parameter 'origin'"),
        ("/v1/streams?names=" + ",".join(map(str, range(1001))), 400, "1001 names"),
        ("/v1", 404, "no such page"),
        ("/w/index.php", 404, "no such page"),
    ],
)
def test_refusals(ask: Ask, url: str, status: int, said: str) -> None:
    """Real statuses, with a sentence."""
    answer = ask(url)
    assert answer.status_code == status
    assert said in answer.json()["message"]


def test_methods(ask: Ask) -> None:
    """Reading only; a browser may ask first."""
    head, get = ask("/v1/streams", "HEAD"), ask("/v1/streams")
    assert head.content == b""
    assert head.headers == get.headers
    for url in ("/v1/streams", "/w/api.php"):
        refused = ask(url, "DELETE")
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    asked = ask("/v1/streams/page.change", "OPTIONS")
    assert (asked.status_code, asked.headers["access-control-allow-headers"]) == (204, "*")


def test_mediawiki(ask: Ask) -> None:
    """The old API beside the new one, as GET and as a form."""
    url = "/w/api.php?action=streamconfigs"
    made = ask(f"{url}&streams=job.a|nope").json()
    assert made["streams"]["job.a"]["topics"] == ["dc1.job.a", "dc2.job.a"]
    assert list(made["streams"]) == ["job.a"]
    form = ask(url, "POST", b"streams=gr%C3%B6%C3%9Fe")
    assert list(form.json()["streams"]) == ["größe"]
    assert ask(url, "POST", b"x" * 70_000).status_code == 413
    answer = ask(f"{url}&requestid=1")
    assert "expires" in answer.headers
    assert "etag" not in answer.headers


def test_health_and_problems(ask: Ask, current: Current, folder: Path) -> None:
    """What is served, and what is wrong in the files."""
    health = ask("/healthz").json()
    assert (health["status"], health["streams"], health["kept"]) == ("ok", 4, [])
    assert health["configuration"] == current.snapshot.configuration.version
    assert ask("/v1/problems").json()["problems"] == []
    _edit(folder, current, "{schema_title: a/job}", "5")
    assert ask("/healthz").json()["kept"] == [r"/^job\..+/"]
    (problem,) = ask("/v1/problems").json()["problems"]
    assert problem == {
        "kind": "wrong-type",
        "message": r"the entry /^job\..+/ must be a map of settings, not a number",
        "hint": None,
        "stream": r"/^job\..+/",
        "path": "streams.yaml",
        "line": 9,
        "pointer": r"/streams/~1^job\..+~1",
    }
    assert ask("/").json()["urls"]


def test_a_bug_of_ours_ends_one_answer_only(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged with its traceback."""

    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(module, "one_stream", fail)
    answer = ask("/v1/streams/page.change")
    assert answer.status_code == 500
    assert "ZeroDivisionError" in caplog.text
    assert ask("/healthz").status_code == 200


def test_requests_are_logged(current: Current, caplog: pytest.LogCaptureFixture) -> None:
    """Where that is asked for: what was asked, and how it went."""
    caplog.set_level(logging.INFO, "evtool.streamconfig.access")

    async def send() -> None:
        transport = httpx.ASGITransport(Application(current, access=True))
        async with httpx.AsyncClient(transport=transport, base_url="http://streams") as client:
            await client.get("/v1/streams/page.change?origins")

    asyncio.run(send())
    (record,) = caplog.records
    fields = record.fields  # type: ignore[attr-defined]
    assert fields["event"] == "http.request"
    assert (fields["method"], fields["path"]) == ("GET", "/v1/streams/page.change")
    assert (fields["query"], fields["status"]) == ("origins", 200)
    assert fields["bytes"] > 0


def test_large_answers_are_sent_in_pieces(current: Current) -> None:
    """So that a slow client holds little of it in memory."""
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": "/v1/streams", "raw_path": b"/v1/streams",
        "query_string": b"names=" + b",".join(b"job.%d" % number for number in range(1000)),
        "headers": [],
    }  # fmt: skip
    asyncio.run(Application(current)(scope, receive, send))
    start, *pieces = sent
    body = b"".join(piece["body"] for piece in pieces)
    assert len(pieces) > 3
    assert [piece.get("more_body", False) for piece in pieces] == [True] * (len(pieces) - 1) + [
        False
    ]
    assert dict(start["headers"])[b"content-length"] == str(len(body)).encode()


def test_answers_are_made_once(ask: Ask, current: Current, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time they are remembered, until the configuration changes."""
    first = ask("/v1/streams/page.change").content

    def fail(*_: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(module, "one_stream", fail)
    assert ask("/v1/streams/page.change").content == first
    assert current.reload()
    assert ask("/v1/streams/page.change").status_code == 500

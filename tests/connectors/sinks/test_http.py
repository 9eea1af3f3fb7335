"""The sink `http`, against a server on loopback."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from fake_http import Posted, Said, answering
from sinks import NO_EVENT, batch, options, record

from evtool.connectors.batch import Batch
from evtool.connectors.sink import Guarantee, RecordFailure, TargetFailure
from evtool.connectors.sinks.http import HttpSink
from evtool.errors import ConfigurationError

Numbers = list[list[int]]


class Receiver:
    """A webhook that answers what it is told, one answer after the other, and then 201."""

    def __init__(self, *answers: Said | None) -> None:
        self.answers = list(answers)
        self.posted: list[Posted] = []

    def __call__(self, posted: Posted) -> Said | None:
        """Take a request."""
        self.posted.append(posted)
        return self.answers.pop(0) if self.answers else Said(201)

    @property
    def numbers(self) -> Numbers:
        """The numbers of the events of each request."""
        return [[one["number"] for one in json.loads(posted.body)] for posted in self.posted]


def sink(
    folder: Path, url: str, sleep: Callable[[float], None] = lambda _: None, **settings: Any
) -> HttpSink:
    """Make a sink."""
    made = HttpSink(options("http", folder, url=url, **settings))
    made.sleep = sleep
    return made


def test_a_batch_is_an_array_in_requests_of_a_size(tmp_path: Path) -> None:
    """What comes again is posted again: the guarantee says so, an id lets the server know."""
    say = Receiver()
    with answering(say) as url, sink(tmp_path, f"{url}/hook?a=b", request_rows=2) as opened:
        assert opened.guarantee is Guarantee.AT_LEAST_ONCE
        opened.deliver(batch(0, 1, 2))
        opened.deliver(batch(0, 1, 2))
        assert opened.positions() == {}
    assert say.numbers == [[0, 1], [2]] * 2
    assert {posted.path for posted in say.posted} == {"/hook?a=b"}
    ids = [posted.headers["x-batch-id"] for posted in say.posted]
    assert ids == ["shop.order/0/0/1/2", "shop.order/0/2/2/1"] * 2


def test_lines_compressed_and_signed(tmp_path: Path) -> None:
    """The signature is the one that evtool's intake checks, of the body as it is sent."""
    say = Receiver()
    settings = {
        "format": "ndjson", "compress": True, "signing_secret": "sesame",
        "headers": {"authorization": "Bearer abc"},
    }  # fmt: skip
    with answering(say) as url, sink(tmp_path, url, **settings) as opened:
        opened.deliver(batch(3, 4))
        assert "sesame" not in repr(opened._config)
        assert "abc" not in repr(opened._config)
    posted = say.posted[0]
    lines = gzip.decompress(posted.body).splitlines()
    assert [json.loads(line)["number"] for line in lines] == [3, 4]
    assert posted.headers["authorization"] == "Bearer abc"
    assert posted.headers["content-type"] == "application/x-ndjson"
    time, name, digest = posted.headers["x-signature"].split(",")
    expected = hmac.new(b"sesame", f"{time[2:]}.".encode() + posted.body, hashlib.sha256)
    assert name == "name=evtool"
    assert digest == f"v1={expected.hexdigest()}"


def test_events_that_are_refused_are_named_and_the_others_not_posted_again(
    tmp_path: Path,
) -> None:
    """The runner offers the batch again without them."""
    partly = {"invalid": [{"index": 1, "message": "no such stream"}], "error": []}
    say = Receiver(Said(207, json.dumps(partly).encode()))
    with answering(say) as url, sink(tmp_path, url) as opened:
        with pytest.raises(RecordFailure, match="no such stream") as caught:
            opened.deliver(batch(0, 1, 2))
        assert caught.value.at == (1,)
        opened.deliver(batch(0, 2))
        opened.deliver(batch(3))
    assert say.numbers == [[0, 1, 2], [3]]


def test_an_event_that_may_be_taken_later_is_not_passed_over(tmp_path: Path) -> None:
    """`retriable` means the store, and not the record."""
    partly = {"error": [{"index": 0, "retriable": True}]}
    say = Receiver(Said(207, json.dumps(partly).encode()))
    with (
        answering(say) as url,
        sink(tmp_path, url) as opened,
        pytest.raises(TargetFailure, match="later"),
    ):
        opened.deliver(batch(0, 1))


def test_a_request_that_is_refused_without_a_reason_is_to_be_halved(tmp_path: Path) -> None:
    """Until one event stands alone."""
    say = Receiver(Said(400, b"bad"), Said(413, b"large"))
    with answering(say) as url, sink(tmp_path, url) as opened:
        with pytest.raises(RecordFailure, match="answered 400: bad") as caught:
            opened.deliver(batch(0, 1))
        assert caught.value.at == ()
        with pytest.raises(RecordFailure, match="answered 413: large") as caught:
            opened.deliver(batch(0))
        assert caught.value.at == (0,)


def test_what_is_no_event_is_never_posted(tmp_path: Path) -> None:
    """The sink knows its place itself."""
    say = Receiver()
    with answering(say) as url, sink(tmp_path, url) as opened:
        with pytest.raises(RecordFailure) as caught:
            opened.deliver(Batch.of([record(0), record(1, NO_EVENT)]))
        assert caught.value.at == (1,)
    assert not say.posted


def _waits(folder: Path, answers: Sequence[Said]) -> list[float]:
    pauses: list[float] = []
    with (
        answering(Receiver(*answers)) as url,
        sink(folder, url, pauses.append, longest_pause=9.0) as opened,
    ):
        opened.deliver(batch(0))
    return pauses


def test_a_busy_server_is_asked_again_when_it_says(tmp_path: Path) -> None:
    """Twice, and not after pauses longer than is configured: then the runner's alarm counts."""
    busy = Said(429, headers={"retry-after": "7"})
    assert _waits(tmp_path, [busy, busy]) == [7.0, 7.0]
    with pytest.raises(TargetFailure, match="answered 429"):
        _waits(tmp_path, [busy, busy, busy])
    with pytest.raises(TargetFailure, match="answered 503"):
        _waits(tmp_path, [Said(503, headers={"retry-after": "10"})])
    with pytest.raises(TargetFailure, match="answered 502"):
        _waits(tmp_path, [Said(502)])


@pytest.mark.parametrize("status", [301, 401, 403, 404, 500])
def test_a_server_that_refuses_us_is_the_store_away(tmp_path: Path, status: int) -> None:
    """No event is to blame for wrong credentials or a wrong path."""
    with (
        answering(Receiver(Said(status))) as url,
        sink(tmp_path, url) as opened,
        pytest.raises(TargetFailure, match=f"answered {status}") as caught,
    ):
        opened.deliver(batch(0))
    assert caught.value.hint


def test_a_server_that_hangs_up_or_is_not_there(tmp_path: Path) -> None:
    """The address is told without the password in it."""
    with answering(Receiver(None)) as url, sink(tmp_path, url) as opened:
        with pytest.raises(TargetFailure, match="cannot be reached"):
            opened.deliver(batch(0))
        opened.deliver(batch(0))
    away = sink(tmp_path, url.replace("//", "//ada:hunter2@"))
    with pytest.raises(TargetFailure, match="cannot be reached") as caught, away:
        pass
    assert "hunter2" not in f"{caught.value} {away._config!r}"


def test_a_connection_that_rested_too_long_is_opened_again(tmp_path: Path) -> None:
    """A server that closes it is not away."""
    say = Receiver(Said(201), None)
    with answering(say) as url, sink(tmp_path, url) as opened:
        opened.deliver(batch(0))
        opened.deliver(batch(1))
    assert say.numbers == [[0], [1], [1]]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"url": "ftp://there"}, "url: is no address of a server"),
        ({"url": "http://127.0.0.1:99999"}, "url: is no address of a server"),
        ({"request_rows": 0}, "request_rows: must be above 0"),
        ({"signing_secret": ""}, "signing_secret: is empty"),
    ],
)
def test_options_are_checked(tmp_path: Path, settings: dict[str, Any], message: str) -> None:
    """What cannot work is refused before anything runs."""
    with pytest.raises(ConfigurationError, match=message):
        options("http", tmp_path, **{"url": "http://127.0.0.1/", **settings})

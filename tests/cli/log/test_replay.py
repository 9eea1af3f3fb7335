"""`evtool log replay`."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from evtool.log.record import Entry
from evtool.log.sqlite.log import SqliteLog

Evtool = Callable[..., Any]
pytestmark = pytest.mark.network


class Intake:
    """A server that takes events, and refuses some."""

    def __init__(self) -> None:
        self.received: list[str] = []
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.keys: list[str | None] = []
        self.status = lambda _event: 201
        intake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                intake.received.append(body)
                query = dict(parse_qsl(urlsplit(self.path).query))
                intake.forms.append((self.headers["content-type"], query))
                intake.keys.append(self.headers["x-api-key"])
                self.send_response(intake.status(body))
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1/events"


@pytest.fixture
def intake() -> Iterator[Intake]:
    """Give a running intake."""
    made = Intake()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def refused(log: SqliteLog) -> SqliteLog:
    """Give a log with six refused events of two streams."""
    for number in range(6):
        event = {
            "errored_stream_name": ("a", "b")[number % 2],
            "errored_schema_uri": "/x/1.0.0",
            "error_type": "ValidationError" if number < 4 else "MalformedHeader",
            "message": "wrong",
            "raw_event": f'{{"n": {number}, "t": "\N{EURO SIGN}"}}',
        }
        log.append([Entry("eventgate.error", json.dumps(event).encode(), 1000 + number)])
    return log


@pytest.mark.usefixtures("refused")
def test_events_are_sent_once(evtool: Evtool, intake: Intake) -> None:
    """The received bytes, in order; a second run sends nothing, new ones are sent."""
    done = evtool("log", "replay", "--url", intake.url)
    assert done.code == 0, done.err
    assert "6 events accepted, 0 refused again" in done.err
    assert [json.loads(one)["n"] for one in intake.received] == list(range(6))
    assert intake.received[0] == '{"n": 0, "t": "\N{EURO SIGN}"}'
    evtool("log", "replay", "--url", intake.url)
    assert len(intake.received) == 6


@pytest.mark.usefixtures("refused")
def test_selections_do_not_double(evtool: Evtool, intake: Intake) -> None:
    """What one selection has sent, another one leaves out."""
    evtool("log", "replay", "--stream", "a", "--url", intake.url)
    assert [json.loads(one)["n"] for one in intake.received] == [0, 2, 4]
    evtool("log", "replay", "--where", "type=ValidationError", "--url", intake.url)
    assert [json.loads(one)["n"] for one in intake.received[3:]] == [1, 3]
    evtool("log", "replay", "--url", intake.url)
    assert [json.loads(one)["n"] for one in intake.received[5:]] == [5]


def test_reasons_are_listed(evtool: Evtool, refused: SqliteLog, intake: Intake) -> None:
    """Grouped, the most frequent first; nothing is sent, nothing remembered."""
    rows = json.loads(evtool("log", "replay", "--list", "--format", "json").out)["reasons"]
    assert [(row["count"], row["type"], row["stream"]) for row in rows] == [
        (2, "ValidationError", "a"),
        (2, "ValidationError", "b"),
        (1, "MalformedHeader", "a"),
        (1, "MalformedHeader", "b"),
    ]
    done = evtool("log", "replay", "--dry-run", "--url", intake.url)
    assert "6 events would be sent" in done.err
    assert intake.received == []
    assert refused.groups() == []


@pytest.mark.usefixtures("refused")
def test_events_refused_again_are_counted(evtool: Evtool, intake: Intake) -> None:
    """They are in the error stream anew: exit code 1, and not sent again."""
    intake.status = lambda event: 400 if '"n": 2' in event else 201
    done = evtool("log", "replay", "--url", intake.url)
    assert done.code == 1
    assert "5 events accepted, 1 refused again" in done.err
    evtool("log", "replay", "--url", intake.url)
    assert len(intake.received) == 6


@pytest.mark.usefixtures("refused")
def test_a_replay_that_breaks_off_goes_on(evtool: Evtool, intake: Intake) -> None:
    """An intake that is full or away ends it; what was accepted is not sent again."""
    intake.status = lambda event: 503 if '"n": 3' in event else 201
    done = evtool("log", "replay", "--url", intake.url)
    assert done.code == 2
    assert "503" in done.err
    intake.status = lambda _event: 201
    done = evtool("log", "replay", "--url", intake.url)
    assert "3 events accepted" in done.err
    assert evtool("log", "replay", "--url", "http://127.0.0.1:9/v1/events").code == 0


@pytest.mark.usefixtures("refused")
def test_an_intake_that_is_busy_is_asked_again(evtool: Evtool, intake: Intake) -> None:
    """A moment later it takes what it put off."""
    busy = iter([503, 429])
    intake.status = lambda _event: next(busy, 201)
    done = evtool("log", "replay", "--url", intake.url)
    assert done.code == 0, done.err
    assert "6 events accepted" in done.err
    assert len(intake.received) == 8


@pytest.mark.usefixtures("refused")
def test_an_intake_with_keys_is_given_one(
    evtool: Evtool, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the environment, or as an option; without one, the way is told."""
    intake.status = lambda _event: 201 if intake.keys[-1] else 401
    done = evtool("log", "replay", "--url", intake.url)
    assert done.code == 2
    assert "--key" in done.err
    assert evtool("log", "replay", "--url", intake.url, "--stream", "a", "--key", "k").code == 0
    monkeypatch.setenv("EVTOOL_LOG_KEY", "secret")
    assert evtool("log", "replay", "--url", intake.url).code == 0
    assert intake.keys == [None, *["k"] * 3, *["secret"] * 3]


@pytest.mark.usefixtures("refused")
def test_wrong_options_are_told(evtool: Evtool) -> None:
    """A condition that is none, an address that is none, and an intake that is away."""
    assert evtool("log", "replay", "--where", "kind=x", "--list").code == 2
    assert evtool("log", "replay", "--url", "localhost").code == 2
    done = evtool("log", "replay", "--url", "http://127.0.0.1:9/v1/events")
    assert done.code == 2
    assert "no intake answers" in done.err


def test_what_a_connector_could_not_deliver_is_sent_only_when_asked_for(
    refused: SqliteLog, intake: Intake, evtool: Evtool
) -> None:
    """The log has such events already: other readers would get them twice."""
    event = {"errored_stream_name": "a", "error_type": "DeliveryError", "raw_event": "again"}
    refused.append([Entry("eventgate.error", json.dumps(event).encode(), 9)])
    assert evtool("log", "replay", "--url", intake.url).code == 0
    assert "again" not in intake.received
    assert len(intake.received) == 6
    where = ("--where", "type=DeliveryError")
    assert evtool("log", "replay", *where, "--url", intake.url).code == 0
    assert intake.received[6:] == ["again"]


CLOUD = {"specversion": "1.0", "id": "1", "source": "/s", "type": "a", "data": {}}
NAMED = {"schema_uri": "/x/1.0.0", "stream": "a"}


@pytest.mark.parametrize(
    ("raw", "named", "wanted"),
    [
        (json.dumps(CLOUD), NAMED, ("application/cloudevents+json", NAMED)),
        (json.dumps(CLOUD), {}, ("application/cloudevents+json", {})),
        (json.dumps({"$schema": "/x/1.0.0", **CLOUD}), {}, ("application/json", {})),
        ("{}", NAMED, ("application/json", NAMED)),
        ("{}", {}, ("application/json", {})),
        ('{"$schema": 5, "meta": {}}', NAMED, ("application/json", {"stream": "a"})),
        (
            '{"meta": {"stream": "b"}}', NAMED,
            ("application/json", {"schema_uri": "/x/1.0.0"}),
        ),
        ('{"$schema": "/y/1.0.0", "meta": {"stream": "b"}}', NAMED, ("application/json", {})),
        ("no json", NAMED, ("application/json", {})),
        ("[]", NAMED, ("application/json", {})),
    ],
)  # fmt: skip
def test_events_are_sent_in_the_form_in_which_they_came(
    log: SqliteLog, intake: Intake, evtool: Evtool, raw: str, named: dict[str, str], wanted: Any
) -> None:
    """CloudEvents as such, and with the query that named what they do not name themselves."""
    event = {
        "errored_schema_uri": named.get("schema_uri", "unknown"),
        "errored_stream_name": named.get("stream", "unknown"),
        "raw_event": raw,
    }
    log.append([Entry("eventgate.error", json.dumps(event).encode(), 9)])
    assert evtool("log", "replay", "--url", intake.url).code == 0
    assert intake.received == [raw]
    assert intake.forms == [wanted]


@pytest.mark.usefixtures("filled")
def test_nothing_to_send(evtool: Evtool) -> None:
    """No intake is asked; a topic that is not there is told."""
    assert "no event was refused" in evtool("log", "replay").err
    assert "no topic matches" in evtool("log", "replay", "--topic", "page.chnage").err

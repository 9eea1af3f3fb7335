"""Sending events: in batches, again, and with a word about each refused one."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from evtool.errors import EvtoolError
from evtool.intake.client.backoff import Backoff
from evtool.intake.client.connection import IntakeConnection, Unreachable
from evtool.intake.client.reply import Refused
from evtool.intake.client.sending import ARRAY, Manner, Sender
from evtool.intake.client.text import Text

pytestmark = pytest.mark.network


@dataclass
class Sent:
    """What sending came to."""

    sender: Sender
    refused: list[Refused]
    waits: list[float]
    error: EvtoolError | None = None

    @property
    def reasons(self) -> list[tuple[int, str, str]]:
        """Line, reason and message of each refused event."""
        return [(one.text.line, one.reason, one.message) for one in self.refused]


@dataclass
class Client:
    """Sends texts to a service, without ever waiting."""

    url: str
    manner: Manner = field(default_factory=Manner)
    retries: int = 3

    def send(self, *texts: str) -> Sent:
        """Send texts, each an event of a line of its own."""
        waits: list[float] = []
        refused: list[Refused] = []
        backoff = Backoff(self.retries, waits.append, lambda _low, high: high)
        with IntakeConnection(self.url, {"x-api-key": "secret"}, timeout=5) as connection:
            sender = Sender(connection, self.manner, backoff, refused.append)
            error = None
            try:
                sender.send(Text(text.encode(), at) for at, text in enumerate(texts, start=1))
            except EvtoolError as caught:
                error = caught
        return Sent(sender, refused, waits, error)


def item(index: int, **other: Any) -> dict[str, Any]:
    """A failed item of an answer."""
    made = {"status": "error", "event": {}, "context": {"message": "why"}, "index": index}
    return {**made, "type": "some_reason", "retriable": False, **other}


def test_events_go_in_batches(service: Any) -> None:
    """As JSON lines on one connection, with the key."""
    service.say(201)
    sent = Client(service.url, Manner(batch=2)).send('{"a":\n1}', '{"a": 2}', '{"a": 3}')
    assert service.events == [[{"a": 1}, {"a": 2}], [{"a": 3}]]
    assert service.posted[0].path == "/v1/events"
    assert service.posted[0].headers["content-type"] == "application/x-ndjson"
    assert service.posted[0].headers["x-api-key"] == "secret"
    assert (sent.sender.accepted, sent.refused, sent.waits) == (3, [], [])


def test_arrays_and_parameters_are_sent_on_request(service: Any) -> None:
    """For services that know no JSON lines."""
    service.say(200, {"accepted": 2, "dry_run": True})
    Client(f"{service.url}/v1/events/", Manner(10, ARRAY, "dry_run=true")).send("{}", "{}")
    (posted,) = service.posted
    assert (posted.path, posted.body) == ("/v1/events?dry_run=true", b"[{},{}]")
    assert posted.headers["content-type"] == "application/json"


def test_a_prefix_of_the_url_is_kept(service: Any) -> None:
    """Behind a proxy, the intake may not be at the root."""
    service.say(201)
    Client(f"{service.url}/intake").send("{}")
    assert service.posted[0].path == "/intake/v1/events"


def test_refused_events_are_told_by_their_index(service: Any) -> None:
    """In the order in which they were sent."""
    invalid = item(2, status="invalid", context={"errorsText": "'.a' is bad"}, type="invalid")
    service.say(207, {"invalid": [invalid], "error": [item(0)]})
    sent = Client(service.url).send("{}", "{}", "{}")
    assert sent.reasons == [(1, "some_reason", "why"), (3, "invalid", "'.a' is bad")]
    assert (sent.sender.accepted, sent.sender.refused) == (1, 2)


def test_only_what_may_be_accepted_later_is_sent_again(service: Any) -> None:
    """The rest of the batch is done."""
    service.say(207, {"invalid": [], "error": [item(1, retriable=True), item(2)]}, retry_after="7")
    service.say(201)
    sent = Client(service.url).send('{"a": 0}', '{"a": 1}', '{"a": 2}')
    assert service.events[1] == [{"a": 1}]
    assert (sent.sender.accepted, sent.reasons) == (2, [(3, "some_reason", "why")])
    assert sent.waits == [7.25]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_busy_services_are_asked_again(service: Any, status: int) -> None:
    """Later and later, and not before they want to be asked."""
    service.say(status)
    service.say(status, retry_after="3")
    service.say(201)
    sent = Client(service.url).send("{}")
    assert (sent.sender.accepted, sent.waits) == (1, [0.25, 3.5])


def test_a_lost_connection_is_made_again(service: Any) -> None:
    """The events may then be there twice; they are not lost."""
    service.answers.append(None)
    service.say(201)
    sent = Client(service.url).send("{}")
    assert (sent.sender.accepted, len(service.posted), sent.waits) == (1, 2, [0.25])


def test_in_the_end_we_give_up(service: Any) -> None:
    """And say how many events are not sent."""
    service.say(503)
    sent = Client(service.url, retries=2).send("{}", "{}")
    assert isinstance(sent.error, Unreachable)
    assert "still answers 503; 2 events are not sent" in sent.error.message
    assert len(service.posted) == 3


def test_nobody_at_home(service: Any) -> None:
    """The hint says how to start one."""
    sent = Client("http://127.0.0.1:9", retries=1).send("{}")
    assert isinstance(sent.error, Unreachable)
    assert "evtool intake run" in (sent.error.hint or "")
    assert sent.waits == [0.25]
    assert service.posted == []


def test_a_batch_that_is_refused_whole_is_taken_apart(service: Any) -> None:
    """So that one broken event keeps no other back."""
    service.say(400, {"status": 400, "type": "unparsable", "detail": "line 3: a key is twice"})
    service.say(201)
    service.say(400, {"status": 400, "type": "unparsable", "detail": "line 1: a key is twice"})
    service.say(400, {"status": 400, "type": "unparsable", "detail": "line 1: a key is twice"})
    service.say(201)
    sent = Client(service.url).send("{}", '{"a": 1}', '{"b": 1}')
    assert [len(events) for events in service.events] == [3, 1, 2, 1, 1]
    assert sent.reasons == [(2, "unparsable", "a key is twice")]
    assert sent.sender.accepted == 2


def test_answers_without_indexes_are_taken_apart_too(service: Any) -> None:
    """The reference intake does not say which event it means."""
    bare = {"status": "invalid", "event": {}, "context": {"errorsText": "bad"}}
    service.say(207, {"invalid": [bare], "error": []})
    service.say(201)
    service.say(400, {"invalid": [bare]})
    sent = Client(service.url).send("{}", "{}")
    assert sent.reasons == [(2, "invalid", "bad")]
    assert sent.sender.accepted == 1


def test_what_is_no_json_is_not_sent(service: Any) -> None:
    """It would take its whole batch with it."""
    service.say(201)
    sent = Client(service.url).send("{", "{}", "[" * 100_000)
    assert [line for line, *_ in sent.reasons] == [1, 3]
    assert {reason for _, reason, _ in sent.reasons} == {"unparsable"}
    assert len(service.events[0]) == 1


@pytest.mark.parametrize(
    ("status", "hint"), [(401, "--key"), (403, "--key"), (404, "--url"), (301, "--url")]
)
def test_answers_that_time_does_not_change_end_it(service: Any, status: int, hint: str) -> None:
    """With what to do about it."""
    service.say(status, {"detail": "because"})
    sent = Client(service.url).send("{}")
    assert sent.error is not None
    assert f"answers {status}: because" in sent.error.message
    assert hint in (sent.error.hint or "")


@pytest.mark.parametrize("url", ["http-host:8192", "ftp://http", "http://", "http://x:y"])
def test_urls_are_checked(url: str) -> None:
    """Before anything is sent."""
    with pytest.raises(EvtoolError, match="http"):
        IntakeConnection(url)


def test_answers_that_are_no_json_are_shown_in_part(service: Any) -> None:
    """Whoever answered may not be an intake at all."""
    service.say(404, "x" * 1000)
    sent = Client(service.url).send("{}")
    assert sent.error is not None
    assert json.dumps("x" * 1000)[:300] in sent.error.message

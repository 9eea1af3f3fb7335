"""What the intake adds to events, and what it leaves alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from in_process import NOW, Intake

from evtool.intake.event.facts import LONGEST_HEADER, Facts
from evtool.log.record import Entry

MakeFacts = Callable[..., Facts]
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
NOW_TEXT = "2023-11-14T22:13:20.123Z"

TEXT = {"type": "string"}
META = {"stream": TEXT, "id": TEXT, "dt": TEXT, "request_id": TEXT}
HTTP = {"client_ip": TEXT, "request_headers": {"type": "object"}}
FULL = {
    "meta": {"type": "object", "properties": META},
    "http": {"type": "object", "properties": HTTP},
    "dt": TEXT,
}


@pytest.fixture
def full(intake: Intake) -> Intake:
    """Give an intake with schemas that have a place for everything, and one for nothing."""
    intake.add("full", FULL)
    intake.add("analytics/legacy/x", FULL)
    fields = {
        "http.request_headers.user-agent": "User-Agent",
        "meta.request_id": False,
        "no.way": "a",
    }
    settings = {"schema_title": "full"}
    producers = {"eventgate": {"enrich_fields_from_http_headers": fields}}
    streams = {
        "full": settings,
        "agent": settings | {"producers": producers},
        "legacy": {"schema_title": "analytics/legacy/x"},
        "basic": {"schema_title": "basic"},
    }
    intake.streams = json.dumps({"streams": streams})
    return intake


def sent(intake: Intake, facts: Facts, stream: str, uri: str, **event: Any) -> dict[str, Any]:
    """What is stored of an event."""
    meta = {"stream": stream, **event.pop("meta", {})}
    made = intake.router().admit({"$schema": f"/{uri}/1.0.0", "meta": meta, **event}, facts)
    assert isinstance(made, Entry), made
    stored: dict[str, Any] = json.loads(made.value)
    return stored


def test_what_is_absent_is_added(full: Intake, facts: MakeFacts) -> None:
    """Id, times, request and client, where the schema has a place for them."""
    stored = sent(full, facts(x_request_id="r"), "full", "full")
    assert UUID.fullmatch(stored["meta"].pop("id"))
    assert stored["meta"] == {"stream": "full", "dt": NOW_TEXT, "request_id": "r"}
    assert stored["http"] == {"client_ip": "192.0.2.7"}
    assert "dt" not in stored


def test_what_is_there_stays(full: Intake, facts: MakeFacts) -> None:
    """Whatever a producer says, even null, is not replaced."""
    meta = {"id": "", "dt": "2020-01-01T00:00:00Z", "request_id": "own"}
    stored = sent(full, facts(x_request_id="r"), "full", "full", meta=meta, http={"client_ip": "x"})
    assert stored["meta"] == {"stream": "full", **meta}
    assert stored["http"] == {"client_ip": "x"}


def test_without_a_place_nothing_is_added(full: Intake, facts: MakeFacts) -> None:
    """A schema without these fields gets none."""
    stored = sent(full, facts(x_request_id="r"), "basic", "basic")
    assert stored == {"$schema": "/basic/1.0.0", "meta": {"stream": "basic"}}


def test_legacy_events_get_their_time(full: Intake, facts: MakeFacts) -> None:
    """Only for schemas below `analytics/legacy`, `dt` is the time of receipt."""
    stored = sent(full, facts(), "legacy", "analytics/legacy/x")
    assert stored["dt"] == stored["meta"]["dt"] == NOW_TEXT


def test_headers_of_the_configuration(full: Intake, facts: MakeFacts) -> None:
    """Headers that a stream asks for; `false` switches one off; others have no place."""
    stored = sent(full, facts(user_agent="Curl/8", a="b"), "agent", "full")
    assert stored["http"]["request_headers"] == {"user-agent": "Curl/8"}
    assert "request_id" not in stored["meta"]
    assert "no" not in stored


def test_a_request_without_id_gets_one(full: Intake, facts: MakeFacts) -> None:
    """All events of the request have the same."""
    one = facts()
    first, second = (sent(full, one, "full", "full")["meta"]["request_id"] for _ in range(2))
    assert UUID.fullmatch(first)
    assert first == second


def test_a_place_that_is_no_object(full: Intake, facts: MakeFacts) -> None:
    """Where an event has something else, nothing is added, and its schema refuses it."""
    made = full.router().admit(
        {"$schema": "/full/1.0.0", "meta": {"stream": "agent"}, "http": 5}, facts(user_agent="x")
    )
    assert "should be object" in getattr(made, "message", "")


@pytest.mark.parametrize(
    ("headers", "client"),
    [
        ({}, "192.0.2.7"),
        ({"x_client_ip": "a", "x_forwarded_for": "b"}, "a"),
        ({"x_forwarded_for": " b , c"}, "b"),
        ({"x_forwarded_for": ""}, "192.0.2.7"),
        ({"x_client_ip": "a" * 1000}, "a" * LONGEST_HEADER),
    ],
)
def test_the_client(facts: MakeFacts, headers: dict[str, str], client: str) -> None:
    """Whom the nearest proxy names, else who is at the other end; cut to a limit."""
    assert facts(**headers).client_ip == client


def test_facts(facts: MakeFacts) -> None:
    """The time is written once; headers are cut, absent ones empty."""
    made = facts(long="x" * 1000)
    assert made.now == NOW
    assert made.now_text is made.now_text
    assert made.header(b"long") == "x" * LONGEST_HEADER
    assert not made.header(b"absent")

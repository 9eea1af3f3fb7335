"""Telling people of every event."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from evtool.errors import EvtoolError
from evtool.intake.event.refusal import Reason, Refusal
from evtool.intake.telling import MOST_A_SECOND, Teller, pointer_of
from evtool.log.record import Entry

EVENT: dict[str, Any] = {
    "$schema": "/shop/order/1.1.0",
    "meta": {"stream": "shop.order", "id": "a4bfb144"},
    "order_id": "A-1",
    "customer": {"name": "Ada", "tags": ["x"]},
    "quantity": 2,
    "note": "n",
}


@pytest.fixture
def told(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[dict[str, Any]]]:
    """Give the fields of what is told, as it grows; the clock stands still."""
    caplog.set_level(logging.INFO, "evtool.intake.events")
    clock = SimpleNamespace(monotonic=lambda: 7.25)
    monkeypatch.setattr("evtool.intake.telling.time", clock)
    found: list[dict[str, Any]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append({**record.__dict__["fields"], "text": record.getMessage()})

    handler = Keep()
    logging.getLogger("evtool.intake.events").addHandler(handler)
    yield found
    logging.getLogger("evtool.intake.events").removeHandler(handler)


def entry(**more: object) -> Entry:
    """An event on its way into the log."""
    return Entry("east.shop.order", json.dumps({**EVENT, **more}).encode(), 0)


def violation(**facts: object) -> Refusal:
    """A refusal of the event for one violation, in the words of ajv."""
    return Refusal(Reason.INVALID, "text", EVENT, {"errors": [facts, facts]})


def test_an_accepted_event_is_named_with_a_glance_at_it(told: list[dict[str, Any]]) -> None:
    """Stream, schema, id, and the first plain facts."""
    Teller().accept([entry()])
    (one,) = told
    assert (one["event"], one["stream"], one["schema"]) == (
        "event.accepted", "shop.order", "/shop/order/1.1.0",
    )  # fmt: skip
    assert (one["id"], one["topic"]) == ("a4bfb144", "east.shop.order")
    assert one["glance"] == "order_id A-1  customer.name Ada  quantity 2"


@pytest.mark.parametrize(("facts", "pointer", "why"), [
    ({"keyword": "type", "dataPath": ".a[0]['b-c']", "message": "should be string"},
     "/a/0/b-c", "should be string, and 1 more"),
    ({"keyword": "required", "dataPath": ".a", "params": {"missingProperty": "b"}, "message": ""},
     "/a/b", "is missing, and 1 more"),
    ({"keyword": "additionalProperties", "dataPath": "", "params": {"additionalProperty": "x/y"},
      "message": ""}, "/x~1y", "is not in the schema, and 1 more"),
    ({"keyword": "enum", "dataPath": ".k", "params": {"allowedValues": ["a", "b"]}, "message": ""},
     "/k", "should be one of a, b, and 1 more"),
])  # fmt: skip
def test_a_refused_event_has_its_reason_and_place(
    told: list[dict[str, Any]], facts: dict[str, Any], pointer: str, why: str
) -> None:
    """The first violation in plain words, with its JSON pointer."""
    Teller().refuse([violation(**facts)])
    assert (told[0]["pointer"], told[0]["why"]) == (pointer, why)
    assert (told[0]["stream"], told[0]["reason"]) == ("shop.order", "invalid")


def test_other_refusals_are_told_shortly(told: list[dict[str, Any]]) -> None:
    """What the line says already is left out of the sentence."""
    uri, stream = "/a/b/1.0.0", "a.b"
    texts = {
        f"Failed loading schema at {uri}: no schema {uri}": f"no schema {uri}",
        f"event of schema at {uri} destined to stream a.b is not allowed in stream; a.b is not "
        "configured.": "a.b is not configured.",
    }
    for text in texts:
        Teller().refuse([Refusal(Reason.SCHEMA_NOT_FOUND, text, schema_uri=uri, stream=stream)])
    assert [one["why"] for one in told] == list(texts.values())
    Teller().refuse([Refusal(Reason.UNPARSABLE, "no JSON")])
    assert told[-1]["text"] == "refused an event: no JSON"


def test_a_burst_is_summarized(told: list[dict[str, Any]]) -> None:
    """Each kind has its share of a second; the rest is one line, without waiting for more."""

    async def burst() -> None:
        teller = Teller()
        teller.accept([entry()] * 1000)
        teller.refuse([Refusal(Reason.UNPARSABLE, "no JSON")] * (MOST_A_SECOND + 3))
        assert len(told) == 2 * MOST_A_SECOND
        await asyncio.sleep(0.9)

    asyncio.run(burst())
    assert told[-1]["text"] == f"{1000 - MOST_A_SECOND} more accepted, 3 more refused"


def test_the_end_leaves_nothing_untold(told: list[dict[str, Any]]) -> None:
    """What was only counted is told when nothing more comes; so is a log that fails."""
    teller = Teller()
    teller.accept([entry()] * 12)
    teller.fail(3, EvtoolError("the disk is full"))
    teller.end()
    assert [one["text"] for one in told[-2:]] == [
        "3 events could not be written: the disk is full",
        "2 more accepted",
    ]
    assert (teller.accepted["east.shop.order"], teller.failed) == (12, 3)


def test_pointers() -> None:
    """The way as JavaScript writes it, as a JSON pointer."""
    assert pointer_of("") == ""
    assert pointer_of(".a.b[10]") == "/a/b/10"
    assert pointer_of("['it\\'s']") == "/it's"

"""Every refusal becomes an event that the error schema takes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from in_process import SAMPLES

from evtool.document import load_document
from evtool.intake.event.error_event import error_event
from evtool.intake.event.facts import Facts
from evtool.intake.event.json_text import dump
from evtool.intake.event.refusal import RETRIABLE, Reason, Refusal
from evtool.intake.schemas.validator import compile_schema

VALIDATOR = compile_schema(load_document(SAMPLES / "error/2.1.0.yaml").value)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)
METAS = st.one_of(
    JSON,
    st.fixed_dictionaries(
        {}, optional={"uri": JSON, "domain": JSON, "stream": JSON, "request_id": JSON}
    ),
)
EVENTS = st.one_of(
    JSON, st.fixed_dictionaries({}, optional={"$schema": JSON, "meta": METAS, "x": JSON})
)
REFUSALS = st.builds(
    Refusal,
    st.sampled_from(Reason),
    st.text(max_size=50),
    EVENTS,
    schema_uri=st.none() | st.text(max_size=9),
    stream=st.none() | st.text(max_size=9),
)


@given(
    REFUSALS,
    st.binary(max_size=50),
    st.dictionaries(st.just(b"x-request-id"), st.binary(max_size=9)),
)
def test_it_is_valid(refusal: Refusal, received: bytes, headers: dict[bytes, bytes]) -> None:
    """Whatever was refused, for whatever reason, the event about it is valid and can be written."""
    made = error_event(refusal, received, "errors", Facts(headers))
    assert not VALIDATOR.violations(made)
    assert json.loads(dump(made)) == made


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_received_text_is_kept(text: str) -> None:
    """Character by character; bytes that are no UTF-8 are written out."""
    facts = Facts({})
    refusal = Refusal(Reason.UNPARSABLE, "x")
    assert error_event(refusal, text.encode(), "e", facts)["raw_event"] == text
    assert error_event(refusal, b"\xff" + text.encode(), "e", facts)["raw_event"] == "\\xff" + text


def test_what_it_tells(facts: Callable[..., Facts]) -> None:
    """Schema, stream, domain and address of the event, and the names of the reference intake."""
    failed = {"$schema": "/a/1.0.0", "meta": {"stream": "s", "domain": "d", "uri": "u", "id": "i"}}
    made = error_event(
        Refusal(Reason.INVALID, "m", failed), b"{}", "errors", facts(x_request_id="r")
    )
    wanted = {
        "$schema": "/error/2.1.0", "emitter_id": "evtool-intake", "raw_event": "{}",
        "errored_schema_uri": "/a/1.0.0", "errored_stream_name": "s", "message": "m",
        "error_type": "ValidationError",
    }  # fmt: skip
    assert {name: made[name] for name in wanted} == wanted
    meta = dict(made["meta"])
    assert meta.pop("id") != "i"
    assert meta == {
        "stream": "errors", "domain": "d", "uri": "u", "request_id": "r", "dt": made["dt"],
    }  # fmt: skip


@pytest.mark.parametrize(("own", "told"), [("own", "own"), ("", "r"), (7, "r"), (None, "r")])
def test_the_request_of_the_event_comes_first(
    facts: Callable[..., Facts], own: Any, told: str
) -> None:
    """An event may come from another request than the one that sends it on."""
    failed = {"meta": {"request_id": own}}
    made = error_event(Refusal(Reason.INVALID, "m", failed), b"{}", "e", facts(x_request_id="r"))
    assert made["meta"]["request_id"] == told


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_name(reason: Reason) -> None:
    """In the answer its own; what may be tried again is said."""
    item = Refusal(reason, "m", 5, index=3).as_json()
    assert item == {
        "status": "invalid" if reason is Reason.INVALID else "error",
        "event": 5,
        "context": {"message": "m"},
        "index": 3,
        "type": reason.value,
        "retriable": reason in RETRIABLE,
    }


def test_deep_events_are_not_shown() -> None:
    """What could not be written within the answer is left out of it."""
    for depth, shown in ((251, True), (252, False), (400, False)):
        event: Any = 1
        for _ in range(depth):
            event = [event]
        item = Refusal(Reason.INVALID, "m", event).as_json()
        assert (item["event"] is not None) is shown
        dump({"invalid": [item]})

"""CloudEvents in requests: structured, batched and binary."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any, cast

import pytest

from evtool.intake.admission import CheckedBatch
from evtool.intake.cloudevents.config import CloudEventsConfig
from evtool.intake.cloudevents.mapping import Mapper
from evtool.intake.event.facts import Facts
from evtool.intake.event.refusal import Reason, Refusal
from evtool.intake.state import State

Post = Callable[..., Any]

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
DATA = {"test_text": "a text", "dt": "2025-03-11T16:00:00.000Z"}


class _NoRouter:
    """Stands where no event gets to."""

    def find(self, event: object, facts: Facts) -> None:
        """Never called."""
        raise AssertionError(event, facts)


@pytest.fixture(scope="module")
def cloud() -> dict[str, Any]:
    """Give a CloudEvent that is a sample event."""
    return {
        "specversion": "1.0",
        "id": "order-1",
        "source": "/shop",
        "type": "test.event",
        "time": "2025-03-11T15:59:59.000Z",
        "dataschema": "https://schemas.example.org/test/event/1.1.0",
        "datacontenttype": "application/json",
        "data": {"test_text": "a text"},
    }


def stored(taken: Any) -> dict[str, Any]:
    """The one event that was stored."""
    assert taken.response.status == 201, taken.response.body
    (events,) = taken.stored.values()
    (event,) = events
    return dict(event)


def test_a_structured_event_is_completed_from_its_attributes(
    post: Post, cloud: dict[str, Any]
) -> None:
    """The schema, the stream, the identifier and both times."""
    event = stored(post(cloud, STRUCTURED))
    assert event["$schema"] == "/test/event/1.1.0"
    assert event["test_text"] == "a text"
    assert event["dt"] == cloud["time"]
    assert event["meta"]["stream"] == "test.event"
    assert event["meta"]["id"] == "order-1"
    assert event["meta"]["dt"] == cloud["time"]


@pytest.mark.parametrize("name", ["subject", "time", "datacontenttype", "stream", "data_base64"])
def test_a_null_is_an_attribute_that_is_not_set(
    post: Post, cloud: dict[str, Any], name: str
) -> None:
    """Many libraries write all attributes out; null data, and a null that must be set, differ."""
    unset = {**cloud, "data": DATA, name: None}
    assert stored(post(unset, STRUCTURED))["test_text"] == "a text"
    for needed in ("data", "id", "specversion"):
        refused = post({**unset, needed: None}, STRUCTURED).refused
        assert refused == [(0, "cloudevent_invalid")]


def test_what_the_data_says_itself_is_kept(post: Post, cloud: dict[str, Any]) -> None:
    """Attributes fill gaps only."""
    meta = {"stream": "test.event", "id": "mine"}
    data = {**DATA, "$schema": "/test/event/1.0.0", "meta": meta}
    event = stored(post({**cloud, "type": "other", "data": data}, STRUCTURED))
    assert event["$schema"] == "/test/event/1.0.0"
    assert event["dt"] == DATA["dt"]
    assert event["meta"]["id"] == "mine"


def test_the_stream_is_named_in_this_order(post: Post, cloud: dict[str, Any]) -> None:
    """The extension, then the request, then the attribute that is configured."""
    other = {**cloud, "type": "org.example.order"}
    assert post(other, STRUCTURED).refused == [(0, "stream_undeclared")]
    assert stored(post({**other, "stream": "test.event"}, STRUCTURED))
    assert stored(post(other, STRUCTURED, "stream=test.event"))
    named = {**other, "stream": "nowhere"}
    assert post(named, STRUCTURED, "stream=test.event").refused == [(0, "stream_undeclared")]


@pytest.mark.parametrize("attribute", ["source", "subject"])
def test_another_attribute_may_be_the_stream(
    state: State, cloud: dict[str, Any], attribute: str
) -> None:
    """`intake.cloudevents.stream` names it."""
    config = CloudEventsConfig(stream=attribute)  # type: ignore[arg-type]
    mapper = Mapper(config, state.router.library.find)
    event = mapper.event({**cloud, attribute: "test.event", "type": "other"})
    assert not isinstance(event, Refusal)
    assert event["meta"]["stream"] == "test.event"


def test_the_request_may_name_the_schema(post: Post, cloud: dict[str, Any]) -> None:
    """The times are then set too: the schema is known."""
    without = {name: value for name, value in cloud.items() if name != "dataschema"}
    event = stored(post(without, STRUCTURED, "schema_uri=/test/event/1.1.0"))
    assert (event["$schema"], event["dt"]) == ("/test/event/1.1.0", cloud["time"])
    assert post(without, STRUCTURED).refused == [(0, "schema_missing")]


def test_the_base_of_schemas_is_configured(state: State, cloud: dict[str, Any]) -> None:
    """Where a registry serves several repositories, titles do not start at the root."""
    base = "https://registry.example.org/primary"
    mapper = Mapper(CloudEventsConfig(schema_base=base), state.router.library.find)
    event = mapper.event({**cloud, "dataschema": f"{base}/test/event/1.1.0"})
    assert not isinstance(event, Refusal)
    assert event["$schema"] == "/test/event/1.1.0"


def test_fields_that_a_schema_lacks_are_not_added(state: State, cloud: dict[str, Any]) -> None:
    """An unknown schema is refused later, with its own reason."""
    mapper = Mapper(CloudEventsConfig(), state.router.library.find)
    event = mapper.event({**cloud, "dataschema": "/no/such/1.0.0"})
    assert event == {
        "$schema": "/no/such/1.0.0",
        "meta": {"stream": "test.event"},
        "test_text": "a text",
    }


def test_events_of_a_batch_are_refused_one_by_one(post: Post, cloud: dict[str, Any]) -> None:
    """Each with its index; the others are stored. The received bytes are kept."""
    broken = {**cloud, "source": ""}
    taken = post([cloud, broken, "no object", cloud], BATCH)
    assert taken.response.status == 207
    assert taken.refused == [(1, "cloudevent_invalid"), (2, "cloudevent_invalid")]
    errors = taken.stored.pop("eventgate.error")
    assert [json.loads(one["raw_event"]) for one in errors] == [broken, "no object"]
    assert [len(events) for events in taken.stored.values()] == [2]


def test_a_binary_event_has_its_attributes_in_headers(post: Post) -> None:
    """The body is the data."""
    headers = {
        "ce_specversion": "1.0",
        "ce_id": "order-1",
        "ce_source": "/shop",
        "ce_type": "test.event",
        "ce_dataschema": "/test/event/1.1.0",
    }
    event = stored(post(DATA, "application/json; charset=utf-8", **headers))
    assert (event["test_text"], event["dt"]) == ("a text", DATA["dt"])
    assert event["meta"]["id"] == "order-1"


def test_what_is_kept_of_a_refused_binary_event_can_be_sent_again(post: Post) -> None:
    """Its structured form, around the bytes that were received."""
    headers = {"ce_id": "order-1", "ce_type": "test.event", "ce_specversion": "1.0"}
    taken = post(b'{ "test_text":  1e2 }', "application/json", **headers)
    assert taken.refused == [(0, "cloudevent_invalid")]
    (error,) = taken.stored["eventgate.error"]
    assert error["raw_event"].endswith('"data":{ "test_text":  1e2 }}')
    assert json.loads(error["raw_event"])["id"] == "order-1"


def test_a_binary_event_without_version_is_refused(post: Post) -> None:
    """Any of its marks tells that it is meant to be one."""
    taken = post(DATA, "application/json", ce_id="1", ce_source="/shop", ce_type="test.event")
    assert taken.refused == [(0, "cloudevent_invalid")]
    assert "specversion is missing" in taken.response.body.decode()


def test_data_may_be_base64(post: Post, cloud: dict[str, Any]) -> None:
    """Where it holds JSON; numbers keep their value."""
    text = base64.b64encode(
        b'{"test_text": "from base64", "dt": "2025-03-11T16:00:00.000Z"}'
    ).decode()
    without = {name: value for name, value in cloud.items() if name != "data"}
    assert stored(post({**without, "data_base64": text}, STRUCTURED))["test_text"] == "from base64"


@pytest.mark.parametrize(
    "change",
    [
        {"data": "text"},
        {"data": [1]},
        {"data": None},
        {"datacontenttype": "text/xml"},
        {"data_base64": "e30="},
        {"data": ..., "data_base64": "not base64!"},
        {"data": ..., "data_base64": "\N{EURO SIGN}"},
        {"data": ..., "data_base64": 7},
        {"data": ..., "data_base64": base64.b64encode(b"no json").decode()},
        {"data": ..., "data_base64": base64.b64encode(b"[]").decode()},
    ],
)
def test_data_that_is_no_object_is_refused(
    post: Post, cloud: dict[str, Any], change: dict[str, Any]
) -> None:
    """Whatever it is, with 400 and its reason."""
    changed = {name: value for name, value in {**cloud, **change}.items() if value is not ...}
    taken = post(changed, STRUCTURED)
    assert (taken.response.status, taken.refused) == (400, [(0, "cloudevent_invalid")])


def test_a_meta_that_is_no_map_is_refused_as_ever(post: Post, cloud: dict[str, Any]) -> None:
    """The mapping does not stumble over it."""
    taken = post({**cloud, "data": {"meta": 1}}, STRUCTURED)
    assert taken.refused == [(0, "stream_missing")]


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        ([], STRUCTURED, 400),
        ({}, BATCH, 400),
        (b"{", STRUCTURED, 400),
        (b"[", BATCH, 400),
        ([], BATCH, 400),
        (DATA, "application/cloudevents+avro", 415),
    ],
)
def test_bodies_of_another_shape_are_refused_whole(
    post: Post, body: Any, media_type: str, status: int
) -> None:
    """With what would be right."""
    assert post(body, media_type).response.status == status


def test_binary_data_of_other_types_is_refused(post: Post) -> None:
    """Only JSON can be the fields of an event."""
    taken = post(b"<a/>", "text/xml", ce_id="1", ce_specversion="1.0")
    assert taken.response.status == 415


def test_reports_of_browsers_are_plain_events(post: Post) -> None:
    """They name no schema and no stream; the request may do so for them."""
    taken = post({"csp-report": {"document-uri": "x"}}, "application/csp-report")
    assert taken.refused == [(0, "schema_missing")]


def test_a_check_before_the_router_sees_the_received_event() -> None:
    """What could not be read is told in its own words, by whoever refuses it."""
    seen: list[Any] = []

    def check(_stream: str | None, event: Any) -> Refusal:
        seen.append(event)
        return Refusal(Reason.RATE_LIMITED, "too fast", event)

    broken = Refusal(Reason.CLOUDEVENT_INVALID, "no id", {"specversion": "1.0"})
    batch = CheckedBatch([check])
    batch.take(cast("Any", _NoRouter()), [broken], Facts({}))
    refusal = batch.refusals[0]
    assert refusal.event == {"specversion": "1.0"} == seen[0]

"""The OpenAPI document is valid, whole, and says what the service does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import validate

from evtool.intake.event.facts import Facts
from evtool.intake.event.refusal import Reason, Refusal
from evtool.intake.http.payload import NDJSON, PLAIN
from evtool.intake.openapi.described import Described, described
from evtool.intake.openapi.document import document
from evtool.intake.openapi.requests import Names
from evtool.intake.state import State


@pytest.fixture(scope="module")
def made(samples: State) -> dict[str, Any]:
    """Give the document of the sample workspace."""
    return document(described(samples.router), test_events=True)


def references(value: Any) -> Iterator[str]:
    """Every reference in a document."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def test_it_is_valid(made: dict[str, Any]) -> None:
    """By the schema of OpenAPI 3.1 and the rules beside it."""
    validate(made)


def test_a_document_without_streams_is_valid_too() -> None:
    """It describes any event."""
    empty = document(Described([], 3), test_events=False)
    validate(empty)
    assert "/v1/_test/events" not in empty["paths"]
    assert "3 more streams" in empty["info"]["description"]


def test_a_regex_and_a_stream_without_example_are_valid(state: State) -> None:
    """As small workspaces have them."""
    validate(document(described(state.router), test_events=True))


def test_every_reference_leads_somewhere(made: dict[str, Any]) -> None:
    """Inside the document."""
    for reference in references(made):
        value: Any = made
        assert reference.startswith("#/")
        for token in reference[2:].split("/"):
            value = value[token.replace("~1", "/").replace("~0", "~")]


def test_every_path_and_media_type_is_described(made: dict[str, Any]) -> None:
    """Those of the reference intake, and ours."""
    assert {
        "/v1/events", "/v1/_test/events", "/_info", "/_info/name", "/_info/version",
        "/_info/home", "/v1/stream-configs", "/v1/stream-configs/{names}", "/", "/openapi.json",
        "/docs", "/robots.txt",
    } == set(made["paths"])  # fmt: skip
    post = made["paths"]["/v1/events"]["post"]
    cloud = {"application/cloudevents+json", "application/cloudevents-batch+json"}
    assert set(post["requestBody"]["content"]) == PLAIN | NDJSON | cloud
    assert {one["name"] for one in post["parameters"]} == {
        "hasty", "dry_run", "schema_uri", "stream",
    }  # fmt: skip
    assert {"200", "201", "202", "207", "400", "413", "415", "429", "503"} <= set(post["responses"])


def test_each_stream_has_a_schema_and_an_example(samples: State, made: dict[str, Any]) -> None:
    """Under its name."""
    streams = samples.router.streams
    assert streams is not None
    content = made["paths"]["/v1/events"]["post"]["requestBody"]["content"]
    assert set(content["application/json"]["examples"]) == set(streams.entries)
    for name in streams.entries:
        assert f"stream.{name}" in made["components"]["schemas"]


def validator(made: dict[str, Any], name: str) -> jsonschema.Draft202012Validator:
    """A validator of a component."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": made["components"]}
    return jsonschema.Draft202012Validator(schema)


def test_examples_are_what_the_document_and_the_intake_accept(
    samples: State, made: dict[str, Any]
) -> None:
    """Both the same."""
    events = validator(made, "Events")
    content = made["paths"]["/v1/events"]["post"]["requestBody"]["content"]
    for name, example in content["application/json"]["examples"].items():
        event = json.loads(json.dumps(example["value"]))
        assert events.is_valid(event), name
        assert events.is_valid([event, event]), name
        assert not isinstance(samples.router.admit(event, Facts({}, "127.0.0.1")), Refusal), name


def test_what_the_schema_forbids_the_document_forbids(made: dict[str, Any]) -> None:
    """Also another stream, and no event at all."""
    content = made["paths"]["/v1/events"]["post"]["requestBody"]["content"]
    event = content["application/json"]["examples"]["page.change"]["value"]
    events = validator(made, "Events")
    assert not events.is_valid({**event, "change_kind": "rename"})
    assert not events.is_valid({**event, "meta": {"stream": "user.change"}})
    assert not events.is_valid({**event, "$schema": "/page/other/1.0.0"})
    assert not events.is_valid([])


def test_refusals_are_described(made: dict[str, Any]) -> None:
    """Each reason, in the form that answers have."""
    items = validator(made, "Outcome")
    for reason in Reason:
        refusal = Refusal(reason, "a reason", {"a": 1}, index=3)
        assert items.is_valid({"invalid": [], "error": [refusal.as_json()]})
    assert not items.is_valid({"error": []})


def test_cloud_events_are_described(made: dict[str, Any]) -> None:
    """With an example that is one."""
    content = made["paths"]["/v1/events"]["post"]["requestBody"]["content"]
    (one,) = content["application/cloudevents+json"]["examples"].values()
    assert validator(made, "CloudEvent").is_valid(one["value"])
    (many,) = content["application/cloudevents-batch+json"]["examples"].values()
    assert many["value"] == [one["value"]]


def test_names_are_never_equal() -> None:
    """Whatever signs are replaced in them."""
    made = Names(["Event"])
    assert [made.of("a/b"), made.of("a.b"), made.of("a b"), made.of("Event")] == [
        "a.b", "a.b_2", "a_b", "Event_2",
    ]  # fmt: skip

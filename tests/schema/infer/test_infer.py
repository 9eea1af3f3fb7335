"""Sample events become the draft of a schema that they fit."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, FormatChecker

from evtool.schema.infer import (
    CommonFragment,
    InferredSchema,
    NoteKind,
    SampleError,
    infer_schema,
)
from evtool.schema.infer.infer import DEEPEST
from evtool.schema.infer.observation import MOST_FIELDS
from evtool.schema.version import SchemaId, Version

EVENTS = Path(__file__).parents[3].parent / "shared" / "data" / "events" / "examples.jsonl"
ENVELOPE = {"$schema": "/a/1.0.0", "meta": {"stream": "a"}, "dt": "2024-02-29T00:00:00Z"}
NAMES = st.sampled_from(["a", "b", "user_id", "dt", "rev_dt", "userName", "x-y", "1", "é", ""])
TEXTS = st.text(max_size=3) | st.sampled_from(
    ["2024-01-01T00:00:00Z", "2024-02-30T00:00:00Z", "http://a/b", "::1", "10.0.0.1", "ok",
     "6ba7b810-9dad-11d1-80b4-00c04fd430c8"]
)  # fmt: skip
SCALARS: list[st.SearchStrategy[Any]] = [
    TEXTS,
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
]


def lists(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Arrays of one kind of value."""
    return st.lists(inner, max_size=3)


def structs(fields: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    """Objects with some of these fields."""
    return st.fixed_dictionaries({}, optional=fields)


VALUES = st.recursive(
    st.sampled_from(SCALARS),
    lambda inner: inner.map(lists) | st.dictionaries(NAMES, inner, max_size=3).map(structs),
    max_leaves=6,
)
SAMPLES = (
    st.dictionaries(NAMES.filter(lambda name: name != "dt"), VALUES, max_size=4)
    .flatmap(lambda fields: st.lists(structs(fields), min_size=1, max_size=6))
    .map(lambda events: [{**copy.deepcopy(ENVELOPE), **event} for event in events])
)  # fmt: skip


def infer(events: list[Any], **options: Any) -> InferredSchema:
    """Infer a schema of a title and a version that no test minds."""
    return infer_schema(events, title="shop/order", version=Version(1, 0, 0), **options)


def kinds(found: InferredSchema, path: str) -> list[NoteKind]:
    """The kinds of the notes on one field."""
    return [one.kind for one in found.notes if one.path == path]


def problems(schema: Any, events: list[Any]) -> list[str]:
    """What a validator has against the schema and the events."""
    Draft7Validator.check_schema(schema)
    validator = Draft7Validator(schema, format_checker=FormatChecker())
    return [error.message for event in events for error in validator.iter_errors(event)]


@settings(max_examples=60, deadline=None)
@given(SAMPLES)
def test_every_sample_fits_the_draft(samples: list[dict[str, Any]]) -> None:
    """Events of the guidelines, without nulls and mixed types, are valid, and so is the example."""
    before = copy.deepcopy(samples)
    found = infer(samples)
    assert problems(found.schema, [*samples, *found.schema["examples"]]) == []
    assert samples == before
    assert found.events == len(samples)


@settings(max_examples=30, deadline=None)
@given(SAMPLES)
def test_the_draft_is_deterministic(samples: list[dict[str, Any]]) -> None:
    """The same samples give the same text and the same notes."""
    one, other = infer(samples), infer(copy.deepcopy(samples))
    assert json.dumps(one.schema) == json.dumps(other.schema)
    assert one.notes == other.notes


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dictionaries(NAMES, st.recursive(
    st.none() | st.one_of(SCALARS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)), min_size=1, max_size=5))  # fmt: skip
def test_whatever_the_samples_hold_the_draft_is_sound(samples: list[dict[str, Any]]) -> None:
    """Nulls, mixed types and no envelope at all still give a valid schema with a valid example."""
    found = infer(samples)
    assert problems(found.schema, found.schema["examples"]) == []


@pytest.mark.shared
@pytest.mark.skipif(
    not EVENTS.exists(), reason="the recorded events do not stand beside the checkout"
)
def test_real_events_fit_their_drafts() -> None:
    """The recorded examples of each real schema fit the draft made of them."""
    by_title: dict[str, list[Any]] = {}
    for line in EVENTS.read_text().splitlines():
        event = json.loads(line)
        by_title.setdefault(SchemaId.parse(event["$schema"]).title, []).append(event)
    for title, events in by_title.items():
        found = infer_schema(events, title=title, version=Version(1, 0, 0))
        assert problems(found.schema, [*events, *found.schema["examples"]]) == []


def test_the_head_of_the_draft() -> None:
    """Title, `$id` and dialect follow the guidelines; the root is closed; what is open is to do."""
    schema = infer([ENVELOPE]).schema
    assert list(schema) == [
        "title", "description", "$id", "$schema", "type", "additionalProperties", "properties",
        "required", "examples",
    ]  # fmt: skip
    assert schema["$id"] == "/shop/order/1.0.0"
    assert schema["$schema"] == "https://json-schema.org/draft-07/schema#"
    assert schema["description"] == "TODO: describe"
    assert schema["required"] == ["$schema", "meta", "dt"]
    assert schema["examples"] == [{**ENVELOPE, "$schema": "/shop/order/1.0.0"}]


def test_with_a_fragment_the_envelope_is_a_reference() -> None:
    """`$schema`, `meta` and `dt` come from the fragment and are not declared again."""
    fragment = CommonFragment("/fragment/common/2.0.0")
    schema = infer([{**ENVELOPE, "page_id": 5}], fragment=fragment).schema
    assert schema["allOf"] == [{"$ref": "/fragment/common/2.0.0"}]
    assert list(schema["properties"]) == ["page_id"]
    assert schema["required"] == ["page_id"]
    assert schema["examples"] == [{**ENVELOPE, "$schema": "/shop/order/1.0.0", "page_id": 5}]


def test_a_fragment_without_dt_leaves_it_to_the_draft() -> None:
    """What the fragment does not declare is drafted as any other field."""
    fragment = CommonFragment("/fragment/common/1.0.0", fields=("$schema", "meta"))
    schema = infer([ENVELOPE], fragment=fragment).schema
    assert schema["properties"]["dt"]["format"] == "date-time"


def test_an_incomplete_envelope_is_noted_and_the_example_completed() -> None:
    """Samples that are no events yet give a schema of events, and notes on what they lack."""
    found = infer([{"page_id": 1, "dt": "yesterday"}, {"page_id": 2}])
    assert kinds(found, "$schema") == kinds(found, "meta") == [NoteKind.ENVELOPE]
    assert kinds(found, "dt") == [NoteKind.ENVELOPE, NoteKind.ENVELOPE]
    assert found.schema["required"] == ["$schema", "meta", "page_id"]
    assert found.schema["examples"] == [
        {"$schema": "/shop/order/1.0.0", "page_id": 1, "meta": {"stream": "shop.order"}}
    ]


def test_own_fields_of_meta_are_kept() -> None:
    """What events hold in `meta` beyond the guidelines is drafted beside them."""
    meta = infer([{**ENVELOPE, "meta": {"stream": "a", "rank": 5}}]).schema["properties"]["meta"]
    assert meta["properties"]["rank"]["type"] == "integer"
    assert meta["required"] == ["stream", "rank"]


def test_events_with_endless_fields_are_refused() -> None:
    """All fields together have a limit, and the error says what to do."""
    endless = ({f"f{i}": 0} for i in range(MOST_FIELDS + 1))
    with pytest.raises(SampleError, match="more than 20,000 different fields") as caught:
        infer_schema(endless, title="a", version=Version(1, 0, 0))
    assert caught.value.hint


def test_events_that_nest_too_deep_are_refused() -> None:
    """As deep as a schema can follow is drafted, deeper is refused with a hint."""

    def nested(depth: int) -> Any:
        return {"a": nested(depth - 1)} if depth else 1

    assert infer([{**ENVELOPE, "a": nested(DEEPEST - 1)}]).events == 1
    with pytest.raises(SampleError, match="sample 2 nests deeper than 64 levels") as caught:
        infer([ENVELOPE, {"a": nested(DEEPEST)}])
    assert caught.value.hint


@pytest.mark.parametrize("samples", [[], [[]], [{}, "x"], [None]])
def test_samples_must_be_events(samples: list[Any]) -> None:
    """No samples, or one that is no object, stop the inference with a hint."""
    with pytest.raises(SampleError) as caught:
        infer(samples)
    assert caught.value.hint


def test_the_events_are_read_once_and_in_order() -> None:
    """Any iterable will do, and it is not read twice."""

    def stream() -> Iterator[dict[str, Any]]:
        for number in range(3):
            yield {**ENVELOPE, "n": number}

    found = infer_schema(stream(), title="a", version=Version(1, 0, 0))
    assert found.events == 3
    assert found.schema["examples"][0]["n"] == 0

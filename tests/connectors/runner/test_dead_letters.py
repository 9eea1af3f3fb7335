"""Dead letters: what they keep, and that they come once."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from evtool.connectors.batch import Delivery
from evtool.connectors.runner.dead_letters import DeadLetters, ErrorStream, error_event
from evtool.document import load_document
from evtool.log.memory import MemoryLog
from evtool.log.record import Record, TopicPartition

SCHEMA = Path(__file__).parents[3] / "schema-repos/primary/jsonschema/error/2.1.0.yaml"
NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
STREAM = ErrorStream("errors", "dc1.errors")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()), st.text())
def test_every_letter_is_valid(value: bytes, reason: str) -> None:
    """Whatever the record holds, the event fits the schema of errors and keeps the value."""
    delivery = Delivery(Record("shop", 2, 7, 0, None, (), value))
    event = error_event(delivery, "files", "errors", "id", reason, NOW)
    schema = {**load_document(SCHEMA).value, "$schema": "http://json-schema.org/draft-07/schema#"}
    Draft7Validator(schema).validate(event)
    assert event["raw_event"] == value.decode("utf-8", "backslashreplace")
    assert "shop/2 at offset 7" in event["message"]
    assert event["dt"] == "2026-01-02T03:04:05.000Z"


def test_coordinates_travel_as_headers() -> None:
    """Programs find the record without reading the sentence."""
    log = MemoryLog()
    DeadLetters(log, "files", STREAM).bury(
        [Delivery(Record("shop", 2, 7, 0, None, (), b"x"))], "no"
    )
    (letter,) = log.read(TopicPartition("dc1.errors"), 0)
    assert dict(letter.headers) == {
        "connector": b"files",
        "topic": b"shop",
        "partition": b"2",
        "offset": b"7",
    }


@pytest.mark.parametrize("again", ["files", "other"])
def test_a_letter_comes_once_for_each_connector(again: str) -> None:
    """Another process of the same connector finds the letter; another connector writes its own."""
    log = MemoryLog()
    record = Delivery(Record("shop", 0, 7, 0, None, (), b"x"))
    assert DeadLetters(log, "files", STREAM).bury([record, record], "no") == 1
    assert DeadLetters(log, again, STREAM).bury([record], "no") == (again == "other")

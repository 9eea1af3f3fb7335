"""Records as JSON lines."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from evtool.log.event_log import LogError
from evtool.log.lines import entry_of, is_record, raw_member, record_line
from evtool.log.record import Record

JSON = some.recursive(
    some.none() | some.integers() | some.text(max_size=5) | some.floats(allow_nan=False),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=3), inner),
    max_leaves=5,
)
TEXTS = JSON.map(lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
RECORDS = some.builds(
    Record,
    some.just("t"),
    some.integers(0, 9),
    some.integers(0, 2**60),
    some.integers(-(2**60), 2**60),
    some.none() | some.binary(max_size=4),
    some.lists(some.tuples(some.text(max_size=3), some.binary(max_size=3)), max_size=2).map(tuple),
    TEXTS | some.binary(max_size=9) | some.sampled_from([b'{"a":1, "a":2}', b" 1", b"1\n", b"NaN"]),
)


@given(RECORDS)
@example(Record("t", 0, 0, 0, None, (), b'{"value": 1, "big": 1e400}'))
def test_lines_keep_every_byte(record: Record) -> None:
    """Whatever the value, the key and the headers are."""
    line = record_line(record)
    assert "\n" not in line
    members = json.loads(line)
    assert is_record(members)
    entry = entry_of(line, members)
    assert (entry.topic, entry.timestamp, entry.partition) == (
        "t",
        record.timestamp,
        record.partition,
    )
    assert (entry.key, entry.headers, entry.value) == (record.key, record.headers, record.value)


def test_members_are_taken_as_they_stand() -> None:
    """Numbers with all their digits; the last of equal names, as parsers have it."""
    assert raw_member('{ "a" : [1, {"v": 2}] , "v": 1.50 , "v":  18446744073709551616 }', "v") == (
        "18446744073709551616"
    )
    with pytest.raises(ValueError, match="no member"):
        raw_member("{}", "v")


@pytest.mark.parametrize(
    "more",
    [
        '"timestamp": true, "value": 1',
        '"timestamp": 1, "value": 1, "key": 5',
        '"timestamp": 1, "value": 1, "headers": [["a"]]',
        '"timestamp": 1, "value": 1, "headers": 5',
        '"timestamp": 1, "value_base64": "%"',
        '"timestamp": 1, "value": 1, "partition": "0"',
    ],
)
def test_what_does_not_fit_is_told(more: str) -> None:
    """A member of the wrong kind."""
    line = f'{{"topic": "t", {more}}}'
    with pytest.raises(LogError):
        entry_of(line, json.loads(line))


def test_events_are_no_records() -> None:
    """An event with members of its own is taken for what it is."""
    assert not is_record({"topic": "t", "timestamp": 1, "value": 1, "meta": {}})
    assert not is_record({"topic": "t", "value": 1})

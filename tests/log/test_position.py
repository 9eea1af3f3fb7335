"""Offsets and times as people name them."""

from __future__ import annotations

import pytest

from evtool.log.event_log import LogError
from evtool.log.memory import MemoryLog
from evtool.log.position import Position, parse_position, time_text
from evtool.log.record import Entry, TopicPartition, Watermarks


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("earliest", Position()),
        ("latest", Position(end=True)),
        ("17", Position(offset=17)),
        ("10m", Position(time=400_000)),
        ("-10m", Position(time=400_000)),
        ("1970-01-01T00:00:05Z", Position(time=5000)),
        ("1970-01-02", Position(time=86_400_000)),
        ("1970-01-01T01:00:00+01:00", Position(time=0)),
    ],
)
def test_positions(text: str, wanted: Position) -> None:
    """Words, offsets, ages, times; without a zone it is UTC."""
    assert parse_position(text, 1_000_000) == wanted


def test_what_is_none() -> None:
    """The hint shows what can be written."""
    with pytest.raises(LogError) as caught:
        parse_position("noon", 0)
    assert "earliest" in str(caught.value.hint)


def test_offsets_stay_within_what_is_there() -> None:
    """Before the first and behind the last there is nothing to start from."""
    log, place = MemoryLog(), TopicPartition("a")
    log.append([Entry("a", b"x", time) for time in (10, 20)])
    marks = Watermarks(1, 2)
    assert Position(offset=0).offset_in(log, place, marks) == 1
    assert Position(offset=9).offset_in(log, place, marks) == 2
    assert Position(end=True).offset_in(log, place, marks) == 2
    assert Position(time=15).offset_in(log, place, marks) == 1


def test_times_are_told_even_if_they_are_none() -> None:
    """A timestamp that no calendar has stays a number."""
    assert time_text(0) == "1970-01-01T00:00:00.000Z"
    assert time_text(10**18) == str(10**18)

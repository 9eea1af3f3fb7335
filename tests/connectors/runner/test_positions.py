"""What a store has already, as it says itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.connectors.failure import TargetFailure
from evtool.connectors.runner.positions import Positions, behind
from evtool.log.record import Record, TopicPartition


def _record(partition: int, offset: int) -> Record:
    return Record("t", partition, offset, 0, None, (), b"{}")


@given(
    st.dictionaries(st.integers(0, 3), st.integers(0, 12)),
    st.lists(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), max_size=5), max_size=6),
)
def test_only_what_is_there_is_marked(
    stored: dict[int, int], polls: list[list[tuple[int, int]]]
) -> None:
    """Whatever the order of partitions, exactly what lies before the positions is marked."""
    asked = []

    def ask() -> dict[TopicPartition, int]:
        asked.append(1)
        return {TopicPartition("t", one): offset for one, offset in stored.items()}

    positions = Positions(ask)
    following: dict[int, int] = {}
    for poll in polls:
        records = []
        for partition, count in poll:
            start = following.get(partition, 0)
            records += [_record(partition, start + at) for at in range(count)]
            following[partition] = start + count
        for record, is_stored in positions.split(records):
            assert is_stored == (record.offset < stored.get(record.partition, 0))
    assert len(asked) <= len(following)


def test_a_partition_that_comes_back_is_asked_for() -> None:
    """Another member may have gone on meanwhile: its transaction counts."""
    stored = {TopicPartition("t", 0): 0}
    positions = Positions(lambda: stored)
    assert not any(done for _, done in positions.split([_record(0, 0), _record(0, 1)]))
    stored[TopicPartition("t", 0)] = 6
    marked = list(positions.split([_record(0, offset) for offset in range(4, 8)]))
    assert [done for _, done in marked] == [True, True, False, False]


def test_records_can_be_offered_again_after_a_failure() -> None:
    """A store that is away when it is asked is asked again."""
    answers = [TargetFailure("away")]

    def ask() -> dict[TopicPartition, int]:
        if answers:
            raise answers.pop()
        return {TopicPartition("t", 0): 1}

    positions = Positions(ask)
    with pytest.raises(TargetFailure):
        list(positions.split([_record(0, 0), _record(0, 1)]))
    assert [done for _, done in positions.split([_record(0, 0), _record(0, 1)])] == [True, False]


def test_a_group_goes_back_to_its_store() -> None:
    """Only where the store is behind."""
    one, two, three = (TopicPartition("t", number) for number in range(3))
    assert behind({one: 5, two: 5}, {one: 3, two: 9, three: 1}) == {one: 3}


def test_what_comes_again_is_told() -> None:
    """From where, for each partition; what goes on, or is new, does not come again."""
    positions = Positions(dict)
    list(positions.split([_record(0, at) for at in range(10)] + [_record(1, 0)]))
    assert positions.again == {}
    again = [_record(0, 4), _record(1, 1), _record(2, 7), _record(0, 5)]
    list(positions.split(again))
    assert positions.again == {TopicPartition("t", 0): 4}
    list(positions.split([_record(0, 6)]))
    assert positions.again == {}

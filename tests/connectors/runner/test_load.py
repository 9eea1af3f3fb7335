"""What of a load is done, and how far the group may go."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evtool.connectors.batch import Delivery
from evtool.connectors.runner.load import Load
from evtool.log.record import Record, TopicPartition

_ROWS = st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=40)


def _load(rows: list[tuple[int, bool]]) -> Load:
    """Records of three partitions, in order within each; offsets have gaps."""
    load = Load()
    for at, (partition, done) in enumerate(rows):
        load.add(Delivery(Record("t", partition, at * 2, 0, None, (), b"{}")), done=done)
    return load


@given(_ROWS)
def test_the_prefix_never_passes_an_open_record(rows: list[tuple[int, bool]]) -> None:
    """All before an offset of the prefix is done, and the next record of it is not."""
    load = _load(rows)
    for partition in range(3):
        mine = [(at * 2, done) for at, (one, done) in enumerate(rows) if one == partition]
        reached = load.prefix.get(TopicPartition("t", partition), 0)
        assert all(done for offset, done in mine if offset < reached)
        behind = [done for offset, done in mine if offset >= reached]
        assert not behind or not behind[0]


@given(_ROWS)
def test_a_finished_load_is_committed_whole(rows: list[tuple[int, bool]]) -> None:
    """When all is done the prefix is the end of everything."""
    load = _load(rows)
    load.finish(load.open)
    assert load.prefix == load.ends
    assert not load.open


@given(_ROWS, st.dictionaries(st.integers(0, 2), st.integers(0, 80)))
def test_what_a_store_has_is_passed_over(
    rows: list[tuple[int, bool]], positions: dict[int, int]
) -> None:
    """Exactly the records before the positions become done."""
    load = _load(rows)
    before = set(load.open)
    load.pass_over({TopicPartition("t", one): offset for one, offset in positions.items()})
    still = {
        at for at in before if at * 2 >= positions.get(load.deliveries[at].record.partition, 0)
    }
    assert set(load.open) == still


@given(_ROWS)
def test_the_last_batch_moves_over_what_was_left_out(rows: list[tuple[int, bool]]) -> None:
    """Its next offsets are the ends of the load; those of others are of their own records."""
    load = _load(rows)
    places = load.open
    assert load.batch(places, last=True).next_offsets == load.ends
    own = load.batch(places).next_offsets
    assert set(own) == {load.deliveries[at].record.place for at in places}


@given(_ROWS, st.integers(0, 2), st.integers(0, 90))
def test_what_comes_again_is_dropped(
    rows: list[tuple[int, bool]], partition: int, offset: int
) -> None:
    """Of one partition from an offset on; all else stays as it is."""
    load, before = _load(rows), _load(rows)
    load.drop(TopicPartition("t", partition), offset)
    expected = [
        (one.record, done)
        for one, done in zip(before.deliveries, before.done, strict=True)
        if one.record.partition != partition or one.record.offset < offset
    ]
    left = zip(load.deliveries, load.done, strict=True)
    assert [(one.record, done) for one, done in left] == expected

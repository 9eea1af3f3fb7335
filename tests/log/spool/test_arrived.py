"""What a killed process had sent is found at the brokers, and not sent again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.log.event_log import LogError, LogUnavailable
from evtool.log.record import Entry, TopicPartition
from evtool.log.spool.arrived import arrived_before, fingerprint
from evtool.log.spool.backlog import Backlog
from evtool.log.spool.log import SpooledLog
from evtool.log.spool.offer import Offers
from evtool.log.spool.parcel import pack, unpack
from tests.log.spool.conftest import Store, Target

TOPIC = "shop.order"
PLACE = TopicPartition(TOPIC)
Spool = Callable[..., SpooledLog]
Eventually = Callable[[Callable[[], Any]], None]


def entry(value: str, key: bytes | None = None, partition: int | None = None) -> Entry:
    """Make an entry."""
    return Entry(TOPIC, value.encode(), 1_700_000_000_000, key, (("h", b"1"),), partition)


def wait_in(store: Any, *entries: Entry) -> None:
    """Put entries into the store, as an append does."""
    store.append([pack(one, 1) for one in entries])


def test_what_came_behind_the_marks_is_done(store: Any, target: Any) -> None:
    """In whichever partition; what came before them, and what others sent, tells nothing."""
    target.append([entry("a"), entry("b", partition=2)])
    backlog = Backlog(store)
    backlog.advance({}, target.ends({TOPIC}))
    wait_in(store, *(entry(value) for value in "abcd"))
    target.append([entry("c", partition=1), entry("x"), entry("b", partition=0)])
    assert arrived_before(Backlog(store), target) == {PLACE: {1, 2}}


def test_a_new_topic_is_not_looked_for(store: Any, target: Any) -> None:
    """Where nothing was ever sent, nothing can be there; nobody is asked."""
    target.up.clear()
    wait_in(store, entry("a"))
    assert arrived_before(Backlog(store), target) == {}


def test_equal_records_count_one_each(store: Any, target: Any) -> None:
    """Of three equal ones of which two came, one is still to be sent."""
    Backlog(store).advance({}, {PLACE: 0})
    wait_in(store, *[entry("same")] * 3)
    target.append([entry("same", partition=0)] * 2)
    assert arrived_before(Backlog(store), target) == {PLACE: {0, 1}}


def test_marks_and_offsets_are_kept_together(store: Any) -> None:
    """The next process finds both."""
    wait_in(store, entry("a"), entry("b"))
    Backlog(store).advance({PLACE: 1}, {TopicPartition(TOPIC, 2): 7})
    again = Backlog(store)
    assert again.marks(TOPIC) == {2: 7}
    assert again.waiting() == {PLACE: (1, 2)}
    assert again.has_marks
    assert not again.marks("other")


HEADERS = st.lists(st.tuples(st.text(max_size=5), st.binary(max_size=5)), max_size=3)
RECORDS = st.tuples(st.none() | st.binary(max_size=5), HEADERS.map(tuple), st.binary(max_size=9))


@given(RECORDS, RECORDS)
def test_only_equal_records_have_one_fingerprint(one: Any, other: Any) -> None:
    """Whatever borders the parts have."""
    assert (fingerprint(*one) == fingerprint(*other)) == (one == other)


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=30), st.data())
def test_killed_at_any_record(values: list[str], data: st.DataObject) -> None:
    """Whatever part of a batch had arrived: in the end each record is there exactly once."""
    store, target = Store(), Target()
    sent = data.draw(st.sets(st.integers(0, len(values) - 1)))
    backlog = Backlog(store)
    backlog.advance({}, {PLACE: 0})
    wait_in(store, *(entry(value) for value in values))
    target.append([entry(values[at], partition=at % 3) for at in sorted(sent)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evtool.log.spool.offer._SETTLE_SECONDS", 0)
        fates = Offers(Backlog(store), target).make(store.read(PLACE, 0))
    assert fates == [None] * len(values)
    assert Counter(target.values(TOPIC)) == Counter(value.encode() for value in values)


def test_brokers_that_cannot_be_asked_get_nothing(store: Any, target: Any) -> None:
    """It is tried again later."""
    backlog = Backlog(store)
    wait_in(store, entry("a"))
    target.up.clear()
    offers = Offers(backlog, target)
    with pytest.raises(LogUnavailable):
        offers.make(store.read(PLACE, 0))
    assert not target.calls
    target.up.set()
    assert offers.make(store.read(PLACE, 0)) == [None]
    assert target.values(TOPIC) == [b"a"]


def test_who_may_not_read_sends_again(
    store: Any, target: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A user that may only write is told so; nothing stops."""

    def refuse(*_: Any) -> None:
        raise LogError("not authorized")

    backlog = Backlog(store)
    backlog.advance({}, {PLACE: 0})
    wait_in(store, entry("a"))
    target.append([entry("a", partition=0)])
    monkeypatch.setattr(target, "read", refuse)
    assert Offers(backlog, target).make(store.read(PLACE, 0)) == [None]
    monkeypatch.setattr(target, "ends", refuse)
    assert Offers(Backlog(Store()), target).make(store.read(PLACE, 0)) == [None]
    monkeypatch.undo()
    assert target.values(TOPIC) == [b"a", b"a", b"a"]
    assert "may come twice: not authorized" in caplog.text


def test_what_waited_while_nobody_forwarded(
    spool: Spool, store: Any, target: Any, eventually: Eventually
) -> None:
    """The whole way: a process was killed with all of a batch at the brokers."""
    Backlog(store).advance({}, {PLACE: 0})
    entries = [entry("a"), entry("b")]
    wait_in(store, *entries)
    target.append([unpack(record) for record in store.read(PLACE, 0)])
    log = spool()
    log.append([entry("c")])
    eventually(lambda: sorted(target.values(TOPIC)) == [b"a", b"b", b"c"])
    eventually(lambda: log.state().records == 0)
    assert sorted(target.values(TOPIC)) == [b"a", b"b", b"c"]

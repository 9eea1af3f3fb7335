"""From the spool to the brokers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evtool.log.event_log import EntryRefused
from evtool.log.record import Entry, TopicPartition
from evtool.log.spool.batch import settle
from evtool.log.spool.log import SpooledLog
from evtool.log.spool.parcel import REFUSED_TOPIC

Spool = Callable[..., SpooledLog]
Eventually = Callable[[Callable[[], Any]], None]


def entry(value: str, topic: str = "shop.order", **how: Any) -> Entry:
    """Make an entry."""
    return Entry(topic, value.encode(), 1_700_000_000_000, **how)


def test_entries_arrive_as_they_were(spool: Spool, target: Any, eventually: Eventually) -> None:
    """Key, headers, time and partition go through the spool unchanged."""
    given = [
        entry("a", key=b"k", headers=(("h", b"1"), ("evtool-spool", b"mine"))),
        entry("b", partition=2),
    ]
    spool().append(given)
    eventually(lambda: len(target.values("shop.order")) == 2)
    placed = {record.value: record for place in target.topics() for record in target.read(place, 0)}
    assert placed[b"a"][3:6] == (given[0].timestamp, b"k", given[0].headers)
    assert placed[b"b"].partition == 2


def test_nothing_is_lost_while_the_brokers_are_away(
    spool: Spool, target: Any, eventually: Eventually
) -> None:
    """Appends go on, and all of it arrives in order afterwards."""
    log = spool()
    target.up.clear()
    for number in range(50):
        log.append([entry(f"{number}", key=b"k")])
    eventually(lambda: log.state().error == "connection refused" and log.state().records == 50)
    assert log.state().oldest_seconds < 60
    target.up.set()
    eventually(lambda: target.values("shop.order") == [b"%d" % number for number in range(50)])
    eventually(lambda: log.state().records == 0 and log.state().error is None)


def test_what_was_sent_is_removed(spool: Spool, target: Any, eventually: Eventually) -> None:
    """The spool is empty after a while."""
    log = spool()
    log.append([entry("a"), entry("b")])
    eventually(lambda: len(target.values("shop.order")) == 2)
    eventually(lambda: log.state().bytes == 0)


def test_a_refused_entry_is_kept_and_blocks_nothing(
    spool: Spool, store: Any, target: Any, eventually: Eventually
) -> None:
    """It goes to a topic of the local log, with its own topic and the reason."""
    log = spool()
    log.append([entry("a"), entry("refuse b", key=b"k"), entry("c")])
    eventually(lambda: sorted(target.values("shop.order")) == [b"a", b"c"])
    letters = store.read(TopicPartition(REFUSED_TOPIC), 0)
    assert [(letter.value, letter.key) for letter in letters] == [(b"refuse b", b"k")]
    assert dict(letters[0].headers)["evtool-topic"] == b"shop.order"
    assert dict(letters[0].headers)["evtool-reason"] == b"too large"
    eventually(lambda: log.state().refused == 1)


def test_a_topic_that_fails_does_not_hold_up_the_others(
    spool: Spool, target: Any, eventually: Eventually
) -> None:
    """Its entries wait until it is there."""
    log = spool()
    target.absent.add("gone")
    log.append([entry("a", "gone"), entry("b", "gone"), entry("c")])
    eventually(lambda: target.values("shop.order") == [b"c"])
    eventually(lambda: log.state().error == "no topic gone" and log.state().records == 2)
    target.absent.clear()
    eventually(lambda: sorted(target.values("gone")) == [b"a", b"b"])


def test_one_process_forwards(spool: Spool, target: Any, eventually: Eventually) -> None:
    """Of two spools over one file the second waits, and takes over when the first ends."""
    first = spool()
    first.append([entry("a")])
    eventually(lambda: first.state().forwarding)
    second = spool()
    second.append([entry("b")])
    eventually(lambda: len(target.values("shop.order")) == 2)
    assert second._forwarder._lease.held is False
    first.close()
    target.closed = False
    eventually(lambda: second._forwarder._lease.held)
    second.append([entry("c")])
    eventually(lambda: sorted(target.values("shop.order")) == [b"a", b"b", b"c"])


def test_a_closed_spool_keeps_what_waits(spool: Spool, target: Any, eventually: Eventually) -> None:
    """The next process sends it."""
    log = spool()
    log.append([entry("before", partition=0)])
    eventually(lambda: target.values("shop.order") == [b"before"])
    target.up.clear()
    log.append([entry("a", partition=0)])
    eventually(lambda: target.calls == 2)
    log.close()
    target.closed = False
    target.up.set()
    spool()
    eventually(lambda: target.values("shop.order") == [b"before", b"a"])


def test_a_new_topic_waits_for_the_brokers(
    spool: Spool, target: Any, eventually: Eventually
) -> None:
    """Nothing is sent before it is known how far the topic reaches."""
    log = spool()
    target.up.clear()
    log.append([entry("a")])
    eventually(lambda: log.state().error == "connection refused")
    assert not target.calls
    target.up.set()
    eventually(lambda: target.values("shop.order") == [b"a"])


def test_what_the_brokers_never_take_is_refused_at_once(spool: Spool) -> None:
    """A client hears of it, and the topic of refused entries is the spool's own."""
    log = spool()
    with pytest.raises(EntryRefused, match="never"):
        log.append([entry("never")])
    with pytest.raises(EntryRefused, match="belongs to the spool"):
        log.append([entry("a", REFUSED_TOPIC)])


def test_a_bug_does_not_end_forwarding(
    spool: Spool, target: Any, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told, and tried again."""
    deliver = target.deliver
    failures = iter([ZeroDivisionError("bug")])

    def fail_once(entries: Any) -> Any:
        for error in failures:
            raise error
        return deliver(entries)

    monkeypatch.setattr(target, "deliver", fail_once)
    spool().append([entry("a")])
    eventually(lambda: target.values("shop.order") == [b"a"])


def test_a_failure_stops_its_topic_only(store: Any) -> None:
    """What follows the failure in the same topic has to be offered again."""
    store.append([entry("a"), entry("b"), entry("c"), entry("d", "other")])
    records = [record for place in store.topics() for record in store.read(place, 0)]
    by_value = {record.value: record for record in records}
    batch = [by_value[value] for value in (b"a", b"b", b"c", b"d")]
    problem: Any = RuntimeError("away")
    found = settle(batch, [None, problem, None, None])
    assert found.offsets == {TopicPartition("shop.order"): 1, TopicPartition("other"): 1}
    assert found.failed == {TopicPartition("shop.order"): problem}
    assert found.delivered == 2


def test_the_state_is_one_file(spool: Spool, tmp_path: Path, eventually: Eventually) -> None:
    """Processes that only append read it there."""
    log = spool()
    eventually((tmp_path / "spool.db.state").exists)
    assert json.loads((tmp_path / "spool.db.state").read_text())["forwarding"] is True
    (tmp_path / "spool.db.state").write_text("torn")
    assert log.state().process >= 0

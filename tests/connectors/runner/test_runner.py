"""The runner of one connector: all is delivered once, whatever fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from evtool.connectors.config import DeliveryConfig
from evtool.connectors.failure import TargetFailure, TooManyFailures
from evtool.connectors.runner import patience
from evtool.connectors.runner.reader import Reader
from evtool.connectors.selection import Selection
from evtool.connectors.sinks.memory import MemorySinkConfig
from evtool.errors import ConfigurationError
from evtool.log.record import Entry, TopicPartition


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the pauses of failures short."""
    monkeypatch.setattr(patience, "pause", lambda _: 0.001)


def _entries(make: Callable[..., Entry], count: int, **how: Any) -> list[Entry]:
    return [make(number, **how) for number in range(count)]


def _failing(times: int) -> Callable[..., None]:
    left = [times]

    def fail(*_: object) -> None:
        if left[0]:
            left[0] -= 1
            raise TargetFailure("the store is away")

    return fail


def test_all_is_delivered_and_committed(bench: Any, make_entry: Any) -> None:
    """Every record of the topics arrives once, and the group is at their ends."""
    bench.append(*_entries(make_entry, 57))
    bench.append(make_entry(99, topic="other"))
    bench.run(lambda: len(bench.store.records) == 57)
    assert bench.numbers() == list(range(57))
    assert len(bench.store.deliveries) == 57
    assert bench.lag == 1  # that of the other topic
    assert bench.tally.rows == 57


def test_the_end_delivers_what_is_batched(bench: Any, make_entry: Any) -> None:
    """A batch that is not due yet is delivered when the runner is told to end."""
    bench.config = replace(bench.config, batch_rows=1000, batch_seconds=1000.0)
    bench.append(*_entries(make_entry, 5))
    bench.run(lambda: False, seconds=0.3)
    assert bench.numbers() == list(range(5))
    assert bench.is_done()


def test_batches_are_bounded_by_rows_and_bytes(bench: Any, make_entry: Any) -> None:
    """No batch has more rows than said, and a large record ends one."""
    sizes: list[int] = []
    bench.store.before = lambda batch: sizes.append(len(batch))
    bench.config = replace(bench.config, batch_bytes=300)
    bench.append(*_entries(make_entry, 40))
    bench.run(bench.is_done)
    assert bench.numbers() == list(range(40))
    assert max(sizes) <= 5


def test_a_store_that_is_away_is_waited_for(bench: Any, make_entry: Any) -> None:
    """A failure of the store passes nothing over and leaves no alarm behind."""
    bench.store.before = _failing(3)
    bench.append(*_entries(make_entry, 25))
    bench.run(bench.is_done)
    assert bench.numbers() == list(range(25))
    assert bench.tally.retries == 3
    assert bench.tally.error is None
    assert bench.store.opened == 4  # it was let go of each time


def test_a_store_that_cannot_be_opened_is_waited_for(bench: Any, make_entry: Any) -> None:
    """So it is when it is away at the start."""
    bench.store.at_open = _failing(2)
    bench.append(*_entries(make_entry, 3))
    bench.run(bench.is_done)
    assert bench.numbers() == [0, 1, 2]


def test_the_end_does_not_wait_for_a_store(bench: Any, make_entry: Any) -> None:
    """What cannot be delivered at the end stays uncommitted."""
    bench.store.before = _failing(10**9)
    bench.append(*_entries(make_entry, 3))
    bench.run(lambda: bench.tally.retries > 2)
    assert bench.lag == 3


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("guarantee", ["transactional", "idempotent", "at_least_once"])
def test_bad_records_go_to_the_error_stream(
    bench: Any, make_entry: Any, guarantee: str, *, known: bool
) -> None:
    """Each record is in the store or in the error stream, whether or not places are known."""
    bench.sink = MemorySinkConfig(guarantee=guarantee, known_places=known)
    bench.store.is_bad = lambda one: one.event["number"] % 7 == 3
    bench.append(*_entries(make_entry, 60))
    bench.run(bench.is_done)
    bad = [number for number in range(60) if number % 7 == 3]
    assert bench.numbers() == [number for number in range(60) if number not in bad]
    letters = [json.loads(one.value) for one in bench.letters()]
    assert sorted(json.loads(one["raw_event"])["number"] for one in letters) == bad
    assert {one["errored_stream_name"] for one in letters} == {"shop"}
    assert {one["emitter_id"] for one in letters} == {"evtool-connect-test"}
    assert {one["$schema"] for one in letters} == {"/error/2.1.0"}
    assert bench.tally.dead_letters == len(bad)
    if guarantee == "transactional":
        assert sum(bench.store.positions.values()) == 60


def test_what_is_no_json_goes_to_the_error_stream(bench: Any, make_entry: Any) -> None:
    """A value that no sink can decode is found without help of the sink."""
    bench.store.before = lambda batch: [one.event for one in batch] and None
    bench.append(make_entry(0), Entry("shop", b"{broken\xff", 1), make_entry(2))
    bench.run(bench.is_done)
    assert bench.numbers() == [0, 2]
    letter = json.loads(bench.letters()[0].value)
    assert letter["raw_event"] == "{broken\\xff"
    assert "shop/" in letter["message"]


def test_canary_events_are_left_out(bench: Any, make_entry: Any) -> None:
    """They are not delivered, and their offsets are committed; unless they are asked for."""
    bench.append(make_entry(0), make_entry(1, domain="canary"), make_entry(2, uri="canary"))
    bench.run(bench.is_done)
    assert bench.numbers() == [0, 2]
    bench.log.commit("evtool-connect-test", {TopicPartition("shop", n): 0 for n in range(3)})
    bench.config = replace(bench.config, canary=True)
    bench.run(bench.is_done)
    assert bench.numbers() == [0, 1, 2]


def test_the_position_of_the_store_wins(bench: Any, make_entry: Any) -> None:
    """What a transactional store has is not delivered again, although it is not committed."""
    bench.sink = MemorySinkConfig(guarantee="transactional")
    bench.append(*_entries(make_entry, 30))
    bench.run(bench.is_done)
    bench.log.commit("evtool-connect-test", {TopicPartition("shop", n): n for n in range(3)})
    bench.run(bench.is_done)
    assert len(bench.store.deliveries) == 30
    assert bench.tally.already_there == 27


def test_a_store_that_was_put_back_gets_everything_again(bench: Any, make_entry: Any) -> None:
    """Where it is behind the group, the group goes back."""
    bench.sink = MemorySinkConfig(guarantee="transactional")
    bench.append(*_entries(make_entry, 30))
    bench.run(bench.is_done)
    bench.store.positions = {TopicPartition("shop", n): 5 for n in range(3)}
    bench.run(lambda: len(bench.store.deliveries) == 45)
    assert len(bench.store.deliveries) == 45


def test_an_answer_that_got_lost_doubles_nothing(bench: Any, make_entry: Any) -> None:
    """A transaction whose end was not seen is known by the store's position."""
    bench.sink = MemorySinkConfig(guarantee="transactional")
    bench.store.after = _failing(2)
    bench.append(*_entries(make_entry, 30))
    bench.run(bench.is_done)
    assert bench.numbers() == list(range(30))
    assert len(bench.store.deliveries) == 30


def test_a_letter_is_not_written_twice(bench: Any, make_entry: Any) -> None:
    """After a crash between the letter and the commit, the letter is found again."""
    bench.store.is_bad = lambda one: one.event["number"] == 1
    bench.append(*_entries(make_entry, 3))
    bench.run(bench.is_done)
    bench.log.commit("evtool-connect-test", {TopicPartition("shop", n): 0 for n in range(3)})
    bench.run(bench.is_done)
    assert len(bench.letters()) == 1


def test_the_error_stream_itself_does_not_feed_itself(bench: Any, make_entry: Any) -> None:
    """A letter that cannot be delivered makes no other letter."""
    bench.selection = Selection(everything=True)
    bench.store.is_bad = lambda _: True
    bench.append(*_entries(make_entry, 3))
    bench.run(lambda: bench.is_done() and bench.tally.left_out == 0, seconds=1.0)
    assert len(bench.letters()) == 3


def test_too_many_failures_stop_the_connector(bench: Any, make_entry: Any) -> None:
    """Where nearly all fails the cause is another one: nothing more is moved away."""
    bench.store.is_bad = lambda _: True
    bench.append(*_entries(make_entry, 100))
    with pytest.raises(TooManyFailures, match="of the last"):
        bench.run(lambda: False)
    assert 0 < len(bench.letters()) < 25
    assert bench.lag == 100 - len(bench.letters())


def test_a_sink_that_does_not_fit_stops_the_connector(bench: Any, make_entry: Any) -> None:
    """A wrong configuration is no reason to wait."""

    def fail() -> None:
        raise ConfigurationError("the table has other columns")

    bench.store.at_open = fail
    bench.append(make_entry(0))
    with pytest.raises(ConfigurationError):
        bench.run(lambda: False)
    assert bench.lag == 1


def test_two_runners_share_the_partitions(bench: Any, make_entry: Any) -> None:
    """A second member of the group takes a part of the work, and nothing is done twice."""
    import threading

    bench.append(*_entries(make_entry, 300))
    stop = threading.Event()
    other = type(bench)(
        bench.log, bench.store, bench.config, bench.selection, bench.sink, stop=stop
    )
    thread = threading.Thread(target=other.runner().run)
    thread.start()
    try:
        bench.run(bench.is_done)
    finally:
        stop.set()
        thread.join(10)
    assert bench.numbers() == list(range(300))


def test_a_connector_without_streams_is_idle(bench: Any, make_entry: Any) -> None:
    """It reads nothing, and above all not everything."""
    bench.selection = Selection()
    bench.append(make_entry(0))
    bench.run(lambda: bench.tally.state == "idle")
    assert bench.store.records == {}


def test_a_member_that_was_taken_for_dead_doubles_nothing(
    bench: Any, make_entry: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has its partitions back, and reads again what it has not delivered yet."""
    bench.sink = MemorySinkConfig(guarantee="transactional")
    bench.config = DeliveryConfig("memory", batch_rows=20, batch_seconds=0.3)
    bench.append(*_entries(make_entry, 50))
    polled: list[Any] = []
    real = Reader.poll

    def poll(reader: Reader, most: int, seconds: float) -> Any:
        records = real(reader, min(most, 7), seconds)
        if records and len(polled) == 1:
            records = [*polled[0], *records]  # as after a new start from what is committed
        if records:
            polled.append(records)
        return records

    monkeypatch.setattr(Reader, "poll", poll)
    bench.run(bench.is_done)
    assert bench.numbers() == list(range(50))
    assert len(bench.store.deliveries) == 50

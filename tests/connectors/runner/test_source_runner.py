"""The runner of sources: what is in the log, what is saved, and what is acknowledged when."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import pytest
from source_bench import ERRORS, SourceBench, event

from evtool.connectors.config import ReadingConfig
from evtool.connectors.failure import TargetFailure
from evtool.connectors.runner import patience
from evtool.connectors.runner.only_reader import OnlyReader
from evtool.connectors.runner.tally import State
from evtool.connectors.source import Change
from evtool.errors import ConfigurationError
from evtool.log.event_log import EntryRefused, LogUnavailable
from evtool.log.memory import MemoryLog


@dataclass
class Store:
    """What a scripted source reads, and everything that happened to it."""

    batches: list[Sequence[Change]]
    name: str = "scripted"
    fails: dict[str, int] = field(default_factory=dict)
    happened: list[Any] = field(default_factory=list)
    waiting: int | None = None

    def fail(self, where: str) -> None:
        """Fail as often as the test wants it."""
        if self.fails.get(where, 0) > 0:
            self.fails[where] -= 1
            raise TargetFailure(f"away at {where}", hint="wait")


class Scripted:
    """A source whose position is the number of batches behind it."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @property
    def identity(self) -> str:
        """As the test wants it."""
        return self.store.name

    def __enter__(self) -> Self:
        """Open."""
        self.store.fail("open")
        self.store.happened.append("open")
        return self

    def changes(self, position: Any) -> Iterator[Sequence[Change]]:
        """The batches after a position, then nothing."""
        stop = threading.Event()
        for batch in self.store.batches[(position or 0) :]:
            self.store.fail("read")
            yield batch
        while True:
            stop.wait(0.01)
            yield ()

    def acknowledge(self, position: Any) -> None:
        """Remember it."""
        self.store.fail("acknowledge")
        self.store.happened.append(position)

    def lag(self) -> int | None:
        """As the test wants it."""
        return self.store.waiting

    def __exit__(self, *error: object) -> None:
        """Remember it."""
        self.store.happened.append("close")


def store_of(*counts: int, **options: Any) -> Store:
    """A store with one event a batch."""
    return Store([[Change(event(one), at + 1)] for at, one in enumerate(counts)], **options)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SourceBench:
    """A workspace, with pauses that are short."""
    monkeypatch.setattr(patience, "pause", lambda _attempt: 0.01)
    return SourceBench(tmp_path)


def test_log_then_position_then_acknowledgment(bench: SourceBench) -> None:
    """Each batch is in the log and its position saved before the source is told."""
    store = store_of(1, 2, 3)
    seen: list[tuple[Any, int, Any]] = []

    class Watched(Scripted):
        def acknowledge(self, position: Any) -> None:
            saved = bench.position.read()
            seen.append((position, len(bench.records()), saved and saved["position"]))
            super().acknowledge(position)

    bench.run(lambda: Watched(store), lambda: len(seen) == 3)
    assert seen == [(1, 1, 1), (2, 2, 2), (3, 3, 3)]
    assert bench.counts() == [1, 2, 3]
    assert store.happened == ["open", 1, 2, 3, "close"]
    assert (bench.tally.rows, bench.tally.batches) == (3, 3)


def test_it_goes_on_from_the_saved_position(bench: SourceBench) -> None:
    """A second run reads what is new, and tells the store once more how far we are."""
    store = store_of(1, 2)
    bench.run(lambda: Scripted(store), bench.has(2))
    store.batches.append([Change(event(3), 3)])
    bench.run(lambda: Scripted(store), bench.has(3))
    assert bench.counts() == [1, 2, 3]
    assert store.happened == ["open", 1, 2, "close", "open", 2, 3, "close"]


def test_an_id_is_made_of_identity_and_position(bench: SourceBench) -> None:
    """Read again from the start, events have the ids they had; those with one keep it."""
    store = Store([[Change(event(1), 1), Change(event(2, id="own"), 2), Change(event(3), 3, "c")]])
    bench.run(lambda: Scripted(store), bench.has(3))
    bench.position.path.unlink()
    store.batches = [[Change(event(1), 1), Change(event(2, id="own"), 2), Change(event(3), 9, "c")]]
    bench.run(lambda: Scripted(store), bench.has(6))
    ids = bench.ids()
    assert ids[:3] == ids[3:]
    assert ids[1] == "own"
    assert len(set(ids)) == 3


def test_what_is_missing_is_filled_in(bench: SourceBench) -> None:
    """Stream and schema come from the options where events do not name them."""
    store = Store([[Change({"count": 7}, 1)]])
    bench.run(lambda: Scripted(store), bench.has(1))
    [made] = bench.events()
    assert made["$schema"] == "/basic/1.0.0"
    assert made["meta"]["stream"] == "basic"


def test_a_refused_event_is_an_error_event_and_holds_up_nothing(bench: SourceBench) -> None:
    """What is invalid, of an unknown stream or no event at all is in the error stream."""
    wrong = {**event(0), "count": "x"}
    elsewhere = {**event(0), "meta": {"stream": "nowhere"}}
    store = Store(
        [
            [
                Change(wrong, 1, raw=b'{"count": "x"}'),
                Change(elsewhere, 2),
                Change(None, 3, raw=b"{\xff", problem="it is no JSON"),
                Change([1], 4),
                Change(event(5), 5),
            ]
        ]
    )
    bench.run(lambda: Scripted(store), bench.has(1, 4))
    assert bench.counts() == [5]
    letters = bench.letters()
    assert letters[0]["raw_event"] == '{"count": "x"}'
    assert letters[0]["error_type"] == "ValidationError"
    assert letters[0]["emitter_id"] == "evtool-connect-test"
    assert "nowhere" in letters[1]["message"]
    assert (letters[2]["raw_event"], letters[2]["message"]) == ("{\\xff", "it is no JSON")
    assert letters[2]["errored_stream_name"] == "basic"
    assert bench.tally.dead_letters == 4


def test_a_letter_that_is_made_again_is_the_same(bench: SourceBench) -> None:
    """Its id is made of the place, too, and is none of an event."""
    store = Store([[Change({"count": "x"}, 1)]])
    bench.run(lambda: Scripted(store), bench.has(0, 1))
    bench.position.path.unlink()
    bench.run(lambda: Scripted(store), bench.has(0, 2))
    first, second = bench.letters()
    assert first["meta"]["id"] == second["meta"]["id"]


def test_a_large_event_is_an_error_event_in_part(bench: SourceBench) -> None:
    """The error event of what is too large fits itself."""
    store = Store([[Change({**event(1), "more": "x" * 5_000_000}, 1), Change(event(2), 2)]])
    bench.run(lambda: Scripted(store), bench.has(1, 1))
    [letter] = bench.letters()
    assert letter["error_type"] == "too_large"
    assert len(letter["raw_event"]) == 4_194_304 // 8


def test_a_change_without_event_moves_the_position_only(bench: SourceBench) -> None:
    """Nothing is appended, and the store may forget it."""
    store = Store([[Change(None, 1)], [Change(event(2), 2)]])
    bench.run(lambda: Scripted(store), bench.has(1))
    assert store.happened == ["open", 1, 2, "close"]
    assert bench.counts() == [2]


@pytest.mark.parametrize("where", ["open", "read", "acknowledge"])
def test_a_store_that_is_away_is_waited_for(bench: SourceBench, where: str) -> None:
    """Wherever it fails, the source is opened again, and nothing is missing or twice."""
    store = store_of(1, 2, 3, fails={where: 3})
    bench.run(lambda: Scripted(store), lambda: store.happened[-1:] == [3])
    assert bench.counts() == [1, 2, 3]
    assert bench.tally.retries == 3
    assert bench.tally.state is State.STOPPED or bench.tally.error is None


def test_a_log_that_is_away_is_waited_for(bench: SourceBench) -> None:
    """Nothing is acknowledged before it is back."""
    fails = [3]

    class Away(MemoryLog):
        def append(self, entries: Any) -> None:
            if fails[0]:
                fails[0] -= 1
                raise LogUnavailable("the disk is full")
            super().append(entries)

    bench.log = Away()
    bench.run(lambda: Scripted(store_of(1, 2)), bench.has(2))
    assert bench.counts() == [1, 2]
    assert bench.tally.retries == 3


def test_an_entry_that_the_log_refuses_is_an_error_event(bench: SourceBench) -> None:
    """The others of its batch are appended."""

    class Picky(MemoryLog):
        def append(self, entries: Any) -> None:
            if any(b'"count":2' in one.value and one.topic != ERRORS for one in entries):
                raise EntryRefused("too large for this log")
            super().append(entries)

    bench.log = Picky()
    batch = [Change(event(one), one) for one in (1, 2, 3)]
    bench.run(lambda: Scripted(Store([batch])), bench.has(2, 1))
    assert bench.counts() == [1, 3]
    [letter] = bench.letters()
    assert letter["message"] == "too large for this log"
    assert json.loads(letter["raw_event"])["count"] == 2


def test_another_store_is_refused(bench: SourceBench) -> None:
    """A position means nothing in a store that it was not made in."""
    bench.run(lambda: Scripted(store_of(1)), bench.has(1))
    with pytest.raises(ConfigurationError, match="is of scripted, and the source is now other"):
        bench.run(lambda: Scripted(store_of(1, name="other")), lambda: False)


def test_a_damaged_position_is_refused(bench: SourceBench) -> None:
    """It is not taken for none, which would read all again."""
    bench.position.path.parent.mkdir(parents=True)
    bench.position.path.write_text("{", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="holds no position"):
        bench.run(lambda: Scripted(store_of(1)), lambda: False)


def test_unknown_stream_and_schema_are_refused(bench: SourceBench) -> None:
    """Before anything is read."""
    bench.reading = ReadingConfig("test", stream="bsic")
    with pytest.raises(ConfigurationError, match="no configured stream is called 'bsic'") as found:
        bench.run(lambda: Scripted(store_of(1)), lambda: False)
    assert found.value.hint == "did you mean 'basic'?"
    bench.reading = ReadingConfig("test", schema="/basic/9.0.0")
    with pytest.raises(ConfigurationError, match="schema"):
        bench.run(lambda: Scripted(store_of(1)), lambda: False)


def test_a_second_reader_waits_for_the_first(bench: SourceBench) -> None:
    """It does nothing until the lock is free."""
    store = store_of(1)
    with OnlyReader(bench.workspace.state, "test") as other:
        assert other.try_now()
        bench.run(lambda: Scripted(store), lambda: bench.tally.state is State.IDLE)
        assert store.happened == []
    bench.run(lambda: Scripted(store), bench.has(1))


def test_lag_is_what_the_source_says(bench: SourceBench) -> None:
    """Where it can tell."""
    store = store_of(1, waiting=42)
    bench.run(lambda: Scripted(store), lambda: bench.tally.lag is not None)
    assert bench.tally.lag == 42


def test_a_source_that_ends_is_left_alone(bench: SourceBench) -> None:
    """There is nothing more to read until the end is asked for."""

    class Finite(Scripted):
        def changes(self, position: Any) -> Iterator[Sequence[Change]]:
            del position
            yield from self.store.batches

    bench.run(lambda: Finite(store_of(1, 2)), lambda: bench.tally.state is State.IDLE)
    assert bench.counts() == [1, 2]


def test_new_streams_are_followed(bench: SourceBench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream that is configured while the source runs is used."""
    monkeypatch.setattr("evtool.connectors.runner.pipeline.INTERVAL", 0.0)
    gate = threading.Event()

    class Gated(Scripted):
        def changes(self, position: Any) -> Iterator[Sequence[Change]]:
            del position
            yield self.store.batches[0]
            while not gate.is_set():
                yield ()
                gate.wait(0.01)
            yield self.store.batches[1]
            while True:
                gate.wait(0.01)
                yield ()

    new = {**event(1), "meta": {"stream": "new"}}
    store = Store([[Change(dict(new, meta={"stream": "new"}), 1)], [Change(new, 2)]])

    def configure() -> bool:
        if bench.letters() and not gate.is_set():
            streams = {"streams": {"basic": {"schema_title": "basic"},
                                   "new": {"schema_title": "basic"},
                                   ERRORS: {"schema_title": "error"}}}  # fmt: skip
            (bench.root / "streams.yaml").write_text(json.dumps(streams), encoding="utf-8")
            gate.set()
        return len(bench.records("new")) == 1

    bench.run(lambda: Gated(store), configure)
    assert len(bench.letters()) == 1


def test_an_event_that_is_too_deep_holds_nothing_up(bench: SourceBench) -> None:
    """It was never text, so nobody has looked at it; it becomes an error event."""
    deep: Any = 1
    for _ in range(240):
        deep = [deep]
    batch = [Change({**event(1), "deep": [deep] * 20}, 1), Change(event(2), 1)]
    store = Store([batch])
    bench.run(lambda: Scripted(store), bench.has(1, 1))
    assert bench.counts() == [2]
    (letter,) = bench.letters()
    assert "nested too deeply" in letter["message"]
    assert letter["raw_event"].startswith("{'$schema'")

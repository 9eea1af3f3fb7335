"""How many events each stream has, how many came lately, and when the last one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any

HISTORY = 60
"""Seconds of which it is known how many events came in each."""

LATELY = 10
"""Seconds over which a rate is taken."""

MOST_STREAMS = 1000
"""So many streams are told of: those with the latest events."""


class Counts:
    """Counts by stream. `streams_of` gives the stream of a topic."""

    def __init__(self, stream_of: Callable[[str], str]) -> None:
        self._stream_of = stream_of
        self._total: Mapping[str, int] = {}
        self._latest: dict[str, int] = {}
        self._history: dict[str, deque[tuple[int, int]]] = {}

    def take(self, counts: Mapping[str, int], fresh: Mapping[str, int], second: int) -> None:
        """Take in what a look has found: records by topic, and how many of them are new."""
        self._total = counts
        for topic, count in fresh.items():
            history = self._history.setdefault(topic, deque(maxlen=HISTORY))
            before = history.pop()[1] if history and history[-1][0] == second else 0
            history.append((second, before + count))

    def saw(self, events: Iterable[tuple[str, int]]) -> None:
        """Note the times of events, by topic."""
        for topic, time in events:
            self._latest[topic] = max(time, self._latest.get(topic, 0))

    def is_lively(self, second: int) -> bool:
        """Whether anything came lately, so that rates change by themselves."""
        self._forget(second)
        return bool(self._history)

    def as_json(self, second: int) -> list[dict[str, Any]]:
        """The streams that have events: name, count, rate, time of the last, and history."""
        self._forget(second)
        found: dict[str, dict[str, Any]] = {}
        for topic, count in self._total.items():
            name = self._stream_of(topic)
            one = found.setdefault(name, {"name": name, "count": 0, "last": 0, "history": []})
            one["count"] += count
            one["last"] = max(one["last"], self._latest.get(topic, 0))
            self._add_history(one, topic, second)
        newest = sorted(found.values(), key=lambda one: -one["last"])[:MOST_STREAMS]
        for one in newest:
            one["rate"] = sum(one["history"][-LATELY:]) / LATELY
        return newest

    def _add_history(self, one: dict[str, Any], topic: str, second: int) -> None:
        history = self._history.get(topic)
        if history is None:
            return
        bars = one["history"] or [0] * HISTORY
        for at, count in history:
            if 0 <= second - at < HISTORY:
                bars[HISTORY - 1 - (second - at)] += count
        one["history"] = bars

    def _forget(self, second: int) -> None:
        """Drop the history of topics that have been quiet."""
        quiet = [topic for topic, one in self._history.items() if second - one[-1][0] >= HISTORY]
        for topic in quiet:
            del self._history[topic]

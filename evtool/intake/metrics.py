"""The counts as Prometheus metrics, made when they are asked for.

Labels come from declared streams and our own reasons only: no client can add one.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from evtool.intake.committer import Committer
from evtool.intake.event.router import OTHER
from evtool.intake.state import State
from evtool.intake.tally import Tally

MEDIA_TYPE = b"text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Everything that the admin port tells of one process; `more` are metrics of others."""

    def __init__(
        self,
        state: State,
        tally: Tally,
        committer: Committer,
        connections: Callable[[], int],
        more: Callable[[], Iterable[Metric]] = tuple,
    ) -> None:
        self._state = state
        self._tally = tally
        self._committer = committer
        self._connections = connections
        self._more = more
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def text(self) -> bytes:
        """The metrics in the text format of Prometheus."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """See `prometheus_client.registry.Collector`."""
        tally = self._tally
        accepted = self._accepted()
        yield _labeled("evtool_intake_events_accepted", "Events in the log.", "stream", accepted)
        yield _labeled("evtool_intake_events_refused", "Events refused.", "reason", tally.refused)
        yield _labeled(
            "evtool_intake_requests",
            "Requests answered.",
            "status",
            Counter({str(status): count for status, count in tally.requests.items()}),
        )
        for name, help_text, value in self._totals():
            yield CounterMetricFamily(name, help_text, value=value)
        for name, help_text, value in self._levels():
            yield GaugeMetricFamily(name, help_text, value=value)
        yield from self._more()

    def _accepted(self) -> Counter[str]:
        """Accepted events by declared stream; all others together."""
        streams = self._state.router.streams
        names = {} if streams is None else _streams_by_topic(self._state)
        made: Counter[str] = Counter()
        for topic, count in self._tally.accepted.items():
            made[names.get(topic, OTHER)] += count
        return made

    def _totals(self) -> list[tuple[str, str, float]]:
        tally = self._tally
        return [
            ("evtool_intake_events_failed", "Events that the log did not take.", tally.failed),
            ("evtool_intake_requests_turned_away", "Requests beyond the queue.", tally.turned_away),
            ("evtool_intake_error_events_lost", "Refusals without error event.", tally.errors_lost),
            ("evtool_intake_commits", "Commits of the log.", tally.commits),
            ("evtool_intake_commit_entries", "Entries committed.", tally.committed),
            ("evtool_intake_commit_seconds", "Seconds spent in commits.", tally.commit_seconds),
        ]

    def _levels(self) -> list[tuple[str, str, float]]:
        waiting = self._committer.waiting_bytes
        schemas = len(self._state.router.library.loaded())
        return [
            ("evtool_intake_waiting_bytes", "Bytes not durable yet.", waiting),
            ("evtool_intake_connections", "Open connections.", self._connections()),
            ("evtool_intake_schemas", "Schemas compiled.", schemas),
            ("evtool_intake_resident_bytes", "Memory of the process.", _resident()),
        ]


def _labeled(name: str, text: str, label: str, counts: Counter[str]) -> Metric:
    family = CounterMetricFamily(name, text, labels=[label])
    for value, count in sorted(counts.items()):
        family.add_metric([value], count)
    return family


def _streams_by_topic(state: State) -> dict[str, str]:
    streams = state.router.streams
    if streams is None:
        return {}
    return {
        topic: entry.name
        for entry in streams.entries.values()
        if entry.pattern is None
        for topic in entry.topics()
    }


def _resident() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")

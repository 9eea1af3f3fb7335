"""What the intake counts: plain numbers, so that the hot path only adds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from operator import itemgetter

from evtool.errors import EvtoolError
from evtool.intake.event.refusal import Refusal
from evtool.log.record import Entry

_TOPIC = itemgetter(0)


MOST_TOPICS = 100_000
"""So many topics are counted one by one."""


class Tally:
    """Counts since the start; metrics are made of it when they are asked for."""

    def __init__(self) -> None:
        self.accepted: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.requests: Counter[int] = Counter()
        self.failed = 0
        self.turned_away = 0
        self.errors_lost = 0
        self.commits = 0
        self.committed = 0
        self.commit_seconds = 0.0

    def accept(self, entries: Sequence[Entry]) -> None:
        """Entries are in the log."""
        self.accepted.update(map(_TOPIC, entries))
        if len(self.accepted) > MOST_TOPICS:
            self._forget_rare()

    def _forget_rare(self) -> None:
        """Count the topics with the fewest events as one: clients may make up names."""
        kept = Counter(dict(self.accepted.most_common(MOST_TOPICS // 2)))
        kept[""] += self.accepted.total() - kept.total()
        self.accepted = kept

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        """Events were refused."""
        self.refused.update(refusal.reason.value for refusal in refusals)

    def fail(self, count: int, error: EvtoolError | None = None) -> None:  # noqa: ARG002 - told
        """Events could not be written; a teller says why."""
        self.failed += count

    def end(self) -> None:
        """Nothing more will come."""

    def commit(self, entries: int, seconds: float) -> None:
        """One commit of so many entries took so long."""
        self.commits += 1
        self.committed += entries
        self.commit_seconds += seconds

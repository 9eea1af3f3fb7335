"""Where a store says it is: what it has already is not delivered again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from evtool.connectors.failure import TargetFailure
from evtool.log.record import Record, TopicPartition

Ask = Callable[[], Mapping[TopicPartition, int]]
"""Gives the positions that a store remembers now."""


class Positions:
    """Follows the records of one consumer, and asks the store where they do not go on.

    That is so at the start, after a partition came from another member of the group, and
    after the consumer was put back. Only the store knows then how far it is: who had the
    partition may have died between its transaction and the commit to the group.

    `again` says from where records of the last split had been read before, and are perhaps
    not delivered yet: others took this member for dead, and it has its partitions back.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._expected: dict[TopicPartition, int] = {}
        self._stored: Mapping[TopicPartition, int] = {}
        self.again: dict[TopicPartition, int] = {}

    def forget(self) -> None:
        """Ask again for every partition."""
        self._expected.clear()

    def split(self, records: Sequence[Record]) -> Iterator[tuple[Record, bool]]:
        """The records, each with whether the store has it already.

        Raises:
            TargetFailure: The store has to be asked, and is away; the records can be offered
                again.
        """
        runs = [
            (TopicPartition(*key), list(run)) for key, run in groupby(records, itemgetter(0, 1))
        ]
        if self._is_elsewhere(runs):
            try:
                self._stored = self._ask()
            except TargetFailure:
                self.forget()
                raise
        return self._marked(runs)

    def _is_elsewhere(self, runs: Sequence[tuple[TopicPartition, Sequence[Record]]]) -> bool:
        """Whether a run does not go on where the last one of its partition ended."""
        found = False
        self.again = {}
        for place, run in runs:
            expected, start = self._expected.get(place), run[0].offset
            found = found or expected != start
            if expected is not None and start < expected:
                self.again[place] = min(start, self.again.get(place, start))
            self._expected[place] = run[-1].offset + 1
        return found

    def _marked(
        self, runs: Sequence[tuple[TopicPartition, Sequence[Record]]]
    ) -> Iterator[tuple[Record, bool]]:
        for place, run in runs:
            stored = self._stored.get(place, 0)
            for record in run:
                yield record, record.offset < stored


def behind(
    committed: Mapping[TopicPartition, int], stored: Mapping[TopicPartition, int]
) -> dict[TopicPartition, int]:
    """Where a store is behind its group: it was put back, and the group has to go back too."""
    return {
        place: offset for place, offset in stored.items() if offset < committed.get(place, offset)
    }

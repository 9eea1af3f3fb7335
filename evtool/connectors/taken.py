"""What a store without keys has taken of a batch that has to come again in part."""

from __future__ import annotations

from collections.abc import Sequence

from evtool.connectors.batch import Batch, Delivery


class Taken:
    """Records that arrived although others of their batch did not.

    A batch of which some records are refused is offered again without these: what was
    taken the first time is left out then, as long as the sink lives.
    """

    def __init__(self) -> None:
        self._places: set[tuple[str, int, int]] = set()

    def open(self, batch: Batch) -> list[int]:
        """Places in the batch of the records that are still to be sent."""
        if not self._places:
            return list(range(len(batch)))
        return [at for at, one in enumerate(batch) if place(one) not in self._places]

    def add(self, batch: Batch, at: Sequence[int]) -> None:
        """These of a batch have arrived."""
        self._places.update(place(batch.deliveries[one]) for one in at)

    def forget(self) -> None:
        """All of a batch has arrived: none of it is offered again."""
        self._places.clear()


def place(one: Delivery) -> tuple[str, int, int]:
    """Where a record is in the log."""
    return (one.record.topic, one.record.partition, one.record.offset)

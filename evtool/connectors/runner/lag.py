"""How far a connector is behind the log."""

from __future__ import annotations

from evtool.connectors.runner.reader import group_of
from evtool.connectors.selection import Selection
from evtool.log.event_log import EventLog


def lag(log: EventLog, name: str, selection: Selection) -> int:
    """Records in the topics of a connector that its group has not committed.

    Raises:
        LogError: The log cannot be read.
    """
    done = log.committed(group_of(name))
    return sum(
        max(0, marks.next - max(marks.first, done.get(place, 0)))
        for place, marks in log.topics().items()
        if selection.reads(place.topic)
    )

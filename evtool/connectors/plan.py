"""What a run of a connector would read, from where, and what it would make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evtool.connectors.assembly import Assembled, Assembly
from evtool.connectors.runner.reader import group_of
from evtool.connectors.runner.saved_position import SavedPosition
from evtool.connectors.sink import Planning
from evtool.connectors.state import Change
from evtool.errors import EvtoolError
from evtool.log.event_log import LATEST, EventLog
from evtool.log.record import TopicPartition, Watermarks


@dataclass(frozen=True, slots=True)
class PartitionPlan:
    """One partition: the offset to go on from, and the offset to come."""

    topic: str
    partition: int
    offset: int
    next: int
    committed: bool


@dataclass(frozen=True, slots=True)
class ConnectorPlan:
    """What the next run of one connector means.

    `waiting` are topics that are not there yet; `statements` what the sink would make, or
    the source read; `problem` why that cannot be said. `position` is the saved one of a
    source.
    """

    change: Change
    type: str
    guarantee: str | None
    streams: tuple[str, ...]
    partitions: tuple[PartitionPlan, ...]
    waiting: tuple[str, ...]
    statements: tuple[str, ...]
    problem: str | None = None
    direction: str = "sink"
    position: Any = None

    @property
    def lag(self) -> int:
        """How many records are to be delivered."""
        return sum(one.next - one.offset for one in self.partitions)


def plan_connector(
    assembly: Assembly, one: Assembled, change: Change, log: EventLog
) -> ConnectorPlan:
    """The plan of one connector; nothing is touched.

    Raises:
        LogError: The log cannot be read.
    """
    if not one.is_sink:
        return _source_plan(assembly, one, change)
    topics = log.topics()
    statements, guarantee, problem = _made(assembly, one)
    selection = one.selection
    known = {place.topic for place in topics}
    names = [topic for topic in selection.topics if not topic.startswith("/")]
    return ConnectorPlan(
        change,
        one.connector.type,
        guarantee,
        selection.streams,
        tuple(_partitions(one, topics, log)),
        tuple(topic for topic in names if topic not in known),
        tuple(statements),
        problem,
    )


def _source_plan(assembly: Assembly, one: Assembled, change: Change) -> ConnectorPlan:
    connector = one.connector
    stream = connector.reading.stream
    streams = () if stream is None else (stream,)
    statements, _, problem = _made(assembly, one)
    saved = None
    try:
        saved = SavedPosition(assembly.workspace.state, connector.name).read()
    except EvtoolError as error:
        problem = problem or str(error)
    return ConnectorPlan(
        change,
        connector.type,
        None,
        streams,
        (),
        (),
        tuple(statements),
        problem,
        "source",
        saved and saved["position"],
    )


def _partitions(one: Assembled, topics: Any, log: EventLog) -> list[PartitionPlan]:
    done = log.committed(group_of(one.connector.name))
    return [
        _partition(place, marks, done.get(place), one.connector.delivery.start)
        for place, marks in sorted(topics.items())
        if one.selection.reads(place.topic)
    ]


def _partition(
    place: TopicPartition, marks: Watermarks, committed: int | None, start: str
) -> PartitionPlan:
    beginning = marks.next if start == LATEST else marks.first
    offset = beginning if committed is None else max(committed, marks.first)
    return PartitionPlan(*place, offset, marks.next, committed is not None)


def _made(assembly: Assembly, one: Assembled) -> tuple[Sequence[str], str | None, str | None]:
    """The statements of a sink, its guarantee, and what keeps from knowing them."""
    try:
        made = one.connector.make(assembly.workspace)
        guarantee = str(made.guarantee) if one.is_sink else None
        statements = made.plan(one.selection.streams) if isinstance(made, Planning) else ()
    except EvtoolError as error:
        return (), None, str(error)
    return statements, guarantee, None

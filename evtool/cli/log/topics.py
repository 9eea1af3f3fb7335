"""`evtool log topics`: what there is, and how much."""

from __future__ import annotations

from typing import Any

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import talk
from evtool.cli.listing import format_option, show_list
from evtool.cli.log.subject import complete_topic, log_option, opened_log, topic_choice
from evtool.log.browse import places
from evtool.log.event_log import EventLog
from evtool.log.position import time_text
from evtool.log.record import TopicPartition, Watermarks

_COLUMNS = ("topic", "partition", "records", "first", "next", "oldest", "newest", "bytes")


@click.command(cls=Command)
@click.argument("names", nargs=-1, metavar="[STREAM|TOPIC]...", shell_complete=complete_topic)
@log_option
@format_option
@pass_invocation
def topics(run: Invocation, /, names: tuple[str, ...], address: str | None, form: str) -> int:
    """List the topics of the log, a line for each partition.

    FIRST and NEXT are offsets; OLDEST and NEWEST the times of the first and the last record.

    \b
    Examples:
      evtool log topics
      evtool log topics 'page.*' --format json
    """
    with opened_log(run, address) as log:
        found = places(log, topic_choice(run, names))
        if not found:
            talk("no topic matches" if names else "the log is empty")
        rows = [_row(log, place, marks) for place, marks in found.items()]
    show_list("topics", rows, form, columns=_COLUMNS, plain="topic")
    return 0


def _row(log: EventLog, place: TopicPartition, marks: Watermarks) -> dict[str, Any]:
    return {
        "topic": place.topic,
        "partition": place.partition,
        "records": marks.count,
        "first": marks.first,
        "next": marks.next,
        "oldest": _time(log, place, marks.first) if marks.count else None,
        "newest": _time(log, place, marks.next - 1) if marks.count else None,
        "bytes": marks.size,
    }


def _time(log: EventLog, place: TopicPartition, offset: int) -> str | None:
    found = log.read(place, offset, 1)
    return time_text(found[0].timestamp) if found else None

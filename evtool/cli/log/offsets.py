"""`evtool log offsets`: where consumer groups are, and moving them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import talk
from evtool.cli.listing import format_option, show_list
from evtool.cli.log.subject import complete_topic, log_option, now, opened_log, topic_choice
from evtool.errors import EvtoolError
from evtool.log.browse import places
from evtool.log.event_log import EventLog
from evtool.log.position import Position, parse_position
from evtool.log.record import TopicPartition

_COLUMNS = ("group", "topic", "partition", "offset", "next", "lag")


@click.command(cls=Command)
@click.option("--group", metavar="GROUP", help="Only this group.")
@click.option(
    "--topic", "names", metavar="STREAM|TOPIC", multiple=True, shell_complete=complete_topic,
    help="Only this topic; may be repeated.",
)  # fmt: skip
@click.option(
    "--to", metavar="earliest|latest|OFFSET|TIME", help="Move --group there, in these topics."
)
@click.option("-n", "--dry-run", is_flag=True, help="Show what would move, and move nothing.")
@log_option
@format_option
@pass_invocation
def offsets(
    run: Invocation,
    /,
    group: str | None,
    names: tuple[str, ...],
    to: str | None,
    dry_run: bool,
    address: str | None,
    form: str,
) -> int:
    """Show the offsets from which groups go on, with their lag; --to moves a group.

    Members that are at work lose the partitions and go on from the new offsets. TIME is
    2024-05-01T12:00:00Z or an age such as 2h.

    \b
    Examples:
      evtool log offsets
      evtool log offsets --group archive --topic page.change --to 2024-05-01 --dry-run
      evtool log offsets --group archive --to earliest
    """
    if to is not None and group is None:
        raise EvtoolError("--to moves one group", hint="name it with --group")
    is_wanted = topic_choice(run, names)
    with opened_log(run, address) as log:
        if to is None:
            groups = log.groups() if group is None else [group]
            rows = [row for name in groups for row in _rows(log, name, log.committed(name))]
            rows = [row for row in rows if is_wanted(row["topic"])]
            if not rows:
                talk("no group has committed an offset")
        else:
            moved = _targets(log, is_wanted, parse_position(to, now()))
            rows = _rows(log, str(group), moved)
            if not dry_run and moved:
                log.commit(str(group), moved)
            unknown = names and not moved
            talk("no topic matches" if unknown else _told(str(group), len(moved), dry_run=dry_run))
    show_list("offsets", rows, form, columns=_COLUMNS, plain="group")
    return 0


def _targets(log: EventLog, is_wanted: Any, position: Position) -> dict[TopicPartition, int]:
    return {
        place: position.offset_in(log, place, marks)
        for place, marks in places(log, is_wanted).items()
    }


def _rows(log: EventLog, group: str, offsets: Mapping[TopicPartition, int]) -> list[dict[str, Any]]:
    marks = log.topics()
    rows = []
    for place, offset in sorted(offsets.items()):
        mark = marks.get(place)
        lag = None if mark is None else mark.next - max(offset, mark.first)
        following = None if mark is None else mark.next
        rows.append(dict(zip(_COLUMNS, (group, *place, offset, following, lag), strict=True)))
    return rows


def _told(group: str, count: int, *, dry_run: bool) -> str:
    verb = "would be moved" if dry_run else "moved"
    return f"{count} partitions of the group {group} {verb}"

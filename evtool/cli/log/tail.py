"""`evtool log tail`: the last events, and those that come."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import suppress

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import talk
from evtool.cli.log.error_stream import error_topics
from evtool.cli.log.record_view import Show, chosen_view
from evtool.cli.log.subject import (
    complete_topic,
    end_on_sigterm,
    log_option,
    now,
    opened_log,
    topic_choice,
)
from evtool.log.browse import by_time, follow, last, places, ranges
from evtool.log.event_log import EARLIEST
from evtool.log.filter import record_test
from evtool.log.position import parse_position
from evtool.log.record import Record

_LAST = 10


@click.command(cls=Command)
@click.argument("names", nargs=-1, metavar="[STREAM|TOPIC]...", shell_complete=complete_topic)
@click.option(
    "-n", "--lines", "number", type=click.IntRange(0), metavar="N",
    help="Show the last N.  [default: 10; all with --from]",
)  # fmt: skip
@click.option("-f", "--follow", "follows", is_flag=True, help="Go on with what comes.")
@click.option(
    "--from", "start", metavar="OFFSET|TIME|earliest",
    help="Start there: an offset, 2024-05-01T12:00:00Z, or 10m for ten minutes ago.",
)  # fmt: skip
@click.option("--grep", metavar="TEXT", help="Only events with TEXT in them.")
@click.option(
    "--filter", "filters", metavar="PATH=VALUE", multiple=True,
    help="Only events whose field has this value, such as meta.domain=example.org.",
)  # fmt: skip
@click.option("--errors", is_flag=True, help="Show refused events: when, stream, reason, bytes.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines, as in a pipe.")
@log_option
@pass_invocation
def tail(
    run: Invocation,
    /,
    names: tuple[str, ...],
    number: int | None,
    follows: bool,
    start: str | None,
    grep: str | None,
    filters: tuple[str, ...],
    errors: bool,
    as_json: bool,
    address: str | None,
) -> int:
    """Show the last events of streams or topics, or of all.

    On a terminal each event is one colored line; in a pipe it is the event itself, one JSON
    line each. --errors shows the error stream.

    \b
    Examples:
      evtool log tail page.change -n 20
      evtool log tail --follow --filter meta.domain=example.org
      evtool log tail 'page.*' --from 2024-05-01 | jq .page_id
      evtool log tail --errors --follow
    """
    chosen = names or (error_topics(run) if errors else ())
    is_wanted = topic_choice(run, chosen)
    test = record_test(grep, filters)
    show = chosen_view(errors=errors, as_json=as_json)
    end_on_sigterm()
    with opened_log(run, address) as log:
        found = places(log, is_wanted)
        if not found and not follows:
            talk("no topic matches" if chosen else "the log is empty")
        wanted = ranges(log, found, parse_position(start or EARLIEST, now()))
        positions = {one.place: one.stop for one in wanted}
        if start is not None and number is None:
            _show(filter(test, by_time(log, wanted)), show)
        else:
            _show(last(log, wanted, _LAST if number is None else number, test), show)
        if follows:
            with suppress(KeyboardInterrupt):  # that is how one ends it
                for records in follow(log, positions, is_wanted):
                    _show(filter(test, records), show)
    return 0


def _show(records: Iterable[Record], show: Show) -> None:
    for record in records:
        show(record)
    sys.stdout.flush()

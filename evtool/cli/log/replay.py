"""`evtool log replay`: refused events, listed and sent again."""

from __future__ import annotations

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import talk
from evtool.cli.listing import format_option, show_list
from evtool.cli.log.error_stream import error_topics, intake_url
from evtool.cli.log.post import posting
from evtool.cli.log.subject import complete_topic, log_option, now, opened_log, topic_choice
from evtool.log.browse import places, ranges
from evtool.log.position import Position, parse_time
from evtool.replay import Replay, reasons, selection

_COLUMNS = ("count", "type", "stream", "schema", "message")


@click.command(cls=Command)
@click.option(
    "--where", metavar="NAME=VALUE", multiple=True,
    help="Only events whose type, stream, schema or message is VALUE; may be repeated.",
)  # fmt: skip
@click.option("--stream", metavar="STREAM", help="Only events that were meant for STREAM.")
@click.option("--since", metavar="TIME", help="Only events refused since then, such as 2h.")
@click.option(
    "--topic", "topics", metavar="TOPIC", multiple=True, shell_complete=complete_topic,
    help="Where refused events are.  [default: the topics of intake.error_stream]",
)  # fmt: skip
@click.option("--url", metavar="URL", help="The intake.  [default: as evtool.yaml says]")
@click.option("--key", metavar="KEY", help="The API key; better set as EVTOOL_LOG_KEY.")
@click.option("--list", "lists", is_flag=True, help="List them by reason, and send nothing.")
@click.option("-n", "--dry-run", is_flag=True, help="Count what would be sent, and send nothing.")
@log_option
@format_option
@pass_invocation
def replay(
    run: Invocation,
    /,
    where: tuple[str, ...],
    stream: str | None,
    since: str | None,
    topics: tuple[str, ...],
    url: str | None,
    key: str | None,
    lists: bool,
    dry_run: bool,
    address: str | None,
    form: str,
) -> int:
    """Send refused events to the intake again, after the schema or stream was fixed.

    Each is sent once: what was sent before is remembered in the log. An event that is
    refused again comes back to the error stream as a new one, and the exit code is 1.

    \b
    Examples:
      evtool log replay --list
      evtool log replay --where type=ValidationError --stream page.change --dry-run
      evtool log replay --since 2h --url http://localhost:8192/v1/events
    """
    moment = now()
    chosen = selection(where, stream, parse_time(since, moment) if since else None)
    with opened_log(run, address) as log:
        found = places(log, topic_choice(run, topics or error_topics(run)))
        if not found:
            talk("no topic matches" if topics else "no event was refused")
            return 0
        made = Replay(log, chosen, ranges(log, found, Position()))
        if lists:
            show_list("reasons", reasons(made.pending()), form, columns=_COLUMNS, plain="message")
            return 0
        if dry_run:
            talk(f"{sum(1 for _ in made.pending()):,} events would be sent")
            return 0
        with posting(url or intake_url(run), key) as post:
            outcome = made.send(post)
    talk(f"{outcome.accepted:,} events accepted, {outcome.refused:,} refused again")
    return 1 if outcome.refused else 0

"""`evtool log export`: records as JSON lines."""

from __future__ import annotations

from collections.abc import Iterator

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import progress, say, talk
from evtool.cli.log.subject import complete_topic, log_option, now, opened_log, topic_choice
from evtool.files import write_stream
from evtool.log.browse import Range, places, ranges, records
from evtool.log.event_log import EARLIEST, LATEST, EventLog
from evtool.log.lines import record_line
from evtool.log.position import parse_position


@click.command(cls=Command)
@click.argument("names", nargs=-1, metavar="[STREAM|TOPIC]...", shell_complete=complete_topic)
@click.option("--from", "start", metavar="OFFSET|TIME", default=EARLIEST, help="Start there.")
@click.option("--to", "stop", metavar="OFFSET|TIME", default=LATEST, help="End before it.")
@click.option("-o", "--output", metavar="FILE", help="Write this file, whole, not stdout.")
@click.option("--values", is_flag=True, help="Write the events alone, without key and offset.")
@log_option
@pass_invocation
def export(
    run: Invocation,
    /,
    names: tuple[str, ...],
    start: str,
    stop: str,
    output: str | None,
    values: bool,
    address: str | None,
) -> int:
    """Write the records of streams or topics as JSON lines, or of all.

    A line has topic, partition, offset, timestamp, key, headers and value; `log import`
    reads it. Values stand there digit for digit. The order is that of each partition.

    \b
    Examples:
      evtool log export -o log.jsonl
      evtool log export page.change --from 2024-05-01 --to 2024-06-01 | gzip > may.gz
      evtool log export page.change --values
    """
    moment = now()
    with opened_log(run, address) as log:
        found = places(log, topic_choice(run, names))
        if not found:
            talk("no topic matches" if names else "the log is empty")
        wanted = ranges(log, found, parse_position(start, moment), parse_position(stop, moment))
        lines = _lines(log, wanted, values=values)
        if output in (None, "-"):
            for line in lines:
                say(line)
            return 0
        count = write_stream(run.path(str(output)), (f"{line}\n".encode() for line in lines))
    talk(f"{count:,} records written to {output}")
    return 0


def _lines(log: EventLog, wanted: list[Range], *, values: bool) -> Iterator[str]:
    with progress("exporting", sum(max(0, one.stop - one.start) for one in wanted)) as step:
        for one in wanted:
            for record in records(log, one):
                step()
                yield (
                    record.value.decode("utf-8", "backslashreplace").replace("\n", " ")
                    if values
                    else record_line(record)
                )

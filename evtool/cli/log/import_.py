"""`evtool log import`: JSON lines into the log."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import progress, talk
from evtool.cli.log.subject import log_option, now, opened_appender, streams_of, topics_of_stream
from evtool.errors import EvtoolError
from evtool.log.import_lines import Line, Reader, append_lines

_MOST_SHOWN = 100


@click.command(cls=Command, name="import")
@click.argument("file", default="-", metavar="[FILE|-]")
@click.option("--topic", metavar="TOPIC", help="Append all to this topic.")
@click.option(
    "--from-line", "start", type=click.IntRange(1), default=1, metavar="N",
    help="Begin with this line, to go on after a failure.",
)  # fmt: skip
@click.option("--spread", is_flag=True, help="Choose partitions anew, by key.")
@log_option
@pass_invocation
def import_(
    run: Invocation,
    /,
    file: str,
    topic: str | None,
    start: int,
    spread: bool,
    address: str | None,
) -> int:
    """Append JSON lines: records from `log export`, or plain events.

    A plain event goes to the topic of the stream in meta.stream, or to --topic; its time is
    meta.dt. Nothing is validated. Each line that cannot be appended is told with its number;
    the others are appended.

    \b
    Examples:
      evtool log import log.jsonl
      evtool log import events.jsonl --topic page.change
      zcat may.gz | evtool log import --log sqlite:other.db
    """
    reader = Reader(topic, _topic_of(run), now(), spread=spread)
    with (
        opened_appender(run, address) as log,
        _source(run, file) as (source, total),
        progress("importing", total) as step,
    ):
        tally = append_lines(log, reader.read(source, start), _Told(), step)
    talk(f"{tally.appended:,} records appended, {tally.bad:,} lines could not be")
    return 1 if tally.bad else 0


class _Told:
    """Tells the lines that are wrong, up to some."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, line: Line) -> None:
        self._count += 1
        if self._count <= _MOST_SHOWN:
            click.echo(f"line {line.number}: {line.problem}", err=True)
        elif self._count == _MOST_SHOWN + 1:
            click.echo("... more lines are wrong; they are counted only", err=True)


def _topic_of(run: Invocation) -> Callable[[str], str]:
    streams = streams_of(run)

    def topic(stream: str) -> str:
        found = topics_of_stream(streams, stream) if streams is not None else []
        return found[0] if found else stream

    return topic


@contextmanager
def _source(run: Invocation, file: str) -> Iterator[tuple[BinaryIO, int]]:
    """The lines, and about how many there are."""
    if file == "-":
        yield sys.stdin.buffer, 0
        return
    path = run.path(file)
    try:
        opened = path.open("rb")
    except OSError as error:
        raise EvtoolError(
            f"{file} cannot be read: {error.strerror}", hint="check its name"
        ) from error
    with opened:
        total = sum(1 for _ in opened)
        opened.seek(0)
        yield opened, total

"""`evtool log sql`: the events of streams as tables."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping
from typing import Any

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import say, table, talk
from evtool.cli.listing import cell
from evtool.cli.log.subject import log_option, now, opened_log, streams_of
from evtool.log.browse import places, ranges, records
from evtool.log.event_log import EARLIEST, LATEST, EventLog
from evtool.log.position import parse_position
from evtool.query.database import Answer, Database, mentioned
from evtool.query.values import plain


@click.command(cls=Command)
@click.argument("query", metavar="QUERY|-")
@click.option("--from", "start", metavar="OFFSET|TIME", default=EARLIEST, help="Load from there.")
@click.option("--to", "stop", metavar="OFFSET|TIME", default=LATEST, help="Load what is before.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table",
    show_default=True, help="How rows are printed; a table has tabs in a pipe.",
)  # fmt: skip
@log_option
@pass_invocation
def sql(
    run: Invocation, /, query: str, start: str, stop: str, form: str, address: str | None
) -> int:
    """Query the events of streams and topics with SQL, as DuckDB has it.

    Each stream and topic is a view by its name, in double quotes. Its columns are the top
    properties of the latest schema among its events, or of the newest one of an empty stream;
    without a schema there is one column `event` of JSON. _topic, _partition, _offset,
    _timestamp, _key and _value come from the log. Only what the query names is loaded, into
    memory; it can read no files. - reads the query from stdin.

    \b
    Examples:
      evtool log sql 'SELECT count(*) FROM "page.change"'
      evtool log sql 'SELECT meta.domain, count(*) FROM "page.change" GROUP BY ALL' --from 1d
      evtool log sql "SELECT event->>'$.user.name' FROM clicks" --format csv
    """
    text = sys.stdin.read() if query == "-" else query
    database = Database(run.workspace_or_default.repositories)
    moment = now()
    with opened_log(run, address) as log:
        found = places(log, lambda _topic: True)
        titles = _titles(run)
        for name, topics in _tables(run, log, text).items():
            part = {place: marks for place, marks in found.items() if place.topic in topics}
            wanted = ranges(log, part, parse_position(start, moment), parse_position(stop, moment))
            talk(f"loading {name}", 1)
            database.add(
                name, (one for place in wanted for one in records(log, place)), titles.get(name)
            )
    database.close_off()
    _WRITERS[form](database.answer(text))
    return 0


def _tables(run: Invocation, log: EventLog, query: str) -> Mapping[str, list[str]]:
    """The streams and topics that a query names, with the topics of each."""
    topics = sorted({place.topic for place in log.topics()})
    known: dict[str, list[str]] = {topic: [topic] for topic in topics}
    streams = streams_of(run)
    for entry in streams.entries.values() if streams is not None else ():
        if entry.pattern is None:
            known[entry.name] = list(dict.fromkeys([*entry.topics(), *known.get(entry.name, ())]))
    return {name: known[name] for name in mentioned(query, known)}


def _titles(run: Invocation) -> Mapping[str, str]:
    """The schema titles of the streams that have one."""
    streams = streams_of(run)
    entries = streams.entries.values() if streams is not None else ()
    found = {entry.name: entry.settings.get("schema_title") for entry in entries}
    return {name: title for name, title in found.items() if isinstance(title, str)}


def _cell(value: Any) -> str:
    found = plain(value)
    if isinstance(found, dict | list):
        return cell(json.dumps(found, ensure_ascii=False))
    return cell(found)


def _table(answer: Answer) -> None:
    table(answer.columns, ([_cell(value) for value in row] for row in answer.rows))


def _json(answer: Answer) -> None:
    for row in answer.rows:
        say(json.dumps(dict(zip(answer.columns, map(plain, row), strict=True)), ensure_ascii=False))


def _csv(answer: Answer) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows([_cell(value) for value in row] for row in answer.rows)


_WRITERS = {"table": _table, "json": _json, "csv": _csv}

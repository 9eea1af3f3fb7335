"""`evtool log`: one module a verb."""

from __future__ import annotations

import click

from evtool.cli.base import Group

_HERE = "evtool.cli.log"


@click.group(
    cls=Group,
    commands_from={
        "topics": (f"{_HERE}.topics:topics", "List the topics with how much is in them."),
        "tail": (f"{_HERE}.tail:tail", "Show the last events, and follow what comes."),
        "export": (f"{_HERE}.export:export", "Write records as JSON lines."),
        "import": (f"{_HERE}.import_:import_", "Append records or events from JSON lines."),
        "offsets": (f"{_HERE}.offsets:offsets", "Show and move the offsets of groups."),
        "sql": (f"{_HERE}.sql:sql", "Query the events with SQL."),
        "replay": (f"{_HERE}.replay:replay", "Send refused events again after the fix."),
    },
)
def log() -> None:
    """Look into the event log, move it, query it.

    \b
    Examples:
      evtool log topics
      evtool log tail page.change --follow
      evtool log sql 'SELECT count(*) FROM "page.change"'
      evtool log replay --list
    """

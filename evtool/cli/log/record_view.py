"""How `log tail` shows a record: as a line for people, or as the event itself."""

from __future__ import annotations

import sys
from collections.abc import Callable

from evtool.cli.console import say, style
from evtool.cli.listing import cell
from evtool.log.filter import event_of
from evtool.log.position import time_text
from evtool.log.record import Record

Show = Callable[[Record], None]


def chosen_view(*, errors: bool, as_json: bool) -> Show:
    """The view for this run: for people on a terminal, JSON lines in a pipe."""
    for_people = sys.stdout.isatty() and not as_json
    if errors:
        return show_error_line if for_people or not as_json else show_event
    return show_line if for_people else show_event


def show_event(record: Record) -> None:
    """The value alone, one line."""
    text = record.value.decode("utf-8", "backslashreplace")
    say(text.replace("\r", " ").replace("\n", " "))


def show_line(record: Record) -> None:
    """When, where, and the event."""
    at = f"{record.topic}/{record.partition}:{record.offset}"
    when = style(time_text(record.timestamp), dim=True)
    value = cell(record.value.decode("utf-8", "backslashreplace"))
    say(f"{when} {style(at, fg='cyan')} {value}")


def show_error_line(record: Record) -> None:
    """An event of the error stream: when, which stream and schema, why, and what came."""
    event = event_of(record)
    if not isinstance(event, dict) or "raw_event" not in event:
        show_line(record)
        return
    words = {name: cell(str(event.get(name, "unknown"))) for name in _FIELDS}
    when = style(str(event.get("dt") or time_text(record.timestamp)), dim=True)
    where = style(words["errored_stream_name"], fg="cyan")
    kind = style(words["error_type"], fg="red", bold=True)
    say(f"{when} {where} {words['errored_schema_uri']} {kind} {words['message']}")
    say(f"  {style(words['raw_event'], dim=True)}")


_FIELDS = ("errored_stream_name", "errored_schema_uri", "error_type", "message", "raw_event")

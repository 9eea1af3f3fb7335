"""`evtool event`: one module a verb."""

from __future__ import annotations

import click

from evtool.cli.base import Group

_HERE = "evtool.cli.event"


@click.group(
    cls=Group,
    commands_from={
        "validate": (f"{_HERE}.validate:validate", "Check events as the intake would."),
        "send": (f"{_HERE}.send:send", "Send events to a running intake."),
        "example": (f"{_HERE}.example:example", "Print an event that can be sent."),
    },
)
def event() -> None:
    """Check events, send them, and make some to try things out.

    \b
    Examples:
      evtool event example page.change
      evtool event validate events.jsonl
      evtool event send events.jsonl
      evtool event send --example page.change --count 10
    """

"""`evtool intake`: one module a verb."""

from __future__ import annotations

import click

from evtool.cli.base import Group


@click.group(
    cls=Group,
    commands_from={"run": ("evtool.cli.intake.run:run", "Run the service.")},
)
def intake() -> None:
    """Take events in over HTTP: validate each, and append it to the log.

    \b
    Examples:
      evtool intake run
      evtool intake run --port 9000 --workers 4
    """

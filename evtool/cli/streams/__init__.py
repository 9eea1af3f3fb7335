"""`evtool streams`: one module a verb."""

from __future__ import annotations

import click

from evtool.cli.base import Group

_HERE = "evtool.cli.streams"


@click.group(
    cls=Group,
    commands_from={
        "check": (f"{_HERE}.check:check", "Check the configuration against the schemas."),
        "list": (f"{_HERE}.list:list_streams", "List streams with what is in effect."),
        "show": (f"{_HERE}.show:show", "Show one stream and where each setting is from."),
        "diff": (f"{_HERE}.diff:diff", "Show what changes since a commit, and for whom."),
        "serve": (f"{_HERE}.serve:serve", "Serve the configuration over HTTP."),
    },
)
def streams() -> None:
    """Check, explore and serve the stream configuration.

    \b
    Examples:
      evtool streams list
      evtool streams show page.change
      evtool streams diff origin/main
      evtool streams serve
    """

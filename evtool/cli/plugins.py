"""`evtool plugins`: what other installed packages add."""

from __future__ import annotations

import json

import click

from evtool.cli.base import Command
from evtool.cli.console import say, table, talk
from evtool.plugins import GROUPS, found, owner


@click.command(cls=Command)
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "jsonl"]), default="table",
    show_default=True, help="How they are listed.",
)  # fmt: skip
def plugins(form: str) -> None:
    """List what other packages add: commands, rules, sinks, sources, jobs and reports.

    Nothing of them is imported. EVTOOL_NO_PLUGINS=1 switches all of them off.

    \b
    Examples:
      evtool plugins
      evtool plugins --format json
    """
    rows = installed()
    if form == "json":
        say(json.dumps(rows, indent=2))
    elif form == "jsonl":
        for row in rows:
            say(json.dumps(row))
    elif rows:
        table(["name", "group", "package", "version"], [list(row.values()) for row in rows])
    else:
        talk("no other package adds anything; plugins are entry points of the groups")
        talk(f"  {', '.join(GROUPS)}")


def installed() -> list[dict[str, str]]:
    """Every plugin: its name, group, package and version.

    Raises:
        ConfigurationError: Two packages claim one name.
    """
    return [
        {
            "name": name,
            "group": group,
            "package": owner(point),
            "version": point.dist.version if point.dist else "",
        }
        for group in GROUPS
        for name, point in sorted(found(group).items())
    ]

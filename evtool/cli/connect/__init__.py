"""`evtool connect`: one module a verb."""

from __future__ import annotations

import click

from evtool.cli.base import Group

_HERE = "evtool.cli.connect"


@click.group(
    cls=Group,
    commands_from={
        "list": (f"{_HERE}.list:list_connectors", "List connectors, or their types."),
        "show": (f"{_HERE}.show:show", "Show the options of a type or of a connector."),
        "check": (f"{_HERE}.check:check", "Try to connect, and explain what is wrong."),
        "plan": (f"{_HERE}.plan:plan", "Show what a run would read, create and change."),
        "run": (f"{_HERE}.run:run", "Deliver until told to end."),
        "schema": (f"{_HERE}.schema:schema", "Draft the schemas of captured tables."),
        "export": (f"{_HERE}.export:export", "Write the configuration of another system."),
    },
)
def connect() -> None:
    """Bring streams into stores, as the section `connectors` says.

    \b
    Examples:
      evtool connect list --types
      evtool connect plan
      evtool connect run archive
      evtool connect run --all
    """

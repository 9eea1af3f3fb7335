"""`evtool connect show`: the options of a type, or what is in effect for a connector."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.connect.subject import complete_connector
from evtool.cli.console import say, table
from evtool.cli.listing import cell
from evtool.config import nearest
from evtool.configuration.connector_options import Option, options_of, values_of
from evtool.connectors.catalog import connector_types, describe, is_type
from evtool.connectors.config import Connector, load_connector
from evtool.errors import ConfigurationError


@click.command(cls=Command)
@click.argument("name", metavar="TYPE|NAME", shell_complete=complete_connector)
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table",
    show_default=True, help="How the options are listed.",
)  # fmt: skip
@pass_invocation
def show(run: Invocation, /, name: str, form: str) -> int:
    """Show the options of a type, or what is in effect for a connector and why.

    A connector of the workspace comes before a type of the same name. Passwords and tokens
    are hidden.

    \b
    Examples:
      evtool connect show parquet
      evtool connect show archive --format json
    """
    connector = _connector(run, name)
    kind = connector.type if connector else name
    options = values_of(connector) if connector else options_of(kind)
    if form == "json":
        document = _document(run, kind, connector, options)
        say(json.dumps(document, indent=2, ensure_ascii=False, default=str))
        return 0
    facts = describe(kind)
    heading = f"{name} ({kind})" if connector else kind
    say(f"{heading}: {facts['summary']}")
    say(f"{facts['direction']}, {facts['guarantee'] or _promise(facts['direction'])}")
    say()
    if connector:
        table(["OPTION", "VALUE", "ORIGIN", "MEANING"], _values(run, options))
    else:
        rows = [(one.name, one.type, cell(_shown(one.default)), one.help) for one in options]
        table(["OPTION", "TYPE", "DEFAULT", "MEANING"], rows)
    return 0


def _promise(direction: str | None) -> str:
    return "see its options" if direction == "sink" else "what comes again has the same meta.id"


def _connector(run: Invocation, name: str) -> Connector | None:
    section = run.workspace_or_default.sections.get("connectors")
    names = list(section.raw) if section is not None and isinstance(section.raw, dict) else []
    if section is not None and name in names:
        return load_connector(name, section.below(name))
    if not is_type(name):
        hint = nearest(name, [*names, *connector_types()])
        raise ConfigurationError(f"no connector and no type is called {name!r}", hint=hint)
    return None


def _values(run: Invocation, options: list[Option]) -> Iterator[tuple[str, ...]]:
    for one in options:
        if one.setting is not None:
            origin = one.setting.origin.text(run.workspace.root)
            yield one.name, cell(_shown(one.setting.shown)), origin, one.help


def _document(
    run: Invocation, kind: str, connector: Connector | None, options: list[Option]
) -> dict[str, Any]:
    return {
        "version": 1,
        "name": connector.name if connector else None,
        **describe(kind),
        "options": [one.as_json(run.workspace_or_default.root) for one in options],
    }


def _shown(value: Any) -> Any:
    return json.dumps(value, default=str) if isinstance(value, dict) else value

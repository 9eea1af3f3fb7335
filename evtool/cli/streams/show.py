"""`evtool streams show`: one stream, and where each of its settings is from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import say, style, table
from evtool.cli.streams.connectors import connectors_of
from evtool.cli.streams.list import enabled_consumers
from evtool.cli.streams.subject import complete_stream, configuration_of, environment_option
from evtool.errors import EvtoolError
from evtool.finding import shown_path
from evtool.schema.catalog import Catalog, Shelf
from evtool.schema.store import DirectoryStore
from evtool.streams.configuration import Configuration, Entry
from evtool.streams.lines import Lines
from evtool.streams.origin import Setting, effective
from evtool.workspace import Workspace


@click.command(cls=Command)
@click.argument("name", metavar="STREAM", shell_complete=complete_stream)
@environment_option
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="json is for programs.",
)  # fmt: skip
@pass_invocation
def show(run: Invocation, /, name: str, environments: tuple[str, ...], form: str) -> int:
    """Show one stream: schema, topics, consumers, and where each setting is from.

    STREAM is a name, which a regex may match, or a regex as it is written.

    \b
    Examples:
      evtool streams show page.change
      evtool streams show page.change --environment private
      evtool streams show page.change --format json | jq .topics
    """
    configuration = configuration_of(run, environments)
    entry = configuration.find(name)
    if entry is None:
        near = get_close_matches(name, list(configuration.entries), n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "`evtool streams list` lists all"
        raise EvtoolError(f"no stream {name}", hint=hint)
    facts = _facts(name, entry, run.workspace)
    settings = list(_settings(entry, configuration, run.workspace.root))
    if form == "json":
        say(json.dumps({"version": 1, **facts, "settings": settings}, indent=2, ensure_ascii=False))
    else:
        _show(facts, settings)
    return 0


def _facts(name: str, entry: Entry, workspace: Workspace) -> dict[str, Any]:
    """What follows from the settings, and from what else the workspace has."""
    return {
        "stream": name,
        "entry": entry.name,
        "description": entry.settings.get("description"),
        "owner": entry.settings.get("owner"),
        "schema": entry.settings.get("schema_title"),
        "latest": _latest(entry.settings, workspace),
        "topics": entry.topics(name),
        "consumers": enabled_consumers(entry.settings),
        "connectors": connectors_of(name, entry, workspace),
    }


def _latest(settings: Mapping[str, Any], workspace: Workspace) -> str | None:
    """The newest version of the schema of a stream; None where the workspace lacks it."""
    present = [one for one in workspace.repositories if one.root.is_dir()]
    catalog = Catalog([Shelf(one, DirectoryStore(one.root)) for one in present])
    entries = catalog.named(str(settings.get("schema_title")))
    versions = [entry.latest for entry in entries if entry.latest]
    return str(versions[0]) if versions else None


def _settings(entry: Entry, configuration: Configuration, root: Path) -> Iterator[dict[str, Any]]:
    lines = {one.path: Lines(one) for one in configuration.documents}
    for one in effective(entry, configuration):
        place = _place(one, lines, root)
        yield {"setting": ".".join(one.tokens), "value": one.value, "origin": one.origin, **place}


def _place(setting: Setting, lines: Mapping[Path, Lines], root: Path) -> dict[str, Any]:
    layer = setting.layer
    if layer is None:
        return {"path": None, "line": None}
    line = lines[layer.path].line((*layer.tokens, *setting.tokens))
    return {"path": shown_path(layer.path, root), "line": line}


def _show(facts: Mapping[str, Any], settings: list[dict[str, Any]]) -> None:
    say(style(facts["stream"], bold=True))
    latest = f"{facts['schema']}@{facts['latest']}" if facts["latest"] else None
    rows = {
        "entry": facts["entry"] if facts["entry"] != facts["stream"] else None,
        "about": facts["description"],
        "owner": facts["owner"],
        "schema": latest
        or (f"{facts['schema']} (not in this workspace)" if facts["schema"] else None),
        "topics": ", ".join(facts["topics"]),
        "consumers": ", ".join(facts["consumers"]),
        "connectors": ", ".join(facts["connectors"]),
    }
    for word, text in rows.items():
        if text:
            say(f"  {word:<12}{text}")
    say()
    table(("SETTING", "VALUE", "ORIGIN", "PLACE"), map(_row, settings))


def _row(setting: Mapping[str, Any]) -> tuple[str, ...]:
    value = json.dumps(setting["value"], ensure_ascii=False)
    place = f"{setting['path']}:{setting['line']}" if setting["path"] else ""
    return setting["setting"], value, setting["origin"], place

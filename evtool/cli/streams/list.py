"""`evtool streams list`: the streams as a table, some or all of them."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from typing import Any

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import talk
from evtool.cli.listing import format_option, show_list
from evtool.cli.streams.subject import configuration_of, environment_option
from evtool.streams.configuration import Entry
from evtool.streams.query import parse_query

_COLUMNS = ("stream", "schema_title", "service", "sample", "canary", "consumers", "owner")


@click.command(cls=Command, name="list")
@click.argument("patterns", nargs=-1, metavar="[PATTERN]...")
@click.option(
    "--where", metavar="EXPRESSION",
    help="Only streams whose settings satisfy it, such as 'sample.rate < 0.5'.",
)  # fmt: skip
@click.option("--schema", metavar="TITLE", help="Only streams of this schema.")
@environment_option
@format_option
@pass_invocation
def list_streams(run: Invocation, /, patterns: tuple[str, ...], form: str, **how: Any) -> int:
    """List streams with what is in effect for them.

    PATTERN is a part of the name, or a pattern such as 'page.*'; the name of a stream also
    finds the regex that it belongs to. EXPRESSION joins tests of settings with and, or and
    not: PATH = VALUE, !=, <, <=, >, >=, PATH exists, PATH has VALUE, PATH in (VALUE, ...).

    \b
    Examples:
      evtool streams list
      evtool streams list 'ui.*' --format json
      evtool streams list --schema page/change
      evtool streams list --where 'canary_events_enabled = false and not topics has error'
      evtool streams list --format plain | xargs -n1 evtool streams show
    """
    configuration = configuration_of(run, how["environments"])
    test = parse_query(how["where"]) if how["where"] else None
    wanted = [
        entry
        for entry in configuration.entries.values()
        if (not patterns or any(_matches(entry, pattern) for pattern in patterns))
        and how["schema"] in (None, entry.settings.get("schema_title"))
        and (test is None or test({**entry.settings, "topics": entry.topics()}))
    ]
    if not wanted:
        talk("no stream matches" if configuration.entries else "no stream is configured yet")
    show_list("streams", map(_row, wanted), form, columns=_COLUMNS, plain="stream")
    return 0


def _matches(entry: Entry, pattern: str) -> bool:
    if any(sign in pattern for sign in "*?[") and fnmatch.fnmatchcase(entry.name, pattern):
        return True
    return pattern in entry.name or (entry.pattern is not None and entry.matches(pattern))


def _row(entry: Entry) -> dict[str, Any]:
    settings = entry.settings
    return {
        "stream": entry.name,
        "schema_title": settings.get("schema_title"),
        "service": settings.get("destination_event_service"),
        "sample": _sample(settings.get("sample")),
        "canary": settings.get("canary_events_enabled"),
        "consumers": enabled_consumers(settings),
        "owner": settings.get("owner"),
        "topics": entry.topics(),
        "regex": entry.pattern is not None,
    }


def enabled_consumers(settings: Mapping[str, Any]) -> list[str]:
    """The consumers of the settings that are not switched off."""
    consumers = settings.get("consumers")
    if not isinstance(consumers, Mapping):
        return []
    return [
        name
        for name, one in consumers.items()
        if isinstance(one, Mapping) and one.get("enabled") is not False
    ]


def _sample(sample: Any) -> str | None:
    if not isinstance(sample, Mapping):
        return None
    return f"{sample.get('rate', '?')} {sample.get('unit', '?')}"

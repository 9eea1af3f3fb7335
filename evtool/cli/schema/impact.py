"""`evtool schema impact`: who uses a changed schema, and which real events it would refuse."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import near, say, style, talk
from evtool.cli.schema.material import Material
from evtool.cli.schema.subject import complete_title, schema_named
from evtool.errors import EvtoolError, Place
from evtool.impact import Tally, User, read_recorded, revalidate, users_of
from evtool.schema.version import Label


@click.command(cls=Command)
@click.argument("schema", metavar="TITLE[@VERSION]", shell_complete=complete_title)
@click.option(
    "-e", "--events", metavar="FILE", help="Recorded events, one JSON object a line; - for stdin."
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="How the outcome is told.",
)  # fmt: skip
@pass_invocation
def impact(run: Invocation, /, schema: str, events: str | None, form: str) -> int:
    """Show who uses a schema, and which recorded events its source would refuse.

    Without a version the source is meant: what would be released next. With --events,
    recorded events of the schema, of whatever version, are validated anew; exit 1 if any
    of them would be refused.

    \b
    Examples:
      evtool schema impact page/change
      evtool schema impact page/change --events schema-repos/events/page.change.jsonl
      evtool schema impact fragment/common --format json
    """
    material = Material.of(run)
    reference = schema_named(run, schema)
    users = users_of(run.workspace, material.catalog, reference.title)
    tally = None
    if events is not None:
        file = material.catalog.find(reference, Label.CURRENT)
        tally = _revalidated(run, events, reference.title, material.whole(file))
    if form == "json":
        say(json.dumps(_document(reference.title, users, tally), indent=2))
    else:
        _show_users(reference.title, users)
        if tally is not None:
            _show_tally(tally)
    return 1 if tally is not None and tally.refused else 0


def _revalidated(run: Invocation, name: str, title: str, value: Any) -> Tally:
    if name == "-":
        return revalidate(read_recorded(sys.stdin, Path("<stdin>")), title, value)
    path = run.path(name)
    try:
        with path.open(encoding="utf-8") as lines:
            return revalidate(read_recorded(lines, path), title, value)
    except (OSError, UnicodeDecodeError) as error:
        raise EvtoolError(
            f"cannot be read: {error}", hint="name a file of JSON lines", place=Place(path)
        ) from error


def _show_users(title: str, users: list[User]) -> None:
    if not users:
        say(f"nothing in the workspace uses {title}")
        return
    say(style(f"{title} is used by", bold=True))
    for user in users:
        version = f", which names {user.version}" if user.version else ", through others"
        say(f"  {user.kind} {user.name}{version if user.kind == 'schema' else ''}")


def _show_tally(tally: Tally) -> None:
    versions = ", ".join(f"{count} of {name}" for name, count in sorted(tally.by_version.items()))
    if not tally.events:
        talk("no recorded event names this schema")
        return
    say(f"{tally.refused} of {tally.events} recorded events would be refused ({versions})")
    for reason, count in tally.refused_by.most_common():
        say(f"  {count} at {reason}")
    for one in tally.examples:
        place = one.recorded.place
        say(f"{near(place.path)}:{place.line}: {one.pointer or 'the event'}: {one.message}")


def _document(title: str, users: list[User], tally: Tally | None) -> dict[str, Any]:
    made: dict[str, Any] = {
        "version": 1,
        "schema": title,
        "users": [{"kind": u.kind, "name": u.name, "version": u.version} for u in users],
    }
    if tally is not None:
        made["events"] = {
            "checked": tally.events,
            "refused": tally.refused,
            "by_version": dict(tally.by_version),
            "reasons": dict(tally.refused_by),
            "examples": [
                {
                    "line": one.recorded.place.line,
                    "pointer": one.pointer,
                    "message": one.message,
                    "event": one.recorded.event,
                }
                for one in tally.examples
            ],
        }
    return made

"""`evtool schema diff`: what changed between two versions, field by field."""

from __future__ import annotations

import json

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import say, style
from evtool.cli.schema.material import Material
from evtool.cli.schema.subject import complete_title, schema_named
from evtool.errors import EvtoolError
from evtool.schema.bump import classify
from evtool.schema.difference import FieldDifference, as_json, as_markdown, compare, rows, summarize
from evtool.schema.version import Label, SchemaReference

_COLORS = {"+": "green", "-": "red", "~": "yellow"}


@click.command(cls=Command)
@click.argument("old", metavar="OLD", shell_complete=complete_title)
@click.argument("new", metavar="[NEW]", required=False, shell_complete=complete_title)
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text",
    show_default=True, help="markdown is for pull requests.",
)  # fmt: skip
@click.option("--exit-code", is_flag=True, help="Exit 1 if the schemas differ, as diff does.")
@pass_invocation
def diff(run: Invocation, /, old: str, new: str | None, form: str, exit_code: bool) -> int:
    """Compare two versions of a schema field by field.

    OLD and NEW are titles with a version, `$id`s, or files. With OLD alone, a title, its
    source is compared with its latest version; where these are the same, the latest
    version with the one before.

    \b
    Examples:
      evtool schema diff page/change@1.0.0 page/change@1.1.0
      evtool schema diff page/change
      evtool schema diff page/change --format markdown
    """
    material = Material.of(run)
    before, after = _pair(material, old, new)
    name = f"{before[0]} -> {after[0]}"
    difference = compare(before[1], after[1])
    if form == "json":
        kind = str(classify(before[1], after[1]).kind)
        answer = {"version": 1, "old": before[0], "new": after[0], "bump": kind}
        say(json.dumps({**answer, "difference": as_json(difference)}, indent=2, default=str))
    elif form == "markdown":
        say(as_markdown(difference, title=name).rstrip("\n"))
    else:
        _show(name, difference)
    return 1 if exit_code and not difference.is_empty else 0


def _pair(
    material: Material, old: str, new: str | None
) -> tuple[tuple[str, object], tuple[str, object]]:
    if new is not None:
        return material.value(old), material.value(new, Label.CURRENT)
    reference = schema_named(material.run, old)
    if reference.version is not None:
        return material.value(old), material.value(f"{reference.title}@current")
    return _latest_changes(material, reference)


def _latest_changes(
    material: Material, reference: SchemaReference
) -> tuple[tuple[str, object], tuple[str, object]]:
    """The source against the latest version, or the latest against the one before."""
    entry = material.catalog.entry(reference.title)
    versions = sorted(entry.versions)
    if not versions:
        raise EvtoolError(
            f"{reference.title} has no version to compare with",
            hint=f"`evtool schema materialize {reference.title}` writes the first",
        )
    latest = material.value(f"{reference.title}@{versions[-1]}")
    if entry.has_source:
        source = material.value(f"{reference.title}@current")
        if not compare(latest[1], source[1]).is_empty or len(versions) == 1:
            return latest, source
    if len(versions) == 1:
        return latest, latest
    return material.value(f"{reference.title}@{versions[-2]}"), latest


def _show(name: str, difference: FieldDifference) -> None:
    say(style(name, bold=True))
    for row in rows(difference):
        marker = style(row.marker, fg=_COLORS.get(row.marker))
        say(f"{marker} {'  ' * row.depth}{row.text}")
    say(summarize(difference))

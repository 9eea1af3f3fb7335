"""`evtool migrate`: from other tools to evtool, a command a tool."""

from __future__ import annotations

from pathlib import Path

import click

from evtool.cli.base import Group, Invocation, pass_invocation
from evtool.cli.console import style, talk
from evtool.errors import ConfigurationError, Place
from evtool.files import write_whole
from evtool.finding import shown_path
from evtool.legacy_config import legacy_document
from evtool.migration.jsonschema_tools import Migration
from evtool.migration.jsonschema_tools import migrate as translate
from evtool.workspace import FILE_NAME, LEGACY_NAME


@click.group(cls=Group)
def migrate() -> None:
    """Move from other tools to evtool.

    \b
    Examples:
      evtool migrate jsonschema-tools --dry-run
      evtool migrate jsonschema-tools schemas/event/primary
    """


@migrate.command("jsonschema-tools")
@click.argument("folder", default=".", metavar="[DIR]")
@click.option(
    "--write/--dry-run", " /-n", default=True, show_default=True,
    help="Write evtool.yaml, or only print what it would hold.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Replace an evtool.yaml that is there.")
@pass_invocation
def jsonschema_tools(run: Invocation, folder: str, write: bool, force: bool) -> None:
    """Write evtool.yaml from the .jsonschema-tools.yaml of DIR.

    Every key keeps its meaning, and comments stay with their entries. The old file is
    left as it is, so both tools can be used side by side.

    \b
    Examples:
      evtool migrate jsonschema-tools --dry-run
      evtool migrate jsonschema-tools
      evtool migrate jsonschema-tools schemas/event/primary --force
    """
    home = run.path(folder)
    old, new = home / LEGACY_NAME, home / FILE_NAME
    if not old.is_file():
        raise ConfigurationError(
            f"no {LEGACY_NAME} in {home}", hint="name the folder that holds it"
        )
    made = translate(legacy_document(old))
    if not write:
        click.echo(made.text, nl=False)
    elif new.exists() and not force:
        raise ConfigurationError(
            "there is one already",
            hint="--force replaces it; --dry-run prints what it would hold",
            place=Place(new),
        )
    else:
        write_whole(new, made.text.encode())
    _explain(made, run, new if write else None)


def _explain(made: Migration, run: Invocation, written: Path | None) -> None:
    for old, new in made.mapped:
        talk(f"  {old} -> {new}")
    for note in made.notes:
        talk(f"{style('note:', fg='yellow')} {note}")
    if written is not None:
        talk(f"wrote {shown_path(written, run.directory)}; {LEGACY_NAME} stays, unused by evtool")
        talk("next: evtool config show")

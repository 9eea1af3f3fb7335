"""`evtool connect schema`: drafts of the schemas of what a source reads."""

from __future__ import annotations

from typing import Any

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.connect.subject import chosen, complete_connector
from evtool.cli.console import near, say, talk
from evtool.cli.schema.new import place_for, write_new
from evtool.config import nearest
from evtool.connectors.assembly import assemble
from evtool.connectors.sources.capture.described import Described
from evtool.errors import EvtoolError
from evtool.schema.canonical import dump_yaml


@click.command(cls=Command)
@click.argument("name", shell_complete=complete_connector)
@click.argument("tables", nargs=-1, metavar="[TABLE]...")
@click.option("-w", "--write", is_flag=True, help="Write them as new sources of a repository.")
@click.option("-r", "--repository", help="The repository to write to.")
@pass_invocation
def schema(
    run: Invocation, /, name: str, tables: tuple[str, ...], write: bool, repository: str | None
) -> int:
    """Draft the schemas of the tables that a source captures, as the database has them now.

    They go to stdout, or with --write into a repository; a person looks at them before they
    are checked in. Columns that came later are optional fields of a new minor version.

    \b
    Examples:
      evtool connect schema shop shop.orders
      evtool connect schema shop --write
    """
    drafts = _drafts(run, name)
    for one in tables:
        if one not in drafts:
            raise EvtoolError(f"{name} captures no table {one!r}", hint=nearest(one, list(drafts)))
    found = [(table, draft) for table, draft in drafts.items() if not tables or table in tables]
    for at, (table, draft) in enumerate(found):
        text = dump_yaml(draft)
        if write:
            place = place_for(run.workspace, draft["title"], repository)
            write_new(place, text)
            say(str(near(place)))
        else:
            click.echo(f"{'---' if at else ''}\n{text}" if at else text, nl=False)
        talk(f"{table}: look at descriptions, and leave out what nobody should read")
    return 0


def _drafts(run: Invocation, name: str) -> dict[str, Any]:
    """The drafts by table.

    Raises:
        EvtoolError: The connector does not capture tables, or its store is away.
    """
    assembly = assemble(run.workspace)
    source = chosen(assembly, (name,))[name].connector.make(assembly.workspace)
    if not isinstance(source, Described):
        raise EvtoolError(
            f"{name} captures no tables",
            hint="sources of the types mysql-binlog and postgres-logical do",
        )
    return _asked(source)


def _asked(source: Any) -> dict[str, Any]:
    with source as opened:
        return dict(opened.schemas())

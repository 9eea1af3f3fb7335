"""`evtool schema new`: a schema from a template, with the fields that the guidelines want."""

from __future__ import annotations

from pathlib import Path

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import near, say, talk
from evtool.cli.schema.material import Material
from evtool.config import nearest
from evtool.errors import ConfigurationError, EvtoolError, Place
from evtool.files import write_whole
from evtool.schema.repository import Repository
from evtool.schema.template import new_schema
from evtool.schema.version import SchemaId, SchemaReference, Version
from evtool.workspace import Workspace


@click.command(cls=Command)
@click.argument("title")
@click.option(
    "-d", "--description", default="TODO: say what happened.", help="What the event tells."
)
@click.option("-r", "--repository", help="The repository that it belongs to.")
@click.option("--fragment", metavar="TITLE[@VERSION]", help="Where common fields come from.")
@click.option("--no-fragment", is_flag=True, help="Write the common fields out.")
@click.option("-O", "--print", "to_stdout", is_flag=True, help="Print it; write nothing.")
@pass_invocation
def new(
    run: Invocation,
    /,
    title: str,
    description: str,
    repository: str | None,
    fragment: str | None,
    no_fragment: bool,
    to_stdout: bool,
) -> int:
    """Start a schema: a commented source that is valid as it stands.

    TITLE is its folder below the schema root; a version may follow, as in
    `shop/order@1.0.0`. Common fields come from `fragment/common` where there is one.

    \b
    Examples:
      evtool schema new shop/order_created --repository secondary
      evtool schema new shop/order_created -d "A customer placed an order." -O
    """
    reference = SchemaReference.parse(title)
    version = reference.version if isinstance(reference.version, Version) else Version(1, 0, 0)
    material = Material.of(run)
    common = None if no_fragment else material.common_fragment(fragment)
    text = new_schema(reference.title, description, version, common)
    if to_stdout:
        click.echo(text, nl=False)
        return 0
    path = place_for(run.workspace, reference.title, repository)
    write_new(path, text)
    say(str(near(path)))
    identity = SchemaId(reference.title, version)
    talk(f"edit it, then `evtool schema materialize {near(path.parent)}` writes {identity}")
    return 0


def place_for(workspace: Workspace, title: str, name: str | None) -> Path:
    """Where the source of a new schema goes.

    Raises:
        ConfigurationError: Several repositories, and none was named.
    """
    repository = _repository(workspace, name)
    return repository.root / title / repository.settings.current_file


def write_new(path: Path, text: str) -> None:
    """Write a source that is not there yet.

    Raises:
        EvtoolError: There is one; it is never overwritten.
    """
    if path.exists():
        raise EvtoolError(
            "the schema exists already",
            hint=f"edit {path}, or choose another title",
            place=Place(path),
        )
    write_whole(path, text.encode())


def _repository(workspace: Workspace, name: str | None) -> Repository:
    if name is not None:
        return workspace.repository(name)
    names = [one.name for one in workspace.repositories]
    if len(names) == 1:
        return workspace.repositories[0]
    if not names:
        raise ConfigurationError("the workspace has no repository", hint="add one to evtool.yaml")
    raise ConfigurationError(
        "the workspace has several repositories",
        hint=f"say which with --repository; {nearest('', names)}",
    )

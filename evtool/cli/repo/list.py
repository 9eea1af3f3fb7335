"""`evtool repo list`: where schemas come from."""

from __future__ import annotations

from pathlib import Path

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.listing import Row, format_option, show_list
from evtool.cli.repo.words import short
from evtool.finding import shown_path
from evtool.repositories.listing import Listed, list_places

_COLUMNS = ("name", "role", "place", "commit", "schemas")


@click.command(cls=Command, name="list")
@format_option
@pass_invocation
def list_repositories(run: Invocation, /, form: str) -> int:
    """List repositories and read-only bases, in the order of look-up.

    A base is a folder or an http address where references are only looked up, as
    schemaBaseUris of .jsonschema-tools.yaml names them.

    \b
    Examples:
      evtool repo list
      evtool repo list --format json | jq '.repositories[] | select(.schemas == null)'
      evtool repo list --format plain
    """
    root = run.workspace.root
    rows = [_row(one, root, whole=form != "table") for one in list_places(run.workspace)]
    show_list("repositories", rows, form, columns=_COLUMNS, plain="name")
    return 0


def _row(one: Listed, root: Path, *, whole: bool) -> Row:
    path = shown_path(one.path, root) if one.path else None
    is_here = one.path is not None and one.path.is_dir()
    return {
        "name": one.name,
        "role": one.role,
        "place": path if is_here or one.url is None else one.url,
        "path": path,
        "url": one.url,
        "commit": one.commit if whole else short(one.commit),
        "schemas": one.schemas,
    }

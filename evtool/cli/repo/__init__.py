"""`evtool repo`: one module a verb."""

from __future__ import annotations

import click

from evtool.cli.base import Group

_HERE = "evtool.cli.repo"


@click.group(
    cls=Group,
    commands_from={
        "list": (f"{_HERE}.list:list_repositories", "List repositories and read-only bases."),
        "status": (f"{_HERE}.status:status", "Show what is pinned, checked out and newer."),
        "sync": (f"{_HERE}.sync:sync", "Clone, and check out what evtool.lock pins."),
    },
)
def repo() -> None:
    """Clone, pin and compare schema repositories.

    A repository of evtool.yaml with a `url` is cloned by `sync`. The commit that its `rev`
    (a branch, a tag or a commit; else the default branch) stands for is kept in
    evtool.lock, so that everyone who has that file works on the same schemas.

    \b
    Examples:
      evtool repo sync                      what evtool.lock names
      evtool repo sync --update primary     the newest of primary, and pin that
      evtool repo status --fetch --changes  what an update would bring
    """

"""What schema commands are about: the catalog of a run, and the schema that a user names."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from evtool.cli.base import Invocation
from evtool.cli.console import warn
from evtool.errors import EvtoolError
from evtool.schema.catalog import Catalog, Shelf
from evtool.schema.repository import Repository
from evtool.schema.store import DirectoryStore
from evtool.schema.version import Label, SchemaReference, Version
from evtool.selection import Files
from evtool.workspace import Workspace, missing_root


def complete_title(
    context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """For the shell: the titles that begin so; after an `@`, the versions."""
    run = context.find_object(Invocation) or Invocation()
    try:
        catalog = catalog_of(run.workspace)
        title, at, _ = incomplete.partition("@")
        names = _versions(catalog, title) if at else catalog.titles()
    except EvtoolError:
        return []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def catalog_of(workspace: Workspace, files: Files | None = None) -> Catalog:
    """The schemas of a workspace's repositories; one that has no folder is warned about.

    Raises:
        EvtoolError: None of the repositories has a folder.
    """
    files = files or Files(workspace)
    present = [one for one in workspace.repositories if one.root.is_dir()]
    for repository in workspace.repositories:
        if repository not in present:
            error = missing_root(repository)
            if not present:
                raise error
            warn(f"{error.message} and is left out; {error.hint}")
    bases = [one for one in workspace.lookup if isinstance(one, Repository)]
    unlisted = [one for one in bases if one not in present and one.root.is_dir()]
    return Catalog(
        [
            *(Shelf(one, files.of(one)) for one in present),
            *(Shelf(one, DirectoryStore(one.root), listed=False) for one in unlisted),
        ],
        complete=len(bases) == len(workspace.lookup),
    )


def schema_named(run: Invocation, text: str) -> SchemaReference:
    """The schema that a user names: by title, by `$id`, or by a path in a repository.

    Raises:
        SchemaNameError: It is none of these.
    """
    path = run.path(text)
    if path.exists():
        repository = run.workspace_or_default.repository_of(path)
        reference = _at_path(path, repository) if repository else None
        if reference:
            return reference
    return SchemaReference.parse(text)


def _at_path(path: Path, repository: Repository) -> SchemaReference | None:
    """The schema of a folder, or the version or source that a file of it is."""
    if path.is_dir():
        title = path.relative_to(repository.root).as_posix()
        return SchemaReference(title) if path != repository.root else None
    title = path.parent.relative_to(repository.root).as_posix()
    if path.name == repository.settings.current_file:
        return SchemaReference(title, Label.CURRENT)
    version = Version.match(path.name) or Version.match(path.stem)
    if version is None and path.stem == Label.LATEST:
        return SchemaReference(title, Label.LATEST)
    return SchemaReference(title, version) if version else None


def _versions(catalog: Catalog, title: str) -> list[str]:
    entries = catalog.named(title)
    numbers = [str(version) for entry in entries for version in reversed(entry.versions)]
    return [f"{title}@{name}" for name in dict.fromkeys([*numbers, *Label])]

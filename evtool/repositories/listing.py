"""The places that schemas come from: repositories, and bases that are only read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from evtool.errors import EvtoolError
from evtool.git import Git
from evtool.repositories.origin import shown_url
from evtool.schema.catalog import list_entries
from evtool.schema.repository import Repository
from evtool.workspace import Workspace

BASE = "base"
"""The role of a place that references are only looked up at."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One place; `path` is None for an http base, `schemas` and `commit` where not known."""

    name: str
    role: str
    path: Path | None
    url: str | None = None
    commit: str | None = None
    schemas: int | None = None


def list_places(workspace: Workspace) -> list[Listed]:
    """Every place, in the order in which references are looked up."""
    places = [*workspace.lookup]
    places += [one for one in workspace.repositories if one not in places]
    return [
        _base(one) if isinstance(one, str) else _listed(one, is_own=one in workspace.repositories)
        for one in places
    ]


def count_schemas(repository: Repository) -> int | None:
    """How many schemas are in a repository's folder; None where it cannot be listed."""
    if not repository.root.is_dir():
        return None
    try:
        return len(list_entries(repository, repository.store.paths()))
    except EvtoolError:
        return None


def _base(url: str) -> Listed:
    shown = shown_url(url)
    return Listed(urlsplit(shown).netloc, BASE, None, shown)


def _listed(repository: Repository, *, is_own: bool) -> Listed:
    return Listed(
        name=repository.name,
        role=repository.role if is_own else BASE,
        path=repository.root,
        url=shown_url(repository.url) if repository.url else None,
        commit=_commit(repository),
        schemas=count_schemas(repository),
    )


def _commit(repository: Repository) -> str | None:
    """The commit that is checked out; a clone that is not there yet has none."""
    if not repository.root.is_dir():
        return None
    try:
        git = Git.find(repository.root)
    except EvtoolError:
        return None
    return git.head_commit() if git else None

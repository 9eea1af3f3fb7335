"""Who uses a schema: other schemas, and whatever else of a workspace names its title.

Each kind of user has one finder. Streams, connectors and jobs add theirs to `FINDERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from evtool.schema.catalog import Catalog
from evtool.schema.catalog.references import Reference, along, read_references
from evtool.streams.load import load_streams, stream_files
from evtool.workspace import Workspace


@dataclass(frozen=True, slots=True)
class User:
    """Something that uses a schema: its kind, its name, and the version that it names."""

    kind: str
    name: str
    version: str | None = None


Finder = Callable[[Workspace, Catalog, str], Iterable[User]]
"""Finds the users of one kind of a title."""


def schema_users(_workspace: Workspace, catalog: Catalog, title: str) -> Iterator[User]:
    """The schemas that refer to it, also through others."""
    references = read_references(catalog)
    seen: set[str] = set()
    for step in along(title, references.used_by, _user, transitive=True):
        reference = step.reference
        if reference.user not in seen:
            seen.add(reference.user)
            version = str(reference.version) if reference.version else None
            yield User("schema", reference.user, version if step.depth == 1 else None)


def _user(reference: Reference) -> str:
    return reference.user


def stream_users(workspace: Workspace, _catalog: Catalog, title: str) -> Iterator[User]:
    """The streams whose events are of it."""
    if stream_files(workspace):
        for entry in load_streams(workspace).with_schema(title):
            yield User("stream", entry.name)


FINDERS: tuple[Finder, ...] = (schema_users, stream_users)
"""The finder of each kind, in the order in which users are shown."""


def users_of(workspace: Workspace, catalog: Catalog, title: str) -> list[User]:
    """Everything in the workspace that uses a schema, by kind and name."""
    found = (user for finder in FINDERS for user in finder(workspace, catalog, title))
    return sorted(found, key=lambda user: (user.kind, user.name))

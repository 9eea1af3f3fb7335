"""The router of a workspace for judging events, with or without its streams."""

from __future__ import annotations

from evtool.errors import EvtoolError, SchemaNotFound
from evtool.intake.config import IntakeConfig
from evtool.intake.event.limits import Limits
from evtool.intake.event.router import Router
from evtool.intake.schemas.library import Library
from evtool.intake.state import make_library, make_router
from evtool.schema.version import Label, SchemaReference, Version
from evtool.workspace import Workspace


def offline_router(workspace: Workspace, *, with_streams: bool = True) -> Router:
    """The routes that an intake of this workspace has.

    Raises:
        EvtoolError: The configuration cannot be used.
    """
    config = workspace.section("intake", IntakeConfig)
    library = make_library(workspace, config)
    if with_streams:
        return make_router(workspace, config, library)
    return Router(library, None, limits=Limits(config.max_event_bytes, config.max_depth))


def schema_uri(library: Library, name: str) -> str:
    """The URI of the schema that a user names; without a version, of the latest one.

    Raises:
        EvtoolError: There is none, or it is the source, which no event can name.
    """
    reference = SchemaReference.parse(name)
    if reference.version is Label.CURRENT:
        hint = "materialize it, and name its version"
        raise EvtoolError(f"no event can name the source of {reference.title}", hint=hint)
    versions = _versions(library, reference.title)
    named = reference.version
    wanted = named if isinstance(named, Version) else max(versions, default=None)
    if wanted is None or wanted not in versions:
        shown = ", ".join(map(str, sorted(versions)))
        raise SchemaNotFound(name, hint=f"{reference.title} has {shown}" if versions else None)
    return versions[wanted]


def _versions(library: Library, title: str) -> dict[Version, str]:
    """The URIs of all versions of a schema."""
    found = {}
    for uri in library.uris():
        name, _, text = uri[1:].rpartition("/")
        version = Version.match(text)
        if name == title and version is not None:
            found[version] = uri
    return found

"""Which `latest` links a folder should have."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.files import LinkWrite
from evtool.rules.subject.schema_folder import SchemaFolder


def latest_links(folder: SchemaFolder) -> Iterator[tuple[str, str]]:
    """Each `latest` link that belongs into the folder, with the text that it should have."""
    latest, settings = folder.latest, folder.settings
    if latest is None or not settings.latest_links:
        return
    if settings.version_links:
        yield "latest", folder.main(latest)
    for kind in settings.content_types:
        if kind in folder.versions[latest]:
            yield f"latest.{kind}", f"{latest}.{kind}"


def linked(folder: SchemaFolder, name: str, target: str) -> tuple[LinkWrite, ...]:
    """The repair that makes a link."""
    return (LinkWrite(folder.store.place(folder.path(name)), target),)

"""The symbolic links of a version. Source: section 6 of the reference tool's behavior."""

from __future__ import annotations

import re

from evtool.schema.materialize.source import Source
from evtool.schema.store import Store
from evtool.schema.version import Version

_ID_LINE = re.compile(rb"""^["']?\$id["']?:\s*["']?([^"'#\s]+)""", re.MULTILINE)


def links_of(source: Source, store: Store) -> dict[str, str]:
    """The links that belong beside a version: path below the root -> text of the link.

    `latest` moves only to a version that is not older than the one it leads to.
    """
    settings = source.repository.settings
    folder = f"{source.folder}/" if source.folder else ""
    version, main = str(source.version), settings.content_types[0]
    links: dict[str, str] = {}
    if settings.version_links:
        links[f"{folder}{version}"] = f"{version}.{main}"
    if settings.latest_links:
        for kind in settings.content_types:
            if not _newer(store, f"{folder}latest.{kind}", source):
                links[f"{folder}latest.{kind}"] = f"{version}.{kind}"
        if settings.version_links and not _newer(store, f"{folder}latest", source):
            links[f"{folder}latest"] = f"{version}.{main}"
    return links


def _newer(store: Store, path: str, source: Source) -> bool:
    """Whether a link leads to a version above the source's; a dangling one does not."""
    content = store.read(path)
    if content is None:
        return False
    version = _version_inside(content, source.repository.settings.version_field)
    return version is not None and version > source.version


def _version_inside(content: bytes, field: str) -> Version | None:
    """The version that a materialized file claims, read from its text: parsing costs more."""
    pattern = _ID_LINE
    if field != "$id":
        name = re.escape(field.encode())
        pattern = re.compile(rb"""^\s*["']?%s["']?:\s*["']?([^"'#\s]+)""" % name, re.MULTILINE)
    match = pattern.search(content)
    return Version.coerce(match[1].decode("utf-8", "replace")) if match else None

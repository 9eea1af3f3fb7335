"""Which connectors of the workspace take a stream."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evtool.connectors.selection import attached, is_meant
from evtool.streams.configuration import Entry
from evtool.workspace import Workspace


def connectors_of(stream: str, entry: Entry, workspace: Workspace) -> list[str]:
    """The names of the connectors whose `streams` fit a stream, or that it names itself."""
    section = workspace.sections.get("connectors")
    if section is None or not isinstance(section.raw, Mapping):
        return []
    return [name for name, one in section.raw.items() if _takes(name, one, stream, entry)]


def _takes(name: str, connector: Any, stream: str, entry: Entry) -> bool:
    said = attached(entry, name)
    if said is not None:
        return said
    patterns = connector.get("streams") if isinstance(connector, Mapping) else None
    if not isinstance(patterns, list):
        return False
    return any(is_meant(str(pattern), stream) for pattern in patterns)

"""Which connectors of the workspace take a stream."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from typing import Any

from evtool.workspace import Workspace


def connectors_of(stream: str, workspace: Workspace) -> list[str]:
    """The names of the connectors whose `streams` have a pattern for a stream."""
    section = workspace.sections.get("connectors")
    if section is None or not isinstance(section.raw, Mapping):
        return []
    return [name for name, one in section.raw.items() if _takes(one, stream)]


def _takes(connector: Any, stream: str) -> bool:
    patterns = connector.get("streams") if isinstance(connector, Mapping) else None
    if not isinstance(patterns, list):
        return False
    return any(fnmatch.fnmatchcase(stream, str(pattern)) for pattern in patterns)

"""Where a connector names a stream or a schema: for all, or for each table of a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def targets(raw: Any, key: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """The texts under a key of a connector and of its tables, each with the way to it."""
    if not isinstance(raw, Mapping):
        return
    tables = raw.get("tables")
    inner = tables.items() if isinstance(tables, Mapping) else ()
    places = [((key,), raw), *((("tables", str(name), key), one) for name, one in inner)]
    for way, place in places:
        found = place.get(key) if isinstance(place, Mapping) else None
        if isinstance(found, str) and found and "${" not in found:
            yield way, found

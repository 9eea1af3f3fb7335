"""The same listings as JSON, for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from evtool.registry.address import url_of
from evtool.registry.catalog import Entry, Shelf


def index_json(shelves: Iterable[Shelf]) -> dict[str, Any]:
    """All repositories with their schemas and versions."""
    return {"version": 1, "repositories": [_shelf_json(one, one.entries) for one in shelves]}


def folder_json(shelf: Shelf, entries: Sequence[Entry]) -> dict[str, Any]:
    """The schemas below one folder of a repository."""
    return {"version": 1, **_shelf_json(shelf, entries)}


def schema_json(shelf: Shelf, entry: Entry) -> dict[str, Any]:
    """One schema with its versions."""
    return {"version": 1, "repository": shelf.repository.name, **_entry_json(shelf, entry)}


def _shelf_json(shelf: Shelf, entries: Sequence[Entry]) -> dict[str, Any]:
    return {
        "name": shelf.repository.name,
        "role": shelf.repository.role,
        "problem": shelf.problem,
        "schemas": [_entry_json(shelf, entry) for entry in entries],
    }


def _entry_json(shelf: Shelf, entry: Entry) -> dict[str, Any]:
    return {
        "title": entry.title,
        "url": f"{url_of(shelf.repository.name, entry.title)}/",
        "latest": entry.latest,
        "versions": list(entry.versions),
    }

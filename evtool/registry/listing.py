"""The same listings as JSON, for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from evtool.registry.address import url_of
from evtool.registry.inventory import Inventory
from evtool.schema.catalog import Entry


def index_json(inventories: Iterable[Inventory]) -> dict[str, Any]:
    """All repositories with their schemas and versions."""
    return {
        "version": 1,
        "repositories": [_inventory_json(one, one.entries) for one in inventories],
    }


def folder_json(inventory: Inventory, entries: Sequence[Entry]) -> dict[str, Any]:
    """The schemas below one folder of a repository."""
    return {"version": 1, **_inventory_json(inventory, entries)}


def schema_json(inventory: Inventory, entry: Entry) -> dict[str, Any]:
    """One schema with its versions."""
    return {"version": 1, "repository": inventory.repository.name, **_entry_json(inventory, entry)}


def _inventory_json(inventory: Inventory, entries: Sequence[Entry]) -> dict[str, Any]:
    return {
        "name": inventory.repository.name,
        "role": inventory.repository.role,
        "problem": inventory.problem,
        "schemas": [_entry_json(inventory, entry) for entry in entries],
    }


def _entry_json(inventory: Inventory, entry: Entry) -> dict[str, Any]:
    return {
        "title": entry.title,
        "url": f"{url_of(inventory.repository.name, entry.title)}/",
        "latest": str(entry.latest) if entry.latest else None,
        "versions": [str(version) for version in entry.versions],
    }

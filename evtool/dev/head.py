"""The head of the screen: what runs, where, and what to try first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from evtool.dev.event import Event
from evtool.dev.screen import READY
from evtool.registry.address import LATEST, url_of
from evtool.registry.inventory import Inventory, take_inventory
from evtool.workspace import Workspace

REGISTRY = "registry"


def head_event(
    workspace: Workspace,
    urls: Mapping[str, str],
    up: Collection[str],
    seconds: float,
    *,
    watching: bool,
) -> Event:
    """The event that everything has started.

    Args:
        workspace: What is served and watched.
        urls: Where each service listens, by name.
        up: The names of the services that answer already.
        seconds: How long the start took.
        watching: Whether files are watched.
    """
    inventories = [take_inventory(repository) for repository in workspace.repositories]
    names = [one.name for one in workspace.repositories]
    fields = {
        "workspace": workspace.root.name or str(workspace.root),
        "repositories": len(inventories),
        "schemas": sum(len(one.entries) for one in inventories),
        "services": [{"name": name, "url": url, "ready": name in up} for name, url in urls.items()],
        "watching": names if watching else [],
        "seconds": round(seconds, 2),
        "try": f"curl {urls[REGISTRY]}{example_path(inventories)}" if REGISTRY in urls else None,
    }
    return Event("dev", READY, "ready", fields=fields)


def example_path(inventories: Iterable[Inventory]) -> str:
    """The shortest URL path of a schema that has a version; `/` where there is none."""
    paths = (
        url_of(one.repository.name, entry.title, LATEST)
        for one in inventories
        for entry in one.entries
        if entry.versions
    )
    return min(paths, key=lambda path: (len(path), path), default="/")

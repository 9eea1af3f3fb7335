"""The head of the screen: what runs, where, and what to try first."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from evtool.dev.event import Event
from evtool.dev.screen import READY
from evtool.dev.service import INTAKE, service
from evtool.dev.trial import trial
from evtool.log.config import LogConfig
from evtool.registry.inventory import take_inventory
from evtool.workspace import Workspace


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
        "services": [
            {"name": name, "url": url, "path": service(name).path, "ready": name in up}
            for name, url in urls.items()
        ],
        "log": workspace.section("log", LogConfig).address if INTAKE in urls else None,
        "watching": names if watching else [],
        "seconds": round(seconds, 2),
        "try": trial(workspace, urls, inventories),
    }
    return Event("dev", READY, "ready", fields=fields)

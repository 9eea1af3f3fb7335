"""What other installed packages add to evtool, through entry points.

Groups: `evtool.commands`, and with the modules that use them `evtool.rules`,
`evtool.sinks`, `evtool.sources`, `evtool.jobs`, `evtool.reports`. Names are read without
importing anything; an object is loaded when it is first used. `EVTOOL_NO_PLUGINS=1`
switches all of them off.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from evtool.errors import ConfigurationError

GROUPS = (
    "evtool.commands",
    "evtool.rules",
    "evtool.sinks",
    "evtool.sources",
    "evtool.jobs",
    "evtool.reports",
)


@cache
def plugins(group: str) -> Mapping[str, Callable[[], Any]]:
    """The plugins of a group: name -> what loads it.

    Raises:
        ConfigurationError: Two packages claim one name.
    """
    return {name: _loader(point) for name, point in found(group).items()}


def found(group: str) -> dict[str, EntryPoint]:
    """The entry points of a group by name.

    Raises:
        ConfigurationError: Two packages claim one name.
    """
    if os.environ.get("EVTOOL_NO_PLUGINS"):
        return {}
    points: dict[str, EntryPoint] = {}
    for point in entry_points(group=group):
        first = points.setdefault(point.name, point)
        if first.value != point.value:
            owners = " and ".join(sorted({owner(first), owner(point)}))
            raise ConfigurationError(
                f"{owners} both add {point.name!r} to {group}", hint="uninstall one of them"
            )
    return points


def owner(point: EntryPoint) -> str:
    """The package that an entry point belongs to."""
    return point.dist.name if point.dist else "an unknown package"


def _loader(point: EntryPoint) -> Callable[[], Any]:
    def load() -> Any:
        try:
            return point.load()
        except Exception as error:
            raise ConfigurationError(
                f"the plugin {point.name!r} of {owner(point)} cannot be loaded: {error}",
                hint=f"update or uninstall {owner(point)}",
            ) from error

    return load

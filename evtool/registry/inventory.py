"""What there is to serve: the schemas of one repository as they are on disk now."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from evtool.errors import EvtoolError
from evtool.registry.address import can_be_served
from evtool.schema.catalog import Entry, list_entries
from evtool.schema.repository import Repository
from evtool.schema.version import Version

PATH_LIMIT = 200_000
"""At most this many file names are looked at in one repository."""

_SHOWN = 5  # as many suggestions as fit on a screen
_LONGEST_WORD = 200  # beyond it no title is near


@dataclass(frozen=True, slots=True)
class Inventory:
    """The schemas of a repository by title; `problem` says why it cannot be listed."""

    repository: Repository
    entries: tuple[Entry, ...] = ()
    problem: str | None = None

    def entry(self, title: str) -> Entry | None:
        """The schema of this title."""
        return next((one for one in self.entries if one.title == title), None)

    def below(self, folder: str) -> tuple[Entry, ...]:
        """The schemas at a folder and below it; all for the empty one."""
        if not folder:
            return self.entries
        inside = f"{folder}/"
        return tuple(
            one for one in self.entries if one.title == folder or one.title.startswith(inside)
        )


def take_inventory(repository: Repository) -> Inventory:
    """List one repository; one that is not there is empty and says why."""
    try:
        paths = list(islice(repository.store.paths(), PATH_LIMIT))
    except EvtoolError as error:
        return Inventory(repository, problem=error.message)
    entries = list_entries(repository, paths)
    return Inventory(repository, tuple(one for one in entries if can_be_served(one.title)))


def near_titles(title: str, inventories: Iterable[Inventory]) -> list[tuple[str, str]]:
    """The (repository, title) pairs that come nearest to a title that is not there."""
    owners: dict[str, list[str]] = {}
    for one in inventories:
        for entry in one.entries:
            owners.setdefault(entry.title, []).append(one.repository.name)
    close = [title] if title in owners else []
    close += difflib.get_close_matches(title[:_LONGEST_WORD], list(owners), n=_SHOWN)
    return [(owner, name) for name in dict.fromkeys(close) for owner in owners[name]][:_SHOWN]


def near_versions(wanted: str, versions: Iterable[Version]) -> list[Version]:
    """The versions that come nearest to one that is not there; the newest of equals first."""
    version = Version.coerce(wanted)
    newest = sorted(versions, reverse=True)
    if version is not None:
        newest.sort(key=lambda one: _distance(version, one))
    return newest[:_SHOWN]


def _distance(one: Version, other: Version) -> tuple[int, int, int]:
    return (
        abs(one.major - other.major),
        abs(one.minor - other.minor),
        abs(one.patch - other.patch),
    )

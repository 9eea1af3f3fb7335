"""What there is: the schemas of a workspace with their versions, read from file names."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from evtool.errors import EvtoolError
from evtool.registry.address import EXTENSIONS, source_name
from evtool.schema.repository import Repository
from evtool.schema.version import Version, is_version_name

PATH_LIMIT = 200_000
"""At most this many file names are looked at in one repository."""

_SHOWN = 5  # as many suggestions as fit on a screen
_LONGEST_WORD = 200  # beyond it no title is near


@dataclass(frozen=True, slots=True)
class Entry:
    """One schema: its title and its versions, the newest last."""

    title: str
    versions: tuple[str, ...] = ()
    has_source: bool = False

    @property
    def latest(self) -> str | None:
        """The newest version."""
        return self.versions[-1] if self.versions else None


@dataclass(frozen=True, slots=True)
class Shelf:
    """One repository with its schemas by title; `problem` says why it cannot be read."""

    repository: Repository
    entries: tuple[Entry, ...] = ()
    problem: str | None = None

    def entry(self, title: str) -> Entry | None:
        """The schema of this title."""
        return next((one for one in self.entries if one.title == title), None)

    def below(self, folder: str) -> tuple[Entry, ...]:
        """The schemas at a folder and below it."""
        if not folder:
            return self.entries
        inside = f"{folder}/"
        return tuple(
            one for one in self.entries if one.title == folder or one.title.startswith(inside)
        )


def shelf(repository: Repository) -> Shelf:
    """The schemas of one repository; one that is not there is empty and says why."""
    try:
        paths = list(islice(repository.store.paths(), PATH_LIMIT))
    except EvtoolError as error:
        return Shelf(repository, problem=error.message)
    return Shelf(repository, entries_of(paths, source_name(repository)))


def entries_of(paths: Iterable[str], source: str) -> tuple[Entry, ...]:
    """The schemas that file names tell of; `source` is the name of hand-edited files."""
    versions: dict[str, set[str]] = {}
    sources: set[str] = set()
    for path in paths:
        title, _, name = path.rpartition("/")
        stem = _without_extension(name)
        if is_version_name(stem):
            versions.setdefault(title, set()).add(stem)
        elif stem == source:
            sources.add(title)
    return tuple(
        Entry(title, tuple(sorted(versions.get(title, ()), key=_precedence)), title in sources)
        for title in sorted({*versions, *sources})
    )


def near_titles(title: str, shelves: Iterable[Shelf]) -> list[tuple[str, str]]:
    """The (repository, title) pairs that come nearest to a title that is not there."""
    owners: dict[str, list[str]] = {}
    for one in shelves:
        for entry in one.entries:
            owners.setdefault(entry.title, []).append(one.repository.name)
    close = [title] if title in owners else []
    close += difflib.get_close_matches(title[:_LONGEST_WORD], list(owners), n=_SHOWN)
    return [(owner, name) for name in dict.fromkeys(close) for owner in owners[name]][:_SHOWN]


def near_versions(wanted: str, versions: Sequence[str]) -> list[str]:
    """The versions that come nearest to one that is not there; the newest of equals first."""
    version = Version.match(wanted) or Version.coerce(wanted)
    newest = list(reversed(versions))
    if version is None:
        return newest[:_SHOWN]
    return sorted(newest, key=lambda one: _distance(version, one))[:_SHOWN]


def _distance(version: Version, other: str) -> tuple[int, int, int]:
    found = Version.coerce(other) or Version(0, 0, 0)
    return (
        abs(version.major - found.major),
        abs(version.minor - found.minor),
        abs(version.patch - found.patch),
    )


def _without_extension(name: str) -> str:
    stem, _, extension = name.rpartition(".")
    return stem if extension in EXTENSIONS else name


def _precedence(name: str) -> tuple[Version, bool, str]:
    """By version; a prerelease before its release."""
    version = Version.coerce(name) or Version(0, 0, 0)
    return version, Version.match(name) is not None, name

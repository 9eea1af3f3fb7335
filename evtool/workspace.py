"""The workspace: the folder with `evtool.yaml`, and what the file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from evtool.config import Section, load_section, nearest
from evtool.document import Document, load_document
from evtool.errors import ConfigurationError, EvtoolError, Place
from evtool.legacy_config import (
    legacy_document,
    legacy_lookup,
    legacy_repository,
    read_legacy,
)
from evtool.repository_entry import RepositoryEntry, normal
from evtool.schema.repository import Repository
from evtool.schema.settings import MaterializeSettings

if TYPE_CHECKING:
    from evtool.git import Git

T = TypeVar("T")

FILE_NAME = "evtool.yaml"
LEGACY_NAME = ".jsonschema-tools.yaml"
STATE_FOLDER = ".evtool"
"""Caches, clones and logs live here, beside `evtool.yaml`; it is ignored by git."""

SECTIONS: Mapping[str, str] = {
    "version": "Version of this file's format: 1.",
    "repositories": "Schema repositories, in the order in which references are looked up.",
    "materialize": "How schemas are materialized.",
    "check": "Which rules are checked, and how strictly.",
    "streams": "Stream configuration files.",
    "log": "The event log.",
    "intake": "The service that takes events in.",
    "connectors": "Sinks and sources.",
    "jobs": "Stream processing jobs.",
    "dev": "The local platform.",
}
"""Every section of the file with its meaning; the content belongs to its module."""


@dataclass(frozen=True)
class Workspace:
    """Repositories in order of look-up, and the sections of the other modules.

    `lookup` is where references are looked up, in order: the repositories, and bases
    that are only read: folders of others, and URLs.
    """

    root: Path
    document: Document | None
    repositories: tuple[Repository, ...]
    lookup: tuple[Repository | str, ...] = ()
    warnings: tuple[str, ...] = ()
    sections: Mapping[str, Section] = field(default_factory=dict)

    @property
    def file(self) -> Path | None:
        """The configuration file; None for built-in defaults."""
        return self.document.path if self.document else None

    @property
    def state(self) -> Path:
        """The folder of caches, clones and logs."""
        return self.root / STATE_FOLDER

    def section(self, name: str, kind: type[T]) -> T:
        """The section of one module, checked; its defaults where the file lacks it.

        Raises:
            ConfigurationError: The section does not fit `kind`.
        """
        return load_section(kind, self.sections[name]) if name in self.sections else kind()

    def repository(self, name: str) -> Repository:
        """The repository with this name.

        Raises:
            ConfigurationError: There is none.
        """
        for repository in self.repositories:
            if repository.name == name:
                return repository
        known = [repository.name for repository in self.repositories]
        raise ConfigurationError(f"no repository {name!r}", hint=nearest(name, known))

    def repository_of(self, path: Path) -> Repository | None:
        """The repository that an absolute path lies in; the innermost of several."""
        holding = [one for one in self.repositories if one.holds(path)]
        return max(holding, key=lambda one: len(one.root.parts), default=None)


def find_workspace(folder: Path, config: Path | None = None) -> Workspace:
    """The workspace of a folder: the nearest configuration file, going up.

    `config` names the file instead.

    Raises:
        ConfigurationError: There is none, or it says what evtool does not understand.
    """
    if config is not None:
        return load_workspace(config)
    folder = normal(Path.cwd(), str(folder))
    for place in (folder, *folder.parents):
        for name in (FILE_NAME, LEGACY_NAME):
            if (place / name).is_file():
                return load_workspace(place / name)
    raise ConfigurationError(
        f"no {FILE_NAME} in {folder} or above it",
        hint="`evtool init` makes a workspace here; -C FOLDER names another one",
    )


def workspaces_below(git: Git, folder: Path) -> list[Path]:
    """The folders below `folder` with a configuration file that git knows, outermost only."""
    files = [path for path in git.index_files(folder) if path.name in (FILE_NAME, LEGACY_NAME)]
    found: list[Path] = []
    for place in sorted({path.parent for path in files if path.is_file()}):
        if not any(place.is_relative_to(outer) for outer in found):
            found.append(place)
    return found


def default_workspace(folder: Path) -> Workspace:
    """A folder without configuration as a workspace of one repository."""
    root = normal(Path.cwd(), str(folder))
    repository = Repository(root.name or "schemas", "primary", root)
    return Workspace(root, None, (repository,), (repository,))


def load_workspace(path: Path) -> Workspace:
    """Load a configuration file: `evtool.yaml`, or `.jsonschema-tools.yaml`.

    Raises:
        ConfigurationError: Unknown key, wrong type, unset variable, no such file.
    """
    path = normal(Path.cwd(), str(path))
    if path.name == LEGACY_NAME:
        return legacy_workspace(legacy_document(path))
    return workspace_of(load_document(path))


def workspace_of(document: Document) -> Workspace:
    """The workspace that the content of an `evtool.yaml` describes; its paths start there.

    Raises:
        ConfigurationError: Unknown key, wrong type, unset variable.
    """
    folder = document.path.parent
    top = Section(document)
    sections = _sections(top)
    _check_version(top)
    materialize = MaterializeSettings()
    if "materialize" in sections:
        materialize = load_section(MaterializeSettings, sections["materialize"])
    entries = _entries(sections.get("repositories"))
    places = [entry.place(folder, materialize) for entry in entries]
    return Workspace(
        root=folder,
        document=document,
        repositories=tuple(
            place
            for entry, place in zip(entries, places, strict=True)
            if isinstance(place, Repository) and entry.base is None
        ),
        lookup=tuple(places),
        warnings=_warnings(folder),
        sections=sections,
    )


def legacy_workspace(document: Document) -> Workspace:
    """The workspace of one repository that a `.jsonschema-tools.yaml` describes.

    Unknown keys are warned about: the reference tool ignores them.

    Raises:
        ConfigurationError: A value of the wrong type, a pattern that is no regex.
    """
    config, warnings = read_legacy(document)
    repository = legacy_repository(config, document)
    folder = document.path.parent
    lookup = legacy_lookup(config, folder, repository)
    return Workspace(folder, document, (repository,), lookup, warnings)


def _warnings(folder: Path) -> tuple[str, ...]:
    if (folder / LEGACY_NAME).is_file():
        return (f"{FILE_NAME} is used; {LEGACY_NAME} beside it is not",)
    return ()


def _sections(top: Section) -> dict[str, Section]:
    if not isinstance(top.raw, Mapping):
        raise top.error("must be a map of sections", "start with `version: 1`")
    for key in top.raw:
        if key not in SECTIONS:
            raise top.below(key).error(f"unknown section {key!r}", nearest(key, list(SECTIONS)))
    return {key: top.below(key) for key in top.raw}


def _check_version(top: Section) -> None:
    if "version" not in top.raw:
        raise top.error("the key 'version' is missing", "start the file with `version: 1`")
    if top.raw["version"] != 1 or top.raw["version"] is True:
        raise top.below("version").error(
            f"this evtool reads version 1, not {top.raw['version']!r}", "write `version: 1`"
        )


def _entries(section: Section | None) -> list[RepositoryEntry]:
    if section is None:
        return []
    if not isinstance(section.raw, list):
        raise section.error("must be a list", "write `- {name: primary, path: FOLDER}`")
    made: dict[str, RepositoryEntry] = {}
    for at in range(len(section.raw)):
        entry = load_section(RepositoryEntry, section.below(at))
        if entry.name in made:
            message = f"two repositories are called {entry.name!r}"
            raise section.below(at).error(message, "rename one of them")
        made[entry.name] = entry
    return list(made.values())


def missing_root(repository: Repository) -> EvtoolError:
    """The error for a repository whose folder is not there."""
    hint = "check its path in the configuration"
    if repository.url:
        hint = "run `evtool repo sync`"
    return EvtoolError(
        f"the repository {repository.name} has no folder", hint=hint, place=Place(repository.root)
    )

"""`evtool.lock`: the commit of each cloned repository, so that every checkout has the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from evtool.config import Section, load_section, setting
from evtool.document import parse_document
from evtool.errors import ConfigurationError, Place
from evtool.files import ReadError, read_bytes, write_whole
from evtool.repositories.origin import shown_url
from evtool.schema.canonical import dump_yaml
from evtool.schema.repository import Repository

LOCK_NAME = "evtool.lock"

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_CONFLICT = re.compile(rb"^<<<<<<< ", re.MULTILINE)
_HEADER = """\
# Written by `evtool repo sync`: the commit of each repository that evtool.yaml has a url for.
# Commit this file. `evtool repo sync --update` moves it to the newest commits.
version: 1
"""


@dataclass(frozen=True, slots=True)
class Pin:
    """One entry: the commit that `rev` of the repository at `url` stood for."""

    name: str = setting(help="The repository's name.")
    url: str = setting(help="Where it is cloned from, without credentials.")
    commit: str = setting(help="The commit that is checked out.")
    rev: str | None = setting(None, help="The rev of evtool.yaml that the commit was taken for.")

    def check(self, section: Section) -> None:
        """Refuse what is no commit.

        Raises:
            ConfigurationError: The id of the commit is not whole.
        """
        if not _COMMIT.fullmatch(self.commit):
            raise section.below("commit").error(
                f"{self.commit!r} is no whole id of a commit",
                "remove the entry and run `evtool repo sync`",
            )

    def fits(self, repository: Repository) -> bool:
        """Whether the entry was made for what `evtool.yaml` says of the repository now."""
        return self.url == shown_url(repository.url or "") and self.rev == repository.rev


def pin(repository: Repository, commit: str) -> Pin:
    """The entry for a repository."""
    return Pin(repository.name, shown_url(repository.url or ""), commit, repository.rev)


@dataclass(frozen=True, slots=True)
class _LockFile:
    version: int = setting(help="Version of this file's format: 1.")
    repositories: tuple[Pin, ...] = setting((), help="One entry for each cloned repository.")

    def check(self, section: Section) -> None:
        if self.version != 1:
            raise section.below("version").error(
                f"this evtool reads version 1, not {self.version}", "use a newer evtool"
            )


def read_lock(root: Path) -> dict[str, Pin]:
    """The entries of the lock file in `root` by name; none where there is no file.

    Raises:
        EvtoolError: It cannot be read or understood.
    """
    path = root / LOCK_NAME
    try:
        content = read_bytes(path)
    except ReadError as error:
        if error.missing:
            return {}
        raise
    if _CONFLICT.search(content):
        raise ConfigurationError(
            "a merge left a conflict here",
            hint="keep either side of it, then run `evtool repo sync`",
            place=Place(path),
        )
    made = load_section(_LockFile, Section(parse_document(content, path)))
    return {one.name: one for one in made.repositories}


def write_lock(root: Path, pins: Mapping[str, Pin]) -> bool:
    """Write the lock file whole, by name; only if it says something new, which is returned.

    Raises:
        WriteError: It cannot be written.
    """
    if pins == read_lock(root):
        return False
    write_whole(root / LOCK_NAME, lock_text(pins).encode())
    return True


def lock_text(pins: Mapping[str, Pin]) -> str:
    """The text of a lock file; the same entries make the same text."""
    entries = [
        {key: text for key, text in asdict(pins[name]).items() if text is not None}
        for name in sorted(pins)
    ]
    return _HEADER + dump_yaml({"repositories": entries})

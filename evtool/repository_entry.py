"""One item of `repositories` in `evtool.yaml`, and what it stands for."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evtool.config import Section, setting
from evtool.schema.repository import Repository
from evtool.schema.settings import MaterializeSettings

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""A repository's name: it becomes a folder of `.evtool/repositories` and a part of URLs."""

_REMOTE = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class RepositoryEntry:
    """One item of `repositories`."""

    name: str = setting(help="What commands and URLs call it.")
    role: Literal["primary", "secondary"] = setting(
        "primary", help="primary: strict merge rights; secondary: open to everyone."
    )
    path: str | None = setting(
        None, help="Its folder; with url the folder of the clone (.evtool/repositories/NAME)."
    )
    schemas: str = setting(".", help="The folder of the schemas in it.")
    url: str | None = setting(None, help="Where `evtool repo sync` clones it from.")
    rev: str | None = setting(None, help="Branch, tag or commit to use; the remote's default.")
    base: str | None = setting(
        None, help="Only look references up here: an https URL or a folder that others keep."
    )
    ignore: tuple[str, ...] = setting(
        (), help="Patterns of $ids that commands on the whole repository leave out."
    )

    def check(self, section: Section) -> None:
        """Refuse an entry that names no place, or two.

        Raises:
            ConfigurationError: Keys that are missing, exclude each other, or do not read.
        """
        if not NAME.fullmatch(self.name):
            raise section.below("name").error(
                f"{self.name!r} is no name for a repository", "use letters, digits, `.`, `_`, `-`"
            )
        if self.base is not None:
            self._check_base(section)
        elif self.path is None and self.url is None:
            raise section.error("needs a path, or a url to clone", "add `path: FOLDER`")
        if self.rev is not None and self.url is None:
            raise section.error("rev pins a clone and needs a url", "add `url:` or remove `rev:`")
        patterns(self.ignore, section.below("ignore"))

    def _check_base(self, section: Section) -> None:
        others = {"path": self.path, "url": self.url, "ignore": self.ignore or None}
        taken = [key for key, value in others.items() if value is not None]
        if taken:
            raise section.error(
                f"base is for looking references up and excludes {' and '.join(taken)}",
                "remove `base:`, or keep it alone with the name",
            )

    def place(self, folder: Path, settings: MaterializeSettings) -> Repository | str:
        """The repository, or the URL that references are looked up at.

        Args:
            folder: The folder that paths start from.
            settings: How the repository is materialized.
        """
        if self.base is not None:
            return base(self.base, folder, self.name)
        home = normal(folder, self.path or f".evtool/repositories/{self.name}")
        return Repository(
            name=self.name,
            role=self.role,
            root=normal(home, self.schemas),
            settings=settings,
            ignore=tuple(re.compile(text) for text in self.ignore),
            url=self.url,
            rev=self.rev,
            clone=home if self.url else None,
        )


def base(uri: str, folder: Path, name: str | None = None) -> Repository | str:
    """A place where references are looked up: an https URL as it is, or a folder."""
    if uri.startswith(_REMOTE):
        return uri
    root = normal(folder, uri.removeprefix("file://"))
    return Repository(name or root.name, "primary", root)


def normal(folder: Path, path: str) -> Path:
    """A path seen from a folder, without `..`; links stay links."""
    return Path(os.path.normpath(folder / path))


def patterns(texts: tuple[str, ...], section: Section) -> tuple[re.Pattern[str], ...]:
    """Patterns of `$id`s, compiled; `section` is the list that they stand in.

    Raises:
        ConfigurationError: One is no regular expression.
    """
    made = []
    for at, text in enumerate(texts):
        try:
            made.append(re.compile(text))
        except re.error as error:
            raise section.below(at).error(f"not a regular expression: {error}") from error
    return tuple(made)

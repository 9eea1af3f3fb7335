"""A schema repository: a named tree of schemas with its role and its settings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from evtool.schema.settings import MaterializeSettings
from evtool.schema.store import DirectoryStore, Store

Role = Literal["primary", "secondary"]


@dataclass(frozen=True)
class Repository:
    """One tree of schemas.

    `root` is the folder that titles are relative to; `ignore` are patterns of `$id`s
    that whole-repository commands leave out; `url` and `rev` say where a clone comes
    from; `clone` is the folder of that clone.
    """

    name: str
    role: Role
    root: Path
    settings: MaterializeSettings = field(default_factory=MaterializeSettings)
    ignore: tuple[re.Pattern[str], ...] = ()
    url: str | None = None
    rev: str | None = None
    clone: Path | None = None

    @property
    def store(self) -> Store:
        """The files as they are on disk."""
        return DirectoryStore(self.root)

    def with_settings(self, **changes: object) -> Repository:
        """The same repository, materialized in another way."""
        return replace(self, settings=replace(self.settings, **changes))  # type: ignore[arg-type]

    def holds(self, path: Path) -> bool:
        """Whether an absolute path lies below the root."""
        return path.is_relative_to(self.root)

    def ignores(self, schema_id: str) -> bool:
        """Whether whole-repository commands leave this `$id` out."""
        return any(pattern.search(schema_id) for pattern in self.ignore)

"""Which files have been read, and how far the one that is being read: the cursor of `files`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evtool.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Found:
    """A file that is there; `etag` is another one when its content is."""

    name: str
    etag: str

    @property
    def shown(self) -> str:
        """The name for people, whatever bytes are in it."""
        return os.fsencode(self.name).decode("utf-8", "backslashreplace")


@dataclass
class FileProgress:
    """What is behind us. `at` is the place in the file that is being read, `current`."""

    done: dict[str, str] = field(default_factory=dict)
    current: Found | None = None
    at: int = 0

    @staticmethod
    def of(position: Any) -> FileProgress:
        """What a saved position means.

        Raises:
            ConfigurationError: It is none.
        """
        if position is None:
            return FileProgress()
        try:
            done = {str(name): str(etag) for name, etag in position["done"].items()}
            raw = position["current"]
            if raw is None:
                return FileProgress(done)
            return FileProgress(done, Found(str(raw["name"]), str(raw["etag"])), int(raw["at"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ConfigurationError(
                "the saved position is none of the source `files`",
                hint="give the connector another name, and it begins anew",
            ) from error

    @property
    def position(self) -> dict[str, Any]:
        """It as JSON."""
        current = None
        if self.current is not None:
            current = {"name": self.current.name, "etag": self.current.etag, "at": self.at}
        return {"done": dict(self.done), "current": current}

    def open(self, found: Mapping[str, Found]) -> list[Found]:
        """The files that are to be read: first the one that was begun, then by name."""
        fresh = [one for one in found.values() if self.done.get(one.name) != one.etag]
        return sorted(fresh, key=lambda one: (one != self.current, one.name))

    def forget(self, found: Mapping[str, Found]) -> None:
        """Keep nothing of files that are gone: the position does not grow with the past."""
        self.done = {name: etag for name, etag in self.done.items() if name in found}
        if self.current is not None and found.get(self.current.name) != self.current:
            self.current, self.at = None, 0

    def begin(self, one: Found) -> int:
        """Begin a file, or go on with it; the place to read from."""
        if self.current != one:
            self.current, self.at = one, 0
        return self.at

    def finish(self, one: Found) -> None:
        """A file has been read to its end."""
        self.done[one.name] = one.etag
        self.current, self.at = None, 0

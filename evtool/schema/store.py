"""Where schema files come from: a folder, a git tree or index, memory, or several of them.

Paths are relative to the schema root, with `/`, without a leading one. Reading follows
symbolic links, but never out of the store: a link that escapes is an error, so that no
schema can make evtool show another file of the machine.
"""

from __future__ import annotations

import errno
import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

from evtool.errors import Place, SchemaError
from evtool.files import ReadError, read_bytes

_LINK_LIMIT = 20


class Store(Protocol):
    """A readable tree of schema files."""

    @property
    def label(self) -> str:
        """What people call it: a path, or `HEAD:jsonschema`."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, links followed; None if there is no such file.

        Raises:
            EvtoolError: It is there but cannot be read, or a link leaves the store.
        """

    def link(self, path: str) -> str | None:
        """The text of a symbolic link; None if `path` is none."""

    def paths(self) -> Iterator[str]:
        """Every file and link, in no particular order."""

    def place(self, path: str) -> Path:
        """How the file is named to people."""


@dataclass(frozen=True)
class DirectoryStore:
    """The files below a folder."""

    root: Path

    @property
    def label(self) -> str:
        """The folder."""
        return str(self.root)

    @cached_property
    def _real_root(self) -> str:
        return os.path.realpath(self.root) + os.sep

    def read(self, path: str) -> bytes | None:
        """See `Store.read`."""
        full = f"{self.root}/{path}"
        if ".." not in path and _is_absent(full):
            return None
        if not f"{os.path.realpath(full)}/".startswith(self._real_root):
            raise escape(self.place(path))
        try:
            return read_bytes(Path(full))
        except ReadError as error:
            if error.missing:
                return None
            raise

    def link(self, path: str) -> str | None:
        """See `Store.link`."""
        try:
            return os.readlink(f"{self.root}/{path}")  # noqa: PTH115 - hot: no Path is made
        except OSError as error:
            if error.errno in (errno.EINVAL, errno.ENOENT, errno.ENOTDIR):
                return None
            raise

    def paths(self) -> Iterator[str]:
        """See `Store.paths`; folders behind links, and hidden ones, are not entered."""
        pending = [""]
        while pending:
            folder = pending.pop()
            with _scan(self.root / folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        if not entry.name.startswith("."):
                            pending.append(f"{folder}{entry.name}/")
                    else:
                        yield f"{folder}{entry.name}"

    def place(self, path: str) -> Path:
        """See `Store.place`."""
        return self.root / path


def _is_absent(path: str) -> bool:
    """Whether nothing is there: seen at a tenth of the cost of following links."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:  # reading tells what is wrong
        return False
    return False


def _scan(folder: Path) -> os.ScandirIterator[str]:  # type: ignore[name-defined]
    try:
        return os.scandir(folder)
    except OSError as error:
        hint = "check the repository's path in evtool.yaml"
        if error.errno == errno.EACCES:
            hint = f"run `chmod u+rx {folder}`"
        raise ReadError(f"cannot be listed: {error.strerror}", folder, hint=hint) from error


def escape(place: Path) -> SchemaError:
    """The error for a link or a reference that leads out of its repository."""
    return SchemaError(
        "leads out of the schema repository",
        hint="link or refer to files of the repository only",
        place=Place(place),
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a git tree or index: the id of its content, and whether it is a link."""

    blob: str
    is_link: bool = False


class Blobs(Protocol):
    """Reads the contents of git objects, many at a time."""

    def __call__(self, ids: Iterable[str]) -> Mapping[str, bytes]:
        """The content of each id."""


@dataclass(frozen=True)
class TreeStore:
    """The files of a git commit or of the index, below one folder.

    `entries` maps paths to blobs; contents are fetched with `blobs` when first needed.
    """

    label: str
    root: Path
    entries: Mapping[str, Entry]
    blobs: Blobs
    _contents: dict[str, bytes] = field(default_factory=dict)

    def read(self, path: str) -> bytes | None:
        """See `Store.read`; links to folders are followed too."""
        real = self._follow(path)
        return None if real is None else self._content(self.entries[real].blob)

    def link(self, path: str) -> str | None:
        """See `Store.link`."""
        entry = self.entries.get(path)
        return self._content(entry.blob).decode() if entry and entry.is_link else None

    def paths(self) -> Iterator[str]:
        """See `Store.paths`."""
        return iter(self.entries)

    def place(self, path: str) -> Path:
        """See `Store.place`."""
        return self.root / path

    def prefetch(self, paths: Iterable[str]) -> None:
        """Fetch the contents of many files at once."""
        wanted = {self.entries[path].blob for path in paths if path in self.entries}
        missing = wanted - self._contents.keys()
        if missing:
            self._contents.update(self.blobs(missing))

    def _content(self, blob: str) -> bytes:
        if blob not in self._contents:
            self._contents.update(self.blobs([blob]))
        return self._contents[blob]

    def _follow(self, path: str) -> str | None:
        for _ in range(_LINK_LIMIT):
            entry = self.entries.get(path)
            if entry is None:
                return None
            if not entry.is_link:
                return path
            target = self._content(entry.blob).decode("utf-8", "surrogateescape")
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            if path.startswith(("../", "/")):
                raise escape(self.place(path))
        raise SchemaError(
            "a symbolic link that leads to itself",
            hint="remove the link",
            place=Place(self.place(path)),
        )


@dataclass(frozen=True)
class MemoryStore:
    """Files and links held in memory: plans that are not written yet, and tests."""

    files: dict[str, bytes] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    label: str = "memory"

    def read(self, path: str) -> bytes | None:
        """See `Store.read`."""
        for _ in range(_LINK_LIMIT):
            target = self.links.get(path)
            if target is None:
                break
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        return self.files.get(path)

    def link(self, path: str) -> str | None:
        """See `Store.link`."""
        return self.links.get(path)

    def paths(self) -> Iterator[str]:
        """See `Store.paths`."""
        return iter([*self.files, *self.links])

    def place(self, path: str) -> Path:
        """See `Store.place`."""
        return Path(path)


@dataclass(frozen=True)
class OverlayStore:
    """Several stores as one: the first that has a path answers for it."""

    layers: tuple[Store, ...]

    @property
    def label(self) -> str:
        """The label of the lowest layer, which the others are laid over."""
        return self.layers[-1].label

    def read(self, path: str) -> bytes | None:
        """See `Store.read`."""
        for layer in self.layers:
            content = layer.read(path)
            if content is not None:
                return content
        return None

    def link(self, path: str) -> str | None:
        """See `Store.link`."""
        for layer in self.layers:
            target = layer.link(path)
            if target is not None:
                return target
        return None

    def paths(self) -> Iterator[str]:
        """See `Store.paths`."""
        return iter(dict.fromkeys(path for layer in self.layers for path in layer.paths()))

    def place(self, path: str) -> Path:
        """See `Store.place`."""
        return self.layers[-1].place(path)

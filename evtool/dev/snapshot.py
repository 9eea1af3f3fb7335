"""What the disk looked like: compared with a later look, it tells which files changed.

Events of the file system only say when to look: what they name differs between editors,
and files that arrive with their folder are not named at all.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress

from evtool.schema.repository import Repository

FileKey = tuple[str, str]
"""A file: the name of its repository, and its path below the root."""

Signature = tuple[int, int, int]
"""Modification time, size and inode: no editor saves a file and keeps all three."""

Snapshot = Mapping[FileKey, Signature]


def take_snapshot(repositories: Iterable[Repository]) -> dict[FileKey, Signature]:
    """The signature of every file and link; hidden ones and lost ones are passed over.

    Raises:
        ReadError: A folder cannot be listed.
    """
    return {
        (repository.name, path): signature
        for repository in repositories
        for path in repository.store.paths()
        if not is_hidden(path) and (signature := _signature(f"{repository.root}/{path}"))
    }


def changed_files(before: Snapshot, after: Snapshot) -> set[FileKey]:
    """The files that were added, changed or removed."""
    return {key for key, _ in before.items() ^ after.items()}


def is_hidden(path: str) -> bool:
    """Whether a file, or a folder it lies in, starts with a dot, as half-written files do."""
    return path.startswith(".") or "/." in path


def _signature(path: str) -> Signature | None:
    with suppress(OSError):
        status = os.lstat(path)
        return status.st_mtime_ns, status.st_size, status.st_ino
    return None

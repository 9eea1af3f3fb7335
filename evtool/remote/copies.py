"""Copies on disk of what was fetched, readable by people, safe for several processes.

A copy is two files: `<cache>/<host>/<path>` is the content as it came, and
`<cache>/.meta/<host>/<path>.json` says where it is from and how to ask for changes. Both
are written whole, the content first. The note names the hash of its content, so a note
and a content that do not belong together (a run was killed between the two, two runs
wrote at once, somebody edited the file) never pass for a copy that is in order.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evtool.files import (
    TEMPORARY_PREFIX,
    FileWrite,
    ReadError,
    read_bytes,
    write_all,
    write_whole,
)

NOTES = ".meta"
"""The folder of the notes; no host is called so."""

_NOTHING_IS_TRACKED = b"# Copies of remote schemas: made anew when they are missing.\n*\n"


@dataclass(frozen=True, slots=True)
class Copy:
    """What is known of a file from earlier: its content, or that there was none.

    `content` is None for a file that the server did not have. `etag` asks for changes;
    `intact` tells whether the copy is as it was fetched.
    """

    content: bytes | None
    etag: str | None = None
    intact: bool = True


@dataclass(frozen=True, slots=True)
class _Note:
    """The note beside a copy; `sha256` is None where the server had no such file."""

    url: str
    time: float
    sha256: str | None = None
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Copies:
    """The cache; files are named by tuples, of which the first is the host."""

    root: Path

    def place(self, name: tuple[str, ...]) -> Path:
        """The file that holds the content."""
        return self.root.joinpath(*name)

    def find(self, name: tuple[str, ...]) -> Copy | None:
        """The copy of a file; None if nothing is known of it.

        Raises:
            ReadError: It is there and cannot be read.
        """
        note = _read_note(self._note(name))
        if note is not None and note.sha256 is None:
            return Copy(None)
        content = _read(self.place(name))
        if content is None:
            return None
        if note is None or note.sha256 != _hash(content):
            return Copy(content, intact=False)
        return Copy(content, note.etag)

    def keep(self, name: tuple[str, ...], url: str, content: bytes, etag: str | None) -> None:
        """Write a copy.

        Raises:
            WriteError: The disk is full, the folder is read-only, and so on.
        """
        self._prepare()
        note = _Note(url, time.time(), _hash(content), etag)
        write_all([FileWrite(self.place(name), content), FileWrite(self._note(name), _text(note))])

    def keep_absence(self, name: tuple[str, ...], url: str) -> None:
        """Write down that the server has no such file, and drop the copy of an older one.

        Raises:
            WriteError: As for `keep`.
        """
        self._prepare()
        write_whole(self._note(name), _text(_Note(url, time.time())))
        with contextlib.suppress(OSError):
            self.place(name).unlink()

    def names(self, folder: tuple[str, ...]) -> Iterator[str]:
        """The paths of all copies below a folder, relative to it."""
        top = self.place(folder)
        for path in top.rglob("*"):
            if path.is_file() and not path.name.startswith(TEMPORARY_PREFIX):
                yield path.relative_to(top).as_posix()

    def _note(self, name: tuple[str, ...]) -> Path:
        return self.root.joinpath(NOTES, *name[:-1], f"{name[-1]}.json")

    def _prepare(self) -> None:
        """Keep git from taking the cache for a part of the repository it lies in."""
        ignore = self.root / ".gitignore"
        if not ignore.exists():
            write_whole(ignore, _NOTHING_IS_TRACKED)


def _read(path: Path) -> bytes | None:
    try:
        return read_bytes(path)
    except ReadError as error:
        if error.missing or path.is_dir():
            return None
        raise


def _read_note(path: Path) -> _Note | None:
    """The note of a copy; one that cannot be understood is no note."""
    content = _read(path)
    if content is None:
        return None
    try:
        return _note_of(json.loads(content))
    except (ValueError, TypeError, RecursionError):
        return None


def _note_of(value: Any) -> _Note:
    note = _Note(**value)
    texts = (note.sha256, note.etag)
    if not all(text is None or isinstance(text, str) for text in texts):
        raise TypeError("a note holds texts")
    return note


def _text(note: _Note) -> bytes:
    return json.dumps(asdict(note), indent=1).encode() + b"\n"


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

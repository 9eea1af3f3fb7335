"""Reads what git prints: pure functions from NUL-separated bytes to values.

Names are bytes to git; they become text as Python does it for file names
(`os.fsdecode`), so every name survives the way there and back.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

_GONE = "000000"
_EMPTY_BLOBS = frozenset(
    {
        "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
        "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
    }
)


class Entry(NamedTuple):
    """One file in the index or in a commit: the id of its content and its mode."""

    blob: str
    mode: str

    @property
    def is_link(self) -> bool:
        """Whether the content is the target of a symbolic link."""
        return self.mode == "120000"

    @property
    def is_empty(self) -> bool:
        """Whether there is no content (of either hash that git knows)."""
        return self.blob in _EMPTY_BLOBS


class Change(NamedTuple):
    """One file that differs between two commits.

    `status` is git's letter: A added, D deleted, M modified, R renamed, C copied,
    T changed its type. `path` is the new name, `old_path` the former one of R and C.
    Names are relative to the top of the work tree, with slashes.
    """

    status: str
    path: str
    old_path: str | None = None


def names(output: bytes) -> list[str]:
    """Return the names in a `-z` list."""
    return [os.fsdecode(name) for name in output.split(b"\0") if name]


def present_names(output: bytes) -> list[str]:
    """Return the files of `git status --porcelain=v2 -z` that exist in the work tree.

    A folder, which is how git shows a repository inside the repository, is left out.
    """
    return [name for name, mode in _status(names(output)) if mode != _GONE and name[-1] != "/"]


def _status(records: list[str]) -> Iterator[tuple[str, str]]:
    """Yield name and work tree mode of each record; git gives none for a new file."""
    for record in records:
        kind = record[0]
        if kind == "1":
            fields = record.split(" ", 8)
            yield fields[8], fields[5]
        elif kind == "u":
            fields = record.split(" ", 10)
            yield fields[10], fields[6]
        elif kind == "?":
            yield record[2:], ""


def index_entries(output: bytes) -> dict[str, Entry]:
    """Return the files of `git ls-files --stage -z`.

    Submodules are no files. Files in conflict have no one content and are left out;
    git itself does not commit while there is one.
    """
    entries = {}
    for record in names(output):
        facts, name = record.split("\t", 1)
        mode, blob, stage = facts.split(" ")
        if stage == "0" and mode != "160000":
            entries[name] = Entry(blob, mode)
    return entries


def tree_entries(output: bytes) -> dict[str, Entry]:
    """Return the files of `git ls-tree -r -z`."""
    entries = {}
    for record in names(output):
        facts, name = record.split("\t", 1)
        mode, kind, blob = facts.split(" ")
        if kind == "blob":
            entries[name] = Entry(blob, mode)
    return entries


def changes(output: bytes) -> list[Change]:
    """Return the changes of `git diff-tree --name-status -z`."""
    found = []
    fields = iter(names(output))
    for status in fields:
        letter, first = status[0], next(fields)
        change = Change(letter, next(fields), first) if letter in "RC" else Change(letter, first)
        found.append(change)
    return found


def batch(output: bytes) -> Iterator[tuple[str, bytes | None]]:
    """Yield id and content from `git cat-file --batch`; None for an object that is missing."""
    position = 0
    while position < len(output):
        end = output.index(b"\n", position)
        blob, *facts = output[position:end].decode().split(" ")
        position = end + 1
        if len(facts) == 1:
            yield blob, None
            continue
        size = int(facts[1])
        yield blob, output[position : position + size]
        position += size + 1

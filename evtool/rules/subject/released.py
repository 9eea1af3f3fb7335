"""The versions of one folder beside what git's base and the source say they should be."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from evtool.document import parse_document
from evtool.errors import EvtoolError
from evtool.rules.problem import Problem, Spot
from evtool.rules.subject.schema_file import SchemaFile
from evtool.rules.subject.schema_folder import SchemaFolder
from evtool.schema.difference.equality import same_json
from evtool.schema.store import Entry, TreeStore
from evtool.schema.version import Version


class Fate(Enum):
    """What became of a file that was released."""

    DELETED = "deleted"
    REWRITTEN = "rewritten"
    REFORMATTED = "reformatted"


@dataclass(frozen=True)
class Base:
    """What is released: the version files of a commit, by folder and name."""

    ref: str
    store: TreeStore
    folders: Mapping[str, Mapping[str, Entry]]

    @classmethod
    def of(cls, ref: str, store: TreeStore, content_types: tuple[str, ...]) -> Base:
        """The version files of a commit."""
        folders: dict[str, dict[str, Entry]] = {}
        for path, entry in store.entries.items():
            folder, _, name = path.rpartition("/")
            stem, _, kind = name.rpartition(".")
            if not entry.is_link and kind in content_types and Version.match(stem):
                folders.setdefault(folder, {})[name] = entry
        return cls(ref, store, folders)


@dataclass(eq=False)
class Released:
    """The version files of a folder: `contents` as they are now, by name.

    `base` is None where nothing tells what was released. `built` are the bytes that the
    source materializes to, by name of the file; empty where it cannot be.
    """

    folder: SchemaFolder
    base: Base | None
    contents: Mapping[str, bytes]
    built: Mapping[str, bytes]
    built_value: Any = None
    source: SchemaFile | None = None

    @property
    def schema(self) -> str:
        """The `$id` that the folder stands for; problems of single files name their own."""
        return self.folder.schema

    def id_of(self, name: str) -> str:
        """The `$id` of a version's file by its name."""
        return f"/{self.folder.title}/{name.rpartition('.')[0]}"

    def spot(self, problem: Problem) -> Spot:
        """See `Subject.spot`."""
        return self.folder.spot(problem)

    @cached_property
    def fates(self) -> Mapping[str, Fate]:
        """What became of the released files that are not as they were, by name."""
        if self.base is None:
            return {}
        entries = self.base.folders.get(self.folder.title, {})
        changed = {
            name: entry
            for name, entry in entries.items()
            if self._is_gone(name) or not self._is_as_it_was(name, entry)
        }
        self.base.store.prefetch(self.folder.path(name) for name in changed)
        return {name: self._fate(name, self.base.store) for name in changed}

    def _is_gone(self, name: str) -> bool:
        return name not in self.folder.names

    def _is_as_it_was(self, name: str, entry: Entry) -> bool:
        """Whether a file is unchanged; one that cannot be read is the matter of other rules."""
        content = self.contents.get(name)
        return content is None or _is_blob(content, entry.blob)

    def _fate(self, name: str, store: TreeStore) -> Fate:
        if self._is_gone(name):
            return Fate.DELETED
        old = store.read(self.folder.path(name))
        same = old is not None and _same_value(old, self.contents[name], self.folder, name)
        return Fate.REFORMATTED if same else Fate.REWRITTEN

    def differing(self) -> Iterator[tuple[str, bool]]:
        """The files that are not byte for byte what the source makes: name, same content."""
        for name, wanted in self.built.items():
            found = self.contents.get(name)
            if found is not None and found != wanted:
                yield name, _same_value(wanted, found, self.folder, name)

    def is_released(self, name: str) -> bool:
        """Whether the base has the file as it is now."""
        if self.base is None:
            return False
        entries = self.base.folders.get(self.folder.title, {})
        return name in entries and name not in self.fates


def _same_value(old: bytes, new: bytes, folder: SchemaFolder, name: str) -> bool:
    """Whether two files say the same; what cannot be read says nothing."""
    path = folder.store.place(folder.path(name))
    try:
        return same_json(parse_document(old, path).value, parse_document(new, path).value)
    except EvtoolError:
        return False


def _is_blob(content: bytes, blob: str) -> bool:
    """Whether git calls this content so, in a repository with either kind of hash."""
    text = b"blob %d\0%s" % (len(content), content)
    if len(blob) == 64:
        return hashlib.sha256(text).hexdigest() == blob
    return hashlib.sha1(text, usedforsecurity=False).hexdigest() == blob

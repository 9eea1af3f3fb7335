"""Data files that appear all together or not at all, with the offsets that they hold.

A batch is written under other names first. Then the ledger of each partition, one small
file that is replaced at once, says how far it is and which files belong to that; only then
they get their names. Who opens the folder after a crash finishes what a ledger says.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

from evtool.log.record import TopicPartition

LEDGERS = "_evtool"
UNFINISHED = ".tmp"
_STRAY_SECONDS = 3600


class Part(NamedTuple):
    """The first and last offset that a file holds of a partition."""

    place: TopicPartition
    first: int
    last: int

    @property
    def stem(self) -> str:
        """The name of the file without its ending: `topic-partition-first-last`."""
        return f"{_safe(self.place.topic)}-{self.place.partition}-{self.first}-{self.last}"

    @classmethod
    def match(cls, stem: str) -> Part | None:
        """What a name says; None for files of others."""
        topic, *numbers = stem.rsplit("-", 3)
        if len(numbers) != 3 or not all(one.isdecimal() for one in numbers):
            return None
        partition, first, last = map(int, numbers)
        return cls(TopicPartition(unquote(topic), partition), first, last)


class Folder:
    """The files of one connector below a folder."""

    def __init__(self, root: Path, connector: str, ending: str) -> None:
        self._root = root
        self._ledgers = root / LEDGERS / _safe(connector or "_")
        self._ending = ending

    def open(self) -> dict[TopicPartition, int]:
        """Finish what was interrupted; the next offset of each partition.

        Partitions without a ledger go by the names of the files.
        """
        self._ledgers.mkdir(parents=True, exist_ok=True)
        found: dict[TopicPartition, int] = {}
        for path in sorted(self._ledgers.glob("*.json")):
            ledger = json.loads(path.read_text("utf-8"))
            self._finish(ledger["files"])
            found[TopicPartition(ledger["topic"], ledger["partition"])] = ledger["next"]
        return {**self._named(), **found}

    def _named(self) -> dict[TopicPartition, int]:
        found: dict[TopicPartition, int] = {}
        for path in self._root.rglob(f"*{self._ending}*"):
            if path.name.endswith(UNFINISHED):
                _remove_stray(path)
                continue
            part = Part.match(path.name.removesuffix(self._ending))
            if part is not None:
                found[part.place] = max(found.get(part.place, 0), part.last + 1)
        return found

    def unfinished(self, relative: str) -> Path:
        """Where the content of a file is written before the batch is complete."""
        path = self._root / f"{relative}{UNFINISHED}"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def commit(
        self, files: Mapping[TopicPartition, Sequence[str]], offsets: Mapping[TopicPartition, int]
    ) -> None:
        """Let the files of a batch appear, and remember how far each partition is."""
        everything = [relative for names in files.values() for relative in names]
        for relative in everything:
            _sync(self.unfinished(relative))
        for place, offset in offsets.items():
            names = list(files.get(place, ()))
            ledger = {"topic": place[0], "partition": place[1], "next": offset, "files": names}
            self._replace(f"{_safe(place.topic)}-{place.partition}.json", json.dumps(ledger))
        _sync(self._ledgers)
        self._finish(everything)

    def _replace(self, name: str, text: str) -> None:
        path = self._ledgers / f"{name}{UNFINISHED}"
        path.write_text(text, "utf-8")
        _sync(path)
        path.replace(self._ledgers / name)

    def _finish(self, files: Iterable[str]) -> None:
        folders = set()
        for relative in files:
            path = self._root / f"{relative}{UNFINISHED}"
            if path.exists():
                path.replace(self._root / relative)
                folders.add(path.parent)
        for folder in folders:
            _sync(folder)


def _safe(name: str) -> str:
    return quote(name, safe="")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_stray(path: Path) -> None:
    """Remove what a crash left behind, unless another process may be writing it."""
    if time.time() - path.stat().st_mtime > _STRAY_SECONDS:
        path.unlink(missing_ok=True)

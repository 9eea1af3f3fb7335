"""Drives a source of rows as the runner does, without intake and log."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evtool.connectors.source import Change


@dataclass
class Taken:
    """What was appended, in order, and the position that was saved last."""

    changes: list[Change] = field(default_factory=list)
    position: Any = None

    @property
    def events(self) -> list[Any]:
        """The events, each identity once: as a sink sees them."""
        found: dict[str, Any] = {}
        for change in self.changes:
            found.setdefault(json.dumps(change.identity), change.event)
        return list(found.values())

    @property
    def doubled(self) -> int:
        """How many changes came again."""
        counted = Counter(json.dumps(change.identity) for change in self.changes)
        return sum(counted.values()) - len(counted)

    def state(self, entity: str, key: str) -> dict[Any, dict[str, Any]]:
        """The rows as whoever applies all changes in order has them, repeated ones too."""
        rows: dict[Any, dict[str, Any]] = {}
        for event in self.events:
            row = event[entity]
            if event["changelog_kind"] == "delete":
                rows.pop(row[key], None)
            else:
                rows[row[key]] = row
        return rows


def follow(
    source: Any,
    taken: Taken,
    enough: Callable[[Taken], bool],
    *,
    seconds: float = 30,
    acknowledge: bool = True,
) -> Taken:
    """Run an open source until there is enough."""
    ends = time.monotonic() + seconds
    if taken.position is not None and acknowledge:
        source.acknowledge(taken.position)
    for batch in source.changes(taken.position):
        keep(taken, batch)
        if batch and acknowledge:
            source.acknowledge(taken.position)
        if enough(taken):
            return taken
        assert time.monotonic() < ends, f"only {len(taken.changes)} changes: {taken.position}"
    raise AssertionError("the source ended")


def keep(taken: Taken, batch: Sequence[Change]) -> None:
    """Append a batch, then save its position."""
    taken.changes += [change for change in batch if change.event is not None]
    if batch:
        taken.position = json.loads(json.dumps(batch[-1].position))


def written(path: Path) -> Taken:
    """What a worker wrote that was killed: see `write`."""
    taken = Taken()
    for line in path.read_text("utf-8").splitlines() if path.exists() else []:
        if not line.endswith("]"):
            continue  # the last one is cut off
        event, identity, position, last = json.loads(line)
        if event is not None:
            taken.changes.append(Change(event, position, identity))
        if last:
            taken.position = position
    return taken


def write(path: Path, batch: Sequence[Change]) -> None:
    """Append a batch to a file, position last."""
    with path.open("a", encoding="utf-8") as file:
        for at, one in enumerate(batch, start=1):
            line = [one.event, one.identity, one.position, at == len(batch)]
            file.write(json.dumps(line) + "\n")

"""Recorded events validated anew: how many would a new version refuse, and why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evtool.errors import EvtoolError, Place
from evtool.rules.validation import violations
from evtool.schema.pointer import format_pointer
from evtool.schema.version import SchemaId

MOST_EXAMPLES = 5
"""How many refused events are kept to be shown, each for a reason of its own if possible."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event as it was recorded, and where it stands."""

    event: Any
    place: Place


@dataclass(frozen=True, slots=True)
class Refusal:
    """One recorded event that the new version refuses; `pointer` leads to what it refuses."""

    recorded: Recorded
    version: str
    pointer: str
    message: str


@dataclass
class Tally:
    """How the recorded events of one schema fare; `refused_by` counts pointers and keywords."""

    events: int = 0
    refused: int = 0
    by_version: Counter[str] = field(default_factory=Counter)
    refused_by: Counter[str] = field(default_factory=Counter)
    examples: list[Refusal] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        """How many events the new version accepts."""
        return self.events - self.refused


def read_recorded(lines: Iterable[str], path: Path) -> Iterator[Recorded]:
    """The events of JSON lines, one at a time; empty lines are passed over.

    Raises:
        EvtoolError: A line is no JSON; the error names it.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = Place(path, number)
        try:
            yield Recorded(json.loads(line), place)
        except (ValueError, RecursionError) as error:
            hint = "write one JSON object a line"
            raise EvtoolError(f"not JSON: {error}", hint=hint, place=place) from error


def revalidate(recorded: Iterable[Recorded], title: str, schema: dict[str, Any]) -> Tally:
    """Validate the recorded events of `title`, of whatever version, against a schema.

    Events of other schemas are passed over. Memory does not grow with the events.
    """
    tally = Tally()
    for one in recorded:
        name = _name(one.event)
        if name is None or name.title != title:
            continue
        version = str(name.version)
        tally.events += 1
        tally.by_version[version] += 1
        first = next(violations(schema, _renamed(one.event, schema)), None)
        if first is None:
            continue
        tally.refused += 1
        pointer = format_pointer(first.at)
        _note(tally, Refusal(one, version, pointer, first.message), f"{pointer} {first.keyword}")
    return tally


def _note(tally: Tally, refusal: Refusal, reason: str) -> None:
    """Keep one example of each reason, and more only while there is room."""
    tally.refused_by[reason] += 1
    if len(tally.examples) < MOST_EXAMPLES and tally.refused_by[reason] == 1:
        tally.examples.append(refusal)


def _name(event: Any) -> SchemaId | None:
    named = event.get("$schema") if isinstance(event, dict) else None
    return SchemaId.coerce(named) if isinstance(named, str) else None


def _renamed(event: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The event as its producer would send it under the new version."""
    return {**event, "$schema": schema["$id"]} if "$id" in schema else event

"""Sample events -> the first draft of their schema.

The samples are read once and forgotten: only counts and small sets stay. The same samples in the
same order always give the same draft.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evtool.schema.infer.draft import TO_DO, Drafter
from evtool.schema.infer.envelope import DIALECT, CommonFragment
from evtool.schema.infer.example import Choice
from evtool.schema.infer.notes import Note, NoteKind
from evtool.schema.infer.observation import Budget, Observation, SampleError, kind_of, measure
from evtool.schema.infer.root import draft_root, make_example
from evtool.schema.version import SchemaId, Version

MOST_NAMED = 12
DEEPEST = 64  # a schema nests twice as deep as its events, and documents have a limit


@dataclass(frozen=True, slots=True)
class InferredSchema:
    """A draft, what is to be said about it, and how many events it is drawn from."""

    schema: dict[str, Any]
    notes: tuple[Note, ...]
    events: int


def infer_schema(
    events: Iterable[Any],
    *,
    title: str,
    version: Version,
    description: str = TO_DO,
    fragment: CommonFragment | None = None,
) -> InferredSchema:
    """A schema that all the events fit, as far as they follow the guidelines themselves.

    Every event fits if it has `$schema` and `meta.stream`, no nulls, and one type a field. A field
    that all events have is required; a note lists these, since only a person knows whether it will
    stay so. Nulls are dropped and the most frequent of several types is taken, with notes.

    Raises:
        SampleError: No events, one that is no object, too deep, or far too many different fields.
    """
    seen, event = _observe(events)
    drafter = Drafter()
    root = draft_root(drafter, seen, fragment)
    name = SchemaId(title, version)
    schema = {
        "title": title,
        "description": description,
        "$id": str(name),
        "$schema": DIALECT,
        **root,
        "examples": [make_example(event, name, root, fragment)],
    }
    _note_whole(drafter)
    return InferredSchema(schema, tuple(drafter.notes), seen.kinds["object"])


def _observe(events: Iterable[Any]) -> tuple[Observation, Mapping[str, Any]]:
    seen, choice, budget = Observation(), Choice(), Budget()
    for number, event in enumerate(events, start=1):
        if not isinstance(event, dict):
            raise SampleError(
                f"sample {number} is no event but a JSON {kind_of(event)}",
                hint="give one JSON object per event",
            )
        size, depth = measure(event)
        if depth > DEEPEST:
            raise SampleError(
                f"sample {number} nests deeper than {DEEPEST} levels",
                hint="flatten the events, or leave their deepest parts out: no table holds them",
            )
        seen.add_event(event, budget)
        choice.offer(event, size)
    if choice.event is None:
        raise SampleError("there are no sample events", hint="give at least one JSON object")
    return seen, choice.event


def _note_whole(drafter: Drafter) -> None:
    if drafter.always:
        told = ", ".join(sorted(drafter.always)[:MOST_NAMED])
        more = len(drafter.always) - MOST_NAMED
        message = (
            f"required, as all samples have them: {told}{f' and {more} more' if more > 0 else ''}; "
            "keep only those that no event will ever lack"
        )
        drafter.note(NoteKind.ALWAYS_PRESENT, "", message)
    message = "the example is one of the samples: replace what is personal in it"
    drafter.note(NoteKind.EXAMPLE, "", message)

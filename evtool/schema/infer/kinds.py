"""Which one type a field gets, and whether an object is a struct or a map."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from evtool.schema.infer.notes import Note, NoteKind
from evtool.schema.infer.observation import Observation

LARGEST_EXACT = 2**53 - 1
LEAST_MAP_NAMES = 8

_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_PREFERENCE = ("object", "array", "string", "number", "integer", "boolean")


def typed_counts(seen: Observation) -> Counter[str]:
    """How often each type was seen, nulls left out; integers beside numbers are numbers."""
    counts = Counter({kind: seen.kinds[kind] for kind in _PREFERENCE if seen.kinds[kind]})
    if counts["number"]:
        counts["number"] += counts.pop("integer", 0)
    return +counts


def chosen_kind(seen: Observation) -> str | None:
    """The type seen most often, or None where nothing but null was seen."""
    counts = typed_counts(seen)
    return max(_PREFERENCE, key=counts.__getitem__) if counts else None


def kind_notes(path: str, seen: Observation) -> Iterator[Note]:
    """Nulls, several types and numbers too large."""
    counts, total = typed_counts(seen), seen.kinds.total()
    nulls = seen.kinds["null"]
    if nulls and counts:
        message = f"null in {nulls} of {total} values: leave the field out instead"
        yield Note(NoteKind.NULL, path, message)
    elif nulls:
        message = "never anything but null: no type can be known, so the field was left out"
        yield Note(NoteKind.NULL, path, message)
    if len(counts) > 1:
        told = ", ".join(
            f"{kind} in {count} (e.g. {_first_of(seen, kind)})"
            for kind, count in counts.most_common()
        )
        message = f"several types: {told}; drafted as {chosen_kind(seen)}, a field has one type"
        yield Note(NoteKind.MIXED_TYPES, path, message)
    if seen.largest > LARGEST_EXACT:
        message = "numbers beyond 2^53-1, which JavaScript rounds: send them as strings"
        yield Note(NoteKind.LARGE_NUMBER, path, message)


def is_map(seen: Observation) -> bool:
    """Whether the names in an object are data: many, hardly recurring, all of one type.

    Names that are no identifiers (`user-agent`, `1234`) say so even where they are few.
    """
    if seen.values is not None:
        return True
    if not seen.fields or not _has_one_value_type(seen):
        return False
    odd = sum(not _IDENTIFIER.fullmatch(name) for name in seen.fields)
    return 2 * odd >= len(seen.fields) or _hardly_recurs(seen)


def may_be_map(seen: Observation) -> bool:
    """Whether an object drafted as a struct looks a little like a map."""
    objects = seen.kinds["object"]
    return (
        len(seen.fields) >= LEAST_MAP_NAMES
        and _has_one_value_type(seen)
        and all(2 * one.kinds.total() < objects for one in seen.fields.values())
    )


def _hardly_recurs(seen: Observation) -> bool:
    objects, names = seen.kinds["object"], len(seen.fields)
    if names < LEAST_MAP_NAMES or objects < 2:
        return False
    times = [one.kinds.total() for one in seen.fields.values()]
    common = sum(2 * count > objects for count in times)
    return sum(times) / names <= max(1.5, objects / 10) and 10 * common <= names


def _has_one_value_type(seen: Observation) -> bool:
    kinds = {kind for one in seen.fields.values() for kind in typed_counts(one)}
    return len(kinds) == 1 or kinds == {"integer", "number"}


def _first_of(seen: Observation, kind: str) -> str:
    return seen.first.get(kind) or seen.first.get("integer", "")

"""Which version number a change asks for.

Within a major version only optional fields may be added and constraints loosened (the event
platform's policy); a type never changes, not even to a wider one. The rule here looks at the
structure only. Where structure cannot tell (a changed `oneOf`, `not`, `pattern` ...) it says that
the change breaks: a version number too large harms nobody. Major version 0 is no exception: what
breaks 0.3.0 makes 1.0.0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evtool.schema.difference import ABSENT, FieldDifference, Marker, Step, compare, describe_change
from evtool.schema.difference.judgment import ChangeKind, judge_keyword
from evtool.schema.difference.keywords import TYPED, declared_fields, shape
from evtool.schema.difference.vocabulary import as_object
from evtool.schema.version import Version

_BRANCHES = frozenset(
    {"allOf", "anyOf", "const", "dependencies", "else", "enum", "if", "not", "oneOf", "then"}
)

__all__ = ["ChangeKind", "Classification", "Reason", "classify", "least_version"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One change, the number it asks for, and why; `path` is empty for the schema itself."""

    kind: ChangeKind
    path: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Classification:
    """All that changed, what asks for most first."""

    reasons: tuple[Reason, ...]

    @property
    def kind(self) -> ChangeKind:
        """The largest that any reason asks for; none without reasons."""
        return max((reason.kind for reason in self.reasons), default=ChangeKind.NONE)


def classify(old: Any, new: Any) -> Classification:
    """What the change from `old` to `new` asks of the version, with the reasons.

    Both are dereferenced, merged schemas; nesting is bounded to 200 levels by the loader.
    """
    reasons = _judge_field(compare(old, new))
    return Classification(tuple(sorted(reasons, key=lambda reason: -reason.kind)))


def least_version(old_version: Version, old: Any, new: Any) -> Version:
    """The smallest version that `new` may carry as the successor of `old`.

    It is `old_version` itself where nothing changed, not even a description.
    """
    kind = classify(old, new).kind
    if kind is ChangeKind.NONE:
        return old_version
    steps = {
        ChangeKind.PATCH: old_version.next_patch,
        ChangeKind.MINOR: old_version.next_minor,
        ChangeKind.MAJOR: old_version.next_major,
    }
    return steps[kind]()


def _judge_field(one: FieldDifference) -> Iterator[Reason]:
    for change in one.changes:
        if change.keyword == "definitions" and not _has_reference([one.old, one.new]):
            yield Reason(ChangeKind.PATCH, one.path, "definitions that nothing refers to changed")
            continue
        kind, why = judge_keyword(change, root=one.step is Step.ROOT)
        words = describe_change(change)
        yield Reason(kind, one.path, f"{words}: {why}" if why else words)
    if any(change.keyword == "type" for change in one.changes):
        return
    for below in one.fields:
        if below.marker is Marker.ADDED:
            yield from _judge_added(below, as_object(one.old))
        elif below.marker is Marker.REMOVED:
            yield from _judge_removed(below)
        else:
            yield from _judge_field(below)


def _judge_added(one: FieldDifference, parent: dict[str, Any]) -> Iterator[Reason]:
    if one.step is Step.VALUES:
        return  # the change of `additionalProperties` tells it
    if one.step is not Step.PROPERTY:
        yield Reason(ChangeKind.MAJOR, one.path, "values that were free are now constrained")
    elif one.required:
        yield Reason(ChangeKind.MAJOR, one.path, "a required field was added: old events lack it")
    elif as_object(one.new).get("not") == {}:
        yield Reason(ChangeKind.MAJOR, one.path, "the field is now forbidden")
    else:
        yield Reason(ChangeKind.MINOR, one.path, "an optional field was added")
        yield from _judge_former_values(one, parent)


def _judge_former_values(one: FieldDifference, parent: dict[str, Any]) -> Iterator[Reason]:
    """A name may have had values before it was declared: in a map, or in a branch of `oneOf`."""
    former = list(declared_fields(parent, "patternProperties").values())
    values = parent.get("additionalProperties", ABSENT)
    if shape(values) == TYPED:
        former.append(values)
    if any(classify(values, one.new).kind is ChangeKind.MAJOR for values in former):
        sentence = "the map's values of this name were of another shape"
        yield Reason(ChangeKind.MAJOR, one.path, sentence)
    if any(_mentions(parent[keyword], one.name) for keyword in _BRANCHES & parent.keys()):
        sentence = "the object said something about this name before, outside `properties`"
        yield Reason(ChangeKind.MAJOR, one.path, sentence)


def _judge_removed(one: FieldDifference) -> Iterator[Reason]:
    if one.step is Step.PROPERTY:
        yield Reason(ChangeKind.MAJOR, one.path, "the field was removed")
    elif one.step is not Step.VALUES:
        yield Reason(ChangeKind.MAJOR, one.path, "values that had a type now have none")


def _has_reference(value: Any) -> bool:
    objects = (part for part in _parts(value) if isinstance(part, dict))
    return any(isinstance(one.get("$ref"), str) for one in objects)


def _mentions(value: Any, name: str) -> bool:
    return any(part == name or (isinstance(part, dict) and name in part) for part in _parts(value))


def _parts(value: Any) -> Iterator[Any]:
    pending = [value]
    while pending:
        part = pending.pop()
        yield part
        if isinstance(part, dict):
            pending.extend(part.values())
        elif isinstance(part, list):
            pending.extend(part)

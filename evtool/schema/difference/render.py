"""A comparison as text: rows for a terminal, Markdown for a pull request, JSON for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from evtool.schema.difference.model import ABSENT, FieldDifference, KeywordChange, Marker, Step
from evtool.schema.difference.wording import describe_change, describe_field, describe_type

ROOT_NAME = "(schema)"

_MARKDOWN_MARKERS = {Marker.CHANGED: "!"}
"""What a Markdown `diff` block colors; it knows no `~`."""

_HAPPENINGS = ("added", "removed", "changed", "with new documentation")


class Row(NamedTuple):
    """One line of the tree: a marker, how deep it stands, and the text after both."""

    marker: str
    depth: int
    text: str


def rows(difference: FieldDifference) -> list[Row]:
    """The tree from top to bottom; the schema's own changes come first.

    A field that did not change itself has a row only where several fields below it did; else its
    name joins the one below: `meta.dt`.
    """
    return list(_rows(difference, depth=0, base=""))


def as_markdown(difference: FieldDifference, *, title: str | None = None) -> str:
    """The tree as a colored block with a sentence before it, for a pull request."""
    heading = [f"### {title}", ""] if title else []
    lines = [*heading, summarize(difference)]
    if not difference.is_empty:
        lines += ["", "```diff", *map(_markdown_line, rows(difference)), "```"]
    return "\n".join(lines) + "\n"


def as_json(difference: FieldDifference) -> dict[str, Any]:
    """The tree for programs; keywords that were or are absent have no `old` or `new`."""
    present = difference.old if difference.new is ABSENT else difference.new
    return {
        "path": difference.path,
        "change": difference.marker.name.lower(),
        "type": describe_type(present),
        "required": difference.required,
        "documentation_only": difference.documentation_only,
        "changes": [_change_as_json(change) for change in difference.changes],
        "fields": [as_json(one) for one in difference.fields],
    }


def summarize(difference: FieldDifference) -> str:
    """One sentence, such as `Fields: 2 added, 1 removed.`, counting no field inside a new one."""
    if difference.is_empty:
        return "No differences."
    if difference.documentation_only:
        return "Only documentation changed."
    counts = Counter(_happenings(difference))
    parts = [f"{counts[word]} {word}" for word in _HAPPENINGS if counts[word]]
    return f"Fields: {', '.join(parts)}." if parts else "The schema itself changed, no field did."


def _happenings(difference: FieldDifference) -> Iterator[str]:
    for one in difference.fields:
        if one.marker is Marker.ADDED:
            yield "added"
        elif one.marker is Marker.REMOVED:
            yield "removed"
        else:
            if one.changes:
                quiet = all(change.documentation for change in one.changes)
                yield "with new documentation" if quiet else "changed"
            yield from _happenings(one)


def _rows(one: FieldDifference, depth: int, base: str) -> Iterator[Row]:
    if _has_row(one):
        name = one.path.removeprefix(base).removeprefix(".") or ROOT_NAME
        yield Row(one.marker, depth, f"{name}  {describe_field(one)}".rstrip())
    inside = depth + (_has_row(one) and one.step is not Step.ROOT)
    for below in one.fields:
        if one.marker is below.marker and _is_told_above(below):
            for field in below.fields:
                yield from _rows(field, inside, base)
        else:
            named = _has_row(one) and below.step is Step.PROPERTY
            yield from _rows(below, inside, one.path if named else base)


def _has_row(one: FieldDifference) -> bool:
    if one.step is Step.ROOT:
        return bool(one.changes)
    return one.marker is not Marker.UNCHANGED or len(one.fields) > 1


def _is_told_above(one: FieldDifference) -> bool:
    """Whether the row above says it already: `array of string`, `map of object`."""
    return one.marker in (Marker.ADDED, Marker.REMOVED) and one.step in (Step.ITEMS, Step.VALUES)


def _markdown_line(row: Row) -> str:
    marker = _MARKDOWN_MARKERS.get(Marker(row.marker), row.marker)
    return f"{marker} {'  ' * row.depth}{row.text}".rstrip()


def _change_as_json(change: KeywordChange) -> dict[str, Any]:
    values = {"old": change.old, "new": change.new}
    return {
        "keyword": change.keyword,
        **{name: value for name, value in values.items() if value is not ABSENT},
        "documentation": change.documentation,
        "text": describe_change(change),
    }

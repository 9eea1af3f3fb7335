"""The rule `reference.merge-conflict`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.checked_schema import CheckedSchema
from evtool.schema.dereference import locate
from evtool.schema.merge import MalformedSchema, MergeError
from evtool.schema.pointer import parse_pointer


@rule("reference.merge-conflict", Severity.ERROR, on=CheckedSchema)
def merge_conflict(schema: CheckedSchema) -> Iterator[Problem]:
    """The members of an `allOf` merge into one schema.

    They agree about types, formats and constants, and at most one of them gives a value a
    pattern: two patterns cannot be made one.

    Why: materializing writes one schema. Where the members contradict each other there is
    none, or one that no event fits; where they cannot be merged an `allOf` is left, which
    tables and clients do not read.

    Example:
        allOf:
          - properties: {kind: {type: string}}
          - properties: {kind: {type: integer}}   # refused

    Repair: make the members agree, or leave one of the contradicting keywords out.
    """
    error = schema.file.build_failure
    cause = error.__cause__ if error is not None else None
    if error is not None and isinstance(cause, MergeError):
        if not isinstance(cause, MalformedSchema):
            yield _conflict(schema, cause)
        return
    for node in schema.nodes if schema.composed else ():
        members = node.map.get("allOf")
        if isinstance(members, list):
            yield Problem(
                f"{node.name}: {_unmerged(members)} cannot be merged into one",
                "leave one of them out, or write one that says both",
                at=(*node.tokens, "allOf"),
            )


def _conflict(schema: CheckedSchema, error: MergeError) -> Problem:
    """A conflict at the place that the source itself holds, with the other places in words."""
    document, scope = schema.document, schema.file.scope
    places = [locate(document, scope.sources, parse_pointer(pointer)) for pointer in error.pointers]
    own = [one for one in places if one.path == document.path]
    chosen = (own or places or [document.place()])[0]
    others = [scope.shown(one) for one in places if one != chosen]
    where = f" (the other place is {' and '.join(dict.fromkeys(others))})" if others else ""
    return Problem(f"{error.message}{where}", error.hint, place=scope.real_place(chosen))


def _unmerged(members: list[object]) -> str:
    patterns = [one["pattern"] for one in members if isinstance(one, dict) and "pattern" in one]
    if len(patterns) == len(members):
        return f"the patterns {' and '.join(map(repr, patterns))}"
    return "the members of `allOf`"

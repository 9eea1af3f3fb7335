"""The rule `robustness.keyword-not-applicable`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.checked_schema import CheckedSchema
from evtool.rules.vocabulary import APPLIES, TYPES


@rule("robustness.keyword-not-applicable", Severity.WARNING, on=CheckedSchema)
def keyword_not_applicable(schema: CheckedSchema) -> Iterator[Problem]:
    """A keyword stands where it does something: at values of its type.

    Why: `maxLength` bounds texts only; at an array it looks like a bound and is none.

    Example:
        type: array
        maxLength: 5                  # refused: maxItems

    Repair: use the keyword that is meant for the type, or remove it.
    """
    for node in schema.nodes:
        for keyword in node.map:
            reason = _reason(keyword, node.map)
            if reason:
                message = f"`{keyword}` does nothing here: {reason}"
                at = (*node.tokens, keyword)
                yield Problem(message, _hint(keyword, node.type), at=at)


def _reason(keyword: str, value: dict[str, Any]) -> str | None:
    types = value.get("type")
    named = {types} if isinstance(types, str) else set(_names(types))
    kinds = APPLIES.get(keyword)
    if kinds and named and named <= set(TYPES) and not named & kinds:
        return f"it says something about {_plural(kinds)} only, not about {_plural(named)}"
    if keyword in ("then", "else") and "if" not in value:
        return "there is no `if` beside it"
    if keyword == "additionalItems" and not isinstance(value.get("items"), list):
        return "`items` is no list"
    return None


def _names(types: Any) -> list[str]:
    """The types of a list; none where something else stands in it."""
    known = isinstance(types, list) and all(isinstance(one, str) for one in types)
    return types if known else []


def _plural(kinds: Collection[str]) -> str:
    return " and ".join(f"{kind}s" if kind != "null" else kind for kind in sorted(kinds))


_COUNTERPARTS = {
    "array": {"Length": "Items", "Properties": "Items", "imum": "Items"},
    "string": {"Items": "Length", "Properties": "Length", "imum": "Length"},
    "object": {"Items": "Properties", "Length": "Properties"},
    "integer": {"Length": "imum", "Items": "imum"},
    "number": {"Length": "imum", "Items": "imum"},
}


def _hint(keyword: str, kind: str | None) -> str:
    for ending, instead in _COUNTERPARTS.get(kind or "", {}).items():
        start = keyword.removesuffix(ending)
        if keyword != start and start in ("max", "min"):
            return f"did you mean `{start}{instead}`?"
    return "remove it, or correct the type"

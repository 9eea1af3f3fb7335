"""The rule `robustness.unbounded-pattern`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.checked_schema import CheckedSchema


@rule("robustness.unbounded-pattern", Severity.ERROR, on=CheckedSchema)
def unbounded_pattern(schema: CheckedSchema) -> Iterator[Problem]:
    """What is costly to check stands beside a bound on the input.

    `pattern` and `format` need `maxLength`; `patternProperties` needs `propertyNames` with a
    `maxLength`; `uniqueItems` over objects or arrays needs `maxItems`.

    Why: anyone can send an event. Without a bound a single one may keep the intake busy for
    minutes.

    Example:
        pattern: ^[a-z]+$             # refused without maxLength
        maxLength: 64

    Repair: add the bound that the longest honest value needs.
    """
    for node in schema.nodes:
        around = {key: value for one in node.same_value for key, value in one.map.items()}
        for keyword, wanted in _lacking(node.map, around):
            yield Problem(
                f"{node.name}: `{keyword}` is checked on input of any size",
                f"add `{wanted}`",
                at=(*node.tokens, keyword),
            )


def _lacking(value: dict[str, Any], around: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The costly keywords without their bound, and the bound to add.

    `around` holds the keywords of the subschemas around that are about the same value.
    """
    bounds = {**around, **value}
    for keyword in ("pattern", "format"):
        if keyword in value and "maxLength" not in bounds:
            yield keyword, "maxLength"
    if value.get("patternProperties"):
        names = bounds.get("propertyNames")
        if not isinstance(names, dict) or "maxLength" not in names:
            yield "patternProperties", "propertyNames: {maxLength: ...}"
    compares = value.get("uniqueItems") is True and not _is_simple(bounds.get("items"))
    if compares and "maxItems" not in bounds:
        yield "uniqueItems", "maxItems"


def _is_simple(items: Any) -> bool:
    """Whether items are compared quickly: all of them texts, numbers or booleans."""
    schemas = items if isinstance(items, list) else [items]
    kinds = [one.get("type") if isinstance(one, dict) else None for one in schemas]
    several = [kind if isinstance(kind, list) else [kind] for kind in kinds]
    return all(kind in _SIMPLE for kinds in several for kind in kinds)


_SIMPLE = ("boolean", "integer", "null", "number", "string")

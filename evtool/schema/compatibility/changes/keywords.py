"""The keywords of one place that differ, apart from those about its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from evtool.schema.compatibility.changes.candidate import Candidate, Weight
from evtool.schema.compatibility.changes.place import Place
from evtool.schema.compatibility.formats import known_format
from evtool.schema.difference import ABSENT, KeywordChange, describe_change
from evtool.schema.difference.equality import same_json
from evtool.schema.difference.keywords import CLOSED, shape
from evtool.schema.difference.vocabulary import as_object, without_documentation


class _Group(NamedTuple):
    """Keywords that mean something only together, and the rule for narrowing them."""

    keywords: tuple[str, ...]
    rule: str


_BOUND: Final = "bound-tightened"
_CONDITION: Final = "condition-added"

_GROUPS: Final = (
    _Group(("enum", "const"), "enum-narrowed"),
    _Group(("minimum", "exclusiveMinimum"), _BOUND),
    _Group(("maximum", "exclusiveMaximum"), _BOUND),
    _Group(("multipleOf",), _BOUND),
    _Group(("minLength",), _BOUND),
    _Group(("maxLength",), _BOUND),
    _Group(("minItems",), _BOUND),
    _Group(("maxItems",), _BOUND),
    _Group(("uniqueItems",), _BOUND),
    _Group(("minProperties",), _BOUND),
    _Group(("maxProperties",), _BOUND),
    _Group(("pattern",), "pattern-changed"),
    _Group(("contains",), _CONDITION),
    _Group(("propertyNames",), _CONDITION),
    _Group(("dependencies",), _CONDITION),
    _Group(("allOf",), _CONDITION),
    _Group(("anyOf",), _CONDITION),
    _Group(("oneOf",), _CONDITION),
    _Group(("not",), _CONDITION),
    _Group(("if", "then", "else"), _CONDITION),
)


def keyword_changes(place: Place) -> Iterator[Candidate]:
    """What differs at a place, apart from its fields."""
    old, new = as_object(place.old.raw), as_object(place.new.raw)
    if _differs("type", old, new):
        yield _type_change(place, old, new)
    for group in _GROUPS:
        if any(_differs(keyword, old, new) for keyword in group.keywords):
            yield _group_change(place, group, old, new)
    if _differs("format", old, new):
        yield from _format_change(place, old, new)
    if any(_differs(keyword, old, new) for keyword in ("items", "additionalItems")):
        yield from _items_change(place, old, new)
    if _differs("default", old, new) and not isinstance(place.new.raw, bool):
        sentence = _sentence(place, "default", old, new)
        yield Candidate(
            place, "default", sentence, wide_rule="default-changed", weight=Weight.REMARK
        )


def _type_change(place: Place, old: Mapping[str, Any], new: Mapping[str, Any]) -> Candidate:
    # Without a type before, a type is a limit like any other; a type never changes to another one.
    weight = Weight.FORBIDDEN if "type" in old and not _same_types(old, new) else Weight.SHOWN
    return Candidate(
        place,
        "type",
        _sentence(place, "type", old, new),
        narrow_rule="type-changed",
        wide_rule="type-changed",
        narrowed=_part(new, ("type",)),
        widened=_part(old, ("type",)),
        weight=weight,
    )


def _same_types(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return _type_names(old) == _type_names(new)


def _type_names(schema: Mapping[str, Any]) -> frozenset[str] | None:
    names = schema.get("type")
    if names is None:
        return None
    found = {str(name) for name in (names if isinstance(names, list) else [names])}
    return frozenset(found - {"integer"} if "number" in found else found)


def _group_change(
    place: Place, group: _Group, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Candidate:
    keyword = next(one for one in group.keywords if _differs(one, old, new))
    return Candidate(
        place,
        keyword,
        _sentence(place, keyword, old, new),
        narrow_rule=group.rule,
        wide_rule="constraint-loosened",
        narrowed=_part(new, group.keywords),
        widened=_part(old, group.keywords),
    )


def _format_change(
    place: Place, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Candidate]:
    before, after = known_format(old.get("format")), known_format(new.get("format"))
    if before is not after:
        yield Candidate(
            place,
            "format",
            _sentence(place, "format", old, new),
            narrow_rule="format-changed",
            wide_rule="constraint-loosened" if after is None else "format-changed",
            narrowed=_part(new, ("format",)),
            widened=_part(old, ("format",)),
            weight=Weight.SHOWN if after is None else Weight.FORBIDDEN,
        )


def _items_change(
    place: Place, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Candidate]:
    """Items that become free or stop being it; else the items are places of their own."""
    keywords = ("items", "additionalItems")
    before, after = _part(old, keywords), _part(new, keywords)
    if isinstance(old.get("items"), dict) and isinstance(new.get("items"), dict):
        return
    if shape(new.get("items", ABSENT)) == CLOSED and isinstance(new.get("items"), bool):
        rule = _BOUND
    else:
        rule = "type-changed"
    keyword = "items" if _differs("items", old, new) else "additionalItems"
    yield Candidate(
        place,
        keyword,
        _sentence(place, keyword, old, new),
        narrow_rule=rule,
        wide_rule="constraint-loosened",
        narrowed=after,
        widened=before,
    )


def _part(schema: Mapping[str, Any], keywords: tuple[str, ...]) -> dict[str, Any]:
    return {keyword: schema[keyword] for keyword in keywords if keyword in schema}


def _differs(keyword: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    if keyword not in old and keyword not in new:
        return False
    before, after = old.get(keyword, ABSENT), new.get(keyword, ABSENT)
    if before is after or same_json(before, after):
        return False
    return not same_json(
        without_documentation(before, keyword), without_documentation(after, keyword)
    )


def _sentence(place: Place, keyword: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    change = KeywordChange(keyword, old.get(keyword, ABSENT), new.get(keyword, ABSENT))
    return f"{place.name}: {describe_change(change)}"

"""Two schemas of one field -> the keywords that differ, apart from the fields below it.

Orders that mean nothing (`enum`, `required`, a list of types) are no differences, nor are two ways
to say one thing (`additionalProperties: true` and none at all).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evtool.schema.difference.equality import freeze, same_json
from evtool.schema.difference.model import ABSENT, KeywordChange
from evtool.schema.difference.vocabulary import DOCUMENTATION, without_documentation

OPEN, CLOSED, TYPED = "open", "closed", "typed"

_UNORDERED = frozenset({"enum", "type"})
_FIELD_MAPS = frozenset({"properties", "patternProperties"})


def keyword_changes(
    old: Mapping[str, Any], new: Mapping[str, Any], *, root: bool
) -> Iterator[KeywordChange]:
    """The differing keywords, in the order of the schemas.

    `properties`, `patternProperties` and the schemas in `items` and `additionalProperties` are the
    business of `compare`: they become fields.
    """
    for keyword in {**old, **new}:
        before, after = old.get(keyword, ABSENT), new.get(keyword, ABSENT)
        if same_json(before, after) or _is_field_business(keyword, before, after):
            continue
        if keyword == "required":
            yield from _undeclared_required(old, new)
        elif not _says_the_same(keyword, before, after):
            quiet = _is_documentation(keyword, before, after, root=root)
            yield KeywordChange(keyword, before, after, documentation=quiet)


def shape(value: Any) -> str:
    """What a value of `additionalProperties` or `items` does: `open`, `closed` or `typed`."""
    if value is ABSENT or value is True or value == {}:
        return OPEN
    return TYPED if isinstance(value, dict) else CLOSED


def required_names(schema: Mapping[str, Any]) -> frozenset[str]:
    """The names in `required`; what is no name is passed over."""
    names = schema.get("required")
    if not isinstance(names, list):
        return frozenset()
    return frozenset(name for name in names if isinstance(name, str))


def declared_fields(schema: Mapping[str, Any], keyword: str = "properties") -> dict[str, Any]:
    """The map of schemas in `properties` (or in `patternProperties`), empty where there is none."""
    fields = schema.get(keyword)
    return fields if isinstance(fields, dict) else {}


def _is_field_business(keyword: str, old: Any, new: Any) -> bool:
    if keyword in _FIELD_MAPS:
        return all(one is ABSENT or isinstance(one, dict) for one in (old, new))
    if keyword == "items":
        return all(shape(one) != CLOSED for one in (old, new))
    return False


def _says_the_same(keyword: str, old: Any, new: Any) -> bool:
    if keyword == "additionalProperties":
        return shape(old) == shape(new)
    if keyword in _UNORDERED:
        return _members(old) == _members(new)
    return False


def _members(value: Any) -> object:
    if value is ABSENT:
        return ABSENT
    return {freeze(one) for one in value} if isinstance(value, list) else {freeze(value)}


def _is_documentation(keyword: str, old: Any, new: Any, *, root: bool) -> bool:
    if keyword in DOCUMENTATION:
        return not (root and keyword == "title")
    plain = (without_documentation(one, keyword) for one in (old, new))
    return same_json(*plain)


def _undeclared_required(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[KeywordChange]:
    declared = declared_fields(old).keys() | declared_fields(new).keys()
    before, after = required_names(old) - declared, required_names(new) - declared
    if before != after:
        yield KeywordChange("required", sorted(before), sorted(after))

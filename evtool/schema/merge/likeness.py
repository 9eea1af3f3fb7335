"""When two schemas, or two values of one keyword, count as the same one.

The merge keeps one of several that are the same, so this decides what is a duplicate and
what is a conflict. The rules are those of json-schema-compare 0.2.2, which the reference
tool uses: the order of `required`, of `enum` and of branches does not matter, and an
absent keyword equals its weakest value.
"""

from __future__ import annotations

from typing import Any, Final

from evtool.schema.merge.equality import Same, common, distinct, same_value
from evtool.schema.merge.order import sorted_ascending, unique

ABSENT: Final = object()
"""Stands for a keyword that a schema does not have."""

_SUBSCHEMAS = frozenset(
    {"additionalProperties", "additionalItems", "contains", "propertyNames", "not"}
)
_MAY_BE_ABSENT = frozenset(
    {
        "properties",
        "patternProperties",
        "dependencies",
        "uniqueItems",
        "minLength",
        "minItems",
        "minProperties",
        "required",
    }
)


class NotASchema(ValueError):
    """Something else stands where two schemas have to be compared."""

    def __init__(self, value: Any) -> None:
        self.value = value
        super().__init__(value)


def is_schema(value: Any) -> bool:
    """Whether `value` can be a schema: a map or a boolean."""
    return isinstance(value, dict | bool)


def entries(value: Any) -> dict[str, Any]:
    """The members of a map by name, or of a list by position; anything else has none."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        return {str(position): item for position, item in enumerate(value)}
    return {}


def same_schema(left: Any, right: Any) -> bool:
    """Whether two schemas mean the same, as far as their keywords show it.

    Raises:
        NotASchema: One of them is neither a map nor a boolean.
    """
    if _accepts_all(left) and _accepts_all(right):
        return True
    for side in (left, right):
        if side is not ABSENT and not is_schema(side):
            raise NotASchema(side)
    if left is right:
        return True
    if left is ABSENT or right is ABSENT:
        return False
    if isinstance(left, bool) and isinstance(right, bool):
        return False
    first, second = entries(left), entries(right)
    for key in first | second:
        if not same_keyword(key, first.get(key, ABSENT), second.get(key, ABSENT)):
            return False
    return True


def same_keyword(key: str, left: Any, right: Any) -> bool:
    """Whether two values of the keyword `key` mean the same; either may be `ABSENT`.

    Raises:
        NotASchema: Neither a map nor a boolean stands in the place of a schema.
    """
    if key in _SUBSCHEMAS:
        return same_schema(left, right)
    if same_value(left, right):
        return True
    if key not in _MAY_BE_ABSENT and (left is ABSENT or right is ABSENT):
        return False
    compare = _COMPARERS.get(key)
    return compare is not None and compare(left, right)


def _accepts_all(schema: Any) -> bool:
    return schema is ABSENT or schema is True or (isinstance(schema, dict) and not schema)


def _same_lists(left: Any, right: Any) -> bool:
    return same_value(_sorted_list(left), _sorted_list(right))


def _sorted_list(value: Any) -> list[Any]:
    return sorted_ascending(unique(value)) if isinstance(value, list) else []


def _same_types(left: Any, right: Any) -> bool:
    return _same_lists(_listed(left), _listed(right))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _both_zero(left: Any, right: Any) -> bool:
    """One is absent and the other 0: a minimum that excludes nothing."""
    return (left is ABSENT and same_value(right, 0)) or (right is ABSENT and same_value(left, 0))


def _both_false(left: Any, right: Any) -> bool:
    return (left is ABSENT or left is False) and (right is ABSENT or right is False)


def _same_items(left: Any, right: Any) -> bool:
    if isinstance(left, dict) and isinstance(right, dict):
        return same_schema(left, right)
    return isinstance(left, list) and isinstance(right, list) and _same_members(left, right)


def _same_branches(left: Any, right: Any) -> bool:
    """The same branches in any order."""
    first, second = (
        distinct(side if isinstance(side, list) else [], same_schema) for side in (left, right)
    )
    return len(common(first, second, same_schema)) == max(len(first), len(second))


def _same_members(left: Any, right: Any) -> bool:
    """The same subschemas by name or position."""
    first, second = entries(left), entries(right)
    if first and second:
        lists = _same_lists(left, right)
        return all(
            _same_member(first.get(name, ABSENT), second.get(name, ABSENT), lists=lists)
            for name in first | second
        )
    if (first or second) and (left is None or right is None):
        raise NotASchema(None)
    return not first and not second


def _same_member(left: Any, right: Any, *, lists: bool) -> bool:
    """Whether both have the member and it is the same; `lists` is the answer for two lists.

    Of two lists (the names in `dependencies`) the reference tool compares what holds
    them instead of their content: in a map any two lists count as the same.
    """
    if isinstance(left, list) and isinstance(right, list):
        return lists
    if isinstance(left, list) or isinstance(right, list) or left is ABSENT or right is ABSENT:
        return False
    return same_schema(left, right)


_COMPARERS: Final[dict[str, Same]] = {
    "uniqueItems": _both_false,
    "minLength": _both_zero,
    "minItems": _both_zero,
    "minProperties": _both_zero,
    "required": _same_lists,
    "enum": _same_lists,
    "type": _same_types,
    "items": _same_items,
    "anyOf": _same_branches,
    "allOf": _same_branches,
    "oneOf": _same_branches,
    "properties": _same_members,
    "patternProperties": _same_members,
    "dependencies": _same_members,
}

"""Seeing without a proof that a new version accepts what the old one accepts.

Most versions declare more fields, add values to an `enum`, or raise a limit, and do nothing
else. Under the policy of the event platform what a new optional field holds does not count
(see `tolerance`); without these fields each part of the old version stands in the new one as
it was, or wider.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from enum import IntEnum
from typing import Any

from evtool.schema.compatibility.changes.fields import leaves_free
from evtool.schema.difference.equality import same_json

_PROPERTIES = "properties"


class Glance(IntEnum):
    """What a look at two schemas shows."""

    ADDS = 0
    """The new one is the old one, but for optional fields that only it declares."""
    WIDENS = 1
    """It also allows more values in places where the old one has a list or a limit."""
    UNCLEAR = 2
    """There is more to it."""


def glance(old: Any, new: Any) -> Glance:
    """Compare two schemas keyword by keyword.

    What means the same and is written otherwise is unclear; so is all that stands below
    `allOf`, `not` and the like, unless it is equal.
    """
    if same_json(old, new):
        return Glance.ADDS
    if not isinstance(old, dict) or not isinstance(new, dict) or "$ref" in old:
        return Glance.UNCLEAR
    if old.keys() - {_PROPERTIES} != new.keys() - {_PROPERTIES}:
        return Glance.UNCLEAR
    return _worst(_at(name, old, new) for name in {**old, **new})


def _at(keyword: str, old: dict[str, Any], new: dict[str, Any]) -> Glance:
    if keyword == _PROPERTIES:
        return _fields(old, new)
    before, after = old[keyword], new[keyword]
    compare = _COMPARISONS.get(keyword, _equality)
    return compare(before, after)


def _fields(old: dict[str, Any], new: dict[str, Any]) -> Glance:
    before, after = old.get(_PROPERTIES, {}), new.get(_PROPERTIES, {})
    if not isinstance(before, dict) or not isinstance(after, dict):
        return _equality(before, after)
    added = after.keys() - before.keys()
    if before.keys() - after.keys() or not added.isdisjoint(old.get("required", ())):
        return Glance.UNCLEAR
    if added and not _may_add(old, before, [after[name] for name in added]):
        return Glance.UNCLEAR
    return _worst(glance(part, after[name]) for name, part in before.items())


def _may_add(old: dict[str, Any], before: dict[str, Any], added: list[Any]) -> bool:
    """Whether fields may be added: not to maps, and none whose schema is `false`."""
    return bool(before) and leaves_free(old) and all(isinstance(one, dict) for one in added)


def _enum(old: Any, new: Any) -> Glance:
    if not isinstance(old, list) or not isinstance(new, list):
        return Glance.UNCLEAR
    if same_json(old, new):
        return Glance.ADDS
    kept = all(any(same_json(one, other) for other in new) for one in old)
    return Glance.WIDENS if kept else Glance.UNCLEAR


def _limit(wider: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Glance]:
    def compare(old: Any, new: Any) -> Glance:
        if type(old) not in {int, float} or type(new) not in {int, float}:
            return Glance.UNCLEAR
        if same_json(old, new):
            return Glance.ADDS
        return Glance.WIDENS if wider(new, old) else Glance.UNCLEAR

    return compare


def _equality(old: Any, new: Any) -> Glance:
    return Glance.ADDS if same_json(old, new) else Glance.UNCLEAR


_COMPARISONS: Mapping[str, Callable[[Any, Any], Glance]] = {
    "items": glance,
    "additionalProperties": glance,
    "enum": _enum,
    **dict.fromkeys(("maxLength", "maximum", "maxItems"), _limit(operator.gt)),
    **dict.fromkeys(("minLength", "minimum", "minItems"), _limit(operator.lt)),
}


def _worst(found: Iterable[Glance]) -> Glance:
    worst = Glance.ADDS
    for one in found:
        worst = max(worst, one)
        if worst is Glance.UNCLEAR:
            break
    return worst

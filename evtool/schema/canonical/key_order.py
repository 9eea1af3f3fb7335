"""The order of an object's keys in canonical text.

The names a reader of a schema looks for first stand first; all others follow in the
order of JavaScript's `localeCompare`, as the reference tool sorts them. Names of fields
are ordered by the same rule: a field called `title` stands before its siblings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cmp_to_key, lru_cache

from evtool.schema.canonical.collation import CollationKey, collation_key

FIRST_KEYS = (
    "title",
    "description",
    "$id",
    "$schema",
    "type",
    "additionalProperties",
    "required",
    "properties",
    "allOf",
    "examples",
)

KeySortKey = tuple[int, CollationKey]
"""The place among `FIRST_KEYS`, or their number; then the collation of the name."""

_NO_COLLATION: CollationKey = ((), (), ())
_PLACES = {name: place for place, name in enumerate(FIRST_KEYS)}
_NOT_FIRST = len(FIRST_KEYS)

# The reference tool asks `name in places`, which is true of these in JavaScript, and
# then gets no number for them: it sorts them before the names that are not first, and
# finds them equal to the ones that are and to each other.
_INHERITED = frozenset(
    (
        "__defineGetter__",
        "__defineSetter__",
        "__lookupGetter__",
        "__lookupSetter__",
        "__proto__",
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
    )
)


@lru_cache(maxsize=8192)
def key_sort_key(name: str) -> KeySortKey:
    """Return what orders the key `name` among the keys of an object.

    Names that the reference tool finds equal (they differ in ignored control characters
    only) have equal sort keys: the sort must be stable, and keeps the order they came in.
    """
    place = _PLACES.get(name)
    return (_NOT_FIRST, collation_key(name)) if place is None else (place, _NO_COLLATION)


def sorted_keys(mapping: Mapping[str, object]) -> tuple[str, ...]:
    """Return the keys of `mapping` in canonical order."""
    names = tuple(mapping)
    return _remembered(names) if len(names) <= 100 else _ordered(names)


def _ordered(names: tuple[str, ...]) -> tuple[str, ...]:
    if _INHERITED.isdisjoint(names):
        return tuple(sorted(names, key=key_sort_key))
    return _ordered_with_inherited(names)


# The same few sets of names recur in every schema.
_remembered = lru_cache(maxsize=4096)(_ordered)


def _ordered_with_inherited(names: Iterable[str]) -> tuple[str, ...]:
    """Sort by comparison, since an inherited name has no place of its own.

    JavaScript's engine and Python sort by the same algorithm, so that the outcome is
    that of the reference tool even where its comparison contradicts itself.
    """
    return tuple(sorted(names, key=cmp_to_key(_compared_with_inherited)))


def _compared_with_inherited(name: str, other: str) -> int:
    if name in _INHERITED:
        return 0 if _is_first(other) else -1
    if other in _INHERITED:
        return 0 if _is_first(name) else 1
    mine, theirs = key_sort_key(name), key_sort_key(other)
    return (mine > theirs) - (mine < theirs)


def _is_first(name: str) -> bool:
    return name in _PLACES or name in _INHERITED

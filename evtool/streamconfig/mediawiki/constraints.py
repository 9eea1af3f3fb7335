"""Constraints on settings: how they are written, and which entries satisfy them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any

from evtool.streamconfig.mediawiki.arrays import (
    PhpArray,
    is_array,
    is_list,
    member,
    members,
    merge_recursive,
    text_of,
)
from evtool.streamconfig.mediawiki.parameters import url_decoded
from evtool.streams.configuration import Entry

DEEPEST = 10
"""Deeper maps count as equal."""


def parse_constraints(texts: Iterable[str]) -> PhpArray:
    """The constraints as one array: each text is `key=value` or `key[part]=value`."""
    empty: PhpArray = {}
    return reduce(merge_recursive, map(_parsed, texts), empty)


def satisfies(entry: Entry, constraints: PhpArray) -> bool:
    """Whether an entry has all that is wanted; `stream` is compared as a name."""
    wanted = dict(constraints)
    name = wanted.pop("stream", None)
    if name is not None and not (isinstance(name, str) and entry.matches(name)):
        return False
    return _holds(entry.settings, wanted, DEEPEST)


def _holds(actual: Any, wanted: Mapping[str, Any], depth: int) -> bool:
    """Compare map with map; a list that fits ends the comparison, whatever comes after it."""
    if depth == 0:
        return True
    for key, value in wanted.items():
        found = member(actual, key)
        if found is None:
            return False
        if is_array(value) and is_array(found):
            if is_list(value) and is_list(found):
                return _has_all(found, value)
            if not _holds(found, value, depth - 1):
                return False
        elif is_array(value) or is_array(found) or text_of(value) != text_of(found):
            return False
    return True


def _has_all(actual: Any, wanted: Any) -> bool:
    texts = {text_of(item) for item in members(actual)}
    return all(text_of(item) in texts for item in members(wanted))


def _parsed(text: str) -> PhpArray:
    """One constraint, read like a query string: what follows a second `=` is lost."""
    made: PhpArray = {}
    for bit in text.removeprefix("?").split("&"):
        if bit:
            key, _, rest = bit.partition("=")
            _place(made, url_decoded(key), url_decoded(rest.partition("=")[0]))
    return made


def _place(made: PhpArray, key: str, value: str) -> None:
    """Put a value at `key`, or deeper where that has brackets."""
    first, *rest = key.split("[")
    if not rest:
        made[first] = value
        return
    inner: Any = value
    for part in reversed(rest):
        inner = {part[:-1]: inner}
    before = made.get(first)
    made[first] = _merged(before, inner) if isinstance(before, dict) else inner


def _merged(below: PhpArray, above: PhpArray) -> PhpArray:
    """`array_merge`: later members replace, numbered ones are appended."""
    separate = {key: value for key, value in below.items() if key not in above}
    return merge_recursive(separate, above)

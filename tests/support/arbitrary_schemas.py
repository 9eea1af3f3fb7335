"""Random schemas, pairs of related schemas, and schemas with one change."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

NAMES = st.sampled_from(["a", "b", "ab"])
SCALARS = st.sampled_from(
    [None, True, False, 0, 1, 2, -1, 1.5, 4, "", "a", "b", "ab", "aa", "2024-05-01", "x@y.org"]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=5,
)
_PATTERNS = st.sampled_from(
    ["^a", "a", "b$", "^a*$", "^[ab]+$", "^.$", "^(?!a)", r"\d", "^(a|b)c?$", r"\bb", "^$", "[^a]"]
)
_COUNTS = st.integers(0, 3)
_NUMBERS = st.sampled_from([-1, 0, 1, 2, 3, 0.5, 1.5])
_TYPES = st.sampled_from(["null", "boolean", "integer", "number", "string", "array", "object"])
_SCALAR_KEYWORDS: dict[str, st.SearchStrategy[Any]] = {
    "type": _TYPES | st.lists(_TYPES, min_size=1, max_size=3, unique=True),
    "const": VALUES,
    "enum": st.lists(VALUES, min_size=1, max_size=3),
    "minimum": _NUMBERS,
    "maximum": _NUMBERS,
    "exclusiveMinimum": _NUMBERS,
    "exclusiveMaximum": _NUMBERS,
    "multipleOf": st.sampled_from([1, 2, 3, 0.5, 1.5, 0.1, 0.01]),
    "minLength": _COUNTS,
    "maxLength": _COUNTS,
    "pattern": _PATTERNS,
    "format": st.sampled_from(["date", "ipv4", "email", "uri-reference", "unknown"]),
    "minItems": _COUNTS,
    "maxItems": _COUNTS,
    "uniqueItems": st.booleans(),
    "minProperties": _COUNTS,
    "maxProperties": _COUNTS,
    "required": st.lists(NAMES, max_size=2, unique=True),
    "title": st.sampled_from(["a", "b"]),
    "default": SCALARS,
}


def _inner_keywords(inner: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    some = st.lists(inner, min_size=1, max_size=3)
    part = inner | st.just({"$ref": "#"})
    return {
        "items": part | some,
        "contains": part,
        "properties": st.dictionaries(NAMES, part, max_size=3),
        "patternProperties": st.dictionaries(_PATTERNS, part, max_size=2),
        "additionalProperties": part,
        "propertyNames": inner,
        "dependencies": st.dictionaries(NAMES, inner | st.lists(NAMES, max_size=2), max_size=2),
        "allOf": some,
        "anyOf": some,
        "oneOf": some,
        "not": inner,
        "if": inner,
        "then": inner,
        "else": inner,
    }


@st.composite
def _objects(draw: st.DrawFn, inner: st.SearchStrategy[Any] | None) -> dict[str, Any]:
    keywords = {**_SCALAR_KEYWORDS, **(_inner_keywords(inner) if inner is not None else {})}
    chosen = draw(st.lists(st.sampled_from(sorted(keywords)), max_size=4, unique=True))
    schema = {keyword: draw(keywords[keyword]) for keyword in chosen}
    if isinstance(schema.get("items"), list) and inner is not None and draw(st.booleans()):
        schema["additionalItems"] = draw(inner)
    return schema


SCHEMAS = st.recursive(st.booleans() | _objects(None), _objects, max_leaves=6)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Any, Any]:
    """Two schemas, mostly related: one is the other with a keyword more, less or in between."""
    old, other = draw(SCHEMAS), draw(SCHEMAS)
    if not isinstance(old, dict) or not isinstance(other, dict):
        return old, other
    related = [
        other,
        {**old, **other},
        {name: old[name] for name in old if name not in other},
        {"anyOf": [old, other]},
        {"allOf": [old, other]},
        {"type": "object", "properties": {"a": old}, "required": ["a"]},
    ]
    return old, draw(st.sampled_from(related))


@st.composite
def mutations(draw: st.DrawFn) -> tuple[Any, Any]:
    """A schema, and the same with one keyword changed, added or taken away somewhere."""
    old = draw(SCHEMAS.filter(lambda one: isinstance(one, dict) and one))
    new = deepcopy(old)
    place = draw(st.sampled_from(list(_objects_in(new))))
    keyword = draw(st.sampled_from(sorted(_SCALAR_KEYWORDS)) | st.sampled_from([*place, "not"]))
    if keyword in place and draw(st.booleans()):
        del place[keyword]
    elif keyword in _SCALAR_KEYWORDS:
        place[keyword] = draw(_SCALAR_KEYWORDS[keyword])
    else:
        place[keyword] = draw(_inner_keywords(SCHEMAS).get(keyword, SCHEMAS))
    return old, new


def refers(value: Any) -> bool:
    """Whether there is a reference anywhere."""
    if isinstance(value, dict):
        return "$ref" in value or any(map(refers, value.values()))
    return isinstance(value, list) and any(map(refers, value))


_HOLD_SCHEMAS = (
    "items", "additionalItems", "contains", "additionalProperties", "propertyNames", "not", "if",
    "then", "else", "allOf", "anyOf", "oneOf",
)  # fmt: skip
_HOLD_MAPS = ("properties", "patternProperties", "dependencies")


def _objects_in(schema: Any) -> Iterator[dict[str, Any]]:
    """The schema, and all schemas in it, as far as they are objects without a reference."""
    if isinstance(schema, list):
        for part in schema:
            yield from _objects_in(part)
    elif isinstance(schema, dict) and "$ref" not in schema:
        yield schema
        inner = [schema.get(keyword) for keyword in _HOLD_SCHEMAS]
        for keyword in _HOLD_MAPS:
            inner += schema.get(keyword, {}).values()
        for part in inner:
            yield from _objects_in(part)

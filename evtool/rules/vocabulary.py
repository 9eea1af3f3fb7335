"""The keywords of JSON Schema draft-07: which there are, what they take, what they apply to.

`faults` is the draft's metaschema as a function: it says which value is wrong and why.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from evtool.rules.problem import Tokens
from evtool.rules.subject.node import Node
from evtool.schema.difference.equality import freeze

TYPES: Final = ("array", "boolean", "integer", "null", "number", "object", "string")

DIALECTS: Final = frozenset(
    f"{scheme}://json-schema.org/draft-07/schema{end}"
    for scheme in ("https", "http")
    for end in ("#", "")
)
"""The ways to name draft-07 in `$schema`."""

_NUMBERS = ("exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf")
_TEXTS = ("contentEncoding", "contentMediaType", "format", "maxLength", "minLength", "pattern")
_ARRAYS = ("additionalItems", "contains", "items", "maxItems", "minItems", "uniqueItems")
_OBJECTS = (
    "additionalProperties",
    "dependencies",
    "maxProperties",
    "minProperties",
    "patternProperties",
    "properties",
    "propertyNames",
    "required",
)

APPLIES: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(_NUMBERS, frozenset({"integer", "number"})),
    **dict.fromkeys(_TEXTS, frozenset({"string"})),
    **dict.fromkeys(_ARRAYS, frozenset({"array"})),
    **dict.fromkeys(_OBJECTS, frozenset({"object"})),
}
"""Keyword -> the types that it says something about; keywords for all types are left out."""

LATER: Final = frozenset(
    {
        "$anchor",
        "$defs",
        "$dynamicAnchor",
        "$dynamicRef",
        "$recursiveAnchor",
        "$recursiveRef",
        "$vocabulary",
        "contentSchema",
        "dependentRequired",
        "dependentSchemas",
        "maxContains",
        "minContains",
        "prefixItems",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
"""Keywords of later drafts, which a validator of draft-07 passes over."""


def _text(value: Any) -> str | None:
    return None if isinstance(value, str) else "must be a text"


def _boolean(value: Any) -> str | None:
    return None if isinstance(value, bool) else "must be true or false"


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, int) or math.isfinite(value)


def _number(value: Any) -> str | None:
    return None if _is_number(value) else "must be a number"


def _positive(value: Any) -> str | None:
    return None if _is_number(value) and value > 0 else "must be a number above 0"


def _count(value: Any) -> str | None:
    whole = _is_number(value) and (isinstance(value, int) or value.is_integer())
    return None if whole and value >= 0 else "must be a whole number that is not negative"


def _schema(value: Any) -> str | None:
    return None if isinstance(value, dict | bool) else "must be a schema: a map, true or false"


def _schemas(value: Any) -> str | None:
    if not isinstance(value, list) or not value:
        return "must be a list of schemas, with at least one"
    wrong = any(not isinstance(one, dict | bool) for one in value)
    return "must hold schemas only: maps, true or false" if wrong else None


def _map(value: Any) -> str | None:
    return None if isinstance(value, dict) else "must be a map of schemas"


def _items(value: Any) -> str | None:
    return _schemas(value) if isinstance(value, list) else _schema(value)


def _names(value: Any) -> str | None:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return "must be a list of names"
    return None if len(set(value)) == len(value) else "must not name a field twice"


def _dependencies(value: Any) -> str | None:
    if not isinstance(value, dict):
        return "must be a map"
    for name, one in value.items():
        problem = _names(one) if isinstance(one, list) else _schema(one)
        if problem:
            return f"{name!r} {problem}"
    return None


def _enum(value: Any) -> str | None:
    if not isinstance(value, list) or not value:
        return "must be a list of values, with at least one"
    if len({freeze(one) for one in value}) < len(value):
        return "must not hold a value twice"
    return None


def _type(value: Any) -> str | None:
    names = value if isinstance(value, list) else [value]
    unknown = [name for name in names if not isinstance(name, str) or name not in TYPES]
    if unknown:
        return f"must be one of {', '.join(TYPES)}, not {unknown[0]!r}"
    return None if names and len(set(names)) == len(names) else "must name types, each once"


def _list(value: Any) -> str | None:
    return None if isinstance(value, list) else "must be a list"


def _anything(_value: Any) -> str | None:
    return None


KEYWORDS: Final[Mapping[str, Callable[[Any], str | None]]] = {
    **dict.fromkeys(("$comment", "$id", "$ref", "$schema", "description", "title"), _text),
    **dict.fromkeys(("contentEncoding", "contentMediaType", "format", "pattern"), _text),
    **dict.fromkeys(("exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum"), _number),
    **dict.fromkeys(("maxItems", "maxLength", "maxProperties"), _count),
    **dict.fromkeys(("minItems", "minLength", "minProperties"), _count),
    **dict.fromkeys(("additionalItems", "additionalProperties", "contains"), _schema),
    **dict.fromkeys(("else", "if", "not", "propertyNames", "then"), _schema),
    **dict.fromkeys(("allOf", "anyOf", "oneOf"), _schemas),
    **dict.fromkeys(("definitions", "patternProperties", "properties"), _map),
    **dict.fromkeys(("readOnly", "uniqueItems", "writeOnly"), _boolean),
    **dict.fromkeys(("const", "default"), _anything),
    "dependencies": _dependencies,
    "enum": _enum,
    "examples": _list,
    "items": _items,
    "multipleOf": _positive,
    "required": _names,
    "type": _type,
}
"""Keyword -> what says what is wrong with its value."""


def faults(node: Node) -> Iterator[tuple[Tokens, str]]:
    """The values of one subschema that the metaschema refuses: the way there, and why."""
    if not isinstance(node.value, dict | bool):
        yield (), "a schema must be a map, true or false"
        return
    for keyword, value in node.map.items():
        judge = KEYWORDS.get(keyword)
        reason = judge(value) if judge else None
        if reason:
            yield (keyword,), f"`{keyword}` {reason}"
        elif judge is _map:
            for name, one in value.items():
                problem = _schema(one)
                if problem:
                    yield (keyword, name), f"{name!r} in `{keyword}` {problem}"

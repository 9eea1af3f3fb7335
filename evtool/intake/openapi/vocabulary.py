"""The keywords of the older drafts that hold schemas, and what they are called now."""

from __future__ import annotations

MAPS = {
    "properties": "properties",
    "patternProperties": "patternProperties",
    "definitions": "$defs",
}
"""Keywords with a map of schemas -> their names in 2020-12."""

LISTS = frozenset({"allOf", "anyOf", "oneOf"})
"""Keywords with a list of schemas."""

SINGLES = frozenset(
    {"additionalProperties", "contains", "else", "if", "not", "propertyNames", "then"}
)
"""Keywords with one schema."""

COPIED = frozenset(
    "$comment const contentEncoding contentMediaType default description enum format maxItems"  # noqa: SIM905 - a list of words
    " maxLength maxProperties maximum minItems minLength minProperties minimum multipleOf"
    " pattern readOnly title type uniqueItems writeOnly".split()
)
"""Keywords that mean the same in all drafts."""

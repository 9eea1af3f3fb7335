"""A schema of draft-04, -06 or -07 as OpenAPI 3.1 has it: JSON Schema 2020-12.

Only keywords that the older drafts know are taken: to them, all others mean nothing. What
the intake fills in need not be sent, so fields with a default are not required any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evtool.intake.openapi.reference import Anchors, anchors_of, moved
from evtool.intake.openapi.vocabulary import COPIED, LISTS, MAPS, SINGLES
from evtool.schema.pointer import PointerSyntaxError, format_fragment, parse_pointer

_FILLED = frozenset({"properties", "items", "allOf"})
"""Where the intake fills defaults in: elsewhere nobody knows beforehand what will hold."""

_LIMITS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


def converted(schema: Mapping[str, Any], at: str) -> dict[str, Any]:
    """The schema in the newer dialect.

    Args:
        schema: A schema without references to other documents, as plain JSON values.
        at: The reference by which the new document knows it; those inside start there.
    """
    made = _Converter(schema, at).schema(schema, filled=True)
    return made if isinstance(made, dict) else {}


class _Converter:
    """Converts one schema; references need to know the whole of it."""

    def __init__(self, root: Mapping[str, Any], at: str) -> None:
        self._root = root
        self._at = at
        self._anchors: Anchors = anchors_of(root)

    def schema(self, value: Any, *, filled: bool) -> Any:
        """A schema, or a part of it that is one; what is none allows everything."""
        if isinstance(value, bool):
            return value
        if not isinstance(value, Mapping):
            return {}
        if isinstance(value.get("$ref"), str):
            return self._reference(value["$ref"])
        made: dict[str, Any] = {}
        for key, part in value.items():
            if key in COPIED:
                made[key] = part
            elif key in SINGLES:
                made[key] = self.schema(part, filled=False)
            elif key in MAPS and isinstance(part, Mapping):
                made[MAPS[key]] = self._map(part, filled=filled and key in _FILLED)
            elif key in LISTS and isinstance(part, list) and part:
                inside = filled and key in _FILLED
                made[key] = [self.schema(one, filled=inside) for one in part]
        for add in (self._items, self._dependencies, self._limits, self._required):
            add(value, made, filled=filled)
        return made

    def _map(self, parts: Mapping[str, Any], *, filled: bool) -> dict[str, Any]:
        return {name: self.schema(part, filled=filled) for name, part in parts.items()}

    def _reference(self, reference: str) -> dict[str, Any]:
        """A reference into this schema; one that leads nowhere allows everything."""
        tokens = self._anchors.get(reference)
        if tokens is None:
            try:
                tokens = parse_pointer(reference or "#")
            except PointerSyntaxError:
                return {}
        now = moved(self._root, tokens)
        return {} if now is None else {"$ref": self._at + format_fragment(now)[1:]}

    def _items(self, value: Mapping[str, Any], made: dict[str, Any], *, filled: bool) -> None:
        items = value.get("items")
        if isinstance(items, list):
            if items:
                made["prefixItems"] = [self.schema(one, filled=False) for one in items]
            if "additionalItems" in value:
                made["items"] = self.schema(value["additionalItems"], filled=False)
        elif items is not None:
            made["items"] = self.schema(items, filled=filled)

    def _dependencies(self, value: Mapping[str, Any], made: dict[str, Any], **_how: bool) -> None:
        parts = value.get("dependencies")
        if not isinstance(parts, Mapping):
            return
        lists = {name: part for name, part in parts.items() if isinstance(part, list)}
        schemas = {name: part for name, part in parts.items() if name not in lists}
        if lists:
            made["dependentRequired"] = lists
        if schemas:
            made["dependentSchemas"] = self._map(schemas, filled=False)

    def _limits(self, value: Mapping[str, Any], made: dict[str, Any], **_how: bool) -> None:
        """In draft-04, `exclusiveMinimum: true` makes the minimum itself forbidden."""
        for exclusive, inclusive in _LIMITS.items():
            limit = value.get(exclusive)
            if limit is True and inclusive in made:
                made[exclusive] = made.pop(inclusive)
            elif limit is not None and not isinstance(limit, bool):
                made[exclusive] = limit

    def _required(self, value: Mapping[str, Any], made: dict[str, Any], *, filled: bool) -> None:
        names = value.get("required")
        if not isinstance(names, list):
            return
        declared = value.get("properties")
        known = declared if isinstance(declared, Mapping) and filled else {}
        kept = [name for name in names if not _has_default(known.get(name))]
        if kept:
            made["required"] = kept


def _has_default(part: Any) -> bool:
    return isinstance(part, Mapping) and "default" in part

"""Composed nodes -> plain values: maps, lists and scalars, as js-yaml 3 makes them."""

from __future__ import annotations

import base64
import datetime
from typing import Any

import yaml

from evtool.document.scalar import plain_scalar
from evtool.errors import DocumentError, Place

EXPANSION_LIMIT = 1_000_000
"""How many values a document may stand for once every alias is written out."""

_TAG = "tag:yaml.org,2002:"


class Constructor:
    """Builds the value of one document; an aliased node becomes one shared object."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.shares = False
        self._made: dict[int, tuple[Any, int]] = {}
        self._open: set[int] = set()

    def value(self, node: yaml.Node) -> Any:
        """The plain value of `node`.

        Raises:
            DocumentError: Duplicate key, endless alias, unknown tag, too many aliases.
        """
        return self._sized(node)[0]

    def _sized(self, node: yaml.Node) -> tuple[Any, int]:
        if type(node) is yaml.ScalarNode:
            return (_scalar(node, self), 1)
        known = self._made.get(id(node))
        if known is not None:
            self.shares = True
            return known
        if id(node) in self._open:
            raise self.error(node, "an alias inside the value that it names", "remove the alias")
        self._open.add(id(node))
        made = self._map(node) if isinstance(node, yaml.MappingNode) else self._list(node)
        self._open.discard(id(node))
        self._made[id(node)] = made
        if made[1] > EXPANSION_LIMIT:
            message = f"aliases expand to more than {EXPANSION_LIMIT:,} values"
            raise self.error(node, message, "write the values out, or use a `$ref`")
        return made

    def _list(self, node: yaml.Node) -> tuple[list[Any], int]:
        values, size = [], 1
        if node.tag == f"{_TAG}omap":
            raise self.error(node, "`!!omap` is not JSON", "write a map")
        for item in node.value:
            value, items = self._sized(item)
            values.append(value)
            size += items
        return values, size

    def _map(self, node: yaml.MappingNode) -> tuple[dict[str, Any], int]:
        values: dict[str, Any] = {}
        size = 1
        merged: set[str] = set()
        for key_node, value_node in node.value:
            if key_node.tag == "plain" and key_node.value == "<<":
                size += self._merge(value_node, values, merged)
                continue
            key = _key(key_node, self)
            if key in values and key not in merged:
                hint = "keep one of the two"
                raise self.error(key_node, f"the key {key!r} stands twice in one map", hint)
            merged.discard(key)
            value, items = self._sized(value_node)
            values[key] = value
            size += items
        return values, size

    def _merge(self, node: yaml.Node, into: dict[str, Any], merged: set[str]) -> int:
        """`<<`: take over what is not there yet (YAML merge key)."""
        sources = node.value if isinstance(node, yaml.SequenceNode) else [node]
        size = 0
        for source in sources:
            value, items = self._sized(source)
            if not isinstance(value, dict):
                raise self.error(source, "`<<` merges maps only", "name an anchored map")
            size += items
            for key, item in value.items():
                if key not in into:
                    into[key] = item
                    merged.add(key)
        return size

    def error(self, node: yaml.Node, message: str, hint: str) -> DocumentError:
        """A `DocumentError` at the place of `node`."""
        mark = node.start_mark
        place = Place(self.place.path, mark.line + 1, mark.column + 1)
        return DocumentError(message, hint=hint, place=place)


def _scalar(node: yaml.ScalarNode, owner: Constructor) -> Any:
    tag, text = node.tag, node.value
    if tag in ("str", f"{_TAG}str", "!"):
        return text
    if tag == "plain":
        return plain_scalar(text)
    return _tagged(tag.removeprefix(_TAG), text, node, owner)


def _tagged(tag: str, text: str, node: yaml.ScalarNode, owner: Constructor) -> Any:
    if tag == "binary":
        try:
            return base64.b64decode(text, validate=False)
        except ValueError as error:
            raise owner.error(node, "not base64", "write a string") from error
    value = plain_scalar(text)
    kinds: dict[str, tuple[type, ...]] = {
        "null": (type(None),),
        "bool": (bool,),
        "int": (int,),
        "float": (float, int),
        "timestamp": (datetime.datetime,),
    }
    if tag in kinds and isinstance(value, kinds[tag]):
        return value
    shown = tag if tag.startswith("!") else f"!!{tag}"
    raise owner.error(node, f"the tag `{shown}` does not fit here", "remove the tag")


def _key(node: yaml.Node, owner: Constructor) -> str:
    """A key as JavaScript makes it: always a string."""
    if not isinstance(node, yaml.ScalarNode):
        raise owner.error(node, "a key that is a list or map", "write a plain text as key")
    value = _scalar(node, owner)
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return str(value) if isinstance(value, int | float) else node.value

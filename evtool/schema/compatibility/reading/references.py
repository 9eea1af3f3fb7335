"""Where the references of one document lead (draft-07, section 8): inside of it, or nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from evtool.schema.compatibility.reading.problem import UnreadableSchema
from evtool.schema.difference.vocabulary import ONE_SCHEMA, SCHEMA_LISTS, SCHEMA_MAPS

Target = tuple[Any, str]
"""A schema and the URI that references in it are relative to."""


class References:
    """The schemas of a document by the names that references use."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self.base = base_of(root, "")

    def target(self, reference: Any, base: str) -> Target:
        """The schema that a reference in a schema with this base leads to.

        Raises:
            UnreadableSchema: It leads nowhere, or out of the document.
        """
        if not isinstance(reference, str):
            raise UnreadableSchema(f"a $ref that is no string: {reference!r}")
        resource, fragment = urldefrag(urljoin(base, reference) if base else reference)
        if not fragment.startswith("/") and fragment:
            return self._named(f"{resource}#{fragment}", reference)
        start = self._named(resource, reference)
        return self._follow(start, unquote(fragment), reference)

    def _named(self, name: str, reference: str) -> Target:
        found = self._index.get(name)
        if found is None:
            raise UnreadableSchema(f"the reference {reference} leads out of the schema")
        return found

    def _follow(self, start: Target, pointer: str, reference: str) -> Target:
        value, base = start
        for token in pointer.split("/")[1:]:
            value = _step(value, token.replace("~1", "/").replace("~0", "~"), reference)
        return value, self._bases.get(id(value), base)

    @cached_property
    def _index(self) -> dict[str, Target]:
        found: dict[str, Target] = {"": (self._root, self.base)}
        for schema, base in self._schemas:
            name = schema.get("$id")
            if isinstance(name, str) and "$ref" not in schema:
                found.setdefault(f"{base}{name}" if name.startswith("#") else base, (schema, base))
        found.setdefault(self.base, (self._root, self.base))
        return found

    @cached_property
    def _bases(self) -> dict[int, str]:
        return {id(schema): base for schema, base in self._schemas}

    @cached_property
    def _schemas(self) -> list[tuple[dict[str, Any], str]]:
        found = []
        pending: list[Target] = [(self._root, "")]
        while pending:
            schema, base = pending.pop()
            if isinstance(schema, dict):
                base = base_of(schema, base)
                found.append((schema, base))
                pending += [(part, base) for part in subschemas(schema)]
        return found


def base_of(schema: Any, base: str) -> str:
    """The URI that references in a schema are relative to; `base` is that of the one around it."""
    name = schema.get("$id") if isinstance(schema, dict) and "$ref" not in schema else None
    if not isinstance(name, str) or name.startswith("#"):
        return base
    return urldefrag(urljoin(base, name)).url


def subschemas(schema: dict[str, Any]) -> Iterator[Any]:
    """The schemas right inside of one, whether or not something makes use of them."""
    for keyword, value in schema.items():
        if keyword in SCHEMA_MAPS and isinstance(value, dict):
            yield from value.values()
        elif keyword in SCHEMA_LISTS and isinstance(value, list):
            yield from value
        elif keyword in ONE_SCHEMA:
            yield value


def _step(value: Any, token: str, reference: str) -> Any:
    if isinstance(value, dict) and token in value:
        return value[token]
    if isinstance(value, list) and token.isdecimal() and int(token) < len(value):
        return value[int(token)]
    raise UnreadableSchema(f"the reference {reference} leads nowhere")

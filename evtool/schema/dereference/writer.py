"""Writing references out, precisely: every trouble is told with its place."""

from __future__ import annotations

from functools import cache
from typing import Any

from evtool.document import Document
from evtool.schema.dereference.failures import Reporter
from evtool.schema.dereference.references import ROOT, aliases_as_references
from evtool.schema.pointer import PointerSyntaxError, parse_pointer
from evtool.schema.resolve import Sources

EXPANSION_LIMIT = 1_000_000
"""How many values a dereferenced schema may have: the largest real one has 6,000."""

Sized = tuple[Any, int]
"""A value, and how many values it is made of."""


@cache
def library() -> tuple[Any, type[Any], type[Exception]]:
    """What is used of jsonref, imported when the first reference is met: it takes 30 ms."""
    import jsonref

    return jsonref.replace_refs, jsonref.JsonRef, jsonref.JsonRefError


def raw_value(document: Document) -> Any:
    """The value of a document as jsonref should see it."""
    return aliases_as_references(document.value) if document.shares else document.value


class Writer:
    """Writes one document out; remembers what it has written, and what it is in."""

    def __init__(self, document: Document, sources: Sources, uri: str = ROOT) -> None:
        self.document = document
        self.sources = sources
        self.uri = uri
        self.report = Reporter(document, sources)
        self.replace, self.kind, self.failure = library()
        self.made: dict[int, Sized] = {}
        self.open: set[int] = set()

    def value(self) -> Any:
        """The written out document.

        Raises:
            BrokenReference: A reference cannot be followed.
        """
        proxied = self.replace(
            raw_value(self.document), base_uri=self.uri, loader=self.load, merge_props=True
        )
        try:
            return self.write(proxied)[0]
        except RecursionError as error:
            raise self.report.endless() from error

    def load(self, uri: str) -> Any:
        """What jsonref asks for: the raw value of another document."""
        return raw_value(self.report.of(uri))

    def write(self, value: Any, through: Any = None) -> Sized:
        """A part with its references written out; `through` is the reference that led here."""
        kind = type(value)
        if kind is self.kind:
            return self.write(self.target(value), value)
        if kind is not dict and kind is not list:
            return value, 1
        known = self.made.get(id(value))
        if known is not None:
            return known
        if id(value) in self.open:
            raise self.report.circle(*name(through) if through is not None else ("#", ROOT))
        self.open.add(id(value))
        made = self._map(value) if kind is dict else self._list(value)
        self.open.discard(id(value))
        if made[1] > EXPANSION_LIMIT:
            raise self.report.too_large(EXPANSION_LIMIT)
        self.made[id(value)] = made
        return made

    def _map(self, value: dict[str, Any]) -> Sized:
        made, size = {}, 1
        for key, item in value.items():
            made[key], items = self.write(item)
            size += items
        return made, size

    def _list(self, value: list[Any]) -> Sized:
        made, size = [], 1
        for item in value:
            written, items = self.write(item)
            made.append(written)
            size += items
        return made, size

    def target(self, reference: Any) -> Any:
        """What a reference leads to.

        Raises:
            BrokenReference: Nowhere, or in a circle.
        """
        text, base_uri = name(reference)
        try:
            check_fragment(text)
            subject = reference.__subject__
        except PointerSyntaxError as error:
            raise self.report.unresolved(text, base_uri, error.message, error.hint) from error
        except ValueError as error:
            raise self.report.no_address(text, base_uri) from error
        except self.failure as error:
            raise self.report.explain(error, self.failure, text, base_uri) from error
        except RecursionError as error:
            raise self.report.circle(text, base_uri) from error
        return subject


def name(reference: Any) -> tuple[str, str]:
    """The text of a reference and the document it stands in, without following it."""
    return reference.__reference__["$ref"], object.__getattribute__(reference, "base_uri")


def check_fragment(text: str) -> None:
    """Refuse an anchor, which jsonref would take for a pointer.

    Raises:
        PointerSyntaxError: What stands after `#` is no JSON pointer.
    """
    fragment = text.partition("#")[2]
    if fragment:
        parse_pointer(f"#{fragment}")

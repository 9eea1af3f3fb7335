"""Writing references out, quickly: each fragment is expanded once for all who use it.

The precise writer walks every fragment anew for each schema, which takes most of the
time in a large repository. Here a fragment is expanded when it is first met, and jsonref
sees it as one opaque thing. Whatever is unusual, and every error, is left to the precise
writer: a property test holds the two to the same results.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag, urljoin

from evtool.errors import EvtoolError
from evtool.schema.dereference.references import ROOTS
from evtool.schema.dereference.writer import Writer, name, raw_value


class NotQuick(Exception):
    """The precise writer has to do it: a circle between documents, or any error."""


class Opaque:
    """An expanded document that jsonref does not walk into, only through."""

    __slots__ = ("_seen", "_value")

    def __init__(self, value: Any, seen: QuickWriter) -> None:
        self._value = value
        self._seen = seen

    def __getitem__(self, step: str) -> Any:
        value = self._value
        return self._seen.expanded(value[int(step)] if isinstance(value, list) else value[step])


class QuickWriter(Writer):
    """Writes one document out with the expanded forms of the documents it refers to."""

    def value(self) -> Any:
        """The written out document.

        Raises:
            NotQuick: Something about it is unusual or wrong.
        """
        if self.uri in self.sources.expanding:
            raise NotQuick
        self.sources.expanding.add(self.uri)
        try:
            proxied = self.replace(
                raw_value(self.document), base_uri=self.uri, loader=self.load, merge_props=True
            )
            self._fill_in_documents(proxied)
            return self.write(proxied)[0]
        except (EvtoolError, self.failure, RecursionError, ValueError) as error:
            raise NotQuick from error
        finally:
            self.sources.expanding.discard(self.uri)

    def load(self, uri: str) -> Any:
        """What jsonref asks for when a reference has a pointer."""
        return Opaque(self._document(uri), self)

    def expanded(self, value: Any) -> Any:
        """Note that a part is written out already; the part."""
        if type(value) is dict or type(value) is list:
            self.made[id(value)] = value, self._size(value)
        return value

    def _document(self, uri: str) -> Any:
        """The expanded form of another document, made once for all who refer to it."""
        if uri in ROOTS:
            raise NotQuick
        known = self.sources.expanded
        if uri not in known:
            document = self.sources.document(uri)
            plain = "$ref" not in document.text and not document.shares
            value = document.value if plain else QuickWriter(document, self.sources, uri).value()
            known[uri] = value
        return self.expanded(known[uri])

    def _fill_in_documents(self, proxied: Any) -> None:
        """Resolve references to whole documents by hand: jsonref merges siblings into maps only."""
        for reference in self._references(proxied):
            text, base_uri = name(reference)
            uri, fragment = urldefrag(urljoin(base_uri, text))
            if fragment or uri in ROOTS or uri == self.uri:
                continue
            value = self._document(uri)
            beside = {key: one for key, one in reference.__reference__.items() if key != "$ref"}
            if beside and isinstance(value, dict):
                for part in value.values():
                    self.expanded(part)
                value = {**value, **beside}
            reference.__subject__ = value

    def _references(self, value: Any) -> Iterator[Any]:
        """Every reference of the document, also among the keys beside another one."""
        pending = [value]
        while pending:
            item = pending.pop()
            kind = type(item)
            if kind is self.kind:
                yield item
                pending.extend(item.__reference__.values())
            elif kind is dict:
                pending.extend(item.values())
            elif kind is list:
                pending.extend(item)

    def _size(self, value: Any) -> int:
        """How many values a part is made of; counted once for all who refer to it."""
        known = self.sources.sizes
        size = known.get(id(value))
        if size is None:
            inner = value.values() if isinstance(value, dict) else value
            size = 1 + sum(
                self._size(one) if type(one) is dict or type(one) is list else 1 for one in inner
            )
            known[id(value)] = size
        return size

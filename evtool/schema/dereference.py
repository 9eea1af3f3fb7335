"""References replaced by what they mean: the only place that knows jsonref.

jsonref finds the references and resolves them; here they are written out, with what it
leaves open: references that never end, anchors, documents that cannot be read, and a
limit on what a schema may expand to.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urldefrag, urljoin

from evtool.document import Document
from evtool.errors import EvtoolError, Place, SchemaError
from evtool.schema.pointer import (
    PointerNotFoundError,
    PointerSyntaxError,
    format_fragment,
    parse_pointer,
    resolve_pointer,
)
from evtool.schema.resolve import Sources

EXPANSION_LIMIT = 1_000_000
"""How many values a dereferenced schema may have: the largest real one has 6,000."""

_ROOT = ""
"""The URI of the document that is dereferenced: its references are relative to nothing."""

_ROOTS = frozenset({_ROOT, ".", "./"})
"""What else the root may call itself: `./#/definitions/x` stands in real schemas."""


class BrokenReference(SchemaError):
    """A `$ref` that cannot be followed; `reference` is its text."""

    def __init__(
        self, message: str, *, reference: str, hint: str | None, place: Place | None
    ) -> None:
        self.reference = reference
        super().__init__(message, hint=hint, place=place)


def dereference(document: Document, sources: Sources) -> Any:
    """The value of `document` with every reference written out.

    Keys beside a `$ref` win over those of its target. Parts that several references
    share, and parts that YAML aliases share, stay one object, as the canonical text
    shows that.

    Raises:
        BrokenReference: A reference leads nowhere, nowhere readable, or in a circle.
    """
    if "$ref" not in document.text and not document.shares:
        return document.value
    return _Writer(document, sources).value()


def references(value: Any) -> Iterator[str]:
    """Every reference of a raw schema, in the order in which they stand."""
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, dict):
            reference = item.get("$ref")
            if isinstance(reference, str):
                yield reference
            pending.extend(reversed(item.values()))
        elif isinstance(item, list):
            pending.extend(reversed(item))


def locate(document: Document, sources: Sources, tokens: tuple[str, ...]) -> Place:
    """Where a part of the dereferenced value is written: here, or in a fragment."""
    uri, at = _ROOT, list(tokens)
    walked: list[str] = []
    target, value = document, document.value
    hops = 0
    while at:
        if isinstance(value, dict) and isinstance(value.get("$ref"), str) and at[0] not in value:
            uri, fragment = urldefrag(urljoin(uri, value["$ref"]))
            target = document if uri in _ROOTS else sources.document(uri)
            at = [*parse_pointer(f"#{fragment}"), *at]
            walked, value = [], target.value
            hops += 1
            if hops > 100:
                break
            continue
        step = at.pop(0)
        walked.append(step)
        try:
            value = value[int(step)] if isinstance(value, list) else value[step]
        except (KeyError, IndexError, ValueError, TypeError):
            break
    return target.place(walked)


@cache
def _jsonref() -> tuple[Any, type[Any], type[Exception]]:
    """jsonref, imported when the first reference is met: it takes 30 ms."""
    import jsonref

    return jsonref.replace_refs, jsonref.JsonRef, jsonref.JsonRefError


def _name(reference: Any) -> tuple[str, str]:
    """The text of a reference and the document it stands in, without following it."""
    return reference.__reference__["$ref"], object.__getattribute__(reference, "base_uri")


class _Writer:
    """Writes one document out; remembers what it has written, and what it is in."""

    def __init__(self, document: Document, sources: Sources) -> None:
        self.document = document
        self.sources = sources
        self.replace, self.kind, self.failure = _jsonref()
        self.made: dict[int, tuple[Any, int]] = {}
        self.open: set[int] = set()

    def value(self) -> Any:
        raw = self.document.value
        if self.document.shares:
            raw = _aliases_as_references(raw)
        proxied = self.replace(raw, base_uri=_ROOT, loader=self._load, merge_props=True)
        try:
            return self._write(proxied)[0]
        except RecursionError as error:
            raise BrokenReference(
                "references that never end",
                reference="",
                hint="break the circle: an event cannot nest without end",
                place=self.document.place(),
            ) from error

    def _document(self, uri: str) -> Document:
        return self.document if uri in _ROOTS else self.sources.document(uri)

    def _load(self, uri: str) -> Any:
        document = self._document(uri)
        return _aliases_as_references(document.value) if document.shares else document.value

    def _write(self, value: Any, through: Any = None) -> tuple[Any, int]:
        kind = type(value)
        if kind is self.kind:
            return self._write(self._target(value), value)
        if kind is not dict and kind is not list:
            return value, 1
        known = self.made.get(id(value))
        if known is not None:
            return known
        if id(value) in self.open:
            raise self._circle(through)
        self.open.add(id(value))
        size = 1
        made: Any
        if kind is dict:
            made = {}
            for key, item in value.items():
                made[key], items = self._write(item)
                size += items
        else:
            made = []
            for item in value:
                written, items = self._write(item)
                made.append(written)
                size += items
        self.open.discard(id(value))
        if size > EXPANSION_LIMIT:
            raise self._too_large()
        self.made[id(value)] = made, size
        return made, size

    def _target(self, reference: Any) -> Any:
        text, base_uri = _name(reference)
        fragment = urldefrag(text)[1]
        try:
            if fragment:
                parse_pointer(f"#{fragment}")
            return reference.__subject__
        except PointerSyntaxError as error:
            raise self._unresolved(text, base_uri, error.message, error.hint) from error
        except self.failure as error:
            raise self._failure(error, text, base_uri) from error
        except RecursionError as error:
            raise self._circle(reference) from error

    def _failure(self, error: Any, text: str, base_uri: str) -> EvtoolError:
        """jsonref's complaint with the place and the repair."""
        inner = error
        while isinstance(inner, self.failure) and inner.cause is not None:  # type: ignore[attr-defined]
            text, base_uri = inner.reference["$ref"], inner.base_uri  # type: ignore[attr-defined]
            inner = inner.cause  # type: ignore[attr-defined]
        if isinstance(inner, EvtoolError):
            return self._unreadable(inner, text, base_uri)
        if isinstance(inner, self.failure):
            return self._circle_at(text, base_uri)
        return self._no_such_part(text, base_uri)

    def _unreadable(self, error: EvtoolError, text: str, base_uri: str) -> EvtoolError:
        if error.place is None:
            return self._unresolved(text, base_uri, error.message, error.hint)
        where = self._place(text, base_uri)
        return BrokenReference(
            f"{error.message} (referred to by {text!r} at {where})",
            reference=text,
            hint=error.hint,
            place=error.place,
        )

    def _no_such_part(self, text: str, base_uri: str) -> EvtoolError:
        uri, fragment = urldefrag(urljoin(base_uri, text))
        document = self._document(uri)
        try:
            resolve_pointer(document.value, f"#{fragment}")
        except PointerNotFoundError as error:
            return self._unresolved(text, base_uri, error.message, error.hint)
        return self._unresolved(text, base_uri, "leads nowhere", "correct the pointer")

    def _unresolved(
        self, text: str, base_uri: str, message: str, hint: str | None
    ) -> BrokenReference:
        return BrokenReference(
            f"$ref {text!r}: {message}",
            reference=text,
            hint=hint,
            place=self._place(text, base_uri),
        )

    def _circle(self, reference: Any) -> BrokenReference:
        if reference is None:
            return self._circle_at("#", _ROOT)
        return self._circle_at(*_name(reference))

    def _circle_at(self, text: str, base_uri: str) -> BrokenReference:
        return BrokenReference(
            f"$ref {text!r} never ends: it leads to a schema that it stands in",
            reference=text,
            hint="write the inner level out: an event cannot nest without end",
            place=self._place(text, base_uri),
        )

    def _too_large(self) -> SchemaError:
        return SchemaError(
            f"references expand to more than {EXPANSION_LIMIT:,} values",
            hint="refer to smaller parts: each reference is written out in full",
            place=self.document.place(),
        )

    def _place(self, text: str, base_uri: str) -> Place:
        document = self._document(base_uri)
        return document.place(find_reference(document.value, text))


def find_reference(value: Any, text: str) -> tuple[str, ...]:
    """The way to the first `$ref` with this text, `$ref` itself included."""
    pending: list[tuple[tuple[str, ...], Any]] = [((), value)]
    while pending:
        tokens, item = pending.pop()
        if isinstance(item, dict):
            if item.get("$ref") == text:
                return (*tokens, "$ref")
            pending.extend(((*tokens, key), inner) for key, inner in reversed(item.items()))
        elif isinstance(item, list):
            pairs = reversed(list(enumerate(item)))
            pending.extend(((*tokens, str(at)), inner) for at, inner in pairs)
    return ()


def _aliases_as_references(value: Any) -> Any:
    """A copy in which the second sight of a shared part refers to its first.

    An alias and a local reference mean the same, and references keep their identity.
    """
    first: dict[int, tuple[str, ...]] = {}

    def copied(item: Any, tokens: tuple[str, ...]) -> Any:
        if not isinstance(item, dict | list) or not item:
            return item
        if id(item) in first:
            return {"$ref": format_fragment(first[id(item)])}
        first[id(item)] = tokens
        if isinstance(item, dict):
            return {key: copied(inner, (*tokens, key)) for key, inner in item.items()}
        return [copied(inner, (*tokens, str(at))) for at, inner in enumerate(item)]

    return copied(value, ())

"""Finding references in raw schemas, and following them back to where a part is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag, urljoin

from evtool.document import Document
from evtool.errors import Place
from evtool.schema.pointer import format_fragment, parse_pointer
from evtool.schema.resolve import Sources

ROOT = ""
"""The URI of the document that is dereferenced: its references are relative to nothing."""

ROOTS = frozenset({ROOT, ".", "./"})
"""What else the root may call itself: `./#/definitions/x` stands in real schemas."""

_HOP_LIMIT = 100


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


def document_uri(reference: str) -> str:
    """What stands before the `#`; the text may be anything, so nothing is parsed."""
    return reference.partition("#")[0]


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


def locate(document: Document, sources: Sources, tokens: tuple[str, ...]) -> Place:
    """Where a part of the dereferenced value is written: here, or in a fragment."""
    uri, left, walked = ROOT, list(tokens), list[str]()
    target, value = document, document.value
    for _ in range(_HOP_LIMIT):
        while left and not _hops(value, left[0]):
            step = left.pop(0)
            walked.append(step)
            value = _below(value, step)
        if not left:
            break
        uri, fragment = urldefrag(urljoin(uri, value["$ref"]))
        target = document if uri in ROOTS else sources.document(uri)
        left = [*parse_pointer(f"#{fragment}"), *left]
        walked, value = [], target.value
    return target.place(walked)


def _hops(value: Any, step: str) -> bool:
    """Whether the next step goes through a reference, not through a key beside it."""
    return isinstance(value, dict) and isinstance(value.get("$ref"), str) and step not in value


def _below(value: Any, step: str) -> Any:
    try:
        return value[int(step)] if isinstance(value, list) else value[step]
    except (KeyError, IndexError, ValueError, TypeError):
        return None


def aliases_as_references(value: Any) -> Any:
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

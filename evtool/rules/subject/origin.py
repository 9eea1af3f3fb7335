"""From a part of a merged schema back to where it is written: in the source, or in a fragment.

Merging moves what stands in members of `allOf` up, and writing references out brings
parts of other documents in. Here the way is walked on the raw documents: at each step
all places that contribute are kept, the nearest to the source first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urldefrag, urljoin

from evtool.document import Document
from evtool.errors import EvtoolError
from evtool.rules.problem import Tokens
from evtool.schema.dereference.references import ROOT, ROOTS
from evtool.schema.pointer import parse_pointer
from evtool.schema.resolve import Sources

_MOST_PLACES = 500
"""How many places that contribute to one part are followed; real schemas have under 10."""

_HOP_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Written:
    """A part of a raw document: where it is written, and what is written there.

    `via` is the way to the reference of the source that led to another document; None in
    the source itself.
    """

    document: Document
    uri: str
    tokens: Tokens
    value: Any
    via: Tokens | None = None

    def child(self, token: str, value: Any) -> Written:
        """The part that one step leads to."""
        return replace(self, tokens=(*self.tokens, token), value=value)


def origins(document: Document, sources: Sources, merged: Any, tokens: Tokens) -> list[Written]:
    """Where the part of `merged` that `tokens` lead to is written, the source's places first.

    `merged` is what `document` becomes when it is dereferenced and merged. A part that is
    written nowhere (a bound or an example that materialization adds) stands where its
    parent does.
    """
    here = list(_contributing(Written(document, ROOT, (), document.value), sources))
    for token in tokens:
        below, merged = _step(merged, token)
        candidates = [one for part in here for one in _child(part, token, merged)] if below else []
        if not candidates:
            break
        here = [one for part in candidates for one in _contributing(part, sources)]
        here = here[:_MOST_PLACES]
    return sorted(here, key=lambda one: one.uri != ROOT)


def _step(value: Any, token: str) -> tuple[bool, Any]:
    if isinstance(value, dict) and token in value:
        return True, value[token]
    if isinstance(value, list) and token.isdecimal() and int(token) < len(value):
        return True, value[int(token)]
    return False, None


def _child(part: Written, token: str, wanted: Any) -> Iterator[Written]:
    """What the step leads to in one place; in a list, the item that equals the wanted one."""
    value = part.value
    if isinstance(value, dict):
        if token in value:
            yield part.child(token, value[token])
    elif isinstance(value, list):
        at = _index(value, token, wanted)
        if at is not None:
            yield part.child(str(at), value[at])


def _index(items: Sequence[Any], token: str, wanted: Any) -> int | None:
    at = int(token) if token.isdecimal() else len(items)
    if isinstance(wanted, dict | list):
        return at if at < len(items) else None
    if at < len(items) and items[at] == wanted:
        return at
    return next((index for index, item in enumerate(items) if item == wanted), None)


def _contributing(part: Written, sources: Sources) -> Iterator[Written]:
    """A part, and what it includes: the target of its reference, the members of its `allOf`."""
    pending, seen = [part], set[tuple[str, Tokens]]()
    while pending and len(seen) < _MOST_PLACES:
        one = pending.pop()
        if (one.uri, one.tokens) in seen:
            continue
        seen.add((one.uri, one.tokens))
        if not isinstance(one.value, dict):
            yield one
            continue
        reference = one.value.get("$ref")
        if not isinstance(reference, str) or len(one.value) > 1:
            yield one
        members = one.value.get("allOf")
        if isinstance(members, list):
            inside = one.child("allOf", members)
            pending.extend(
                inside.child(str(at), members[at]) for at in reversed(range(len(members)))
            )
        if isinstance(reference, str):
            target = follow(one.document, one.uri, reference, sources)
            if target is not None:
                via = (*one.tokens, "$ref") if one.uri == ROOT else one.via
                pending.append(target if target.uri == ROOT else replace(target, via=via))
            else:
                yield one


def follow(root: Document, uri: str, reference: str, sources: Sources) -> Written | None:
    """What a reference of the document `uri` leads to; None where it leads nowhere.

    `root` is the document that the empty URI means. On its way the pointer may itself go
    through references.
    """
    try:
        part, left = _start(root, uri, reference, sources)
        for _ in range(_HOP_LIMIT):
            part, left = _walk(part, left)
            if not left:
                return part
            onward = part.value.get("$ref") if isinstance(part.value, dict) else None
            if not isinstance(onward, str):
                return None
            part, more = _start(root, part.uri, onward, sources)
            left = [*more, *left]
    except EvtoolError:
        return None
    return None


def _start(root: Document, uri: str, reference: str, sources: Sources) -> tuple[Written, list[str]]:
    """The document that a reference names, and the way inside it."""
    wanted, fragment = urldefrag(urljoin(uri, reference))
    inside = list(parse_pointer(f"#{fragment}"))
    if wanted in ROOTS:
        return Written(root, ROOT, (), root.value), inside
    document = sources.document(wanted)
    return Written(document, wanted, (), document.value), inside


def _walk(part: Written, way: list[str]) -> tuple[Written, list[str]]:
    """As far as the way leads in one document, and what is left of it."""
    for at, token in enumerate(way):
        known, value = _step(part.value, token)
        if not known:
            return part, way[at:]
        part = part.child(token, value)
    return part, []

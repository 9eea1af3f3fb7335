"""Where the parts of stream files stand, for many questions about large files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from evtool.document import Document
from evtool.document.nodes import compose
from evtool.errors import DocumentError, Place
from evtool.rules.problem import Spot, Tokens

Member = tuple[int, int, Any]
"""Line and column of a key or item, counted from 1, and the node of the value."""


class Places:
    """The places in several documents, by path; each is composed when it is first asked for."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = {one.path: one for one in documents}
        self._indexes: dict[Path, _Index] = {}

    def spot(self, path: Path, tokens: Tokens) -> Spot:
        """The place of a value; of the last part that exists where tokens leave the document."""
        document = self._documents.get(path)
        if document is None:
            return Spot(path)
        index = self._indexes.setdefault(path, _Index(document))
        return index.spot(tokens)


class _Index:
    """The members of each map and list of one document, looked at once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._members: dict[int, dict[str, Member]] = {}

    def spot(self, tokens: Tokens) -> Spot:
        if self._root is None:
            return Spot(self._document.path, tokens=tokens)
        line, column, node = 1, 1, self._root
        for depth, token in enumerate(tokens):
            found = self._inside(node).get(token)
            if found is None:
                return Spot(self._document.path, line, column, tokens[:depth])
            line, column, node = found
        return Spot(self._document.path, line, column, tokens)

    @cached_property
    def _root(self) -> Any:
        try:
            return compose(self._document.text, Place(self._document.path))
        except DocumentError:  # JSON that is no YAML, such as one indented with tabs
            return None

    def _inside(self, node: Any) -> dict[str, Member]:
        made = self._members.get(id(node))
        if made is None:
            made = self._members[id(node)] = {}
            for token, member in _members(node):
                made.setdefault(token, member)  # of a key that stands twice, the first counts
        return made


def _members(node: Any) -> Iterator[tuple[str, Member]]:
    """The members of a node; what `<<` merges comes last, as it counts least.

    An alias inside its own value is refused when a document is read.
    """
    if node.id == "sequence":
        for at, item in enumerate(node.value):
            yield str(at), (*_start(item), item)
    if node.id != "mapping":
        return
    merged: list[Any] = []
    for key, value in node.value:
        if key.tag == "plain" and key.value == "<<":
            merged += value.value if value.id == "sequence" else [value]
        elif key.id == "scalar":
            yield key.value, (*_start(key), value)
    for source in merged:
        yield from _members(source)


def _start(node: Any) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1

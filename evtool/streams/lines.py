"""On which line each setting stands, for whole documents at once.

A `Document` finds one place at a time and keeps all its nodes for that. Where the lines
of many streams are asked for, this keeps a number a value instead.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import count
from typing import Any

from evtool.document import Document
from evtool.document.nodes import compose
from evtool.errors import DocumentError, Place
from evtool.streams.collection import paused_collection

Tokens = tuple[str, ...]


class Lines:
    """The lines of the parts of one document.

    A part is what stands `depth` keys below the root: with 2, an entry of `streams`.
    """

    def __init__(self, document: Document, depth: int = 2) -> None:
        self._document = document
        self._depth = depth
        self._parts: dict[Tokens, array[int]] = {}
        with paused_collection():
            self._fill()

    def line(self, tokens: Tokens) -> int:
        """The line of the value that tokens lead to: that of its key; 0 if unknown."""
        for size in range(min(len(tokens), self._depth), -1, -1):
            numbers = self._parts.get(tokens[:size])
            if numbers is not None:
                return self._line_in(numbers, tokens[:size], tokens[size:])
        return 0

    def _line_in(self, numbers: array[int], part: Tokens, wanted: Tokens) -> int:
        value = self._document.value
        for token in part:
            value = value[token]
        for number, found in zip(numbers, _ways(value), strict=False):
            if found == wanted:
                return number
        return 0

    def _fill(self) -> None:
        try:
            root = compose(self._document.text, Place(self._document.path))
        except DocumentError:  # JSON that is no YAML: its keys may be longer
            return
        pending: list[tuple[Tokens, int, Any, Any]] = [((), 1, root, self._document.value)]
        while pending:
            tokens, line, node, value = pending.pop()
            pairs = list(_node_items(node)) if isinstance(value, dict) else []
            if len(tokens) == self._depth or not pairs:
                self._parts[tokens] = array("I", [line, *_node_lines(node)])
            elif len(pairs) == len(value):
                self._parts[tokens] = array("I", [line])
                for (key_line, child), (key, item) in zip(pairs, value.items(), strict=True):
                    pending.append(((*tokens, key), key_line, child, item))


def _ways(value: Any, tokens: Tokens = ()) -> Iterator[Tokens]:
    """The tokens of a value and of all inside it, in the order of the document."""
    yield tokens
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _ways(item, (*tokens, key))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from _ways(item, (*tokens, str(at)))


def _node_lines(node: Any) -> Iterator[int]:
    """The lines of all that is inside a node, in the order of `_ways`."""
    for line, child in _node_items(node):
        yield line
        yield from _node_lines(child)


def _node_items(node: Any) -> Iterator[tuple[int, Any]]:
    """The children of a node with the lines of their keys; `<<` takes over what it merges."""
    if node.id == "sequence":
        for item in node.value:
            yield item.start_mark.line + 1, item
    elif node.id == "mapping":
        yield from _members(node).values()


def _members(node: Any) -> dict[Any, tuple[int, Any]]:
    made: dict[Any, tuple[int, Any]] = {}
    unnamed = count()
    for key, value in node.value:
        if key.tag == "plain" and key.value == "<<":
            for source in value.value if value.id == "sequence" else [value]:
                for name, member in _members(source).items():
                    made.setdefault(name, member)
        else:
            name = key.value if key.id == "scalar" else next(unnamed)
            made[name] = (key.start_mark.line + 1, value)
    return made

"""One file -> one document: its text, its value, and where each part of it stands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from evtool.document.construct import Constructor
from evtool.document.nodes import DEPTH_LIMIT, compose
from evtool.errors import DocumentError, Place
from evtool.files import read_bytes


@dataclass(frozen=True)
class Document:
    """The value of one YAML or JSON file.

    `value` is made of dicts, lists, strings, numbers, booleans, None, and
    `datetime.datetime` (UTC) for an unquoted time stamp. `shares` tells whether YAML
    aliases made two parts one object.
    """

    path: Path
    text: str
    value: Any
    shares: bool = field(default=False, compare=False)

    def place(self, tokens: Sequence[str] = ()) -> Place:
        """The place of the value that JSON pointer `tokens` lead to.

        A member of a map stands at its key. Where the tokens leave the document, the
        last part that exists is meant: the finding then still points at its parent.
        """
        node = self._root
        mark = node.start_mark
        for token in tokens:
            step = _step(node, token)
            if step is None:
                break
            node, mark = step
        return Place(self.path, mark.line + 1, mark.column + 1)

    def span(self, tokens: Sequence[str]) -> tuple[int, int] | None:
        """Where the value that `tokens` lead to begins and ends in `text`; None if absent."""
        node = self._root
        for token in tokens:
            step = _step(node, token)
            if step is None:
                return None
            node = step[0]
        return node.start_mark.index, node.end_mark.index

    @cached_property
    def _root(self) -> yaml.Node:
        return compose(self.text, Place(self.path))


def _step(node: yaml.Node, token: str) -> tuple[yaml.Node, yaml.Mark] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == token:
                return value, key.start_mark
    if isinstance(node, yaml.SequenceNode) and token.isdecimal() and int(token) < len(node.value):
        item = node.value[int(token)]
        return item, item.start_mark
    return None


def load_document(path: Path) -> Document:
    """Read and parse one file.

    Raises:
        ReadError: It cannot be read.
        DocumentError: It is not one document.
    """
    return parse_document(read_bytes(path), path)


def parse_document(content: bytes, path: Path) -> Document:
    """Parse the bytes of a file; `path` names it in errors, and `.json` means JSON.

    Raises:
        DocumentError: Not UTF-8, not one YAML or JSON document, nested deeper than
            `DEPTH_LIMIT`, or aliases that expand too far.
    """
    text = _decode(content, path)
    if path.suffix == ".json":
        return Document(path, text, _parse_json(text, path))
    constructor = Constructor(Place(path))
    value = constructor.value(compose(text, Place(path)))
    return Document(path, text, value, constructor.shares)


def _decode(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DocumentError(
            f"not UTF-8: byte 0x{content[error.start]:02x}",
            hint="save the file as UTF-8",
            place=Place(path, line),
        ) from error


def _parse_json(text: str, path: Path) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            seen: set[str] = set()
            twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
            message = f"the key {twice!r} stands twice in one map"
            raise DocumentError(message, hint="keep one of the two", place=Place(path))
        return made

    if not text.strip():
        raise DocumentError("the file is empty", hint="write one document", place=Place(path))
    try:
        value = json.loads(text, object_pairs_hook=unique, parse_constant=_no_constant)
        too_deep = _depth(value) > DEPTH_LIMIT
    except RecursionError:
        too_deep = True
    except json.JSONDecodeError as error:
        raise DocumentError(
            f"not JSON: {error.msg[0].lower()}{error.msg[1:]}",
            hint="repair the JSON at this place",
            place=Place(path, error.lineno, error.colno),
        ) from error
    except ValueError as error:
        raise DocumentError(str(error), hint="repair the JSON", place=Place(path)) from error
    if too_deep:
        message = f"nested deeper than {DEPTH_LIMIT} levels"
        raise DocumentError(message, hint="flatten the document", place=Place(path))
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(f"not JSON: {name} is no JSON value")


def _depth(value: Any) -> int:
    """The nesting of a JSON value, counted level by level."""
    depth, level = 0, [value]
    while level:
        depth += 1
        inner = [
            item.values() if isinstance(item, dict) else item
            for item in level
            if isinstance(item, dict | list)
        ]
        level = [item for items in inner for item in items]
    return depth

"""Reading stream files so that one mistake hides no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evtool.document import Document, parse_document
from evtool.document.construct import Constructor
from evtool.document.nodes import compose
from evtool.errors import DocumentError, EvtoolError, Place
from evtool.rules.problem import Tokens
from evtool.streams.file import StreamFile, read_stream_file

Read = Callable[[Path], bytes]
"""Gives the bytes of a file; raises an `EvtoolError` where it cannot."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A key that stands once more in its map, at a place of its own."""

    tokens: Tokens
    place: Place


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One stream file; of `repeats`, what stands first was read.

    `failure` is why nothing could be read: the document is then empty.
    """

    document: Document
    content: StreamFile
    repeats: Sequence[Repeat] = ()
    failure: EvtoolError | None = None

    def declares(self, repeat: Repeat) -> bool:
        """Whether the key that stands twice is that of a stream."""
        return any(layer.tokens == repeat.tokens for _, layer in self.content.entries)


def read_file(path: Path, read: Read) -> ReadFile:
    """Read one stream file; what is wrong with it raises nothing."""
    try:
        content = read(path)
    except EvtoolError as error:
        return _unreadable(path, "", error)
    try:
        document = parse_document(content, path)
    except DocumentError as error:
        return _mended(path, content, error)
    return ReadFile(document, read_stream_file(document))


def _mended(path: Path, content: bytes, error: DocumentError) -> ReadFile:
    """Read a file without the keys that stand twice, where nothing else is wrong with it."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _unreadable(path, "", error)
    try:
        root = compose(text, Place(path))
        repeats = list(_without_repeats(root, path))
        value = Constructor(Place(path)).value(root) if repeats else None
    except DocumentError as other:
        return _unreadable(path, text, other)
    if not repeats:
        return _unreadable(path, text, error)
    document = Document(path, text, value)
    return ReadFile(document, read_stream_file(document), repeats)


def _unreadable(path: Path, text: str, error: EvtoolError) -> ReadFile:
    document = Document(path, text, {})
    return ReadFile(document, StreamFile(document), failure=error)


def _without_repeats(root: Any, path: Path) -> Iterator[Repeat]:
    """Take out of all maps the keys that stand there already."""
    pending: list[tuple[Any, Tokens]] = [(root, ())]
    seen: set[int] = set()
    while pending:
        node, tokens = pending.pop()
        if id(node) in seen or node.id == "scalar":
            continue
        seen.add(id(node))
        if node.id == "sequence":
            pending += [(item, (*tokens, str(at))) for at, item in enumerate(node.value)]
            continue
        kept: dict[object, tuple[Any, Any]] = {}
        for key, value in node.value:
            name = (key.tag, key.value) if key.id == "scalar" and key.value == "<<" else key.value
            name = name if isinstance(name, str) else id(key)
            if name in kept:
                mark = key.start_mark
                yield Repeat((*tokens, str(name)), Place(path, mark.line + 1, mark.column + 1))
            else:
                kept[name] = key, value
                pending.append((value, (*tokens, str(name))))
        node.value = list(kept.values())

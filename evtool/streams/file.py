"""One stream file: its defaults, its entries and its overrides, as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evtool.config import nearest
from evtool.document import Document
from evtool.streams.layer import Kind, Layer, Override
from evtool.streams.problem import DUPLICATE, UNKNOWN_KEY, WRONG_TYPE, Problem, Scope
from evtool.streams.values import NotJson, is_texts, json_value, kind_of

KEYS = ("defaults", "streams", "overrides", "eventlogging_stream_names", "source")
"""What a stream file is made of; one that has none of them is a bare map of streams."""

OVERRIDDEN: dict[str, Kind] = {
    "defaults": "default",
    "wgEventStreamsDefaultSettings": "default",
    "streams": "entry",
    "wgEventStreams": "entry",
}
"""What `overrides` are of, also by the names that MediaWiki exports."""

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Registered:
    """A stream that browsers are told about: one of `eventlogging_stream_names`.

    `environment` is None where every environment has it.
    """

    name: str
    path: Path
    tokens: Tokens
    environment: str | None = None


@dataclass(frozen=True)
class StreamFile:
    """A stream file, read.

    `entries` are pairs of key and settings, in order; a key may be a position, where the
    setting `stream` is the name.
    """

    document: Document
    defaults: Layer | None = None
    entries: tuple[tuple[str, Layer], ...] = ()
    overrides: tuple[Override, ...] = ()
    registered: tuple[Registered, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_stream_file(document: Document) -> StreamFile:
    """Take a document apart; what has the wrong type is a problem and left out."""
    reader = _Reader(document)
    value = document.value
    if not isinstance(value, dict):
        reader.wrong((), "a map with `defaults` and `streams`", value, Scope.FILE)
        return StreamFile(document, problems=tuple(reader.problems))
    if not any(key in KEYS for key in value):
        return StreamFile(
            document, entries=tuple(reader.entries((), value)), problems=tuple(reader.problems)
        )
    reader.check_keys(value)
    return StreamFile(
        document,
        reader.defaults(value.get("defaults", {})),
        tuple(reader.entries(("streams",), value.get("streams", {}))),
        tuple(reader.overrides(value.get("overrides", {}))),
        tuple(reader.registered(value.get("eventlogging_stream_names", []))),
        tuple(reader.problems),
    )


class _Reader:
    """Takes the parts of one document, and remembers what is wrong in them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.problems: list[Problem] = []

    def check_keys(self, value: dict[str, Any]) -> None:
        for key in value:
            if key not in KEYS and not key.startswith("x-"):
                message = f"unknown key {key!r} in a stream file"
                self._add(UNKNOWN_KEY, message, (key,), nearest(key, KEYS), Scope.NOTE)

    def defaults(self, value: Any) -> Layer | None:
        return self._layer("default", ("defaults",), value, scope=Scope.FILE)

    def entries(self, tokens: Tokens, value: Any) -> Iterator[tuple[str, Layer]]:
        """The entries of a map, or of the list that old configurations are."""
        for key, settings in self._items(tokens, value, Scope.FILE):
            layer = self._layer("entry", (*tokens, key), settings, stream=key)
            if layer:
                yield key, layer

    def overrides(self, value: Any) -> Iterator[Override]:
        for key, by_environment in self._items(("overrides",), value, Scope.FILE):
            if key not in OVERRIDDEN:
                message = f"unknown key {key!r} in overrides"
                hint = nearest(key, list(OVERRIDDEN))
                self._add(UNKNOWN_KEY, message, ("overrides", key), hint, Scope.FILE)
                continue
            tokens = ("overrides", key)
            for name, part in self._items(tokens, by_environment, Scope.FILE):
                yield self._override(OVERRIDDEN[key], (*tokens, name), part)

    def _override(self, kind: Kind, tokens: Tokens, value: Any) -> Override:
        environment = tokens[-1].removeprefix("+")
        parts = [("", tokens, value)]
        if kind == "entry":
            items = self._items(tokens, value, Scope.FILE)
            parts = [(key, (*tokens, key), settings) for key, settings in items]
        found = (
            (key, self._layer(kind, way, part, environment, key or None, Scope.FILE))
            for key, way, part in parts
        )
        layers = tuple((key, layer) for key, layer in found if layer)
        return Override(environment, tokens[-1].startswith("+"), kind, layers)

    def registered(self, value: Any) -> Iterator[Registered]:
        """The names of a list; or, as MediaWiki exports them, of `default` and environments."""
        tokens = ("eventlogging_stream_names",)
        if not isinstance(value, dict):
            yield from self._names(tokens, value, None)
            return
        for key, names in value.items():
            environment = None if key == "default" else key.removeprefix("+")
            yield from self._names((*tokens, key), names, environment)

    def _names(self, tokens: Tokens, value: Any, environment: str | None) -> Iterator[Registered]:
        if not is_texts(value):
            self.wrong(tokens, "a list of stream names", value, Scope.NOTE)
            return
        seen: set[str] = set()
        for at, name in enumerate(value):
            way = (*tokens, str(at))
            if name in seen:
                message = f"the stream {name} is registered twice"
                self._add(DUPLICATE, message, way, "keep one of the two", Scope.NOTE, name)
            else:
                yield Registered(name, self._document.path, way, environment)
            seen.add(name)

    def _items(self, tokens: Tokens, value: Any, scope: Scope) -> list[tuple[str, Any]]:
        """The members of a map, or of a list by their positions."""
        if isinstance(value, list):
            return [(str(at), item) for at, item in enumerate(value)]
        if not isinstance(value, dict):
            self.wrong(tokens, "a map", value, scope)
            return []
        return list(value.items())

    def _layer(  # noqa: PLR0913, PLR0917 - the fields of a layer, and what to do without one
        self,
        kind: Kind,
        tokens: Tokens,
        value: Any,
        environment: str | None = None,
        stream: str | None = None,
        scope: Scope = Scope.ENTRY,
    ) -> Layer | None:
        if not isinstance(value, dict):
            self.wrong(tokens, "a map of settings", value, scope, stream)
            return None
        try:
            plain = json_value(value)
        except NotJson as error:
            way = (*tokens, *error.tokens)
            message = f"{error.what} is no JSON value"
            self._add(WRONG_TYPE, message, way, "write what JSON has", scope, stream)
            return None
        return Layer(kind, plain, self._document.path, tokens, environment)

    def wrong(
        self, tokens: Tokens, wanted: str, value: Any, scope: Scope, stream: str | None = None
    ) -> None:
        """Remember a value of the wrong type."""
        what = f"the entry {stream}" if stream else tokens[-1] if tokens else "a stream file"
        message = f"{what} must be {wanted}, not {kind_of(value)}"
        self._add(WRONG_TYPE, message, tokens, None, scope, stream)

    def _add(  # noqa: PLR0913, PLR0917 - the fields of a problem
        self,
        kind: str,
        message: str,
        tokens: Tokens,
        hint: str | None,
        scope: Scope,
        stream: str | None = None,
    ) -> None:
        path = self._document.path
        self.problems.append(Problem(kind, message, path, tokens, hint, stream, scope))

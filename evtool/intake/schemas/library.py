"""Every schema that was asked for, compiled once; and those that are not there, for a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from evtool.document import Document, parse_document
from evtool.errors import EvtoolError
from evtool.intake.event.schema_uri import is_schema_uri
from evtool.intake.schemas.defaults import Fill, compile_defaults
from evtool.intake.schemas.secure import insecurities
from evtool.intake.schemas.validator import CannotCompile, Validator, compile_schema
from evtool.schema.dereference import dereference
from evtool.schema.repository import Repository
from evtool.schema.resolve import Sources

MOST_SCHEMAS = 8192
"""How many compiled schemas are kept."""

MOST_ABSENT = 4096
"""How many URIs without a schema are remembered."""

ABSENT_SECONDS = 5.0
"""How long a schema that was not there is not looked for again."""

_ENDINGS = (".yaml", ".json", "")
_OUTER = "$ref"


class NoSchema(Exception):
    """There is no schema to validate with; `found` tells whether there is a file at all."""

    def __init__(self, message: str, *, found: bool) -> None:
        super().__init__(message)
        self.found = found


@dataclass(frozen=True, slots=True)
class CompiledSchema:
    """What the intake needs to know of one schema.

    `properties` maps the names of its top properties to the names of theirs, None for
    properties that are no objects with declared ones.
    """

    uri: str
    title: str | None
    validator: Validator
    fill: Fill | None
    properties: Mapping[str, frozenset[str] | None]
    path: Path

    def has(self, *names: str) -> bool:
        """Whether the top property, or the property of a top property, is declared."""
        inner = self.properties.get(names[0], frozenset())
        if len(names) == 1:
            return names[0] in self.properties
        return inner is not None and names[1] in inner


class _Absent(NamedTuple):
    """Why a URI has no schema that can be used.

    It is not the exception: that would keep alive whatever was under way when it was raised,
    down to the events of the request.
    """

    until: float
    message: str
    found: bool


class Library:
    """The schemas of a workspace, by URI. It is used by one thread at a time."""

    def __init__(
        self,
        repositories: Sequence[Repository],
        *,
        allow_insecure: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._repositories = tuple(repositories)
        self._stores = [repository.store for repository in repositories]
        self._allow_insecure = allow_insecure
        self._clock = clock
        self._known: dict[str, CompiledSchema] = {}
        self._absent: dict[str, _Absent] = {}

    def find(self, uri: str) -> CompiledSchema:
        """The schema of a URI.

        Raises:
            NoSchema: The URI has not the one form, nothing stands behind it, or what
                stands there cannot be used.
        """
        known = self._known.get(uri)
        if known is not None:
            return known
        absent = self._absent.get(uri)
        if absent is not None and absent.until > self._clock():
            raise NoSchema(absent.message, found=absent.found)
        return self._remember(uri)

    def uris(self) -> Iterator[str]:
        """The URIs of every version in the repositories; an earlier repository wins."""
        seen: set[str] = set()
        for store in self._stores:
            for path in store.paths():
                uri = "/" + path.removesuffix(".yaml").removesuffix(".json")
                if uri not in seen and is_schema_uri(uri):
                    seen.add(uri)
                    yield uri

    def loaded(self) -> Mapping[str, CompiledSchema]:
        """What has been compiled so far."""
        return self._known

    def document(self, uri: str) -> Document:
        """The file behind a URI, for what is not needed for each event, such as examples.

        Raises:
            NoSchema: There is none, or it cannot be read.
        """
        if not is_schema_uri(uri):
            raise NoSchema(f"{uri[:200]!r} is not /<title>/<version>", found=False)
        for store in self._stores:
            for ending in _ENDINGS:
                path = uri[1:] + ending
                try:
                    content = store.read(path)
                    if content is not None:
                        return parse_document(content, store.place(path))
                except EvtoolError as error:
                    raise NoSchema(error.message, found=True) from None
        raise NoSchema(f"no schema {uri}", found=False)

    def schema(self, uri: str) -> Mapping[str, Any]:
        """The schema of a URI, references written out; it is not kept.

        As `document`, it may be asked by other threads.

        Raises:
            NoSchema: There is none, or no event can be of it.
        """
        return self._usable(uri, self.document(uri))[0]

    def _remember(self, uri: str) -> CompiledSchema:
        try:
            made = self._compile(uri, self.document(uri))
        except NoSchema as error:
            if is_schema_uri(uri):
                if len(self._absent) >= MOST_ABSENT:
                    self._absent.clear()
                until = self._clock() + ABSENT_SECONDS
                self._absent[uri] = _Absent(until, str(error), error.found)
            raise
        if len(self._known) >= MOST_SCHEMAS:
            self._known.clear()
        self._absent.pop(uri, None)
        self._known[uri] = made
        return made

    def _usable(self, uri: str, document: Document) -> tuple[Mapping[str, Any], Validator]:
        """A schema that events can be of, and what validates them.

        Raises:
            NoSchema: It is none.
        """
        schema = self._whole(document)
        if not isinstance(schema, dict):
            raise NoSchema(f"the schema {uri} is no map", found=True)
        if not self._allow_insecure:
            problem = next(insecurities(schema), None)
            if problem is not None:
                raise NoSchema(f"the schema {uri} is not secure: {problem}", found=True)
        try:
            return schema, compile_schema(schema)
        except CannotCompile as error:
            raise NoSchema(f"the schema {uri} cannot be used: {error}", found=True) from None

    def _compile(self, uri: str, document: Document) -> CompiledSchema:
        schema, validator = self._usable(uri, document)
        title = schema.get("title")
        return CompiledSchema(
            uri,
            title if isinstance(title, str) else None,
            validator,
            compile_defaults(schema),
            _properties(schema),
            document.path,
        )

    def _whole(self, document: Document) -> Any:
        """The schema with references to other files written out; nothing is fetched."""
        if not any(not one.startswith("#") for one in _references(document.value)):
            return document.value
        try:
            return dereference(document, Sources(self._stores))
        except EvtoolError as error:
            raise NoSchema(f"a reference cannot be followed: {error.message}", found=True) from None


def _references(value: Any) -> Iterator[str]:
    pending = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, dict):
            reference = one.get(_OUTER)
            if isinstance(reference, str):
                yield reference
            pending += one.values()
        elif isinstance(one, list):
            pending += one


def _properties(schema: Mapping[str, Any]) -> dict[str, frozenset[str] | None]:
    declared = schema.get("properties")
    if not isinstance(declared, Mapping):
        return {}
    return {name: _inner(part) for name, part in declared.items()}


def _inner(part: Any) -> frozenset[str] | None:
    inner = part.get("properties") if isinstance(part, Mapping) else None
    return frozenset(map(str, inner)) if isinstance(inner, Mapping) else None

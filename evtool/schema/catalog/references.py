"""Who refers to whom: the references that the sources of a catalog make to schemas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

from evtool.errors import EvtoolError
from evtool.schema.catalog.catalog import Catalog, SchemaFile
from evtool.schema.catalog.entry import Entry
from evtool.schema.version import Label, SchemaNameError, SchemaReference, Version

_EXTENSION = re.compile(r"\.(?:ya?ml|json)\Z")
_SCHEME = re.compile(r"[a-zA-Z0-9+.-]+://")


class State(StrEnum):
    """How what a reference asks for stands to what there is."""

    NEWEST = "newest"
    OUTDATED = "outdated"
    """There is a version above it."""
    MISSING = "missing"
    """The workspace has no such schema, or not in this version."""
    UNKNOWN = "unknown"
    """It is looked up by URL."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One schema that the source of another refers to.

    `user` is the schema whose source it is, in the version that the source claims; `target`
    is the title it refers to, or the whole reference where that names no schema. `version`
    is what the reference asks for, `newest` the latest materialized version that there is.
    `exists` tells whether the workspace has what is referred to; None: nobody knows, as it
    is looked up by URL.
    """

    user: str
    user_version: Version
    target: str
    version: Version | Label | None
    newest: Version | None
    exists: bool | None

    @property
    def outdated(self) -> bool:
        """Whether there is a version above the one that is referred to."""
        return (
            isinstance(self.version, Version)
            and self.newest is not None
            and self.version < self.newest
        )

    @property
    def state(self) -> State:
        """The one word about it that matters most."""
        if self.exists is None:
            return State.UNKNOWN
        if not self.exists:
            return State.MISSING
        return State.OUTDATED if self.outdated else State.NEWEST

    def asks_for(self, version: Version | Label | None) -> bool:
        """Whether this version of the target is meant; None means any."""
        if version is None or version == self.version:
            return True
        return {version, self.version} == {Label.LATEST, self.newest}


@dataclass(frozen=True)
class References:
    """The references of many sources by user and by target; which could not be read."""

    uses: Mapping[str, Sequence[Reference]]
    used_by: Mapping[str, Sequence[Reference]]
    failures: Sequence[EvtoolError] = ()

    def all(self) -> Iterator[Reference]:
        """Every reference, by user."""
        for title in sorted(self.uses):
            yield from self.uses[title]


@dataclass(frozen=True, slots=True)
class Step:
    """One reference on a way through several; the first is at depth 1.

    `repeated` marks a schema whose own references have been listed further up.
    """

    depth: int
    reference: Reference
    repeated: bool = False


def read_references(
    catalog: Catalog,
    mention: str | None = None,
    progress: Callable[[Entry], None] = lambda _: None,
) -> References:
    """Read the references of every source; of those that mention a title only, if given.

    One unreadable source never hides the others.
    """
    uses: dict[str, list[Reference]] = {}
    used_by: dict[str, list[Reference]] = {}
    failures: list[EvtoolError] = []
    for entry in catalog.entries():
        try:
            for one in _of_entry(entry, catalog, mention):
                uses.setdefault(one.user, []).append(one)
                used_by.setdefault(one.target, []).append(one)
        except EvtoolError as error:
            failures.append(error)
        progress(entry)
    return References(uses, used_by, failures)


def references_of(source: SchemaFile, catalog: Catalog) -> list[Reference]:
    """What one source refers to, each once, in the order of the source.

    References within the source itself are none.

    Raises:
        DocumentError: The source is not one YAML or JSON document.
        SchemaError: It is no schema, or lacks a title or a version.
    """
    read = source.source
    uris = [uri for uri in dict.fromkeys(read.uses()) if uri.strip("./")]
    targets = dict.fromkeys(_target(uri) for uri in uris)
    return [_reference(source.entry.title, read.version, target, catalog) for target in targets]


def along(
    title: str,
    references: Mapping[str, Sequence[Reference]],
    end: Callable[[Reference], str],
    *,
    transitive: bool,
) -> Iterator[Step]:
    """The references of a schema, and with `transitive` those of what they lead to.

    `end` gives the schema that a reference leads to, seen from `title`. Each step comes
    after the one it continues; a schema that is reached twice is continued once.
    """
    expanded = {title}
    pending = [Step(1, one) for one in reversed(references.get(title, ()))]
    while pending:
        step = pending.pop()
        reached = end(step.reference)
        onward = references.get(reached, ()) if transitive else ()
        yield Step(step.depth, step.reference, repeated=bool(onward) and reached in expanded)
        if reached not in expanded:
            expanded.add(reached)
            pending.extend(Step(step.depth + 1, one) for one in reversed(onward))


def _of_entry(entry: Entry, catalog: Catalog, mention: str | None) -> Sequence[Reference]:
    if not entry.has_source:
        return ()
    source = catalog.read_source(entry)
    if b"$ref" not in source.content or not _may_mention(source.content, mention):
        return ()
    return references_of(source, catalog)


def _may_mention(content: bytes, title: str | None) -> bool:
    """Whether a source can refer to a title: parsing all others would cost most of the time.

    Escapes may hide it, so a source with any is always parsed.
    """
    if title is None or b"\\" in content or b"%" in content:
        return True
    return title.encode() in content


def _target(uri: str) -> SchemaReference | str:
    """The schema that a reference without its fragment names; its text if it names none."""
    if _SCHEME.match(uri) or not uri.startswith("/"):
        return uri
    try:
        return SchemaReference.parse(_EXTENSION.sub("", unquote(uri)))
    except SchemaNameError:
        return uri


def _reference(
    user: str, version: Version, target: SchemaReference | str, catalog: Catalog
) -> Reference:
    if isinstance(target, str):
        known = None if _SCHEME.match(target) else False
        return Reference(user, version, target, None, None, exists=known)
    entries = catalog.named(target.title)
    newest = next((one.latest for one in entries if one.latest), None)
    exists = any(_has(entry, target.version) for entry in entries)
    known = True if exists else False if catalog.complete else None
    return Reference(user, version, target.title, target.version, newest, exists=known)


def _has(entry: Entry, version: Version | Label | None) -> bool:
    if version is Label.CURRENT:
        return entry.has_source
    if version is Label.LATEST:
        return entry.latest is not None
    return version in entry.versions

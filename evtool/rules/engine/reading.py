"""Reads one schema folder: its files, what its source makes, and what is checked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evtool.document import Document
from evtool.errors import EvtoolError, SchemaError
from evtool.remote import RemoteFailure
from evtool.rules.subject.checked_schema import CheckedSchema
from evtool.rules.subject.schema_file import SchemaFile
from evtool.rules.subject.schema_folder import SchemaFolder
from evtool.rules.subject.scope import Scope
from evtool.schema.materialize.build import build, merged, serialize
from evtool.schema.version import Version


@dataclass(eq=False)
class FolderContent:
    """What a folder holds.

    `files` are those that rules look at. A version that the source makes byte for byte is
    none of them: what is to be said about it is said about the source. `schemas` are the
    versions, oldest first. `built` are the bytes that the source makes, by file name.
    """

    files: list[SchemaFile] = field(default_factory=list)
    schemas: list[CheckedSchema] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)
    built: dict[str, bytes] = field(default_factory=dict)
    built_value: Any = None


def read_folder(folder: SchemaFolder, scope: Scope) -> FolderContent:
    """Read and parse a folder.

    What cannot be read or put together is noted in the files, not raised.

    Raises:
        RemoteFailure: A schema behind a URL cannot be had.
    """
    content = FolderContent()
    if folder.has_source:
        folder.source = _read(folder, folder.current_name, None, scope)
    checked: dict[Version, CheckedSchema] = {}
    source = folder.source
    head = _head(source, content) if source is not None else None
    for version, kinds in folder.versions.items():
        for kind in kinds:
            name = f"{version}.{kind}"
            file = _read(folder, name, version, scope)
            if file is None:
                continue
            if file.failure is None:
                content.contents[name] = file.content
                if content.built.get(name) == file.content:
                    continue
            content.files.append(file)
            if kind == kinds[0] and file.document is not None:
                checked[version] = _checked(file, file.document, version)
    if source is not None:
        content.files.insert(0, source)
    folder.read_files = content.files
    content.schemas = _ordered(checked, head)
    return content


def _read(
    folder: SchemaFolder, name: str, version: Version | None, scope: Scope
) -> SchemaFile | None:
    """One file; None for a link to nowhere."""
    path = folder.path(name)
    try:
        content = folder.store.read(path)
    except RemoteFailure:
        raise
    except EvtoolError as error:
        return SchemaFile(folder, path, version, b"", scope, failure=error)
    return None if content is None else SchemaFile(folder, path, version, content, scope)


def _head(source: SchemaFile, content: FolderContent) -> CheckedSchema | None:
    """What the source makes, as far as that can be said."""
    document = source.document
    if document is None:
        return None
    version = source.claimed_version
    try:
        value = _build(source, document, content)
    except RemoteFailure:
        raise
    except EvtoolError as error:
        source.build_failure = error
        return CheckedSchema(source, document, version, document.value)
    except RecursionError:
        source.build_failure = endless(document)
        return CheckedSchema(source, document, version, document.value)
    composed = "$ref" in document.text or "allOf" in document.text
    return CheckedSchema(source, document, version, value, composed=composed)


def _build(source: SchemaFile, document: Document, content: FolderContent) -> Any:
    settings = source.folder.settings
    value = content.built_value = build(document, source.sources, settings)
    version = source.claimed_version
    for kind in settings.content_types if version else ():
        content.built[f"{version}.{kind}"] = serialize(value, kind)
    return value if settings.dereference else merged(document, source.sources)


def _checked(file: SchemaFile, document: Document, version: Version) -> CheckedSchema:
    """A materialized version; one that still has references is merged for the rules."""
    if "$ref" in document.text or "allOf" in document.text:
        try:
            value = merged(document, file.sources)
        except RemoteFailure:
            raise
        except EvtoolError as error:
            file.build_failure = error
        except RecursionError:
            file.build_failure = endless(document)
        else:
            return CheckedSchema(file, document, version, value, composed=True)
    return CheckedSchema(file, document, version, document.value)


def endless(document: Document) -> SchemaError:
    """The error for what nests beyond what can be followed, once references are written out."""
    return SchemaError(
        "references lead deeper than can be followed",
        hint="write the inner levels out: an event cannot nest without end",
        place=document.place(),
    )


def _ordered(
    checked: Mapping[Version, CheckedSchema], head: CheckedSchema | None
) -> list[CheckedSchema]:
    """The versions, oldest first, and what the source makes at its place."""
    ordered = [checked[version] for version in sorted(checked)]
    if head is not None:
        for one in ordered:
            one.superseded = True
        if head.version is None:
            return [*ordered, head]
        older = [one for one in ordered if one.version is not None and one.version <= head.version]
        return [*older, head, *ordered[len(older) :]]
    for one in ordered[:-1]:
        one.superseded = True
    return ordered

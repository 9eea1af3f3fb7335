"""The hand-edited source of one schema, with the name and version that it claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from evtool.document import Document
from evtool.errors import SchemaError
from evtool.schema.dereference.references import document_uri, references
from evtool.schema.repository import Repository
from evtool.schema.version import SchemaId, Version


@dataclass(frozen=True, slots=True)
class Source:
    """One `current.yaml`: where it stands, what it says, and which version it is of.

    `path` is relative to the repository's root; `folder` is where versions are written.
    """

    repository: Repository
    path: str
    document: Document
    title: str
    version: Version

    def without_content(self) -> Source:
        """The same source as a name only: a plan of 10,000 schemas keeps no documents."""
        return replace(self, document=Document(self.document.path, "", None))

    @property
    def folder(self) -> str:
        """The folder of the schema, relative to the root; empty at the root itself."""
        return self.path.rpartition("/")[0]

    @property
    def uri(self) -> str:
        """How other schemas refer to the version: by folder, which is the title."""
        return f"/{self.folder}/{self.version}" if self.folder else f"/{self.version}"

    @property
    def id(self) -> SchemaId:
        """Title and version."""
        return SchemaId(self.title, self.version)

    def uses(self) -> Iterator[str]:
        """The URIs of the other documents that the source refers to."""
        for reference in references(self.document.value):
            uri = document_uri(reference)
            if uri:
                yield uri


def read_source(repository: Repository, path: str, document: Document) -> Source:
    """Make a source of a parsed `current.yaml`.

    Raises:
        SchemaError: It is no map, or lacks a title or an `$id` with a version.
    """
    value = document.value
    if not isinstance(value, dict):
        raise SchemaError(
            "a schema must be a map", hint="start with `title:`", place=document.place()
        )
    settings = repository.settings
    title = _field(value, settings.title_field)
    if not isinstance(title, str) or not title:
        raise SchemaError(
            f"the schema has no {settings.title_field}",
            hint="add the path of its folder below the schema root, such as `title: page/change`",
            place=document.place(),
        )
    return Source(repository, path, document, title, _version(value, document, repository))


def _version(value: dict[str, Any], document: Document, repository: Repository) -> Version:
    field = repository.settings.version_field
    text = _field(value, field)
    version = Version.coerce(text) if isinstance(text, str) else None
    if version is None:
        problem = f"{field} {text!r} holds no version" if text is not None else f"no {field}"
        raise SchemaError(
            f"the schema has {problem}" if text is None else problem,
            hint="write /<title>/<version>, such as `$id: /page/change/1.0.0`",
            place=document.place((field,) if text is not None else ()),
        )
    return version


def _field(value: dict[str, Any], name: str) -> Any:
    """A field by its name or, failing that, by its dotted path."""
    if name in value:
        return value[name]
    found: Any = value
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found

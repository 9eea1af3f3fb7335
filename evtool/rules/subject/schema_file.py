"""One file of a schema folder: its source, or a materialized version."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from evtool.document import Document, parse_document
from evtool.errors import EvtoolError, Place
from evtool.rules.problem import Problem, Spot, Tokens
from evtool.schema.pointer import parse_pointer
from evtool.schema.resolve import Sources
from evtool.schema.version import Version

if TYPE_CHECKING:
    from evtool.rules.subject.schema_folder import SchemaFolder
    from evtool.rules.subject.scope import Scope


@dataclass(eq=False)
class SchemaFile:
    """One file, read and parsed; `failure` says why it could not be.

    `path` is below the schema root; `version` is that of its name, None for the source.
    `build_failure` says why it could not be dereferenced, merged or given an example.
    """

    folder: SchemaFolder
    path: str
    version: Version | None
    content: bytes
    scope: Scope
    failure: EvtoolError | None = None
    build_failure: EvtoolError | None = None

    @property
    def sources(self) -> Sources:
        """Where its references are looked up."""
        return self.scope.sources

    @cached_property
    def document(self) -> Document | None:
        """The parsed file; None for one that cannot be read, which `failure` then says."""
        if self.failure is not None:
            return None
        try:
            return parse_document(self.content, self.folder.store.place(self.path))
        except EvtoolError as error:
            self.failure = error
            return None

    @property
    def is_source(self) -> bool:
        """Whether it is the hand-edited source."""
        return self.version is None

    @property
    def value(self) -> dict[str, Any]:
        """The schema as it is written; empty for what is no map."""
        value = self.document.value if self.document else None
        return value if isinstance(value, dict) else {}

    def field(self, name: str) -> Any:
        """A field by its name or, failing that, by its dotted path; None if there is none."""
        found: Any = self.value
        if name in found:
            return found[name]
        for part in name.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        return found

    @property
    def title(self) -> str | None:
        """The title that it claims."""
        found = self.field(self.folder.settings.title_field)
        return found if isinstance(found, str) and found else None

    @property
    def id(self) -> str | None:
        """The text of its `$id`."""
        found = self.field(self.folder.settings.version_field)
        return found if isinstance(found, str) and found else None

    @property
    def claimed_version(self) -> Version | None:
        """The version that its `$id` ends with, read as the reference tool does."""
        return Version.coerce(self.id) if self.id else None

    @property
    def schema(self) -> str:
        """The `$id`, or where there is none what it should be."""
        if self.id is not None and self.id.startswith("/"):
            return self.id
        version = self.version or self.claimed_version
        return f"/{self.folder.title}/{version}" if version else f"/{self.folder.title}"

    def spot(self, problem: Problem) -> Spot:
        """See `Subject.spot`."""
        if problem.place is not None:
            return Spot.at(problem.place, problem.at)
        return self.at(problem.at)

    def at(self, tokens: Tokens) -> Spot:
        """The spot of a value."""
        if self.document is None:
            return Spot(self.folder.store.place(self.path))
        return Spot.at(self.document.place(tokens), tokens)

    def place_of(self, pointer: str) -> Place | None:
        """The place of a value by its pointer; None where the file could not be parsed."""
        return self.document.place(parse_pointer(pointer)) if self.document else None

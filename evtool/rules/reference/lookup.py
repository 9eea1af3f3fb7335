"""The references of one file: where each stands, and what it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urldefrag

from evtool.errors import DocumentError, EvtoolError, SchemaNotFound
from evtool.files import ReadError
from evtool.rules.problem import Tokens
from evtool.rules.subject.origin import follow
from evtool.rules.subject.schema_file import SchemaFile
from evtool.schema.dereference.references import ROOT, ROOTS
from evtool.schema.pointer import PointerNotFoundError, parse_pointer, resolve_pointer
from evtool.schema.version import Label, SchemaReference

_KINDS = (".yaml", ".json", ".yml")


@dataclass(frozen=True, slots=True)
class Reference:
    """One `$ref`: the way to its text, and the text."""

    at: Tokens
    text: str

    @property
    def uri(self) -> str:
        """The document that it names; empty for its own."""
        return urldefrag(self.text)[0]

    @property
    def is_local(self) -> bool:
        """Whether it stays in its own document."""
        return self.uri in ROOTS

    @property
    def target(self) -> SchemaReference | None:
        """The schema and version that it names, where it names one."""
        path = unquote(self.uri)
        for kind in _KINDS:
            path = path.removesuffix(kind)
        try:
            return SchemaReference.parse(path) if path.startswith("/") else None
        except EvtoolError:
            return None


def references(value: Any) -> Iterator[Reference]:
    """Every reference of a raw schema, with its way, in no particular order."""
    pending: list[tuple[Tokens, Any]] = [((), value)]
    while pending:
        tokens, item = pending.pop()
        if isinstance(item, dict):
            text = item.get("$ref")
            if isinstance(text, str):
                yield Reference((*tokens, "$ref"), text)
            pending.extend(((*tokens, key), one) for key, one in item.items())
        elif isinstance(item, list):
            pending.extend(((*tokens, str(at)), one) for at, one in enumerate(item))


def references_of(file: SchemaFile) -> list[Reference]:
    """The references of a file, in the order of their places."""
    if file.document is None or "$ref" not in file.document.text:
        return []
    return sorted(references(file.document.value), key=lambda one: one.at)


def is_unpinned(reference: Reference) -> bool:
    """Whether it names a version that changes its meaning."""
    target = reference.target
    return target is not None and isinstance(target.version, Label)


def trouble(file: SchemaFile, reference: Reference) -> tuple[str, str | None] | None:
    """Why a reference leads nowhere, and the repair; None for one that does.

    A document that is there but cannot be read is the trouble of that document, if it is
    checked too.
    """
    try:
        return _trouble(file, reference)
    except (DocumentError, ReadError) as error:
        if error.place is not None and file.scope.holds(error.place.path):
            return None
        return str(error), error.hint
    except SchemaNotFound as error:
        return f"there is {error.message}", error.hint
    except EvtoolError as error:
        return error.message, error.hint


def _trouble(file: SchemaFile, reference: Reference) -> tuple[str, str | None] | None:
    uri, fragment = urldefrag(reference.text)
    if reference.target is not None and reference.target.version is None:
        hint = f"name one, such as {uri.rstrip('/')}/1.0.0"
        return "it names a schema, but no version of it", hint
    document = file.document if reference.is_local else file.sources.document(uri)
    if document is None:
        return None
    if fragment and not fragment.startswith("/"):
        hint = "write the pointer of the part, such as #/definitions/x"
        return f"`#{fragment}` is an anchor, which draft-07 references cannot use", hint
    way = parse_pointer(f"#{fragment}")
    if follow(file.document or document, ROOT, reference.text, file.sources) is not None:
        return None
    try:
        resolve_pointer(document.value, way)
    except PointerNotFoundError as error:
        return error.message, error.hint
    return None

"""Why a reference cannot be followed, with the line it stands in and the repair."""

from __future__ import annotations

from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from evtool.document import Document
from evtool.errors import EvtoolError, Place, SchemaError
from evtool.schema.dereference.references import ROOTS, find_reference, references
from evtool.schema.pointer import PointerNotFoundError, resolve_pointer
from evtool.schema.resolve import Sources


class BrokenReference(SchemaError):
    """A `$ref` that cannot be followed; `reference` is its text."""

    def __init__(
        self, message: str, *, reference: str, hint: str | None, place: Place | None
    ) -> None:
        self.reference = reference
        super().__init__(message, hint=hint, place=place)


class Reporter:
    """Makes the errors of one document; `base_uri` says which document a reference is in."""

    def __init__(self, document: Document, sources: Sources) -> None:
        self.document = document
        self.sources = sources

    def of(self, uri: str) -> Document:
        """The document that a URI means here: the root itself, or a fragment."""
        return self.document if uri in ROOTS else self.sources.document(uri)

    def explain(self, error: Any, kind: type[Exception], text: str, base_uri: str) -> EvtoolError:
        """What jsonref complained about, down to the reference that is to blame."""
        while isinstance(error, kind) and error.cause is not None:  # type: ignore[attr-defined]
            text, base_uri = error.reference["$ref"], error.base_uri  # type: ignore[attr-defined]
            error = error.cause  # type: ignore[attr-defined]
        if isinstance(error, EvtoolError):
            return self.unreadable(error, text, base_uri)
        if isinstance(error, ValueError):
            return self.no_address(text, base_uri)
        if isinstance(error, kind):
            return self.circle(text, base_uri)
        return self.no_such_part(text, base_uri)

    def unreadable(self, error: EvtoolError, text: str, base_uri: str) -> EvtoolError:
        """The document itself is missing, or cannot be read."""
        if error.place is None:
            return self.unresolved(text, base_uri, error.message, error.hint)
        where = self._place(text, base_uri)
        return BrokenReference(
            f"{error.message} (referred to by {text!r} at {where})",
            reference=text,
            hint=error.hint,
            place=error.place,
        )

    def no_such_part(self, text: str, base_uri: str) -> EvtoolError:
        """The document is there, the part is not."""
        uri, fragment = urldefrag(urljoin(base_uri, text))
        try:
            resolve_pointer(self.of(uri).value, f"#{fragment}")
        except PointerNotFoundError as error:
            return self.unresolved(text, base_uri, error.message, error.hint)
        return self.unresolved(text, base_uri, "leads nowhere", "correct the pointer")

    def unresolved(
        self, text: str, base_uri: str, message: str, hint: str | None
    ) -> BrokenReference:
        """A reference that leads nowhere, for any reason."""
        return BrokenReference(
            f"$ref {text!r}: {message}",
            reference=text,
            hint=hint,
            place=self._place(text, base_uri),
        )

    def no_address(self, text: str, base_uri: str) -> BrokenReference:
        """What the URI library refuses, such as a bracket that never closes.

        jsonref does not say which reference of a chain it was: the target is searched.
        """
        if _is_address(text):
            uri = urldefrag(urljoin(base_uri, text))[0]
            inner = (one for one in references(self.of(uri).value) if not _is_address(one))
            text, base_uri = next(inner, text), uri
        hint = "refer to a schema by its path, such as /fragment/common/1.0.0"
        return self.unresolved(text, base_uri, "not an address", hint)

    def circle(self, text: str, base_uri: str) -> BrokenReference:
        """A reference to something that it stands in."""
        return BrokenReference(
            f"$ref {text!r} never ends: it leads to a schema that it stands in",
            reference=text,
            hint="write the inner level out: an event cannot nest without end",
            place=self._place(text, base_uri),
        )

    def endless(self) -> BrokenReference:
        """Documents nested in each other beyond what can be followed."""
        return BrokenReference(
            "references that never end",
            reference="",
            hint="break the circle: an event cannot nest without end",
            place=self.document.place(),
        )

    def too_large(self, limit: int) -> SchemaError:
        """More values than a schema may have."""
        return SchemaError(
            f"references expand to more than {limit:,} values",
            hint="refer to smaller parts: each reference is written out in full",
            place=self.document.place(),
        )

    def _place(self, text: str, base_uri: str) -> Place:
        document = self.of(base_uri)
        return document.place(find_reference(document.value, text))


def _is_address(text: str) -> bool:
    try:
        urlsplit(text)
    except ValueError:
        return False
    return True

"""Replacing one plain value of a source, its quotes kept."""

from __future__ import annotations

from evtool.finding import TextEdit
from evtool.rules.subject.schema_file import SchemaFile


def replaced(file: SchemaFile, key: str, value: str) -> tuple[TextEdit, ...]:
    """The edit that writes another text as the value of a key; none where that is unclear."""
    document = file.document
    span = document.span((key,)) if document is not None else None
    if document is None or span is None:
        return ()
    written = document.text[slice(*span)]
    quote = written[:1] if written[:1] in ("'", '"') else ""
    if written.strip(quote or None) != file.field(key):
        return ()
    return (TextEdit(document.path, *span, f"{quote}{value}{quote}"),)

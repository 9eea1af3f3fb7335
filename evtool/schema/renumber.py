"""Another version number in the text of a source; everything else stays as it was written."""

from __future__ import annotations

from evtool.document import Document
from evtool.schema.version import SchemaId, Version


def renumbered(document: Document, version: Version) -> str | None:
    """The text of a source with another version in its `$id` and in examples that name it.

    None where the `$id` is not a plain text of the form `/<title>/<version>`.
    """
    old = document.value.get("$id")
    name = SchemaId.coerce(old) if isinstance(old, str) else None
    if name is None:
        return None
    ways: list[tuple[str, ...]] = [("$id",)]
    examples = document.value.get("examples")
    for at, example in enumerate(examples if isinstance(examples, list) else []):
        if isinstance(example, dict) and example.get("$schema") == old:
            ways.append(("examples", str(at), "$schema"))
    text = document.text
    spans = [span for way in ways if (span := document.span(way)) is not None]
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + _replaced(text[start:end], str(name.version), version) + text[end:]
    return text if spans else None


def _replaced(written: str, old: str, version: Version) -> str:
    """The last version in a written scalar exchanged, its quotes kept."""
    before, found, after = written.rpartition(old)
    return f"{before}{version}{after}" if found else written

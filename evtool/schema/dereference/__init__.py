"""References replaced by what they mean: the only package that knows jsonref.

jsonref finds the references and resolves them; here they are written out, with what it
leaves open: references that never end, anchors, documents that cannot be read, and a
limit on what a schema may expand to.
"""

from __future__ import annotations

from typing import Any

from evtool.document import Document
from evtool.schema.dereference.failures import BrokenReference
from evtool.schema.dereference.quick import NotQuick, QuickWriter
from evtool.schema.dereference.references import document_uri, locate, references
from evtool.schema.dereference.writer import Writer
from evtool.schema.resolve import Sources

__all__ = ["BrokenReference", "dereference", "document_uri", "locate", "references"]


def dereference(document: Document, sources: Sources) -> Any:
    """The value of `document` with every reference written out.

    Keys beside a `$ref` win over those of its target. Parts that several references
    share, and parts that YAML aliases share, stay one object, as the canonical text
    shows that. The result may hold parts of cached documents: treat it as immutable.

    Raises:
        BrokenReference: A reference leads nowhere, nowhere readable, or in a circle.
    """
    if "$ref" not in document.text and not document.shares:
        return document.value
    try:
        return QuickWriter(document, sources).value()
    except NotQuick:
        return Writer(document, sources).value()

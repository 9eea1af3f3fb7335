"""Documents: one YAML or JSON file as a plain value, with the place of every part of it.

The only package that knows PyYAML. Reading follows js-yaml 3, which the field's schema
repositories are written for: `yes` and `on` are strings, `12:30` is a base-60 number,
a key that stands twice is an error.
"""

from evtool.document.load import Document, load_document, parse_document

__all__ = ["Document", "load_document", "parse_document"]

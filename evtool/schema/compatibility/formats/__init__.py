"""The formats of draft-07: which strings have them, and what is sure about all that have them."""

from evtool.schema.compatibility.formats.catalog import known_format
from evtool.schema.compatibility.formats.model import Format

__all__ = ["Format", "known_format"]

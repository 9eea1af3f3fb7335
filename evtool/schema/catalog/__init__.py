"""The catalog: which schemas there are, in which versions, what is in them, who uses whom.

It lists names without parsing anything; `search` and `references` read contents, one file
at a time.
"""

from evtool.schema.catalog.catalog import Catalog, SchemaFile
from evtool.schema.catalog.entry import Entry, SourceStatus
from evtool.schema.catalog.listing import Shelf, list_entries

__all__ = ["Catalog", "Entry", "SchemaFile", "Shelf", "SourceStatus", "list_entries"]

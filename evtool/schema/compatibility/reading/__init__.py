"""Schemas as they are read: where references lead, and what keywords say about values."""

from evtool.schema.compatibility.reading.document import Document, Literal, Pool, Schema
from evtool.schema.compatibility.reading.problem import UnreadableSchema

__all__ = ["Document", "Literal", "Pool", "Schema", "UnreadableSchema"]

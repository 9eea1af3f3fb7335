"""What changed from one schema to another, as a tree of fields, and that tree as text."""

from evtool.schema.difference.compare import compare
from evtool.schema.difference.model import ABSENT, FieldDifference, KeywordChange, Marker, Step
from evtool.schema.difference.render import Row, as_json, as_markdown, rows, summarize
from evtool.schema.difference.wording import describe_change, describe_field, describe_type

__all__ = [
    "ABSENT",
    "FieldDifference",
    "KeywordChange",
    "Marker",
    "Row",
    "Step",
    "as_json",
    "as_markdown",
    "compare",
    "describe_change",
    "describe_field",
    "describe_type",
    "rows",
    "summarize",
]

"""What changed between two schemas, field by field and keyword by keyword."""

from evtool.schema.compatibility.changes.candidate import Candidate
from evtool.schema.compatibility.changes.walk import candidates

__all__ = ["Candidate", "candidates"]

"""A value of which several claims are true, or the proof that there is none."""

from evtool.schema.compatibility.search.engine import Engine
from evtool.schema.compatibility.search.outcome import EMPTY, Budget, Found, Outcome, Unknown

__all__ = ["EMPTY", "Budget", "Engine", "Found", "Outcome", "Unknown"]

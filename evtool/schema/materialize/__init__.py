"""Materialization: from the hand-edited source of a schema to its canonical version.

`build` makes the value, `plan` compares what would be written with what is there, and
`apply` is the only part that touches the disk. `build` is imported where it is used: a
run that finds nothing to do needs none of it.
"""

from evtool.schema.materialize.apply import apply
from evtool.schema.materialize.plan import Change, Failure, Plan, plan
from evtool.schema.materialize.source import Source

__all__ = ["Change", "Failure", "Plan", "Source", "apply", "plan"]

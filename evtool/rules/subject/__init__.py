"""What rules look at: files, folders, schemas, pairs of versions, released files, the workspace.

Each kind of subject knows the `$id` that exceptions name it by (`schema`) and where a
problem of it stands (`spot`). What is costly to know is computed when it is first asked
for, once for all rules.
"""

from __future__ import annotations

from typing import Protocol

from evtool.rules.problem import Problem, Spot


class Subject(Protocol):
    """What all kinds of subjects have in common."""

    @property
    def schema(self) -> str | None:
        """The `$id` of the schema, or `/<title>` for a folder; None for the workspace."""

    def spot(self, problem: Problem) -> Spot:
        """Where a problem stands."""

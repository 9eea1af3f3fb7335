"""Carrying a plan out: the only part of materialization that writes."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from evtool.files import locked, write_all
from evtool.schema.materialize.plan import Plan, repositories


def apply(plan: Plan) -> list[Path]:
    """Write what the plan changes, files before links; the paths that were written.

    Raises:
        WriteError: Something cannot be written; no file is left half-written.
    """
    pending = sorted(plan.pending, key=lambda change: change.is_link)
    if not pending:
        return []
    with ExitStack() as stack:
        for repository in repositories(change.source for change in pending):
            stack.enter_context(locked(repository.root))
        write_all([change.write() for change in pending])
    return [change.path for change in pending]

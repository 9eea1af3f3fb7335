"""The rule `connector.unknown-schema`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evtool.config import nearest
from evtool.finding import Severity
from evtool.rules.connector.targets import targets
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.checked_workspace import CheckedWorkspace


@rule("connector.unknown-schema", Severity.ERROR, on=CheckedWorkspace)
def unknown_schema(workspace: CheckedWorkspace) -> Iterator[Problem]:
    """The `schema` of a source, or of one of its tables, is a version that there is.

    Why: the source does not start otherwise: every event without `$schema` would be refused.

    Example:
        connectors:
          orders: {type: outbox, database: "sqlite:app.db", schema: /shop/oder/1.0.0}

    Repair: correct the name, or materialize the version; `evtool schema list` lists all.
    """
    section = workspace.workspace.sections.get("connectors")
    if section is None or not isinstance(section.raw, Mapping) or not workspace.complete:
        return
    known = set(workspace.ids)
    for name, raw in section.raw.items():
        for way, schema in targets(raw, "schema"):
            if not schema.startswith("/") or schema in known:
                continue  # a schema of a database has no slash
            message = f"{name} gives events the schema {schema}, which there is not"
            hint = nearest(schema, sorted(known)[:1000])
            yield Problem(message, hint, at=("connectors", str(name), *way))

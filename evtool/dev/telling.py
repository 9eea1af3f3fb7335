"""Rounds of the planner as events: what people and programs are told about a save."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evtool.dev.event import Event, Level
from evtool.dev.outcome import Outcome, Problem
from evtool.dev.planner import Round, Stale
from evtool.finding import shown_path

SOURCE = "schemas"

_NAMED = 3  # schemas that a summary names


def round_events(found: Round, root: Path) -> list[Event]:
    """What a save means, each source with its outcome; paths are shown relative to `root`."""
    events = [_problem_event(problem, root) for problem in found.problems]
    events += [_removed_event(path, root) for path in found.removed]
    for outcome in found.outcomes:
        events += outcome_events(outcome, root)
    return events + [_stale_event(stale, root) for stale in found.stale]


def first_events(found: Round, outcomes: Sequence[Outcome], root: Path) -> list[Event]:
    """What the first look found: every mistake, and the rest as one line."""
    events = [_problem_event(problem, root) for problem in found.problems]
    for outcome in outcomes:
        if outcome.problems:
            events += outcome_events(outcome, root)
    return [*events, _summary(outcomes)]


def outcome_events(outcome: Outcome, root: Path) -> Iterator[Event]:
    """The outcome of one source: its mistakes or, without any, what would be written."""
    if outcome.problems:
        yield from (_problem_event(one, root, outcome.schema) for one in outcome.problems)
    elif outcome.writes:
        yield _pending_event(outcome, root)
    else:
        fields = {"schema": outcome.schema, "path": shown_path(outcome.path, root)}
        message = f"{outcome.schema} is materialized"
        yield Event(SOURCE, "schema.ok", message, fields=fields)


def _pending_event(outcome: Outcome, root: Path) -> Event:
    files = [write for write in outcome.writes if write.kind != "link"]
    links = len(outcome.writes) - len(files)
    parts = [f"{write.kind} {write.path.name}" for write in files]
    if links:
        parts.append(f"{links} link{'' if links == 1 else 's'}")
    return Event(
        SOURCE,
        "schema.pending",
        f"{outcome.schema} is not materialized yet: {', '.join(parts)}",
        hint=f"`evtool schema materialize {shown_path(outcome.path, root)}` writes it",
        fields={
            "schema": outcome.schema,
            "path": shown_path(outcome.path, root),
            "writes": [
                {"path": shown_path(write.path, root), "kind": write.kind}
                for write in outcome.writes
            ],
        },
    )


def _problem_event(problem: Problem, root: Path, schema: str = "") -> Event:
    place = problem.place
    where = shown_path(place.path, root)
    at = "".join(f":{number}" for number in (place.line, place.column) if number)
    fields: dict[str, Any] = {"path": where, "line": place.line, "column": place.column}
    if schema:
        fields["schema"] = schema
    return Event(
        SOURCE, "schema.failed", f"{where}{at}: {problem.message}", Level.ERROR,
        hint=problem.hint, fields=fields,
    )  # fmt: skip


def _removed_event(path: Path, root: Path) -> Event:
    where = shown_path(path, root)
    return Event(SOURCE, "schema.removed", f"{where} is gone", fields={"path": where})


def _stale_event(stale: Stale, root: Path) -> Event:
    where = shown_path(stale.user, root)
    return Event(
        SOURCE,
        "schema.outdated",
        f"{where} still uses {stale.uri}; there is now {stale.now}",
        Level.WARNING,
        fields={"path": where, "uses": stale.uri, "now": stale.now},
    )


def _summary(outcomes: Sequence[Outcome]) -> Event:
    wrong = [one for one in outcomes if one.problems]
    pending = [one for one in outcomes if one.writes and not one.problems]
    counts = {"schemas": len(outcomes), "failed": len(wrong), "pending": len(pending)}
    parts = [f"{len(outcomes)} schema{'' if len(outcomes) == 1 else 's'} checked"]
    if wrong:
        parts.append(f"{len(wrong)} with errors")
    if pending:
        names = ", ".join(one.schema for one in pending[:_NAMED])
        more = f", and {len(pending) - _NAMED} more" if len(pending) > _NAMED else ""
        parts.append(f"{len(pending)} not materialized yet ({names}{more})")
    if outcomes and not wrong and not pending:
        parts.append("all are materialized")
    hint = "`evtool schema materialize --all` writes them" if pending else None
    return Event(SOURCE, "schemas.checked", "; ".join(parts), hint=hint, fields=counts)

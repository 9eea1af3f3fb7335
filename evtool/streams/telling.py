"""What a new version of the configuration means, in words and as facts for a log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from evtool.streams.difference import Change, StreamChange

MOST_NAMED = 20
"""So many changed streams are told one by one."""


def summary(changes: Sequence[StreamChange]) -> str:
    """How many streams are added, removed and changed."""
    counts = {kind: _named(changes, kind) for kind in ("added", "removed", "changed")}
    parts = [f"{len(names)} {kind}" for kind, names in counts.items() if names]
    return ", ".join(parts) or "no stream is changed"


def summary_fields(changes: Sequence[StreamChange]) -> dict[str, Any]:
    """The same for programs: the names, as many as are told."""
    return {kind: _named(changes, kind)[:MOST_NAMED] for kind in ("added", "removed", "changed")}


def sentence(change: StreamChange) -> str:
    """One stream and what is different about it."""
    if change.kind != "changed":
        return f"{change.stream} is {change.kind}"
    return f"{change.stream}: {'; '.join(setting_change(one) for one in change.changes)}"


def setting_change(change: Change) -> str:
    """One setting with what it was and what it is: `sample.rate: 0.1 -> 0.5`."""
    old = "(none)" if change.absent == "old" else _value(change.old)
    new = "(none)" if change.absent == "new" else _value(change.new)
    return f"{'.'.join(change.tokens)}: {old} -> {new}"


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _named(changes: Sequence[StreamChange], kind: str) -> list[str]:
    return [one.stream for one in changes if one.kind == kind]

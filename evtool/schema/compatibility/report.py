"""Verdicts as JSON, and pairs of schemas as lines of JSON."""

from __future__ import annotations

import json
from typing import Any

from evtool.schema.compatibility.check import check
from evtool.schema.compatibility.level import Level, Policy
from evtool.schema.compatibility.model import Answer, Change, Verdict
from evtool.schema.difference import ABSENT

_COMPATIBLE = {Answer.COMPATIBLE: True, Answer.INCOMPATIBLE: False, Answer.UNDECIDED: None}


def as_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict as a JSON object.

    `compatible` is true, false, or null where nothing is decided; then `reason` tells why. There
    is a `witness` only where one is known: null is a value that can be one.
    """
    answer: dict[str, Any] = {"compatible": _COMPATIBLE[verdict.answer]}
    if verdict.reason:
        answer["reason"] = verdict.reason
    if verdict.witness is not ABSENT:
        answer |= {"witness": verdict.witness, "accepted_by": str(verdict.accepted_by)}
    return {**answer, "changes": [_change_as_json(change) for change in verdict.changes]}


def answer_pair(line: str, level: Level, policy: Policy) -> dict[str, Any]:
    """The answer to a line `{"id": ..., "old": SCHEMA, "new": SCHEMA}`, with the same `id`.

    A line that holds no such object is undecided too: one bad pair never stops the others.
    """
    try:
        pair = json.loads(line, parse_constant=_refuse_constant)
    except RecursionError:
        return _undecided(None, "the line is nested too deeply")
    except ValueError as error:
        return _undecided(None, f"the line is no JSON: {error}")
    if not isinstance(pair, dict) or not {"old", "new"} <= pair.keys():
        return _undecided(None, "the line is no object with `id`, `old` and `new`")
    verdict = check(pair["old"], pair["new"], level, policy)
    return {"id": pair.get("id"), **as_json(verdict)}


def _undecided(name: Any, reason: str) -> dict[str, Any]:
    return {"id": name, **as_json(Verdict(Answer.UNDECIDED, reason=reason))}


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value")


def _change_as_json(change: Change) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "rule": f"compatibility.{change.rule}",
        "severity": "error" if change.breaking else "info",
        "message": change.sentence,
        "old_pointer": change.old_pointer,
        "new_pointer": change.new_pointer,
        "breaks": str(change.breaks),
    }
    if change.witness is not ABSENT:
        shown |= {"witness": change.witness, "accepted_by": str(change.accepted_by)}
    return shown

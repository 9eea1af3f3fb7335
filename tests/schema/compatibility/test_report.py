"""Pairs of schemas as lines of JSON, and verdicts as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from evtool.schema.compatibility import Level, Policy, answer_pair, as_json, check


def answer(line: str, policy: Policy = Policy.STRICT) -> dict[str, Any]:
    """The answer to a line, as it would be printed."""
    found: dict[str, Any] = json.loads(json.dumps(answer_pair(line, Level.BACKWARD, policy)))
    return found


def test_answers_bear_the_name_of_their_pair() -> None:
    """True is proved, false has a witness."""
    assert answer('{"id": "x", "old": true, "new": {}}') == {
        "id": "x", "compatible": True, "changes": []
    }  # fmt: skip
    refused = answer('{"id": 7, "old": {"type": "null"}, "new": false}')
    assert refused["id"] == 7
    assert refused["compatible"] is False
    assert refused["witness"] is None
    assert refused["accepted_by"] == "old"


@pytest.mark.parametrize(
    "line",
    [
        "", "nothing", "[]", '{"id": 1}', '{"old": {}}', '{"old": NaN, "new": {}}', "[" * 100_000,
        '{"old": 5, "new": {}}', '{"old": "\\ud800", "new": 1}', '{"new": {}, "old": ' + "9" * 5000,
    ],
)  # fmt: skip
def test_bad_lines_are_undecided(line: str) -> None:
    """One bad line is answered like any other, and says what is wrong."""
    found = answer(line)
    assert found["compatible"] is None
    assert found["reason"]


def test_changes_are_told_by_rule_and_place() -> None:
    """Each change has all that a report needs."""
    old = {"type": "object", "properties": {"a": {"type": "string", "maxLength": 9}}}
    new = {"type": "object", "properties": {"a": {"type": "string", "maxLength": 8}}}
    (change,) = as_json(check(old, new))["changes"]
    assert change.pop("message")
    assert change == {
        "rule": "compatibility.bound-tightened",
        "severity": "error",
        "old_pointer": "/properties/a/maxLength",
        "new_pointer": "/properties/a/maxLength",
        "breaks": "writers",
        "witness": {"a": "aaaaaaaaa"},
        "accepted_by": "old",
    }

"""A witness is one only where a validator says so."""

from __future__ import annotations

from typing import Any

import pytest

from evtool.schema.compatibility import Answer, Level, Policy, check
from evtool.schema.compatibility.confirmation import is_confirmed


@pytest.mark.parametrize(
    ("accepting", "refusing", "value", "confirmed"),
    [
        ({}, {"type": "string"}, 1, True),
        ({}, {"type": "string"}, "a", False),
        ({"type": "integer"}, {"type": "string"}, "a", False),
        ({}, {"format": "date"}, "2024-02-30", True),
        ({}, {"format": "date-time"}, "yesterday", True),
        ({}, {"format": "json-pointer"}, "a", True),
        ({}, {"pattern": "^a$"}, "b", True),
        ({}, {"patternProperties": {"^a": False}}, {"ab": 1}, True),
        ({}, {"properties": {"a": True}, "additionalProperties": False}, {"b": 1}, True),
        ({}, {"patternProperties": {"^b": True}, "additionalProperties": False}, {"b": 1}, False),
        ({}, {"type": 5}, 1, False),
        ({}, {"$ref": "#/nowhere"}, 1, False),
        ({}, {"pattern": "(.{0,900}a)b"}, "ac" * 50_000, False),
        ({}, {"type": "integer"}, "\ud800", False),
    ],
)
def test_validators_are_asked(
    accepting: Any,
    refusing: Any,
    value: Any,
    confirmed: bool,  # noqa: FBT001
) -> None:
    """Both sides are validated, formats included; a validator that stumbles confirms nothing."""
    assert is_confirmed(accepting, refusing, value) is confirmed


def test_formats_can_be_left_out() -> None:
    """Many validators pass over formats: to them nothing lacks one."""
    assert not is_confirmed({}, {"format": "date"}, "x", formats=False)


def test_witnesses_rather_do_without_formats() -> None:
    """Where there is a choice, the event is refused also where formats are not checked."""
    verdict = check({}, {"format": "date", "maxLength": 10}, Level.BACKWARD, Policy.STRICT)
    assert verdict.answer is Answer.INCOMPATIBLE
    assert len(verdict.witness) > 10


def test_what_nobody_confirms_is_undecided() -> None:
    """A text that is no Unicode cannot be sent to anybody."""
    verdict = check({"const": "\ud800"}, {"type": "integer"}, Level.BACKWARD, Policy.STRICT)
    assert verdict.answer is Answer.UNDECIDED
    assert "confirms" in verdict.reason

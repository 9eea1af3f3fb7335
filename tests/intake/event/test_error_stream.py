"""Whether refused events leave error events."""

from __future__ import annotations

import json

from in_process import Intake

from evtool.intake.event.error_stream import objection


def test_where_it_is_lost(intake: Intake) -> None:
    """An undeclared stream, or one of another schema; nobody misses what is not wanted."""
    assert objection(intake.router(), None) is None
    streams = {"eventgate.error": {"schema_title": "error"}, "basic": {"schema_title": "basic"}}
    intake.streams = json.dumps({"streams": streams})
    assert objection(intake.router(), "eventgate.error") is None
    assert "is not configured" in (objection(intake.router(), "eventgate.errors") or "")
    assert "must be basic" in (objection(intake.router(), "basic") or "")

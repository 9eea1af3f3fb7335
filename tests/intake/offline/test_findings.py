"""Findings about events: their places, and how many are kept."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from evtool.intake.client.reading import read_events
from evtool.intake.client.text import Text
from evtool.intake.offline import findings as module
from evtool.intake.offline.findings import Judgment
from evtool.intake.offline.judge import Judge
from evtool.intake.offline.place import place_of

PATH = Path("events.json")
BAD = {"$schema": "/test/event/1.1.0", "meta": {"stream": "test.event"}, "dt": 7}


def judged(judge: Judge, text: str) -> Judgment:
    """What is found in a text."""
    made = Judgment()
    made.take(judge, read_events(io.BytesIO(text.encode())), PATH)
    return made


def test_findings_stand_where_the_part_stands(judge: Judge) -> None:
    """On its own line of JSON over many lines, in its column of a line of JSON lines."""
    (finding,) = judged(judge, json.dumps([BAD], indent=2)).findings
    assert (finding.line, finding.column, finding.pointer) == (7, 5, "/dt")
    assert (finding.rule, finding.stream) == ("event.invalid", "test.event")
    line = json.dumps(BAD)
    (finding,) = judged(judge, f"\n{line}\n").findings
    assert (finding.line, finding.column) == (2, line.index('"dt"') + 1)
    (finding,) = judged(judge, f"[ {line}]").findings
    assert (finding.line, finding.column) == (1, line.index('"dt"') + 3)


def test_the_start_of_the_event_has_to_do() -> None:
    """Where the part cannot be found, or it would take too long."""
    start = (4, 2)
    for content in (b"{", b'{"a": "' + b"x" * module.MOST * 1100 + b'"}'):
        place = place_of(Text(content, 4, 2), ("a",), PATH)
        assert (place.line, place.column) == start


def test_events_are_counted(judge: Judge) -> None:
    """Valid and invalid ones."""
    good = {**BAD, "dt": "2025-03-11T16:00:00Z"}
    made = judged(judge, "\n".join(map(json.dumps, [good, BAD, good])))
    assert (made.valid, made.invalid, len(made.findings)) == (2, 1, 1)


def test_the_source_is_only_what_is_shown(judge: Judge) -> None:
    """Lines of valid events are empty: they are not kept."""
    good = json.dumps({**BAD, "dt": "2025-03-11T16:00:00Z"})
    made = judged(judge, f"{good}\n{json.dumps(BAD)}\n{good}")
    assert made.source(PATH) == f"\n{json.dumps(BAD)}"
    assert made.source(Path("other")) is None
    shifted = judged(judge, f"[  {json.dumps(BAD)}]")
    assert shifted.source(PATH) == f"   {json.dumps(BAD)}"


def test_not_more_is_kept_than_people_read(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest is counted."""
    monkeypatch.setattr(module, "MOST", 2)
    made = judged(judge, "\n".join([json.dumps(BAD)] * 5))
    assert (made.invalid, len(made.findings), made.untold) == (5, 2, 3)

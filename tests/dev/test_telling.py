"""What people and programs are told about a save."""

from __future__ import annotations

import json
from pathlib import Path

from evtool.dev.event import Event, Level
from evtool.dev.outcome import Outcome, Problem, Write
from evtool.dev.planner import Round, Stale
from evtool.dev.telling import first_events, round_events
from evtool.errors import Place

ROOT = Path("/shop")
SOURCE = ROOT / "a/current.yaml"
FINE = Outcome(SOURCE, "a 1.0.0")
WRITES = (
    Write(ROOT / "a/1.0.0.yaml", "create"),
    Write(ROOT / "a/1.0.0", "link"),
    Write(ROOT / "a/latest", "link"),
)
PENDING = Outcome(SOURCE, "a 1.0.0", WRITES)
WRONG = Outcome(SOURCE, "a 1.0.0", WRITES, (Problem("is wrong", Place(SOURCE, 3, 5), "repair it"),))


def told(found: Round) -> Event:
    """The only event of a round."""
    (event,) = round_events(found, ROOT)
    json.dumps(event.as_json("now"))
    return event


def test_a_mistake_has_place_sentence_and_repair() -> None:
    """What would be written is not told beside it."""
    event = told(Round((WRONG,)))
    assert event.message == "a/current.yaml:3:5: is wrong"
    assert (event.name, event.level, event.hint) == ("schema.failed", Level.ERROR, "repair it")
    assert event.fields == {"path": "a/current.yaml", "line": 3, "column": 5, "schema": "a 1.0.0"}


def test_what_would_be_written_is_named() -> None:
    """Files by name, links by number, and the command that writes them."""
    event = told(Round((PENDING,)))
    assert event.message == "a 1.0.0 is not materialized yet: create 1.0.0.yaml, 2 links"
    assert event.hint == "`evtool schema materialize a/current.yaml` writes it"
    assert event.fields["writes"][0] == {"path": "a/1.0.0.yaml", "kind": "create"}


def test_a_source_in_order_is_told_so() -> None:
    """Whoever saves gets an answer."""
    assert told(Round((FINE,))).name == "schema.ok"


def test_old_versions_in_use_are_a_warning() -> None:
    """The sentence names user, used version and new version."""
    event = told(Round(stale=(Stale(SOURCE, "/b/1.0.0", "/b/1.1.0"),)))
    assert event.level == Level.WARNING
    assert event.message == "a/current.yaml still uses /b/1.0.0; there is now /b/1.1.0"


def test_what_is_gone_is_told() -> None:
    """A removed source is no mistake."""
    event = told(Round(removed=(SOURCE,)))
    assert (event.level, event.message) == (Level.INFO, "a/current.yaml is gone")


def test_a_repository_has_problems_too() -> None:
    """A place without line and column is a path."""
    problem = Problem("has no folder", Place(ROOT / "b"), "run `evtool repo sync`")
    assert told(Round(problems=(problem,))).message == "b: has no folder"


def test_the_first_look_is_summed_up() -> None:
    """Mistakes in full, everything else in one line."""
    outcomes = [FINE, WRONG, *[PENDING] * 5]
    failed, summary = first_events(Round(tuple(outcomes)), outcomes, ROOT)
    assert failed.name == "schema.failed"
    assert summary.fields == {"schemas": 7, "failed": 1, "pending": 5}
    assert summary.message == (
        "7 schemas checked; 1 with errors; "
        "5 not materialized yet (a 1.0.0, a 1.0.0, a 1.0.0, and 2 more)"
    )
    (summary,) = first_events(Round(), [FINE], ROOT)
    assert summary.message == "1 schema checked; all are materialized"
    (summary,) = first_events(Round(), [], ROOT)
    assert summary.message == "0 schemas checked"

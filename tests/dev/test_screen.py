"""Events as lines."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.dev.event import Event, Level
from evtool.dev.screen import READY, json_line, terminal_lines, visible

NOON = datetime(2026, 1, 2, 12, 0, 0, 123456, UTC)
HEAD = {
    "workspace": "shop",
    "repositories": 1,
    "schemas": 2,
    "services": [{"name": "registry", "url": "http://127.0.0.1:8190", "path": "/", "ready": True}],
    "log": None,
    "watching": ["main"],
    "seconds": 0.42,
    "try": "curl http://127.0.0.1:8190/main/a/latest",
}


def shown(event: Event, width: int = 100) -> list[str]:
    """The lines without colors."""
    return terminal_lines(event, NOON, width, lambda text, _: text)


def test_a_pipe_gets_json() -> None:
    """One object a line, its time in UTC."""
    line = json_line(Event("dev", "x", "zwölf\n", Level.ERROR, "help", {"a": [1]}), NOON)
    assert "\n" not in line
    assert json.loads(line) == {
        "time": "2026-01-02T12:00:00.123Z", "level": "error", "source": "dev", "event": "x",
        "message": "zwölf\n", "hint": "help", "a": [1],
    }  # fmt: skip


def test_the_head_says_what_runs() -> None:
    """Workspace, addresses, how to stop, and what to try."""
    assert shown(Event("dev", READY, "ready", fields=HEAD)) == [
        "evtool dev   workspace shop   1 repository, 2 schemas",
        "  registry  http://127.0.0.1:8190/",
        "  watching  main",
        "ready in 0.4 s   stop: Ctrl-C",
        "try: curl http://127.0.0.1:8190/main/a/latest",
        "",
    ]


def test_the_head_fits_a_narrow_terminal() -> None:
    """Long names take lines of their own; a service that is late says so."""
    late = [{"name": "registry", "url": "http://127.0.0.1:1", "path": "/", "ready": False}]
    fields = {
        **HEAD,
        "workspace": "w" * 40,
        "watching": ["repository"] * 9,
        "services": late,
        "try": None,
    }
    lines = shown(Event("dev", READY, "ready", fields=fields), 60)
    assert max(map(len, lines)) <= 60
    assert "not up yet" in lines[3]
    assert lines[:3] == ["evtool dev", f"  workspace {'w' * 40}", "  1 repository, 2 schemas"]


def test_a_mistake_is_marked_and_has_its_repair_below() -> None:
    """On a wide terminal the time of day stands in front."""
    event = Event("schemas", "schema.failed", "a.yaml:1: wrong", Level.ERROR, "repair it")
    assert shown(event) == [
        "12:00:00 schemas  error a.yaml:1: wrong",
        "                  help: repair it",
    ]
    assert shown(event, 60)[0] == "schemas  error a.yaml:1: wrong"


def test_good_news_are_marked() -> None:
    """A summary is good when nothing is left to do."""
    assert shown(Event("schemas", "schema.ok", "a"), 60) == ["schemas  ok a"]
    for pending, word in ((0, "ok a"), (1, "a")):
        event = Event("schemas", "schemas.checked", "a", fields={"failed": 0, "pending": pending})
        assert shown(event, 60) == [f"schemas  {word}"]


def test_tones_reach_the_paint() -> None:
    """Colors are the business of whoever owns the terminal."""
    event = Event("schemas", "x", "wrong", Level.ERROR)
    lines = terminal_lines(event, NOON, 60, lambda text, tone: f"<{tone}:{text}>")
    assert lines == ["<dim:><dim:schemas  ><error:error> wrong"]


def test_a_traceback_is_shown() -> None:
    """It keeps its lines."""
    event = Event("registry", "service.log", "bug", Level.ERROR, fields={"traceback": "one\n  two"})
    assert [line.strip() for line in shown(event)[1:]] == ["one", "two"]


@given(st.text())
def test_no_text_steers_the_terminal(text: str) -> None:
    """Control characters are written out."""
    for line in shown(Event("registry", "x", text, hint=text, fields={"traceback": text})):
        assert line.isprintable()
    assert all(one.isprintable() or one == "\n" for one in visible(text))


@given(
    st.lists(st.text("abc/:.", min_size=1, max_size=25), max_size=12).map(" ".join),
    st.integers(60, 140),
    st.sampled_from(Level),
)
def test_lines_fit_the_terminal(text: str, width: int, level: Level) -> None:
    """Whatever is told, no line is wider than the terminal, and no word is lost."""
    lines = shown(Event("schemas", "schema.ok", text, level, text or None), width)
    assert max(map(len, lines)) <= width
    words = " ".join(lines).split()
    assert all(word in words for word in text.split())


@pytest.mark.parametrize("width", [1, 10, 30])
def test_absurd_widths_do_no_harm(width: int) -> None:
    """Text is shown even where it cannot fit."""
    assert shown(Event("dev", "x", "some words"), width)
    assert shown(Event("dev", READY, "ready", fields=HEAD), width)

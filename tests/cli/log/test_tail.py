"""`evtool log tail`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evtool.log.record import Entry
from evtool.log.sqlite.log import SqliteLog

Evtool = Callable[..., Any]


def ids(lines: list[str]) -> list[int]:
    """The page ids of events."""
    return [json.loads(line)["page_id"] for line in lines]


@pytest.mark.usefixtures("filled")
def test_the_last_events_in_order_of_time(evtool: Evtool) -> None:
    """Ten of them by themselves; -n asks for others; over all topics of the stream."""
    assert ids(evtool("log", "tail", "page.change").lines) == list(range(2, 12))
    assert ids(evtool("log", "tail", "page.change", "-n", "3").lines) == [9, 10, 11]
    assert evtool("log", "tail", "page.change", "-n", "0").lines == []


@pytest.mark.usefixtures("filled")
def test_from_an_offset_or_a_time(evtool: Evtool) -> None:
    """All from there on."""
    assert ids(evtool("log", "tail", "eqiad.page.change", "--from", "4").lines) == [8, 10]
    begin = "2024-05-01T12:00:09Z"
    assert ids(evtool("log", "tail", "page.change", "--from", begin).lines) == [9, 10, 11]
    assert len(evtool("log", "tail", "--from", "earliest").lines) == 13
    done = evtool("log", "tail", "--from", "yesterday")
    assert done.code == 2
    assert "10m" in done.err


@pytest.mark.usefixtures("filled")
def test_texts_and_fields_choose(evtool: Evtool) -> None:
    """The last ones that have the text, and the value in the field."""
    assert ids(evtool("log", "tail", "--grep", '"page_id": 1').lines) == [1, 10, 11]
    assert ids(evtool("log", "tail", "--filter", "page_id=7").lines) == [7]
    one = evtool("log", "tail", "--filter", "meta.stream=page.change", "-n", "1")
    assert ids(one.lines) == [11]
    assert evtool("log", "tail", "--filter", "page_id").code == 2


@pytest.mark.usefixtures("filled")
def test_people_see_where_an_event_stands(evtool: Evtool, terminal: Callable[[int], None]) -> None:
    """On a terminal: time, topic, offset, event; numbers as they are in the log."""
    terminal(200)
    line = evtool("log", "tail", "shop.order").lines[0]
    assert line.startswith("1970-01-01T00:00:00.001Z shop.order/0:0 {")
    assert "123456789012345678901234567890" in line


def test_refused_events_are_readable(evtool: Evtool, log: SqliteLog) -> None:
    """When, stream, schema, reason, and what came; it cannot act on the terminal."""
    event = {
        "dt": "2024-05-01T12:00:00Z",
        "errored_stream_name": "page.change",
        "errored_schema_uri": "/page/change/1.0.0",
        "error_type": "ValidationError",
        "message": "'page_id' should be integer",
        "raw_event": '{"page_id": "\x1b[31mx"}',
    }
    log.append([Entry("eventgate.error", json.dumps(event).encode(), 1)])
    first, second = evtool("log", "tail", "--errors").lines
    assert "page.change /page/change/1.0.0 ValidationError 'page_id' should" in first
    assert "page_id" in second
    assert "\x1b" not in second
    assert json.loads(evtool("log", "tail", "--errors", "--json").out) == event


def follower(workspace: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start `tail --follow` in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "evtool", "log", "tail", "--follow", *arguments],
        cwd=workspace,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 0)])
def test_following_shows_what_comes(
    workspace: Path, filled: SqliteLog, sent: signal.Signals, code: int
) -> None:
    """New events and new topics at once, until it is told to end."""
    process = follower(workspace, "-n", "1")
    assert process.stdout is not None
    assert process.stdout.readline()
    filled.append([Entry("brand.new", b'{"page_id": 99}', 1)])
    begun = time.monotonic()
    assert ids([process.stdout.readline()]) == [99]
    assert time.monotonic() - begun < 3
    process.send_signal(sent)
    assert process.wait(10) == code
    process.stdout.close()


@pytest.mark.usefixtures("filled")
def test_a_pipe_that_closes_ends_it_quietly(workspace: Path) -> None:
    """As with `head`: exit code 0, and no word."""
    read, write = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "evtool", "log", "tail", "--from", "earliest"],
        cwd=workspace,
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(write)
    os.close(read)
    assert process.communicate()[1] == ""
    assert process.returncode == 0

"""`evtool log offsets`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from evtool.log.record import TopicPartition
from evtool.log.sqlite.log import SqliteLog

Evtool = Callable[..., Any]
CODFW, EQIAD = TopicPartition("codfw.page.change"), TopicPartition("eqiad.page.change")


def test_groups_and_their_lag(evtool: Evtool, filled: SqliteLog) -> None:
    """Where each group is, and how much it has to read."""
    filled.commit("archive", {CODFW: 4, EQIAD: 6})
    done = evtool("log", "offsets", "--format", "json")
    rows = json.loads(done.out)["offsets"]
    assert [(row["group"], row["offset"], row["lag"]) for row in rows] == [
        ("archive", 4, 2),
        ("archive", 6, 0),
    ]
    assert len(evtool("log", "offsets", "--topic", "eqiad*").lines) == 1
    assert "no group" in evtool("log", "offsets", "--group", "other").err


def test_a_group_is_moved(evtool: Evtool, filled: SqliteLog) -> None:
    """To a time, an offset, the end or the beginning; a dry run moves nothing."""
    move = ("log", "offsets", "--group", "g", "--topic", "page.change")
    evtool(*move, "--to", "2024-05-01T12:00:09Z", "--dry-run")
    assert filled.committed("g") == {}
    done = evtool(*move, "--to", "2024-05-01T12:00:09Z")
    assert done.code == 0
    assert filled.committed("g") == {CODFW: 4, EQIAD: 5}
    evtool(*move, "--to", "latest")
    assert filled.committed("g") == {CODFW: 6, EQIAD: 6}
    evtool(*move, "--to", "100")
    assert filled.committed("g") == {CODFW: 6, EQIAD: 6}
    evtool(*move, "--to", "earliest")
    assert filled.committed("g") == {CODFW: 0, EQIAD: 0}


@pytest.mark.usefixtures("filled")
def test_a_move_names_its_group(evtool: Evtool) -> None:
    """Without --group nothing moves."""
    assert evtool("log", "offsets", "--to", "latest").code == 2


@pytest.mark.usefixtures("filled")
def test_a_topic_that_is_not_there(evtool: Evtool) -> None:
    """Is told, instead of that nothing was moved."""
    done = evtool("log", "offsets", "--group", "g", "--topic", "page.chnage", "--to", "latest")
    assert (done.code, "no topic matches" in done.err) == (0, True)

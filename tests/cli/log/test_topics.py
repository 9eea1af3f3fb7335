"""`evtool log topics`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Evtool = Callable[..., Any]


@pytest.mark.usefixtures("filled")
def test_topics_are_listed(evtool: Evtool) -> None:
    """Each partition with its records, offsets, times and bytes."""
    done = evtool("log", "topics", "--format", "json")
    assert done.code == 0
    rows = json.loads(done.out)["topics"]
    assert [row["topic"] for row in rows] == [
        "codfw.page.change",
        "eqiad.page.change",
        "shop.order",
    ]
    first = rows[0]
    assert (first["records"], first["first"], first["next"]) == (6, 0, 6)
    assert first["oldest"] == "2024-05-01T12:00:01.000Z"
    assert first["newest"] == "2024-05-01T12:00:11.000Z"
    assert first["bytes"] > 100


@pytest.mark.usefixtures("filled")
def test_a_stream_means_its_topics(evtool: Evtool) -> None:
    """Names of streams, patterns and regexes choose."""
    assert len(evtool("log", "topics", "page.change").lines) == 2
    assert len(evtool("log", "topics", "shop*").lines) == 1
    assert len(evtool("log", "topics", "/^codfw/").lines) == 1
    done = evtool("log", "topics", "nothing")
    assert (done.code, done.out) == (0, "")
    assert "no topic matches" in done.err


def test_an_empty_log_is_no_error(evtool: Evtool, workspace: Path) -> None:
    """Nothing is made by looking."""
    done = evtool("log", "topics")
    assert (done.code, done.out) == (0, "")
    assert not (workspace / ".evtool").exists()


def test_wrong_addresses_are_told(evtool: Evtool, workspace: Path) -> None:
    """A log that cannot be read again, and one that there is not."""
    assert evtool("log", "topics", "--log", "file:x").code == 2
    done = evtool("log", "topics", "--log", "redis:x")
    assert done.code == 2
    assert "sqlite:" in done.err
    with (workspace / "evtool.yaml").open("a", encoding="utf-8") as file:
        file.write("log: {adress: 'sqlite:x'}\n")
    done = evtool("log", "topics")
    assert done.code == 2
    assert "'address'" in done.err

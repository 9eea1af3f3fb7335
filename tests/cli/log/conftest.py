"""A log with a few events in the small workspace."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from evtool.log.record import Entry
from evtool.log.sqlite.log import SqliteLog

STREAMS = """
streams:
  page.change:
    schema_title: page/change
    topics: [eqiad.page.change, codfw.page.change]
  shop.order: {schema_title: shop/order}
"""


def change(number: int, **more: Any) -> bytes:
    """One event of page/change."""
    event = {
        "$schema": "/page/change/1.0.0",
        "meta": {"stream": "page.change", "dt": f"2024-05-01T12:00:{number:02}Z"},
        "dt": f"2024-05-01T12:00:{number:02}Z",
        "page_id": number,
        **more,
    }
    return json.dumps(event).encode()


@pytest.fixture
def log(workspace: Path) -> Iterator[SqliteLog]:
    """Give the log of the workspace, with stream configuration, and nothing in it."""
    with (workspace / "evtool.yaml").open("a", encoding="utf-8") as file:
        file.write("streams: {files: [streams.yaml]}\n")
    (workspace / "streams.yaml").write_text(STREAMS, encoding="utf-8")
    opened = SqliteLog(workspace / ".evtool" / "log.db")
    yield opened
    opened.close()


@pytest.fixture
def filled(log: SqliteLog) -> SqliteLog:
    """Give the log with twelve changes over two topics, and one order."""
    start = 1_714_564_800_000  # 2024-05-01T12:00:00Z
    for number in range(12):
        topic = ("eqiad", "codfw")[number % 2] + ".page.change"
        log.append([Entry(topic, change(number), start + number * 1000, b"k%d" % number)])
    log.append([Entry("shop.order", b'{"n": 123456789012345678901234567890, "x": "\\u00e4"}', 1)])
    return log


@pytest.fixture
def append(log: SqliteLog) -> Callable[..., None]:
    """Give a function that appends values to a topic."""
    return lambda topic, *values: log.append([Entry(topic, value, 1) for value in values])

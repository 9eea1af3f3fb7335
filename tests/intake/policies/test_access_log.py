"""The line of each request."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evtool.intake.access_log import LineWriter
from evtool.intake.policies import Worker

KEY = "0123456789abcdef-of-app"


@pytest.fixture
def lines(setting: Any, tmp_path: Path) -> Iterator[Any]:
    """Give a function that reads the lines that a service has written so far."""
    path = tmp_path / "access.jsonl"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    setting.worker = Worker(lines=descriptor)
    yield lambda: [json.loads(line) for line in path.read_text().splitlines()]
    os.close(descriptor)


def test_what_a_line_says(setting: Any, event: Any, lines: Any) -> None:
    """Who, what, how much, how long, and what became of the events; no secret is in it."""
    setting.write(access_log=True, keys={"app": {"key": KEY}})

    async def work(service: Any) -> None:
        body = [event(), {"secret": "hunter2"}]
        await service.post(body, "/v1/events?token=hunter3", x_api_key=KEY, cookie="hunter4")

    setting.run(work)
    (line,) = lines()
    assert line.pop("ms") > 0
    assert line.pop("time").endswith("Z")
    assert line.pop("bytes_out") > 0
    assert line == {
        "level": "info", "event": "request.answered", "message": "POST /v1/events 207",
        "method": "POST", "path": "/v1/events", "status": 207, "bytes_in": line["bytes_in"],
        "client": "127.0.0.1", "key": "app", "events": 2, "accepted": 1, "refused": 1,
    }  # fmt: skip
    assert "hunter" not in json.dumps(line)


def test_what_was_no_request_is_told_too(setting: Any, lines: Any) -> None:
    """Refused heads and unknown clients have a line; of events nothing is known."""
    setting.write(access_log=True, keys={"app": {"key": KEY}})

    async def work(service: Any) -> None:
        assert (await service.send(b"NONSENSE\r\n\r\n")).status == 400
        assert (await service.post({})).status == 401
        assert (await service.post(b"", "/v1/%0aevents\t", "GET")).status in (400, 404)

    setting.run(work)
    first, second, _ = lines()
    assert (first["method"], first["status"]) == ("", 400)
    assert (second["status"], second["key"], second["events"]) == (401, None, 0)


def test_hasty_requests_have_no_outcome(setting: Any, event: Any, lines: Any) -> None:
    """Nobody knows yet when the answer is given."""
    setting.write(access_log=True)

    async def work(service: Any) -> None:
        assert (await service.post([event()] * 3, "/v1/events?hasty=1")).status == 202

    setting.run(work)
    (line,) = lines()
    assert (line["events"], line["accepted"], line["refused"]) == (3, None, None)


def test_a_closed_reader_ends_nothing(setting: Any, event: Any) -> None:
    """Whoever reads the log may go."""
    hear, speak = os.pipe()
    os.close(hear)
    setting.worker = Worker("one", speak)
    setting.write(access_log=True)

    async def work(service: Any) -> None:
        assert (await service.post(event())).status == 201
        assert (await service.post(event())).status == 201

    setting.run(work)
    os.close(speak)


def test_lines_that_wait_are_in_one_piece() -> None:
    """Lines of one turn go together into a pipe, never more than stays whole."""
    hear, speak = os.pipe()

    async def run() -> None:
        write = LineWriter(speak, b'{"source":"one",')
        for at in range(100):
            write(b'{"at":%d,"x":"%s"}' % (at, b"x" * 100))
        await asyncio.sleep(0.01)

    asyncio.run(run())
    found = [json.loads(line) for line in os.read(hear, 1 << 20).splitlines()]
    assert [one["at"] for one in found] == list(range(100))
    assert found[0]["source"] == "one"
    os.close(hear)
    os.close(speak)

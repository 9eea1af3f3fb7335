"""The process of one service."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path

from evtool.dev.child import EventLines


def test_log_records_are_event_lines() -> None:
    """Fields stand beside the message."""
    fields = {"event": "e", "a": 1}
    record = logging.makeLogRecord(
        {"msg": "%s said", "args": ("x",), "levelname": "CRITICAL", "fields": fields}
    )
    assert json.loads(EventLines().format(record)) == {
        "event": "e", "level": "error", "message": "x said", "a": 1,
    }  # fmt: skip


def test_a_traceback_is_a_field() -> None:
    """A bug of a service reaches the supervisor as one line."""
    error = ZeroDivisionError("deep")
    record = logging.makeLogRecord(
        {"msg": "failed", "levelname": "ERROR", "exc_info": (type(error), error, None)}
    )
    line = json.loads(EventLines().format(record))
    assert line["event"] == "service.log"
    assert "ZeroDivisionError: deep" in line["traceback"]


def test_a_workspace_that_is_gone_is_told(tmp_path: Path) -> None:
    """The child says why it cannot run, and ends with exit code 2."""
    command = [
        *(sys.executable, "-P", "-m", "evtool.dev.child", "registry"),
        *("--config", tmp_path / "evtool.yaml", "--socket", "0"),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        line = json.loads(child.stdout.read())
    assert child.returncode == 2
    assert (line["event"], line["level"]) == ("service.failed", "error")
    assert "no such file" in line["message"]

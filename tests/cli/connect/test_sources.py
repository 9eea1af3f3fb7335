"""`evtool connect` for sources: what people see of them, and a whole run."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from source_bench import SCHEMA, make_workspace

from evtool.log.sqlite.log import SqliteLog

Answer = Callable[..., tuple[int, str, str]]
SOURCE = {"type": "outbox", "database": "sqlite:app.db", "stream": "basic", "schema": SCHEMA}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a workspace with an outbox of three rows, one of which is no event."""
    make_workspace(tmp_path)
    configure(tmp_path, orders=SOURCE)
    with closing(sqlite3.connect(tmp_path / "app.db")) as connection:
        connection.execute("CREATE TABLE outbox (id INTEGER PRIMARY KEY, event TEXT)")
        rows = [('{"count": 1}',), ("{broken",), ('{"count": 2}',)]
        connection.executemany("INSERT INTO outbox (event) VALUES (?)", rows)
        connection.commit()
    return tmp_path


def configure(folder: Path, **connectors: Any) -> None:
    """Write the section `connectors`."""
    path = folder / "evtool.yaml"
    path.write_text(json.dumps({**json.loads(path.read_text()), "connectors": connectors}))


def test_list_show_and_check(answer: Answer) -> None:
    """A source is told from a sink, and its options from those of sinks."""
    [row] = json.loads(answer("list", "--format", "json")[1])["connectors"]
    assert (row["direction"], row["streams"], row["lag"]) == ("source", ["basic"], None)
    names = {
        one["name"]
        for one in json.loads(answer("show", "outbox", "--format", "json")[1])["options"]
    }
    assert {"stream", "schema", "database"} <= names
    assert not {"streams", "canary", "start"} & names
    code, out, _ = answer("check")
    assert code == 0
    assert "connects to outbox:sqlite:app.db#outbox" in out
    assert "source" in answer("show", "files")[1]


def test_plan(answer: Answer) -> None:
    """What would be read; nothing is touched."""
    code, out, _ = answer("plan")
    assert code == 0
    assert "orders (outbox) starts: is new" in out
    assert "DELETE FROM" in out
    [row] = json.loads(answer("plan", "--format", "json")[1])["connectors"]
    assert (row["direction"], row["position"], row["lag"]) == ("source", None, None)


@pytest.mark.parametrize(
    ("wrong", "words", "hint"),
    [
        ({"streams": ["*"]}, "'streams' is for sinks, and this is a source", "stream"),
        ({"strem": "x"}, "unknown key 'strem'", "did you mean 'stream'?"),
        ({"stream": "bsic"}, "no configured stream is called 'bsic'", "did you mean 'basic'?"),
        ({"schema": "/basic/7.0.0"}, "/basic/7.0.0", "evtool schema list"),
        ({"table": "nothing"}, "no such table: nothing", "check `table`"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_repair(
    folder: Path, answer: Answer, wrong: dict[str, Any], words: str, hint: str
) -> None:
    """The configuration ends a run with exit code 2, a sentence and a hint, and no traceback."""
    configure(folder, orders={**SOURCE, **wrong})
    code, _, err = answer("run", "orders")
    assert code == 2
    assert words in err
    assert hint in err
    assert "Traceback" not in err


def test_a_whole_run(folder: Path) -> None:
    """Until SIGTERM; the events are in the log, and the outbox is empty."""
    command = [sys.executable, "-m", "evtool", "-C", str(folder), "connect", "run", "--all"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    log = SqliteLog(folder / ".evtool/log.db")
    deadline = time.monotonic() + 30
    with closing(sqlite3.connect(folder / "app.db")) as connection:
        while connection.execute("SELECT COUNT(*) FROM outbox").fetchone()[0]:
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert {place.topic: marks.next for place, marks in log.topics().items()} == {
        "basic": 2, "eventgate.error": 1,
    }  # fmt: skip
    log.close()

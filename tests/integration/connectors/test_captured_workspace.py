"""From a table to a stream with the commands alone: draft the schema, run, kill, count."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from captured import Database, churn, in_background

from evtool.log.address import open_log
from evtool.log.config import LogConfig
from evtool.workspace import load_workspace

pytestmark = pytest.mark.network


def workspace(folder: Path, database: Database) -> None:
    """A workspace with the source, and an empty repository."""
    (folder / "schemas").mkdir(parents=True)
    connector = {"type": database.type, "tables": database.tables, **database.options}
    document = {
        "version": 1,
        "repositories": [{"name": "primary", "role": "primary", "path": "schemas"}],
        "streams": {"files": ["streams.yaml"]},
        "connectors": {"shop": connector},
    }
    (folder / "evtool.yaml").write_text(json.dumps(document), "utf-8")
    streams = {
        "shop.order_change": {
            "schema_title": "shop/order/change",
            "message_key_fields": {"id": "order.id"},
        },
        "eventgate.error": {"schema_title": "error"},
    }
    (folder / "streams.yaml").write_text(json.dumps(streams), "utf-8")


def command(folder: Path, *words: str) -> list[str]:
    """Our own command in a workspace."""
    return [sys.executable, "-m", "evtool", "-C", str(folder), *words]


def evtool(folder: Path, *words: str) -> str:
    """What a command prints."""
    done = subprocess.run(command(folder, *words), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def events(folder: Path) -> list[dict[str, Any]]:
    """All events of the log."""
    loaded = load_workspace(folder / "evtool.yaml")
    config = loaded.section("log", LogConfig)
    log, found = open_log(config.address, loaded.root, config), []
    try:
        for place in log.topics():
            at = 0
            while records := log.read(place, at):
                found += [(one.key, json.loads(one.value)) for one in records]
                at = records[-1].offset + 1
    finally:
        log.close()
    for key, event in found:
        assert json.loads(key) == {"id": event["order"]["id"]}
    return [event for _, event in found]


def test_from_a_table_to_a_stream(database: Database, tmp_path: Path) -> None:
    """SIGKILL the runner again and again; then the log has every change, each id once."""
    database.create("id int PRIMARY KEY, total decimal(10, 2)")
    count, folder = 3_000, tmp_path / "workspace"
    churn(database, 300, 300)
    workspace(folder, database)
    evtool(folder, "connect", "schema", "shop", "--write")
    evtool(folder, "schema", "materialize", "--all")
    assert "ok" in evtool(folder, "connect", "check")
    before, chance, kills = len(database.rows()), random.Random(3), 0
    with run(folder):  # from here on nothing may be missed
        wait(folder, before)
    writer = in_background(lambda: churn(database, 300, count, seed=2, pause=0.003))
    while writer.is_alive():
        with run(folder):
            writer.join(chance.uniform(2.0, 3.5))
        kills += 1
    with run(folder):
        wait(folder, before + count)
    found = events(folder)
    by_id = {one["meta"]["id"]: one for one in found}
    sys.stdout.write(
        f"{database.type}: {before} rows and {count} changes, {kills} kills: {len(found)} events "
        f"in the log, {len(found) - len(by_id)} doubled, {len(by_id)} by meta.id\n"
    )
    assert len(by_id) == before + count
    assert state(by_id.values()) == {key: row[1] for key, row in database.rows().items()}


def state(found: Any) -> dict[int, Decimal]:
    """The rows that the events make."""
    rows: dict[int, Decimal] = {}
    for event in found:
        key = event["order"]["id"]
        if event["changelog_kind"] == "delete":
            rows.pop(key, None)
        else:
            rows[key] = Decimal(event["order"]["total"])
    return rows


class run:  # noqa: N801 - reads as a word
    """The connector as a process, killed at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        with (self._folder / "run.err").open("ab") as errors:
            self._process = subprocess.Popen(
                command(self._folder, "connect", "run", "shop"), stdout=errors, stderr=errors
            )

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()


def wait(folder: Path, count: int) -> None:
    """Until the log has so many ids."""
    ends = time.monotonic() + 60
    while len({one["meta"]["id"] for one in events(folder)}) < count:
        errors = (folder / "run.err").read_text("utf-8")[-2000:]
        assert time.monotonic() < ends, f"only {len(events(folder))} of {count} events; {errors}"
        time.sleep(0.3)

"""The runner with a tiny sink of each guarantee: killed, without its store, with bad rows."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.integration.connectors.delivery import EVENTS, KILLS, Outcome, Trial

SQLITE = "{address: 'sqlite:.evtool/log.db', partitions: 3}"


def _deliver(
    folder: Path, guarantee: str, log: str = SQLITE, *, events: int = EVENTS, kills: int = KILLS
) -> Outcome:
    """Try the tiny sink; its store is a file that can be put away."""
    store = folder / "store.db"
    (folder / "evtool.yaml").write_text(
        f"version: 1\nlog: {log}\n"
        "connectors:\n"
        f"  tiny: {{type: tiny, path: {store}, guarantee: {guarantee}, streams: ['shop.*'],"
        " batch_rows: 300, batch_seconds: 0.05}\n",
        encoding="utf-8",
    )

    def rows() -> list[bytes]:
        connection = sqlite3.connect(store)
        found = [value for (value,) in connection.execute("SELECT value FROM rows")]
        connection.close()
        return found

    away = store.with_suffix(".away")
    trial = Trial(
        folder, "tiny", rows, away.touch, lambda: away.unlink(missing_ok=True),
        stops=2, events=events, kills=kills,
    )  # fmt: skip
    outcome = trial.run()
    assert len(outcome.letters) == outcome.events // 100
    return outcome


@pytest.mark.parametrize("guarantee", ["transactional", "idempotent"])
def test_each_event_is_there_once(tmp_path: Path, guarantee: str) -> None:
    """In the store, or where the store refuses it, in the error stream."""
    _deliver(tmp_path, guarantee).assert_exactly_once()


def test_a_store_that_cannot_tell_loses_nothing(tmp_path: Path) -> None:
    """A record may be there twice after a kill, but none is missing."""
    _deliver(tmp_path, "at_least_once").assert_at_least_once()


@pytest.mark.network
def test_the_same_holds_with_kafka(tmp_path: Path, kafka: str) -> None:
    """With the groups and the rebalancing of a real broker."""
    options = "{session.timeout.ms: 6000, heartbeat.interval.ms: 1000}"
    log = f"{{address: 'kafka:{kafka}', partitions: 3, options: {options}}}"
    outcome = _deliver(tmp_path, "transactional", log, events=min(EVENTS, 20_000), kills=3)
    outcome.assert_exactly_once()

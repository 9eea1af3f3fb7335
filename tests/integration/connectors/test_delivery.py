"""The runner with a tiny sink of each guarantee: killed, without its store, with bad rows."""

from __future__ import annotations

import importlib.util
import sqlite3
import sys
from pathlib import Path
from types import ModuleType

import pytest


def _module(name: str) -> ModuleType:
    """A module of this folder, which is no package."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


delivery = _module("delivery")


@pytest.mark.parametrize("guarantee", ["transactional", "idempotent", "at_least_once"])
def test_nothing_is_lost_and_what_is_promised_holds(tmp_path: Path, guarantee: str) -> None:
    """Each event is in the store or in the error stream, as often as the sink says."""
    store = tmp_path / "store.db"
    (tmp_path / "evtool.yaml").write_text(
        "version: 1\n"
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
    outcome = delivery.Trial(
        tmp_path, "tiny", rows, away.touch, lambda: away.unlink(missing_ok=True), stops=2
    ).run()
    assert len(outcome.letters) == outcome.events // 100
    if guarantee == "at_least_once":
        outcome.assert_at_least_once()
    else:
        outcome.assert_exactly_once()

"""Following files."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from evtool.serving.following import Pause, stamp


def test_a_pause_lasts_unless_somebody_asks() -> None:
    """Who asks ends it at once, also if it has not begun; the next one lasts again."""

    async def pauses() -> tuple[bool, bool, float]:
        pause = Pause()
        pause.ask()
        asked = await pause.wait(30)
        started = time.monotonic()
        return asked, await pause.wait(0.02), time.monotonic() - started

    asked, again, seconds = asyncio.run(pauses())
    assert (asked, again) == (True, False)
    assert seconds >= 0.015


def test_a_stamp_differs_after_a_change(tmp_path: Path) -> None:
    """Another content, another file of the same name, and none at all are seen."""
    path = tmp_path / "a"
    seen = {stamp(path)}
    path.write_text("one")
    seen.add(stamp(path))
    path.write_text("three")
    seen.add(stamp(path))
    (tmp_path / "b").write_text("three")
    (tmp_path / "b").replace(path)
    seen.add(stamp(path))
    assert len(seen) == 4
    assert stamp(tmp_path / "none") == (str(tmp_path / "none"), 0, 0, 0)

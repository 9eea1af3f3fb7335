"""How much a spool takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evtool.config import Section, load_section
from evtool.document import load_document
from evtool.errors import ConfigurationError
from evtool.log.event_log import LogUnavailable
from evtool.log.record import Entry
from evtool.log.spool.bound import Bound, SpoolFull
from evtool.log.spool.config import SpoolConfig
from evtool.log.spool.log import SpooledLog
from evtool.log.spool.state import SharedState, SpoolState

ENTRY = Entry("shop.order", b"x" * 100, 1_700_000_000_000)


def test_the_size_is_bounded(
    spool: Callable[..., SpooledLog], target: Any, eventually: Callable[..., None]
) -> None:
    """Beyond it the client is told when to come again; later there is room again."""
    log = spool(bytes="1kB", retry_after=7)
    target.up.clear()
    for _ in range(10):
        log.append([ENTRY])
    with pytest.raises(LogUnavailable, match="is full: 1,000 bytes wait") as caught:
        log.append([ENTRY])
    assert getattr(caught.value, "retry_after", None) == 7
    target.up.set()
    eventually(lambda: log.state().bytes == 0)
    time.sleep(0.1)
    log.append([ENTRY])


def test_the_age_is_bounded() -> None:
    """The oldest entry that waits decides."""
    state = SpoolState(oldest=int(time.time() * 1000) - 5000, error="broker away")
    with pytest.raises(SpoolFull, match="5 s old wait") as caught:
        Bound(SpoolConfig(age="4s"), lambda: state).admit(1)
    assert "broker away" in str(caught.value.hint)
    Bound(SpoolConfig(age="1h"), lambda: state).admit(1)


def test_a_full_disk_is_told_alike(spool: Callable[..., SpooledLog], store: Any) -> None:
    """The client may come again."""
    log = spool()
    store.full = True
    with pytest.raises(SpoolFull, match="disk is full") as caught:
        log.append([ENTRY])
    assert caught.value.retry_after == 30


def test_a_silent_forwarder_is_none(tmp_path: Path) -> None:
    """A state that nobody renews says that nobody forwards."""
    import os

    shared = SharedState(tmp_path / "state")
    assert shared.read() == SpoolState()
    shared.write(SpoolState(records=3, forwarding=True))
    assert shared.read().forwarding
    os.utime(tmp_path / "state", (1, 1))
    assert shared.read() == SpoolState(records=3)
    SharedState(tmp_path / "no" / "state").write(SpoolState())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("bytes: many", "bytes: 'many' is no amount"),
        ("age: 3 moons", "age: '3 moons' is no amount"),
        ("path: ''", "path: is empty"),
        ("retry_after: 0", "retry_after: must be at least 1"),
        ("sise: 1", "unknown key 'sise'"),
    ],
)
def test_settings_are_checked(tmp_path: Path, text: str, message: str) -> None:
    """Each mistake is told with its place."""
    (tmp_path / "spool.yaml").write_text(text)
    with pytest.raises(ConfigurationError, match=message):
        load_section(SpoolConfig, Section(load_document(tmp_path / "spool.yaml")))

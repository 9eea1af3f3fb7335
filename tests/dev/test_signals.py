"""The signals that end the platform."""

from __future__ import annotations

import signal
import time

import pytest

from evtool.dev import signals
from evtool.dev.signals import on_signals


@pytest.fixture
def calls() -> list[str]:
    """Give the list of what was called."""
    return []


def test_a_further_ctrl_c_forces(calls: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The first signal ends in order, only Ctrl-C can be impatient."""
    monkeypatch.setattr(signals, "ECHO", 0)
    with on_signals(lambda: calls.append("first"), lambda: calls.append("force")):
        for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGHUP):
            signal.raise_signal(number)
        assert calls == ["first"]
        time.sleep(0.001)
        signal.raise_signal(signal.SIGINT)
    assert calls == ["first", "force"]


def test_an_echo_does_not_force(calls: list[str]) -> None:
    """`timeout` sends each signal twice, at once."""
    with on_signals(lambda: calls.append("first"), lambda: calls.append("force")):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
    assert calls == ["first"]


def test_everything_is_put_back() -> None:
    """Handlers stand only as long as the block, and nohup is respected."""
    before = signal.getsignal(signal.SIGINT)
    previous = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with on_signals(lambda: None, lambda: None):
            assert signal.getsignal(signal.SIGINT) is not before
            assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
        assert signal.getsignal(signal.SIGINT) is before
    finally:
        signal.signal(signal.SIGHUP, previous)

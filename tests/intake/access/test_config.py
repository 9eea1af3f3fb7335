"""Keys as they are configured, and where none are needed."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from evtool.config import Section, load_section
from evtool.document import parse_document
from evtool.errors import ConfigurationError, EvtoolError
from evtool.intake.access.exposure import is_loopback, require_keys
from evtool.intake.config import IntakeConfig

KEY = "0123456789abcdef"


def load(**intake: Any) -> IntakeConfig:
    """The section of a file."""
    document = parse_document(json.dumps(intake).encode(), Path("evtool.yaml"))
    return load_section(IntakeConfig, Section(document))


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"keys": {"a": {}}}, "keys.a: has neither `key` nor `secret`"),
        ({"keys": {"a": {"key": "short"}}}, "keys.a.key: has fewer than 16 characters"),
        ({"keys": {"a": {"secret": "é" * 20}}}, "keys.a.secret: has characters that no header"),
        ({"keys": {"a b": {"key": KEY}}}, "keys.a b: 'a b' is no name of a key"),
        ({"keys": {"a": {"key": KEY}, "b": {"key": KEY}}}, "keys.b: has the same key as a"),
        ({"keys": {"a": {"key": KEY, "streams": []}}}, "keys.a.streams: names no stream"),
        ({"keys": {"a": {"key": KEY, "streams": ["/(/"]}}}, "keys.a.streams[0]: "),
        ({"keys": {"a": {"key": "${NO_SUCH_KEY}"}}}, "NO_SUCH_KEY is not set"),
        ({"keys": {"a": {"key": KEY, "rate": {"events": 0}}}}, "keys.a.rate.events: must be above"),
        ({"rate": {"events": 1, "burst": 0}}, "rate.burst: must be at least 1"),
        ({"rate": {}}, "the key 'events' is missing"),
        ({"deduplicate": "soon"}, "deduplicate: 'soon' is no time"),
        ({"deduplicate": "0m"}, "deduplicate: must be longer"),
        ({"signature_seconds": 0}, "signature_seconds: must be above 0"),
        ({"max_events": 0}, "max_events: must be at least 1"),
    ],
)
def test_mistakes_are_told(config: dict[str, Any], message: str) -> None:
    """With the way to them, and never with the key itself."""
    with pytest.raises(ConfigurationError) as caught:
        load(**config)
    assert message in caught.value.message
    assert KEY not in str(caught.value)


def test_keys_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """And are not shown where a configuration is."""
    monkeypatch.setenv("APP_KEY", KEY)
    config = load(keys={"a": {"key": "${APP_KEY}"}}, deduplicate="90s")
    assert config.keys["a"].key == KEY
    assert KEY not in repr(config)
    assert (config.window_seconds, load().window_seconds) == (90.0, 0.0)


def test_what_is_loopback() -> None:
    """Also written as IPv6 has it."""
    inside = ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"]
    outside = ["0.0.0.0", "::", "192.0.2.1", "fe80::1%eth0", "::ffff:192.0.2.1"]  # noqa: S104 - nobody listens there
    assert [is_loopback(one) for one in inside] == [True] * 4
    assert [is_loopback(one) for one in outside] == [False] * 5


def test_no_network_without_keys() -> None:
    """The socket itself is looked at: no name leads around it."""
    anywhere = ("0.0.0.0", 0)  # noqa: S104 - for a moment, and nothing is taken
    with socket.create_server(anywhere) as wide, socket.create_server(("127.0.0.1", 0)) as us:
        with pytest.raises(EvtoolError, match="is not loopback") as caught:
            require_keys(wide, {})
        assert "intake.keys" in (caught.value.hint or "")
        require_keys(wide, {"a": 1})
        require_keys(us, {})
    here, there = socket.socketpair()
    with here, there:
        require_keys(here, {})

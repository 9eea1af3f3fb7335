"""The `dev` section."""

from __future__ import annotations

from pathlib import Path

import pytest

from evtool.dev.config import DevConfig
from evtool.errors import ConfigurationError
from evtool.workspace import load_workspace


def configured(folder: Path, text: str) -> DevConfig:
    """The section of a file with this content."""
    (folder / "evtool.yaml").write_text(f"version: 1\n{text}\n")
    return load_workspace(folder / "evtool.yaml").section("dev", DevConfig)


def test_services_listen_on_loopback(tmp_path: Path) -> None:
    """Nothing but an explicit choice opens them to the network."""
    config = configured(tmp_path, "")
    assert (config.host, config.registry_port, config.streams_port) == ("127.0.0.1", 8190, 8191)
    assert config.live_port == 8194


def test_the_file_may_choose(tmp_path: Path) -> None:
    """Host and ports are keys of the section."""
    assert configured(tmp_path, "dev: {host: localhost, registry_port: 0}").registry_port == 0


@pytest.mark.parametrize(
    "text", ["registry_port: -1", "streams_port: 65536", "live_port: 65536", "host: ''", "prot: 1"]
)
def test_nonsense_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    """The error names the key and the line."""
    with pytest.raises(ConfigurationError) as caught:
        configured(tmp_path, f"dev:\n  {text}")
    assert caught.value.place is not None
    assert caught.value.place.line == 3
    assert text.split(":", maxsplit=1)[0] in caught.value.message
